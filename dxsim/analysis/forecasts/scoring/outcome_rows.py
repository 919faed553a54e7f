"""The rows of a table of outcomes, as an economist brings it.

The table is a CSV file with a header. Needed columns: `series` and `value`; `year`, `producer` and
`unit` are read where they stand. Order and case do not matter, common other names of the columns
do, numbers may carry a per-cent sign (which is a unit), thousands separators or a decimal comma. A
number that reads as two is refused; semicolons or tabs between the cells say that commas are
decimal. A year is four digits: a quarter, a half or a date is refused, as it is not the year's.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from dxsim.data.country import load_country
from dxsim.data.numerals import NumeralError, QuantityError, read_numeral
from dxsim.data.quantities import parse_year
from dxsim.data.tables.delimited import Cells, Delimited, read_delimited
from dxsim.data.yamlfile import InputError, quoted, read_text, shown

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
    "bn USD": ("billion usd", "tỷ usd", "tỷ đô la mỹ"),
}

MONEY_NAMES = {"trn": ("trillion", "nghìn tỷ"), "bn": ("billion", "tỷ"), "m": ("million", "triệu")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the outcomes: what it is about, its value, its unit if stated, where it stands.

    `signed` says that the value carries a per-cent sign of its own. `error` says what is wrong with
    year or value, which stands in the way only where the row is about something forecast.
    """

    series: str
    producer: str
    year: str
    value: float
    unit: str
    line: int
    signed: bool = False
    error: InputError | None = None


def read_outcomes(path: Path) -> list[Outcome]:
    """Return the rows of an outcomes file; an InputError names file, line and column."""
    file = str(path)
    table = read_delimited(read_text(path), file)
    places = _columns(table.header, file)
    rows = [
        ({name: row.cells[i] if i < len(row.cells) else "" for name, i in places.items()}, row.line)
        for row in table.rows
    ]
    return [_outcome(row, table, file, line) for row, line in rows if row["value"]]


def _outcome(row: dict[str, str], table: Delimited, file: str, line: int) -> Outcome:
    signed = row["value"].rstrip().endswith(("%", "％"))
    who, unit = row.get("producer", ""), row.get("unit", "") or ("%" if signed else "")
    try:
        year = _year(row.get("year", ""), file, line)
        value = _number(row["value"], table.decimal_comma, file, line)
    except InputError as error:
        stated = row.get("year", "")
        return Outcome(row["series"], who, stated, float("nan"), unit, line, signed, error)
    return Outcome(row["series"], who, year, value, unit, line, signed)


def _columns(header: Cells, file: str) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, text in enumerate(header.cells):
        for name, others in COLUMN_NAMES.items():
            if text.lower() in others:
                columns.setdefault(name, place)
    for name in ("series", "value"):
        if name not in columns:
            raise InputError(
                file, line=header.line, key=name,
                found=f"the columns {shown(', '.join(header.cells), 200)}",
                expected=f"a column {name}",
            )  # fmt: skip
    for name, place in columns.items():
        if header.cells.count(header.cells[place]) > 1:
            raise InputError(
                file, line=header.line, key=name, found="a column twice", expected="each once"
            )
    return columns


def _year(text: str, file: str, line: int) -> str:
    """Return a row's year; an empty cell stands for the year of the forecast."""
    if not text:
        return ""
    try:
        return str(parse_year(text))
    except QuantityError as error:
        raise InputError(
            file, line=line, key="year", found=quoted(text), expected=error.expected,
            hint="only outcomes of whole years are scored",
        ) from None  # fmt: skip


def _number(text: str, decimal_comma: bool, file: str, line: int) -> float:
    bare = text.strip()
    bare = bare[:-1] if bare.endswith(("%", "％")) else bare
    try:
        return read_numeral(bare, decimal_comma=decimal_comma)
    except NumeralError as error:
        raise InputError(
            file, line=line, key="value", found=f"{quoted(text)}{error.why}",
            expected=error.expected,
        ) from None  # fmt: skip


def plain(text: str) -> str:
    """Return a name as its words alone: lower case, everything between them one underscore."""
    return re.sub(r"[^\w]+", "_", text.strip().lower()).strip("_")


def same_unit(text: str, unit: str) -> bool:
    """Return whether a unit as it stands in a table, none included, is a series' unit."""
    said = " ".join(text.lower().split())
    return said in ("", unit.lower(), *UNIT_NAMES.get(unit, ()), *_money_names(unit))


def _money_names(unit: str) -> tuple[str, ...]:
    """Return other ways to write an amount in the country's currency, in lower case."""
    scale, _, code = unit.rpartition(" ")
    called = load_country().currency.get(code)
    if called is None or scale not in MONEY_NAMES:
        return ()
    english, vietnamese = MONEY_NAMES[scale]
    names = (code, *called.values())
    return tuple(f"{word} {name}".lower() for word in (english, vietnamese) for name in names)
