"""The inner loops of the compiled engine: errors, and a block run slice by slice.

They know ratios to the rest of GDP, shares below ceilings, the given aggregate and the closure, and
no growth law. A block of draws is run a slice at a time, so that a slice's rows stay in the nearest
cache. The first argument of each is written to. Imported only when the compiled engine runs.
"""

import math

import numpy as np

from dxsim.analysis.uncertainty.engine.closure_kernels import (
    Allocation,
    allocate,
    close_rows,
    fit_shares,
    keep_base,
    level_rows,
    part_rows,
    sum_rows,
)
from dxsim.analysis.uncertainty.engine.compiling import compiled, compiled_loops
from dxsim.analysis.uncertainty.engine.count_kernels import judge, keep_shares
from dxsim.analysis.uncertainty.engine.measure_kernels import look_back, measure_rows
from dxsim.analysis.uncertainty.engine.row_kernels import (
    add,
    add_scaled,
    copy,
    count_true,
    exponentiate,
    fill,
    multiply,
    multiply_rows,
    scale_row,
)
from dxsim.data.arrays import Array, Counts

SLICE = 256
"""Draws run at a time."""
Yearly = tuple[Array, Array, tuple[Array, Array, Array, Array], Array]
"""Unit rows, Cholesky factors, what is one number a block, and jumps; see `deviate`."""
System = tuple[tuple[Array, Array, Array, float, bool, int, float], Array, Counts]
"""A scenario's path and closure, and the weights and forms of what is measured."""
Errors = tuple[Array, Array, bool, Yearly, Array, Array, Allocation, Array]
"""The errors of a block of draws; see `run_slice`."""


@compiled_loops
def add_year(row: Array, shock: Array, step: Array, drift: float, fade: float) -> None:
    """Add a year's shock, persistent error, which then fades, and drift to a row."""
    for j in range(len(row)):
        row[j] += shock[j] + step[j] + drift
        step[j] *= fade


@compiled
def deviate(x: Array, step: Array, shock: Array, year: int, first: int, errors: Yearly) -> None:
    """Move the log deviations of a slice, shape (blocks, draws), from draw `first` on, by a year.

    `step` are the persistent errors, which fade, and `shock` the yearly ones. `errors` holds the
    yearly unit rows, year by year; the Cholesky factors of innovations and of the stationary start;
    a row each of yearly standard deviations, autocorrelations, fadings and drifts by block; and
    what all components jump by, shape (years or none, draws).
    """
    unit, factors, (yearly_sd, ar1, fade, drift), jump = errors
    blocks, last = factors.shape[1], first + x.shape[1]
    for i in range(len(x)):
        if yearly_sd[i] != 0.0:
            scale = yearly_sd[i] * (1.0 if year == 1 else math.sqrt(1 - ar1[i] ** 2))
            scale_row(shock[i], ar1[i])
            for k in range(i + 1):
                weight = scale * factors[1 if year == 1 else 0, i, k]
                if weight != 0.0:
                    add_scaled(shock[i], unit[(year - 1) * blocks + k, first:last], weight)
        add_year(x[i], shock[i], step[i], drift[i], fade[i])
        if len(jump) and i < blocks - 1:
            add(x[i], jump[year - 1, first:last])


@compiled_loops
def lift_rows(lifted: Array, factors: Array, lifts: Array, year: int, first: int) -> None:
    """Write the factors of a slice times those that programmes and events give its draws."""
    for i in range(len(factors)):
        copy(lifted[i], factors[i])
        multiply(lifted[i], lifts[i, year, first : first + factors.shape[1]])


@compiled
def run_slice(values: Array, start: int, system: System, errors: Errors) -> None:
    """Write a slice's measures by year, missing from the year on in which the path is exhausted.

    `values` has the shape (years, measures, draws of the slice), which start at draw `start`.
    `errors` holds the deviations of the base year and the persistent errors by block, whether they
    alone err and compound, what `deviate` takes, ceilings, their odds, allocations, and what else
    multiplies each block, shape (blocks or none, years, draws).
    """
    (own, ceiling, aggregate, base_gdp, given, last, most), weights, forms = system
    opening, mean, compounds, yearly, ceilings, odds, allocation, lifts = errors
    parts, steps, draws = len(own), len(values), values.shape[2]
    x, step = opening[:, start : start + draws].copy(), mean[:, start : start + draws].copy()
    shock, factors, lifted = np.zeros_like(x), np.empty_like(x), np.empty_like(x)
    if compounds:
        exponentiate(step, step)
    levels, kept, given_now = np.ones((parts + 3, draws)), np.ones(draws), np.empty(draws)
    rooms, bottoms = (np.empty(draws), np.empty(draws)), np.empty(values.shape)
    for year in range(min(steps, last)):
        if year and compounds:
            multiply_rows(factors, step)
        else:
            if year:
                deviate(x, step, shock, year, start, yearly)
            exponentiate(factors, x)
        moved = factors
        if len(lifts):
            lift_rows(lifted, factors, lifts, year, start)
            moved = lifted
        fill(given_now, aggregate[year])
        if len(moved) > parts:
            multiply(given_now, moved[parts])
        part_rows(levels, moved, year, start, (own, ceiling, ceilings, odds))
        fill(rooms[0], 0.0)
        if len(ceilings):
            sum_rows(rooms[0], levels, ceiling, True)
            fit_shares(levels, rooms[0], ceiling, most)
        sum_rows(rooms[1], levels, ceiling, False)
        if year == 0:
            keep_base(kept, rooms, base_gdp, given_now)
        close_rows(levels, given_now, rooms, kept, given)
        level_rows(levels, ceiling)
        allocate(levels, start, allocation, ceiling, ceilings)
        measure_rows(values[year], bottoms[year], levels, weights[year], forms)
    look_back(values[:last], bottoms, forms)
    values[last:] = np.nan


@compiled
def run_block(
    shares: Array,
    place: int,
    tallied: tuple[Counts, Counts, Array],
    system: System,
    errors: Errors,
    rules: Array,
) -> int:
    """Run a block slice by slice: write its shares, from a column on, and count its targets.

    `tallied` holds what is counted: `first` by target and year, and by target `counts` of reached
    and missed and the `shortfall`; the draws that reach all are returned.
    """
    first, counts, shortfall = tallied
    measures, together = system[1].shape[1], 0
    steps, draws = len(shares), errors[0].shape[1]
    for start in range(0, draws, SLICE):
        size = min(SLICE, draws - start)
        values, waiting = np.empty((steps, measures, size)), np.empty(size, dtype=np.int64)
        run_slice(values, start, system, errors)
        joint = np.ones(size, dtype=np.bool_)
        for k in range(len(rules)):
            rule = int(rules[k, 0]), int(rules[k, 1]), rules[k, 2], rules[k, 3], rules[k, 4]
            found = judge(first[k], waiting, joint, values, rule)
            counts[0, k] += found[0]
            counts[1, k] += found[1]
            shortfall[k] += found[2]
        together += count_true(joint)
        keep_shares(shares, place + start, values)
    return together
