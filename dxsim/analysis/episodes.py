"""Episodes of rising digital shares abroad: the measures and shares they are read from."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dxsim.data.country import load_country
from dxsim.data.locations import reference_dir
from dxsim.data.records import CONFIDENCES
from dxsim.data.sources import Source, sources
from dxsim.data.tables.tablefile import Row, table_rows, table_text
from dxsim.data.vintages import parse_known
from dxsim.model.share_curves import pace

Scope = Literal["all", "broad"]


MEASURE_COLUMNS = ("measure", "label_en", "label_vi", "scope", "definition", "producer", "prices")


SHARE_COLUMNS = (
    "measure", "year", "share", "unit", "known_since", "confidence", "source", "remark",
)  # fmt: skip


EPISODE_COLUMNS = (
    "episode", "measure", "start_year", "end_measure", "end_year", "in_outside_view", "in_broad",
    "scope", "remark",
)  # fmt: skip


_FILES = ("measures.csv", "shares.csv", "episodes.csv")


@dataclass(frozen=True, slots=True)
class Measure:
    """A way of measuring an economy's digital share: label by language, scope, definition.

    `prices` are "current" or "constant".
    """

    id: str
    label: dict[str, str]
    scope: str
    definition: str
    producer: str
    prices: str


@dataclass(frozen=True, slots=True)
class SharePoint:
    """A share of GDP (a fraction) in a year; half-years are fiscal years or mid-years.

    `known_since` is the day from which this vintage counts as known.
    """

    year: float
    share: float
    known_since: dt.date
    confidence: str
    source: str
    remark: str


@dataclass(frozen=True, slots=True)
class Episode:
    """A rise from a first to a last share of GDP (fractions), by one measure or two."""

    id: str
    measure: Measure
    end_measure: str
    start: SharePoint
    end: SharePoint
    in_outside_view: bool
    in_broad: bool
    scope: str
    remark: str

    @property
    def years(self) -> float:
        """Length in years."""
        return self.end.year - self.start.year

    @property
    def pace(self) -> float:
        """Log-odds gained a year."""
        return pace(self.start.share, self.end.share, self.years)

    @property
    def confidence(self) -> str:
        """The weaker grade of the two shares."""
        return max(self.start.confidence, self.end.confidence, key=CONFIDENCES.index)


def episodes() -> tuple[Episode, ...]:
    """Return every episode of the data files, marked or not, in their order."""
    return loaded().episodes


def measures() -> dict[str, Measure]:
    """Return every foreign (and own) measure by id."""
    return loaded().measures


def shares(
    measure: str, include_remembered: bool = False, as_of: dt.date | None = None
) -> tuple[SharePoint, ...]:
    """Return the shares of one measure by year, each in the latest vintage known on a day."""
    return _by_year(loaded().shares[measure], include_remembered, as_of)


def shares_by_measure(as_of: dt.date | None = None) -> dict[str, tuple[SharePoint, ...]]:
    """Return the shares of every measure by its id, see `shares`."""
    return {id: _by_year(points, False, as_of) for id, points in loaded().shares.items()}


def _by_year(
    points: Iterable[SharePoint], include_remembered: bool, as_of: dt.date | None
) -> tuple[SharePoint, ...]:
    latest = {p.year: p for p in _vintages(points, include_remembered, as_of)}
    return tuple(latest[year] for year in sorted(latest))


def revised_shares(as_of: dt.date | None = None) -> list[tuple[float, float]]:
    """Return first and latest value of every share abroad published twice by a day, fractions."""
    shares, own = [], load_country().name["en"]
    known = loaded()
    for measure in (id for id, one in known.measures.items() if one.label["en"] != own):
        vintages: dict[float, list[float]] = {}
        for point in _vintages(known.shares[measure], False, as_of):
            vintages.setdefault(point.year, []).append(point.share)
        shares += [(values[0], values[-1]) for values in vintages.values() if len(values) > 1]
    return shares


def _vintages(
    points: Iterable[SharePoint], include_remembered: bool, as_of: dt.date | None
) -> Iterator[SharePoint]:
    """Yield every vintage of a measure's shares known on a day, in the order they were known."""
    for point in points:
        known = as_of is None or point.known_since <= as_of
        if known and (include_remembered or point.confidence != "remembered"):
            yield point


