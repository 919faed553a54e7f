"""Extra growth: which drivers of a scenario move with it, and by how much.

An addition to a stated growth rate makes every nominal growth factor it reaches a straight line in
the addition, whatever the price basis. So two passes of the model say all there is to know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.roots import Compound
from dxsim.model import growth
from dxsim.model.drivers import Drivers, Levels, all_years, drivers
from dxsim.model.projection import Trajectory
from dxsim.model.scenario import Scenario

Array = NDArray[np.float64]
Named = Mapping[str, Any]
Money = Callable[[Scenario, Trajectory], Array]
AGGREGATES = ("gdp", "non_digital")


class Question(NamedTuple):
    """What is to be met in a year: money `now` of that year covers money `before` of the last.

    Both return money in every year, linear in the levels: for a share numerator less threshold
    times denominator, for a growth rate the level and `1 + threshold` times the level.
    """

    year: int
    now: Money
    before: Money | None = None


@dataclass(frozen=True)
class Effort:
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
        for name in AGGREGATES:
            aggregate = aggregate * factors[name] if name in factors else aggregate
        return replace(self.drivers, aggregate=aggregate, grown=grown).levels()

    def levels(self, addition: Array) -> Levels:
        """Return the levels under additions of shape (...), the same in every year."""
        return self.levels_by_year(addition[..., np.newaxis])

    def levels_by_year(self, addition: Array) -> Levels:
        """Return the levels under additions of shape (..., years after the base year)."""
        return self.multiplied({n: growth.index(addition * s) for n, s in self.slope.items()})

    def trajectory(self, levels: Levels) -> Trajectory:
        """Return levels as the trajectory that measures are taken of, not masked."""
        gdp, rest, components, gone = levels
        years = all_years(self.scenario)
        return Trajectory(years, gdp, rest, components, self.drivers.deflator, gone)

    @cached_property
    def lead(self) -> tuple[int, ...]:
        """The shape of the draws, () where every number is plain."""
        moving = self.drivers
        groups = (moving.grown, moving.shares, moving.ratios, self.slope)
        shapes = [values.shape[:-1] for group in groups for values in group.values()]
        return np.broadcast_shapes(moving.aggregate.shape[:-1], *shapes)

    @cached_property
    def probes(self) -> Trajectory:
        """Levels with no moving driver, then with each of them alone: what is linear in them."""
        count, ones = len(self.slope), (1,) * (len(self.lead) + 1)
        rows = np.concatenate([np.zeros((1, count)), np.eye(count)])
        factors = {name: rows[:, k].reshape(-1, *ones) for k, name in enumerate(self.slope)}
        levels = self.multiplied(factors)
        shape = (count + 1, *self.lead, self.drivers.aggregate.shape[-1])
        components = {n: np.broadcast_to(v, shape) for n, v in levels.components.items()}
        gdp, rest = (np.broadcast_to(v, shape) for v in levels[:2])
        return self.trajectory(Levels(gdp, rest, components, levels.exhausted))

    def compound(self, question: Question) -> Compound:
        """Return a question as a sum of compounded growth, one problem a draw."""
        at = question.year - self.scenario.base_year
        now = self._linear(question.now, at)
        before = np.zeros_like(now)
        if question.before is not None:
            before = self._linear(question.before, at - 1)
        slope = self._slopes[..., :at]
        constant, weight, earlier = now[:, 0] - before[:, 0], now[:, 1:], before[:, 1:]
        return Compound(constant, weight, earlier, slope[..., -1], slope)

    def _linear(self, money: Money, at: int) -> Array:
        """Return money without the moving drivers, then what each adds, shape (draws, 1 + k)."""
        rows = money(self.scenario, self.probes)[..., at].reshape(len(self.slope) + 1, -1).T
        return np.concatenate([rows[:, :1], rows[:, 1:] - rows[:, :1]], axis=1)

    @cached_property
    def _slopes(self) -> Array:
        full = [np.broadcast_to(s, (*self.lead, s.shape[-1])) for s in self.slope.values()]
        return np.stack([s.reshape(-1, s.shape[-1]) for s in full], axis=1)


class Efforts:
    """The extra growth a scenario can be given, lever by lever.

    Parameters
    ----------
    scenario
        the assumptions; numbers may be arrays of a common leading shape.
    window
        first and last year of the extra growth; by default all years.
    errors
        `factor` and `base_errors` as `projection.simulate` takes them.
    """

    def __init__(
        self, scenario: Scenario, window: tuple[int, int] | None = None, **errors: Named
    ) -> None:
        self.scenario, self.errors = scenario, errors
        years = all_years(scenario)[1:]
        first, last = window or (scenario.base_year, scenario.end_year)
        self.mask = ((years >= first) & (years <= last)).astype(float)
        self.drivers = drivers(scenario, **errors)

    @cached_property
    def base(self) -> Levels:
        """Levels without extra growth."""
        return self.drivers.levels()

    @cached_property
    def slopes(self) -> dict[str, Array]:
        """The slope of every component whose law is a growth rate."""
        extra = dict.fromkeys(self.drivers.grown, self.mask)
        moved = drivers(self.scenario, extra=extra, **self.errors)
        return {name: _slope(moved.grown[name], self.drivers.grown[name]) for name in extra}

    def lever(self, name: str) -> Effort:
        """Return the extra growth of "all" components, one of them, "gdp" or "non_digital"."""
        if name in AGGREGATES:
            return self._aggregate(name)
        names = self.drivers.order if name == "all" else (name,)
        released = {n: self.base.components[n] for n in names if n not in self.drivers.grown}
        slopes = {n: self._realised(n) if n in released else self.slopes[n] for n in names}
        kept = replace(
            self.drivers,
            grown={**self.drivers.grown, **released},
            shares={n: v for n, v in self.drivers.shares.items() if n not in released},
            ratios={n: v for n, v in self.drivers.ratios.items() if n not in released},
        )
        gone = self.base.exhausted
        return Effort(self.scenario, kept, slopes, gone if released else np.zeros_like(gone))

    def _realised(self, name: str) -> Array:
        with np.errstate(all="ignore"):
            return self.mask / (1 + growth.growth_of(self.base.components[name]))

    def _aggregate(self, name: str) -> Effort:
        given = "gdp" if self.drivers.gdp_given else "non_digital"
        if name != given:
            raise ValueError(f"{name} follows; the scenario gives {given}")
        moved = drivers(self.scenario, extra={name: self.mask}, **self.errors)
        slopes = {name: _slope(moved.aggregate, self.drivers.aggregate)}
        for component, block in self.scenario.components.items():
            if block.growth is not None and block.growth.gdp_multiple is not None:
                before = self.drivers.grown[component]
                slopes[component] = _slope(moved.grown[component], before)
        return Effort(self.scenario, self.drivers, slopes, np.zeros_like(self.base.exhausted))


def _slope(moved: Array, base: Array) -> Array:
    with np.errstate(all="ignore"):
        return (1 + growth.growth_of(moved)) / (1 + growth.growth_of(base)) - 1
