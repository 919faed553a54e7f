"""The frontier: how much of one demand can be had with how much of another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from dxsim.analysis.backwards.linear_programme import Programme
from dxsim.analysis.targets import Target
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.scenario.records import Bound, Scenario

_HALVINGS = 22
_WIDEST_RATE = (-0.9, 3.0)
_HIGHEST_SHARE = 0.99
_LEAST_REACH = 0.05

Demand = TypeVar("Demand", Target, Bound)


@dataclass(frozen=True)
class Frontier:
    """For each level `x` of the first demand the best level `y` of the second that still holds.

    A level is a target's threshold or a bound's limit. `y_is_floor` says that more of `y` is
    better (a target, a lower limit); otherwise less is (an upper limit). Missing where nothing is.
    """

    first: str
    second: str
    x: Array
    y: Array
    y_is_floor: bool


def frontier(
    scenario: Scenario,
    targets: Sequence[Target],
    bounds: Sequence[Bound],
    first: str,
    second: str,
    levels: Sequence[float],
) -> Frontier:
    """Return the curve of what trades against what between two demands, all others kept.

    Parameters
    ----------
    scenario
        base levels and the aggregate its closure gives.
    targets, bounds
        all demands, see `feasibility.feasible`.
    first, second
        the ids of two of them.
    levels
        the levels of the first to look at: thresholds, or the limit of a one-sided bound.

    Raises
    ------
    InputError
        for an id that is none of the demands, or a bound with two limits.

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario = dx.load_scenario("plan-fading")
    >>> asked = [t for t in dx.load_targets() if t.id in ("share-2030", "sectoral-2030")]
    >>> curve = dx.frontier(scenario, asked, (), "share-2030", "sectoral-2030", [0.25, 0.3])
    >>> len(curve.y)
    2
    """
    trade = _Trade(scenario, tuple(targets), tuple(bounds))
    if first == second:
        raise InputError("demand", found=f"{quoted(first)} twice", expected="two demands")
    floor = trade.is_floor(second)
    trade.is_floor(first)
    best = [trade.best(first, float(level), second) for level in levels]
    return Frontier(first, second, np.asarray(levels, dtype=float), np.array(best), floor)


def levels_around(demand: Target | Bound, count: int) -> list[float]:
    """Return levels of a demand on either side of what it states, none of them impossible.

    Shares go from half to one and a half of the threshold, below 100%; rates as far on either
    side as half their size, or five points.
    """
    own = level_of(demand)
    if isinstance(demand, Target) and demand.unit == "share":
        return np.linspace(0.5 * own, min(1.5 * own, _HIGHEST_SHARE), count).tolist()
    reach = max(abs(own) / 2, _LEAST_REACH)
    return np.linspace(max(own - reach, _WIDEST_RATE[0]), own + reach, count).tolist()


def level_of(demand: Target | Bound) -> float:
    """Return a target's threshold, or the limit of a bound with one."""
    if isinstance(demand, Target):
        return demand.threshold
    limit = demand.max if demand.min is None else demand.min
    assert limit is not None
    return limit


@dataclass(frozen=True)
class _Trade:
    scenario: Scenario
    targets: tuple[Target, ...]
    bounds: tuple[Bound, ...]

    def demand(self, name: str) -> Target | Bound:
        known: dict[str, Target | Bound] = {t.id: t for t in self.targets}
        known |= {b.id: b for b in self.bounds}
        if name in known:
            return known[name]
        expected = f"one of {', '.join(known)}"
        raise InputError("demand", found=quoted(name), expected=expected, hint=nearest(name, known))

    def is_floor(self, name: str) -> bool:
        demand = self.demand(name)
        if isinstance(demand, Target):
            return True
        if demand.min is not None and demand.max is not None:
            raise InputError("demand", found=quoted(name), expected="a bound with one limit")
        return demand.min is not None

    def at(self, name: str, level: float) -> "_Trade":
        def moved(demand: Demand) -> Demand:
            if demand.id != name:
                return demand
            if isinstance(demand, Target):
                return demand.model_copy(update={"threshold": level})
            key = "min" if demand.min is not None else "max"
            return demand.model_copy(update={key: level})

        return replace(
            self, targets=tuple(map(moved, self.targets)), bounds=tuple(map(moved, self.bounds))
        )

    def holds(self) -> bool:
        programme = Programme(self.scenario, self.targets, self.bounds)
        return programme.holds(frozenset(programme.demands))

    def best(self, first: str, level: float, second: str) -> float:
        kept, floor = self.at(first, level), self.is_floor(second)
        growth = not isinstance(self.demand(second), Target)
        easy, hard = _WIDEST_RATE if growth else (1e-6, 1 - 1e-6)
        easy, hard = (easy, hard) if floor else (hard, easy)
        if not kept.at(second, easy).holds():
            return np.nan
        if kept.at(second, hard).holds():
            return hard
        for _ in range(_HALVINGS):
            middle = (easy + hard) / 2
            easy, hard = (middle, hard) if kept.at(second, middle).holds() else (easy, middle)
        return easy