@dataclass(frozen=True, slots=True)
class _Class:
    measures: dict[str, Measure]
    shares: dict[str, tuple[SharePoint, ...]]
    episodes: tuple[Episode, ...]
    counted: dict[str, tuple[Episode, ...]]
    paces: dict[str, tuple[float, ...]]


def loaded() -> _Class:
    """Return the episodes of the class, read once for as long as its files are the same."""
    return _load(contents(), load_country().name["en"])


def contents() -> tuple[tuple[str, str], ...]:
    """Return name and text of the files of the reference class, for what is kept of them."""
    files = [reference_dir() / name for name in _FILES]
    return tuple((str(file), table_text(file)) for file in files)


@lru_cache(maxsize=4)
def _load(files: tuple[tuple[str, str], ...], own: str) -> _Class:
    """Return the class of some files; `own` is the English name of the country left out of it."""
    (name, text), classed, spans = files
    by_id = {row["measure"]: _measure(row) for row in table_rows(text, name, MEASURE_COLUMNS)}
    points: dict[str, list[SharePoint]] = {id: [] for id in by_id}
    cited = sources()
    for row in table_rows(classed[1], classed[0], SHARE_COLUMNS):
        points[row.one_of("measure", by_id)].append(_point(row, cited))
    ordered = {id: tuple(sorted(episodes, key=_known)) for id, episodes in points.items()}
    rows = table_rows(spans[1], spans[0], EPISODE_COLUMNS)
    episodes = tuple(_episode(row, by_id, ordered) for row in rows)
    marked = tuple(e for e in episodes if e.in_outside_view and e.measure.label["en"] != own)
    counted = {"all": marked, "broad": tuple(e for e in marked if e.in_broad)}
    by_pace = {scope: tuple(sorted(e.pace for e in es)) for scope, es in counted.items()}
    return _Class(by_id, ordered, episodes, counted, by_pace)


def _known(point: SharePoint) -> tuple[dt.date, float]:
    return point.known_since, point.year


def _measure(row: Row) -> Measure:
    label = {"en": row["label_en"], "vi": row["label_vi"]}
    prices = row.one_of("prices", ("current", "constant"))
    return Measure(row["measure"], label, row["scope"], row["definition"], row["producer"], prices)


def _point(row: Row, known: Mapping[str, Source]) -> SharePoint:
    share = row.number("share") / 100
    if not 0 < share < 1:
        raise row.error("share", "a share of GDP between 0 and 100")
    row.one_of("unit", ["% of GDP"])
    return SharePoint(
        row.number("year"), share,
        row.parsed("known_since", parse_known, "a date, a month or a year, such as 2025-01-06"),
        row.one_of("confidence", CONFIDENCES),
        row.one_of("source", known), row["remark"],
    )  # fmt: skip


def _episode(
    row: Row, by_id: dict[str, Measure], known: dict[str, tuple[SharePoint, ...]]
) -> Episode:
    start = _at(row, "measure", "start_year", known)
    end = _at(row, "end_measure", "end_year", known)
    if start.year >= end.year:
        raise row.error("end_year", "a year after start_year")
    marks = {c: row.one_of(c, ["yes", "no"]) == "yes" for c in ("in_outside_view", "in_broad")}
    remembered = "remembered" in (start.confidence, end.confidence)
    if remembered and marks["in_outside_view"]:
        raise row.error("in_outside_view", "no, as one of its shares is only remembered")
    return Episode(
        row["episode"], by_id[row["measure"]], row["end_measure"], start, end,
        marks["in_outside_view"], marks["in_broad"], row["scope"], row["remark"],
    )  # fmt: skip


def _at(row: Row, measure: str, year: str, known: dict[str, tuple[SharePoint, ...]]) -> SharePoint:
    """Return the latest vintage of the share of a measure in a year."""
    for point in reversed(known[row.one_of(measure, known)]):
        if point.year == row.number(year):
            return point
    raise row.error(year, f"a year for which {row[measure]} has a share")
