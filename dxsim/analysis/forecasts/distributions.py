"""Predictive distributions, held as quantiles on one fixed grid of probabilities.

Every distribution is on the scale its series moves on (log-odds, log points). Because all share
one grid, averaging quantiles is averaging arrays, and a score needs no closed form. The grid is
even in the normal quantile z, on which the quantiles of what is nearly normal are nearly straight;
beyond its ends the last slope is carried on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from dxsim.data.arrays import Array

Z: Array = np.linspace(-5.0, 5.0, 401)
"""Normal quantiles of the grid's probabilities (3e-7 to 1 - 3e-7)."""
P: Array = ndtr(Z)
_MASS: Array = np.exp(-0.5 * Z**2) / np.sum(np.exp(-0.5 * Z**2))
_STEPS = np.diff(Z)
_SLOPE_WEIGHTS = (
    -_STEPS[1:] / (_STEPS[:-1] * (_STEPS[:-1] + _STEPS[1:])),
    (_STEPS[1:] - _STEPS[:-1]) / (_STEPS[:-1] * _STEPS[1:]),
    _STEPS[:-1] / (_STEPS[1:] * (_STEPS[:-1] + _STEPS[1:])),
)
_LEAST = 1e-13  # of a probability whose normal quantile is taken
_STEP = 0.02  # of that table
_REACH = 60.0  # standard units beyond which a Student-t's distribution function is not tabulated
_LEFT_OUT = 5e-4  # of a mixture's weight, in its lightest components
_POINTS = np.sinh(np.linspace(-3.4, 3.4, 81)) / 2.0  # places, in standard deviations


