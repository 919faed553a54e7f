"""Forecast files: the quantiles of a method and of the naive marks, read and checked."""

import re
from dataclasses import dataclass
from pathlib import Path

from dxsim.analysis.forecasts.histories import subject
from dxsim.analysis.forecasts.scoring.outcome_rows import plain
from dxsim.data.numerals import QuantityError
from dxsim.data.quantities import parse_year
from dxsim.data.sources import all_series, producers
from dxsim.data.yamlfile import Node, quoted, read

LARGEST = 1e30
"""Of a number read here."""
LEAST = 1 / LARGEST
"""Of a score that another is divided by, so that ratios stay finite."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A series' entry of a forecast file: quantiles of the method and of the naive marks.

    `mark` is the naive mark named beforehand, empty where the file names none: the gain is then on
    the best of them. `release` is the release forecast, the first where the file does not say.
    """

    series: str
    producer: str
    unit: str
    method: str
    mark: str
    release: str
    quantiles: dict[float, float]
    marks: dict[str, dict[float, float]]


def read_forecasts(path: Path) -> tuple[str, list[Forecast]]:
    """Return the year and the forecasts of a forecast file; an InputError names what is wrong."""
    root = read(path)
    fields = root.mapping("file")
    for key in ("year", "forecasts"):
        if key not in fields:
            raise root.error(key, "nothing", f"the key {key}")
    year = fields["year"].text("year")
    try:
        parse_year(year)
    except QuantityError as error:
        raise fields["year"].error("year", quoted(year), error.expected) from None
    entries = fields["forecasts"].sequence("forecasts")
    marks = _named_marks(fields["backtest"]) if "backtest" in fields else {}
    return year.strip(), [_forecast(entry, marks) for entry in entries]


def _named_marks(node: Node) -> dict[str, str]:
    """Return by scale the mark that the file's record of the back-test names, by either key."""
    named = {}
    for scale, entry in node.mapping("backtest").items():
        record = entry.mapping(scale)
        key = next((k for k in ("mark", "best_naive") if k in record), None)
        if key is not None:
            named[scale] = record[key].text(key)
    return named


def _forecast(node: Node, named: dict[str, str]) -> Forecast:
    fields = node.mapping("forecasts")
    for key in ("series", "quantiles"):
        if key not in fields:
            raise node.error(key, "nothing", f"the key {key}")
    marks = fields["marks"].mapping("marks") if "marks" in fields else {}
    keys = ("producer", "unit", "method", "mark", "release")
    producer, unit, method, mark, release = (fields[k].text(k) if k in fields else "" for k in keys)
    series = fields["series"].text("series")
    known = all_series()[series].unit if series in all_series() else ""
    if not mark and series in all_series():
        mark = named.get(subject(series, producer).scale, "")
    return Forecast(
        series, producer, unit or known, method, mark, release or "first",
        _quantiles(fields["quantiles"]),
        {name: _quantiles(values) for name, values in marks.items()},
    )  # fmt: skip


def _quantiles(node: Node) -> dict[float, float]:
    quantiles = {}
    for key, value in node.mapping("quantiles").items():
        match = re.fullmatch(r"p(\d{1,2})", key)
        try:
            if not match:
                raise ValueError
            number = float(value.text(key))
            if not abs(number) < LARGEST:  # NaN fails as well
                raise ValueError
            quantiles[int(match[1]) / 100] = number
        except ValueError:
            raise value.error(key, quoted(str(value.value)), "p05: a number") from None
    values = [quantiles[level] for level in sorted(quantiles)]
    if not values or values != sorted(values):
        raise node.error("quantiles", "quantiles that do not rise", "rising quantiles p05, p10 …")
    return dict(sorted(quantiles.items()))


def series_of(text: str) -> str | None:
    """Return the series id that a name means: the id itself or its label in either language."""
    known = all_series()
    names = {plain(id): id for id in known}
    for id, info in known.items():
        for label in info.label.values():
            names.setdefault(plain(label), id)
    return names.get(plain(text))


def producer_of(text: str) -> str:
    """Return the producer id that a name means, or the name as it stands where it is unknown."""
    names = {plain(id): id for id in producers()}
    for id, info in producers().items():
        for name in (*info.short.values(), *info.names.values()):
            names.setdefault(plain(name), id)
    return names.get(plain(text), plain(text))
