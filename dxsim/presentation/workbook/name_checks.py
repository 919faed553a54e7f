"""Whether the names of the input cells still stand where the assumptions sheet has them.

A deleted row leaves a name without a cell, and a dragged cell takes its name away from its table;
either would drop an assumption unseen. The tables may move as a whole: rows and columns put in
between keep their names together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dxsim.data.country import component_names
from dxsim.presentation.workbook.input_cells import (
    GRIDS,
    LANGUAGES,
    PARAMETERS,
    TEXTS,
    blocks,
    slots,
)

BOUND_CELLS = 6
"""Cells of a row of bounds: id, block, first and last year, least and largest growth."""
ALONE = "unit", "uncertainty_text"


class Place(NamedTuple):
    """Where a named cell or range stands: sheet, first and last column, first and last line."""

    sheet: str
    first_column: int
    last_column: int
    first_line: int
    last_line: int


class Fault(NamedTuple):
    """A name that is not where it should be, what it is now, and what it should be."""

    name: str
    found: str
    expected: str


def expected_names() -> dict[str, tuple[str, str]]:
    """Return every name of an input cell or row with the line and the column it shares.

    Names with the same line, or the same column, stand beside, or below, one another.
    """
    general = [f"scenario_{text}_{lang}" for text in TEXTS for lang in LANGUAGES]
    general += ["scenario_name", "scenario_sources", "producer", "prices", "closure"]
    names = {name: (name, "general") for name in (*general, "base_year", "end_year", *ALONE)}
    names["gdp_base"] = ("gdp", "base_money")
    for block in blocks():
        columns = ["sources", *(f"note_{lang}" for lang in LANGUAGES)]
        if block in component_names():
            columns += ["base_share", "base_money", "carved_from"]
        names |= {f"{block}_{column}": (block, column) for column in columns}
    for slot in slots():
        own = [parameter.suffix for parameter in PARAMETERS if parameter.law in slot.laws]
        names |= {f"{slot.name}_{key}": (slot.name, f"law {key}") for key in ("law", *own)}
        names |= {f"{slot.name}_{grid}": (f"{slot.name} {grid}", "years") for grid in GRIDS}
    return names | {"grid_years": ("grid_years", "years"), "bounds": ("bounds", "bounds")}


def first_fault(places: Mapping[str, Place | None], home: str) -> Fault | None:
    """Return the first name that is lost or has moved away from its table, None where all stand.

    Parameters
    ----------
    places
        the place of each name of the file, None where it points to no cell.
    home
        the sheet of the assumptions.
    """
    names = expected_names()
    for name in names:
        place = places.get(name)
        if place is None:
            found = "a name without a cell" if name in places else "no such name"
            return Fault(name, found, "the named cell, as dxsim wrote it")
        if place.sheet != home:
            expected = f"a cell of {home}" if home else "a sheet of this file"
            return Fault(name, f"a cell of the sheet {place.sheet}", expected)
    kept = {name: place for name, place in places.items() if place is not None and name in names}
    return _misplaced(kept, names) or _misshapen(kept) or _shared(kept)


def _misplaced(kept: Mapping[str, Place], names: Mapping[str, tuple[str, str]]) -> Fault | None:
    """Return the first name away from the line or the column of most names of its table."""
    lines = _most((names[name][0], place.first_line) for name, place in kept.items())
    columns = _most((names[name][1], place.first_column) for name, place in kept.items())
    for name, place in kept.items():
        line, column = names[name]
        if place.first_line != lines[line] or place.first_column != columns[column]:
            return Fault(name, "a cell away from its table", "its cell where dxsim wrote it")
    return None


def _most(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the number most often paired with each key."""
    counts: dict[str, Counter[int]] = {}
    for key, number in pairs:
        counts.setdefault(key, Counter())[number] += 1
    return {key: count.most_common(1)[0][0] for key, count in counts.items()}


def _misshapen(kept: Mapping[str, Place]) -> Fault | None:
    """Return the first range that has lost or gained cells, or cell that has become a range."""
    years = kept["grid_years"]
    rows = {"grid_years", *(f"{slot.name}_{grid}" for slot in slots() for grid in GRIDS)}
    for name, place in kept.items():
        width = place.last_column - place.first_column + 1
        if name == "bounds":
            fits = width == BOUND_CELLS
        elif name in rows:
            fits = place.last_column == years.last_column and place.first_line == place.last_line
        else:
            fits = width == 1 and place.first_line == place.last_line
        if not fits:
            return Fault(name, "a range of another size", "its cells as dxsim wrote them")
    return None


def _shared(kept: Mapping[str, Place]) -> Fault | None:
    """Return the first name whose cell has another name of the inputs too."""
    seen: dict[Place, str] = {}
    for name, place in kept.items():
        if place in seen:
            return Fault(name, f"the cell of {seen[place]}", "a cell of its own")
        seen[place] = name
    return None