@dataclass(frozen=True, slots=True, eq=False)
class Predictive:
    """A predictive distribution: its quantiles at the probabilities `P`, rising."""

    values: Array

    def quantile(self, probability: float) -> float:
        """Return a quantile."""
        return float(np.interp(ndtri(probability), Z, self.values))

    def cdf(self, outcome: float) -> float:
        """Return the probability of an outcome at or below the one given."""
        return float(ndtr(self._normal(outcome)))

    @property
    def median(self) -> float:
        """The middle quantile."""
        return float(self.values[len(Z) // 2])

    @property
    def mean(self) -> float:
        """The mean."""
        return float(_MASS @ self.values)

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return math.sqrt(float(_MASS @ (self.values - self.mean) ** 2))

    def log_density(self, outcome: float) -> float:
        """Return the log density at an outcome: that of z, less the log slope of the quantiles."""
        z = self._normal(outcome)
        slope = float(np.interp(z, Z, _slopes(self.values)))
        return -0.5 * (z * z + math.log(2 * math.pi)) - math.log(slope)

    def draws(self, ranks: Array) -> Array:
        """Return the values at given ranks (probabilities), in the shape of the ranks."""
        return np.asarray(np.interp(ndtri(ranks), Z, self.values))

    def _normal(self, outcome: float) -> float:
        """Return the normal quantile at which an outcome lies; straight beyond the grid's ends."""
        low, high = float(self.values[0]), float(self.values[-1])
        if low <= outcome <= high:
            return float(np.interp(outcome, self.values, Z))
        end = 0 if outcome < low else -1
        slope = float(_slopes(self.values)[end])
        return float(Z[end] + (outcome - self.values[end]) / slope)


def student(loc: float, scale: float, df: float = math.inf) -> Predictive:
    """Return a Student-t distribution; infinite degrees of freedom make it normal."""
    return Predictive(loc + scale * (Z if math.isinf(df) else _student_quantiles(df)))


@lru_cache(maxsize=64)
def _student_quantiles(df: float) -> Array:
    """Return the quantiles of a standard Student-t on the grid."""
    return np.asarray(stdtrit(df, P), float)


def heaviest(weights: Array) -> NDArray[np.int64]:
    """Return the places of the components that a mixture keeps, the lightest first.

    Those left out weigh one part in two thousand together.
    """
    order = np.argsort(weights)
    return order[np.searchsorted(np.cumsum(weights[order]), _LEFT_OUT * weights.sum()) :]


def student_mixture(weights: Array, locs: Array, scales: Array, df: float) -> Predictive:
    """Return a mixture of Student-t distributions of one degree of freedom.

    Parameters
    ----------
    weights, locs, scales
        of the components, one-dimensional; weights need not sum to one.
    df
        degrees of freedom, above 2.
    """
    weights = weights / weights.sum()
    mean = float(weights @ locs)
    sd = math.sqrt(float(weights @ ((locs - mean) ** 2 + scales**2 * df / (df - 2))))
    places = mean + sd * _POINTS
    z = places[:, None] - locs
    z /= scales
    below = _student_cdf(z, df) @ weights
    return _inverted(places, below)


def convolved(made: Predictive, nodes: Array, weights: Array) -> Predictive:
    """Return the distribution of a forecast plus an error given by nodes and weights."""
    away = math.hypot(made.sd, math.sqrt(float(weights @ nodes**2)))
    places = made.median + float(weights @ nodes) + away * _POINTS
    normal = np.interp(
        places[:, None] - nodes, made.values, Z, left=Z[0] - 1, right=Z[-1] + 1
    )  # beyond the grid's ends nothing is left
    return _inverted(places, np.asarray(ndtr(normal)) @ weights)


def averaged(members: Sequence[Predictive]) -> Predictive:
    """Return the distribution whose quantiles are the members' averaged, with equal weights."""
    return Predictive(np.mean([member.values for member in members], axis=0))


def shifted(made: Predictive, by: float) -> Predictive:
    """Return a distribution moved by a constant."""
    return Predictive(made.values + by)


def of_weights(places: Array, weights: Array) -> Predictive:
    """Return the distribution of rising places with weights, each spread over its own interval."""
    middles = np.cumsum(weights / weights.sum()) - 0.5 * weights / weights.sum()
    return _inverted(places, middles)


def _inverted(places: Array, below: Array) -> Predictive:
    normal = np.asarray(ndtri(np.clip(below, _LEAST, 1 - _LEAST)))
    return _from_normal(places, normal)


def _from_normal(places: Array, normal: Array) -> Predictive:
    """Return the quantiles on the grid from values and the normal quantiles at which they lie."""
    inside = (normal > Z[0] - 1) & (normal < Z[-1] + 1)
    inside[1:] &= normal[1:] > normal[:-1]
    places, normal = places[inside], normal[inside]
    values = np.interp(Z, normal, places)
    for end, beyond in ((0, normal[0] > Z), (-1, normal[-1] < Z)):
        step = 1 if end == 0 else -2
        slope = (places[step] - places[end]) / (normal[step] - normal[end])
        values[beyond] = places[end] + slope * (Z[beyond] - normal[end])
    return Predictive(values)


def _slopes(values: Array) -> Array:
    """Return the slopes of quantiles on the grid, as `np.gradient` weighs them.

    It would work out the weights of the same grid at every call.
    """
    before, at, after = _SLOPE_WEIGHTS
    slopes = np.empty_like(values)
    slopes[1:-1] = before * values[:-2] + at * values[1:-1] + after * values[2:]
    slopes[0], slopes[-1] = (
        (values[1] - values[0]) / _STEPS[0],
        (values[-1] - values[-2]) / _STEPS[-1],
    )
    return slopes


def _student_cdf(z: Array, df: float) -> Array:
    """Return a Student-t's distribution function from a table, straight between its points."""
    table, rises = _student_table(df)
    place = z + _REACH
    place *= 1 / _STEP
    np.clip(place, 0, len(rises) - 1, out=place)
    left = place.astype(np.intp)
    place -= left
    place *= rises.take(left)
    place += table.take(left)
    return place


@lru_cache(maxsize=64)
def _student_table(df: float) -> tuple[Array, Array]:
    """Return a Student-t's distribution function from `-_REACH` to `_REACH`, and its even steps."""
    table = np.asarray(stdtr(df, np.arange(-_REACH, _REACH + _STEP / 2, _STEP)))
    return table, np.diff(table)
