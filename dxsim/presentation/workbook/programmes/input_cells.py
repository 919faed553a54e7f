"""Input cells of programmes: their contents and names.

The cells of the first programme are `programme_1_realisation` and so on; its planned values stand
in the row `programme_1_plan`, one column a year of `plan_years`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dxsim.data.quantities import Base
from dxsim.presentation.workbook.name_checks import Fault, Place
from dxsim.scenario.programmes.changes import number_of
from dxsim.scenario.programmes.parameters import kind_of
from dxsim.scenario.programmes.records import PLANS, Plan, Programme
from dxsim.scenario.records import Scenario

YEARS = "plan_years"
_NAMED = re.compile(r"programme_([1-9]\d{0,2})_[a-z_]+")
TEXT_KEYS = ("name", "on", "text", "plan")
Value = str | float | int | None


MILLION = 1e6
"""The cost of a unit stands in millions of money, as a file writes it, not in trillions."""
MOST_PER_UNIT = 1e6
"""Largest cost of a unit, in millions."""


class Field(NamedTuple):
    """A number of a programme by its key; `cost` where it stands in the block of costs."""

    key: str
    cost: bool = False

    @property
    def path(self) -> str:
        """Where the number stands in a programme's file."""
        return f"cost.{self.key}" if self.cost else self.key

    @property
    def style(self) -> str:
        """Name of the style of the number's cell."""
        by_unit = {"whole_years": "flag", "years": "positive", "times": "number", "count": "number"}
        return "number" if self.in_money else by_unit.get(kind_of(self.key).unit, "rate")

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the largest value."""
        if self.in_money:
            return 0.0, MOST_PER_UNIT
        return kind_of(self.key).least, kind_of(self.key).high

    @property
    def in_money(self) -> bool:
        """Whether the number is an amount."""
        return self.key == "per_unit"


FIELDS = (
    *(
        Field(key)
        for key in (
            "scale", "realisation", "delay", "lag", "additionality", "displacement", "reach",
            "intensity", "intensity_rise", "productivity", "ramp", "fade", "content", "part",
        )
    ),
    *(Field(key, cost=True) for key in ("units", "per_unit", "upkeep", "overrun", "discount")),
)  # fmt: skip


def cell_name(number: int, key: str) -> str:
    """Return the name of a cell of the programme of a place in the list, the first being 1."""
    return f"programme_{number}_{key}"


def fields_of(programme: Programme) -> Iterator[tuple[Field, Value]]:
    """Yield the numbers that a programme of its kind has, with what their cells hold."""
    for field in FIELDS:
        owner = getattr(programme, "cost", None) if field.cost else programme
        if not hasattr(owner, field.key):
            continue
        value = number_of(programme, field.key)
        yield field, value * MILLION if field.in_money and value is not None else value


def plan_of(programme: Programme) -> Plan:
    """Return the planned values of a programme: coverage, spending or a ratio."""
    return next(plan for key in PLANS if (plan := getattr(programme, key, None)) is not None)


def plan_key(programme: Programme) -> str:
    """Return the key of a programme's planned values."""
    return next(key for key in PLANS if hasattr(programme, key))


def knots(plan: Plan) -> dict[int, float]:
    """Return the planned values by year as plain numbers."""
    return {
        year: float(v.value if isinstance(v, Base) else v) for year, v in sorted(plan.path.items())
    }


def planned_years(scenario: Scenario, last: int) -> range:
    """Return the years of the row of planned values."""
    known = [year for programme in scenario.programmes for year in plan_of(programme).path]
    return range(min(scenario.base_year, *known), max(last, *known) + 1)


def programme_names(names: Mapping[str, object]) -> int:
    """Return how many programmes the names of a workbook's cells speak of."""
    numbers = [int(found[1]) for name in names if (found := _NAMED.fullmatch(name))]
    return max(numbers, default=0)


def is_programme_name(name: str) -> bool:
    """Return whether a name is that of a cell of programmes."""
    return name == YEARS or _NAMED.fullmatch(name) is not None


def programme_fault(places: Mapping[str, Place | None]) -> Fault | None:
    """Return the first name of a programme's cells that is lost or stands in another line."""
    count = programme_names(places)
    wanted = [YEARS] if count else []
    for number in range(1, count + 1):
        wanted += [cell_name(number, key) for key in (*TEXT_KEYS, *(f.key for f in FIELDS))]
    for name in wanted:
        if places.get(name) is None:
            found = "a name without a cell" if name in places else "no such name"
            return Fault(name, found, "the named cell, as dxsim wrote it")
    for number in range(1, count + 1):
        lines = {
            place.first_line
            for key in ("name", "on", *(f.key for f in FIELDS))
            if (place := places[cell_name(number, key)]) is not None
        }
        if len(lines) > 1:
            expected = "its cell where dxsim wrote it"
            return Fault(cell_name(number, "name"), "a cell away from its table", expected)
    return _narrowed(places, count)


def _narrowed(places: Mapping[str, Place | None], count: int) -> Fault | None:
    years = places.get(YEARS)
    for number in range(1, count + 1):
        name, plan = cell_name(number, "plan"), places[cell_name(number, "plan")]
        assert years is not None and plan is not None
        if (plan.first_column, plan.last_column) != (years.first_column, years.last_column):
            return Fault(name, "a range of another size", "its cells as dxsim wrote them")
    return None
