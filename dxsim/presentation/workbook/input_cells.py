"""Input cells of the workbook: their contents and names.

A name is the path of a parameter with underscores: `ict_growth_fade_from`, `gdp_deflator_law`.
Rates for given years stand in rows of a grid, one column a year: `ict_growth_path`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dxsim.data.country import component_names
from dxsim.data.numerals import format_percent
from dxsim.data.quantities import RATE, Quantity
from dxsim.presentation.workbook.styles import kind_of_cell
from dxsim.scenario.citations import ASSUMPTION, Citations
from dxsim.scenario.laws import ADDITIONS, LAWS, RATE_LAWS, Law
from dxsim.scenario.laws import PARAMETERS as OF_LAWS
from dxsim.scenario.names import BESIDE
from dxsim.scenario.parameters import numeric_parameters, quantity
from dxsim.scenario.records import Block, Scenario

SPARE_YEARS = 5
"""Years beyond the scenario's end year into which a user may move it."""
LANGUAGES = ("en", "vi")
TEXT_BLOCKS = ("uncertainty", *BESIDE)
TEXTS = ("title", "short", "question", "note")
Value = str | float | int | None


class Slot(NamedTuple):
    """A place for a law: the growth or the deflator of a block."""

    block: str
    part: str

    @property
    def name(self) -> str:
        """The slot's part of cell names, such as `ict_growth`."""
        return f"{self.block}_{self.part}"

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws that may stand here."""
        return LAWS if self.part == "growth" and self.block in component_names() else RATE_LAWS


class Parameter(NamedTuple):
    """A parameter of a law with one number or word: `kind` is its format, `quantity` its limits."""

    law: str
    key: str
    kind: str
    quantity: Quantity | None

    @property
    def suffix(self) -> str:
        """The parameter's part of cell names, such as `fade_from`."""
        return f"{self.law}_{self.key}"


def absent(scenario: Scenario) -> frozenset[str]:
    """Return the components that a scenario lacks; the sheets have their rows, folded."""
    return frozenset(component_names()) - frozenset(scenario.components)


def blocks() -> tuple[str, ...]:
    """Return the blocks that have a row of their own: GDP, the rest of it, the components."""
    return ("gdp", "non_digital", *component_names())


def slots() -> tuple[Slot, ...]:
    """Return the places for laws: growth and deflator of every block."""
    return tuple(Slot(block, part) for block in blocks() for part in ("growth", "deflator"))


GRIDS = ("path", "steps", ADDITIONS)
"""Tables of rates by year; that of additions serves every law of growth rates."""
PARAMETERS = tuple(
    Parameter(
        law,
        "rate" if key == law else key,
        kind_of_cell(quantity) if quantity else "basis",
        quantity,
    )
    for law, stated in OF_LAWS.items()
    if law not in GRIDS
    for key, quantity in stated.items()
)
MEANT = "rates_meant"
"""The cell that lists the rates and ceilings so large that a reader would else ask about them."""


@dataclass(frozen=True)
class Inputs:
    """The content of the input cells by name, of grid rows by name and year, and the bounds."""

    cells: dict[str, Value]
    rows: dict[str, dict[int, float]]
    bounds: list[tuple[Value, ...]] = field(default_factory=list)

    @property
    def last_knot(self) -> int:
        """The latest year for which a grid row has a rate, 0 where there is none."""
        return max((year for row in self.rows.values() for year in row), default=0)


def inputs(scenario: Scenario) -> Inputs:
    """Return the values of the input cells for a scenario."""
    cells: dict[str, Value] = {
        "scenario_name": scenario.name,
        "scenario_sources": None,
        "producer": scenario.producer,
        "base_year": scenario.base_year,
        "end_year": scenario.end_year,
        "prices": scenario.prices,
        "closure": scenario.closure,
        "gdp_base": scenario.gdp.base.value,
        "unit": scenario.unit,
        "uncertainty_text": _uncertainty(scenario),
    }
    for key in TEXTS:
        cells |= _words(f"scenario_{key}", getattr(scenario, key))
    rows: dict[str, dict[int, float]] = {}
    for name, block in _blocks(scenario):
        cells |= _block_cells(name, block)
    for slot, law in _laws(scenario):
        cells |= _law_cells(slot, law)
        rows |= {f"{slot.name}_{grid}": _row(law, grid, scenario) for grid in GRIDS}
    cells[MEANT] = _meant(scenario)
    bounds: list[tuple[Value, ...]] = [
        (b.id, b.of, *b.years, b.min, b.max) for b in scenario.bounds
    ]
    return Inputs(cells, rows, bounds)


