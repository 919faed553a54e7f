"""Measurement: revisions of releases and breaks of definition between a signal and its print.

A base that was published only once may yet be revised, and a target that is to be read in its
first release will differ from what it becomes: each adds a revision r ~ t(0, rho^2), on the scale
the series moves on. Breaks (a re-basing, another definition) come as a Poisson process and move the
series for good. Neither is learnt by a trend, so both are added to what any method says.
"""

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from scipy.special import ndtr

from dxsim.analysis.episodes import revised_shares
from dxsim.analysis.forecasts.distributions import Predictive, convolved, student
from dxsim.analysis.forecasts.histories import Subject, revised_logs
from dxsim.analysis.forecasts.pooling import shock_df
from dxsim.analysis.forecasts.settings import Settings
from dxsim.data.arrays import Array
from dxsim.model.share_curves import logit

Release = Literal["first", "mature"]

_NODES = np.linspace(-4.0, 4.0, 25)  # normal quantiles at which an error is taken
_MASSES = np.exp(-0.5 * _NODES**2) / np.sum(np.exp(-0.5 * _NODES**2))
_MOST_BREAKS = 3  # in one forecast: more have no weight worth counting


@dataclass(frozen=True, slots=True)
class Revisions:
    """How far releases of a series are revised: the sd taken, and what it rests on.

    `own_sd` and `foreign_sd` are root mean squares over `own_years` and `foreign_years` revised
    values; None where there are none.
    """

    sd: float
    own_sd: float | None
    own_years: int
    foreign_sd: float | None
    foreign_years: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """Errors of published values: standard deviations on the scale that the series moves on.

    `base_sd` is of the release that a forecast starts from, `target_sd` of the one forecast. Breaks
    of definition come `break_rate` times a year (Poisson), each of standard deviation `break_sd`.
    `df` is the degrees of freedom of a revision, above 2. The default has no error.
    """

    base_sd: float = 0.0
    target_sd: float = 0.0
    break_rate: float = 0.0
    break_sd: float = 0.0
    df: float = 6.0


EXACT = Measurement()


def revisions(subject: Subject, given: Settings, as_of: dt.date | None = None) -> Revisions:
    """Return the spread of a series' revisions by a day: its own, shrunk to those seen elsewhere.

    Elsewhere is the reference class for shares, where any was revised by then; for levels and
    rates, and before any share was, it is the assumption of the settings. It counts as
    `revision_prior_years` revised values of the series' own.
    """
    own = revised_logs(subject, as_of)
    foreign = np.array(
        [logit(last) - logit(first) for first, last in revised_shares(as_of)]
        if subject.scale == "share" else []
    )  # fmt: skip
    elsewhere = _rms(foreign)
    prior = given.revision_sd[subject.scale] if elsewhere is None else elsewhere
    years = given.revision_prior_years
    variance = (years * prior**2 + float(own @ own)) / (years + len(own))
    return Revisions(math.sqrt(variance), _rms(own), len(own), elsewhere, len(foreign))


def measurement(
    subject: Subject, release: Release, revised: Revisions, base_mature: bool, given: Settings
) -> Measurement:
    """Return the errors of a forecast of a series' release from a base that is mature or not."""
    breaks = subject.scale != "rate"
    return Measurement(
        0.0 if base_mature else revised.sd,
        revised.sd if release == "first" else 0.0,
        given.break_rate if breaks else 0.0,
        given.break_sd if breaks else 0.0,
        given.shock_df,
    )


def measured(made: Predictive, years: float, errors: Measurement) -> Predictive:
    """Return a forecast with the errors of its base and target and the breaks in between."""
    forecast = made
    if errors.base_sd or errors.target_sd:
        forecast = convolved(forecast, *_revision(errors))
    if errors.break_rate and errors.break_sd:
        forecast = convolved(forecast, *_breaks(errors.break_rate * years, errors.break_sd))
    return forecast


def error_draws(years: float, errors: Measurement, ranks: Array) -> Array:
    """Return the errors of measurement at given ranks (probabilities), in their shape."""
    nodes, weights = np.zeros(1), np.ones(1)
    if errors.base_sd or errors.target_sd:
        nodes, weights = _revision(errors)
    if errors.break_rate and errors.break_sd:
        moved, chances = _breaks(errors.break_rate * years, errors.break_sd)
        nodes = (nodes[:, None] + moved).ravel()
        weights = (weights[:, None] * chances).ravel()
    order = np.argsort(nodes)
    places = np.searchsorted(np.cumsum(weights[order]), ranks)
    return np.asarray(nodes[order][np.minimum(places, len(nodes) - 1)])


@lru_cache(maxsize=64)
def _revision(errors: Measurement) -> tuple[Array, Array]:
    """Return nodes and weights of the revisions of base and target: a Student-t of their sd.

    Where there are two, of the kurtosis of the sum of two alike.
    """
    sd = math.hypot(errors.base_sd, errors.target_sd)
    df = shock_df(2.0 if errors.base_sd and errors.target_sd else 1.0, errors.df)
    made = student(0.0, sd * math.sqrt((df - 2) / df), df)
    return made.draws(np.asarray(ndtr(_NODES))), _MASSES


@lru_cache(maxsize=64)
def _breaks(expected: float, sd: float) -> tuple[Array, Array]:
    """Return nodes and weights of the sum of a Poisson number of normal breaks."""
    nodes, weights = [np.zeros(1)], [np.array([math.exp(-expected)])]
    for count in range(1, _MOST_BREAKS + 1):
        chance = math.exp(-expected) * expected**count / math.factorial(count)
        nodes.append(_NODES * sd * math.sqrt(count))
        weights.append(_MASSES * chance)
    every = np.concatenate(weights)
    return np.concatenate(nodes), every / every.sum()


def _rms(values: Array) -> float | None:
    return math.sqrt(float(np.mean(values**2))) if len(values) else None
