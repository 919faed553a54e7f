"""Results of a claims audit: the verdict on a check and the numbers its sentence states."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Verdict = Literal["consistent", "within_rounding", "inconsistent", "not_checkable"]
VERDICTS: tuple[Verdict, ...] = ("consistent", "within_rounding", "inconsistent", "not_checkable")
Unit = Literal["percent", "points", "number", "log_points", "year"]


class Shown(NamedTuple):
    """A number of a check's sentence: its value, how it is written, and its decimals.

    Percentages and points are held as fractions.
    """

    value: float
    unit: Unit
    digits: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of a check: its verdict and the numbers its sentence states."""

    verdict: Verdict
    numbers: dict[str, Shown]
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One check of the audit: what it cites and what it found.

    `key` names its sentence in the catalogue `claims`; `numbers` fill the sentence. `remembered`
    marks a verdict that rests on a number nobody has read again.
    """

    id: str
    key: str
    facts: tuple[str, ...]
    series: tuple[str, ...]
    verdict: Verdict
    numbers: dict[str, Shown]
    remembered: bool
