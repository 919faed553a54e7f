"""How draws fare with targets, in which bin each share falls, and which lie at given ranks.

The first argument of each is written to.
"""

from dxsim.analysis.uncertainty.engine.compiling import compiled_loops
from dxsim.analysis.uncertainty.engine.row_kernels import copy, count_true, fill
from dxsim.data.arrays import Array, Counts, Flags

SORTING_BINS = 1024
"""Bins between the least and the largest of a row, of which only some are sorted."""
Rule = tuple[int, int, float, float, float]
"""One target; see `judge`."""


@compiled_loops
def judge(
    tallied: Counts, waiting: Counts, joint: Flags, values: Array, rule: Rule
) -> tuple[int, int, float]:
    """Count one target over a slice; return reached, missed and the sum of shortfalls.

    `tallied` counts first years reached; `joint` is cleared where the target is not reached;
    `waiting` is room for a row, 1 where a draw has not reached it yet. `rule` holds the measure,
    the place of the target's year, the sign values are compared with, and times that sign the
    threshold and the largest value that does not reach it. Nothing branches on a draw: which of
    them reach a target cannot be predicted, and each wrong guess of the processor takes longer
    than the arithmetic.
    """
    measure, at, side, threshold, most_missed = rule
    fill(waiting, 1)
    for year in range(len(values)):
        row, now = values[year, measure], 0
        for j in range(len(row)):
            met = waiting[j] if side * row[j] > most_missed else 0
            waiting[j] -= met
            now += met
        tallied[year] += now
    tallied[len(values)] += count_true(waiting)
    row = values[at, measure]
    reached, known, shortfall = 0, 0, 0.0
    for j in range(len(row)):
        value = side * row[j]
        met, here = value > most_missed, value == value
        joint[j] &= met
        reached += met
        known += here
        shortfall += threshold - value if here and not met else 0.0
    return reached, known - reached, shortfall


@compiled_loops
def keep_shares(shares: Array, place: int, values: Array) -> None:
    """Write a slice's first measure, the share, to its columns by year."""
    for year in range(len(shares)):
        copy(shares[year, place : place + values.shape[2]], values[year, 0])


@compiled_loops
def count_shares(counts: Counts, shares: Array) -> None:
    """Count the shares of each year into its row of equal bins, leaving out missing ones."""
    bins = counts.shape[1]
    for year in range(len(shares)):
        row = counts[year]
        for j in range(shares.shape[1]):
            share = shares[year, j]
            if share == share:
                row[min(int(share * bins), bins - 1)] += 1


@compiled_loops
def gather(near: Array, ranks: Counts, bins: Counts, row: Array, width: tuple[float, float]) -> int:
    """Write the numbers that share a bin with one of given ranks, bin by bin; return their count.

    `ranks`, in rising order, are turned into ranks among these numbers; `bins` is room for counts,
    `width` the least number of the row and the bins a unit.
    """
    least, per_unit = width
    for b in range(len(bins)):
        bins[b] = 0
    for j in range(len(row)):
        bins[int((row[j] - least) * per_unit)] += 1
    before, kept, k = 0, 0, 0
    for b in range(len(bins)):
        count, start = bins[b], kept
        while k < len(ranks) and ranks[k] < before + count:
            kept = start + count
            ranks[k] += start - before
            k += 1
        bins[b] = start if kept > start else -1
        before += count
    for j in range(len(row)):
        b = int((row[j] - least) * per_unit)
        if bins[b] >= 0:
            near[bins[b]] = row[j]
            bins[b] += 1
    return kept
