"""Targets whose year has been observed: judged on what was published, no projection needed.

A new observation is one row; a target of its year is judged as soon as the row is there.
"""

from dataclasses import dataclass

import numpy as np

from dxsim.analysis.targets import Target, load_targets, reaches
from dxsim.data.observations import Date, outturns
from dxsim.data.sources import producers

GROWTH_OF_GDP = ("gdp_real_growth", "imf")


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """A target held to a published value (fractions): reached or missed, by whom measured."""

    target: str
    producer: str
    judge: bool
    year: int
    threshold: float
    value: float
    reached: bool
    sources: tuple[str, ...]

    @property
    def gap_pp(self) -> float:
        """Value less threshold, percentage points: negative where the target was missed."""
        return 100 * (self.value - self.threshold)


def past_verdicts(as_of: Date | None = None) -> list[PastVerdict]:
    """Return the verdict on every target and producer whose year was observed by a day."""
    found = []
    for target in load_targets():
        for producer in target.producers:
            verdict = _judged(target, producer, as_of)
            if verdict is not None:
                found.append(verdict)
    return found


def _judged(target: Target, producer: str, as_of: Date | None) -> PastVerdict | None:
    seen = _observed(target, producer, as_of)
    if seen is None:
        return None
    value, sources = seen
    reached = bool(reaches(target, np.asarray(value)))
    return PastVerdict(
        target.id, producer, producer == target.judge, target.year, target.threshold, value,
        reached, sources,
    )  # fmt: skip


def _observed(
    target: Target, producer: str, as_of: Date | None
) -> tuple[float, tuple[str, ...]] | None:
    """Return what was published of a target's metric in its year, with its sources."""
    if target.metric == "growth":
        return _value(*GROWTH_OF_GDP, target.year, as_of) if target.of == "gdp_real" else None
    total = _value("digital_share", producer, target.year, as_of)
    if target.is_digital_share:
        return total
    part = _published_part(target, producer, as_of)
    if part is None or target.metric == "part_share_of_gdp":
        return part
    if total is None:
        return None
    return part[0] / total[0], tuple(dict.fromkeys((*part[1], *total[1])))


def _published_part(
    target: Target, producer: str, as_of: Date | None
) -> tuple[float, tuple[str, ...]] | None:
    parts = producers()[producer].parts if producer in producers() else {}
    series = next((id for id, component in parts.items() if component == target.of), None)
    return None if series is None else _value(series, producer, target.year, as_of)


def _value(
    series: str, producer: str, year: int, as_of: Date | None
) -> tuple[float, tuple[str, ...]] | None:
    table = outturns(series, producer, as_of)
    rows = table[table["year"] == year]
    if rows.empty:
        return None
    return float(rows["value"].iloc[0]) / 100, (str(rows["source"].iloc[0]),)
