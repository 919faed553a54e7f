"""Text in rows and cells: CSV after RFC 4180, as spreadsheet programs write it.

A line break between quotation marks belongs to its cell; only CR and LF end a row. The cells may be
parted by commas, semicolons or tabs, said by a first line `sep=;` or found in the header.
"""

import contextlib
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dxsim.data.yamlfile import InputError, hidden, quoted

SEPARATORS = (",", ";", "\t")
_STATED = re.compile(r"sep=([,;\t])\r?\n?", re.IGNORECASE)
_EDGES = " \t\n\xa0"
_BREAK = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table: its cells without surrounding spaces, and the line on which it begins."""

    cells: list[str]
    line: int


@dataclass(frozen=True, slots=True)
class Delimited:
    """A table as it was read: what parts its cells, its header and its rows."""

    separator: str
    header: Cells
    rows: list[Cells] = field(default_factory=list)

    @property
    def decimal_comma(self) -> bool:
        """Whether commas are decimal, as where they do not part the cells."""
        return self.separator != ","


def read_delimited(text: str, file: str) -> Delimited:
    """Return the header and the rows of a table; rows in which every cell is empty are left out.

    Raises
    ------
    InputError
        for a quotation mark that is not closed, a hidden character, or a row with more
        cells than the header; `file` names the table in messages.
    """
    stated = _STATED.match(text)
    start = stated.end() if stated else 0
    separator = stated[1] if stated else _separator(text, file)
    rows = _filled(text[start:], separator, text.count("\n", 0, start), file)
    header = next(rows, Cells([], 1))
    named = [place for place, name in enumerate(header.cells) if name]
    if hidden(text):  # a line break may be what is hidden, so each cell is looked at
        rows = (_seen(row, file) for row in rows)
    kept = [_under(row, header, named, file) for row in rows]
    return Delimited(separator, Cells([header.cells[i] for i in named], header.line), kept)


def _separator(text: str, file: str) -> str:
    """Return the separator that splits the first non-empty row into most cells."""
    counts = dict.fromkeys(SEPARATORS, 0)
    for mark in SEPARATORS:
        with contextlib.suppress(InputError):  # said when the table is read with the mark chosen
            counts[mark] = len(next(_filled(text, mark, 0, file), Cells([], 1)).cells)
    return max(SEPARATORS, key=lambda mark: counts[mark])


def _filled(text: str, separator: str, skipped: int, file: str) -> Iterator[Cells]:
    """Yield the rows that say something; an InputError where a row is no row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line, has_breaks = 1 + skipped, "\r" in text
    try:
        for cells in reader:
            plain = [_BREAK.sub("\n", cell) for cell in cells] if has_breaks else cells
            texts = [cell.strip(_EDGES) for cell in plain]
            if any(texts):
                yield Cells(texts, line)
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        hint = "" if "limit" in str(error) else "a quotation mark within a cell is written twice"
        raise InputError(
            file, line=line, found=str(error), expected="cells of a table", hint=hint
        ) from None


def _seen(row: Cells, file: str) -> Cells:
    """Return a row, refusing what cannot be seen in it; headings are held to known names."""
    if problem := next(filter(None, map(hidden, row.cells)), ""):
        raise InputError(file, line=row.line, found=problem, expected="text that can be seen")
    return row


def _under(row: Cells, header: Cells, named: list[int], file: str) -> Cells:
    """Return the cells of a row that stand under a heading; filled ones elsewhere are refused.

    A row that is longer than the header is refused too: a number cut at its comma makes one.
    """
    width = len(header.cells)
    if len(row.cells) > width:
        raise InputError(
            file, line=row.line, found=f"{len(row.cells)} cells",
            expected=f"{width} cells as in the header",
            hint="a number with a decimal comma stands between quotation marks",
        )  # fmt: skip
    if len(named) == width:
        return row
    stray = next((c for i, c in enumerate(row.cells) if c and i not in named), "")
    if stray:
        raise InputError(
            file, line=row.line, found=f"{quoted(stray)} in a column without a heading",
            expected="a heading for each column",
        )  # fmt: skip
    return Cells([row.cells[i] for i in named if i < len(row.cells)], row.line)
