"""Extra growth: which drivers of a scenario move with it, and by how much.

An addition to a stated growth rate `g` multiplies the growth factor by `1 + addition/(1 + g)`,
whatever the price basis. So one pass of the model says all there is to know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards.compounding import Compound
from dxsim.analysis.targets import Money, Question
from dxsim.data.arrays import Array
from dxsim.model import growth
from dxsim.model.levels import Drivers, Levels, all_years, released
from dxsim.model.perturbed import Deviations, Named, deviating_drivers
from dxsim.model.trajectory import Trajectory, trajectory
from dxsim.scenario.names import GIVEN_AGGREGATES
from dxsim.scenario.records import Scenario

_NEVER = np.zeros(1, dtype=bool)


@dataclass(frozen=True)
class ExtraGrowth:
    """Extra growth of one lever: the drivers that move, and their slopes.

    `slope[name]` is the change of the nominal growth factor, relative to itself, a unit of
    addition, shape (..., years after the base year); `lost` says where a ratio-law component
    cannot become its realised growth because nothing is left of the rest of GDP.
    """

    scenario: Scenario
    drivers: Drivers
    slope: Mapping[str, Array]
    lost: NDArray[np.bool_]

    def multiplied(self, factors: Named) -> Levels:
        """Return the levels with the moving drivers multiplied by factors over all years."""
        grown = {
            name: level * factors[name] if name in factors else level
            for name, level in self.drivers.grown.items()
        }
        aggregate = self.drivers.aggregate
        for name in GIVEN_AGGREGATES:
            aggregate = aggregate * factors[name] if name in factors else aggregate
        return self.drivers.levels_of(aggregate, grown)

    def levels(self, addition: Array) -> Levels:
        """Return the levels under additions of shape (...), the same in every year."""
        return self.levels_by_year(addition[..., np.newaxis])

    def levels_by_year(self, addition: Array) -> Levels:
        """Return the levels under additions of shape (..., years after the base year)."""
        return self.multiplied({n: growth.index(addition * s) for n, s in self.slope.items()})

    def trajectory(self, levels: Levels) -> Trajectory:
        """Return levels as the trajectory that measures are taken of, not masked."""
        return trajectory(levels, self.drivers.deflator, all_years(self.scenario))

    @cached_property
    def lead(self) -> tuple[int, ...]:
        """The shape of the draws, () where every number is plain."""
        moving = self.drivers
        groups = (moving.grown, moving.shares, moving.ratios, self.slope)
        shapes = [values.shape[:-1] for group in groups for values in group.values()]
        return np.broadcast_shapes(moving.aggregate.shape[:-1], *shapes)

    @cached_property
    def probes(self) -> Trajectory:
        """Levels without any moving driver, then with each alone: all that is linear in them."""
        count, ones = len(self.slope), (1,) * (len(self.lead) + 1)
        rows = np.eye(count + 1)[:, 1:]
        factors = {name: rows[:, k].reshape(-1, *ones) for k, name in enumerate(self.slope)}
        return self.trajectory(self.multiplied(factors))

    def compound(self, question: Question) -> Compound:
        """Return a question as a sum of compounded growth, one problem a draw."""
        at = question.year - self.scenario.base_year
        now = self._linear(question.now, at)
        before = np.zeros_like(now)
        if question.before is not None:
            before = self._linear(question.before, at - 1)
        return Compound(now[0] - before[0], now[1:], before[1:], self._slopes[:at])

    def _linear(self, money: Money, at: int) -> Array:
        """Return money without the moving drivers, then what each adds, shape (1 + k, draws)."""
        count = len(self.slope) + 1
        rows = np.zeros((count, *self.lead)) + money(self.scenario, self.probes)[..., at]
        rows[1:] -= rows[0]
        return rows.reshape(count, -1)

    @cached_property
    def _slopes(self) -> Array:
        """The slopes by year, driver and draw, so that what is done to them runs over draws."""
        years = len(all_years(self.scenario)) - 1
        slopes = np.empty((years, len(self.slope), *self.lead))
        for k, slope in enumerate(self.slope.values()):
            slopes[:, k] = np.moveaxis(np.broadcast_to(slope, (*self.lead, years)), -1, 0)
        return slopes.reshape(years, len(self.slope), -1)


class Efforts:
    """The extra growth a scenario can be given, lever by lever.

    Parameters
    ----------
    scenario
        the assumptions; numbers may be arrays of a common leading shape.
    window
        first and last year of the extra growth; by default all years.
    errors
        the errors of the scenario's draws; by default none.
    """

    def __init__(
        self,
        scenario: Scenario,
        window: tuple[int, int] | None = None,
        errors: Deviations | None = None,
    ) -> None:
        self.scenario, self.errors = scenario, errors or Deviations()
        years = all_years(scenario)[1:]
        first, last = window or (scenario.base_year, scenario.end_year)
        self.mask = ((years >= first) & (years <= last)).astype(float)
        self.drivers = deviating_drivers(scenario, self.errors)

    @cached_property
    def base(self) -> Levels:
        """Levels without extra growth."""
        return self.drivers.levels()

    def lever(self, name: str) -> ExtraGrowth:
        """Return the extra growth of "all" components, one of them, "gdp" or "non_digital"."""
        if name in GIVEN_AGGREGATES:
            return self._aggregate(name)
        names = self.drivers.order if name == "all" else (name,)
        tied = [n for n in names if n not in self.drivers.grown]
        if tied:
            return self._released(names, tied)
        slopes = {n: self._slope(self.drivers.stated[n]) for n in names}
        return ExtraGrowth(self.scenario, self.drivers, slopes, _NEVER)

    def _released(self, names: Iterable[str], tied: Sequence[str]) -> ExtraGrowth:
        """Return extra growth of components of which some first become their realised growth."""
        kept = released(self.drivers, tied)
        slopes = {n: self._slope(kept.stated[n]) for n in names}
        return ExtraGrowth(self.scenario, kept, slopes, kept.lost)

    def _slope(self, stated: Array) -> Array:
        with np.errstate(all="ignore"):
            return self.mask / (1 + stated)

    def _aggregate(self, name: str) -> ExtraGrowth:
        given: str = self.scenario.aggregate
        if name != given:
            raise ValueError(f"{name} follows; the scenario gives {given}")
        moved = deviating_drivers(self.scenario, self.errors, {name: self.mask})
        slopes = {name: _slope(moved.aggregate, self.drivers.aggregate)}
        for component, block in self.scenario.components.items():
            if block.growth is not None and block.growth.gdp_multiple is not None:
                before = self.drivers.grown[component]
                slopes[component] = _slope(moved.grown[component], before)
        return ExtraGrowth(self.scenario, self.drivers, slopes, _NEVER)


def _slope(moved: Array, base: Array) -> Array:
    with np.errstate(all="ignore"):
        return (1 + growth.growth_of(moved)) / (1 + growth.growth_of(base)) - 1
