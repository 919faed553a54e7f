"""Effects of units by the years since they were covered, summed over the cohorts of each year.

Arrays have time as the last axis; a parameter may be a number or an array of draws (leading axes).
"""

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array, over_time


def ramp_up(age: Array, years: ArrayLike) -> Array:
    """Return the part of its full effect after `age` years: `1 - exp(-a/theta)`."""
    return 1 - np.exp(-age / over_time(years))


def fade_out(age: Array, half_life: ArrayLike | None) -> Array:
    """Return the part of a gain left after `age` years: `0.5 ** (a/h)`, 1 where it lasts."""
    return np.ones_like(age) if half_life is None else np.exp2(-age / over_time(half_life))


def productivity_gain(productivity: ArrayLike, ramp: Array, fade: Array) -> Array:
    """Return the relative gain of a covered unit's value added by age: `exp(beta w phi) - 1`."""
    return np.expm1(over_time(productivity) * ramp * fade)


def over_cohorts(newly_covered: Array, by_age: Array) -> Array:
    """Return the sum over cohorts of units: `sum over u <= t of dk[u] f(t - u)`.

    Parameters
    ----------
    newly_covered
        the part of the units that each year adds, shape (..., years).
    by_age
        the effect of a covered unit by the years since it was covered, shape (..., years).
    """
    shape = np.broadcast_shapes(newly_covered.shape, by_age.shape)
    if len(shape) == 1:
        return np.convolve(newly_covered, by_age)[: shape[0]]
    newly, effect = (
        np.ascontiguousarray(np.moveaxis(np.broadcast_to(each, shape), -1, 0))
        for each in (newly_covered, by_age)
    )
    cohorts, cohort = np.zeros(newly.shape), np.empty(newly.shape)
    for year, covered in enumerate(newly):  # the years first: rows of draws are long
        if covered.any():
            later = np.multiply(covered, effect[: len(effect) - year], out=cohort[year:])
            cohorts[year:] += later
    return np.moveaxis(cohorts, 0, -1)


def ramped_coverage(newly_covered: Array, years: ArrayLike) -> Array:
    """Return the coverage at its effect, `sum over u <= t of dk[u] w(t - u)` with `w` as `ramp_up`.

    As `w(a) = 1 - q^a` with `q = exp(-1/theta)`, it is what is covered less `s[t] = q s[t-1] +
    dk[t]`, what of it has no effect yet: a sum over cohorts without a loop over them.

    Parameters
    ----------
    newly_covered
        the part of the units that each year adds, shape (..., years).
    years
        the ramp `theta` in years, a number or an array of draws.
    """
    left, found = np.exp(-1 / np.asarray(years, dtype=float)), []
    covered = waiting = np.zeros(np.broadcast_shapes(newly_covered.shape[:-1], left.shape))
    for newly in np.moveaxis(newly_covered, -1, 0):
        covered, waiting = covered + newly, left * waiting + newly
        found.append(covered - waiting)
    return np.moveaxis(np.array(found), 0, -1)
