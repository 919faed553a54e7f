"""Arithmetic on rows of draws for the compiled engine, the exponential among it.

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
PER_LN2 = 1 / math.log(2)
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts: a multiple of the first by a whole number is exact."""
ROUNDS = 1.5 * 2.0**52
"""Added to a number, leaves the nearest whole one in its last bits."""
T = tuple(1 / math.factorial(n) for n in range(13))
"""Coefficients of the exponential's series."""


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
