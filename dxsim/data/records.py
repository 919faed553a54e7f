"""Observations as plain records, read and selected without a table library.

What commands look up of them goes this way, since loading such a library takes longer than most
commands; `observations` makes tables of the same records.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from dxsim.data.files import listed, refuse_copies
from dxsim.data.locations import data_dir
from dxsim.data.sources import Producer, Series, Source, all_series, producers, sources
from dxsim.data.tables.tablefile import Row, table_rows, table_text
from dxsim.data.vintages import parse_known, parse_period
from dxsim.data.yamlfile import InputError, nearest, quoted

COLUMNS = (
    "series", "producer", "period", "variant", "value", "unit", "known_since", "kind",
    "confidence", "source", "remark",
)  # fmt: skip
KINDS = ("observation", "estimate", "projection", "target")
OUTTURNS = ("observation", "estimate")
CONFIDENCES = ("verified", "second-hand", "derived", "remembered")

Date = str | dt.date
Files = tuple[tuple[str, str], ...]
"""Files by name and text."""


class Observation(NamedTuple):
    """One vintage of a number, in the unit its producer prints; `year` is its period's last."""

    series: str
    producer: str
    year: int
    period: str
    variant: str
    value: float
    unit: str
    known_since: dt.date
    kind: str
    confidence: str
    source: str
    remark: str

    @property
    def is_outturn(self) -> bool:
        """Whether it says what was, not what is expected or wanted."""
        return self.kind in OUTTURNS

    @property
    def is_whole_year(self) -> bool:
        """Whether its period is one whole year."""
        return self.period == str(self.year)

    @property
    def rank(self) -> tuple[bool, dt.date]:
        """The order of variants of a period: the plain one counts, else the one known last."""
        return self.variant == "", self.known_since


Observations = tuple[Observation, ...]


class Selection(NamedTuple):
    """Which observations of which files are asked for; results are cached by it.

    `series` and `producer` are ids, None for all; `as_of` is the day of knowledge.
    """

    files: Files
    series: str | tuple[str, ...] | None = None
    producer: str | None = None
    as_of: dt.date | None = None
    include_remembered: bool = False


def latest_of(series: str, producer: str | None = None, as_of: Date | None = None) -> Observations:
    """Return the latest vintages of a series known on a day."""
    return latest(selection(series, producer, as_of))


@lru_cache(maxsize=256)
def latest(asked: Selection) -> Observations:
    """Return the latest vintage of every number, see `observations.observations`."""
    newest: dict[tuple[str, ...], Observation] = {}
    for row in _selected(asked):
        group = "outturn" if row.is_outturn else row.kind
        newest[row.series, row.producer, row.period, row.variant, group] = row
    known = sorted(newest.values(), key=lambda row: row.known_since)
    return tuple(sorted(known, key=lambda row: (row.series, row.producer, row.year, row.period)))


def outturns_of(
    series: str, producer: str, as_of: Date | None = None, include_remembered: bool = False
) -> Observations:
    """Return the outturns of whole years, one a year in order, latest vintage not after `as_of`.

    Of several variants of a year the plain one counts, else the one known last.
    """
    return _outturns(selection(series, producer, as_of, include_remembered))


@lru_cache(maxsize=256)
def _outturns(asked: Selection) -> Observations:
    whole = (row for row in latest(asked) if row.is_outturn and row.is_whole_year)
    by_year = {row.year: row for row in sorted(whole, key=lambda row: row.rank)}
    return tuple(by_year[year] for year in sorted(by_year))


def releases_of(series: str, producer: str | None = None) -> Observations:
    """Return every vintage of the whole-year outturns of a series, in the order they were known."""
    return _releases(selection(series, producer))


@lru_cache(maxsize=256)
def _releases(asked: Selection) -> Observations:
    return tuple(row for row in _selected(asked) if row.is_outturn and row.is_whole_year)


def revisions_of(
    series: str, year: int, producer: str | None = None, as_of: Date | None = None
) -> Observations:
    """Return every vintage of one year's outturn known on a day, in the order they were known."""
    day = None if as_of is None else day_of(as_of)
    return tuple(
        row
        for row in releases_of(series, producer)
        if row.year == year and (day is None or row.known_since <= day)
    )


