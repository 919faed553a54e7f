"""Forecast methods: each turns a history into predictive distributions some years ahead.

The naive marks come first; a method earns its place by beating them. All work on the scale the
series moves on, so a gain is in log-odds or log points.
"""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dxsim.analysis.forecasts.curves import Curve, curve_gain, curve_posterior
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.pooling import ClassPrior, pool, yearly_variance
from dxsim.analysis.forecasts.scores import Predictive
from dxsim.analysis.forecasts.settings import Settings
from dxsim.analysis.outside_view import expit

NEAR, FAR = 1, 5
"""Years ahead at which the spread of a method's errors is read."""
NAIVE = ("last_value", "drift", "class_pace", "plan")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a method may use beside the history: the class, the settings, an official figure.

    `official` maps a time to the plan's or projection's value on the history's scale.
    """

    prior: ClassPrior
    settings: Settings
    official: dict[float, float]


Forecasts = list[Predictive | None]
Method = Callable[[History, Sequence[float], Setting], Forecasts]


def walk(
    history: History, gain: float, gain_sd: float, years: float, setting: Setting
) -> Predictive:
    """Return a random walk with an uncertain mean gain: its spread grows with the horizon."""
    variance, df = yearly_variance(history, setting.prior, setting.settings.variance_prior_df)
    spread = math.sqrt(variance * years + (gain_sd * years) ** 2)
    return Predictive(history.last + gain * years, spread, df)


def last_value(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Forecast no change; the class's mean gain and spread say how wrong that tends to be."""
    miss = math.hypot(setting.prior.mean, setting.prior.between_sd)
    return [walk(history, 0.0, miss, years, setting) for years in horizons]


