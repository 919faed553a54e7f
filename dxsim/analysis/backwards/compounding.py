"""Sums of compounded growth and their roots, many problems at a time and none in a Python loop.

With an addition `x` to yearly growth, driver `k` is multiplied by `X[k] = prod(1 + x slope[k, t])`.
What is sought is the `x` at which `constant + sum(weight[k] X[k] - earlier[k] X'[k])` is zero,
where `X'` stops a year before the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array

GRID = 80
"""Intervals on either side of the start in which a change of sign is sought."""
CANDIDATES = 4
"""Roots kept a problem, so that the nearest can be rejected for a farther one."""
_SLACK = 1e-9
_STEP = 1e-8
_ROUNDS = 100
_BLOCK = 2_000_000


@dataclass(frozen=True)
class Compound:
    """Sums of compounded growth, one a problem: `p` problems, `k` drivers, `t` years.

    `constant` has shape (p,), `weight`, `earlier` and `last` (p, k), `slope` (p, k, t); `last` is
    the slope of the year that `X'` leaves out.
    """

    constant: Array
    weight: Array
    earlier: Array
    last: Array
    slope: Array

    def at(self, addition: Array) -> tuple[Array, Array]:
        """Return value and derivative at additions of shape (..., p)."""
        factor = 1 + addition[..., np.newaxis, np.newaxis] * self.slope
        grown = factor.prod(axis=-1)
        pace = (self.slope / factor).sum(axis=-1)
        money = self.weight * grown
        value, rise = self.constant + money.sum(axis=-1), (money * pace).sum(axis=-1)
        if self.looks_back:
            final = 1 + addition[..., np.newaxis] * self.last
            before = self.earlier * grown / final
            value = value - before.sum(axis=-1)
            rise = rise - (before * (pace - self.last / final)).sum(axis=-1)
        return value, rise

    @cached_property
    def looks_back(self) -> bool:
        """Whether any problem has a part that stops a year before the end."""
        return bool(self.earlier.any())

    def pick(self, chosen: Any) -> "Compound":
        """Return the problems of an index."""
        return Compound(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def reach(self, low: float, high: float) -> tuple[Array, Array]:
        """Return the additions within bounds that keep every growth rate above -100%."""
        with np.errstate(divide="ignore"):
            edge = -(1 - _SLACK) / self.slope
        floor = np.where(self.slope > 0, edge, -np.inf).max(axis=(-1, -2), initial=low)
        roof = np.where(self.slope < 0, edge, np.inf).min(axis=(-1, -2), initial=high)
        return floor, roof

    def monotone(self) -> NDArray[np.bool_]:
        """Return where the sum can have one root at most: all drivers push it the same way."""
        push = self.weight[..., np.newaxis] * self.slope
        one_way = (push >= 0).all(axis=(-1, -2)) | (push <= 0).all(axis=(-1, -2))
        return np.asarray(one_way & ~self.earlier.any(axis=-1))


def stacked(problems: Sequence[Compound]) -> Compound:
    """Return several sets of problems as one, padded with drivers and years that do nothing."""
    if len(problems) == 1:
        return problems[0]
    ends = np.cumsum([len(p.constant) for p in problems])
    drivers = max(p.slope.shape[1] for p in problems)
    years = max(p.slope.shape[2] for p in problems)
    shape = (int(ends[-1]), drivers, years)
    whole = Compound(*(np.zeros(shape[:n]) for n in (1, 2, 2, 2, 3)))
    for p, end in zip(problems, ends, strict=True):
        count, own, span = p.slope.shape
        rows = slice(end - count, end)
        whole.constant[rows] = p.constant
        whole.slope[rows, :own, :span] = p.slope
        for name in ("weight", "earlier", "last"):
            getattr(whole, name)[rows, :own] = getattr(p, name)
    return whole


def nearest_roots(problem: Compound, low: float, high: float) -> Array:
    """Return the roots between bounds, nearest to zero first, shape (candidates, p).

    A missing value stands where there is none.
    """
    one_way = problem.monotone()
    if one_way.all():
        return polished(problem, *problem.reach(low, high))[np.newaxis]
    found = np.full((CANDIDATES, len(problem.constant)), np.nan)
    single = problem.pick(one_way)
    found[0, one_way] = polished(single, *single.reach(low, high))
    many = np.flatnonzero(~one_way)
    for block in np.array_split(many, -(-many.size // _block_size(problem))):
        found[:, block] = _scanned(problem.pick(block), low, high)
    order = np.argsort(np.abs(found), axis=0, kind="stable")
    return np.take_along_axis(found, order, axis=0)


def _block_size(problem: Compound) -> int:
    _, drivers, years = problem.slope.shape
    return max(1, _BLOCK // (2 * GRID * drivers * max(years, 1)))


def _scanned(problem: Compound, low: float, high: float) -> Array:
    floor, roof = problem.reach(low, high)
    start = np.clip(0.0, floor, roof)
    along = np.linspace(0, 1, GRID + 1)[:, np.newaxis]
    points = start + along * (np.stack([floor, roof])[:, np.newaxis] - start)
    sign = np.sign(problem.at(points)[0])
    turns = sign[:, :-1] * sign[:, 1:] <= 0
    near, far = (p.reshape(2 * GRID, -1) for p in (points[:, :-1], points[:, 1:]))
    distance = np.where(turns.reshape(near.shape), np.abs(near), np.inf)
    first = np.argsort(distance, axis=0, kind="stable")[:CANDIDATES]
    there = np.isfinite(np.take_along_axis(distance, first, axis=0))
    bracket = (np.take_along_axis(p, first, axis=0) for p in (near, far))
    return polished(problem, *(np.where(there, end, np.nan) for end in bracket))


def polished(problem: Compound, low: Array, high: Array) -> Array:
    """Return the roots inside brackets by Newton's method, halving where it would leave them.

    Parameters
    ----------
    problem
        the sums.
    low, high
        the brackets, shape (..., p); missing where there is none.

    Returns
    -------
    Array
        shape (..., p), missing where a bracket holds no change of sign.
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        x = np.minimum(np.maximum(0.0, np.minimum(low, high)), np.maximum(low, high))
        values, rises = problem.at(np.array([low, high, x]))
        left, right = np.sign(values[:2])
        none = ~(left * right <= 0)
        value, rise = values[2], rises[2]
        for _ in range(_ROUNDS):
            below = np.sign(value) == left
            low, high = np.where(below, x, low), np.where(below, high, x)
            step = np.where(value == 0, 0.0, value / rise)
            new = x - step
            settled = none | (np.abs(step) <= _STEP)
            x = np.where(settled | ((new - low) * (new - high) <= 0), new, (low + high) / 2)
            if settled.all():
                break
            value, rise = problem.at(x)
    return np.where(none, np.nan, x)
