"""Estimation: growth laws fitted to a handful of points, with the error each admits.

Every method of the back-test is also a fit: its mean gain a year, the law a scenario can use, and
its persistent and yearly errors. A share moves on log-odds, so a constant gain is a `relative`
law; a curve with a ceiling is its own law; a damped trend is a path of gains.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from dxsim.analysis.forecasts.curves import Curve, curve_posterior
from dxsim.analysis.forecasts.distributions import Predictive, averaged, student
from dxsim.analysis.forecasts.histories import History, Subject, known_history, subject, values_of
from dxsim.analysis.forecasts.measurement import revisions
from dxsim.analysis.forecasts.methods import (
    FAR,
    GRID,
    MEMBERS,
    NEAR,
    TREND_METHODS,
    Setting,
    belief_of,
    growth_errors,
    line,
)
from dxsim.analysis.forecasts.reference_class import Knowledge, class_prior
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.records import Date, day_of
from dxsim.data.yamlfile import InputError, nearest, quoted

FITS = ("drift", "ols", "pooled", "class_pace", "combination", "local_trend", "damped", "logistic",
        "gompertz")  # fmt: skip
LawKind = Literal["relative", "constant", "path", "logistic", "gompertz"]
AHEAD = 25  # years of gains kept of a fit, enough for a horizon to 2045 and beyond
INTERVAL = (0.10, 0.90)


class Known(NamedTuple):
    """Where the points of a fit were read, and the day on which the last of them became known."""

    sources: tuple[str, ...]
    since: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted growth law: gains in log-odds (shares) or log points (levels) a year.

    `gains` are the expected gains of the years after the last value, `low` and `high` an 80%
    interval of the mean gain; `shrinkage` is the class's weight (partial pooling); `ceiling` the
    posterior mean of a curve's ceiling and `information` how far the data moved it, in nats.
    """

    series: str
    producer: str
    method: str
    law: LawKind
    points: int
    first: int
    last: int
    gains: tuple[float, ...]
    low: float
    high: float
    persistent_sd: float
    yearly_sd: float
    degrees_of_freedom: float
    sources: tuple[str, ...]
    known_since: str
    shrinkage: float | None = None
    speed: float | None = None
    ceiling: float | None = None
    information: float | None = None

    @property
    def gain(self) -> float:
        """Expected gain of the first year ahead."""
        return self.gains[0]


def fit(series: str, producer: str, method: str = "pooled", as_of: Date | None = None) -> Fit:
    """Fit one method to what was known of a series on a day.

    Raises
    ------
    InputError
        for an unknown method, a growth-rate series, or too few points for the method.

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.fit("digital_share", "nso").points > 2
    True
    """
    if method not in FITS:
        raise InputError(
            "method", found=quoted(method), expected=f"one of {', '.join(FITS)}",
            hint=nearest(method, FITS),
        )  # fmt: skip
    history, setting, known = _prepared(series, producer, as_of)
    made = TREND_METHODS[method](history, range(1, AHEAD + 1), setting)
    forecasts = [f for f in made if f is not None]
    if len(forecasts) < AHEAD:
        raise InputError(
            f"{series}/{producer}", found=f"{len(history.times)} usable points",
            expected=f"more, or another method than {method}",
        )  # fmt: skip
    return _described((series, producer, method), history, setting, forecasts, known)


def fit_all(series: str, producer: str, as_of: Date | None = None) -> list[Fit]:
    """Return the fit of every method that the points known on a day allow."""
    _prepared(series, producer, as_of)
    fits = []
    for method in FITS:
        try:
            fits.append(fit(series, producer, method, as_of))
        except InputError:
            continue
    return fits


def _prepared(series: str, producer: str, as_of: Date | None) -> tuple[History, Setting, Known]:
    about = subject(series, producer)
    if about.scale == "rate":
        raise InputError("series", found=quoted(series), expected="a share or a level")
    rows = values_of(about, as_of)
    if not rows:
        raise InputError(
            f"{series}/{producer}", found="no value known then", expected="observations"
        )
    history = known_history(about, as_of)
    used = [row for row in rows if row.year in history.times]
    last = max(row.known_since for row in used)
    known = Known(tuple(dict.fromkeys(row.source for row in used)), last.isoformat())
    return history, setting_of(about, as_of), known


