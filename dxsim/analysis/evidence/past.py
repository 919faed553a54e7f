"""Targets whose year is over: judged on what was published, no projection needed.

A new observation is one row; a target of its year is judged as soon as the row is there.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dxsim.analysis.metrics import Measure
from dxsim.analysis.targets import Target, load_targets, reaches
from dxsim.data.observations import CONFIDENCES, OUTTURNS, Date, observations, outturns
from dxsim.data.sources import all_series, producers

if TYPE_CHECKING:
    from collections.abc import Iterable


class Published(NamedTuple):
    """A published value of a target's metric (fraction), with how and when it became known."""

    value: float
    known_since: dt.date
    confidence: str
    sources: tuple[str, ...]


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
    known_since: dt.date
    confidence: str
    sources: tuple[str, ...]

    @property
    def gap_pp(self) -> float:
        """Value less threshold, percentage points: negative where the target was missed."""
        return 100 * (self.value - self.threshold)


class Said(NamedTuple):
    """What somebody who is no judge of a target said of its year (fraction)."""

    producer: str
    variant: str
    value: float
    known_since: dt.date
    source: str


def past_verdicts(
    as_of: Date | None = None, targets: "Iterable[Target] | None" = None
) -> list[PastVerdict]:
    """Return the verdict on every target and producer whose year was observed by a day.

    `targets` are by default those of the country's `targets.yaml`.
    """
    found = []
    for target in load_targets() if targets is None else targets:
        shared = target.unit != "share"  # one GDP, whoever measures the digital economy
        for producer in [target.judge] if shared else target.producers:
            seen = published(target, producer, as_of)
            if seen is not None:
                found.append(_verdict(target, producer, seen))
    return found


def _verdict(target: Target, producer: str, seen: Published) -> PastVerdict:
    return PastVerdict(
        target.id, producer, producer == target.judge, target.year, target.threshold, seen.value,
        bool(reaches(target, np.asarray(seen.value))), seen.known_since, seen.confidence,
        seen.sources,
    )  # fmt: skip


def published(target: Target, producer: str, as_of: Date | None = None) -> Published | None:
    """Return what a producer published of a target's metric in its year, None where nothing.

    Growth of GDP is taken from the target's judge, since the producers of shares share one GDP.
    """
    if target.span > 1 or target.metric == "unmodelled":
        return None
    if target.unit != "share":
        known = target.measure == Measure("growth", "gdp", "real")
        return _value("gdp_real_growth", target.judge, target.year, as_of) if known else None
    total = _value("digital_share", producer, target.year, as_of)
    if target.is_digital_share:
        return total
    part = _published_part(target, producer, as_of)
    if part is None or target.metric == "part_share_of_gdp":
        return part
    return None if total is None else _ratio(part, total)


def also_said(target: Target, as_of: Date | None = None) -> list[Said]:
    """Return what others than the target's producers said of the digital share in its year."""
    if not target.is_digital_share or "digital_share" not in all_series():
        return []
    table = observations("digital_share", None, as_of)
    others = table[
        (table["period"] == str(target.year))
        & table["kind"].isin(OUTTURNS)
        & ~table["producer"].isin(target.producers)
    ].sort_values("known_since")
    return [
        Said(r["producer"], r["variant"], r["value"] / 100, r["known_since"].date(), r["source"])
        for r in others.to_dict("records")
    ]


def _ratio(part: Published, total: Published) -> Published:
    return Published(
        part.value / total.value,
        max(part.known_since, total.known_since),
        max(part.confidence, total.confidence, key=CONFIDENCES.index),
        tuple(dict.fromkeys((*part.sources, *total.sources))),
    )


def _published_part(target: Target, producer: str, as_of: Date | None) -> Published | None:
    parts = producers()[producer].parts if producer in producers() else {}
    series = next((id for id, component in parts.items() if component == target.of), None)
    return None if series is None else _value(series, producer, target.year, as_of)


def _value(series: str, producer: str, year: int, as_of: Date | None) -> Published | None:
    if series not in all_series():
        return None
    table = outturns(series, producer, as_of)
    rows = table[table["year"] == year]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return Published(
        float(row["value"]) / 100, row["known_since"].date(), str(row["confidence"]),
        (str(row["source"]),),
    )  # fmt: skip
