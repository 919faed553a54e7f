"""The linear programme of targets and growth bounds: what holds, what proves it, a path nearby.

A witness is the path with the least sum of `|dV|/Y` at the milestones from the scenario's own, run
forward through the model.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dxsim.analysis.backwards import conflict
from dxsim.analysis.backwards.milestones import Milestones, Rows, milestones
from dxsim.analysis.targets import Target, metric, reaches
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model import growth
from dxsim.model.projection import simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.laws import Law
from dxsim.scenario.records import Bound, Scenario

MARGIN = 1e-9
"""How far inside its demands a witness lies, in shares of GDP, so that rounding breaks none."""
_TOLERANCE = 1e-10
_SCALES = (1e4, 1.0)
"""HiGHS knows no finer tolerance, so rows are scaled: the smallest levels are held to it too."""
_SOLVED, _INFEASIBLE = 0, 2
_CLOSE = 1e-7
_NEXT = 1e-7
"""Weight of what decides between equally near paths: large components move, and GDP little."""


@dataclass(frozen=True)
class Witness:
    """A path on which all demands hold: a scenario, its trajectory, and how far it had to move.

    `distance` is the sum of `|dV|/Y` over components and milestones.
    """

    scenario: Scenario
    path: Trajectory
    distance: float


class Programme:
    """The linear programme of a scenario's targets and bounds.

    Raises
    ------
    InputError
        where a target and a bound share an id, as a conflict names both kinds.
    """

    def __init__(
        self,
        scenario: Scenario,
        targets: Sequence[Target],
        bounds: Sequence[Bound],
        extra: Iterable[int] = (),
    ) -> None:
        self.scenario, self.targets, self.bounds = scenario, tuple(targets), tuple(bounds)
        self.system: Milestones = milestones(scenario, targets, bounds, extra)
        self.structure = self.system.structure()
        self.rows: dict[str, Rows] = {t.id: self.system.target(t) for t in self.targets}
        for bound in self.bounds:
            if bound.id in self.rows:
                raise InputError(
                    scenario.name, key="bounds", found=quoted(bound.id), expected="an id used once"
                )
            self.rows[bound.id] = self.system.bound(bound)
        self.demands = tuple(self.rows)
        self._known: dict[frozenset[str], bool] = {}

    def holds(self, names: frozenset[str]) -> bool:
        """Return whether some demands can hold together."""
        if names not in self._known:
            self._known[names] = self._solve(names, np.zeros(self.system.size), 0.0) is not None
        return self._known[names]

    def inequalities(self, names: Iterable[str], margin: float = 0.0) -> Rows:
        """Return `a x <= b` of what always holds and of some demands, tightened by a margin."""
        chosen = [self.rows[name] for name in names]
        a = np.concatenate([self.structure.a, *(rows.a for rows in chosen)])
        b = np.concatenate([self.structure.b, *(rows.b - margin for rows in chosen)])
        return Rows(a, b)

    def proof(self, names: Sequence[str]) -> dict[str, float]:
        """Return the largest multiplier of each member of a conflict, proved in exact fractions."""
        rows = self.inequalities(names)
        weights = conflict.multipliers(*rows)
        if weights is None:
            return {}
        at = len(self.structure.b)
        largest = {}
        for name in names:
            end = at + len(self.rows[name].b)
            largest[name] = float(max(weights[at:end]))
            at = end
        return largest

    def witness(self, names: Sequence[str]) -> Witness:
        """Return the path nearest to the scenario's on which some demands hold, or its own."""
        own = self._to_last_milestone()
        path = simulate(own)
        if not self.broken(names, path):
            return Witness(own, path, 0.0)
        size, reference = self.system.size, self._reference()
        counted = np.array([n != self.system.given for n in self.system.names], dtype=float)
        counted = np.tile(counted, len(self.system.years) - 1)
        weight = np.maximum(counted, _NEXT) + _NEXT / np.maximum(reference, _NEXT)
        for margin in (MARGIN, 0.0):
            rows = self.inequalities(names, margin)
            eye, none = np.eye(size), np.zeros((len(rows.b), size))
            a = np.block([[rows.a, none], [eye, -eye], [-eye, -eye]])
            b = np.concatenate([rows.b, reference, -reference])
            x = _minimum(np.concatenate([np.zeros(size), weight]), a, b)
            if x is not None:
                distance = float(counted @ np.abs(x[:size] - reference))
                return self._forward(x[:size], distance)
        raise self._rounding(", ".join(names))

    def finer(self, broken: set[int]) -> "Programme":
        """Return the programme with more milestones: the years in which a witness breaks a demand.

        Raises
        ------
        InputError
            where every one of these years is a milestone, so that only rounding is left.
        """
        if broken <= set(self.system.years):
            raise self._rounding(f"{min(broken)}")
        extra = {*self.system.years, *broken}
        return Programme(self.scenario, self.targets, self.bounds, extra)

    def _rounding(self, where: str) -> InputError:
        found = f"limits that can be kept only to rounding ({where})"
        expected = "limits that leave every component a share of GDP that matters"
        return InputError(self.scenario.name, key="bounds", found=found, expected=expected)

    def broken(self, names: Iterable[str], path: Trajectory) -> set[int]:
        """Return the years in which a path breaks some demands, or leaves nothing to the rest."""
        base, chosen = self.scenario.base_year, set(names)
        years = {int(y) for y in np.flatnonzero(path.exhausted)[:1] + base}
        for bound in (b for b in self.bounds if b.id in chosen):
            rates = growth.real_growth(growth.growth_of(level(path, bound.of)), self._prices(bound))
            first, last = bound.years[0] - base - 1, bound.years[1] - base
            low = -np.inf if bound.min is None else bound.min - _CLOSE
            high = np.inf if bound.max is None else bound.max + _CLOSE
            wrong = ~((rates >= low) & (rates <= high))[first:last]
            hits = np.flatnonzero(wrong) + bound.years[0]
            years |= {int(y) for y in hits} | {int(y) - 1 for y in hits}
        for target in (t for t in self.targets if t.id in chosen):
            close = target.model_copy(update={"threshold": target.threshold - _CLOSE})
            values = metric(self._to_last_milestone(), close, path)
            if not reaches(close, values)[target.year - base]:
                years.add(target.year)
        return years - {base}

    def _to_last_milestone(self) -> Scenario:
        """Return the scenario over the years of a witness."""
        return self.scenario.model_copy(update={"end_year": self.system.years[-1]})

    def _prices(self, bound: Bound) -> Array:
        return self.system.inflation(bound.of)[: self.system.years[-1] - self.scenario.base_year]

    def _solve(self, names: Iterable[str], cost: Array, margin: float) -> Array | None:
        return _minimum(cost, *self.inequalities(names, margin))

    def _reference(self) -> Array:
        """Return the scenario's own levels at the milestones, the last alive where exhausted."""
        system, base = self.system, self.scenario.base_year
        gone = np.flatnonzero(system.path.exhausted)
        last = int(gone[0]) - 1 if gone.size else self.scenario.horizon
        shares = []
        for year in system.years[1:]:
            at = min(year - base, last)
            levels = [level(system.path, name)[at] for name in system.names]
            shares += [value / system.reference[at] for value in levels]
        return np.array(shares)

    def _forward(self, x: Array, distance: float) -> Witness:
        system, base = self.system, self.scenario.base_year
        width, last = len(system.names), system.years[-1]
        laws: dict[str, Law] = {}
        for k, name in enumerate(system.names):
            shares = np.append(level(system.path, name)[0] / system.path.gdp[0], x[k::width])
            money = shares * system.reference[np.array(system.years) - base]
            laws[name] = Law.model_construct(path=self._yearly(name, money))
        moved = _with_growth(self.scenario, laws, system.given, last)
        return Witness(moved, simulate(moved), distance)

    def _yearly(self, name: str, money: Array) -> dict[int, float]:
        """Return nominal growth by year whose stated rate is constant between milestones.

        The given aggregate keeps the profile the scenario gives it.
        """
        system, base = self.system, self.scenario.base_year
        prices = 1 + system.inflation(name)
        profile = 1 + growth.growth_of(system.reference)
        result: dict[int, float] = {}
        for i, (before, year) in enumerate(zip(system.years, system.years[1:], strict=False)):
            follows = name == system.given and not system.is_free(year)
            between = (profile if follows else prices)[before - base : year - base]
            rate = (money[i + 1] / money[i] / between.prod()) ** (1 / (year - before))
            result |= {before + 1 + j: rate * p - 1 for j, p in enumerate(between)}
        return result


