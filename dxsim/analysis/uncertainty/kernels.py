"""The inner loops of the compiled engine: errors, years, targets and the counting of shares.

A block of draws is run a slice at a time, so that a slice's rows stay in the nearest cache. The
first argument of each is written to. Imported only when the compiled engine runs.
"""

import math

import numpy as np

from dxsim.analysis.uncertainty.compiling import compiled, compiled_loops
from dxsim.analysis.uncertainty.law_kernels import close_row, copy, driver_rows, fill, opening_rows

SLICE = 256
"""Draws run at a time."""


@compiled_loops
def count_true(flags):  # type: ignore[no-untyped-def]
    """Return how many flags are set."""
    count = 0
    for flag in flags:
        count += flag
    return count


@compiled_loops
def add_correlated(row, unit, factor, scale):  # type: ignore[no-untyped-def]
    """Add `scale * sum(factor[k] * unit[k])` to a row."""
    for k in range(len(factor)):
        weight = scale * factor[k]
        if weight != 0.0:
            for j in range(len(row)):
                row[j] += weight * unit[k, j]


@compiled
def cumulate(paths, mean, unit, factors, spreads):  # type: ignore[no-untyped-def]
    """Write cumulated log deviations, shape (blocks, years + 1, draws).

    `mean` holds the persistent errors by block, `unit` the yearly rows, year by year; `factors`
    are the Cholesky factors of innovations and of the stationary start; `spreads` the yearly
    standard deviations and the autocorrelation, by block.
    """
    blocks, steps, draws = paths.shape
    (yearly_sd, ar1), shock = spreads, np.empty(draws)
    for i in range(blocks):
        fill(shock, 0.0)
        fill(paths[i, 0], 0.0)
        for year in range(1, steps):
            if yearly_sd[i] != 0.0:
                rows = unit[(year - 1) * blocks : year * blocks]
                start = year == 1
                scale = yearly_sd[i] * (1.0 if start else math.sqrt(1 - ar1[i] ** 2))
                for j in range(draws):
                    shock[j] *= ar1[i]
                add_correlated(shock, rows, factors[1 if start else 0, i], scale)
            for j in range(draws):
                paths[i, year, j] = paths[i, year - 1, j] + mean[i, j] + shock[j]


@compiled_loops
def weigh(row, levels, weights):  # type: ignore[no-untyped-def]
    """Write the weighted sum of level rows; return whether any has a weight."""
    some = False
    for k in range(len(weights)):
        weight, level = weights[k], levels[k]
        if weight != 0.0 and some:
            for j in range(len(row)):
                row[j] += weight * level[j]
        elif weight != 0.0:
            some = True
            for j in range(len(row)):
                row[j] = weight * level[j]
    return some


@compiled_loops
def measure_rows(values, bottom, levels, weights, tops):  # type: ignore[no-untyped-def]
    """Write the measures of a year from its levels; `tops` keeps growth's year before."""
    for m in range(len(values)):
        row, top = values[m], tops[m]
        weigh(row, levels, weights[m, 0])
        if weigh(bottom, levels, weights[m, 1]):
            for j in range(len(row)):
                row[j] /= bottom[j]
        else:
            for j in range(len(row)):
                level = row[j]
                row[j] = level / top[j] - 1
                top[j] = level


@compiled_loops
def hide_rows(values, gone):  # type: ignore[no-untyped-def]
    """Write missing over the values of draws that are gone."""
    for row in values:
        for j in range(len(row)):
            if gone[j]:
                row[j] = np.nan


@compiled
def run_slice(values, lost, first, system, errors):  # type: ignore[no-untyped-def]
    """Write a slice's measures by year, missing where exhausted; add up exhausted draws.

    `values` has the shape (years, measures, draws of the slice), which start at draw `first`.
    """
    model, base, weights = system
    base_factor, cumulated, step = errors
    laws, given = model[0], model[4]
    parts, (steps, measures, draws) = len(laws), values.shape
    levels, initial = np.empty((parts + 2, draws)), np.empty((parts, draws))
    state, index = np.empty((parts + 1, draws)), np.ones((parts, draws))
    before, room, gone = np.empty(draws), np.empty(draws), np.zeros(draws, dtype=np.bool_)
    tops = np.full((measures, draws), np.nan)
    opening_rows(state, initial, base, base_factor[:, first : first + draws], model)
    opened, moved = (initial, before, index), (state, cumulated, step)
    for year in range(steps):
        driver_rows(levels, (year, first), model, opened, moved)
        close_row(gone, levels, room, laws, given)
        measure_rows(values[year], room, levels, weights[year], tops)
        count = count_true(gone)
        lost[year] += count
        if count:
            hide_rows(values[year], gone)


@compiled_loops
def judge(tallied, year_reached, joint, values, rule):  # type: ignore[no-untyped-def]
    """Count one target over a slice; return reached, missed and the sum of shortfalls.

    `tallied` counts first years reached; `joint` is cleared where the target is not reached;
    `year_reached` is room for a row. `rule` holds the measure, the place of the target's year, the
    threshold, the bar with its tolerance, and whether the bar itself does not count.
    """
    measure, at, threshold, bar, strict = rule
    steps, draws = len(values), len(joint)
    fill(year_reached, steps)
    for year in range(steps - 1, -1, -1):
        row = values[year, measure]
        for j in range(draws):
            if row[j] > bar or (row[j] == bar and not strict):
                year_reached[j] = year
    reached, missed, shortfall = 0, 0, 0.0
    for j in range(draws):
        tallied[year_reached[j]] += 1
        value = values[at, measure, j]
        if value > bar or (value == bar and not strict):
            reached += 1
        else:
            joint[j] = False
            if value == value:
                missed += 1
                shortfall += threshold - value
    return reached, missed, shortfall


@compiled
def run_block(shares, place, tallied, system, errors, rules):  # type: ignore[no-untyped-def]
    """Run a block slice by slice: write its shares, from a column on, and count its targets.

    `tallied` holds what is counted: `first` by target and year, `lost` by year, and by target
    `counts` of reached and missed and the `shortfall`; the draws that reach all are returned.
    """
    first, lost, counts, shortfall = tallied
    measures, together, draws = system[2].shape[1], 0, errors[0].shape[1]
    for start in range(0, draws, SLICE):
        size = min(SLICE, draws - start)
        values, year_reached = np.empty((len(lost), measures, size)), np.empty(size, dtype=np.int64)
        run_slice(values, lost, start, system, errors)
        joint = np.ones(size, dtype=np.bool_)
        for k in range(len(rules)):
            rule = rules[k]
            bar = (int(rule[0]), int(rule[1]), rule[2], rule[3], rule[4] == 1.0)
            found = judge(first[k], year_reached, joint, values, bar)
            counts[0, k] += found[0]
            counts[1, k] += found[1]
            shortfall[k] += found[2]
        together += count_true(joint)
        keep_shares(shares, place + start, values)
    return together


@compiled_loops
def keep_shares(shares, place, values):  # type: ignore[no-untyped-def]
    """Write a slice's first measure, the share, to its columns by year."""
    for year in range(len(shares)):
        copy(shares[year, place : place + values.shape[2]], values[year, 0])


@compiled_loops
def count_shares(counts, shares):  # type: ignore[no-untyped-def]
    """Count the shares of each year into its row of equal bins, leaving out missing ones."""
    bins = counts.shape[1]
    for year in range(len(shares)):
        row = counts[year]
        for j in range(shares.shape[1]):
            share = shares[year, j]
            if share == share:
                row[min(int(share * bins), bins - 1)] += 1
