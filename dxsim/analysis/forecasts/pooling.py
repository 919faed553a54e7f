"""Partial pooling: a class of episodes as a prior for one series' speed.

Each series i gains d over g years as N(mu_i g, sigma^2 g), its own mean gain mu_i being drawn from
N(m, tau^2). Both spreads are found by likelihood over the class; a series' own mean gain
is then shrunk towards the class's mean by how little its few years say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.settings import WeakPrior
from dxsim.analysis.outside_view import Episode, logit, measures, reference_class, shares

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassPrior:
    """What a class says of a mean gain a year: its mean, its spread, and the yearly spread.

    `mean` (m), `between_sd` (tau) and `yearly_sd` (sigma) are in log-odds or log points a year;
    `members` counts the series.
    """

    mean: float
    between_sd: float
    yearly_sd: float
    members: int


@dataclass(frozen=True, slots=True)
class Pooled:
    """A series' mean gain after pooling: own estimate, pooled one, its sd, and the shrinkage.

    `shrinkage` is the weight of the class: 1 where the series says nothing of itself.
    """

    own: float
    mean: float
    sd: float
    shrinkage: float


def episode_history(episode: Episode) -> History:
    """Return the shares of an episode from its start to its end, intermediate years included."""
    inside = [episode.start] + [
        point
        for point in shares(_end_measure(episode))
        if episode.start.year < point.year <= episode.end.year
    ]
    times = np.array([point.year for point in inside], float)
    return History(times, np.array([logit(point.share) for point in inside]), "share")


def _end_measure(episode: Episode) -> str:
    points = {id: shares(id) for id in measures()}
    own = episode.measure.id
    if episode.end in points[own]:
        return own
    return next(id for id, found in points.items() if episode.end in found)


def class_histories(without: str | None = None) -> list[History]:
    """Return the episodes of the outside view, without those of one economy (English name)."""
    return [episode_history(e) for e in reference_class() if e.measure.label["en"] != without]


def fit_class(histories: Sequence[History], weak: WeakPrior) -> ClassPrior:
    """Return the class's mean gain, spread between series and yearly spread.

    Posterior mode under a weak prior, which is what a class of one or two series falls back on.
    The mean is profiled out; the logs of the two spreads are searched.
    """
    from scipy.optimize import minimize

    data = _Class.of(histories)
    centres = np.log([weak.yearly, weak.between])

    def minus_log_posterior(logs):  # type: ignore[no-untyped-def]
        away = (logs - centres) / weak.log_sd
        return data.minus_log_likelihood(np.exp(logs), weak) + 0.5 * float(away @ away)

    best = np.exp(minimize(minus_log_posterior, centres, method="Nelder-Mead").x)
    mean = data.mean_gain(data.total_variance(*best), weak)
    return ClassPrior(mean, float(best[1]), float(best[0]), len(histories))


@dataclass(frozen=True, slots=True)
class _Class:
    """Sufficient statistics of a class: lengths, total gains, spread and number of the gains."""

    lengths: Array
    totals: Array
    within: Array
    extra: Array

    @classmethod
    def of(cls, histories: Sequence[History]) -> "_Class":
        return cls(
            np.array([h.length for h in histories]),
            np.array([h.last - h.values[0] for h in histories]),
            np.array([_within(h) for h in histories]),
            np.array([len(h.gaps) - 1 for h in histories]),
        )

    def total_variance(self, yearly: float, between: float) -> Array:
        """Variance of each total gain: yearly shocks, and the series' own mean gain."""
        return np.asarray(yearly**2 * self.lengths + between**2 * self.lengths**2)

    def mean_gain(self, variance: Array, weak: WeakPrior) -> float:
        """Mean gain a year, by precision weighting with its weak prior."""
        weights = self.lengths / variance
        prior = 1 / weak.mean_sd**2
        return float((weights @ self.totals + prior * weak.mean) / (weights @ self.lengths + prior))

    def minus_log_likelihood(self, spreads: Array, weak: WeakPrior) -> float:
        yearly, between = spreads
        variance = self.total_variance(yearly, between)
        mean = self.mean_gain(variance, weak)
        miss = self.totals - mean * self.lengths
        inside = self.extra * np.log(yearly**2) + self.within / yearly**2
        apart = (mean - weak.mean) ** 2 / weak.mean_sd**2
        return 0.5 * (float(np.sum(inside + np.log(variance) + miss**2 / variance)) + apart)


def _within(history: History) -> float:
    """Sum of squared departures of the gains from their own mean, each per year of its gap."""
    if not len(history.gaps):
        return 0.0
    mean = (history.last - history.values[0]) / history.length
    return float(np.sum((history.gains - mean * history.gaps) ** 2 / history.gaps))


def yearly_variance(history: History, prior: ClassPrior, prior_df: float) -> tuple[float, float]:
    """Return a series' yearly variance shrunk to its class's, and its degrees of freedom."""
    df = max(len(history.gaps) - 1, 0)
    own = _within(history)
    return (prior_df * prior.yearly_sd**2 + own) / (prior_df + df), prior_df + df


def pool(history: History, prior: ClassPrior, prior_df: float, half_life: float) -> Pooled:
    """Return a series' mean gain a year, shrunk towards its class by precision weighting.

    Its own gains weigh less the older they are, half as much for every half-life of age, as
    growth drifts; what the discount leaves is its effective length in years.
    """
    variance, _ = yearly_variance(history, prior, prior_df)
    if history.length == 0:
        return Pooled(math.nan, prior.mean, prior.between_sd, 1.0)
    weights = 0.5 ** ((history.last_time - history.times[1:]) / half_life)
    own = float((weights @ history.gains) / (weights @ history.gaps))
    years = float((weights @ history.gaps) ** 2 / (weights**2 @ history.gaps))
    own_precision = years / variance
    class_precision = 1 / prior.between_sd**2
    total = own_precision + class_precision
    mean = (own_precision * own + class_precision * prior.mean) / total
    return Pooled(own, mean, math.sqrt(1 / total), class_precision / total)