def level(path: Trajectory, name: str) -> Array:
    """Return the level of a component or an aggregate."""
    if name in path.components:
        return path.components[name]
    return {"gdp": path.gdp, "non_digital": path.non_digital, "digital": path.digital}[name]


def _minimum(cost: Array, a: Array, b: Array) -> Array | None:
    from scipy.optimize import linprog

    options = {"primal_feasibility_tolerance": _TOLERANCE, "dual_feasibility_tolerance": _TOLERANCE}
    for scale in _SCALES:
        lhs, rhs = scale * a, scale * b
        result = linprog(
            cost, A_ub=lhs, b_ub=rhs, bounds=(0, None), method="highs", options=options
        )
        if result.status in (_SOLVED, _INFEASIBLE):
            break
    return result.x if result.status == _SOLVED else None


def _with_growth(scenario: Scenario, laws: Mapping[str, Law], given: str, last: int) -> Scenario:
    """Return the scenario at current prices with growth by year, up to the last milestone."""
    components: dict[object, object] = {
        name: block.model_copy(update={"growth": laws[name], "deflator": None})
        for name, block in scenario.components.items()
    }
    update: dict[str, object] = {"prices": "current", "components": components, "end_year": last}
    update["programmes"] = ()  # what they add is in the witness levels
    block = scenario.gdp if given == "gdp" else scenario.non_digital
    assert block is not None
    update[given] = block.model_copy(update={"growth": laws[given]})
    return scenario.model_copy(update=update)
