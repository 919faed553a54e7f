"""Scoring a forecast file against a table of what came out.

The outcomes are a CSV file with a header. Needed columns: `series` and `value`; `year`, `producer`
and `unit` are read where they stand. Order and case do not matter, common other names of the
columns do, numbers may carry a per-cent sign, thousands separators or a decimal comma. A row that
fits no forecast is listed, not scored.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxsim.analysis.evidence.scores import quantile_score
from dxsim.data.sources import all_series
from dxsim.data.yamlfile import InputError, Node, nearest, quoted, read, read_text

if TYPE_CHECKING:
    import pandas as pd

MARK_COLUMN = "crps_{}"
LARGEST = 1e30  # of a number read here, and
LEAST = 1 / LARGEST  # of a score that another is divided by: ratios stay finite
COLUMN_NAMES = {
    "series": ("series", "indicator", "variable", "name", "id", "chỉ tiêu"),
    "value": ("value", "outcome", "actual", "observed", "observation", "giá trị"),
    "year": ("year", "period", "năm"),
    "producer": ("producer", "source", "cơ quan"),
    "unit": ("unit", "đơn vị"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the outcomes: what it is about, its value, and where it stands."""

    series: str
    producer: str
    year: str
    value: float
    line: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A series' entry of a forecast file: quantiles of the method and of the naive marks."""

    series: str
    producer: str
    method: str
    quantiles: dict[float, float]
    marks: dict[str, dict[float, float]]


def read_forecasts(path: Path) -> tuple[str, list[Forecast]]:
    """Return the year and the forecasts of a forecast file; an InputError names what is wrong."""
    root = read(path)
    found = root.mapping("file")
    for key in ("year", "forecasts"):
        if key not in found:
            raise root.error(key, "nothing", f"the key {key}")
    entries = found["forecasts"].sequence("forecasts")
    return found["year"].text("year"), [_forecast(entry) for entry in entries]


def _forecast(node: Node) -> Forecast:
    found = node.mapping("forecasts")
    for key in ("series", "quantiles"):
        if key not in found:
            raise node.error(key, "nothing", f"the key {key}")
    marks = found["marks"].mapping("marks") if "marks" in found else {}
    producer, method = (found[k].text(k) if k in found else "" for k in ("producer", "method"))
    return Forecast(
        found["series"].text("series"), producer, method, _quantiles(found["quantiles"]),
        {name: _quantiles(values) for name, values in marks.items()},
    )  # fmt: skip


def _quantiles(node: Node) -> dict[float, float]:
    found = {}
    for key, value in node.mapping("quantiles").items():
        match = re.fullmatch(r"p(\d{1,2})", key)
        try:
            if not match:
                raise ValueError
            number = float(value.text(key))
            if not abs(number) < LARGEST:  # NaN fails as well
                raise ValueError
            found[int(match[1]) / 100] = number
        except ValueError:
            raise value.error(key, quoted(str(value.value)), "p05: a number") from None
    values = [found[level] for level in sorted(found)]
    if not values or values != sorted(values):
        raise node.error("quantiles", "quantiles that do not rise", "rising quantiles p05, p10 …")
    return dict(sorted(found.items()))


def read_outcomes(path: Path) -> list[Outcome]:
    """Return the rows of an outcomes file; an InputError names file, line and column."""
    text = read_text(path)
    dialect = ";" if text.splitlines()[0].count(";") > text.splitlines()[0].count(",") else ","
    reader = csv.reader(text.splitlines(), delimiter=dialect, strict=True)
    rows = _rows(reader, str(path))
    header = next(rows, [])
    places = _columns(header, str(path))
    outcomes = []
    for cells in rows:
        _check_width(cells, header, str(path), reader.line_num)
        row = {name: cells[i].strip() if i < len(cells) else "" for name, i in places.items()}
        if row["value"]:
            value = _number(row["value"], str(path), reader.line_num)
            year = re.sub(r"\D", "", row.get("year", ""))[:4]
            outcomes.append(
                Outcome(row["series"], row.get("producer", ""), year, value, reader.line_num)
            )
    return outcomes


