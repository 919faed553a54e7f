"""Targets and bounds as linear inequalities between levels at milestone years.

Growth as the scenario states it is constant between milestones, so a bound on yearly growth is a
bound on the ratio of two levels. The unknowns are levels over a reference GDP, which keeps all
coefficients near one: the components and the aggregate that the closure gives. The aggregate
follows the scenario, but where a bound limits it: there it may be anything within the bound.
What is a sum or a difference of unknowns has no constant growth between milestones: where a bound
limits it, every year is a milestone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dxsim.analysis import metrics
from dxsim.analysis.targets import Target
from dxsim.data.arrays import Array
from dxsim.model import growth
from dxsim.model.levels import all_years
from dxsim.model.projection import simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.records import Bound, Scenario

_TINY = 1e-300
SMALLEST = 1e-7
"""The least share of the reference GDP a component, or the rest of GDP, is left with."""


class Rows(NamedTuple):
    """Inequalities `a x <= b`, one a row."""

    a: Array
    b: Array


@dataclass(frozen=True)
class Milestones:
    """The unknown levels of a scenario at milestone years, the base year first."""

    scenario: Scenario
    years: tuple[int, ...]
    freed: tuple[Bound, ...]

    @cached_property
    def path(self) -> Trajectory:
        """The scenario's own path, not masked."""
        return simulate(self.scenario, masked=False)

    @property
    def given(self) -> str:
        """The aggregate the closure gives: "gdp" or "non_digital"."""
        return self.scenario.aggregate

    @cached_property
    def reference(self) -> Array:
        """The reference GDP in every year: it grows with the given aggregate."""
        aggregate = self.path.gdp if self.given == "gdp" else self.path.non_digital
        start = self.path.gdp[0]
        return start * aggregate / aggregate[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The unknowns of a year."""
        return (*self.scenario.components, self.given)

    @property
    def size(self) -> int:
        """The number of unknowns."""
        return len(self.names) * (len(self.years) - 1)

    def expression(self, name: str, year: int) -> Array:
        """Return a quantity of a milestone year, in reference GDP: coefficients and a constant."""
        if name == "digital":
            return sum(
                (self.expression(n, year) for n in self.scenario.components),
                start=np.zeros(self.size + 1),
            )
        if name not in self.names:
            sign = 1 if name == "gdp" else -1
            return self.expression(self.given, year) + sign * self.expression("digital", year)
        weights = np.zeros(self.size + 1)
        at = self.years.index(year)
        if at == 0:
            start = {"gdp": self.path.gdp, "non_digital": self.path.non_digital}
            level = start[name] if name in start else self.path.components[name]
            weights[-1] = level[0] / self.path.gdp[0]
        else:
            weights[(at - 1) * len(self.names) + self.names.index(name)] = 1.0
        return weights

    def structure(self) -> Rows:
        """Return the constraints of every scenario: positive levels, and the given aggregate."""
        rows = []
        for before, year in zip(self.years, self.years[1:], strict=False):
            for name in dict.fromkeys((*self.names, "non_digital")):
                floor = -self.expression(name, year)
                floor[-1] += SMALLEST
                rows.append(floor)
            if not self.is_free(year):
                same = self.expression(self.given, year) - self.expression(self.given, before)
                rows += [same, -same]
        return _rows(rows)

    def is_free(self, year: int) -> bool:
        """Return whether the growth of the given aggregate to a year is not the scenario's own."""
        return any(bound.years[0] <= year <= bound.years[1] for bound in self.freed)

    def target(self, target: Target) -> Rows:
        """Return a target as `threshold * bottom - top <= 0`, for growth over its span of years."""
        scenario, measure, year = self.scenario, target.measure, target.year
        shape = metrics.METRICS[target.metric]
        above = self._weighted(shape.top(scenario, measure), year)
        side = -1.0 if target.sense == "at_most" else 1.0
        if shape.form == "growth":
            before = year - measure.span
            grown = (1 + target.threshold) ** measure.span
            needed = grown * self._weighted(shape.top(scenario, measure), before)
        else:
            needed = target.threshold * self._weighted(shape.bottom(scenario, measure), year)
        return _rows([side * (needed - above) / np.abs(above[:-1]).max(initial=_TINY)])

    def _weighted(self, weights: metrics.Weights, year: int) -> Array:
        """Return a weighted sum of levels of a milestone year, over the GDP of the base year."""
        at = year - self.scenario.base_year
        total = np.zeros(self.size + 1)
        for name, weight in weights.items():
            share = float(np.broadcast_to(weight, self.reference.shape)[at])
            if name == "one":
                total[-1] += share / self.reference[0]
            else:
                scale = self.reference[at] / self.reference[0]
                total += share * scale * self.expression(name, year)
        return total

    def bound(self, bound: Bound) -> Rows:
        """Return a bound on growth as bounds on the ratio of levels at neighbouring milestones."""
        first, last = bound.years
        inflation = 1 + self.inflation(bound.of)
        rows = []
        for before, year in zip(self.years, self.years[1:], strict=False):
            if not first - 1 <= before < year <= last:
                continue
            base = self.scenario.base_year
            prices = float(np.prod(inflation[before - base : year - base]))
            for rate, at_least in ((bound.min, True), (bound.max, False)):
                if rate is not None:
                    factor = prices * (1 + rate) ** (year - before)
                    rows.append(self._ratio(bound.of, before, year, factor, at_least=at_least))
        return Rows(np.concatenate([r.a for r in rows]), np.concatenate([r.b for r in rows]))

    def inflation(self, name: str) -> Array:
        """Return the inflation between stated and nominal growth, zero at current prices.

        What has no deflator of its own takes that of GDP.
        """
        scenario, years = self.scenario, all_years(self.scenario)[1:]
        if scenario.prices == "current":
            return np.zeros(len(years))
        block = scenario.components.get(name) or getattr(scenario, name, None)
        law = block.deflator if block is not None and block.deflator else scenario.gdp.deflator
        assert law is not None
        return np.zeros(len(years)) + growth.rates(law, scenario.base_year, years)

    def _ratio(self, name: str, before: int, year: int, factor: float, *, at_least: bool) -> Rows:
        base = self.scenario.base_year
        scale = factor * self.reference[before - base] / self.reference[year - base]
        row = self.expression(name, year) - scale * self.expression(name, before)
        return _rows([-row if at_least else row])


def _rows(expressions: Sequence[Array]) -> Rows:
    stacked = np.array(expressions)
    return Rows(stacked[:, :-1], -stacked[:, -1])


def milestones(
    scenario: Scenario,
    targets: Iterable[Target],
    bounds: Iterable[Bound],
    extra: Iterable[int] = (),
) -> Milestones:
    """Return the milestones of targets and bounds: their years, and the years before.

    Parameters
    ----------
    scenario
        the assumptions.
    targets, bounds
        what is to hold together.
    extra
        further years at which growth may change.
    """
    years = {scenario.base_year, *extra}
    for target in targets:
        years |= {target.year, target.year - metrics.years_before(target.measure)}
    bounds = tuple(bounds)
    unknown = {*scenario.components, scenario.aggregate}
    for bound in bounds:
        before, last = bound.years[0] - 1, bound.years[1]
        years |= {before, last} if bound.of in unknown else set(range(before, last + 1))
    if len(years) == 1:
        years.add(scenario.end_year)
    freed = tuple(bound for bound in bounds if bound.of == scenario.aggregate)
    return Milestones(scenario, tuple(sorted(years)), freed)
