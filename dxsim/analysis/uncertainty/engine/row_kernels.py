"""Arithmetic on rows of draws for the compiled engine, exponential and root among it.

The first argument of each is written to. Loops compile faster than NumPy's own functions, and need
no copy.
"""

import math

import numpy as np

from dxsim.analysis.uncertainty.engine.compiling import (
    compiled,
    compiled_arithmetic,
    compiled_loops,
)
from dxsim.data.arrays import Array, Counts, Flags

LARGEST = 708.0
"""Largest deviation, either way, of which the exponential is taken."""
SMALLEST = 1e-300
"""Smallest number of which the logarithm is taken; the largest is its reciprocal."""
PER_LN2 = 1 / math.log(2)
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts: a multiple of the first by a whole number is exact."""
ROUNDS = 1.5 * 2.0**52
"""Added to a number, leaves the nearest whole one in its last bits."""
T = tuple(1 / math.factorial(n) for n in range(13))
"""Coefficients of the exponential's series."""
ROOT_HALF_BITS, ONE_BITS, WHOLE_BITS = 0x3FE6A09E667F3BCD, 0x3FF0000000000000, 0x4330000000000000
"""The bits of sqrt(1/2), of 1, and of 2^52, which holds a whole number in its last bits."""
L = tuple(2 / (2 * n + 1) for n in range(11))
"""Coefficients of the logarithm's series."""


@compiled_loops
def fill(row: Array, value: float) -> None:
    """Write one value."""
    for j in range(len(row)):
        row[j] = value


@compiled_loops
def draw_normals(rows: Array, generator: np.random.Generator) -> None:
    """Write standard normals row by row, as the generator's own method does but in 3/4 of the time.

    numba compiles the same algorithm, so the same seed gives the same numbers to the last bit.
    """
    for i in range(len(rows)):
        row = rows[i]
        for j in range(len(row)):
            row[j] = generator.standard_normal()


@compiled_loops
def copy(row: Array, other: Array) -> None:
    """Write another row's values."""
    for j in range(len(row)):
        row[j] = other[j]


@compiled_loops
def scale_row(row: Array, by: float) -> None:
    """Multiply a row by a number."""
    for j in range(len(row)):
        row[j] *= by


@compiled_loops
def count_true(flags: Flags) -> int:
    """Return how many flags are set."""
    count = 0
    for flag in flags:
        count += flag
    return count


@compiled_arithmetic
def add_scaled(row: Array, other: Array, weight: float) -> None:
    """Add another row's values times a number."""
    for j in range(len(row)):
        row[j] += weight * other[j]


@compiled_arithmetic
def reduce_exponent(row: Array, power: Array) -> None:
    """Write `exp(r)` of `x = k ln 2 + r` by its series, and k plus `ROUNDS` to `power`.

    The series to the twelfth order errs by less than rounding for `|r| <= ln(2)/2`. No library's
    exponential runs several numbers at a time on every processor.
    """
    for j in range(len(row)):
        x = min(max(row[j], -LARGEST), LARGEST)
        rounded = x * PER_LN2 + ROUNDS
        power[j] = rounded
        whole = rounded - ROUNDS
        r = (x - whole * LN2_HIGH) - whole * LN2_LOW
        tail = T[7] + r * (T[8] + r * (T[9] + r * (T[10] + r * (T[11] + r * T[12]))))
        head = T[2] + r * (T[3] + r * (T[4] + r * (T[5] + r * (T[6] + r * tail))))
        row[j] = 1.0 + r * (1.0 + r * head)


@compiled_loops
def shift_power(bits: Counts) -> None:
    """Turn the last bits of `k + ROUNDS` into the number `2^k`."""
    for j in range(len(bits)):
        bits[j] = (bits[j] + 1023) << 52


@compiled_loops
def multiply(row: Array, by: Array) -> None:
    """Multiply a row by another."""
    for j in range(len(row)):
        row[j] *= by[j]


@compiled_loops
def divide(row: Array, by: Array) -> None:
    """Divide a row by another."""
    for j in range(len(row)):
        row[j] /= by[j]


@compiled_loops
def shift(row: Array, by: float) -> None:
    """Add a number to a row."""
    for j in range(len(row)):
        row[j] += by


@compiled_loops
def multiply_rows(rows: Array, by: Array) -> None:
    """Multiply rows by others."""
    for i in range(len(rows)):
        multiply(rows[i], by[i])


@compiled
def exponentiate(rows: Array, x: Array) -> None:
    """Write `exp(x)`; it differs from the library's by two units in the last place at most."""
    power = np.empty(rows.shape[1])
    bits = power.view(np.int64)
    for i in range(len(rows)):
        copy(rows[i], x[i])
        reduce_exponent(rows[i], power)
        shift_power(bits)
        multiply(rows[i], power)


@compiled_loops
def add(row: Array, other: Array) -> None:
    """Add another row's values."""
    for j in range(len(row)):
        row[j] += other[j]


@compiled_loops
def part_power(bits: Counts, power: Counts) -> None:
    """Turn the bits of `x = 2^k m` into those of m, from sqrt(1/2) to sqrt(2); k to `power`.

    The power is written as the bits of `2^52 + 1023 + k`.
    """
    for j in range(len(bits)):
        above = (bits[j] - ROOT_HALF_BITS + ONE_BITS) >> 52
        bits[j] -= (above - 1023) << 52
        power[j] = above | WHOLE_BITS


@compiled_arithmetic
def logarithm(row: Array, power: Array, by: float) -> None:
    """Write `ln(2^k m)` times a number, from m and `2^52 + 1023 + k`, by the series of artanh.

    `ln m = 2 artanh((m - 1)/(m + 1))`, to the 21st order, which errs by less than rounding.
    """
    for j in range(len(row)):
        k = power[j] - (2.0**52 + 1023.0)
        s = (row[j] - 1.0) / (row[j] + 1.0)
        z = s * s
        tail = L[6] + z * (L[7] + z * (L[8] + z * (L[9] + z * L[10])))
        head = L[0] + z * (L[1] + z * (L[2] + z * (L[3] + z * (L[4] + z * (L[5] + z * tail)))))
        row[j] = by * (k * LN2_HIGH + (s * head + k * LN2_LOW))


@compiled_loops
def root_extremes(row: Array, given: Array, power: float) -> None:
    """Write the power of what has no logarithm of 64 bits: zero, infinite, negative, missing."""
    for j in range(len(row)):
        if not SMALLEST < given[j] < 1 / SMALLEST:
            row[j] = given[j] ** power


@compiled
def take_root(row: Array, degree: int) -> None:
    """Turn numbers into their roots, several at a time, by logarithm and exponential.

    They differ from the library's powers by some units in the last place.
    """
    given, power = row.copy(), np.empty(len(row))
    bits = power.view(np.int64)
    part_power(row.view(np.int64), bits)
    logarithm(row, power, 1 / degree)
    reduce_exponent(row, power)
    shift_power(bits)
    multiply(row, power)
    root_extremes(row, given, 1 / degree)
