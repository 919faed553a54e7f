"""The records of a programme file: immutable, in the units the model computes with.

A programme raises one component. `adoption` brings a practice to units that lack it, `demand` is
spending on the component, `domestic_value` raises a ratio such as the domestic share of an
industry's revenue. The equations are in `dxsim.model.programmes`.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from dxsim.data.arrays import Array
from dxsim.data.quantities import Base
from dxsim.scenario.laws import Percent, Positive, Rate, Record, Year
from dxsim.scenario.names import ID, ComponentName
from dxsim.scenario.programmes.distributions import (
    AmountDraws,
    LagDraws,
    PartDraws,
    RateDraws,
    ReachDraws,
    RiseDraws,
    YearsDraws,
)
from dxsim.scenario.programmes.quantities import (
    Amount,
    Count,
    Flag,
    Lag,
    Part,
    Reach,
    Rise,
    Spending,
)
from dxsim.scenario.texts import SourceIds, Text

ASSUMPTION = "assumption"
"""The evidence of a number that nobody published."""
PLANS = ("coverage", "spending", "ratio")
"""The planned values of each kind, which a change in place replaces whole."""


class Plan(Record):
    """Planned values in some years: linear between them, flat outside."""

    path: Mapping[Year, float | Base]

    def at(self, years: int | Array) -> Array:
        """Return the planned values of years, an array of any shape with time as its last axis.

        A planned value may be an array too, with the leading axes of the result.
        """
        knots = sorted(self.path)
        values = [np.asarray(getattr(self.path[y], "value", self.path[y]), float) for y in knots]
        if not any(value.ndim for value in values):
            return np.asarray(np.interp(years, knots, [float(value) for value in values]))
        parts = (np.interp(years, knots, unit) for unit in np.eye(len(knots)))
        return sum(
            (value[..., np.newaxis] * part for value, part in zip(values, parts, strict=True)),
            start=np.zeros(1),
        )


class PartPath(Plan):
    """A plan of shares from 0 to 100%."""

    path: dict[Year, Part] = Field(min_length=1)


class MoneyPath(Plan):
    """A plan of money, at current prices in trillions."""

    path: dict[Year, Spending] = Field(min_length=1)

    @property
    def unit(self) -> str:
        """The unit of money, such as "trn USD"."""
        return next(iter(self.path.values())).unit


class Cost(Record):
    """Costs of coverage, in money of base-year prices.

    `per_unit` is paid once a newly covered unit, `upkeep` is the part of it that a covered unit
    costs in every later year; `overrun` is added to both; `discount` gives the present value.
    """

    units: Count
    per_unit: Amount
    upkeep: Part = 0.0
    overrun: Percent = 0.0
    discount: Rate = 0.0

    @property
    def price(self) -> float:
        """The cost of a unit in trillions."""
        return self.per_unit.value


class AdoptionDraws(Record):
    """Distributions of the parameters of an adoption programme; those not named are fixed."""

    realisation: PartDraws | None = None
    additionality: PartDraws | None = None
    displacement: PartDraws | None = None
    lag: LagDraws | None = None
    reach: ReachDraws | None = None
    intensity: PartDraws | None = None
    intensity_rise: RiseDraws | None = None
    productivity: RateDraws | None = None
    ramp: YearsDraws | None = None
    fade: YearsDraws | None = None
    per_unit: AmountDraws | None = None
    overrun: RateDraws | None = None


class DemandDraws(Record):
    """Distributions of the parameters of a demand programme; those not named are fixed."""

    realisation: PartDraws | None = None
    additionality: PartDraws | None = None
    displacement: PartDraws | None = None
    lag: LagDraws | None = None
    content: PartDraws | None = None


class DomesticValueDraws(Record):
    """Distributions of the parameters of a domestic-value programme; those not named are fixed."""

    realisation: PartDraws | None = None
    additionality: PartDraws | None = None
    displacement: PartDraws | None = None
    lag: LagDraws | None = None
    part: PartDraws | None = None


class Programme(Record):
    """Parameters common to programmes of every kind.

    `scale` is the part of the plan that is undertaken at all, `realisation` the part of that which
    is carried out, `additionality` the part that would
    not have happened anyway, `displacement` the part of a gain that others lose, `lag` the whole
    years from plan to effect. `evidence` says of a number which row of the country's
    `programme_numbers.csv` or `facts.csv` it rests on, or "assumption".
    """

    name: Annotated[str, Field(pattern=ID, max_length=64)]
    title: Text | None = None
    note: Text | None = None
    sources: SourceIds = ()
    component: ComponentName
    kind: Literal["adoption", "demand", "domestic_value"]
    lag: Lag = 0
    delay: Lag = 0
    scale: Part = 1.0
    realisation: Part = 1.0
    additionality: Part = 1.0
    displacement: Part = 0.0
    evidence: dict[str, str] = {}

    @property
    def years_late(self) -> int:
        """Years from plan to effect: the lag and any delay."""
        return self.lag + self.delay

    @property
    def carried_out(self) -> float:
        """The part of the plan that is undertaken and carried out."""
        return self.scale * self.realisation

    def heading(self, lang: str) -> str:
        """Return the title in `lang`, or the name where no title is given."""
        return (self.title.get(lang) if self.title else "") or self.name


class Adoption(Programme):
    """A practice brought to units that lack it.

    `reach` is the value added of the units addressed as a fraction of GDP, `coverage` the planned
    cumulated part of them; `intensity` the digital part of a unit's value added before,
    `intensity_rise` its relative rise in a covered unit, `productivity` the log gain of a covered
    unit's value added; the rise and the gain build up over `ramp` years, the gain fades with a
    half-life of `fade` years.
    """

    kind: Literal["adoption"]
    reach: Reach
    coverage: PartPath
    intensity: Part
    intensity_rise: Rise
    productivity: Rate
    ramp: Positive
    fade: Positive | None = None
    group: Annotated[str, Field(pattern=ID, max_length=64)] | None = None
    cost: Cost | None = None
    uncertainty: AdoptionDraws | None = None


class Demand(Programme):
    """Spending on the component's products, of which `content` is domestic value added.

    `public` says whether the State pays it: what private buyers pay is no cost of a programme.
    """

    kind: Literal["demand"]
    public: Flag = True
    spending: MoneyPath
    content: Part
    uncertainty: DemandDraws | None = None


class DomesticValue(Programme):
    """A ratio that rises, with which `part` of the component moves in proportion."""

    kind: Literal["domestic_value"]
    ratio: PartPath
    part: Part
    uncertainty: DomesticValueDraws | None = None


KINDS: dict[str, type[Programme]] = {
    "adoption": Adoption,
    "demand": Demand,
    "domestic_value": DomesticValue,
}


def group_of(programme: Programme) -> str | None:
    """Return the group of programmes that share a programme's units, None where it has none."""
    return programme.group if isinstance(programme, Adoption) else None
