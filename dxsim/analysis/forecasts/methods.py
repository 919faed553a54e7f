"""Forecast methods of shares and levels: each turns a history into predictive distributions.

The naive marks come first; a method earns its place by beating them. All work on the scale the
series moves on, so a gain is in log-odds or log points. What they forecast is the signal: errors of
measurement are added to every one of them alike (`measurement.measured`).
"""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dxsim.analysis.forecasts import pooling
from dxsim.analysis.forecasts.curves import Curve, curve_gain, curve_posterior
from dxsim.analysis.forecasts.distributions import Predictive, averaged, student
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.pooling import Belief, ClassPosterior
from dxsim.analysis.forecasts.settings import Settings
from dxsim.model.share_curves import expit

NEAR, FAR = 1, 5
"""Years ahead at which the spread of a method's errors is read."""
NAIVE = ("last_value", "drift", "class_pace", "plan")
MEMBERS = ("pooled", "class_pace", "drift")
"""Methods whose quantiles the combination averages, with equal weights."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Inputs of a method beside the history: class, settings, official figures, revisions.

    `official` maps a time to the plan's or projection's value on the history's scale;
    `revision_sd` is the spread of a revision, which a gain between two releases contains.
    """

    prior: ClassPosterior
    settings: Settings
    official: dict[float, float]
    revision_sd: float = 0.0


Forecasts = list[Predictive | None]
Method = Callable[[History, Sequence[float], Setting], Forecasts]


@lru_cache(maxsize=16)
def likelihood(history: History, setting: Setting) -> "np.ndarray":
    """Return the log likelihood of a history for every mean gain and yearly spread."""
    given = setting.settings
    return pooling.log_likelihood(history, given.shock_df, given.half_life, setting.revision_sd)


@lru_cache(maxsize=64)
def belief_of(method: str, history: History, setting: Setting) -> Belief:
    """Return a grid method's (`GRID`) posterior of a series' mean gain and spread."""
    data = likelihood(history, setting)
    if method == "drift":
        return pooling.drift_belief(history, data, setting.prior)
    return BELIEFS[method](data, setting.prior)


BELIEFS = {
    "last_value": pooling.unchanged_belief,
    "class_pace": pooling.class_belief,
    "pooled": pooling.pooled_belief,
}
GRID = ("drift", *BELIEFS)
"""Methods that hold a belief on the grid."""