def setting_of(about: Subject, as_of: Date | None = None) -> Setting:
    """Return the information of a fit on a day: class, settings, revisions."""
    day = None if as_of is None else day_of(as_of)
    given = settings()
    prior = class_prior(about.scale, Knowledge(as_of=day))
    return Setting(prior, given, {}, revisions(about, given, day).sd)


def _described(
    about: tuple[str, str, str],
    history: History,
    setting: Setting,
    forecasts: list[Predictive],
    known: Known,
) -> Fit:
    series, producer, method = about
    levels = [history.last, *(f.mean for f in forecasts)]
    gains = tuple(after - before for before, after in zip(levels, levels[1:], strict=False))
    errors = _errors(method, history, forecasts, setting)
    constant = method == "ols" or method in GRID or method == "combination"
    gains = (errors.gain,) * AHEAD if constant else gains
    law = _law_kind(method, history)
    return Fit(
        series, producer, method, law, len(history.times), int(history.times[0]),
        int(history.last_time), gains, errors.mean_gain.quantile(INTERVAL[0]),
        errors.mean_gain.quantile(INTERVAL[1]), errors.persistent_sd, errors.yearly_sd,
        errors.df, known.sources, known.since, **_details(method, law, history, setting),
    )  # fmt: skip


def _details(method: str, law: LawKind, history: History, setting: Setting) -> dict[str, float]:
    given = setting.settings
    if method == "pooled":
        own, whole = (
            belief_of("pooled", history, setting),
            belief_of("class_pace", history, setting),
        )
        return {"shrinkage": min((own.persistent_sd / whole.persistent_sd) ** 2, 1.0)}
    if law == "logistic" or law == "gompertz":
        posterior = curve_posterior(history, law, setting.prior.yearly_sd, given)
        return {
            "speed": posterior.mean_speed,
            "ceiling": posterior.mean_ceiling,
            "information": posterior.information,
        }
    return {}


def _law_kind(method: str, history: History) -> LawKind:
    curves: dict[str, Curve] = {"logistic": "logistic", "gompertz": "gompertz"}
    if method in curves:
        return curves[method]
    if method == "damped":
        return "path"
    return "relative" if history.scale == "share" else "constant"


@dataclass(frozen=True, slots=True)
class _Errors:
    """Errors of a fit: first gain, its distribution as a mean, two standard errors, their tails."""

    gain: float
    mean_gain: Predictive
    persistent_sd: float
    yearly_sd: float
    df: float


def _errors(
    method: str, history: History, forecasts: list[Predictive], setting: Setting
) -> _Errors:
    """Return a fit's errors: of the posterior, of the slope of a straight line, or as it spreads.

    A structural trend tells no error of its mean gain apart; its first year's stands for it.
    """
    if method in GRID or method == "combination":
        return _of_beliefs(MEMBERS if method == "combination" else (method,), history, setting)
    if method == "ols":
        return _of_line(history)
    near = forecasts[NEAR - 1]
    persistent, yearly = growth_errors(near, forecasts[FAR - 1])
    wide = near.sd if method in ("damped", "local_trend") else persistent
    gain = near.mean - history.last
    return _Errors(gain, student(gain, wide), persistent, yearly, math.inf)


def _of_beliefs(names: Sequence[str], history: History, setting: Setting) -> _Errors:
    """Return the errors of one belief, or of several with their quantiles averaged."""
    beliefs = [belief_of(name, history, setting) for name in names]
    mean = averaged([belief.mean_gain for belief in beliefs])
    yearly = float(np.mean([belief.yearly_sd for belief in beliefs]))
    return _Errors(mean.mean, mean, mean.sd, yearly, setting.settings.shock_df)


def _of_line(history: History) -> _Errors:
    fitted = line(history)
    mean_gain = student(fitted.slope, fitted.slope_error, fitted.df)
    return _Errors(fitted.slope, mean_gain, fitted.slope_error, fitted.residual_sd, fitted.df)
