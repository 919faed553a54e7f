"""The inner loops of the compiled engine: errors, years, targets and the counting of shares.

A block of draws is run a slice at a time, so that a slice's rows stay in the nearest cache. The
first argument of each is written to. Imported only when the compiled engine runs.
"""

import math

import numpy as np

from dxsim.analysis.uncertainty.compiling import compiled
from dxsim.analysis.uncertainty.law_kernels import close_row, driver_rows, opening_rows

SLICE = 512
"""Draws run at a time."""


@compiled
def filled(size, value):  # type: ignore[no-untyped-def]
    """Return a row of one value; plain loops compile faster than NumPy's own functions."""
    row = np.empty(size)
    for j in range(size):
        row[j] = value
    return row


@compiled
def count_true(flags):  # type: ignore[no-untyped-def]
    """Return how many flags are set."""
    count = 0
    for flag in flags:
        count += flag
    return count


@compiled
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
    yearly_sd, ar1 = spreads
    for i in range(blocks):
        shock = filled(draws, 0.0)
        paths[i, 0] = 0.0
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


@compiled
def weigh(row, levels, weights):  # type: ignore[no-untyped-def]
    """Write the weighted sum of level rows; return whether any has a weight."""
    started = False
    for k in range(len(weights)):
        weight = weights[k]
        if weight != 0.0 and started:
            for j in range(len(row)):
                row[j] += weight * levels[k, j]
        elif weight != 0.0:
            started = True
            for j in range(len(row)):
                row[j] = weight * levels[k, j]
    return started


@compiled
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


@compiled
def move_factors(factor, year, first, paths, step):  # type: ignore[no-untyped-def]
    """Move the cumulated errors of a slice to a year: copied from paths, else times a step."""
    for i in range(factor.shape[0]):
        row = factor[i]
        if len(paths):
            row[:] = paths[i, year, first : first + len(row)]
        elif year > 0:
            moved = step[i, first : first + len(row)]
            for j in range(len(row)):
                row[j] *= moved[j]


@compiled
def run_slice(values, lost, first, system, errors):  # type: ignore[no-untyped-def]
    """Write a slice's measures by year, missing where exhausted; add up exhausted draws.

    `values` has the shape (years, measures, draws of the slice), which start at draw `first`.
    """
    model, base, weights = system
    base_factor, paths, step = errors
    laws, given = model[0], model[4]
    parts, (steps, measures, draws) = len(laws), values.shape
    levels, initial = np.empty((parts + 2, draws)), np.empty((parts, draws))
    rest, before, gone = np.empty(draws), np.empty(draws), np.empty(draws, dtype=np.bool_)
    factor, sums, bottom = np.empty((parts + 1, draws)), np.empty((3, draws)), np.empty(draws)
    index, tops = np.empty((parts, draws)), np.empty((measures, draws))
    gone[:], factor[:], index[:], tops[:] = False, 1.0, 1.0, np.nan
    opening_rows(rest, initial, base, base_factor[:, first : first + draws], laws, model[2])
    opened = (initial, rest, before, index)
    for year in range(steps):
        move_factors(factor, year, first, paths, step)
        driver_rows(levels, year, model, opened, factor)
        if given:
            for j in range(draws):
                before[j] = levels[parts, j]
        close_row(gone, levels, sums, laws, given)
        measure_rows(values[year], bottom, levels, weights[year], tops)
        count = count_true(gone)
        lost[year] += count
        if count:
            for m in range(measures):
                for j in range(draws):
                    if gone[j]:
                        values[year, m, j] = np.nan


@compiled
def judge(first, joint, values, rule):  # type: ignore[no-untyped-def]
    """Count one target over a slice; return reached, missed and the sum of shortfalls.

    `first` counts first years reached; `joint` is cleared where the target is not reached. `rule`
    holds the measure, the place of the target's year, the threshold, the bar with its tolerance,
    and whether the bar itself does not count.
    """
    measure, at, threshold, bar, strict = rule
    steps, draws = len(values), len(joint)
    year_reached = np.empty(draws, dtype=np.int64)
    year_reached[:] = steps
    for year in range(steps - 1, -1, -1):
        row = values[year, measure]
        for j in range(draws):
            if row[j] > bar or (row[j] == bar and not strict):
                year_reached[j] = year
    reached, missed, shortfall = 0, 0, 0.0
    for j in range(draws):
        first[year_reached[j]] += 1
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
def run_block(shares, tallied, system, errors, rules):  # type: ignore[no-untyped-def]
    """Run a block slice by slice: write its shares and count its targets.

    `tallied` holds what is counted: `first` by target and year, `lost` by year, and by target
    `counts` of reached and missed and the `shortfall`; the draws that reach all are returned.
    """
    first, lost, counts, shortfall = tallied
    measures, together, draws = system[2].shape[1], 0, errors[0].shape[1]
    for start in range(0, draws, SLICE):
        size = min(SLICE, draws - start)
        values = np.empty((len(lost), measures, size))
        run_slice(values, lost, start, system, errors)
        joint = np.empty(size, dtype=np.bool_)
        joint[:] = True
        for k in range(len(rules)):
            rule = rules[k]
            bar = (int(rule[0]), int(rule[1]), rule[2], rule[3], rule[4] == 1.0)
            found = judge(first[k], joint, values, bar)
            counts[0, k] += found[0]
            counts[1, k] += found[1]
            shortfall[k] += found[2]
        together += count_true(joint)
        for year in range(len(lost)):
            shares[year, start : start + size] = values[year, 0]
    return together


@compiled
def count_shares(counts, shares):  # type: ignore[no-untyped-def]
    """Count the shares of each year into its row of equal bins, leaving out missing ones."""
    bins = counts.shape[1]
    for year in range(len(shares)):
        row = counts[year]
        for j in range(shares.shape[1]):
            share = shares[year, j]
            if share == share:
                row[min(int(share * bins), bins - 1)] += 1
