"""Plans and projections of a series as their own vintage states them."""

import datetime as dt
from typing import Any

from dxsim.analysis.forecasts.histories import Subject, transform, values_of
from dxsim.data.observations import observations
from dxsim.data.records import OUTTURNS
from dxsim.data.sources import producers


def official_figures(subject: Subject, day: dt.date) -> dict[float, float]:
    """Return plans and projections of a series known on a day: by year, mean of the producers'.

    Named scenarios (`variant`) are alternatives, not a plan, and are left out. A projection
    goes before a target, the producer's own figure before those of who measures nothing (a
    government's); for a growth rate the projections of every producer count. A level is carried
    over as growth: what the same vintage had for the last year known is set to what is known now.
    """
    table = observations(subject.series, None, day)
    stated = table[~table["kind"].isin(OUTTURNS) & (table["variant"] == "")]
    if subject.scale != "rate":
        own = stated[stated["producer"] == subject.producer]
        stated = stated[~stated["producer"].isin(_measuring())] if own.empty else own
    known = values_of(subject, day) if subject.scale == "level" and not stated.empty else None
    base = None if known is None or known.empty else known.iloc[-1]
    projected = stated[stated["kind"] == "projection"]
    found = {}
    for year in sorted(set(stated["year"])):
        rows = projected[projected["year"] == year]
        rows = stated[stated["year"] == year] if rows.empty else rows
        values = [_rebased(subject, row, base) for row in rows.to_dict("records")]
        found[float(year)] = sum(values) / len(values)
    return found


def _measuring() -> list[str]:
    """Return the producers with a measure of their own: what they state is about that measure."""
    return [id for id, producer in producers().items() if producer.parts]


def _rebased(subject: Subject, row: dict[str, Any], base: Any) -> float:
    """Return a stated figure on the series' scale; of a level, its growth upon the known base.

    `base` is the last row of values known, None where there is none, or the scale has no levels.
    """
    value = transform(float(row["value"]), subject.scale)
    if base is None:
        return value
    then = observations(subject.series, str(row["producer"]), row["known_since"].date())
    same = then[(then["year"] == base["year"]) & (then["period"] == str(base["year"]))]
    if same.empty:
        return value
    moved = transform(float(base["value"]), "level")
    return value + moved - transform(float(same["value"].iloc[-1]), "level")
