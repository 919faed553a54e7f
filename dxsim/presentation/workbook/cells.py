"""The named cells of a workbook file, read without trusting the file.

Size, number of parts and unpacked size are bounded before anything is parsed; only the cells that
names point to are kept.
"""

import lzma
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dxsim.data.yamlfile import InputError, shown

MOST_BYTES = 5_000_000
MOST_UNPACKED = 40_000_000
MOST_PARTS = 300
MOST_LINES, MOST_COLUMNS = 1500, 700
_PIECE = 1 << 20
_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
)


class Cell(NamedTuple):
    """A cell's value and its place, such as `Assumptions!B7`."""

    value: Any
    place: str


class NamedCells:
    """Reads named cells and ranges of a workbook file.

    Raises
    ------
    InputError
        for a file that is missing, too large, no workbook, or without the names of dxsim.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _refuse_unfit(path)
        try:
            self.names, self.sheets = _loaded(path)
        except InputError:
            raise
        except Exception as error:  # whatever a broken file makes the library raise
            raise self.error(
                None, f"a file that cannot be read ({shown(str(error), 60)})"
            ) from None
        if "scenario_name" not in self.names:
            raise self.error(None, "no cell named scenario_name")

    def error(
        self, place: str | None, found: str, expected: str = "", hint: str = ""
    ) -> InputError:
        """Return the error that names this file and a cell."""
        expected = expected or "a workbook written by dxsim"
        return InputError(str(self.path), key=place, found=found, expected=expected, hint=hint)

    def cell(self, name: str) -> Cell:
        """Return the cell of a name; an empty one where the name is gone."""
        return next((cell for row in self.block(name) for cell in row), Cell(None, name))

    def block(self, name: str) -> Iterator[list[Cell]]:
        """Return the cells of a named range, line by line."""
        match = _REFERENCE.fullmatch(self.names.get(name, ""))
        if match is None:
            return
        sheet = (match[1] or match[2]).replace("''", "'")
        values = self.sheets.get(sheet, {})
        first, last = _number(match[3]), _number(match[5] or match[3])
        lines = range(int(match[4]), min(int(match[6] or match[4]), MOST_LINES) + 1)
        for line in lines:
            yield [
                self._cell(values, sheet, line, column)
                for column in range(first, min(last, MOST_COLUMNS) + 1)
            ]

    def _cell(self, values: dict[tuple[int, int], Any], sheet: str, line: int, column: int) -> Cell:
        place = f"{sheet}!{_letters(column)}{line}"
        value = values.get((line, column))
        if isinstance(value, _Uncalculated):
            expected = "a value: open the file in a spreadsheet program and save it"
            raise self.error(place, "a formula without a value", expected)
        return Cell(value, place)


class _Uncalculated(NamedTuple):
    formula: str


DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a damaged archive raises."""


def _refuse_unfit(path: Path) -> None:
    def refuse(found: str, expected: str) -> InputError:
        return InputError(str(path), found=found, expected=expected)

    if not path.is_file():
        raise refuse("a folder" if path.is_dir() else "no such file", "a workbook (.xlsx)")
    if path.stat().st_size > MOST_BYTES:
        size = f"{path.stat().st_size / 1e6:.1f} MB"
        raise refuse(size, f"a workbook of at most {MOST_BYTES / 1e6:.0f} MB")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
                found = f"{len(parts)} parts of {unpacked / 1e6:.0f} MB unpacked"
                raise refuse(found, f"at most {MOST_PARTS} parts and {MOST_UNPACKED / 1e6:.0f} MB")
            if any(_declares(archive, part) for part in parts):
                raise refuse("a document type or entity", "a workbook written by a spreadsheet")
    except DAMAGED as error:
        raise refuse(f"no Excel file ({shown(str(error), 60)})", "a workbook (.xlsx)") from None


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether an XML part declares entities, which no spreadsheet program does."""
    if not part.filename.endswith((".xml", ".rels", ".vml")):
        return False
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                return True
            tail = piece[-16:]
    return False


def _loaded(path: Path) -> tuple[dict[str, str], dict[str, dict[tuple[int, int], Any]]]:
    """Return the references by name, and the values of the sheet that holds the assumptions."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library does not keep is not read here
        valued = openpyxl.load_workbook(path, read_only=True, data_only=True)
        written = openpyxl.load_workbook(path, read_only=True)
    try:
        names = {key: str(name.attr_text) for key, name in valued.defined_names.items()}
        match = _REFERENCE.fullmatch(names.get("scenario_name", ""))
        home = (match[1] or match[2]).replace("''", "'") if match else ""
        if home not in valued.sheetnames:
            return {}, {}
        values = _values(valued[home])
        for place, formula in _values(written[home]).items():
            if isinstance(formula, str) and formula.startswith("=") and place not in values:
                values[place] = _Uncalculated(formula)
        return names, {home: values}
    finally:
        valued.close()
        written.close()


def _values(sheet: Any) -> dict[tuple[int, int], Any]:  # noqa: ANN401 - an openpyxl sheet
    found = {}
    for line in sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS):
        for cell in line:
            if cell.value is not None:
                found[cell.row, cell.column] = cell.value
    return found


def _number(letters: str) -> int:
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letters))


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
