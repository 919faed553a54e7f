"""The model's equations over rows of draws, for the compiled engine.

They state `dxsim.model.growth` and `closure` for one year at a time: a row is the draws of a
year, few enough to stay in the nearest cache. A parity test holds them to the model. The first
argument of each is written to.
"""

import math

import numpy as np

from dxsim.analysis.uncertainty.compiling import compiled
from dxsim.model.drivers import BELOW_CEILING

GROWN, MULTIPLE, RATIO, LOGISTIC, GOMPERTZ = range(5)
"""Groups of component laws, as `driver_rows` takes them."""


@compiled
def opening_rows(rest, initial, base, base_factor, laws, curves):  # type: ignore[no-untyped-def]
    """Write what the drivers start from: the rest of GDP, and by component what its law moves.

    That is the level, its ratio to the rest of GDP, or its share of GDP. The rest absorbs the
    errors of component levels; none lifts a component above its ceiling.
    """
    rest[:] = base[-1]
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


@compiled
def multiple_row(index, gdp, before, times, inflation):  # type: ignore[no-untyped-def]
    """Move an index by a multiple of GDP growth, deflated and inflated again where real."""
    removed, added = 1 + inflation[0], 1 + inflation[1]
    for j in range(len(index)):
        index[j] *= (1 + times * (gdp[j] / before[j] / removed - 1)) * added


@compiled
def logistic_row(share, initial, factor, ceiling, decay):  # type: ignore[no-untyped-def]
    """Write a logistic share whose odds below the ceiling are `factor` times as high."""
    for j in range(len(share)):
        distance = (ceiling / initial[j] - 1) * decay
        share[j] = ceiling * factor[j] / (factor[j] + distance)


@compiled
def gompertz_row(share, initial, factor, ceiling, decay):  # type: ignore[no-untyped-def]
    """Write a Gompertz share whose odds below the ceiling are `factor` times as high."""
    for j in range(len(share)):
        part = math.exp(math.log(initial[j] / ceiling) * decay)
        share[j] = ceiling * part * factor[j] / (1 - part + part * factor[j])


@compiled
def driver_rows(levels, year, model, opened, factor):  # type: ignore[no-untyped-def]
    """Write a year's drivers: the aggregate, then each component by its law.

    `factor` holds the year's cumulated errors, a row a block.
    """
    laws, paths, curves, inflation, given = model
    initial, rest, before, index = opened
    parts = len(laws)
    given_row = levels[parts] if given else levels[parts + 1]
    for j in range(levels.shape[1]):
        given_row[j] = paths[parts, year] * factor[parts, j]
        if not given:
            given_row[j] *= rest[j]
    for i in range(parts):
        row, moved = levels[i], factor[i]
        if laws[i] == GROWN or laws[i] == RATIO:
            for j in range(len(row)):
                row[j] = paths[i, year] * initial[i, j] * moved[j]
        elif laws[i] == MULTIPLE:
            if year > 0:
                multiple_row(index[i], given_row, before, curves[i, 0], inflation[i, :, year])
            for j in range(len(row)):
                row[j] = index[i, j] * initial[i, j] * moved[j]
        elif laws[i] == LOGISTIC:
            logistic_row(row, initial[i], moved, curves[i, 0], paths[i, year])
        else:
            gompertz_row(row, initial[i], moved, curves[i, 0], paths[i, year])


@compiled
def close_row(gone, levels, sums, laws, given):  # type: ignore[no-untyped-def]
    """Turn drivers into levels by the closure; rows of components, then GDP and the rest.

    On entry a component's row holds its level, ratio to the rest or share of GDP. `gone` is set
    where the rest of GDP is exhausted; `sums` is room for three rows.
    """
    parts, draws = len(laws), levels.shape[1]
    gdp, rest = levels[parts], levels[parts + 1]
    grown, shares, ratios = sums[0], sums[1], sums[2]
    sums[:] = 0.0
    for i in range(parts):
        into = grown if laws[i] <= MULTIPLE else shares if laws[i] > RATIO else ratios
        for j in range(draws):
            into[j] += levels[i, j]
    if given:
        for j in range(draws):
            rest[j] = (gdp[j] * (1 - shares[j]) - grown[j]) / (1 + ratios[j])
    else:
        for j in range(draws):
            gdp[j] = (rest[j] * (1 + ratios[j]) + grown[j]) / (1 - shares[j])
    for i in range(parts):
        if laws[i] > MULTIPLE:
            of = rest if laws[i] == RATIO else gdp
            for j in range(draws):
                levels[i, j] *= of[j]
    for j in range(draws):
        gone[j] |= (rest[j] <= 0) | (shares[j] >= 1)
