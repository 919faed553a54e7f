"""The inner loops of the compiled engine, a block of draws at a time.

They state the equations of `dxsim.model.growth` and `closure` and of `dxsim.analysis.shocks` over
rows of draws (a row is the draws of one year); a parity test holds them to the model. The first
argument of each is written to. Imported only when the compiled engine runs.
"""

import math

import numpy as np

from dxsim.analysis.compiling import compiled

GROWN, MULTIPLE, RATIO, LOGISTIC, GOMPERTZ = range(5)
"""Groups of component laws, as `levels_of_year` takes them."""


@compiled
def add_correlated(row, unit, factor, scale):  # type: ignore[no-untyped-def]
    """Add `scale * sum(factor[k] * unit[k])` to a row."""
    for k in range(len(factor)):
        weight = scale * factor[k]
        if weight != 0.0:
            for j in range(len(row)):
                row[j] += weight * unit[k, j]


@compiled
def cumulate(paths, unit, first, factors, spreads):  # type: ignore[no-untyped-def]
    """Write cumulated log deviations, shape (blocks, years + 1, draws).

    `unit` holds the persistent rows at its start (where any block has such spread) and the yearly
    rows, year by year, from row `first` on. `factors` are the Cholesky factors of innovations and
    of the stationary start; `spreads` the persistent and yearly standard deviations and the
    autocorrelation, by block.
    """
    blocks, steps, draws = paths.shape
    persistent_sd, yearly_sd, ar1 = spreads
    for i in range(blocks):
        mean, shock = np.zeros(draws), np.zeros(draws)
        if persistent_sd[i] != 0.0:
            add_correlated(mean, unit[:blocks], factors[0, i], persistent_sd[i])
        paths[i, 0] = 0.0
        for year in range(1, steps):
            if yearly_sd[i] != 0.0:
                rows = unit[first + (year - 1) * blocks : first + year * blocks]
                start = year == 1
                scale = yearly_sd[i] * (1.0 if start else math.sqrt(1 - ar1[i] ** 2))
                for j in range(draws):
                    shock[j] *= ar1[i]
                add_correlated(shock, rows, factors[1 if start else 0, i], scale)
            for j in range(draws):
                paths[i, year, j] = paths[i, year - 1, j] + mean[j] + shock[j]


@compiled
def opening_rows(rest, initial, base, base_factor, laws):  # type: ignore[no-untyped-def]
    """Write what the drivers start from: the rest of GDP, and by component what its law moves.

    That is the level, its ratio to the rest of GDP, or its share of GDP. The rest absorbs the
    errors of component levels.
    """
    rest[:] = base[-1]
    for i in range(len(laws)):
        for j in range(len(rest)):
            initial[i, j] = base[i] * base_factor[i, j]
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
    """Write a logistic share whose log-odds below the ceiling are shifted by `ln(factor)`."""
    for j in range(len(share)):
        distance = (ceiling / initial[j] - 1) * decay
        share[j] = ceiling * factor[j] / (factor[j] + distance)


@compiled
def gompertz_row(share, initial, factor, ceiling, decay):  # type: ignore[no-untyped-def]
    """Write a Gompertz share whose log-odds below the ceiling are shifted by `ln(factor)`."""
    for j in range(len(share)):
        part = math.exp(math.log(initial[j] / ceiling) * decay)
        share[j] = ceiling * part * factor[j] / (1 - part + part * factor[j])


@compiled
def close_row(gone, levels, laws, given):  # type: ignore[no-untyped-def]
    """Turn drivers into levels by the closure; rows of components, then GDP and the rest.

    On entry a component's row holds its level, ratio to the rest or share of GDP. `gone` is set
    where the rest of GDP is exhausted.
    """
    parts, draws = len(laws), levels.shape[1]
    gdp, rest = levels[parts], levels[parts + 1]
    sums = np.zeros((3, draws))
    for i in range(parts):
        into = sums[0] if laws[i] <= MULTIPLE else sums[1] if laws[i] > RATIO else sums[2]
        for j in range(draws):
            into[j] += levels[i, j]
    grown, shares, ratios = sums[0], sums[1], sums[2]
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


