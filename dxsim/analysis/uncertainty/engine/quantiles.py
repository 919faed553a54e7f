"""Quantiles by year over draws, exact where they fit in memory and streaming above.

Draws whose path is exhausted (missing share) rank above all others; a quantile that falls among
them is missing (NaN).
"""

from collections.abc import Callable

import numpy as np

from dxsim.analysis.uncertainty.engine.threads import cores, shared_out, spans
from dxsim.data.arrays import Array, Counts

BINS = 65_536
"""Bins of the streaming histogram over shares from 0 to 1."""
STREAMING_ERROR = 1 / BINS
"""Largest error of a streaming quantile, as a fraction of GDP: 0.0015 percentage points."""
EXACT_DRAWS = 131_072
"""Up to so many draws every share is kept and quantiles are exact."""
Order = Callable[[Array, Counts], Array]
"""Gives the numbers of given ranks, in rising order, of each row."""


def order_statistics(rows: Array, ranks: Counts) -> Array:
    """Return the numbers of given ranks, counted from 0, of each row; missing ones come last."""
    return np.asarray(np.sort(rows)[:, ranks])


def exact_quantiles(
    shares: Array, levels: Array, threads: int | None = None, order: Order = order_statistics
) -> Array:
    """Return the quantiles of each row, linear between order statistics.

    Parameters
    ----------
    shares
        shape (years, draws), missing where exhausted.
    levels
        probabilities between 0 and 1.
    threads
        how many share the years; by default one a core.
    order
        finds the numbers of given ranks, in rising order.

    Returns
    -------
    Array
        shape (levels, years).
    """
    place = levels * (shares.shape[1] - 1)
    low, high = np.floor(place).astype(int), np.ceil(place).astype(int)
    ranks = np.unique([low, high])
    below_at, above_at = np.searchsorted(ranks, low), np.searchsorted(ranks, high)

    def some(first: int, last: int) -> Array:
        ordered = order(shares[first:last], ranks)
        below, above = ordered[:, below_at], ordered[:, above_at]
        found: Array = below + (place - low) * (above - below)
        return found

    return np.concatenate(shared_out(some, spans(len(shares), threads or cores()))).T


def add_to_histogram(counts: Counts, shares: Array) -> None:
    """Count the shares of each year into its row of bins, leaving out missing ones."""
    for row, values in zip(counts, shares, strict=True):
        present, most = values, values.max()
        if np.isnan(most):
            present = values[~np.isnan(values)]
            if not present.size:
                continue
            most = present.max()
        bins = (present * BINS).astype(np.intp)
        if most >= 1:
            np.minimum(bins, BINS - 1, out=bins)
        first = int(bins.min())
        bins -= first
        found = np.bincount(bins)
        row[first : first + len(found)] += found


def histogram_quantiles(counts: Counts, draws: int, levels: Array) -> Array:
    """Return quantiles read from counts by bin; each is within a bin's width of the exact one."""
    result = np.full((len(levels), len(counts)), np.nan)
    place = levels * (draws - 1)
    for year, row in enumerate(counts):
        upto = np.cumsum(row)
        for k, position in enumerate(place):
            if np.ceil(position) >= upto[-1]:
                continue
            below = _value_at(row, upto, int(np.floor(position)))
            above = _value_at(row, upto, int(np.ceil(position)))
            result[k, year] = below + (position - np.floor(position)) * (above - below)
    return result


def _value_at(row: Counts, upto: Counts, rank: int) -> float:
    bin_ = int(np.searchsorted(upto, rank, side="right"))
    within = (rank - (upto[bin_] - row[bin_]) + 0.5) / row[bin_]
    return (bin_ + within) / BINS


def weighted_quantiles(shares: Array, weights: Array, levels: Array) -> Array:
    """Return the quantiles of each row of shares under importance weights that sum to one.

    The smallest value at which the cumulated weight reaches the level.
    """
    result = np.empty((len(levels), len(shares)))
    for year, row in enumerate(shares):
        values = np.where(np.isnan(row), np.inf, row)
        order = np.argsort(values, kind="stable")
        upto = np.cumsum(weights[order])
        at = np.minimum(np.searchsorted(upto, levels * upto[-1]), len(row) - 1)
        found = values[order][at]
        result[:, year] = np.where(np.isfinite(found), found, np.nan)
    return result
