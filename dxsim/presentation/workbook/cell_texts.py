"""Cells of a workbook as the texts that a scenario file states, with the cell of each key."""

from datetime import date, datetime, time, timedelta
from typing import Any

from dxsim.data.country import load_country
from dxsim.data.numerals import QuantityError, format_number, format_percent, parse_percent
from dxsim.data.quantities import parse_money, parse_year
from dxsim.data.yamlfile import InputError, hidden, quoted
from dxsim.presentation.workbook.input_cells import (
    LANGUAGES,
    MEANT,
)
from dxsim.presentation.workbook.named_cells import Cell, NamedCells
from dxsim.presentation.workbook.styles import INPUTS

PERCENTS = {kind: one for kind, one in INPUTS.items() if one.look.in_per_cent}
Tree = dict[str, Any]


class CellTexts:
    """Reads named cells as texts of a scenario file, and remembers where each key stands."""

    def __init__(self, cells: NamedCells) -> None:
        self.cells = cells
        self.places: dict[str, str] = {}

    def located(self, error: InputError) -> InputError:
        """Return a reader's error with the cell instead of the key."""
        parts = (error.key or "").split(".")
        keys = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        place = next((self.places[key] for key in keys if key in self.places), error.key)
        return self.cells.error(place, error.found, error.expected, error.hint)

    def value(self, key: str, name: str, kind: str = "text") -> str | None:
        """Return a cell as the text of a scenario file, and note where the key stands."""
        cell = self.cells.cell(name)
        self.places[key] = cell.place
        return self.text(cell, kind)

    def text(self, cell: Cell, kind: str) -> str | None:
        """Return a cell's value as the text of a scenario file, None if it is empty."""
        value = cell.value
        if isinstance(value, bool | date | datetime | time | timedelta):
            found = "a truth value" if isinstance(value, bool) else "a date or time"
            raise self.cells.error(cell.place, found, "a number or a text")
        if isinstance(value, str) and (problem := hidden(value)):
            raise self.cells.error(cell.place, problem, "text that can be seen")
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        try:
            whole = float(value) == int(value)
            if kind in ("year", "text") and whole:
                return str(int(value))
            text = format_percent(value) if kind in PERCENTS else format_number(value)
        except (ValueError, OverflowError):
            expected = "a number of common size"
            raise self.cells.error(cell.place, f"{value!r}", expected) from None
        self._refuse_implausible(cell, kind, float(value))
        return text

    def _refuse_implausible(self, cell: Cell, kind: str, value: float) -> None:
        """Ask about a number that may be meant in per cent, unless it is listed as meant."""
        measured = PERCENTS.get(kind)
        if measured is None or not measured.implausible(value) or value in self.meant():
            return
        stated, most = format_percent(value), format_percent(measured.plausible)
        listed = self.cells.cell(MEANT).place
        raise self.cells.error(
            cell.place,
            f"{format_number(value)}, which reads as {stated}",
            f"below {most}",
            f"did you mean {format_number(value)}%? if {stated} is meant, list it in {listed}",
        )

    def meant(self) -> set[float]:
        """Return the rates and ceilings of 100% and more that are listed as meant."""
        cell = self.cells.cell(MEANT)
        if isinstance(cell.value, int | float):
            return {float(cell.value)}
        try:
            return {
                parse_percent(text) for text in str(cell.value or "").split(";") if text.strip()
            }
        except QuantityError as error:
            found = quoted(str(cell.value))
            raise self.cells.error(cell.place, found, "rates such as 150%; 200%") from error

    def words(self, key: str, name: str) -> Tree | None:
        """Return a text in each language, None where every cell is empty."""
        result = {lang: self.value(f"{key}.{lang}", f"{name}_{lang}") for lang in LANGUAGES}
        self.places[key] = self.places[f"{key}.{LANGUAGES[0]}"]
        return filled(result) or None

    def ids(self, key: str, name: str) -> list[str]:
        """Return the ids that a cell lists, parted by commas."""
        return _listed(self.value(key, name) or "")

    def citations(self, key: str, name: str) -> list[str] | dict[str, list[str]]:
        """Return sources by what they support, `base: a, b; growth: c`, or for the whole block."""
        text = self.value(key, name) or ""
        if ":" not in text:
            return _listed(text)
        pairs = [part.partition(":") for part in text.split(";") if part.strip()]
        return {cited.strip(): _listed(ids) for cited, _, ids in pairs}

    def money(self, amount: str | None) -> str | None:
        """Return an amount with the unit of the sheet."""
        cell = self.cells.cell("unit")
        unit = self.text(cell, "text") or ""
        try:
            parse_money(f"1 {unit}")
        except QuantityError:
            code = next(iter(load_country().currency), "USD")
            expected = f"trillions of a currency, such as trn {code}"
            raise self.cells.error(cell.place, quoted(unit), expected) from None
        return f"{amount} {unit}" if amount else None

    def year_of(self, name: str) -> int:
        """Return the year in a named cell; an InputError where it has none."""
        return self.calendar_year(self.cells.cell(name))

    def calendar_year(self, cell: Cell) -> int:
        """Return the year of a cell, as a number or as a text; an InputError where it has none."""
        text = self.text(cell, "year") or ""
        try:
            return parse_year(text)
        except QuantityError:
            found = quoted(text) if text else "nothing"
            raise self.cells.error(cell.place, found, "a calendar year") from None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def filled(tree: Tree) -> Tree:
    """Return a mapping without what is empty."""
    return {key: value for key, value in tree.items() if value not in (None, [], {})}
