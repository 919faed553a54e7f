"""The best use of a budget: how much of each programme closes most of a target's gap.

The gap in money, the numerator less the threshold times the denominator, is linear in how much of
each plan is carried out, so the choice is a linear programme. Programmes of one group share the
units they address, which is a limit on their sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.draws import drawn
from dxsim.analysis.programmes.effects import costs, refuse_none
from dxsim.analysis.targets import Target, question
from dxsim.data.arrays import Array
from dxsim.data.numerals import QuantityError
from dxsim.data.quantities import parse_money
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model.levels import all_years
from dxsim.model.programmes import coverages, present_value
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.defaults import SEED
from dxsim.scenario.programmes.records import Adoption, Programme
from dxsim.scenario.records import Scenario

POOR = 0.2
"""The quantile of draws that a cautious choice looks at."""


@dataclass(frozen=True)
class Budget:
    """Money to spend, in trillions of base-year prices: each year, or the present value of all.

    `discount` gives the present value.
    """

    amount: float
    yearly: bool = True
    discount: float = 0.0


def stated_money(text: str, unit: str, key: str, place: str) -> float:
    """Return an amount of money as somebody wrote it, in the scenario's unit.

    Parameters
    ----------
    text
        such as "30 trn VND".
    unit
        the scenario's unit of money.
    key, place
        what was written and where, for the refusal.

    Raises
    ------
    InputError
        for what is no money, or money of another currency.
    """
    try:
        amount = parse_money(text)
    except QuantityError as error:
        raise InputError(
            place, key=key, found=quoted(text), expected=error.expected, hint=error.hint
        ) from None
    if amount.unit != unit:
        raise InputError(place, key=key, found=quoted(text), expected=f"money in {unit}")
    return amount.value


@dataclass(frozen=True)
class Allocation:
    """How much of each plan is carried out, as a part of it, and what that does.

    `closed` is the money by which the target's gap is closed in its year, trillions; `price` what
    one trillion more closes; `spent` by year; `poor` the 20th percentile of `closed` over draws.
    """

    scale: dict[str, float]
    closed: float
    price: float
    spent: Array
    poor: float | None = None


def half_of_plan(scenario: Scenario) -> float:
    """Return half of what the programmes cost a year, trillions of base-year prices.

    The mean is over the years in which any of them costs something; 0 where none states a cost.
    """
    spent = np.nansum(list(costs(scenario).values()), axis=0)
    return float(spent[spent > 0].mean()) / 2 if (spent > 0).any() else 0.0


class BudgetProblem:
    """The problem of spending a budget on a scenario's programmes for one target.

    Parameters
    ----------
    scenario
        the assumptions; programmes without a cost take no part.
    target
        a target on a share that the scenario can be judged on.
    most
        by programme the largest part of its plan, 1 where nothing is said.
    """

    def __init__(
        self, scenario: Scenario, target: Target, most: Mapping[str, float] | None = None
    ) -> None:
        refuse_none(scenario)
        asked = question(target)
        if asked is None:
            expected = "a target on levels, not on an average or a multiple"
            raise InputError("target", found=quoted(target.id), expected=expected)
        self.scenario, self.target, self.asked = scenario, target, asked
        known = costs(scenario)
        self.programmes = [p for p in scenario.programmes if not np.isnan(known[p.name]).all()]
        if not self.programmes:
            found = ", ".join(p.name for p in scenario.programmes)
            expected = "one programme with a cost at least"
            raise InputError(scenario.reference, key="programmes", found=found, expected=expected)
        self.names = [p.name for p in self.programmes]
        most = most or {}
        for name in most:
            if name not in self.names:
                expected = f"a programme with a cost: {', '.join(self.names)}"
                raise InputError(
                    "budget", found=quoted(name), expected=expected, hint=nearest(name, self.names)
                )
        self.most = np.array([most.get(name, 1.0) for name in self.names])
        self.costs = np.array([costs(scenario, [p])[p.name] for p in self.programmes])
        self.gains = self._gains(self.programmes)

    def best(self, budget: Budget) -> Allocation:
        """Return the allocation that closes most of the gap.

        Raises
        ------
        InputError
            where the budget cannot be kept by any allocation.
        """
        from scipy.optimize import linprog

        limits, room = self._limits(budget)
        bounds = [(0.0, most) for most in self.most]
        solution = linprog(-self.gains, A_ub=limits, b_ub=room, bounds=bounds, method="highs")
        if solution.x is None:
            raise InputError("budget", found=f"{budget.amount:g}", expected="a budget that holds")
        money = len(room) - len(self._groups()[1])
        price = -float(np.sum(solution.ineqlin.marginals[:money]))
        return self.allocation(solution.x, price)

    def cautious(self, budget: Budget, *, draws: int = 500, seed: int = SEED) -> Allocation:
        """Return the allocation that closes most in the mean of the worst fifth of draws.

        A linear programme over draws: `max z - mean(max(0, z - gain))/0.2`.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        gains = self.drawn_gains(draws, seed)
        limits, room = self._limits(budget)
        count = len(self.names)
        cost = np.concatenate([np.zeros(count), [-1.0], np.full(draws, 1 / (POOR * draws))])
        below = hstack([csr_array(-gains.T), csr_array(np.ones((draws, 1))), -eye_array(draws)])
        kept = hstack([csr_array(limits), csr_array((len(room), 1 + draws))])
        bounds = [(0.0, most) for most in self.most] + [(None, None)] + [(0.0, None)] * draws
        solution = linprog(
            cost, A_ub=vstack([kept, below]), b_ub=np.concatenate([room, np.zeros(draws)]),
            bounds=bounds, method="highs",
        )  # fmt: skip
        scale = solution.x[:count]
        poor = float(np.quantile(scale @ gains, POOR))
        return self.allocation(scale, 0.0, poor)

    def frontier(self, budget: Budget, parts: Sequence[float]) -> list[Allocation]:
        """Return the best allocations of parts of a budget."""
        amounts = [Budget(budget.amount * part, budget.yearly, budget.discount) for part in parts]
        return [self.best(amount) for amount in amounts]

    def allocation(self, scale: Array, price: float, poor: float | None = None) -> Allocation:
        """Evaluate an allocation."""
        parts = dict(zip(self.names, map(float, scale), strict=True))
        return Allocation(parts, float(self.gains @ scale), price, scale @ self.costs, poor)

    def drawn_gains(self, draws: int, seed: int) -> Array:
        """Return the part of the gap each programme closes, shape (programmes, draws)."""
        chosen = {p.name: p for p in drawn(self.scenario, draws, seed)}
        gains = self._gains([chosen[name] for name in self.names])
        return np.array([np.broadcast_to(gain, (draws,)) for gain in gains])

    def _gains(self, programmes: Sequence[Programme]) -> Array:
        """Return the money by which each whole programme alone closes the gap."""
        paths = Combinations(self.scenario, programmes)
        bare = self._money(paths.path(()))
        parts = [self._money(paths.path([p.name])) - bare for p in programmes]
        return np.array(np.broadcast_arrays(*parts))

    def _money(self, path: Trajectory) -> Array:
        """Return the money by which a path passes the target, below zero where it misses it."""
        at = self.asked.year - self.scenario.base_year
        gap = self.asked.now(self.scenario, path)[..., at]
        if self.asked.before is None:
            return np.asarray(gap)
        return np.asarray(gap - self.asked.before(self.scenario, path)[..., at - 1])

    def _limits(self, budget: Budget) -> tuple[Array, Array]:
        """Return the constraint matrix per unit of scale and its bounds: money, then groups."""
        if budget.yearly:
            spent = self.costs.T[1:]
        else:
            spent = np.array([present_value(cost, budget.discount) for cost in self.costs])[None, :]
        shared, reach = self._groups()
        room = np.concatenate([np.full(len(spent), budget.amount), reach])
        return np.vstack([spent, shared]), room

    def _groups(self) -> tuple[Array, Array]:
        """Return the value added that each programme of a group covers, and the largest reach."""
        years, at = all_years(self.scenario), self.target.year - self.scenario.base_year
        groups: dict[str, dict[int, Adoption]] = {}
        for place, programme in enumerate(self.programmes):
            if isinstance(programme, Adoption) and programme.group is not None:
                groups.setdefault(programme.group, {})[place] = programme
        rows, reaches = np.zeros((len(groups), len(self.programmes))), []
        for row, members in zip(rows, groups.values(), strict=True):
            for place, member in members.items():
                covered = coverages([member], years)[member.name]
                row[place] = member.reach * covered[at]
            reaches.append(max(member.reach for member in members.values()))
        return rows, np.array(reaches)
