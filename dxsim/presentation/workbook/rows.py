"""Rows of formulas: one quantity a row, one year a column, cross-references by name.

In a formula `[gdp]` is the quantity in the same year, `[gdp<]` in the year before, `[gdp@0]` in
the base year, `[gdp~]` in every year from that one to the same and `[gdp:]` in all years; a plain
word is a named cell.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from dxsim.presentation.workbook.book import Book

_REFERENCE = re.compile(r"\[([a-z0-9_.\-]+)(<|:|~|@0)?\]")


@dataclass(frozen=True)
class Row:
    """A quantity: key, label, unit, formula and style; `first` is the base year's formula.

    A formula of None leaves the cell empty; `first` defaults to the formula itself. `how` says
    the equation in words.
    """

    key: str
    label: str
    unit: str
    formula: str
    first: str | None = "same"
    style: str = "money"
    how: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with its rows."""

    heading: str
    rows: Sequence[Row]


class Timeline:
    """Where every row of every sheet stands, and what it shows before recalculation.

    Rows of the components and slots in `folded`, the last word of their keys, are hidden until
    they are opened.
    """

    def __init__(
        self,
        book: Book,
        years: int,
        values: Mapping[str, Sequence[object]],
        folded: Collection[str] = (),
    ) -> None:
        self.book, self.years, self.values, self.folded = book, years, values, folded
        self.places: dict[str, tuple[str, int, int]] = {}

    def place(self, sheet: str, sections: Sequence[Section], top: int, left: int) -> int:
        """Give every row its place, headings between them; return the first free line."""
        line = top
        for section in sections:
            line += 1
            for row in section.rows:
                self.places[row.key] = (sheet, line, left)
                line += 1
            line += 1
        return line

    def write(
        self,
        sheet: str,
        sections: Sequence[Section],
        with_how: bool = False,
        fold: bool = True,
    ) -> None:
        """Write the rows that were placed."""
        for section in sections:
            _, line, left = self.places[section.rows[0].key]
            self.book.line(sheet, (line - 1, 0), [section.heading], "section")
            self.book.line(sheet, (line - 1, 1), [""] * (left - 1 + self.years), "section")
            for row in section.rows:
                self._row(row, with_how)
            if fold:
                self._fold(sheet, section)

    def _fold(self, sheet: str, section: Section) -> None:
        """Fold the rows of what is not there, with their heading where nothing else is under it."""
        lines = [
            self.places[row.key][1]
            for row in section.rows
            if row.key.rpartition(".")[2] in self.folded
        ]
        if len(lines) == len(section.rows):
            lines += [min(lines) - 1, max(lines) + 1]
        for line in lines:
            self.book.fold(sheet, line)

    def _row(self, row: Row, with_how: bool) -> None:
        sheet, line, left = self.places[row.key]
        self.book.put(sheet, (line, 0), row.label, "label")
        self.book.put(sheet, (line, 1), row.unit, "unit")
        if with_how:
            self.book.put(sheet, (line, 2), row.how, "how")
        for k in range(self.years):
            formula = row.first if k == 0 and row.first != "same" else row.formula
            if formula is not None:
                value = self.values[row.key][k]
                self.book.formula(
                    sheet, (line, left + k), self.filled(formula, sheet, k), value, row.style
                )

    def filled(self, formula: str, sheet: str, k: int | None = None) -> str:
        """Return a formula with its references as cells, seen from a sheet and a year."""

        def cell(match: re.Match[str]) -> str:
            return self.cell(match[1], match[2] or "", sheet, k)

        return _REFERENCE.sub(cell, formula)

    def cell(self, key: str, which: str, sheet: str, k: int | None) -> str:
        """Return the cell, or range, of a quantity as it is written on a sheet."""
        home, line, left = self.places[key]
        prefix = "" if home == sheet else self.book.reference(home, (0, 0)).split("!")[0] + "!"
        if which == ":":
            first = xl_rowcol_to_cell(line, left, row_abs=True, col_abs=True)
            last = xl_rowcol_to_cell(line, left + self.years - 1, row_abs=True, col_abs=True)
            return f"{prefix}{first}:{last}"
        if which == "@0":
            return prefix + xl_rowcol_to_cell(line, left, row_abs=True, col_abs=True)
        if k is None:
            raise ValueError(f"[{key}] has no year here")
        if which == "~":
            first = xl_rowcol_to_cell(line, left, row_abs=True, col_abs=True)
            return f"{prefix}{first}:{xl_rowcol_to_cell(line, left + k)}"
        return prefix + xl_rowcol_to_cell(line, left + k - (which == "<"))

    def corner(self, key: str, k: int = 0) -> tuple[int, int]:
        """Return line and column of a quantity in a year of its sheet."""
        _, line, left = self.places[key]
        return line, left + k
