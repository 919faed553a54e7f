"""Conditions as a table, as plain values and in words."""

from collections.abc import Sequence

from dxsim.analysis.evidence.conditions import Pace
from dxsim.data.conditions import Reading
from dxsim.data.files import Document
from dxsim.data.sources import producers, source
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import MISSING, number, say, signed

COLUMNS = ("indicator", "actual", "planned", "gap", "next", "done", "needed", "state", "source")
LARGE = 1000
"""From here on a value is written without decimals."""


def conditions_table(paces: Sequence[Pace], lang: str) -> Table:
    """Return the conditions as a table: planned path, actual value, pace so far and needed."""
    header = [say(f"conditions.column_{name}", lang) for name in COLUMNS]
    return header, [_row(one, lang) for one in paces]


def _row(one: Pace, lang: str) -> list[str]:
    title, unit = one.condition.title[lang], one.condition.unit[lang]
    return [
        say("conditions.indicator", lang, title=title, unit=unit),
        reading_in_words(one.latest, lang),
        written(one.planned_then, lang),
        written(one.gap, lang, sign=True),
        reading_in_words(one.next, lang),
        written(one.done, lang, sign=True),
        written(one.needed, lang, sign=True),
        state_in_words(one, lang),
        _sources(one, lang),
    ]


def written(value: float | None, lang: str, *, sign: bool = False) -> str:
    """Return a value of an indicator, with a decimal where it is small."""
    if value is None:
        return MISSING
    return (signed if sign else number)(value, lang, 0 if abs(value) >= LARGE else 1)


def reading_in_words(reading: Reading | None, lang: str) -> str:
    """Return a value with its year and who states it, and its grade where it is not verified."""
    if reading is None:
        return MISSING
    fields = {
        "value": written(reading.value, lang), "year": when(reading.time),
        "who": who(reading, lang), "grade": say(f"evidence.grade_{reading.confidence}", lang),
    }  # fmt: skip
    graded = "" if reading.confidence == "verified" else "_graded"
    return say(f"conditions.reading{graded}", lang, **fields)


def when(time: float) -> str:
    """Return a time as a year, or as month/year inside one (2024.667 is August 2025)."""
    year = int(time)
    months = round((time - year) * 12)
    return str(year) if months == 0 else f"{months:02d}/{year + 1}"


def who(reading: Reading, lang: str) -> str:
    """Return who states a reading: a producer's short name, or the name a fact gives."""
    known = producers()
    return known[reading.producer].short[lang] if reading.producer in known else reading.producer


def state_in_words(one: Pace, lang: str) -> str:
    """Return where an indicator stands against its plans."""
    if one.latest is None:
        return say("conditions.state_unknown", lang)
    if one.missed:
        years = ", ".join(when(plan.time) for plan in one.missed)
        return say("conditions.state_missed", lang, years=years)
    if one.gap is not None:
        return say(f"conditions.state_{'behind' if one.gap < 0 else 'kept'}", lang)
    last = one.condition.planned[-1].time if one.condition.planned else one.latest.time
    key = "ahead" if one.next else "kept" if last > one.latest.time else "over"
    return say(f"conditions.state_{key}", lang)


def _sources(one: Pace, lang: str) -> str:
    used = [reading for reading in (one.latest, one.next) if reading is not None]
    return "; ".join(source(id).title[lang] for id in dict.fromkeys(r.source for r in used))


def conditions_record(paces: Sequence[Pace], lang: str) -> list[Document]:
    """Return the conditions as plain values, with every planned and actual reading."""
    return [
        {
            "condition": one.condition.id,
            "title": one.condition.title[lang],
            "unit": one.condition.unit[lang],
            "planned": [_plain(r) for r in one.condition.planned],
            "actual": [_plain(r) for r in one.condition.actual],
            "planned_then": one.planned_then,
            "gap": one.gap,
            "done_a_year": one.done,
            "needed_a_year": one.needed,
            "missed": [_plain(r) for r in one.missed],
            "note": one.condition.note.get(lang, ""),
        }
        for one in paces
    ]


def _plain(reading: Reading) -> Document:
    return {
        "period": when(reading.time), "value": reading.value, "producer": reading.producer,
        "source": reading.source, "confidence": reading.confidence,
    }  # fmt: skip


def notes(paces: Sequence[Pace], lang: str) -> list[str]:
    """Return the notes on single indicators, a line each."""
    return [
        say("conditions.note", lang, title=c.title[lang], note=c.note[lang])
        for c in (one.condition for one in paces)
        if c.note
    ]
