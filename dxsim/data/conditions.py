"""Conditions: indicators that the official documents plan, with their planned and actual values.

A value is read from a fact (`A049`, or `B023.2` for the third number it states) or, by series, from
the observations: targets are planned values, outturns actual ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dxsim.data.facts import facts
from dxsim.data.locations import data_dir
from dxsim.data.observations import observations
from dxsim.data.records import OUTTURNS, Date
from dxsim.data.sources import all_series, producers
from dxsim.data.text_cache import cached_text
from dxsim.data.vintages import parse_period
from dxsim.data.yamlfile import InputError, Node, nearest, only_keys, parse, quoted

KEYS = ("title", "unit", "series", "producers", "planned", "actual", "note")


class Reading(NamedTuple):
    """A value of an indicator: the time it is of (years), who states it, and its source.

    `time` is the year's end (2025.0) or, for a month or a part of a year, the fraction passed.
    """

    time: float
    value: float
    producer: str
    source: str
    confidence: str

    @property
    def year(self) -> int:
        """The calendar year it is of."""
        return int(self.time) if self.time == int(self.time) else int(self.time) + 1


@dataclass(frozen=True, slots=True)
class Condition:
    """An indicator with what was planned and what was measured, each in order of time.

    Of one year and producer the reading known last counts; of several producers the first of
    `producers` that states the year.
    """

    id: str
    title: dict[str, str]
    unit: dict[str, str]
    note: dict[str, str]
    planned: tuple[Reading, ...]
    actual: tuple[Reading, ...]


def conditions(as_of: Date | None = None) -> tuple[Condition, ...]:
    """Return every condition of `conditions.yaml` with what was known of it on a day.

    Facts count whenever their document came out.

    Raises
    ------
    InputError
        for an unknown key, fact, number, series or producer, with its place.
    """
    path = data_dir() / "conditions.yaml"
    if not path.is_file():
        return ()
    entries = _entries(cached_text(path), str(path))
    return tuple(_condition(id, node, as_of) for id, node in entries.items())


@lru_cache(maxsize=4)
def _entries(text: str, file: str) -> dict[str, Node]:
    return parse(text, file).mapping("conditions")


def _condition(id: str, node: Node, as_of: Date | None) -> Condition:
    cells = only_keys(node, id, KEYS)
    for key in ("title", "unit"):
        if key not in cells:
            raise node.error(f"{id}.{key}", "nothing", f"the {key} in en and in vi")
    words = {
        key: _words(cells[key], f"{id}.{key}") if key in cells else {}
        for key in ("title", "unit", "note")
    }
    planned = [*_from_facts(cells, "planned", id), *_from_series(cells, id, as_of, planned=True)]
    actual = [*_from_facts(cells, "actual", id), *_from_series(cells, id, as_of, planned=False)]
    return Condition(
        id, words["title"], words["unit"], words["note"], _in_order(planned), _in_order(actual)
    )


def _words(node: Node, key: str) -> dict[str, str]:
    fields = only_keys(node, key, ("en", "vi"))
    for lang in ("en", "vi"):
        if lang not in fields:
            raise node.error(f"{key}.{lang}", "nothing", "the text in this language")
    return {lang: child.text(f"{key}.{lang}") for lang, child in fields.items()}


def _in_order(readings: list[Reading]) -> tuple[Reading, ...]:
    """Return one reading a time, in order; the first given wins."""
    by_time: dict[float, Reading] = {}
    for reading in readings:
        by_time.setdefault(reading.time, reading)
    return tuple(by_time[time] for time in sorted(by_time))


def _from_facts(cells: dict[str, Node], kind: str, id: str) -> list[Reading]:
    """Return the readings of `planned` or `actual`: a fact by year."""
    if kind not in cells:
        return []
    readings = []
    for year, node in cells[kind].mapping(f"{id}.{kind}").items():
        key = f"{id}.{kind}.{year}"
        if not year.isdigit():
            raise node.error(key, quoted(year), "a year")
        name, _, place = node.text(key).partition(".")
        if name not in facts():
            raise node.error(key, quoted(name), "a fact's id", nearest(name, facts()))
        fact = facts()[name]
        at = int(place) if place.isdigit() else 0 if not place else -1
        if not 0 <= at < len(fact.numbers):
            expected = f"a place from 0 to {len(fact.numbers) - 1} among the fact's numbers"
            raise node.error(key, quoted(node.text(key)), expected)
        readings.append(
            Reading(float(year), fact.numbers[at], fact.producer, fact.document, "verified")
        )
    return readings


def _from_series(
    cells: dict[str, Node], id: str, as_of: Date | None, *, planned: bool
) -> list[Reading]:
    """Return the targets or outturns of the condition's series, its producers in their order."""
    if "series" not in cells:
        return []
    series = _known(cells["series"], f"{id}.series", all_series())
    table = observations(series, None, as_of)
    kinds = ("target",) if planned else OUTTURNS
    rows = table[table["kind"].isin(kinds)].sort_values("known_since", ascending=False)
    order = [
        _known(node, f"{id}.producers", producers())
        for node in (cells["producers"].sequence(f"{id}.producers") if "producers" in cells else [])
    ]
    rank = {name: place for place, name in enumerate(order)}
    rows = rows.assign(rank=rows["producer"].map(rank).fillna(len(rank)))
    rows = rows.sort_values(["rank", "known_since"], ascending=[True, False], kind="stable")
    readings = []
    for row in rows.to_dict("records"):
        time = _time(row["period"])
        if time is not None and (planned or not order or row["producer"] in rank):
            confidence = str(row["confidence"])
            value, producer = float(row["value"]), str(row["producer"])
            readings.append(Reading(time, value, producer, str(row["source"]), confidence))
    return readings


def _time(period: str) -> float | None:
    """Return the time a period ends, in years; None for an average over several years.

    The end of 2025 is 2025.0, so that a year's value and that of its December are of one time.
    """
    if parse_period(period).whole_year:
        return float(period)
    year, part = int(period[:4]), period[5:]
    months = {"H1": 6, "H2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "9M": 9, "10M": 10}
    if part in months:
        return year - 1 + months[part] / 12
    return year - 1 + int(part) / 12 if len(part) == len("12") else None


def _known(node: Node, key: str, known: Mapping[str, object]) -> str:
    text = node.text(key)
    if text not in known:
        raise InputError(
            node.file, line=node.line, key=key, found=quoted(text),
            expected="an id of the data files", hint=nearest(text, known),
        )  # fmt: skip
    return text
