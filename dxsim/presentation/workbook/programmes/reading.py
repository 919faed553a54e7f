"""From the sheet of programmes back to programmes: the file of each, with what was changed."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from dxsim.data.numerals import format_number, format_percent
from dxsim.data.yamlfile import InputError, parse, quoted
from dxsim.presentation.workbook.cell_texts import CellTexts, Tree
from dxsim.presentation.workbook.named_cells import Cell
from dxsim.presentation.workbook.programmes.input_cells import (
    MILLION,
    YEARS,
    Field,
    cell_name,
    fields_of,
    knots,
    plan_key,
    plan_of,
    programme_names,
)
from dxsim.scenario.programmes.files import load_programme, programmes_of
from dxsim.scenario.programmes.records import Adoption, Demand, Programme
from dxsim.scenario.validation import plain


def read_programmes(form: CellTexts) -> tuple[Programme, ...]:
    """Return the programmes that are switched on, with the numbers of their cells.

    Raises
    ------
    InputError
        naming sheet and cell, for a number that a file may not state.
    """
    count = programme_names(form.cells.names)
    programmes = [_programme(form, number) for number in range(1, count + 1)]
    return tuple(programme for programme in programmes if programme is not None)


def _programme(form: CellTexts, number: int) -> Programme | None:
    switch = form.cells.cell(cell_name(number, "on"))
    if form.text(switch, "text") not in ("0", "1"):
        raise form.cells.error(switch.place, quoted(str(switch.value)), "1, or 0 to leave it out")
    if form.text(switch, "text") == "0":
        return None
    with tempfile.TemporaryDirectory() as folder:
        whole = _stated(form, number, Path(folder))
        places: dict[str, str] = {}
        entry = {"name": whole.name} | _changes(form, number, whole, places)
        text = yaml.safe_dump({"programmes": [entry]}, allow_unicode=True, sort_keys=False)
        entries = parse(text, str(form.cells.path)).mapping("file")["programmes"]
        try:
            return programmes_of(entries, [Path(folder)])[0]
        except InputError as error:
            raise _placed(form, number, error, places) from None


def _stated(form: CellTexts, number: int, folder: Path) -> Programme:
    """Return the programme whose file stands in a cell, and put that file into a folder."""
    cell = form.cells.cell(cell_name(number, "text"))
    text = str(cell.value or "")
    try:
        tree = plain(parse(text, "programme"))
        name = str(tree["name"]) if isinstance(tree, dict) and "name" in tree else ""
        file = folder / f"{Path(name).name or 'programme'}.yaml"
        file.write_text(text, encoding="utf-8")
        return load_programme(file)
    except InputError as error:
        key = error.key or "name"
        raise form.cells.error(cell.place, f"{key}: {error.found}", error.expected) from None


def _placed(form: CellTexts, number: int, error: InputError, places: dict[str, str]) -> InputError:
    """Return the error of a reader with the cell in place of the key."""
    keys = (error.key or "").removeprefix("programmes.0.").split(".")
    tried = (".".join(keys[:count]) for count in range(len(keys), 0, -1))
    own = form.cells.cell(cell_name(number, "name")).place
    place = next((places[key] for key in tried if key in places), own)
    return form.cells.error(place, error.found, error.expected, error.hint)


def _changes(form: CellTexts, number: int, whole: Programme, places: dict[str, str]) -> Tree:
    """Return the cells that differ from the file, in the form of a scenario file."""
    changed: Tree = {}
    for field, before in fields_of(whole):
        cell = form.cells.cell(cell_name(number, field.key))
        places[field.path] = cell.place
        form.text(cell, "number")  # refuses what is neither a number nor a text
        if cell.value == before or cell.value in (None, "") and before is None:
            continue
        written = _written(form, cell, field, whole)
        if field.cost:
            changed.setdefault("cost", {})[field.key] = written
        else:
            changed[field.key] = written
    planned = list(_plan(form, number, whole, places))
    if {year: value for year, value, _ in planned} != knots(plan_of(whole)):
        key = plan_key(whole)
        changed[key] = {"path": {year: text for year, _, text in planned}}
    return changed


def _written(form: CellTexts, cell: Cell, field: Field, whole: Programme) -> str:
    if cell.value in (None, ""):
        expected = "a number, as the programme's file states one"
        raise form.cells.error(cell.place, "nothing", expected)
    if isinstance(cell.value, str):
        return str(form.text(cell, "text"))
    value = float(cell.value)
    if field.in_money:
        assert isinstance(whole, Adoption) and whole.cost is not None
        unit = whole.cost.per_unit.unit
        return f"{format_number(value / MILLION)} {unit}"
    if field.style == "flag":
        return format_number(value)
    if field.style == "rate":
        return format_percent(value) + (" of gdp" if field.key == "reach" else "")
    return format_number(value)


def _plan(
    form: CellTexts, number: int, whole: Programme, places: dict[str, str]
) -> Iterator[tuple[int, float, str]]:
    """Yield the years with a planned value, the value, and its text."""
    years = next(form.cells.block(YEARS), [])
    row = next(form.cells.block(cell_name(number, "plan")), [])
    for year, cell in zip(years, row, strict=True):
        text = form.text(cell, "number")
        if text is None:
            continue
        if isinstance(cell.value, str) or not isinstance(year.value, int | float):
            raise form.cells.error(cell.place, quoted(text), "a number in the column of a year")
        at, value = int(year.value), float(cell.value)
        places[f"{plan_key(whole)}.path.{at}"] = cell.place
        unit = whole.spending.unit if isinstance(whole, Demand) else ""
        stated = f"{format_number(value)} {unit}" if unit else format_percent(value)
        yield at, value, stated
