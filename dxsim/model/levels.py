"""Levels: those of the base year, those that move on their own, those that the closure makes.

Everything is at current prices in trillions, time is the last axis.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array
from dxsim.model import closure, growth
from dxsim.model.on_demand import OnDemand
from dxsim.model.programmes import Effect
from dxsim.scenario.records import Scenario


@dataclass(frozen=True)
class Opening:
    """Base-year levels in trillions: GDP, each component, and the rest of GDP."""

    gdp: Array
    components: Mapping[str, Array]
    non_digital: Array


def opening(scenario: Scenario) -> Opening:
    """Return the base-year levels."""
    gdp = np.asarray(scenario.gdp.base.value, dtype=float)
    components: dict[str, Array] = {}
    for name, component in scenario.components.items():
        level = np.asarray(component.base.value, dtype=float)
        components[name] = level * gdp if component.base.unit == "gdp" else level
    return Opening(gdp, components, gdp - sum(components.values(), start=np.zeros(())))


class Levels(NamedTuple):
    """Levels in trillions at current prices, and whether the rest of GDP is exhausted."""

    gdp: Array
    non_digital: Array
    digital: Array
    components: Mapping[str, Array]
    exhausted: NDArray[np.bool_]


@dataclass(frozen=True)
class Drivers:
    """The given aggregate (GDP or the rest of it) and the components, by the group of their law.

    `grown` holds levels, `shares` shares of GDP, `ratios` ratios to the rest of GDP; `stated` the
    yearly growth, before extra growth, that the laws of `grown` state; `order` the names
    of the components as the scenario lists them, `deflator` the GDP deflator, 1 in the base year;
    `effects` is what programmes add to the levels the closure makes; `lost` are years in which a
    component has no growth of its own, as nothing was left where it was realised.
    """

    gdp_given: bool
    order: tuple[str, ...]
    aggregate: Array
    grown: Mapping[str, Array]
    shares: Mapping[str, Array]
    ratios: Mapping[str, Array]
    deflator: Array
    stated: Mapping[str, Array]
    effects: tuple[Effect, ...] = ()
    lost: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1, dtype=bool))

    def levels(self) -> Levels:
        """Return the levels the closure makes of the drivers."""
        return self.levels_of(self.aggregate, self.grown)

    def levels_of(self, aggregate: Array, grown: Mapping[str, Array]) -> Levels:
        """Return the levels with another given aggregate and other components that grow."""
        groups = tuple(total(of.values()) for of in (grown, self.shares, self.ratios))
        if self.gdp_given:
            gdp, rest = aggregate, closure.rest_of_gdp(aggregate, *groups)
        else:
            gdp, rest = closure.gdp_from_rest(aggregate, *groups), aggregate

        def level(name: str) -> Array:
            if name in grown:
                return grown[name]
            return self.shares[name] * gdp if name in self.shares else self.ratios[name] * rest

        digital, gone = closure.digital(gdp, rest, *groups), closure.exhausted(rest, groups[1])
        gone = gone | self.lost if self.lost.any() else gone
        levels = Levels(gdp, rest, digital, OnDemand(self.order, level), gone)
        return with_effects(levels, self.effects) if self.effects else levels


def released(moving: Drivers, names: Sequence[str]) -> Drivers:
    """Return the drivers with ratio-law components growing as they do on this path.

    Their levels are those of the path without programmes, which are computed on it afterwards.
    """
    own = replace(moving, effects=()).levels()
    levels = {name: own.components[name] for name in names}
    with np.errstate(all="ignore"):
        realised = {name: growth.growth_of(level) for name, level in levels.items()}
    return replace(
        moving,
        grown={**moving.grown, **levels},
        shares={n: v for n, v in moving.shares.items() if n not in levels},
        ratios={n: v for n, v in moving.ratios.items() if n not in levels},
        stated={**moving.stated, **realised},
        lost=own.exhausted,
    )


def with_effects(levels: Levels, effects: Sequence[Effect]) -> Levels:
    """Return levels with what programmes add: `V + Y dV`, `N + Y (dY - dV)` and their sum.

    Exhausted are the years in which the path without programmes is, and those from the first in
    which programmes leave nothing of the rest of GDP.
    """
    added: dict[str, Array] = {}
    more_gdp, more_digital = np.zeros(1), np.zeros(1)
    for effect in effects:
        level = levels.components[effect.component]
        digital = effect.digital(levels.gdp, level)
        added[effect.component] = added.get(effect.component, np.zeros(1)) + digital
        more_gdp = more_gdp + effect.gdp(levels.gdp, level)
        more_digital = more_digital + digital
    rest = levels.non_digital + (more_gdp - more_digital)
    components = OnDemand(
        list(levels.components),
        lambda name: (
            levels.components[name] + added[name] if name in added else levels.components[name]
        ),
    )
    with np.errstate(invalid="ignore"):
        gone = np.logical_or.accumulate(levels.exhausted | (rest <= 0), axis=-1)
    return Levels(levels.gdp + more_gdp, rest, levels.digital + more_digital, components, gone)


def all_years(scenario: Scenario) -> Array:
    """Return the years of a scenario, the base year first."""
    return np.array(scenario.calendar, dtype=float)


def gdp_deflator(scenario: Scenario) -> Array:
    """Return the GDP deflator, 1 in the base year."""
    assert scenario.gdp.deflator is not None
    years = all_years(scenario)[1:]
    return growth.index(growth.rates(scenario.gdp.deflator, scenario.base_year, years))


def total(parts: Iterable[Array]) -> Array | None:
    """Return the sum of some levels or ratios, None where there are none.

    They are taken one after another, and from the second sum on added up in place: large arrays
    cost what their memory costs.
    """
    found, own = None, False
    for part in parts:
        if found is None:
            found = part
            continue
        own = own and found.shape == np.broadcast_shapes(found.shape, part.shape)
        found, own = np.add(found, part, out=found if own else None), True
    return found
