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
from typing import TYPE_CHECKING, Any, NamedTuple

from dxsim.data.yamlfile import InputError, composed, shown
from dxsim.presentation.workbook.name_checks import Place, expected_names, first_fault
from dxsim.presentation.workbook.programmes.input_cells import is_programme_name, programme_fault

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Values = dict[tuple[int, int], object]
"""Values of a sheet by line and column."""
MOST_BYTES = 5_000_000
MOST_UNPACKED = 40_000_000
MOST_PARTS = 300
MOST_NAMES = 10_000
MOST_LINES, MOST_COLUMNS = 1500, 700
MOST_SHEETS = 3
MOST_CELLS = 100_000
_PIECE = 1 << 20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""Form in which a workbook writes a character that XML cannot hold; `_x005F_` is an underscore."""
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
        self.places = {name: _place(reference) for name, reference in self.names.items()}
        if "scenario_name" not in self.names:
            raise self.error(None, "no cell named scenario_name")
        fault = first_fault(self.places, self._home()) or programme_fault(self.places)
        if fault is not None:
            hint = "undo what moved or deleted it, or begin again from dxsim workbook"
            raise self.error(fault.name, fault.found, fault.expected, hint)

    def _home(self) -> str:
        """Return the sheet of the assumptions: the one that holds most of the named inputs."""
        sheets = [p.sheet for name in expected_names() if (p := self.places.get(name)) is not None]
        return max(self.sheets, key=sheets.count, default="")

    def error(
        self, place: str | None, found: str, expected: str = "", hint: str = ""
    ) -> InputError:
        """Return the error that names this file and a cell."""
        expected = expected or "a workbook written by dxsim"
        return InputError(str(self.path), key=place, found=found, expected=expected, hint=hint)

    def cell(self, name: str) -> Cell:
        """Return the cell of a name; an empty one where an optional name is missing."""
        return next((cell for row in self.block(name) for cell in row), Cell(None, name))

    def block(self, name: str) -> Iterator[list[Cell]]:
        """Return the cells of a named range, line by line."""
        place = self.places.get(name)
        if place is None:
            return
        values = self.sheets.get(place.sheet, {})
        last = min(place.last_column, MOST_COLUMNS)
        for line in range(place.first_line, min(place.last_line, MOST_LINES) + 1):
            yield [
                self._cell(values, place.sheet, line, column)
                for column in range(place.first_column, last + 1)
            ]

    def _cell(self, values: Values, sheet: str, line: int, column: int) -> Cell:
        place = f"{sheet}!{_letters(column)}{line}"
        value = values.get((line, column))
        if isinstance(value, _Uncalculated):
            expected = "a value: open the file in a spreadsheet program and save it"
            raise self.error(place, "a formula without a value", expected)
        return Cell(value, place)


def _place(reference: str) -> Place | None:
    """Return where a defined name points, None where it points to no cell."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    sheet = (match[1] or match[2]).replace("''", "'")
    first, last = _number(match[3]), _number(match[5] or match[3])
    return Place(sheet, first, last, int(match[4]), int(match[6] or match[4]))


class _Uncalculated(NamedTuple):
    formula: str


SAVE_AS = "an Excel Workbook (.xlsx): save it again as that kind"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_OLD_KIND = bytes.fromhex("d0cf11e0a1b11ae1")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""Errors that reading a damaged archive raises."""


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
            if other := _other_kind(archive):
                raise refuse(other, SAVE_AS)
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
                found = f"{len(parts)} parts of {unpacked / 1e6:.0f} MB unpacked"
                raise refuse(found, f"at most {MOST_PARTS} parts and {MOST_UNPACKED / 1e6:.0f} MB")
            if (names := _count_names(archive)) > MOST_NAMES:
                raise refuse(f"{names} defined names", f"at most {MOST_NAMES}")
            if any(_declares(archive, part) for part in parts):
                raise refuse("a document type or entity", "a workbook written by a spreadsheet")
    except DAMAGED as error:
        if _starts_with(path, _OLD_KIND):
            raise refuse("an old (.xls) or a locked workbook", f"{SAVE_AS}, no password") from None
        raise refuse(f"no Excel file ({shown(str(error), 60)})", "a workbook (.xlsx)") from None


def _starts_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(mark)) == mark


def _other_kind(archive: zipfile.ZipFile) -> str:
    """Name the kind of another spreadsheet format in an archive, or return ""."""
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if "content.xml" in names and "mimetype" in names:
        return "an OpenDocument file (.ods)"
    if "xl/workbook.xml" in names:
        with archive.open("xl/workbook.xml") as stream:
            if _STRICT in stream.read(_PIECE):
                return "a Strict Open XML workbook"
    return ""


def _count_names(archive: zipfile.ZipFile) -> int:
    """Return how many defined names a workbook has; each costs time to read."""
    if "xl/workbook.xml" not in archive.namelist():
        return 0
    with archive.open("xl/workbook.xml") as stream:
        return stream.read().count(b"<definedName ")


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


class _Crowded(Exception):
    """A sheet holds more cells than any workbook of dxsim."""


def _loaded(path: Path) -> tuple[dict[str, str], dict[str, Values]]:
    """Return the references by name, and the values of the sheet that holds the assumptions."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library does not keep is not read here
        valued = openpyxl.load_workbook(path, read_only=True, data_only=True)
        written = openpyxl.load_workbook(path, read_only=True)
    try:
        names = {key: str(name.attr_text) for key, name in valued.defined_names.items()}
        known = {*expected_names(), *filter(is_programme_name, names)}
        places = (_place(reference) for name, reference in names.items() if name in known)
        homes = dict.fromkeys(place.sheet for place in places if place is not None)
        sheets = [sheet for sheet in homes if sheet in valued.sheetnames][:MOST_SHEETS]
        try:
            return names, {sheet: _all_values(valued[sheet], written[sheet]) for sheet in sheets}
        except _Crowded:
            found, expected = "too many filled cells", f"at most {MOST_CELLS} on a sheet of inputs"
            raise InputError(str(path), found=found, expected=expected) from None
    finally:
        valued.close()
        written.close()


def _all_values(valued: "Worksheet", written: "Worksheet") -> Values:
    """Return a sheet's values by line and column; a formula nobody has calculated is marked."""
    values = _values(valued)
    for place, formula in _values(written).items():
        if isinstance(formula, str) and formula.startswith("=") and place not in values:
            values[place] = _Uncalculated(formula)
    return values


def _values(sheet: "Worksheet") -> Values:
    values = {}
    for line in sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS):
        for cell in line:
            if cell.value is not None:
                values[cell.row, cell.column] = _read(cell.value)
        if len(values) > MOST_CELLS:
            raise _Crowded
    return values


def _read(value: object) -> object:
    """Return a cell's value, a text with the characters it stands for, composed, lines by LF."""
    if not isinstance(value, str):
        return value
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    return composed(text.replace("\r\n", "\n").replace("\r", "\n"))


def _number(letters: str) -> int:
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letters))


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
