"""From unit draws to what a path deviates by, as the model takes it."""

from collections.abc import Iterator
from math import exp, factorial

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.uncertainty.process import ErrorProcess
from dxsim.model.perturbed import Deviations
from dxsim.scenario.uncertainty import Breaks

Array = NDArray[np.float64]
MOST_BREAKS = 6
"""Breaks in one year at most: at one a year, a chance of 1 in 12,000 of more is left out."""


def deviations_of(process: ErrorProcess, unit: Array) -> Deviations:
    """Return what some draws deviate by, from their unit variates of shape (rows, draws).

    A factor has the shape (draws, years with the base year), other errors (draws,).
    """
    moved = deviations(process, unit)
    np.exp(moved, out=moved)
    return Deviations(
        {name: moved[:, place].T for place, name in enumerate(process.blocks)},
        dict(zip(process.limited, spread_of(process, unit, "ceiling"), strict=True)),
        dict(zip(process.carved, spread_of(process, unit, "allocation"), strict=True)),
    )


def spread_of(process: ErrorProcess, unit: Array, kind: str) -> Array:
    """Return the errors of "ceiling" or "allocation", shape (components that have one, draws)."""
    sizes = getattr(process, f"{kind}_sd")
    rows: slice = getattr(process.rows, kind)
    return np.asarray(sizes[sizes > 0][:, np.newaxis] * unit[rows])


def mean_errors(process: ErrorProcess, unit: Array) -> Array:
    """Return the persistent errors in mean growth, log points a year, shape (blocks, draws)."""
    if not process.rows.persistent.stop:
        return np.zeros((len(process.blocks), unit.shape[1]))
    weights = process.persistent_sd[:, np.newaxis] * process.factor
    return combined(weights, unit[process.rows.persistent])


def combined(weights: Array, unit: Array) -> Array:
    """Return `weights @ unit` for a lower triangle, added up term by term.

    The last digits of a library's matrix product depend on the number of columns it is given, and
    so on how draws are shared out.
    """
    found: Array = weights.diagonal()[:, np.newaxis] * unit
    for i in range(len(found)):
        for k in range(i):
            if weights[i, k]:
                found[i] += weights[i, k] * unit[k]
    return found


def measurement(process: ErrorProcess, unit: Array) -> Array:
    """Return the measurement error of the published total, shape (draws,)."""
    rows = process.rows.measurement
    if rows.stop == rows.start:
        return np.zeros(unit.shape[1])
    return np.asarray(process.measurement_sd * unit[rows.start])


def jumps(process: ErrorProcess, unit: Array) -> Array | None:
    """Return the breaks of definition of each year, shape (years, draws); None without any.

    A year has a Poisson number n of breaks, whose sum is normal with n times one's variance. The
    first rows of the kind give the number through the normal distribution, the others the sum.
    """
    if process.breaks is None:
        return None
    rows = unit[process.rows.breaks]
    count = np.zeros((process.years, unit.shape[1]))
    for bar in break_bars(process.breaks):
        count += rows[: process.years] > bar
    return np.asarray(process.breaks.sd * np.sqrt(count) * rows[process.years :])


def break_bars(breaks: Breaks) -> Array:
    """Return the normal quantiles above which a year has at least 1, 2, ... breaks."""
    from scipy.special import ndtri

    terms = [breaks.rate**k / factorial(k) for k in range(MOST_BREAKS)]
    return np.asarray(ndtri(np.minimum(exp(-breaks.rate) * np.cumsum(terms), 1 - 2.0**-53)))


def deviations(process: ErrorProcess, unit: Array) -> Array:
    """Return log deviations `x`, shape (years with the base year, blocks, draws)."""
    rows, blocks = process.rows, len(process.blocks)
    found = np.empty((process.years + 1, blocks, unit.shape[1]))
    found[0, :-1], found[0, -1] = measurement(process, unit), 0
    step, fade = mean_errors(process, unit), process.fade[:, np.newaxis]
    drift, broken = process.drift[:, np.newaxis], jumps(process, unit)
    for year, shock in enumerate(_shocks(process, unit[rows.yearly])):
        now = np.add(found[year], shock, out=found[year + 1])
        if rows.persistent.stop:
            now += step
            step *= fade
        if drift.any():
            now += drift
        if broken is not None:
            now[:-1] += broken[year]
    return found


def _shocks(process: ErrorProcess, unit: Array) -> Iterator[Array | float]:
    """Yield the yearly shocks of each year, shape (blocks, draws), 0 where there are none."""
    if not process.yearly_sd.any():
        yield from [0.0] * process.years
        return
    blocks, ar1 = len(process.blocks), process.ar1[:, np.newaxis]
    spread = process.yearly_sd[:, np.newaxis]
    innovation = (spread * np.sqrt(1 - ar1**2)) * process.factor
    shock = combined(spread * process.start_factor, unit[:blocks])
    yield shock
    for year in range(1, process.years):
        shock *= ar1
        shock += combined(innovation, unit[year * blocks : (year + 1) * blocks])
        yield shock