def _rows(reader: Any, file: str) -> Iterator[list[str]]:  # noqa: ANN401 - csv's own reader
    """Yield the rows that say something; an InputError where a row is no row."""
    try:
        yield from (cells for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        found = str(error)
        raise InputError(file, line=reader.line_num, found=found, expected="cells") from None


def _check_width(cells: list[str], header: list[str], file: str, line: int) -> None:
    """Refuse a row that says more than its header names, as one cut at a decimal comma does."""
    if any(cell.strip() for cell in cells[len(header) :]):
        raise InputError(
            file, line=line, found=f"{len(cells)} cells",
            expected=f"{len(header)} cells as in the header",
            hint="a number with a decimal comma stands between quotation marks",
        )  # fmt: skip


def _columns(header: list[str], file: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, text in enumerate(header):
        for name, others in COLUMN_NAMES.items():
            if text.strip().lower() in others:
                found.setdefault(name, place)
    for name in ("series", "value"):
        if name not in found:
            raise InputError(
                file, line=1, key=name, found=f"the columns {', '.join(header)}",
                expected=f"a column {name}",
            )  # fmt: skip
    for name, place in found.items():
        if header.count(header[place]) > 1:
            raise InputError(file, line=1, key=name, found="a column twice", expected="each once")
    return found


def _number(text: str, file: str, line: int) -> float:
    plain = re.sub(r"[%\s\u00a0]", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,300})?", plain):
        raise InputError(file, line=line, key="value", found=quoted(text), expected="a number")
    return float(plain)


def _same(text: str) -> str:
    return re.sub(r"[^\w]+", "_", text.strip().lower()).strip("_")


def series_of(text: str) -> str | None:
    """Return the series id that a name means: the id itself or its label in either language."""
    known = all_series()
    names = {_same(id): id for id in known}
    for id, info in known.items():
        for label in info.label.values():
            names.setdefault(_same(label), id)
    return names.get(_same(text))


def match(forecasts: list[Forecast], year: str, outcome: Outcome) -> Forecast | None:
    """Return the forecast that an outcome is about, or None.

    Series and year must fit; among several producers' forecasts the outcome's producer decides.
    """
    wanted = series_of(outcome.series.partition("/")[0])
    fits = [f for f in forecasts if f.series == wanted and outcome.year in ("", year)]
    producer = outcome.producer or outcome.series.partition("/")[2]
    own = [f for f in fits if _same(f.producer) == _same(producer)]
    return next(iter(own or fits), None)


def known_outcomes(year: str, forecasts: list[Forecast]) -> list[Outcome]:
    """Return the observations of a year that forecasts are about, as they are known now."""
    from dxsim.data.observations import yearly

    found = []
    for forecast in forecasts:
        known = yearly(forecast.series, forecast.producer)
        if int(year) in known.index:
            value = float(known[int(year)])
            found.append(Outcome(forecast.series, forecast.producer, year, value, 0))
    if not found:
        raise InputError(
            "outcomes",
            found=f"no observation of {year}",
            expected="a CSV file with series and value",
        )
    return found


def score(
    forecast_file: Path, outcomes_file: Path | None = None
) -> "tuple[pd.DataFrame, list[str]]":
    """Score a forecast file against a CSV file of outcomes, or against the observations.

    Returns
    -------
    tuple
        a table with one row a scored series (outcome, median, error, whether the 50, 80 and 90 %
        intervals held it, the quantile score and that of each naive mark, all in the series'
        unit), and a list of the outcome rows that fit no forecast.
    """
    import pandas as pd

    year, forecasts = read_forecasts(forecast_file)
    rows, left = [], []
    scored: dict[tuple[str, str], str] = {}
    known = read_outcomes(outcomes_file) if outcomes_file else known_outcomes(year, forecasts)
    for outcome in known:
        found = match(forecasts, year, outcome)
        key = (found.series, found.producer) if found else None
        if found is None or key is None or key in scored:
            close = nearest(_same(outcome.series), [f.series for f in forecasts])
            said = "scored already" if key in scored else close or "no such forecast"
            left.append(f"line {outcome.line}: {outcome.series} {outcome.year} ({said})")
            continue
        scored[key] = outcome.series
        rows.append(_scored(found, year, outcome.value))
    return pd.DataFrame(rows), left


def _scored(found: Forecast, year: str, outcome: float) -> dict[str, object]:
    q = found.quantiles
    held = {
        f"in_{round(100 * (1 - 2 * low))}": q[low] <= outcome <= q[round(1 - low, 2)]
        for low in (0.25, 0.10, 0.05)
        if low in q and round(1 - low, 2) in q
    }
    own = quantile_score(q, outcome)
    marks = {MARK_COLUMN.format(n): quantile_score(m, outcome) for n, m in found.marks.items()}
    best = min(marks.values(), default=None)
    return {
        "series": found.series,
        "producer": found.producer,
        "year": year,
        "method": found.method,
        "outcome": outcome,
        "median": q.get(0.5),
        "error": outcome - q[0.5] if 0.5 in q else None,  # noqa: PLR2004
        **held,
        "crps": own,
        **marks,
        "skill": None if best is None or best < LEAST else 1 - own / best,
    }
