r"""Scrambled Sobol points, to the last bit those of `scipy.stats.qmc.Sobol`.

Loading `scipy.stats` takes half a second, more than all else that sensitivity indices need.

Each dimension has direction numbers :math:`v_1, v_2, \dots`, binary fractions made from a
polynomial (Joe and Kuo, 2008, SIAM Journal on Scientific Computing 30:2635). A point is its
predecessor with the bits of one of them turned over: point i that of the lowest one among the bits
of i. Scrambling multiplies the bits of direction numbers, modulo 2, by a random lower triangular
matrix, and turns over random bits of all points (Matousek, 1998, Journal of Complexity 14:527).
"""

from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array

MOST_DIMENSIONS = 1024
"""Dimensions for which there are direction numbers."""
BITS = 30
"""Bits of a coordinate: the points repeat after `2**BITS`."""
_NUMBERS = Path(__file__).with_name("direction_numbers.txt")
_PLACES = np.arange(BITS, dtype=np.uint32)[::-1]
Bits = NDArray[np.uint32]
"""Binary fractions, as whole multiples of `2**-BITS`, or single bits."""


def sobol_points(dimensions: int, count: int, generator: np.random.Generator) -> Array:
    """Return the first points of a scrambled Sobol sequence in the unit cube.

    Parameters
    ----------
    dimensions
        at most `MOST_DIMENSIONS`.
    count
        how many, a power of two, so that they fill the cube evenly.
    generator
        the one that a generator of the scrambling is spawned from.

    Returns
    -------
    Array
        of shape (count, dimensions).
    """
    own = generator.spawn(1)[0]
    shift = own.integers(2, size=(dimensions, BITS), dtype=np.uint32) @ (1 << _PLACES[::-1])
    matrices = own.integers(2, size=(dimensions, BITS, BITS), dtype=np.uint32)
    scrambled = _scrambled(direction_numbers(dimensions), matrices)
    steps = np.arange(1, count)
    lowest = np.bitwise_count((steps & -steps) - 1)
    turned = np.concatenate([shift[None], scrambled.T[lowest]])
    return np.asarray(np.bitwise_xor.accumulate(turned, axis=0) * 2.0**-BITS)


@lru_cache(maxsize=4)
def direction_numbers(dimensions: int) -> Bits:
    """Return the direction numbers of the first dimensions, shape (dimensions, BITS)."""
    with _NUMBERS.open(encoding="ascii") as lines:
        rows = [[int(word) for word in line.split()] for line in islice(lines, dimensions)]
    found = [_continued(polynomial, first) for polynomial, *first in rows]
    return np.array(found, np.uint32).reshape(dimensions, BITS)


def _continued(polynomial: int, first: list[int]) -> list[int]:
    """Return the direction numbers of a dimension by the recurrence of its polynomial.

    Parameters
    ----------
    polynomial
        its coefficients, each 0 or 1, as the bits of a number.
    first
        the numbers that the recurrence starts from, as many as the polynomial's degree.
    """
    degree, found = len(first), [*first]
    for place in range(degree, BITS):
        following = found[place - degree]
        for back in range(1, degree + 1):
            if polynomial >> (degree - back) & 1:
                following ^= found[place - back] << back
        found.append(following)
    return [number << (BITS - 1 - place) for place, number in enumerate(found)]


def _scrambled(numbers: Bits, matrices: Bits) -> Bits:
    """Return direction numbers with their bits multiplied by lower triangular matrices, modulo 2.

    Of the matrices, shape (dimensions, BITS, BITS), what is above the diagonal is left out, and the
    diagonal itself is taken as one.
    """
    lower = np.tril(matrices, -1) + np.eye(BITS, dtype=np.uint32)
    bits = (numbers[:, :, None] >> _PLACES) & 1
    sums = bits.astype(float) @ lower.transpose(0, 2, 1).astype(float)
    mixed = sums.astype(np.uint32) & 1
    return np.asarray((mixed << _PLACES).sum(axis=-1, dtype=np.uint32))
