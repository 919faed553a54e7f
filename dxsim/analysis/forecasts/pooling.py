r"""Hierarchical pooling on a grid: a class of series as the prior for one series' growth.

Series i gains :math:`\Delta y` over g years as

.. math:: \Delta y = \mu_i g + \sigma_i \sqrt{g}\, t, \qquad \mu_i \sim N(m, \tau^2), \qquad
          \log \sigma_i \sim N(\log s_0, \omega^2)

with t a Student-t of unit variance. The hyperparameters (m, tau, s0, omega) have a posterior given
the class, laid out on a grid and integrated, so what is not known of the class widens the forecast.
A sum of g shocks is taken as the Student-t with the sum's variance and kurtosis.

Gains are log-odds (shares), log points (levels), or the rates themselves (rates), a year.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from dxsim.analysis.forecasts.distributions import (
    Predictive,
    heaviest,
    of_weights,
    shifted,
    student_mixture,
)
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.settings import WeakPrior
from dxsim.data.arrays import Array

GAINS: Array = 0.08 * np.sinh(np.linspace(-3.63, 3.63, 243))
"""Mean gains a year (mu), closer together near nought."""
_WIDTHS: Array = np.gradient(GAINS)
SPREADS: Array = np.geomspace(0.003, 0.5, 25)
"""Spreads of a year's shock (sigma)."""
OMEGAS: Array = np.array([0.1, 0.3, 0.6, 1.0])
"""Spreads of log sigma between series (omega)."""
_GROUP = 3  # neighbouring mean gains that are taken together in a forecast
_AWAY = np.linspace(-2.0, 2.0, 9)  # places of tau and s0, in standard deviations of their logs
_MEANS = np.linspace(-3.0, 3.0, 41)  # places of m, in standard deviations of its prior


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """Weights of every mean gain (rows, `GAINS`) and spread (columns, `SPREADS`), summing to one.

    `shock_df` is the degrees of freedom of a year's shock.
    """

    weights: Array
    shock_df: float

    @property
    def mean(self) -> float:
        """Expected mean gain a year."""
        return float(self.weights.sum(axis=1) @ GAINS)

    @property
    def persistent_sd(self) -> float:
        """Standard deviation of the mean gain."""
        return math.sqrt(float(self.weights.sum(axis=1) @ (GAINS - self.mean) ** 2))

    @property
    def yearly_sd(self) -> float:
        """Root mean square of the spread of a year's shock."""
        return math.sqrt(float(self.weights.sum(axis=0) @ SPREADS**2))

    @property
    def mean_gain(self) -> Predictive:
        """The distribution of the mean gain."""
        return of_weights(GAINS, self.weights.sum(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class ClassPosterior:
    """Belief about a series drawn from the members of a class it is not in, with their number.

    `mean` and `mean_sd` are of the class's mean gain m; `between_sd` is the expected tau.
    """

    belief: Belief
    members: int
    mean: float
    mean_sd: float
    between_sd: float

    @property
    def yearly_sd(self) -> float:
        """Root mean square of a series' yearly spread."""
        return self.belief.yearly_sd


def shock_df(years: float, df: float) -> float:
    """Return the degrees of freedom of a sum of Student-t shocks: with the sum's kurtosis."""
    return 4 + (df - 4) * years


def shock_scale(spread: Array, years: float, df: float) -> Array:
    """Return the scale of the Student-t of a sum of shocks, each with a standard deviation."""
    tails = shock_df(years, df)
    return np.asarray(spread * math.sqrt(years * (tails - 2) / tails))


def log_likelihood(history: History, df: float, half_life: float, revision_sd: float) -> Array:
    """Return the log likelihood of a history for every mean gain and spread.

    Parameters
    ----------
    df
        degrees of freedom of a year's shock, above 4.
    half_life
        years after which a past gain says half as much of the mean gain, as growth drifts;
        infinite: all say alike. Of the spread every gain says alike.
    revision_sd
        standard deviation of a revision, which a gain between two releases contains.
    """
    shape = (len(GAINS), len(SPREADS))
    every, recent = np.zeros(shape), np.zeros(shape)
    ages = history.last_time - history.times[1:]
    rows = zip(history.gains, history.gaps, history.spliced, 0.5 ** (ages / half_life), strict=True)
    for gain, years, spliced, weight in rows:
        log_density = _of_gain(float(gain), float(years), revision_sd if spliced else 0.0, df)
        every += log_density
        recent += weight * log_density
    if math.isinf(half_life):
        return every
    widths = np.log(_WIDTHS)[:, None]
    of_spread = [logsumexp(logs + widths, axis=0) for logs in (every, recent)]
    return np.asarray(recent - of_spread[1] + of_spread[0])


@lru_cache(maxsize=256)
def _of_gain(gain: float, years: float, revision_sd: float, df: float) -> Array:
    """Return the log likelihood of one gain over some years for every mean gain and spread.

    Kept, as the same gains stand in a history up to each of its years.
    """
    tails = shock_df(years, df)
    scale = np.hypot(shock_scale(SPREADS, years, df), revision_sd)
    z = (gain - GAINS[:, None] * years) / scale
    constant = gammaln((tails + 1) / 2) - gammaln(tails / 2) - 0.5 * math.log(tails * math.pi)
    return np.asarray(constant - np.log(scale) - (tails + 1) / 2 * np.log1p(z * z / tails))


def fit_class(histories: Sequence[History], weak: WeakPrior, df: float) -> ClassPosterior:
    """Return the prior of a class of histories; for an empty class it is `weak`.

    Members count whole, whatever the age of their gains.
    """
    grid = _hyper(weak)
    members = [_member(tuple(h.times), tuple(h.values), weak, df) for h in histories]
    logs = sum(members, start=grid.log_prior)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    by_mean = weights.sum(axis=(1, 2, 3))
    mean = float(by_mean @ grid.means)
    joint = np.tensordot(weights, grid.spreads, axes=([2, 3], [0, 1]))
    return ClassPosterior(
        Belief(np.tensordot(grid.gains, joint, axes=([0, 1], [0, 1])), df), len(histories), mean,
        math.sqrt(float(by_mean @ (grid.means - mean) ** 2)),
        float(weights.sum(axis=(0, 2, 3)) @ grid.betweens),
    )  # fmt: skip


def pooled_belief(likelihood: Array, prior: ClassPosterior) -> Belief:
    """Return the belief of a series with its class as prior."""
    return _belief(prior.belief.weights * _relative(likelihood), prior.belief.shock_df)


def drift_belief(history: History, likelihood: Array, prior: ClassPosterior) -> Belief:
    """Return the belief that a series' gain is its own mean from first to last value.

    The error of that mean is a year's shock over the square root of the years; the spread of a
    shock is pooled.
    """
    spreads = pooled_belief(likelihood, prior).weights.sum(axis=0)
    mean = (history.last - float(history.values[0])) / history.length
    sds = SPREADS / math.sqrt(history.length)
    weights = np.column_stack([_normal(mean, sd) for sd in sds])
    return _belief(weights * spreads, prior.belief.shock_df)


def class_belief(likelihood: Array, prior: ClassPosterior) -> Belief:
    """Return the belief of a series whose mean gain is any of its class; its spread is its own."""
    spreads = pooled_belief(likelihood, prior).weights.sum(axis=0)
    weights = prior.belief.weights.sum(axis=1)[:, None] * spreads
    return _belief(weights, prior.belief.shock_df)


def unchanged_belief(likelihood: Array, prior: ClassPosterior) -> Belief:
    """Return the belief of no growth: the class's mean gains and their mirror, half each."""
    weights = class_belief(likelihood, prior).weights
    return _belief(weights + weights[::-1], prior.belief.shock_df)


def known_gain_belief(gain: float, sd: float, likelihood: Array, prior: ClassPosterior) -> Belief:
    """Return the belief of a mean gain stated from outside, with its error; the spread is own."""
    spreads = pooled_belief(likelihood, prior).weights.sum(axis=0)
    return _belief(_normal(gain, sd)[:, None] * spreads, prior.belief.shock_df)


def after(last: float, belief: Belief, years: float) -> Predictive:
    """Return the distribution of a series some years after a value, which is taken as exact."""
    kept = _components(belief)
    tails = shock_df(years, belief.shock_df)
    shocks = shock_scale(SPREADS, years, belief.shock_df)[kept.spreads]
    scales = np.hypot(shocks, kept.within * years * math.sqrt((tails - 2) / tails))
    return shifted(student_mixture(kept.weights, kept.means * years, scales, tails), last)


class _Components(NamedTuple):
    """Components of a belief that are not too light: weights, means and spreads of mean gain.

    `spreads` are the places of their yearly spreads in `SPREADS`.
    """

    weights: Array
    means: Array
    within: Array
    spreads: NDArray[np.int64]


@lru_cache(maxsize=16)
def _components(belief: Belief) -> _Components:
    """Return the components of a belief, a group of mean gains and a yearly spread each."""
    grouped = belief.weights.reshape(-1, _GROUP, len(SPREADS))
    gains = GAINS.reshape(-1, _GROUP, 1)
    weights = grouped.sum(axis=1)
    shares = grouped / np.maximum(weights, 1e-300)[:, None]
    means = np.sum(shares * gains, axis=1)
    within = np.sqrt(np.sum(shares * (gains - means[:, None]) ** 2, axis=1))
    kept = heaviest(weights.ravel())
    gain, spread = means.ravel()[kept], within.ravel()[kept]
    return _Components(weights.ravel()[kept], gain, spread, kept % len(SPREADS))


@lru_cache(maxsize=256)
def _member(
    times: tuple[float, ...], values: tuple[float, ...], weak: WeakPrior, df: float
) -> Array:
    """Return a member's log likelihood for every m, tau, s0 and omega, its own two integrated."""
    grid = _hyper(weak)
    history = History(np.array(times), np.array(values), "share")
    likelihood = log_likelihood(history, df, math.inf, 0.0)
    top = float(likelihood.max())
    by_spread = grid.gains @ np.exp(likelihood - top)
    result = np.tensordot(by_spread, grid.spreads, axes=([2], [2]))
    return np.asarray(np.log(np.maximum(result, 1e-300)) + top)


@dataclass(frozen=True, slots=True, eq=False)
class _Hyper:
    """Grids of m and tau with the gains they give, of s0 and omega with the spreads; log prior."""

    means: Array
    betweens: Array
    gains: Array
    spreads: Array
    log_prior: Array


@lru_cache(maxsize=8)
def _hyper(weak: WeakPrior) -> _Hyper:
    means = weak.mean + weak.mean_sd * _MEANS
    betweens = weak.between * np.exp(weak.log_sd * _AWAY)
    centres = np.log(weak.yearly) + weak.log_sd * _AWAY
    gains = _normal(means[:, None, None], betweens[:, None])
    logs = np.log(SPREADS)
    spreads = np.exp(-0.5 * ((logs - centres[:, None, None]) / OMEGAS[:, None]) ** 2)
    spreads /= spreads.sum(axis=-1, keepdims=True)
    away = -0.5 * _AWAY**2
    log_prior = (
        (-0.5 * _MEANS**2)[:, None, None, None] + away[:, None, None] + away[:, None]
        - 0.5 * (OMEGAS / weak.members_log_sd) ** 2
    )  # fmt: skip
    return _Hyper(means, betweens, gains, spreads, log_prior)


def _normal(mean: Array | float, sd: Array | float) -> Array:
    """Return the weights of a normal on the grid of gains (last axis), summing to one.

    The spread is never less than half a step of the grid at the mean, so that the mean is kept.
    """
    step = np.interp(mean, GAINS, _WIDTHS)
    weights = np.exp(-0.5 * ((GAINS - mean) / np.maximum(sd, 0.5 * step)) ** 2) * _WIDTHS
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _relative(likelihood: Array) -> Array:
    return np.asarray(np.exp(likelihood - likelihood.max()))


def _belief(weights: Array, df: float) -> Belief:
    return Belief(weights / weights.sum(), df)
