"""Forecast methods for a growth rate, which returns to a mean instead of drifting.

A rate of a year is a mean gain and a Student-t shock, so a year out of the ordinary neither moves
the mean far nor widens the spread as much as it would a normal. Where producers project the rate,
their mean stands beside that of the past.
"""

from collections.abc import Sequence

import numpy as np

from dxsim.analysis.forecasts import pooling
from dxsim.analysis.forecasts.distributions import Predictive, averaged, heaviest, student_mixture
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.methods import Forecasts, Method, Setting
from dxsim.analysis.forecasts.pooling import SPREADS, Belief, after

RATE_MEMBERS = ("mean", "plan")
"""Methods whose quantiles the combination averages, with equal weights, where they say anything."""


def as_gains(history: History) -> History:
    """Return rates as a level that grows by them, a year apart whatever years are missing."""
    times = np.arange(len(history.values) + 1.0)
    return History(times, np.r_[0.0, np.cumsum(history.values)], "level")


def past_belief(history: History, setting: Setting) -> Belief:
    """Estimate the mean rate and a year's departure from it."""
    return pooling.pooled_belief(_likelihood(history, setting), setting.prior)


def stated_belief(rate: float, history: History, setting: Setting) -> Belief:
    """Return the belief of a rate that projections state, with the departures of the past."""
    error, past = setting.settings.consensus_sd, _likelihood(history, setting)
    return pooling.known_gain_belief(rate, error, past, setting.prior)


def _likelihood(history: History, setting: Setting) -> "np.ndarray":
    return pooling.log_likelihood(as_gains(history), setting.settings.shock_df, np.inf, 0.0)


def last_rate(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Repeat the last rate: a miss of two departures from the mean."""
    spreads = past_belief(history, setting).weights.sum(axis=0)
    df = setting.settings.shock_df
    scales = np.sqrt(2.0) * pooling.shock_scale(SPREADS, 1.0, df)
    kept = heaviest(spreads)
    made = student_mixture(spreads[kept], np.full(len(kept), history.last), scales[kept], df)
    return [made for _ in horizons]


def mean_rate(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Return to the mean of the past at once."""
    made = after(0.0, past_belief(history, setting), 1.0)
    return [made for _ in horizons]


def stated(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Take the mean of the official projections known, with the spread of past rates."""
    rates = [setting.official.get(history.last_time + years) for years in horizons]
    return [
        None if rate is None else after(0.0, stated_belief(rate, history, setting), 1.0)
        for rate in rates
    ]


def rate_combination(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Average the quantiles of the return to the mean and of what projections say."""
    members = [RATE_METHODS[name](history, horizons, setting) for name in RATE_MEMBERS]
    return [averaged([m for m in parts if m is not None]) for parts in zip(*members, strict=True)]


def cumulated(history: History, years: int, setting: Setting) -> Predictive:
    """Return the log growth factor over some years: the two beliefs, quantiles averaged.

    Projections count where every year on the way has one.
    """
    result = [after(0.0, past_belief(history, setting), years)]
    ahead = [setting.official.get(history.last_time + k) for k in range(1, years + 1)]
    known = [rate for rate in ahead if rate is not None]
    if len(known) == years:
        mean = float(np.mean(known))
        result.append(after(0.0, stated_belief(mean, history, setting), years))
    return averaged(result)


RATE_METHODS: dict[str, Method] = {
    "last_value": last_rate,
    "mean": mean_rate,
    "plan": stated,
    "combination": rate_combination,
}
