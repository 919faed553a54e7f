"""Paths under any combination of a scenario's programmes, the laws evaluated once."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np

from dxsim.analysis.targets import Target, metric
from dxsim.data.arrays import Array
from dxsim.model.drivers import drivers
from dxsim.model.levels import all_years
from dxsim.model.programmes import Effect, programme_effects_of
from dxsim.model.trajectory import Trajectory, trajectory
from dxsim.scenario.programmes.records import Programme, group_of
from dxsim.scenario.records import Scenario


class Combinations:
    """The paths of a scenario with some of its programmes, or with others in their place.

    The effect of a programme depends on the others of its group alone, so each is computed once
    for each of its companies.
    """

    def __init__(self, scenario: Scenario, programmes: Iterable[Programme] | None = None) -> None:
        self.scenario = scenario.without_programmes()
        self.years = all_years(scenario)
        own = scenario.programmes if programmes is None else tuple(programmes)
        self.programmes = {programme.name: programme for programme in own}
        self._moving = drivers(self.scenario)
        self._effects = cache(self._effects_of)

    def path(self, taken: Iterable[str]) -> Trajectory:
        """Return the path with the programmes named, not masked."""
        wanted = set(taken)
        names = [name for name in self.programmes if name in wanted]
        effects = [self._effects(name, self._company(name, wanted)) for name in names]
        levels = replace(self._moving, effects=tuple(effects)).levels()
        return trajectory(levels, self._moving.deflator, self.years)

    def value(self, target: Target, taken: Iterable[str]) -> Array:
        """Return a target's measure in its year with the programmes named, missing if exhausted."""
        return self.measure(target, self.path(taken))

    def measure(self, target: Target, path: Trajectory) -> Array:
        """Return a target's measure in its year on one of these paths, missing if exhausted."""
        at = target.year - self.scenario.base_year
        with np.errstate(all="ignore"):
            values = metric(self.scenario, target, path)[..., at]
        return np.where(path.exhausted[..., at], np.nan, values)

    def _company(self, name: str, taken: set[str]) -> frozenset[str]:
        group = group_of(self.programmes[name])
        if group is None:
            return frozenset({name})
        return frozenset(n for n in taken if group_of(self.programmes[n]) == group)

    def _effects_of(self, name: str, company: frozenset[str]) -> Effect:
        members = [programme for n, programme in self.programmes.items() if n in company]
        effects = programme_effects_of(members, self.years)
        return effects[[member.name for member in members].index(name)]