def selection(
    series: str | tuple[str, ...] | None,
    producer: str | None = None,
    as_of: Date | None = None,
    include_remembered: bool = False,
) -> Selection:
    """Return a selection from the country's files; refuse ids that they do not know."""
    day = None if as_of is None else day_of(as_of)
    if series is not None:
        _all_known([series] if isinstance(series, str) else series, all_series(), "series")
    if producer is not None:
        _all_known([producer], producers(), "producer")
    return Selection(contents(), series, producer, day, include_remembered)


def _all_known(wanted: Iterable[str], known: Iterable[str], what: str) -> None:
    known = list(known)
    for id in wanted:
        if id not in known:
            raise InputError(
                what, found=quoted(id), expected=f"a known {what}", hint=nearest(id, known)
            )


def _selected(asked: Selection) -> Observations:
    """Return every vintage that a selection asks for, in the order they were known."""
    if isinstance(asked.series, str):
        rows = _by_series(asked.files).get(asked.series, ())
    else:
        wanted = asked.series
        rows = tuple(r for r in read(asked.files) if wanted is None or r.series in wanted)
    return tuple(
        row
        for row in rows
        if (asked.producer is None or row.producer == asked.producer)
        and (asked.as_of is None or row.known_since <= asked.as_of)
        and (asked.include_remembered or row.confidence != "remembered")
    )


def day_of(as_of: Date) -> dt.date:
    """Return a day of knowledge as a date, or raise an InputError where there is no such day."""
    try:
        return parse_known(as_of)
    except ValueError:
        raise InputError(
            "as_of",
            found=quoted(str(as_of)),
            expected="a date, such as 2025-02-28, 2025-02 or 2025",
        ) from None


def contents() -> Files:
    """Return name and text of every file of observations, for what is kept of them."""
    folder = data_dir() / "observations"
    files = listed(folder, ".csv")
    if not files:
        raise InputError(str(folder), found="no CSV file", expected="files of observations")
    refuse_copies(files)
    return tuple((str(file), table_text(file)) for file in files)


@lru_cache(maxsize=4)
def _by_series(files: Files) -> Mapping[str, Observations]:
    by_series: dict[str, list[Observation]] = {}
    for row in read(files):
        by_series.setdefault(row.series, []).append(row)
    return {series: tuple(rows) for series, rows in by_series.items()}


@lru_cache(maxsize=4)
def read(files: Files) -> Observations:
    """Return the rows of files given by name and text, in the order they were known.

    Raises
    ------
    InputError
        for a wrong row (file, line, column), and for a vintage that stands twice.
    """
    rows = [row for file, text in files for row in table_rows(text, file, COLUMNS)]
    _refuse_twice(rows)
    known = _Known(all_series(), producers(), sources())
    observations = [_checked(row, known) for row in rows]
    return tuple(sorted(observations, key=lambda row: row.known_since))


class _Known(NamedTuple):
    """The ids that a row may name."""

    series: Mapping[str, Series]
    producers: Mapping[str, Producer]
    sources: Mapping[str, Source]


def _checked(row: Row, known_ids: _Known) -> Observation:
    """Return a row's cells as values, each checked against what it must be."""
    id = row.one_of("series", known_ids.series)
    unit = row.one_of("unit", [known_ids.series[id].unit])
    period = row.parsed(
        "period", parse_period, "a period such as 2023, 2020-2022, 2023-H1 or 2023-08"
    )
    known = row.parsed("known_since", parse_known, "a date, a month or a year, such as 2025-01-06")
    return Observation(
        series=id,
        producer=row.one_of("producer", known_ids.producers),
        year=period.year,
        period=row["period"],
        variant=row["variant"],
        value=row.number("value"),
        unit=unit,
        known_since=known,
        kind=row.one_of("kind", KINDS),
        confidence=row.one_of("confidence", CONFIDENCES),
        source=row.one_of("source", known_ids.sources),
        remark=row["remark"],
    )


def _refuse_twice(rows: list[Row]) -> None:
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        columns = ("series", "producer", "period", "variant", "known_since", "kind")
        key = tuple(row[column] for column in columns)
        if key in seen:
            first = seen[key]
            place = "" if first.file == row.file else f" of {first.file}"
            raise row.error(
                "known_since", "one row a vintage", f"first on line {first.line}{place}"
            )
        seen[key] = row
