"""Roots and maxima of any function of one number, elementwise over draws.

The function is looked at on a grid first; a root is then guessed from the grid by inverse
interpolation and polished, so that a smooth function is called a few times only.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array, Counts

Function = Callable[[Array], Array]
Seen = Callable[[Array], tuple[Array, NDArray[np.bool_]]]
"""A function's values, and where a root counts: whatever else is asked of it holds there."""
End = tuple[Array, Array]
_INTERVALS = 80
_FEW_INTERVALS = 16
_ZOOMS = 5
_TRIES = 3
_NEIGHBOURS = 8
_CLOSE = 1e-12
_SAME = 1e-12
_UNIT = 0.1
_ROUNDS = 100


class Root(NamedTuple):
    """A root, the function's value there, and whether it counts."""

    at: Array
    value: Array
    counts: NDArray[np.bool_]


def bracketed(function: Seen, left: End, right: End, guess: Array | None = None) -> Root:
    """Return the roots of any function inside brackets, elementwise, by the Illinois method.

    Parameters
    ----------
    function
        of an array of the brackets' shape, see `Seen`.
    left, right
        the ends, each a point with its value; brackets hold a change of sign each, or are missing
        and give a missing root.
    guess
        where to look first; left aside where it is missing or outside its bracket.
    """
    (low, low_value), (high, high_value) = left, right
    with np.errstate(invalid="ignore", divide="ignore"):
        next_one = _crossing(left, right)
        if guess is not None:
            next_one = np.where((guess - low) * (guess - high) < 0, guess, next_one)
        for _ in range(_ROUNDS):
            x = next_one
            value, counts = function(x)
            crossed = np.sign(value) != np.sign(high_value)
            low = np.where(crossed, high, low)
            low_value = np.where(crossed, high_value, low_value / 2)
            high, high_value = x, value
            next_one = _crossing((low, low_value), (high, high_value))
            moved = np.abs(next_one - x)
            small = moved <= _CLOSE * np.maximum(np.abs(x), _UNIT)
            if (small | (value == 0) | np.isnan(x)).all():
                break
    return Root(x, value, counts)


def _crossing(left: End, right: End) -> Array:
    """Return where the straight line through two points is zero; the middle where it is flat."""
    (low, low_value), (high, high_value) = left, right
    x = high - high_value * (high - low) / (high_value - low_value)
    return np.where(high_value == low_value, (low + high) / 2, x)


def interpolated(points: Array, values: Array, at: Array) -> Array:
    """Return where a function is zero, by inverse interpolation of its values on a grid.

    Parameters
    ----------
    points, values
        the grid along the first axis, and the function there.
    at
        the grid interval in which the sign changes, of the shape of the other axes.

    Returns
    -------
    Array
        missing or far off where the function turns close by: a guess, to be polished.
    """
    count = min(_NEIGHBOURS, len(points))
    first = np.minimum(np.maximum(at - count // 2 + 1, 0), len(points) - count)
    rows = first + _counting(count, first.ndim)
    x, y = (g[rows] if g.ndim == 1 else np.take_along_axis(g, rows, 0) for g in (points, values))
    gaps = y[:, np.newaxis] - y
    gaps[range(count), range(count)] = y
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        weights = 1 / gaps.prod(axis=1)
        guess: Array = (weights * x).sum(axis=0) / weights.sum(axis=0)
    return guess


@cache
def _counting(count: int, dimensions: int) -> NDArray[np.int_]:
    return np.arange(count).reshape(-1, *(1,) * dimensions)


def nearest_root(function: Seen, start: Array, bounds: tuple[float, float]) -> tuple[Array, Array]:
    """Return the root nearest to `start` that counts, and the function's value there.

    Parameters
    ----------
    function
        whose root is sought, see `Seen`.
    start
        a number, or one a draw.
    bounds
        the lowest and highest root.

    Returns
    -------
    tuple of Array
        of the shape of `start`, missing where there is none.
    """
    points = _around(start, bounds)
    values = _values(lambda x: function(x)[0], points)
    away = np.abs(points - start)
    turns = np.sign(values[:-1]) * np.sign(values[1:]) <= 0
    distance = np.where(turns, np.minimum(away[:-1], away[1:]), np.inf)
    found, left_over = np.full((2, *start.shape), np.nan)
    tries = min(_TRIES, turns.sum(axis=0).max())
    for at in np.argsort(distance, axis=0, kind="stable")[:tries]:
        there = np.isfinite(_row(distance, at))
        left, right = (
            (np.where(there, _row(points, k), np.nan), _row(values, k)) for k in (at, at + 1)
        )
        root = bracketed(function, left, right, interpolated(points, values, at))
        nearer = root.counts & ~(np.abs(root.at - start) >= np.abs(found - start))
        found = np.where(nearer, root.at, found)
        left_over = np.where(nearer, root.value, left_over)
    return found, left_over


def highest(measured: Function, start: Array, bounds: tuple[float, float]) -> tuple[Array, Array]:
    """Return the highest value of a measure within bounds and where, by ever finer grids.

    Of equally high values the one nearest to `start` is taken; missing where nothing is measured.
    """
    points, before = _around(start, bounds), np.full(start.shape, -np.inf)
    for _ in range(_ZOOMS):
        values = np.where(np.isnan(found := _values(measured, points)), -np.inf, found)
        tied = values >= values.max(axis=0) - _SAME
        at = np.where(tied, np.abs(points - start), np.inf).argmin(axis=0)
        best, where = _row(values, at), _row(points, at)
        still = (best <= before + _SAME) & (tied.all(axis=0) | np.isin(where, bounds))
        if still.all():
            break
        low, high = (_row(points, np.clip(at + k, 0, len(points) - 1)) for k in (-1, 1))
        points, before = low + (_along(start.ndim) + 1) / 2 * (high - low), best
    lost = np.isneginf(best)
    return np.where(lost, np.nan, best), np.where(lost, np.nan, where)


def _around(start: Array, bounds: tuple[float, float]) -> Array:
    """Return a grid between bounds along a new first axis, with `start` on it."""
    along = _along(start.ndim)
    return start + along * np.where(along < 0, start - bounds[0], bounds[1] - start)


@cache
def _along(dimensions: int) -> Array:
    count = _FEW_INTERVALS if dimensions else _INTERVALS
    return np.linspace(-1, 1, 2 * count + 1).reshape(-1, *(1,) * dimensions)


def _values(function: Function, points: Array) -> Array:
    """Return a function at points along the first axis, draw by draw where there are draws."""
    return function(points) if points.ndim == 1 else np.stack([function(p) for p in points])


def _row(grid: Array, at: Counts) -> Array:
    """Return the values of a grid at an index along its first axis, one a draw."""
    return grid[at] if grid.ndim == 1 else np.take_along_axis(grid, at[np.newaxis], axis=0)[0]
