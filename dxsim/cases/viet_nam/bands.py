"""Rounding bands by interval arithmetic: what a printed number may have been before rounding."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from dxsim.data.facts import Fact

Interval: TypeAlias = Any
"""An interval of mpmath, or a float: the formulas of the checks take either."""
_SLACK = 1e-9  # a printed 12.625 lies on the edge of 12.62's band, not beyond it


class Band(NamedTuple):
    """A number as computed from what is printed, and the range rounding leaves open."""

    point: float
    low: float
    high: float


def exact(value: float) -> Band:
    """Return a number that no rounding blurs, such as a threshold or a count of years."""
    return Band(value, value, value)


def printed(fact: Fact, index: int = 0) -> Band:
    """Return a fact's number with half its rounding unit on either side."""
    value, half = fact.numbers[index], fact.steps[index] / 2
    return Band(value, value - half, value + half)


def threshold(fact: Fact, index: int = 0) -> Band:
    """Return a fact's number read as a threshold, which is exact."""
    return exact(fact.numbers[index])


def computed(
    formula: Callable[..., Interval], *inputs: Band, cut: Mapping[int, int] | None = None
) -> Band:
    """Return a formula of printed numbers, with the band that their rounding gives it.

    The band encloses every value the formula takes while each input moves in its own band. Where
    an input stands twice in the formula, `cut` its band into pieces (by its place among the
    inputs): interval arithmetic takes the two as independent, and the excess falls with the size
    of the pieces.
    """
    from mpmath import iv

    point = formula(*(iv.mpf(band.point) for band in inputs))
    pieces = [(cut or {}).get(place, 1) for place in range(len(inputs))]
    boxes = itertools.product(*map(_cut, inputs, pieces))
    ranges = [formula(*(iv.mpf(list(side)) for side in box)) for box in boxes]
    low = min(float(found.a) for found in ranges)
    high = max(float(found.b) for found in ranges)
    return Band(float(point.mid), low, high)


def _cut(band: Band, pieces: int) -> Sequence[tuple[float, float]]:
    if band.low == band.high:
        return [(band.low, band.high)]
    width = (band.high - band.low) / pieces
    edges = [band.low + i * width for i in range(pieces)] + [band.high]
    return list(itertools.pairwise(edges))


def log_odds(share: Interval) -> Interval:
    """Return ln(s/(1-s)) of an interval, written so that the share stands in it once."""
    from mpmath import iv

    return -iv.log(1 / share - 1)


def within(band: Band, claim: Band) -> bool:
    """Say whether the computed number itself, rounded as the claim is, gives the claim."""
    return claim.low - _SLACK <= band.point <= claim.high + _SLACK


def overlaps(band: Band, claim: Band) -> bool:
    """Say whether some numbers that round to what is printed make the two agree."""
    return band.low <= claim.high + _SLACK and claim.low <= band.high + _SLACK
