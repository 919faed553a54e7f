"""Effects of programmes on a path, each step an equation.

Arrays have time as the last axis, from the base year on; a parameter may be a number or an array of
draws (leading axes). Shares and rates are fractions, money is in trillions at current prices.
Increments count from the base year on: nothing is added in the base year, and what a plan reached
before it is part of the path without programmes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array, Number, over_time
from dxsim.model.cohorts import (
    fade_out,
    over_cohorts,
    productivity_gain,
    ramp_up,
    ramped_coverage,
)
from dxsim.scenario.programmes.records import Adoption, Cost, Demand, DomesticValue, Plan, Programme


def plan_since_base(plan: Plan, base_year: int, years: Array, late: ArrayLike) -> Array:
    """Return a plan delayed by `late` years: `p[t - late]`, the base year's value at first.

    Parameters
    ----------
    plan
        planned values by year.
    base_year
        the year that increments count from.
    years
        the years asked for, shape (years,).
    late
        whole years from plan to effect, a number or an array of draws.
    """
    return plan.at(np.maximum(years - over_time(late), base_year))


def realised_coverage(planned: Array, realisation: ArrayLike) -> Array:
    """Return the part of the units newly covered since the base year: `R (k[t] - k[base])`."""
    return over_time(realisation) * (planned - planned[..., :1])


def within_reach(reaches: Sequence[ArrayLike], coverages: Sequence[Array]) -> list[Array]:
    """Return coverages of programmes that address the same units, in proportion where too many.

    Together they cover at most 100% of the largest reach: in a year in which the sum of reach
    times coverage is larger, each is multiplied by the largest reach over that sum.

    Parameters
    ----------
    reaches
        value added of the units that each programme addresses, fractions of GDP.
    coverages
        the realised coverage of each, cumulated, shape (..., years).
    """
    sizes = [over_time(reach) for reach in reaches]
    covered = sum(size * coverage for size, coverage in zip(sizes, coverages, strict=True))
    largest = np.asarray(sizes[0])
    for size in sizes[1:]:
        largest = np.maximum(largest, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(covered > largest, largest / covered, 1.0)
    return [coverage * scale for coverage in coverages]


@dataclass(frozen=True)
class Effect:
    """Additions of a programme to its component and to GDP, each linear in the path without it.

    `value_added` is a fraction of GDP, `money` is trillions, `rise` a fraction of the component's
    own value added; what they sum to is digital value added. `gdp_gain` is a fraction of GDP that
    adoption adds to GDP; of `money` and `rise` the part `kept` is additional to GDP.
    """

    component: str
    value_added: Array
    gdp_gain: Array
    money: Array
    rise: Array
    kept: Number = 1.0

    def digital(self, gdp: Array, level: Array) -> Array:
        """Return the digital value added, in trillions, that comes to a path's level."""
        return self.value_added * gdp + self._direct(level)

    def gdp(self, gdp: Array, level: Array) -> Array:
        """Return the GDP, in trillions, that comes to a path."""
        return self.gdp_gain * gdp + over_time(self.kept) * self._direct(level)

    def _direct(self, level: Array) -> Array:
        return self.money + self.rise * level


def adoption_effect(programme: Adoption, newly_covered: Array, age: Array) -> Effect:
    """Return the addition of newly covered units to digital value added and to GDP.

    With the gain `G = sum dk (exp(beta w phi) - 1)` and the rise of digital intensity
    `J = sum dk lambda a0 w`: `dV = A omega ((1 - d) a0 G + J)` and `dY = A omega (1 - d) G`,
    fractions of the GDP of the path without programmes.
    """
    ramp = ramp_up(age, programme.ramp)
    gain = productivity_gain(programme.productivity, ramp, fade_out(age, programme.fade))
    gained = over_cohorts(newly_covered, gain)
    a0, kept = over_time(programme.intensity), 1 - over_time(programme.displacement)
    risen = (
        over_time(programme.intensity_rise) * a0 * ramped_coverage(newly_covered, programme.ramp)
    )
    size = over_time(programme.additionality) * over_time(programme.reach)
    nothing = np.zeros(1)
    return Effect(
        programme.component,
        size * (kept * a0 * gained + risen),
        size * kept * gained,
        nothing,
        nothing,
    )