@compiled
def driver_rows(levels, year, model, opened, factor):  # type: ignore[no-untyped-def]
    """Write a year's drivers: the aggregate, then each component by its law."""
    laws, paths, curves, inflation, given = model
    initial, rest, before, index = opened
    parts = len(laws)
    given_row = levels[parts] if given else levels[parts + 1]
    for j in range(levels.shape[1]):
        given_row[j] = paths[parts, year] * factor[parts, year, j]
        if not given:
            given_row[j] *= rest[j]
    for i in range(parts):
        row, moved = levels[i], factor[i, year]
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
def weigh(row, levels, weights):  # type: ignore[no-untyped-def]
    """Write the weighted sum of level rows, of which at least one has a weight."""
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


@compiled
def measure_rows(values, levels, weights, tops):  # type: ignore[no-untyped-def]
    """Write the measures of a year from its levels; `tops` keeps growth's year before."""
    bottom = np.empty(levels.shape[1])
    for m in range(len(values)):
        row, top = values[m], tops[m]
        weigh(row, levels, weights[m, 0])
        if weights[m, 1].any():
            weigh(bottom, levels, weights[m, 1])
            for j in range(len(row)):
                row[j] /= bottom[j]
        else:
            for j in range(len(row)):
                level = row[j]
                row[j] = level / top[j] - 1
                top[j] = level


@compiled
def run_years(values, gone_by_year, model, base, base_factor, factor, weights):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Write measures by year, missing from the exhausted year on, and count exhausted draws."""
    laws, given = model[0], model[4]
    parts, steps, draws = len(laws), factor.shape[1], factor.shape[2]
    levels, initial = np.empty((parts + 2, draws)), np.empty((parts, draws))
    rest, before, gone = np.empty(draws), np.empty(draws), np.zeros(draws, dtype=np.bool_)
    opening_rows(rest, initial, base, base_factor, laws)
    opened = (initial, rest, before, np.ones((parts, draws)))
    tops = np.full((len(values), draws), np.nan)
    for year in range(steps):
        driver_rows(levels, year, model, opened, factor)
        if given:
            before[:] = levels[parts]
        close_row(gone, levels, laws, given)
        measure_rows(values[:, year], levels, weights[:, :, :, year], tops)
        gone_by_year[year] = gone.sum()
        if gone_by_year[year]:
            for j in range(draws):
                if gone[j]:
                    values[:, year, j] = np.nan


@compiled
def tally_target(first, joint, values, rule):  # type: ignore[no-untyped-def]
    """Count one target over a block; return reached, missed and the sum of shortfalls.

    `first` counts first years reached; `joint` is cleared where the target is not reached. `rule`
    holds the place of the target's year, the threshold, the bar with its tolerance, and whether
    the bar itself counts.
    """
    at, threshold, bar, strict = rule
    steps, draws = values.shape
    year_reached = np.full(draws, steps)
    for year in range(steps - 1, -1, -1):
        for j in range(draws):
            value = values[year, j]
            if value > bar or (value == bar and not strict):
                year_reached[j] = year
    reached, missed, shortfall = 0, 0, 0.0
    for j in range(draws):
        first[year_reached[j]] += 1
        value = values[at, j]
        if value > bar or (value == bar and not strict):
            reached += 1
        else:
            joint[j] = False
            if value == value:
                missed += 1
                shortfall += threshold - value
    return reached, missed, shortfall


@compiled
def count_shares(counts, shares):  # type: ignore[no-untyped-def]
    """Count the shares of each year into its row of equal bins, leaving out missing ones."""
    bins = counts.shape[1]
    for year in range(len(shares)):
        for j in range(shares.shape[1]):
            share = shares[year, j]
            if share == share:
                counts[year, min(int(share * bins), bins - 1)] += 1
