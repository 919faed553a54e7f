"""Histories that forecasts start from: what was known of a series, on the scale it moves on.

Shares move on log-odds, levels on logs, growth rates on log growth. On these scales a change a
year is comparable between series.
"""

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from dxsim.data import records
from dxsim.data.locations import country_dir
from dxsim.data.records import Date, Observations, contents, day_of
from dxsim.data.sources import all_series, producers
from dxsim.data.sources import series as series_info
from dxsim.data.tables.tablefile import Row, table_rows, table_text
from dxsim.model.share_curves import expit, logit

Scale = Literal["share", "level", "rate"]
Reading = Literal["latest", "any"]
SCALES: tuple[Scale, ...] = ("share", "level", "rate")
COLUMNS = (
    "series", "producer", "scale", "release", "blind", "backtest", "made_from", "continued_by",
    "link", "remark",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A series that is forecast: its producer, its scale, and how its releases are read.

    `release` is "latest" where a release revises years together: years stated before the last such
    release must not be spliced in, single years stated since are added. It is "any" where each
    year has its own release. `made_from` names the series of the same producer that its forecast
    is made of: the total of which it is a part (a share), or the rates it grows by (a level).
    `continued_by` is the producer whose values go on after the last of this one: a successor, or
    the office whose numbers a fund carries; empty where there is none. Another method is another
    measure, so the two are joined by a stated `link` alone: what a value of this producer is times,
    on the method that goes on (1 where both are one method).
    """

    series: str
    producer: str
    scale: Scale
    release: Reading
    blind: bool
    backtest: bool
    made_from: tuple[str, ...] = ()
    continued_by: str = ""
    link: float = 1.0

    @property
    def id(self) -> str:
        """Series and producer in one word."""
        return f"{self.series}/{self.producer}"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Values of one series by time, transformed to the scale they move on.

    `times` are calendar years. `releases` numbers the release that each value is taken from;
    empty where all are from one.
    """

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    scale: Scale
    releases: tuple[int, ...] = ()

    @property
    def last_time(self) -> float:
        """Time of the last value."""
        return float(self.times[-1])

    @property
    def last(self) -> float:
        """The last value, transformed."""
        return float(self.values[-1])

    @property
    def length(self) -> float:
        """Years from the first value to the last."""
        return float(self.times[-1] - self.times[0])

    @property
    def gains(self) -> NDArray[np.float64]:
        """Change between neighbouring values."""
        return np.diff(self.values)

    @property
    def gaps(self) -> NDArray[np.float64]:
        """Years between neighbouring values."""
        return np.diff(self.times)

    @property
    def spliced(self) -> NDArray[np.bool_]:
        """Whether each gain is between values of two releases, and so contains a revision."""
        if not self.releases:
            return np.zeros(max(len(self.times) - 1, 0), bool)
        return np.diff(np.array(self.releases)) != 0

    def until(self, count: int) -> "History":
        """Return the history of the first `count` values."""
        kept = self.releases[:count]
        return History(self.times[:count], self.values[:count], self.scale, kept)


def transform(value: float, scale: Scale) -> float:
    """Return a printed value (per cent, level) on the scale it moves on."""
    if scale == "share":
        return logit(value / 100)
    return math.log(value) if scale == "level" else math.log1p(value / 100)


def restore(value: float, scale: Scale) -> float:
    """Return the printed value of one on its scale: the inverse of `transform`."""
    if scale == "share":
        return 100 * expit(value)
    return math.exp(value) if scale == "level" else 100 * math.expm1(value)


def make_history(
    by_year: dict[float, float], scale: Scale, released: dict[float, int] | None = None
) -> History:
    """Return printed values by year, and the releases they came out in, as a history."""
    times = sorted(by_year)
    values = [transform(by_year[time], scale) for time in times]
    releases = tuple(released[time] for time in times) if released else ()
    return History(np.array(times, float), np.array(values, float), scale, releases)


def known_history(subject: Subject, as_of: Date | None = None) -> History:
    """Return the values of a series known on a day (None: all), whole years only.

    Of a year after the last that its producer stated, the value of who continues it counts.
    """
    rows = values_of(subject, as_of)
    if subject.release == "latest" and rows:
        since = _last_revision(rows)
        rows = tuple(row for row in rows if row.known_since >= since)
    by_year = {float(row.year): row.value for row in rows}
    days = {float(row.year): row.known_since.toordinal() for row in rows}
    return make_history(by_year, subject.scale, days)


def values_of(subject: Subject, as_of: Date | None = None) -> Observations:
    """Return the outturns of whole years, one a year, with those of who continues the series."""
    known = (_known(rows, as_of) for rows in _vintages(subject, contents()))
    latest = ({row.year: row for row in rows} for rows in known)
    return _joined(*(tuple(rows[year] for year in sorted(rows)) for rows in latest))


def releases_of(subject: Subject, as_of: Date | None = None) -> Observations:
    """Return every vintage of the whole-year outturns, with those of who continues the series."""
    return _known(_joined(*_vintages(subject, contents())), as_of)


@lru_cache(maxsize=64)
def _vintages(
    subject: Subject, _: tuple[tuple[str, str], ...]
) -> tuple[Observations, Observations]:
    """Return every vintage of the producer's own values, and of who continues them."""
    names = filter(None, (subject.producer, subject.continued_by))
    vintages = (records.releases_of(subject.series, name) for name in names)
    own, *later = (tuple(row for row in rows if row.variant == "") for rows in vintages)
    own = tuple(row._replace(value=row.value * subject.link) for row in own)
    return own, later[0] if later else ()


def _known(rows: Observations, as_of: Date | None) -> Observations:
    day = None if as_of is None else day_of(as_of)
    return rows if day is None else tuple(row for row in rows if row.known_since <= day)


def _joined(own: Observations, later: Observations) -> Observations:
    """Return a producer's own values, and those of later years of who continues them."""
    last = max((row.year for row in own), default=0)
    return own + tuple(row for row in later if row.year > last)


def revised_logs(subject: Subject, as_of: Date | None = None) -> NDArray[np.float64]:
    """Return by how much each year published twice by a day was revised, first to latest release.

    On the scale the series moves on; a release that repeats a value is a revision of nought.
    """
    by_year: dict[int, list[float]] = {}
    for row in releases_of(subject, as_of):
        by_year.setdefault(row.year, []).append(transform(row.value, subject.scale))
    again = (by_year[year] for year in sorted(by_year) if len(by_year[year]) > 1)
    return np.array([values[-1] - values[0] for values in again])


def is_mature(subject: Subject, year: float, as_of: Date | None = None) -> bool:
    """Return whether a year's value had been published more than once by a day."""
    return sum(row.year == year for row in releases_of(subject, as_of)) > 1


def _last_revision(rows: Observations) -> dt.date:
    """Return the day of the last release that stated several years, or of the last one."""
    counts = Counter(row.known_since for row in rows)
    several = [day for day, count in counts.items() if count > 1]
    return max(several or counts)


def subjects() -> tuple[Subject, ...]:
    """Return the series that are forecast, from `forecasts/series.csv`; none where it is not."""
    path = country_dir() / "forecasts" / "series.csv"
    return _subjects(table_text(path), str(path)) if path.is_file() else ()


def subject(series: str, producer: str) -> Subject:
    """Return the subject of a series and producer; shares are taken where it is not listed."""
    for found in subjects():
        if (found.series, found.producer) == (series, producer):
            return found
    unit = series_info(series).unit
    scales: dict[str, Scale] = {"% of GDP": "share", "%": "rate"}
    return Subject(series, producer, scales.get(unit, "level"), "any", False, False)


@lru_cache(maxsize=4)
def _subjects(text: str, file: str) -> tuple[Subject, ...]:
    subjects = []
    for row in table_rows(text, file, COLUMNS):
        blind, backtest = (row.one_of(c, ["yes", "no"]) == "yes" for c in ("blind", "backtest"))
        made_from = tuple(row["made_from"].split())
        if not set(made_from) <= set(all_series()):
            raise row.error("made_from", "series of series.csv, with spaces between")
        continued_by = row["continued_by"]
        if continued_by:
            row.one_of("continued_by", producers())
        link = _link(row)
        subjects.append(
            Subject(
                row.one_of("series", all_series()), row.one_of("producer", producers()),
                cast(Scale, row.one_of("scale", SCALES)),
                cast(Reading, row.one_of("release", ["latest", "any"])), blind, backtest, made_from,
                continued_by, link,
            )
        )  # fmt: skip
    return tuple(subjects)


def _link(row: Row) -> float:
    """Return the ratio that joins two methods, which must be stated where a series goes on."""
    if not row["continued_by"]:
        if row["link"]:
            raise row.error("link", "an empty cell, as nothing continues the series")
        return 1.0
    if not row["link"]:
        raise row.error(
            "link", "the ratio of the later method to this one, 1 where they are one method",
            "two methods are two measures and are not joined without it",
        )  # fmt: skip
    ratio = row.number("link")
    if ratio <= 0:
        raise row.error("link", "a number above zero")
    return ratio