def last_value(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Forecast no change; the class's mean gain and spread say how wrong that tends to be."""
    return _ahead("last_value", history, horizons, setting)


def drift(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Forecast the mean yearly gain of the whole history; none where it holds one value."""
    if not history.length:
        return [None for _ in horizons]
    return _ahead("drift", history, horizons, setting)


def class_pace(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Forecast the class's mean yearly gain, whatever the series' own past."""
    return _ahead("class_pace", history, horizons, setting)


def pooled(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Shrink the series' own mean gain towards its class (hierarchical pooling)."""
    return _ahead("pooled", history, horizons, setting)


def plan(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Take the official plan or projection where one is known, with the spread of drift."""
    forecasts: Forecasts = []
    for years, about in zip(horizons, drift(history, horizons, setting), strict=True):
        stated = setting.official.get(history.last_time + years)
        if stated is None or about is None:
            forecasts.append(None)
        else:
            forecasts.append(Predictive(about.values + (stated - about.median)))
    return forecasts


def combination(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Average the quantiles of the pooled forecast, the class's pace and drift.

    Equal weights and no selection; quantiles, not probabilities, are averaged, so disagreement
    of the members moves the centre and does not count as spread.
    """
    members = [TREND_METHODS[name](history, horizons, setting) for name in MEMBERS]
    return [averaged([m for m in parts if m is not None]) for parts in zip(*members, strict=True)]


def ols(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Fit a straight line by least squares, with small-sample (Student-t) intervals."""
    n = len(history.times)
    if n < setting.settings.least_points["ols"]:
        return [None for _ in horizons]
    fitted = line(history)
    return [fitted.predicted(years) for years in horizons]


def local_trend(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Let level and slope drift (structural time series, years without a value left open)."""
    if len(history.times) < setting.settings.least_points["local_trend"]:
        return [None for _ in horizons]
    whole, series = _regular(history)
    steps = [round(years) for years in horizons]
    even = all(abs(years - step) < 1e-6 for years, step in zip(horizons, steps, strict=True))
    if not whole or not even:
        return [None for _ in horizons]
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = UnobservedComponents(series, level="lltrend").fit(disp=False)
    frame = fit.get_forecast(max(steps))
    sd = np.sqrt(np.maximum(frame.var_pred_mean, 1e-12))
    return [student(float(frame.predicted_mean[k - 1]), float(sd[k - 1])) for k in steps]


def damped(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Exponential smoothing with a damped trend; it needs a value for every year."""
    steps = [round(years) for years in horizons]
    even = np.allclose(history.gaps, 1) if len(history.gaps) else False
    if len(history.times) < setting.settings.least_points["damped"] or not even:
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
    return [student(float(mean[k - 1]), float(sd[k - 1])) for k in steps]


def _curve(history: History, horizons: Sequence[float], setting: Setting, name: Curve) -> Forecasts:
    if history.scale != "share" or len(history.gaps) == 0:
        return [None for _ in horizons]
    posterior = curve_posterior(history, name, setting.prior.yearly_sd, setting.settings)
    forecasts: Forecasts = []
    for years in horizons:
        gain, variance = curve_gain(posterior, expit(history.last), years)
        spread = math.sqrt(variance + posterior.yearly_variance * years)
        forecasts.append(student(history.last + gain, spread, posterior.df))
    return forecasts


def logistic(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Follow a logistic whose ceiling keeps its prior."""
    return _curve(history, horizons, setting, "logistic")


def gompertz(history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    """Follow a Gompertz whose ceiling keeps its prior."""
    return _curve(history, horizons, setting, "gompertz")


def growth_errors(near: Predictive, far: Predictive) -> tuple[float, float]:
    """Return the persistent and the yearly error that two forecasts state, `NEAR` and `FAR` ahead.

    Their variance grows as `a h + b h^2`: shocks of a year, and an error in mean growth.
    """
    persistent = max((far.sd**2 - FAR * near.sd**2) / (FAR * (FAR - NEAR)), 0.0)
    return math.sqrt(persistent), math.sqrt(max(near.sd**2 - persistent, 0.0))


class Line(NamedTuple):
    """A straight line through a history by least squares, in years after its last value.

    `residual_sd` is of a value around the line, with `df` degrees of freedom; `centre`, `squares`
    are the mean of the years and the sum of their squares about it.
    """

    level: float
    slope: float
    residual_sd: float
    df: int
    centre: float
    squares: float

    @property
    def slope_error(self) -> float:
        """Standard error of the slope."""
        return self.residual_sd / math.sqrt(self.squares)

    def predicted(self, years: float) -> Predictive:
        """Return the distribution of a value some years after the last one."""
        away = 1 / (self.df + 2) + (years - self.centre) ** 2 / self.squares
        sd = self.residual_sd * math.sqrt(1 + away)
        return student(self.level + self.slope * years, sd, self.df)


def line(history: History) -> Line:
    """Return the straight line through a history of three values or more."""
    years = history.times - history.last_time
    centre, mean = float(years.mean()), float(history.values.mean())
    squares = float(np.sum((years - centre) ** 2))
    slope = float((years - centre) @ history.values) / squares
    away = history.values - mean - slope * (years - centre)
    df = len(years) - 2
    residual_sd = math.sqrt(float(away @ away) / df)
    return Line(mean - slope * centre, slope, residual_sd, df, centre, squares)


def _ahead(method: str, history: History, horizons: Sequence[float], setting: Setting) -> Forecasts:
    return [_after(method, history, years, setting) for years in horizons]


@lru_cache(maxsize=256)
def _after(method: str, history: History, years: float, setting: Setting) -> Predictive:
    """Return one forecast of the grid; kept, as the combination asks for its members' again."""
    return pooling.after(history.last, belief_of(method, history, setting), years)


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
