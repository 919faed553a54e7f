"""Numbers as the plain values that records hold: `None` where one is missing."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def number(value: ArrayLike) -> float | None:
    """Return a number, None where it is missing."""
    return None if np.isnan(value) else float(value)  # type: ignore[arg-type]


def whole(value: ArrayLike) -> int | None:
    """Return a year as a whole number, None where it, or one of several, is missing."""
    return None if np.isnan(value).any() else int(value)  # type: ignore[arg-type]


def finite(values: Any) -> list[float | None]:
    """Return numbers as a list, None where one is missing or beyond all numbers."""
    return [float(value) if np.isfinite(value) else None for value in np.asarray(values)]
