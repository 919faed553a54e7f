"""From unit draws to what a path deviates by, as the model takes it."""

from collections.abc import Iterator
from math import exp, factorial
from statistics import NormalDist

import numpy as np

from dxsim.analysis.uncertainty.engine.process import ErrorProcess
from dxsim.data.arrays import Array
from dxsim.model.perturbed import Deviations
from dxsim.scenario.uncertainty import Breaks

MOST_BREAKS = 6
"""Breaks in one year at most: at one a year, a chance of 1 in 12,000 of more is left out."""


def deviations_of(
    process: ErrorProcess, unit: Array, *, components_alone: bool = False
) -> Deviations:
    """Return the deviations of some draws from their unit variates of shape (rows, draws).

    A factor has the shape (draws, years with the base year), other errors (draws,). With
    `components_alone` the aggregate has no factor.
    """
    count = len(process.blocks) - components_alone
    moved = factors(process, unit, count)
    return Deviations(
        {name: moved[:, place].T for place, name in enumerate(process.blocks[:count])},
        dict(zip(process.limited, spread_of(process, unit, "ceiling"), strict=True)),
        dict(zip(process.carved, spread_of(process, unit, "allocation"), strict=True)),
    )


def factors(process: ErrorProcess, unit: Array, count: int) -> Array:
    """Return `exp(x)` of the first blocks, shape (years with the base year, blocks, draws).

    Where every year deviates by the same, a factor is the year before's times `exp(m)`.
    """
    found = np.empty((process.years + 1, count, unit.shape[1]))
    if not process.compounds:
        for year, x in enumerate(_by_year(process, unit, count)):
            if year or process.measurement_sd:
                np.exp(x, out=found[year])
            else:
                found[year] = 1.0
        return found
    start, step = opening(process, unit, count), mean_errors(process, unit, count)
    step += process.drift[:count, np.newaxis]
    np.exp(start, out=found[0])
    np.exp(step, out=step)
    for year in range(process.years):
        np.multiply(found[year], step, out=found[year + 1])
    return found


def spread_of(process: ErrorProcess, unit: Array, kind: str) -> Array:
    """Return the errors of "ceiling" or "allocation", shape (components that have one, draws)."""
    sizes = getattr(process, f"{kind}_sd")
    rows: slice = getattr(process.rows, kind)
    return np.asarray(sizes[sizes > 0][:, np.newaxis] * unit[rows])


def mean_errors(process: ErrorProcess, unit: Array, count: int) -> Array:
    """Return the persistent errors of the first blocks, log points a year, (blocks, draws)."""
    if not process.rows.persistent.stop:
        return np.zeros((count, unit.shape[1]))
    weights = process.persistent_sd[:, np.newaxis] * process.factor
    return combined(weights[:count, :count], unit[process.rows.persistent][:count])


def combined(weights: Array, unit: Array, out: Array | None = None) -> Array:
    """Return `weights @ unit` for a lower triangle, added up term by term.

    The last digits of a library's matrix product depend on the number of columns it is given, and
    so on how draws are shared out.
    """
    found = np.multiply(weights.diagonal()[:, np.newaxis], unit, out=out)
    term = np.empty(unit.shape[1])
    for i, row in enumerate(weights.tolist()):
        for weight, other in zip(row[:i], unit, strict=False):
            if weight:
                found[i] += np.multiply(weight, other, out=term)
    return found


def opening(process: ErrorProcess, unit: Array, count: int) -> Array:
    """Return the deviations of the base year, shape (blocks, draws).

    The measurement error of the published total, which every component has and the aggregate not.
    """
    rows = process.rows.measurement
    found = np.zeros((count, unit.shape[1]))
    if rows.stop > rows.start:
        found[: len(process.blocks) - 1] = process.measurement_sd * unit[rows.start]
    return found


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


def shocks_of_events(process: ErrorProcess, unit: Array) -> Array | None:
    """Return the moves by events, shape (years, blocks, draws), None if there are none.

    An event has two rows: the normal probability of the first says whether it comes, and in which
    of its years, the second is the deviation of its size.
    """
    if not process.events:
        return None
    from scipy.special import ndtr

    rows = unit[process.rows.events]
    found = np.zeros((process.years, len(process.blocks), unit.shape[1]))
    for place, event in enumerate(process.events):
        years = range(event.years[0], event.years[1] + 1)
        part = ndtr(rows[2 * place]) / event.probability
        size = np.log1p(event.size) + event.size_sd * rows[2 * place + 1]
        for step, year in enumerate(years):
            comes = (part >= step / len(years)) & (part < (step + 1) / len(years))
            block = process.blocks.index(event.of)
            found[year - process.base_year - 1, block] += np.where(comes, size, 0.0)
    return found


def break_bars(breaks: Breaks) -> Array:
    """Return the normal quantiles above which a year has at least 1, 2, ... breaks.

    By the standard library, as a library of distributions takes longer to load than most draws.
    """
    terms = [breaks.rate**k / factorial(k) for k in range(MOST_BREAKS)]
    below = np.minimum(exp(-breaks.rate) * np.cumsum(terms), 1 - 2.0**-53)
    return np.array([NormalDist().inv_cdf(float(part)) for part in below])


def deviations(process: ErrorProcess, unit: Array, count: int | None = None) -> Array:
    """Return log deviations `x` of the first blocks (all by default), (years, blocks, draws)."""
    count = len(process.blocks) if count is None else count
    found = np.empty((process.years + 1, count, unit.shape[1]))
    for x, row in zip(_by_year(process, unit, count), found, strict=True):
        row[:] = x
    return found


def _by_year(process: ErrorProcess, unit: Array, count: int) -> Iterator[Array]:
    """Yield the log deviations of each year from the base year on, shape (blocks, draws).

    One array is moved from year to year, so that it stays in the nearest caches.
    """
    rows, components = process.rows, len(process.blocks) - 1
    x = opening(process, unit, count)
    yield x
    step, fade = mean_errors(process, unit, count), process.fade[:count, np.newaxis]
    drift, broken = process.drift[:count, np.newaxis], jumps(process, unit)
    struck = shocks_of_events(process, unit)
    for year, shock in enumerate(_shocks(process, unit[rows.yearly], count)):
        if shock is not None:
            x += shock
        if rows.persistent.stop:
            x += step
            step *= fade
        if drift.any():
            x += drift
        if broken is not None:
            x[:components] += broken[year]
        if struck is not None:
            x += struck[year, :count]
        yield x


def _shocks(process: ErrorProcess, unit: Array, count: int) -> Iterator[Array | None]:
    """Yield the yearly shocks of each year, shape (blocks, draws), None where there are none."""
    if not process.yearly_sd.any():
        yield from [None] * process.years
        return
    blocks, ar1 = len(process.blocks), process.ar1[:count, np.newaxis]
    spread = process.yearly_sd[:, np.newaxis]
    innovation = (spread * np.sqrt(1 - process.ar1[:, np.newaxis] ** 2)) * process.factor
    first = spread * process.start_factor
    shock = combined(first[:count, :count], unit[:count])
    yield shock
    new = np.empty_like(shock)
    for year in range(1, process.years):
        combined(innovation[:count, :count], unit[year * blocks :][:count], new)
        if ar1.any():
            shock *= ar1
            shock += new
            yield shock
        else:
            yield new
