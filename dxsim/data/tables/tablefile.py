"""Data tables: strict reading of CSV files in which every row keeps its line number."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dxsim.data.numerals import NumeralError, ascii_form, read_numeral
from dxsim.data.tables.delimited import Cells, read_delimited
from dxsim.data.text_cache import cached_text
from dxsim.data.yamlfile import InputError, nearest, quoted

MAX_BYTES = 8_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a data table: its cells by column, and where it stands."""

    cells: dict[str, str]
    file: str
    line: int
    decimal_comma: bool = False

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell, without surrounding spaces."""
        return self.cells[column]

    def error(self, column: str, expected: str, hint: str = "") -> InputError:
        """Return the error that names this row's file and line and the column."""
        found = quoted(self.cells[column]) if self.cells[column] else "an empty cell"
        return InputError(
            self.file, line=self.line, key=column, found=found, expected=expected, hint=hint
        )

    def one_of(self, column: str, known: Collection[str]) -> str:
        """Return a cell that must be one of the known words."""
        text = self.cells[column]
        if text in known:
            return text
        shown = ", ".join(known) if len(known) <= 12 else f"one of {len(known)} known ids"
        raise self.error(column, shown, nearest(text, known))

    def number(self, column: str) -> float:
        """Return a cell that must be a finite decimal number.

        Decimals stand after a point; after a comma in a table whose cells commas do not part.
        """
        text = ascii_form(self.cells[column])
        try:
            if "," in text and self.decimal_comma:
                return read_numeral(text, decimal_comma=True)
            value = float(text)
        except ValueError as error:
            expected = "a number with a decimal point, such as 12.83"
            raise self.error(column, expected, _meant(text, error)) from None
        if value - value != 0 or "_" in text:
            raise self.error(column, "a finite number, such as 12.83")
        return value

    def parsed(self, column: str, parse: Callable[[str], T], expected: str) -> T:
        """Return a cell read by a function that raises ValueError on a wrong text."""
        try:
            return parse(self.cells[column])
        except ValueError:
            raise self.error(column, expected) from None


def _meant(text: str, error: ValueError) -> str:
    """Return how a number is written that the cell may mean, or an empty text."""
    if isinstance(error, NumeralError):
        return error.expected
    try:
        return f"did you mean {read_numeral(text, decimal_comma=True):.15g}?"
    except NumeralError as other:
        return other.expected if "such as" in other.expected else ""


def read_table(path: Path, columns: Iterable[str]) -> list[Row]:
    """Return the rows of a CSV file that has exactly the given columns.

    Raises
    ------
    InputError
        for a missing, empty or binary file, a wrong header, or a row with too many or too few
        cells; the message names file, line and column.
    """
    return table_rows(table_text(path), str(path), columns)


def table_text(path: Path) -> str:
    """Return the text of a data table, refusing what cannot be one with a clear line."""
    return cached_text(path, max_bytes=MAX_BYTES)


def table_rows(text: str, file: str, columns: Iterable[str]) -> list[Row]:
    """Return the rows of a table's text as `read_table` does; `file` names it in messages."""
    columns = list(columns)
    table = read_delimited(text, file)
    _check_header(table.header, columns, file)
    header = table.header.cells
    rows = []
    for row in table.rows:
        if len(row.cells) != len(header):
            raise InputError(
                file,
                line=row.line,
                found=f"{len(row.cells)} cells",
                expected=f"{len(header)} cells: {', '.join(header)}",
            )
        cells = dict(zip(header, row.cells, strict=True))
        rows.append(Row(cells, file, row.line, table.decimal_comma))
    return rows


def _check_header(head: Cells, columns: list[str], file: str) -> None:
    header = head.cells
    for name in header:
        if name not in columns:
            raise InputError(
                file,
                line=head.line,
                key=name,
                found="an unknown column",
                expected=", ".join(columns),
                hint=nearest(name, columns),
            )
    missing = [name for name in columns if name not in header]
    if missing or len(set(header)) != len(header):
        found = f"no column {missing[0]}" if missing else "a column twice"
        raise InputError(file, line=head.line, found=found, expected=", ".join(columns))
