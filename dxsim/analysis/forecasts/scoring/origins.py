"""Forecast origins: what was known when, and what came out afterwards.

Three kinds. By vintage: only what had been published on the day, scored against the first release
after it. By year: the newest vintage cut off at a year, for series whose older vintages are lost.
Abroad: the economies of the reference class, cut off at a year. Only the first kind is free of
hindsight, and there are few of them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from dxsim.analysis.episodes import measures, shares
from dxsim.analysis.forecasts.histories import (
    History,
    Subject,
    known_history,
    make_history,
    releases_of,
    subjects,
    transform,
)
from dxsim.analysis.forecasts.official_projections import official_figures
from dxsim.analysis.forecasts.reference_class import Knowledge
from dxsim.data.records import Observation
from dxsim.data.sources import producers

Kind = Literal["vintage", "year", "abroad"]
LEAST_HISTORY = 2  # values before a first forecast
LEAST_RATES = 5  # growth rates before a first forecast


@dataclass(frozen=True, slots=True)
class Origin:
    """A day or year to forecast from: history, official figures, outcomes by time (transformed).

    `known` is what may be known of the class; `series` is the subject, None for a series abroad.
    """

    subject: str
    kind: Kind
    at: str
    history: History
    official: dict[float, float]
    outcomes: dict[float, float]
    known: Knowledge
    series: Subject | None = None


def vintage_origins(
    subject: Subject, horizon: int, as_of: dt.date | None = None
) -> Iterator[Origin]:
    """Yield an origin for every release that brought a new year, with outcomes released later.

    With `as_of`, only outcomes released by that day count.
    """
    last, end, released = 0.0, as_of or dt.date.max, releases_of(subject)
    for day in takewhile(lambda day: day < end, sorted({row.known_since for row in released})):
        history = known_history(subject, day)
        if len(history.times) < LEAST_HISTORY or history.last_time <= last:
            continue
        last = history.last_time
        later = (row for row in released if day < row.known_since <= end)
        outcomes = _first_values(later, subject, last, horizon)
        if outcomes:
            official = official_figures(subject, day)
            yield Origin(
                subject.id, "vintage", day.isoformat(), history, official, outcomes,
                Knowledge(as_of=day), subject,
            )  # fmt: skip


def year_origins(subject: Subject, horizon: int, as_of: dt.date | None = None) -> Iterator[Origin]:
    """Yield an origin for every year of the newest vintage, with the years after it as outcomes."""
    whole = known_history(subject, as_of)
    yield from _cut(whole, subject.id, "year", horizon)


def abroad_origins(
    horizon: int, as_of: dt.date | None = None, *, whole_class: bool = False
) -> Iterator[Origin]:
    """Yield an origin for every verified share of a foreign measure that has later ones.

    The class is cut off at the origin's year too, or whole but for the economy forecast; with
    `as_of`, only shares known by then count.
    """
    for id, measure in measures().items():
        points = {p.year: p.share * 100 for p in shares(id, as_of=as_of)}
        if measure.label["en"] not in _own_economies() and len(points) > LEAST_HISTORY:
            history = make_history(points, "share")
            others = Knowledge(as_of=as_of, without=measure.label["en"])
            for origin in _cut(history, id, "abroad", horizon, measure.label["en"]):
                yield replace(origin, known=others) if whole_class else origin


def all_origins(
    horizon: int, as_of: dt.date | None = None, *, whole_class: bool = False
) -> list[Origin]:
    """Return every origin of the back-test: by vintage, by year for macro series, and abroad.

    With `whole_class` those abroad know all of the class but the economy forecast.
    """
    origins = list(abroad_origins(horizon, as_of, whole_class=whole_class))
    for subject in subjects():
        if subject.backtest:
            origins += vintage_origins(subject, horizon, as_of)
            origins += year_origins(subject, horizon, as_of) if subject.producer == "imf" else ()
    return origins


def _own_economies() -> set[str]:
    """Return the economies (English names) whose own history is forecast, and so is not abroad."""
    areas = [producers()[subject.producer].area for subject in subjects()]
    return {area["name"] for area in areas if area}


def _cut(
    whole: History, subject: str, kind: Kind, horizon: int, economy: str | None = None
) -> Iterator[Origin]:
    least = LEAST_RATES if whole.scale == "rate" else LEAST_HISTORY
    for count in range(least, len(whole.times)):
        history = whole.until(count)
        outcomes = {
            float(time): float(value)
            for time, value in zip(whole.times[count:], whole.values[count:], strict=True)
            if time <= history.last_time + horizon
        }
        if outcomes:
            known = Knowledge(until=history.last_time, without=economy)
            at = f"{history.last_time:g}"
            yield Origin(subject, kind, at, history, {}, outcomes, known)


def _first_values(
    released: Iterable[Observation], subject: Subject, last: float, horizon: int
) -> dict[float, float]:
    """Return the first of some releases of each of the years that follow the last one known."""
    first: dict[float, float] = {}
    for row in released:
        if last < row.year <= last + horizon:
            first.setdefault(float(row.year), transform(row.value, subject.scale))
    return dict(sorted(first.items()))
