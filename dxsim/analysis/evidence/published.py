"""Published values of a target's metric in its year, or over its years.

Each metric reads the series that hold it; a target may name its own (`series`). An average is made
of the years where all are published, else it is the average that was published itself.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dxsim.analysis.metrics import METRICS, Holder, Measure
from dxsim.analysis.targets import Target
from dxsim.data.records import CONFIDENCES, Date, Observation, latest_of
from dxsim.data.sources import all_series, producers

SHARE = "digital_share"
RATES: Mapping[tuple[str, str], str] = {
    ("gdp", "real"): "gdp_real_growth",
    ("gdp", "nominal"): "gdp_nominal_growth",
    ("digital", "real"): "digital_growth_real",
    ("digital", "nominal"): "digital_growth_nominal",
}
"""The series of published growth rates, by what grows and on which price basis."""


class Published(NamedTuple):
    """A published value of a target's metric, in its unit, with how and when it became known."""

    value: float
    producer: str
    known_since: dt.date
    confidence: str
    sources: tuple[str, ...]


class Asked(NamedTuple):
    """A search for a published value: a measure over its years, in the series a target names.

    Targets that differ only in their threshold ask for the same.
    """

    measure: Measure
    years: tuple[int, int]
    series: str | None

    @property
    def unit(self) -> str:
        """The unit of the value: "share", "rate", "times" or a currency."""
        return self.measure.currency or METRICS[self.measure.metric].unit


def asked(target: Target) -> Asked:
    """Return the published measure that a target asks for."""
    return Asked(target.measure, target.years or (target.year, target.year), target.series)


def published(what: Asked, producer: str, as_of: Date | None = None) -> Published | None:
    """Return a producer's published values of a measure, None if there are none.

    A series that the target names may be anybody's; the producer's own number comes first.
    """
    top, bottom = _series_of(what, producer)
    if top is None:
        return None
    own = _over_years(what, top, producer, as_of)
    if own is None and what.series is not None:
        own = _over_years(what, top, None, as_of)
    if own is None or bottom is None:
        return own
    below = _over_years(what, bottom, producer, as_of)
    return None if below is None else _ratio(own, below)


def _series_of(what: Asked, producer: str) -> tuple[str | None, str | None]:
    """Return the series that holds a measure, and the one it is divided by, if any."""
    if what.series is not None:
        return what.series, None
    top, bottom = METRICS[what.measure.metric].series
    return _series(top, what.measure, producer), bottom and _series(bottom, what.measure, producer)


def _series(holder: Holder, measure: Measure, producer: str) -> str | None:
    """Return the name of the published series that holds a part of a measure, None for none."""
    if holder == "total":
        return SHARE
    if holder == "part":
        parts = producers()[producer].parts if producer in producers() else {}
        return next((name for name, part in parts.items() if part == measure.of), None)
    if holder == "own":
        return measure.metric
    return RATES.get(("gdp" if holder == "gdp_rate" else str(measure.of), str(measure.prices)))


def _over_years(
    what: Asked, series: str, producer: str | None, as_of: Date | None
) -> Published | None:
    """Return the value of a series in its year, or its average over the years."""
    if series not in all_series():
        return None
    unit = all_series()[series].unit
    if what.measure.currency and unit != what.measure.currency:
        return None
    scale = 100.0 if unit.startswith("%") else 1.0
    rows = [row for row in latest_of(series, producer, as_of) if row.is_outturn]
    by_period = {row.period: row for row in sorted(rows, key=lambda row: row.rank)}
    first, last = what.years
    periods = [str(year) for year in range(first, last + 1)]
    known = [_value(by_period[period], scale) for period in periods if period in by_period]
    if len(known) == len(periods):
        return _average(known, compound=what.unit in ("rate", "times"))
    whole = by_period.get(f"{first}-{last}") if last > first else None
    return None if whole is None else _value(whole, scale)


def _value(row: Observation, scale: float) -> Published:
    return Published(
        row.value / scale, row.producer, row.known_since, row.confidence, (row.source,)
    )


def _average(known: Sequence[Published], *, compound: bool) -> Published:
    values = np.array([one.value for one in known])
    mean = float(np.exp(np.log1p(values).mean()) - 1) if compound else float(values.mean())
    value = known[0].value if len(known) == 1 else mean
    return _joined(value, known)


def _ratio(above: Published, below: Published) -> Published:
    return _joined(above.value / below.value, (above, below))


def _joined(value: float, parts: Sequence[Published]) -> Published:
    """Return a value made of several: known with the last, graded as the weakest."""
    return Published(
        value,
        parts[0].producer,
        max(one.known_since for one in parts),
        max((one.confidence for one in parts), key=CONFIDENCES.index),
        tuple(dict.fromkeys(source for one in parts for source in one.sources)),
    )
