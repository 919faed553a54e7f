"""Arrays of numbers, and the plain values of them that records hold.

In a plain value `None` stands where a number is missing.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
"""Numbers of any shape."""
Number = float | Array
"""One number, or an array of them: one a scenario, a draw or a year."""
Counts = NDArray[np.int64]
"""Whole numbers: counts, or places in another array."""
Flags = NDArray[np.bool_]
"""Yes or no for each of several things."""


def number(value: ArrayLike) -> float | None:
    """Return a number, None where it is missing."""
    return None if np.isnan(value) else float(np.asarray(value).item())


def whole(value: ArrayLike) -> int | None:
    """Return a year as a whole number, None where it, or one of several, is missing."""
    return None if np.isnan(value).any() else int(np.asarray(value).item())


def finite(values: ArrayLike) -> list[float | None]:
    """Return numbers as a list, None where one is missing or beyond all numbers."""
    return [float(value) if np.isfinite(value) else None for value in np.asarray(values)]


def over_time(value: ArrayLike) -> Array:
    """Return a parameter with an axis for years behind those of its draws; a number as it is."""
    return value if isinstance(value, int | float) else np.asarray(value, dtype=float)[..., None]


def hold_freed_memory() -> None:
    """Let the C library keep what is freed for the next array, before many large ones are made.

    GNU's hands memory back to the system and faults it in again, array after array, until it has
    seen one as large as this freed. Nothing is touched; elsewhere nothing happens.
    """
    np.empty(4_000_000)
