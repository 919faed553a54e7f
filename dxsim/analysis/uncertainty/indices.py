"""Sobol indices of many outputs at once, with bootstrap intervals, as one matrix product.

From two independent samples A and B and, by factor, A with the factor's values of B: first order
`mean(f(B) (f(AB) - f(A)))/var` (Saltelli and others, 2010, Computer Physics Communications
181:259), total order `mean((f(A) - f(AB))^2)/(2 var)` (Jansen, 1999, ibid. 117:35).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RESAMPLES = 100
_NORMAL_95 = 1.959963984540054


class Indices(NamedTuple):
    """First- and total-order indices by factor and output, with half-widths of 95 % intervals."""

    first: Array
    first_half: Array
    total: Array
    total_half: Array


def sobol_indices(
    a: Array, b: Array, mixed: Array, seed: int, resamples: int = RESAMPLES
) -> Indices:
    """Return the indices of every output.

    Parameters
    ----------
    a, b
        outputs of the two samples, shape (draws, outputs).
    mixed
        outputs of A with one factor from B, shape (factors, draws, outputs).
    seed
        of the bootstrap.
    resamples
        bootstrap samples behind the intervals.

    Returns
    -------
    Indices
        each of shape (factors, outputs); missing where an output does not vary or is missing in
        some draw, a half-width also where it does not vary in some bootstrap sample.
    """
    factors, draws, outputs = mixed.shape
    centre = (a.sum(axis=0) + b.sum(axis=0) + mixed.sum(axis=(0, 1))) / (draws * (factors + 2))
    terms = np.empty((draws, 2 * factors + 2, outputs))
    first, total = terms[:, :factors], terms[:, factors:-2]
    np.subtract(mixed.transpose(1, 0, 2), a[:, np.newaxis], out=first)
    np.multiply(first, 0.5 * first, out=total)
    first *= (b - centre)[:, np.newaxis]
    a, b = a - centre, b - centre
    terms[:, -2], terms[:, -1] = (a + b) / 2, (a**2 + b**2) / 2
    product = _weights(draws, resamples, seed) @ terms.reshape(draws, -1)
    means = product.reshape(1 + resamples, -1, outputs).transpose(1, 0, 2)
    variance = means[-1] - means[-2] ** 2
    varies = variance > (np.finfo(float).eps * centre) ** 2 * draws
    variance = np.where(varies, variance, np.nan)
    first, total = means[:factors] / variance, means[factors:-2] / variance
    return Indices(first[:, 0], _half_width(first), total[:, 0], _half_width(total))


def _weights(draws: int, resamples: int, seed: int) -> Array:
    """Return the weight of each draw in the sample itself and in its bootstrap samples."""
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    picks = generator.integers(draws, size=(resamples, draws))
    counts = [np.bincount(row, minlength=draws) for row in picks]
    return np.array([np.ones(draws), *counts]) / draws


def _half_width(values: Array) -> Array:
    half: Array = _NORMAL_95 * values[:, 1:].std(axis=1, ddof=1)
    return half
