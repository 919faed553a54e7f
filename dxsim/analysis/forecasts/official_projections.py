"""Plans and projections of a series as their own vintage states them."""

import datetime as dt

from dxsim.analysis.forecasts.histories import Subject, transform, values_of
from dxsim.data.records import Observation, latest_of
from dxsim.data.sources import producers


def official_figures(subject: Subject, day: dt.date) -> dict[float, float]:
    """Return plans and projections of a series known on a day: by year, mean of the producers'.

    Named scenarios (`variant`) are alternatives, not a plan, and are left out. A projection
    goes before a target, the producer's own figure before those of who measures nothing (a
    government's); for a growth rate the projections of every producer count. A level is carried
    over as growth: what the same vintage had for the last year known is set to what is known now.
    """
    known = latest_of(subject.series, None, day)
    stated = [row for row in known if not row.is_outturn and row.variant == ""]
    if subject.scale != "rate":
        own = [row for row in stated if row.producer == subject.producer]
        stated = own or [row for row in stated if row.producer not in _measuring()]
    bases = values_of(subject, day)[-1:] if subject.scale == "level" and stated else ()
    figures = {}
    for year in sorted({row.year for row in stated}):
        rows = [row for row in stated if row.year == year]
        rows = [row for row in rows if row.kind == "projection"] or rows
        values = [_rebased(subject, row, *bases) for row in rows]
        figures[float(year)] = sum(values) / len(values)
    return figures


def _measuring() -> list[str]:
    """Return the producers with a measure of their own: what they state is about that measure."""
    return [id for id, producer in producers().items() if producer.parts]


def _rebased(subject: Subject, row: Observation, base: Observation | None = None) -> float:
    """Return a stated figure on the series' scale; of a level, its growth upon the known base.

    `base` is the last of the values known, None where there is none, or the scale has no levels.
    """
    value = transform(row.value, subject.scale)
    if base is None:
        return value
    then = latest_of(subject.series, row.producer, row.known_since)
    same = [one for one in then if one.year == base.year and one.is_whole_year]
    if not same:
        return value
    return value + transform(base.value, "level") - transform(same[-1].value, "level")
