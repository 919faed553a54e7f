"""The model's equations over rows of draws, for the compiled engine.

They state `dxsim.model.growth` and `closure` for one year at a time: a row is the draws of a
year, few enough to stay in the nearest cache. A parity test holds them to the model. The first
argument of each is written to.
"""

import math

import numpy as np

from dxsim.analysis.uncertainty.compiling import compiled_loops
from dxsim.model.drivers import BELOW_CEILING

GROWN, MULTIPLE, RATIO, LOGISTIC, GOMPERTZ = range(5)
"""Groups of component laws, as `driver_rows` takes them."""


@compiled_loops
def fill(row, value):  # type: ignore[no-untyped-def]
    """Write one value; loops compile faster than NumPy's own functions, and need no copy."""
    for j in range(len(row)):
        row[j] = value


@compiled_loops
def copy(row, other):  # type: ignore[no-untyped-def]
    """Write another row's values."""
    for j in range(len(row)):
        row[j] = other[j]


@compiled_loops
def opening_rows(state, initial, base, base_factor, model):  # type: ignore[no-untyped-def]
    """Write what the drivers start from: a row a component, then the aggregate.

    `initial` gets a component's level, its ratio to the rest of GDP, or its share of GDP; `state`
    what errors multiply: the same, or odds, or a given GDP, which start at 1. The rest absorbs the
    errors of component levels; none lifts a component above its ceiling.
    """
    laws, _, curves, _, given = model
    rest = state[len(laws)]
    fill(rest, base[-1])
    for i in range(len(laws)):
        most = np.inf if laws[i] <= RATIO else curves[i, 0] * BELOW_CEILING * base[-1]
        for j in range(len(rest)):
            initial[i, j] = min(base[i] * base_factor[i, j], most)
            rest[j] -= initial[i, j]
    for i in range(len(laws)):
        if laws[i] == RATIO:
            for j in range(len(rest)):
                initial[i, j] /= rest[j]
        elif laws[i] > RATIO:
            for j in range(len(rest)):
                initial[i, j] /= base[-1]
        if laws[i] <= RATIO:
            copy(state[i], initial[i])
        else:
            fill(state[i], 1.0)
    if given:
        fill(rest, 1.0)


@compiled_loops
def moved_row(row, scale, i, time, errors):  # type: ignore[no-untyped-def]
    """Write what a start has become along a path of its own, `scale`, and by its errors.

    The errors come cumulated, year by year, or as a step by which the start moves each year.
    """
    (year, first), (state, cumulated, step), draws = time, errors, len(row)
    start = state[i]
    if len(cumulated):
        error = cumulated[i, year, first : first + draws]
        for j in range(draws):
            row[j] = scale * start[j] * error[j]
    elif year == 0:
        for j in range(draws):
            row[j] = scale * start[j]
    else:
        error = step[i, first : first + draws]
        for j in range(draws):
            start[j] *= error[j]
            row[j] = scale * start[j]


@compiled_loops
def multiple_row(row, index, gdp, before, multiple):  # type: ignore[no-untyped-def]
    """Multiply a row by an index that moves by a multiple of GDP growth.

    `multiple` holds the multiple and the inflation taken out of GDP's growth and put on the row's.
    """
    times, removed, added = multiple
    for j in range(len(row)):
        index[j] *= (1 + times * (gdp[j] / before[j] / (1 + removed) - 1)) * (1 + added)
        row[j] *= index[j]


@compiled_loops
def logistic_row(row, initial, ceiling, decay):  # type: ignore[no-untyped-def]
    """Turn factors of the odds below the ceiling into logistic shares."""
    for j in range(len(row)):
        distance = (ceiling / initial[j] - 1) * decay
        row[j] = ceiling * row[j] / (row[j] + distance)


@compiled_loops
def gompertz_row(row, initial, ceiling, decay):  # type: ignore[no-untyped-def]
    """Turn factors of the odds below the ceiling into Gompertz shares."""
    for j in range(len(row)):
        part = math.exp(math.log(initial[j] / ceiling) * decay)
        row[j] = ceiling * part * row[j] / (1 - part + part * row[j])


