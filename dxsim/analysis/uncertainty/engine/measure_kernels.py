"""Measures of targets, compiled: weighted sums of levels, their ratios, growth and multiples.

The same table as `dxsim.analysis.metrics`, over rows of draws. The first argument of each is
written to.
"""

import numpy as np

from dxsim.analysis.uncertainty.engine.compiling import compiled, compiled_loops
from dxsim.analysis.uncertainty.engine.row_kernels import divide, fill, shift, take_root
from dxsim.data.arrays import Array, Counts

RATIO, GROWTH, MULTIPLE = range(3)
"""The forms of a measure."""


@compiled_loops
def weigh(row: Array, levels: Array, weights: Array) -> None:
    """Write the weighted sum of level rows, of which one at least has a weight."""
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


@compiled_loops
def measure_rows(
    values: Array, bottoms: Array, levels: Array, weights: Array, forms: Counts
) -> None:
    """Write a year's ratios from its levels; of other measures the top, of multiples the bottom."""
    for m in range(len(values)):
        row, bottom = values[m], bottoms[m]
        weigh(row, levels, weights[m, 0])
        if forms[m, 0] != GROWTH:
            weigh(bottom, levels, weights[m, 1])
        if forms[m, 0] == RATIO:
            divide(row, bottom)


@compiled_loops
def average_row(row: Array, rows: Array) -> None:
    """Write the mean of rows, of which it may be one."""
    for j in range(len(row)):
        total = 0.0
        for k in range(len(rows)):
            total += rows[k, j]
        row[j] = total / len(rows)


@compiled
def compound_row(row: Array, before: Array, span: int) -> None:
    """Turn a level into its yearly growth over a span of years, from the level before them."""
    divide(row, before)
    if span > 1:
        take_root(row, span)
    shift(row, -1.0)


@compiled
def look_back(values: Array, bottoms: Array, forms: Counts) -> None:
    """Turn tops into growth and multiples, and ratios into means, over spans that end in each year.

    Missing where a span begins before the first year. From the last year back, so that the years
    before still hold what they did.
    """
    for m in range(len(forms)):
        form, span = forms[m]
        if form == RATIO and span == 1:
            continue
        before = span - 1 if form == RATIO else span
        for year in range(len(values) - 1, -1, -1):
            row = values[year, m]
            if year < before:
                fill(row, np.nan)
            elif form == RATIO:
                average_row(row, values[year - before : year + 1, m])
            else:
                compound_row(row, values[year - span, m], span)
                if form == MULTIPLE:
                    compound_row(bottoms[year, m], bottoms[year - span, m], span)
                    divide(row, bottoms[year, m])
