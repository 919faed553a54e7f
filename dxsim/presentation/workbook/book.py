"""A thin layer over XlsxWriter: exact numbers, texts that stay texts, one format a style.

Nothing here knows the model.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dxsim.presentation.workbook.styles import NUMBERS, STYLES

if TYPE_CHECKING:
    from xlsxwriter.format import Format

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
EPOCH = datetime(2025, 1, 1)
"""The one date every workbook carries, so that the same scenario gives the same bytes."""
LONGEST_TEXT = 32_000


class ExactSheet(Worksheet):
    """A worksheet that writes numbers with all their digits, and formulas as they are given.

    The library looks each formula through for functions newer than the file format, half of the
    time a workbook takes; here none is used.
    """

    def _prepare_formula(
        self,
        formula: str,
        expand_future_functions: bool = False,  # noqa: ARG002 - the library's signature
    ) -> str:
        return formula.removeprefix("=")

    def _xml_number_element(
        self, number: float, attributes: Sequence[tuple[str, object]] = ()
    ) -> None:
        written = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        self.fh.write(f"<c{written}><v>{_digits(number)}</v></c>")


def _digits(number: float) -> str:
    return repr(number if isinstance(number, int) else float(number)).upper()


class Book:
    """A workbook in memory, with its sheets by key; `money` is how amounts of money are shown."""

    def __init__(self, sheet_names: dict[str, str], money: str = NUMBERS["money"]) -> None:
        self.stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.file = xlsxwriter.Workbook(self.stream, options)
        self.sheet_names, self.money = sheet_names, money
        self.sheets = {key: self.add(name) for key, name in sheet_names.items()}
        self.formats: dict[object, Format] = {}
        self.folded: dict[str, set[int]] = {key: set() for key in sheet_names}

    def add(self, name: str) -> Worksheet:
        """Add a sheet that keeps all digits."""
        sheet = self.file.add_worksheet(name, worksheet_class=ExactSheet)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P/&N")
        return sheet

    def widen(self, sheet: str, columns: int) -> None:
        """Print a sheet on two pages across, with its first columns on both."""
        self.sheets[sheet].fit_to_pages(2, 0)
        self.sheets[sheet].repeat_columns(0, columns - 1)

    def style(self, name: str, **changes: object) -> Format:
        """Return the format of a style, made once."""
        key = (name, tuple(sorted(changes.items())))
        if key not in self.formats:
            shown = {**STYLES[name], **changes}
            if shown.get("num_format") == NUMBERS["money"]:
                shown["num_format"] = self.money
            self.formats[key] = self.file.add_format(shown)
        return self.formats[key]

    def put(self, sheet: str, at: tuple[int, int], value: object, style: str = "plain") -> None:
        """Write a number, a text or an empty cell; a text is never a formula."""
        target = self.sheets[sheet]
        if value is None or value == "":
            target.write_blank(*at, None, self.style(style))
        elif isinstance(value, str):
            quote = {"quote_prefix": True} if value.startswith(FORMULA_SIGNS) else {}
            target.write_string(*at, value[:LONGEST_TEXT], self.style(style, **quote))
        else:
            target.write_number(*at, value, self.style(style))

    def formula(
        self, sheet: str, at: tuple[int, int], text: str, value: object, style: str = "plain"
    ) -> None:
        """Write a formula with the value it shows until it is recalculated."""
        shown = "" if value is None or value != value else value
        if isinstance(shown, np.floating):
            shown = float(shown)
        self.sheets[sheet].write_formula(*at, f"={text}", self.style(style), shown)

    def line(
        self, sheet: str, at: tuple[int, int], values: Sequence[object], style: str = "plain"
    ) -> None:
        """Write several cells of one style from left to right."""
        for column, value in enumerate(values):
            self.put(sheet, (at[0], at[1] + column), value, style)

    def merged(
        self, sheet: str, at: tuple[int, int], last_column: int, value: object, style: str
    ) -> None:
        """Write a text over several columns of one row."""
        look = self.style(style)
        self.sheets[sheet].merge_range(*at, at[0], last_column, "", look)
        self.put(sheet, at, value, style)

    def name(
        self, name: str, sheet: str, at: tuple[int, int], last: tuple[int, int] | None = None
    ) -> None:
        """Give a cell, or a range of cells, a name."""
        self.file.define_name(name, f"={self.reference(sheet, at, last)}")

    def reference(
        self, sheet: str, at: tuple[int, int], last: tuple[int, int] | None = None
    ) -> str:
        """Return the absolute reference of a cell or a range, with its sheet."""
        quoted = "'" + self.sheet_names[sheet].replace("'", "''") + "'"
        cells = [
            xl_rowcol_to_cell(*cell, row_abs=True, col_abs=True) for cell in (at, last) if cell
        ]
        return f"{quoted}!{':'.join(cells)}"

    def fold(self, sheet: str, line: int) -> None:
        """Hide a line until its group is opened at the margin."""
        self.folded[sheet].add(line)

    def _fold(self) -> None:
        for key, lines in self.folded.items():
            for line in lines:
                self.sheets[key].set_row(line, None, None, {"level": 1, "hidden": True})
            for after in {line + 1 for line in lines} - lines:  # where the sign to open it stands
                self.sheets[key].set_row(after, None, None, {"collapsed": True})

    def content(self, properties: dict[str, object]) -> bytes:
        """Return the finished file."""
        self._fold()
        self.file.set_properties({**properties, "created": EPOCH})
        self.file.close()
        return self.stream.getvalue()