def demand_effect(programme: Demand, spending: Array) -> Effect:
    """Return the addition of higher spending: `dV Y = A R q (m[t-lag] - m[base])`.

    Parameters
    ----------
    programme
        the parameters.
    spending
        planned spending `lag` years earlier, trillions, the base year's first.
    """
    more = spending - spending[..., :1]
    size = (
        over_time(programme.additionality)
        * over_time(programme.carried_out)
        * over_time(programme.content)
    )
    nothing = np.zeros(1)
    return Effect(
        programme.component, nothing, nothing, size * more, nothing, 1 - programme.displacement
    )


def domestic_value_effect(programme: DomesticValue, ratio: Array) -> Effect:
    """Return the addition of a higher ratio: `dV = A p (z[t]/z[base] - 1) V`.

    `z[t] = z[base] + R (z*[t - lag] - z[base])` is the ratio realised; `ratio` holds the planned
    one `lag` years earlier, the base year's first.
    """
    start = ratio[..., :1]
    realised = start + over_time(programme.carried_out) * (ratio - start)
    size = over_time(programme.additionality) * over_time(programme.part)
    nothing = np.zeros(1)
    return Effect(
        programme.component, nothing, nothing, nothing, size * (realised / start - 1),
        1 - programme.displacement,
    )  # fmt: skip


def programme_effects_of(programmes: Sequence[Programme], years: Array) -> tuple[Effect, ...]:
    """Return the effect of each of several programmes that run together.

    Parameters
    ----------
    programmes
        those that run; the ones of a group share the units they address.
    years
        the years, the base year first.
    """
    base_year, age = int(years[0]), years - years[0]
    covered = coverages(programmes, years)
    effects: list[Effect] = []
    for programme in programmes:
        late = programme.years_late
        if isinstance(programme, Adoption):
            newly = np.diff(covered[programme.name], prepend=0.0)
            effects.append(adoption_effect(programme, newly, age))
        elif isinstance(programme, Demand):
            spent = plan_since_base(programme.spending, base_year, years, late)
            effects.append(demand_effect(programme, spent))
        elif isinstance(programme, DomesticValue):
            ratio = plan_since_base(programme.ratio, base_year, years, late)
            effects.append(domestic_value_effect(programme, ratio))
    return tuple(effects)


def coverages(programmes: Sequence[Programme], years: Array) -> dict[str, Array]:
    """Return the realised coverage of adoption programmes by name, groups kept within reach."""
    by_programme: dict[str, Array] = {}
    groups: dict[str, list[Adoption]] = {}
    for programme in programmes:
        if not isinstance(programme, Adoption):
            continue
        plan, late = programme.coverage, programme.years_late
        planned = plan_since_base(plan, int(years[0]), years, late)
        by_programme[programme.name] = realised_coverage(planned, programme.carried_out)
        if programme.group is not None:
            groups.setdefault(programme.group, []).append(programme)
    for members in groups.values():
        together = within_reach([m.reach for m in members], [by_programme[m.name] for m in members])
        by_programme.update({m.name: part for m, part in zip(members, together, strict=True)})
    return by_programme


def coverage_cost(cost: Cost, covered: Array) -> Array:
    """Return the yearly cost of coverage: `(1 + o) n c (dk[t] + upkeep k[t-1])`.

    Parameters
    ----------
    cost
        the number of units `n`, the cost `c` of each in trillions of base-year prices, the yearly
        upkeep as a part of it, and the overrun `o`.
    covered
        the realised coverage `k`, cumulated, shape (..., years).
    """
    newly = np.diff(covered, prepend=0.0)
    kept = np.concatenate([np.zeros_like(covered[..., :1]), covered[..., :-1]], axis=-1)
    each = (1 + over_time(cost.overrun)) * cost.units * over_time(cost.price)
    return each * (newly + cost.upkeep * kept)


def spending_cost(programme: Demand, years: Array, deflator: Array) -> Array:
    """Return the spending beyond that of the base year, in base-year prices: `R (m - m0)/P`.

    Money is spent when it is planned; a delay postpones it, the lag of its effect does not.
    """
    planned = plan_since_base(programme.spending, int(years[0]), years, programme.delay)
    return over_time(programme.carried_out) * (planned - planned[..., :1]) / deflator


def present_value(yearly: Array, discount: float) -> Array:
    """Return the value in the base year of yearly amounts: `sum x[t] / (1 + r) ** (t - base)`."""
    return np.asarray((yearly / (1 + discount) ** np.arange(yearly.shape[-1])).sum(axis=-1))
