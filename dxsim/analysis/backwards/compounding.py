"""Sums of compounded growth and their roots, many problems at a time and none in a Python loop.

With an addition `x` to yearly growth, driver `k` is multiplied by `X[k] = prod(1 + x slope[k, t])`.
What is sought is the `x` at which `constant + sum(weight[k] X[k] - earlier[k] X'[k])` is zero,
where `X'` stops a year before the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

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
_IN_CACHE = 262_144
"""Numbers in a block of problems solved together: few enough to stay in a processor's cache."""


@dataclass(frozen=True)
class Compound:
    """Sums of compounded growth, one a problem: `t` years, `k` drivers, `p` problems.

    `constant` has shape (p,), `weight` and `earlier` (k, p), `slope` (t, k, p); `X'` leaves out
    the last year.
    """

    constant: Array
    weight: Array
    earlier: Array
    slope: Array

    def at(self, addition: Array) -> tuple[Array, Array]:
        """Return value and derivative at additions of shape (..., p)."""
        factor = 1 + addition[..., np.newaxis, np.newaxis, :] * self.slope
        relative = self.slope / factor
        grown = factor[..., :-1, :, :].prod(axis=-3)
        pace = relative[..., :-1, :, :].sum(axis=-3)
        value, rise = self.constant, np.zeros(1)
        if self.looks_back:
            before = self.earlier * grown
            value, rise = value - before.sum(axis=-2), rise - (before * pace).sum(axis=-2)
        money = self.weight * (grown * factor[..., -1, :, :])
        pace = pace + relative[..., -1, :, :]
        return value + money.sum(axis=-2), rise + (money * pace).sum(axis=-2)

    def value(self, addition: Array) -> Array:
        """Return the value alone at additions of shape (..., p)."""
        factor = 1 + addition[..., np.newaxis, np.newaxis, :] * self.slope
        if not self.looks_back:
            return self.constant + (self.weight * factor.prod(axis=-3)).sum(axis=-2)
        before = factor[..., :-1, :, :].prod(axis=-3)
        money = self.weight * (before * factor[..., -1, :, :]) - self.earlier * before
        return self.constant + money.sum(axis=-2)

    @cached_property
    def looks_back(self) -> bool:
        """Whether any problem has a part that stops a year before the end."""
        return bool(self.earlier.any())

    @cached_property
    def slopes(self) -> tuple[Array, Array]:
        """The least and the greatest slope of each driver over the years, shape (k, p)."""
        return self.slope.min(axis=0), self.slope.max(axis=0)

    def pick(self, chosen: object) -> "Compound":
        """Return the problems of an index."""
        return Compound(*(getattr(self, name)[..., chosen] for name in self.__dataclass_fields__))

    def blocks(self, copies: int = 1) -> Iterator[slice]:
        """Yield the problems in blocks that fit a cache with so many additions to each."""
        count = len(self.constant)
        size = max(1, _IN_CACHE // max(1, copies * self.slope[..., 0].size)) if count else 1
        for first in range(0, count, size):
            yield slice(first, first + size)

    def reach(self, low: float, high: float) -> tuple[Array, Array]:
        """Return the additions within bounds that keep every growth rate above -100%."""
        least, most = self.slopes
        with np.errstate(divide="ignore"):
            floor = np.where(most > 0, -(1 - _SLACK) / most, -np.inf)
            roof = np.where(least < 0, -(1 - _SLACK) / least, np.inf)
        return floor.max(axis=0, initial=low), roof.min(axis=0, initial=high)

    def monotone(self) -> NDArray[np.bool_]:
        """Return where the sum can have one root at most: all drivers push it the same way."""
        push = np.array([self.weight * slope for slope in self.slopes])
        one_way = (push >= 0).all(axis=(0, 1)) | (push <= 0).all(axis=(0, 1))
        return np.asarray(one_way & ~self.earlier.any(axis=0))


def stacked(problems: Sequence[Compound]) -> Compound:
    """Return several sets of problems as one, padded with drivers and years that do nothing."""
    if len(problems) == 1:
        return problems[0]
    ends = np.cumsum([len(p.constant) for p in problems])
    years = max(p.slope.shape[0] for p in problems)
    drivers = max(p.slope.shape[1] for p in problems)
    shape = (years, drivers, int(ends[-1]))
    whole = Compound(*(np.zeros(shape[n:]) for n in (2, 1, 1, 0)))
    for p, end in zip(problems, ends, strict=True):
        span, own, count = p.slope.shape
        columns = slice(end - count, end)
        whole.constant[columns] = p.constant
        whole.slope[years - span :, :own, columns] = p.slope
        whole.weight[:own, columns], whole.earlier[:own, columns] = p.weight, p.earlier
    return whole


def nearest_roots(problem: Compound, low: float, high: float) -> Array:
    """Return the roots between bounds, nearest to zero first, shape (candidates, p).

    A missing value stands where there is none.
    """
    one_way = problem.monotone()
    if one_way.all():
        return _single(problem, low, high)[np.newaxis]
    roots = np.full((CANDIDATES, len(problem.constant)), np.nan)
    roots[0, one_way] = _single(problem.pick(one_way), low, high)
    bent, many = problem.pick(~one_way), np.flatnonzero(~one_way)
    for block in bent.blocks(copies=2 * GRID):
        roots[:, many[block]] = _scanned(bent.pick(block), low, high)
    order = np.argsort(np.abs(roots), axis=0, kind="stable")
    return np.take_along_axis(roots, order, axis=0)


def _single(problem: Compound, low: float, high: float) -> Array:
    """Return the roots of problems that have one at most, shape (p,)."""
    root = np.empty(len(problem.constant))
    for block in problem.blocks():
        part = problem.pick(block)
        root[block] = polished(part, *part.reach(low, high))
    return root


def _scanned(problem: Compound, low: float, high: float) -> Array:
    floor, roof = problem.reach(low, high)
    start = np.clip(0.0, floor, roof)
    along = np.linspace(0, 1, GRID + 1)[:, np.newaxis]
    points = start + along * (np.stack([floor, roof])[:, np.newaxis] - start)
    sign = np.sign(problem.value(points))
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
        left, right = (np.sign(problem.value(end)) for end in (low, high))
        none = ~(left * right <= 0)
        value, rise = problem.at(x)
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
