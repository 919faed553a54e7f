"""Targets whose year is over: judged on what was published, no projection needed.

A new observation is one row; a target of its year is judged as soon as the row is there.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dxsim.analysis.evidence.published import SHARE, Asked, Published, asked, published
from dxsim.analysis.targets import Target, load_targets, reaches
from dxsim.data.locations import data_dir
from dxsim.data.records import Date, contents, day_of, latest_of
from dxsim.data.sources import all_series
from dxsim.data.text_cache import cached_text

GDP = "gdp_nominal"


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """A target held to a published value: reached or missed, by whom measured.

    `value` and `threshold` are in the unit of the target: fractions where it is in per cent.
    """

    target: str
    producer: str
    judge: bool
    year: int
    unit: str
    threshold: float
    value: float
    reached: bool
    known_since: dt.date
    confidence: str
    sources: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Value less threshold, in the unit of the target."""
        return self.value - self.threshold

    @property
    def gap_pp(self) -> float | None:
        """Value less threshold in percentage points, None for a target that is not in per cent."""
        return 100 * self.gap if self.unit in ("share", "rate") else None

    def plain(self) -> dict[str, object]:
        """Return the published value as the plain values a verdict shows."""
        return {
            "producer": self.producer,
            "judge": self.judge,
            "value": self.value,
            "gap": self.gap,
            "gap_pp": self.gap_pp,
            "reached": self.reached,
            "known_since": self.known_since.isoformat(),
            "confidence": self.confidence,
            "sources": list(self.sources),
        }


class Said(NamedTuple):
    """Value that a producer who does not judge a target published for its year, a fraction."""

    producer: str
    variant: str
    value: float
    known_since: dt.date
    source: str


def past_verdicts(
    as_of: Date | None = None, targets: Iterable[Target] | None = None
) -> list[PastVerdict]:
    """Return the verdict on every target and producer whose year was observed by a day.

    `targets` are by default those of the country's `targets.yaml`.

    Examples
    --------
    >>> import dxsim as dx
    >>> {v.target: v.reached for v in dx.past_verdicts() if v.judge}["share-2025"]
    False
    """
    verdicts = []
    for target in load_targets() if targets is None else targets:
        # one GDP and one labour force, whoever measures the digital economy
        whose = target.producers if target.is_by_producer else (target.judge,)
        seen = (published(asked(target), producer, as_of) for producer in whose)
        verdicts += [_verdict(target, one) for one in seen if one is not None]
    return verdicts


def over(
    targets: Iterable[Target], producer: str, as_of: Date | None = None
) -> dict[str, PastVerdict | None]:
    """Return the targets whose year is over, by id, each with its verdict on what was published.

    The judge's number counts, else that of `producer`; None where neither published one. A year is
    over once the digital share or GDP of that year, or of a later one, is published.
    """
    content = (contents(), cached_text(data_dir() / "producers.yaml"))
    day = None if as_of is None else day_of(as_of)
    last = _last_year(content[0], day)
    verdicts: dict[str, PastVerdict | None] = {}
    for target in targets:
        if target.year <= last:
            whose = [target.judge, *({producer} & {*target.producers} - {target.judge})]
            seen = (_seen(content, asked(target), one, day) for one in whose)
            known = next((one for one in seen if one is not None), None)
            verdicts[target.id] = None if known is None else _verdict(target, known)
    return verdicts


def last_year_over(as_of: Date | None = None) -> int:
    """Return the last year whose digital share or GDP is published by a day, 0 where none is."""
    return _last_year(contents(), None if as_of is None else day_of(as_of))


@lru_cache(maxsize=512)
def _seen(_: object, what: Asked, producer: str, as_of: Date | None) -> Published | None:
    """Return the published values, cached by the content of their files."""
    return published(what, producer, as_of)


@lru_cache(maxsize=16)
def _last_year(_: object, as_of: Date | None) -> int:
    """Return `last_year_over`, kept by the content of the files of observations."""
    known = (latest_of(name, None, as_of) for name in (SHARE, GDP) if name in all_series())
    years = (
        row.year
        for rows in known
        for row in rows
        if row.is_outturn and row.is_whole_year and row.variant == ""
    )  # what a forum said, a variant, is no release
    return max(years, default=0)


def _verdict(target: Target, seen: Published) -> PastVerdict:
    return PastVerdict(
        target.id, seen.producer, seen.producer == target.judge, target.year, target.unit,
        target.threshold, seen.value, bool(reaches(target, np.asarray(seen.value))),
        seen.known_since, seen.confidence, seen.sources,
    )  # fmt: skip


def also_said(target: Target, as_of: Date | None = None) -> list[Said]:
    """Return the digital share in the target's year by producers other than the target's."""
    if not target.is_digital_share or SHARE not in all_series():
        return []
    others = (
        row
        for row in latest_of(SHARE, None, as_of)
        if row.is_outturn
        and row.period == str(target.year)
        and row.producer not in target.producers
    )
    return [
        Said(row.producer, row.variant, row.value / 100, row.known_since, row.source)
        for row in sorted(others, key=lambda row: row.known_since)
    ]
