"""Forecast methods for a growth rate, which returns to a mean instead of drifting."""

import math
from collections.abc import Sequence

import numpy as np

from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.methods import Forecasts, Method, Setting, mixture
from dxsim.analysis.forecasts.scores import Predictive


def spread(history: History, setting: Setting) -> tuple[float, float]:
    """Return the standard deviation of past rates, shrunk to its prior, and its freedom."""
    given = setting.settings
    own = float(np.sum((history.values - history.values.mean()) ** 2))
    df = given.variance_prior_df + len(history.values) - 1
    return math.sqrt((given.variance_prior_df * given.rate_sd**2 + own) / df), df


def last_rate(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Repeat the last rate: a miss of two departures from the mean."""
    sd, df = spread(history, setting)
    return [Predictive(history.last, sd * math.sqrt(2), df) for _ in horizons]


def rate_drift(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Carry the mean change of the rate on."""
    sd, df = spread(history, setting)
    step = (history.last - float(history.values[0])) / history.length
    return [Predictive(history.last + step * h, sd * math.sqrt(2), df) for h in horizons]


def mean_rate(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Return to the mean of the past at once."""
    sd, df = spread(history, setting)
    scale = sd * math.sqrt(1 + 1 / len(history.values))
    return [Predictive(float(history.values.mean()), scale, df) for _ in horizons]


def stated(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Take the mean of the official projections known, with the spread of past rates."""
    sd, df = spread(history, setting)
    found = [setting.official.get(history.last_time + years) for years in horizons]
    return [None if value is None else Predictive(value, sd, df) for value in found]


def autoregression(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """First-order autoregression about the mean, by least squares."""
    n = len(history.values)
    if n < setting.settings.least_points["autoregression"]:
        return [None for _ in horizons]
    sd, df = spread(history, setting)
    mean = float(history.values.mean())
    now = history.values - mean
    ar1 = float(np.clip(now[1:] @ now[:-1] / (now[:-1] @ now[:-1]), 0.0, 0.95))
    return [
        Predictive(mean + ar1**h * now[-1], sd * math.sqrt(1 - ar1 ** (2 * h) + 1 / n), df)
        for h in horizons
    ]


def rate_combination(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Average the return to the mean, the autoregression and what projections say."""
    members = [m(history, horizons, setting) for m in (mean_rate, autoregression, stated)]
    return [mixture(parts) for parts in zip(*members, strict=True)]


RATE_METHODS: dict[str, Method] = {
    "last_value": last_rate,
    "drift": rate_drift,
    "mean": mean_rate,
    "plan": stated,
    "autoregression": autoregression,
    "combination": rate_combination,
}