def drift(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Carry the mean gain of the whole history on."""
    if not history.length:
        return [None for _ in horizons]
    variance, _ = yearly_variance(history, setting.prior, setting.settings.variance_prior_df)
    gain = (history.last - float(history.values[0])) / history.length
    sd = math.sqrt(variance / history.length)
    return [walk(history, gain, sd, years, setting) for years in horizons]


def class_pace(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Move at the class's mean gain, whatever the series' own past."""
    prior = setting.prior
    return [walk(history, prior.mean, prior.between_sd, years, setting) for years in horizons]


def plan(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Take the official plan or projection where one is known, with the spread of drift."""
    spread = drift(history, horizons, setting)
    found: Forecasts = []
    for years, about in zip(horizons, spread, strict=True):
        stated = setting.official.get(history.last_time + years)
        if stated is None or about is None:
            found.append(None)
        else:
            found.append(Predictive(stated, about.scale, about.df))
    return found


def pooled(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Shrink the series' own mean gain towards its class (partial pooling)."""
    given = setting.settings
    found = pool(history, setting.prior, given.variance_prior_df, given.half_life)
    return [walk(history, found.mean, found.sd, years, setting) for years in horizons]


def ols(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Fit a straight line by least squares, with small-sample (Student-t) intervals."""
    n = len(history.times)
    if n < setting.settings.least_points["ols"]:
        return [None for _ in horizons]
    from statsmodels.regression.linear_model import OLS

    fit = OLS(history.values, line(history.times - history.last_time)).fit()
    frame = fit.get_prediction(line(np.array(horizons, float)))
    return [
        Predictive(float(loc), float(sd), n - 2)
        for loc, sd in zip(frame.predicted_mean, frame.se_obs, strict=True)
    ]


def local_trend(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Let level and slope drift (structural time series, years without a value left open)."""
    if len(history.times) < setting.settings.least_points["local_trend"]:
        return [None for _ in horizons]
    grid, series = _regular(history)
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = UnobservedComponents(series, level="lltrend")
        fit = model.fit(disp=False)
    steps = [round(years) for years in horizons]
    if not grid or any(
        abs(years - step) > 1e-6 for years, step in zip(horizons, steps, strict=True)
    ):
        return [None for _ in horizons]
    frame = fit.get_forecast(max(steps))
    sd = np.sqrt(np.maximum(frame.var_pred_mean, 1e-12))
    return [Predictive(float(frame.predicted_mean[k - 1]), float(sd[k - 1])) for k in steps]


def damped(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Exponential smoothing with a damped trend; it needs a value for every year."""
    steps = [round(years) for years in horizons]
    gaps = np.allclose(history.gaps, 1) if len(history.gaps) else False
    if len(history.times) < setting.settings.least_points["damped"] or not gaps:
        return [None for _ in horizons]
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    n = len(history.times)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ETSModel(pd.Series(history.values), error="add", trend="add", damped_trend=True)
        frame = model.fit(disp=False).get_prediction(start=n, end=n + max(steps) - 1)
    mean = frame.predicted_mean.to_numpy()
    sd = np.sqrt(np.maximum(frame.forecast_variance, 1e-12))
    return [Predictive(float(mean[k - 1]), float(sd[k - 1])) for k in steps]


def _curve(history: History, horizons: Sequence[float], setting: Setting, name: Curve) -> Forecasts:
    if history.scale != "share" or len(history.gaps) == 0:
        return [None for _ in horizons]
    posterior = curve_posterior(history, name, setting.prior, setting.settings)
    found: Forecasts = []
    for years in horizons:
        gain, variance = curve_gain(posterior, expit(history.last), years)
        spread = math.sqrt(variance + posterior.yearly_variance * years)
        found.append(Predictive(history.last + gain, spread, posterior.df))
    return found


def logistic(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Follow a logistic whose ceiling keeps its prior."""
    return _curve(history, horizons, setting, "logistic")


def gompertz(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Follow a Gompertz whose ceiling keeps its prior."""
    return _curve(history, horizons, setting, "gompertz")


def combination(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Average a few simple methods: their mean, and their spread with their disagreement."""
    members = [method(history, horizons, setting) for method in (pooled, class_pace, drift)]
    return [mixture(parts) for parts in zip(*members, strict=True)]


def growth_errors(near: Predictive, far: Predictive) -> tuple[float, float]:
    """Return the persistent and the yearly error that two forecasts state, `NEAR` and `FAR` ahead.

    Their variance grows as `a h + b h^2`: shocks of a year, and an error in mean growth.
    """
    persistent = max((far.sd**2 - FAR * near.sd**2) / (FAR * (FAR - NEAR)), 0.0)
    return math.sqrt(persistent), math.sqrt(max(near.sd**2 - persistent, 0.0))


def mixture(members: Sequence[Predictive | None]) -> Predictive | None:
    """Return one Student-t with the mean and variance of the equal mixture of those there are."""
    parts = [member for member in members if member is not None]
    if not parts:
        return None
    loc = float(np.mean([part.loc for part in parts]))
    variance = float(np.mean([part.sd**2 + (part.loc - loc) ** 2 for part in parts]))
    df = min(part.df for part in parts)
    scale = math.sqrt(variance if math.isinf(df) else variance * (df - 2) / df)
    return Predictive(loc, scale, df)


def line(times: "np.ndarray") -> "np.ndarray":
    """Regressors of a straight line."""
    return np.column_stack([np.ones_like(times), times])


def _regular(history: History) -> tuple[bool, "np.ndarray"]:
    """Return whether all values lie whole years apart, and the series with open years as NaN."""
    places = history.times - history.times[0]
    whole = np.allclose(places, np.round(places))
    series = np.full(int(round(places[-1])) + 1, np.nan)
    series[np.round(places).astype(int)] = history.values
    return whole, series


TREND_METHODS: dict[str, Method] = {
    "last_value": last_value,
    "drift": drift,
    "class_pace": class_pace,
    "plan": plan,
    "pooled": pooled,
    "ols": ols,
    "local_trend": local_trend,
    "damped": damped,
    "logistic": logistic,
    "gompertz": gompertz,
    "combination": combination,
}
