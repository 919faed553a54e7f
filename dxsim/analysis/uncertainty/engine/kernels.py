"""The inner loops of the compiled engine: errors, the closure, and a block run slice by slice.

They know ratios to the rest of GDP, shares below ceilings, the given aggregate and the closure, and
no growth law. A block of draws is run a slice at a time, so that a slice's rows stay in the nearest
cache. The first argument of each is written to. Imported only when the compiled engine runs.
"""

import math

import numpy as np

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
Rooms = tuple[Array, Array]
"""The sums of shares of GDP and of ratios to the rest, by draw."""
Own = tuple[Array, Array, Array, Array]
"""A scenario's own ratios or shares by year, its ceilings, those of the draws, and their odds."""
Yearly = tuple[Array, Array, tuple[Array, Array, Array, Array], Array]
"""Unit rows, Cholesky factors, what is one number a block, and jumps; see `deviate`."""
Allocation = tuple[Counts, Array]
"""Rows of part and host, and the factor of each draw; see `allocate`."""
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


@compiled_loops
def part_rows(levels: Array, factors: Array, year: int, first: int, path: Own) -> None:
    """Write each component's ratio to the rest of GDP, or its share below a moved ceiling.

    `path` holds the scenario's own ratio or share, its ceiling (0 under laws without one) and what
    the odds of draws below their own ceilings are multiplied by.
    """
    own, ceiling, ceilings, odds = path
    for i in range(len(own)):
        row, factor = levels[i], factors[i]
        value = own[i, year]
        if ceiling[i] == 0.0:
            for j in range(len(row)):
                row[j] = value * factor[j]
        else:
            part = value / ceiling[i]
            for j in range(len(row)):
                moved = part * (factor[j] * odds[i, first + j])
                row[j] = ceilings[i, first + j] * moved / (1 - part + moved)


@compiled_loops
def sum_rows(total: Array, levels: Array, ceiling: Array, shares: bool) -> None:
    """Write the sum of the shares of GDP, or of the ratios to the rest, over components."""
    fill(total, 0.0)
    for i in range(len(ceiling)):
        if (ceiling[i] > 0.0) == shares:
            row = levels[i]
            for j in range(len(total)):
                total[j] += row[j]


@compiled_loops
def fit_shares(levels: Array, total: Array, ceiling: Array, most: float) -> None:
    """Scale shares down in proportion where they would sum to more than `most`."""
    for j in range(len(total)):
        if total[j] > most:
            for i in range(len(ceiling)):
                if ceiling[i] > 0.0:
                    levels[i, j] *= most / total[j]
            total[j] = most


@compiled_loops
def close_rows(levels: Array, aggregate: Array, rooms: Rooms, kept: Array, given: bool) -> None:
    """Write GDP and the rest from the given aggregate of each draw, by the closure.

    `rooms` hold the sums of shares and of ratios; `kept` is what the rest is multiplied by, where
    it is given, so that GDP of the base year stands.
    """
    (shares, ratios), parts = rooms, len(levels) - 3
    gdp, rest = levels[parts], levels[parts + 1]
    for j in range(len(gdp)):
        if given:
            gdp[j] = aggregate[j]
            rest[j] = aggregate[j] * (1 - shares[j]) / (1 + ratios[j])
        else:
            rest[j] = aggregate[j] * kept[j]
            gdp[j] = rest[j] * (1 + ratios[j]) / (1 - shares[j])


@compiled_loops
def level_rows(levels: Array, ceiling: Array) -> None:
    """Turn each component's share of GDP, or ratio to the rest, into its level."""
    parts = len(ceiling)
    for i in range(parts):
        multiply(levels[i], levels[parts] if ceiling[i] > 0.0 else levels[parts + 1])


@compiled_loops
def keep_base(kept: Array, rooms: Rooms, base_gdp: float, aggregate: Array) -> None:
    """Write what the given rest is multiplied by so that GDP of the base year stands."""
    shares, ratios = rooms
    for j in range(len(kept)):
        kept[j] = base_gdp * (1 - shares[j]) / (1 + ratios[j]) / aggregate[j]


@compiled_loops
def allocate(
    levels: Array, first: int, allocation: Allocation, ceiling: Array, ceilings: Array
) -> None:
    """Move what was carved out: its ratio to its host by a factor, their sum kept.

    `allocation` holds rows of part and host, and the factors; neither passes its ceiling.
    """
    pairs, factors = allocation
    gdp = levels[len(ceiling)]
    for k in range(len(pairs)):
        part, host = pairs[k, 0], pairs[k, 1]
        for j in range(len(gdp)):
            both = levels[part, j] + levels[host, j]
            weight = levels[part, j] * factors[k, first + j]
            taken, most, least = both * weight / (weight + levels[host, j]), both, 0.0
            if ceiling[part] > 0.0:
                most = min(most, ceilings[part, first + j] * gdp[j])
            if ceiling[host] > 0.0:
                least = max(least, both - ceilings[host, first + j] * gdp[j])
            levels[part, j] = min(max(taken, least), most)
            levels[host, j] = both - levels[part, j]


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
