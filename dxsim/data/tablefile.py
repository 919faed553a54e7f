"""Data tables: strict reading of CSV files in which every row keeps its line number."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dxsim.data.yamlfile import InputError, hidden, nearest, quoted, read_text

MAX_BYTES = 8_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a data table: its cells by column, and where it stands."""

    cells: dict[str, str]
    file: str
    line: int

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell, without surrounding spaces."""
        return self.cells[column]

    def error(self, column: str, expected: str, hint: str = "") -> InputError:
        """Return the error that names this row's file and line and the column."""
        found = quoted(self.cells[column]) if self.cells[column] else "an empty cell"
        return InputError(
            self.file, line=self.line, key=column, found=found, expected=expected, hint=hint
        )

    def one_of(self, column: str, known: Iterable[str]) -> str:
        """Return a cell that must be one of the known words."""
        known = list(known)
        text = self.cells[column]
        if text in known:
            return text
        shown = ", ".join(known) if len(known) <= 12 else f"one of {len(known)} known ids"  # noqa: PLR2004
        raise self.error(column, shown, nearest(text, known))

    def number(self, column: str) -> float:
        """Return a cell that must be a finite decimal number with a decimal point."""
        text = self.cells[column]
        try:
            value = float(text)
        except ValueError:
            raise self.error(column, "a number with a decimal point, such as 12.83") from None
        if value - value != 0 or "_" in text:
            raise self.error(column, "a finite number, such as 12.83")
        return value

    def parsed(self, column: str, parse: Callable[[str], T], expected: str) -> T:
        """Return a cell read by a function that raises ValueError on a wrong text."""
        try:
            return parse(self.cells[column])
        except ValueError:
            raise self.error(column, expected) from None


def read_table(path: Path, columns: Iterable[str]) -> list[Row]:
    """Return the rows of a CSV file that has exactly the given columns.

    Raises
    ------
    InputError
        for a missing, empty or binary file, a wrong header, or a row with too many or too few
        cells; the message names file, line and column.
    """
    columns = list(columns)
    reader = csv.reader(read_text(path, max_bytes=MAX_BYTES).splitlines(), strict=True)
    file = str(path)
    try:
        header = [name.strip() for name in next(reader)]
        _check_header(header, columns, file)
        rows = []
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise InputError(
                    file,
                    line=reader.line_num,
                    found=f"{len(cells)} cells",
                    expected=f"{len(header)} cells: {', '.join(header)}",
                )
            if problem := next(filter(None, map(hidden, cells)), ""):
                expected = "text that can be seen"
                raise InputError(file, line=reader.line_num, found=problem, expected=expected)
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            rows.append(Row(row, file, reader.line_num))
    except csv.Error as error:
        raise InputError(
            file, line=reader.line_num, found=str(error), expected="comma-separated cells"
        ) from None
    return rows


def _check_header(header: list[str], columns: list[str], file: str) -> None:
    for name in header:
        if name not in columns:
            raise InputError(
                file,
                line=1,
                key=name or "column",
                found="an unknown column",
                expected=", ".join(columns),
                hint=nearest(name, columns),
            )
    missing = [name for name in columns if name not in header]
    if missing or len(set(header)) != len(header):
        found = f"no column {missing[0]}" if missing else "a column twice"
        raise InputError(file, line=1, found=found, expected=", ".join(columns))
