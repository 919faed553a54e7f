"""Forecast origins: what was known when, and what came out afterwards.

Three kinds. By vintage: only what had been published on the day, scored against the first release
after it. By year: the newest vintage cut off at a year, for series whose older vintages are lost.
Abroad: the economies of the reference class, cut off at a year. Only the first kind is free of
hindsight, and there are few of them.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from dxsim.analysis.forecasts.histories import (
    History,
    Subject,
    known_history,
    make_history,
    subjects,
    transform,
)
from dxsim.analysis.outside_view import measures, shares
from dxsim.data.observations import OUTTURNS, observations, releases, vintage_dates

Kind = Literal["vintage", "year", "abroad"]
OWN = "Viet Nam"
GOVERNMENT = "government"
LEAST_HISTORY = 2  # values before a first forecast
LEAST_RATES = 5  # growth rates before a first forecast


@dataclass(frozen=True, slots=True)
class Origin:
    """A day or year to forecast from: history, official figures, outcomes by time (transformed)."""

    subject: str
    group: str
    kind: Kind
    at: str
    history: History
    official: dict[float, float]
    outcomes: dict[float, float]


def vintage_origins(
    subject: Subject, horizon: int, as_of: dt.date | None = None
) -> Iterator[Origin]:
    """Yield an origin for every release that brought a new year, with outcomes released later.

    With `as_of`, only outcomes released by that day count.
    """
    last, end = 0.0, as_of or dt.date.max
    for day in takewhile(lambda day: day < end, vintage_dates(subject.series, subject.producer)):
        history = known_history(subject, day) if _has_outturn(subject, day) else None
        if history is None or len(history.times) < LEAST_HISTORY or history.last_time <= last:
            continue
        last = history.last_time
        outcomes = _first_releases(subject, last, horizon, (day, end))
        if outcomes:
            official = official_figures(subject, day)
            yield Origin(
                subject.id, subject.scale, "vintage", day.isoformat(), history, official, outcomes
            )


def year_origins(subject: Subject, horizon: int, as_of: dt.date | None = None) -> Iterator[Origin]:
    """Yield an origin for every year of the newest vintage, with the years after it as outcomes."""
    whole = known_history(subject, as_of)
    yield from _cut(whole, subject.id, subject.scale, "year", horizon)


def abroad_origins(horizon: int, as_of: dt.date | None = None) -> Iterator[Origin]:
    """Yield an origin for every verified share of a foreign measure that has later ones.

    Their vintages are not recorded; with `as_of`, years that had not ended by then are left out.
    """
    for id, measure in measures().items():
        known = [p for p in shares(id) if as_of is None or p.year < as_of.year]
        points = {p.year: p.share * 100 for p in known}
        if measure.label["en"] != OWN and len(points) > LEAST_HISTORY:
            history = make_history(points, "share")
            yield from _cut(history, id, measure.label["en"], "abroad", horizon)


def all_origins(horizon: int, as_of: dt.date | None = None) -> list[Origin]:
    """Return every origin of the back-test: by vintage, by year for macro series, and abroad."""
    found = list(abroad_origins(horizon, as_of))
    for subject in subjects():
        if subject.backtest:
            found += vintage_origins(subject, horizon, as_of)
            found += year_origins(subject, horizon, as_of) if subject.producer == "imf" else ()
    return found


def official_figures(subject: Subject, day: dt.date) -> dict[float, float]:
    """Return plans and projections of a series known on a day: by year, mean of the producers'.

    Named scenarios (`variant`) are alternatives, not a plan, and are left out. A projection
    goes before a target, the producer's own figure before the government's; for a growth rate the
    projections of every producer count.
    """
    table = observations(subject.series, None, day)
    stated = table[~table["kind"].isin(OUTTURNS) & (table["variant"] == "")]
    if subject.scale != "rate":
        own = stated[stated["producer"] == subject.producer]
        stated = stated[stated["producer"] == GOVERNMENT] if own.empty else own
    projected = stated[stated["kind"] == "projection"]
    found = {}
    for year in sorted(set(stated["year"])):
        rows = projected[projected["year"] == year]
        rows = stated[stated["year"] == year] if rows.empty else rows
        found[float(year)] = transform(float(rows["value"].mean()), subject.scale)
    return found


def _cut(whole: History, subject: str, group: str, kind: Kind, horizon: int) -> Iterator[Origin]:
    least = LEAST_RATES if whole.scale == "rate" else LEAST_HISTORY
    for count in range(least, len(whole.times)):
        history = whole.until(count)
        outcomes = {
            float(time): float(value)
            for time, value in zip(whole.times[count:], whole.values[count:], strict=True)
            if time <= history.last_time + horizon
        }
        if outcomes:
            yield Origin(subject, group, kind, f"{history.last_time:g}", history, {}, outcomes)


def _has_outturn(subject: Subject, day: dt.date) -> bool:
    table = observations(subject.series, subject.producer, day)
    return bool(table["kind"].isin(OUTTURNS).any())


def _first_releases(
    subject: Subject, last: float, horizon: int, days: tuple[dt.date, dt.date]
) -> dict[float, float]:
    """Return the first release after a day and by another of each of the years that follow."""
    day, end = days
    table = releases(subject.series, subject.producer)
    known = table["known_since"].dt.date
    later = table[(known > day) & (known <= end) & (table["year"] > last)]
    first = later[later["year"] <= last + horizon].groupby("year").first()
    return {float(y): transform(float(v), subject.scale) for y, v in first["value"].items()}
