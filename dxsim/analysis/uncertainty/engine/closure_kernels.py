"""The closure over rows of draws for the compiled engine: from moved ratios and shares to levels.

The same equations as `dxsim.model.perturbed`. The first argument of each is written to.
"""

from dxsim.analysis.uncertainty.engine.compiling import compiled_loops
from dxsim.analysis.uncertainty.engine.row_kernels import fill, multiply
from dxsim.data.arrays import Array, Counts

Rooms = tuple[Array, Array]
"""The sums of shares of GDP and of ratios to the rest, by draw."""
Own = tuple[Array, Array, Array, Array]
"""A scenario's own ratios or shares by year, its ceilings, those of the draws, and their odds."""
Allocation = tuple[Counts, Array]
"""Rows of part and host, and the factor of each draw; see `allocate`."""


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