def _words(prefix: str, words: Any) -> dict[str, Value]:
    return {f"{prefix}_{lang}": getattr(words, lang) if words else None for lang in LANGUAGES}


def _blocks(scenario: Scenario) -> Iterator[tuple[str, Block | None]]:
    yield "gdp", scenario.gdp
    yield "non_digital", scenario.non_digital
    for name in component_names():
        yield name, scenario.components.get(name)


def _block_cells(name: str, block: Any) -> dict[str, Value]:
    cells = _words(f"{name}_note", block.note if block else None)
    cells[f"{name}_sources"] = _cited(block.sources) if block else None
    if name in component_names():
        base = block.base if block else None
        cells[f"{name}_base_share"] = base.value if base and base.unit == "gdp" else None
        cells[f"{name}_base_money"] = base.value if base and base.unit != "gdp" else None
        cells[f"{name}_carved_from"] = block.carved_from if block else None
    return cells


def _cited(citations: Citations) -> str | None:
    """Return a block's sources by what they support, as one cell holds them."""
    said = [f"{key}: {', '.join(ids) or ASSUMPTION}" for key, ids in citations.items()]
    return "; ".join(said) or None


def _laws(scenario: Scenario) -> Iterator[tuple[Slot, Law | None]]:
    blocks = dict(_blocks(scenario))
    for slot in slots():
        block = blocks[slot.block]
        yield slot, getattr(block, slot.part) if block else None


def _law_cells(slot: Slot, law: Law | None) -> dict[str, Value]:
    cells: dict[str, Value] = {f"{slot.name}_law": law.kind if law else None}
    given: dict[str, Any] = {}
    if law is not None and law.kind not in GRIDS:
        stated = law.model_dump(by_alias=True)[law.kind]
        given = stated if isinstance(stated, dict) else {"rate": stated}
    for parameter in PARAMETERS:
        if parameter.law in slot.laws:
            mine = law is not None and parameter.law == law.kind
            cells[f"{slot.name}_{parameter.suffix}"] = given[parameter.key] if mine else None
    return cells


def _row(law: Law | None, grid: str, scenario: Scenario) -> dict[int, float]:
    if law is not None and grid == ADDITIONS:
        return dict(law.add or {})
    if law is None or law.kind != grid:
        return {}
    if law.path is not None:
        return dict(law.path)
    from numpy import arange

    from dxsim.model.growth import step_growth

    years = arange(scenario.base_year + 1.0, scenario.end_year + 1)
    rates = step_growth(law.steps or {}, years)
    return {int(year): float(rate) for year, rate in zip(years, rates, strict=True)}


def _meant(scenario: Scenario) -> str | None:
    """Return the rates and ceilings beyond what is plausible, as `reading` reads them."""
    numbers = numeric_parameters(scenario).items()
    result = {
        float(value)
        for path, value in numbers
        if quantity(scenario, path).implausible(float(value))
    }
    limits = (limit for bound in scenario.bounds for limit in (bound.min, bound.max))
    result |= {float(limit) for limit in limits if limit is not None and RATE.implausible(limit)}
    beyond = sorted(result)
    return "; ".join(format_percent(value) for value in beyond) or None


def _uncertainty(scenario: Scenario) -> str | None:
    """Return the blocks that have no cells of their own as the text of a scenario file, or None.

    These are the uncertainty and what stands beside the levels: persons and the exchange rate.
    """
    kept = [name for name in TEXT_BLOCKS if getattr(scenario, name) is not None]
    if not kept:
        return None
    from dxsim.scenario.writing import scenario_text

    lines, taken, inside = scenario_text(scenario).splitlines(), [], False
    for line in lines:
        if line and not line.startswith(" "):
            inside = line.partition(":")[0] in kept
        if inside:
            taken.append(line)
    return "\n".join(taken)
