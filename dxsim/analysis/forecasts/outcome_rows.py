"""The rows of a table of outcomes, as an economist brings it.

The table is a CSV file with a header. Needed columns: `series` and `value`; `year`, `producer` and
`unit` are read where they stand. Order and case do not matter, common other names of the columns
do, numbers may carry a per-cent sign (which is a unit), thousands separators or a decimal comma. A
number that reads as two is refused; semicolons between the cells say that commas are decimal.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dxsim.data.yamlfile import InputError, quoted, read_text

COLUMN_NAMES = {
    "series": ("series", "indicator", "variable", "name", "id", "chỉ tiêu"),
    "value": ("value", "outcome", "actual", "observed", "observation", "giá trị"),
    "year": ("year", "period", "năm"),
    "producer": ("producer", "source", "cơ quan"),
    "unit": ("unit", "đơn vị"),
}
UNIT_NAMES = {
    "% of GDP": ("%", "% gdp", "per cent of gdp", "percent of gdp", "phần trăm gdp"),
    "%": ("per cent", "percent", "phần trăm", "% a year"),
    "trn VND": ("trillion vnd", "nghìn tỷ đồng", "nghìn tỷ vnd"),
    "bn USD": ("billion usd", "tỷ usd", "tỷ đô la mỹ"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the outcomes: what it is about, its value, its unit if stated, where it stands."""

    series: str
    producer: str
    year: str
    value: float
    unit: str
    line: int


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
            value = _number(row["value"], dialect == ";", str(path), reader.line_num)
            unit = row.get("unit", "") or ("%" if row["value"].endswith("%") else "")
            year = re.sub(r"\D", "", row.get("year", ""))[:4]
            who = row.get("producer", "")
            outcomes.append(Outcome(row["series"], who, year, value, unit, reader.line_num))
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


def _number(text: str, decimal_comma: bool, file: str, line: int) -> float:
    """Return a number; one whose only mark may part thousands or decimals is refused.

    In a file with semicolons a comma is decimal, and a point in doubt; in one with commas a comma.
    """
    bare = re.sub(r"[%\s\u00a0]", "", text)
    doubtful = "." if decimal_comma else ","
    if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}{re.escape(doubtful)}\d{{3}}", bare):
        decimal = bare.replace(doubtful, "," if decimal_comma else ".")
        raise InputError(
            file, line=line, key="value", found=f"{quoted(text)}, which reads as two numbers",
            expected=f"{bare.replace(doubtful, '')} or {decimal}0",
        )  # fmt: skip
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif "," in bare:
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,300})?", bare):
        raise InputError(file, line=line, key="value", found=quoted(text), expected="a number")
    return float(bare)


def plain(text: str) -> str:
    """Return a name as its words alone: lower case, everything between them one underscore."""
    return re.sub(r"[^\w]+", "_", text.strip().lower()).strip("_")


def same_unit(text: str, unit: str) -> bool:
    """Return whether a unit as it stands in a table, none included, is a series' unit."""
    said = " ".join(text.lower().split())
    return said in ("", unit.lower(), *UNIT_NAMES.get(unit, ()))