@compiled_loops
def driver_rows(levels, time, model, opened, errors):  # type: ignore[no-untyped-def]
    """Write a year's drivers: the aggregate, then each component by its law.

    `time` holds the year and the first draw of the rows, `opened` the initial rows, last year's
    GDP and the indices of multiples, `errors` what `moved_row` takes.
    """
    laws, paths, curves, inflation, given = model
    (initial, before, index), year, parts = opened, time[0], len(laws)
    aggregate = levels[parts] if given else levels[parts + 1]
    copy(before, aggregate)
    moved_row(aggregate, paths[parts, year], parts, time, errors)
    for i in range(parts):
        row, law = levels[i], laws[i]
        moved_row(row, 1.0 if law > RATIO or law == MULTIPLE else paths[i, year], i, time, errors)
        if law == MULTIPLE and year > 0:
            multiple = (curves[i, 0], inflation[i, 0, year], inflation[i, 1, year])
            multiple_row(row, index[i], aggregate, before, multiple)
        elif law == LOGISTIC:
            logistic_row(row, initial[i], curves[i, 0], paths[i, year])
        elif law == GOMPERTZ:
            gompertz_row(row, initial[i], curves[i, 0], paths[i, year])


@compiled_loops
def close_row(gone, levels, total, laws, given):  # type: ignore[no-untyped-def]
    """Turn drivers into levels by the closure; rows of components, then GDP and the rest.

    On entry a component's row holds its level, ratio to the rest or share of GDP. `gone` is set
    where the rest of GDP is exhausted; `total` is room for a row.
    """
    if given:
        rest_row(gone, levels, total, laws)
    else:
        gdp_row(gone, levels, total, laws)
    for i in range(len(laws)):
        if laws[i] > MULTIPLE:
            row, of = levels[i], levels[len(laws) + 1 if laws[i] == RATIO else len(laws)]
            for j in range(len(row)):
                row[j] *= of[j]


@compiled_loops
def rest_row(gone, levels, total, laws):  # type: ignore[no-untyped-def]
    """Write the rest of GDP, `(Y (1 - shares) - grown)/(1 + ratios)`; mark where none is left."""
    gdp, rest = levels[len(laws)], levels[len(laws) + 1]
    copy(rest, gdp)
    if sum_rows(total, levels, laws, LOGISTIC, GOMPERTZ):
        for j in range(len(rest)):
            rest[j] *= 1 - total[j]
    if sum_rows(total, levels, laws, GROWN, MULTIPLE):
        for j in range(len(rest)):
            rest[j] -= total[j]
    if sum_rows(total, levels, laws, RATIO, RATIO):
        for j in range(len(rest)):
            rest[j] /= 1 + total[j]
    mark_none_left(gone, rest)


@compiled_loops
def mark_none_left(gone, rest):  # type: ignore[no-untyped-def]
    """Mark where nothing is left for the rest of GDP, most often nowhere."""
    none_left = 0
    for j in range(len(rest)):
        none_left += rest[j] <= 0
    if none_left:
        for j in range(len(rest)):
            gone[j] |= rest[j] <= 0


@compiled_loops
def gdp_row(gone, levels, total, laws):  # type: ignore[no-untyped-def]
    """Write GDP, `(N (1 + ratios) + grown)/(1 - shares)`; mark where shares or bases leave none."""
    gdp, rest = levels[len(laws)], levels[len(laws) + 1]
    copy(gdp, rest)
    if sum_rows(total, levels, laws, RATIO, RATIO):
        for j in range(len(gdp)):
            gdp[j] *= 1 + total[j]
    if sum_rows(total, levels, laws, GROWN, MULTIPLE):
        for j in range(len(gdp)):
            gdp[j] += total[j]
    if sum_rows(total, levels, laws, LOGISTIC, GOMPERTZ):
        for j in range(len(gdp)):
            gdp[j] /= 1 - total[j]
            gone[j] |= total[j] >= 1
    mark_none_left(gone, rest)


@compiled_loops
def sum_rows(total, levels, laws, first, last):  # type: ignore[no-untyped-def]
    """Write the sum of the components whose law lies in a group; return whether there are any."""
    some = False
    for i in range(len(laws)):
        row = levels[i]
        if some and first <= laws[i] <= last:
            for j in range(len(total)):
                total[j] += row[j]
        elif first <= laws[i] <= last:
            copy(total, row)
            some = True
    return some
