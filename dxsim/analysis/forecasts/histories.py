"""Histories that forecasts start from: what was known of a series, on the scale it moves on.

Shares move on log-odds, levels on logs, growth rates on log growth. On these scales a change a
year is comparable between series.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.outside_view import expit, logit
from dxsim.data.locations import country_dir
from dxsim.data.observations import OUTTURNS, Date, observations, yearly
from dxsim.data.sources import all_series, producers
from dxsim.data.sources import series as series_info
from dxsim.data.tablefile import table_rows, table_text

if TYPE_CHECKING:
    import pandas as pd

Scale = Literal["share", "level", "rate"]
SCALES: tuple[Scale, ...] = ("share", "level", "rate")
COLUMNS = ("series", "producer", "scale", "release", "blind", "backtest", "remark")


@dataclass(frozen=True, slots=True)
class Subject:
    """A series that is forecast: its producer, its scale, and how its releases are read.

    `release` is "latest" where a release revises years together: years stated before the last such
    release must not be spliced in, single years stated since are added. It is "any" where each
    year has its own release.
    """

    series: str
    producer: str
    scale: Scale
    release: Literal["latest", "any"]
    blind: bool
    backtest: bool

    @property
    def id(self) -> str:
        """Series and producer in one word."""
        return f"{self.series}/{self.producer}"


@dataclass(frozen=True, slots=True)
class History:
    """Values of one series by time, transformed to the scale they move on."""

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    scale: Scale

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

    def until(self, count: int) -> "History":
        """Return the history of the first `count` values."""
        return History(self.times[:count], self.values[:count], self.scale)


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


def make_history(by_year: dict[float, float], scale: Scale) -> History:
    """Return printed values by year as a history."""
    times = sorted(by_year)
    values = [transform(by_year[time], scale) for time in times]
    return History(np.array(times, float), np.array(values, float), scale)


def known_history(subject: Subject, as_of: Date | None = None) -> History:
    """Return what was known of a series on a day (None: all there is), whole years only."""
    if subject.release == "any":
        found = yearly(subject.series, subject.producer, as_of)
        return make_history({float(str(y)): v for y, v in found.items()}, subject.scale)
    table = observations(subject.series, subject.producer, as_of)
    whole = table[(table["period"] == table["year"].astype(str)) & table["kind"].isin(OUTTURNS)]
    kept = whole[whole["known_since"] >= _last_revision(whole["known_since"])]
    by_year = {float(y): v for y, v in zip(kept["year"], kept["value"], strict=True)}
    return make_history(by_year, subject.scale)


def _last_revision(known: "pd.Series") -> "pd.Timestamp":
    """Return the day of the last release that stated several years, or of the last one."""
    counts = known.value_counts()
    several = counts[counts > 1]
    return (several if len(several) else counts).index.max()


def subjects() -> tuple[Subject, ...]:
    """Return the series that are forecast, from the country's `forecasts/series.csv`."""
    path = country_dir() / "forecasts" / "series.csv"
    return _subjects(table_text(path), str(path))


def subject(series: str, producer: str) -> Subject:
    """Return the subject of a series and producer; shares are taken where it is not listed."""
    for found in subjects():
        if (found.series, found.producer) == (series, producer):
            return found
    unit = series_info(series).unit
    scale: Scale = {"% of GDP": "share", "%": "rate"}.get(unit, "level")  # type: ignore[assignment]
    return Subject(series, producer, scale, "any", False, False)


@lru_cache(maxsize=4)
def _subjects(text: str, file: str) -> tuple[Subject, ...]:
    found = []
    for row in table_rows(text, file, COLUMNS):
        marks = [row.one_of(column, ["yes", "no"]) == "yes" for column in ("blind", "backtest")]
        scale = row.one_of("scale", SCALES)
        release = row.one_of("release", ["latest", "any"])
        series, producer = row.one_of("series", all_series()), row.one_of("producer", producers())
        found.append(Subject(series, producer, scale, release, *marks))  # type: ignore[arg-type]
    return tuple(found)
