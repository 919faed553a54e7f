"""Where the difference between two scenarios comes from, by assumption, and what measures add.

Nothing is left unexplained: the effects sum to the difference to rounding.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from dxsim.analysis import shapley
from dxsim.analysis.backwards.comparison import comparable, differing, mixed
from dxsim.model import growth
from dxsim.model.projection import simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.defaults import SEED
from dxsim.scenario.laws import GROWTH_LAWS, Law
from dxsim.scenario.records import Scenario

EXACT = 12
"""Number of differing assumptions up to which all orders are counted."""


@dataclass(frozen=True)
class Effect:
    """Contribution of one assumption to the difference between two scenarios.

    `effect` is its Shapley value with its standard error (zero where exact), `alone` what it adds
    to the first scenario by itself.
    """

    assumption: str
    effect: float
    error: float
    alone: float


@dataclass(frozen=True)
class Explanation:
    """The difference between the shares of two scenarios in a year, by assumption.

    `synergy` is the difference less the sum of each assumption alone.
    """

    first: str
    second: str
    year: int
    first_share: float
    second_share: float
    effects: tuple[Effect, ...]
    exact: bool

    @property
    def difference(self) -> float:
        """The share under the second scenario less that under the first."""
        return self.second_share - self.first_share

    @property
    def synergy(self) -> float:
        """Effect of all assumptions together beyond the sum of their effects alone."""
        return self.difference - sum(effect.alone for effect in self.effects)


def explain_assumptions(
    first: Scenario, second: Scenario, year: int, *, orders: int = 400, seed: int = SEED
) -> Explanation:
    """Return the difference between the shares of two scenarios by the assumptions that differ.

    Each assumption gets its Shapley value: what it adds, averaged over all orders in which the
    assumptions can be changed one after the other. Beyond twelve of them a sample of orders is
    drawn. Where closure or price basis differ, the second scenario is first said as the first is.

    Parameters
    ----------
    first, second
        the two scenarios, plain numbers.
    year
        the year of the share.
    orders
        the number of orders drawn where there are too many to count.
    seed
        the seed of that draw.

    Raises
    ------
    InputError
        where the base years differ, a scenario does not reach the year, or has no share in it.

    Examples
    --------
    >>> import dxsim as dx
    >>> pair = dx.load_scenario("baseline"), dx.load_scenario("high-growth")
    >>> found = dx.explain(*pair, 2030)
    >>> shares = [float(dx.simulate(scenario).share[6]) for scenario in pair]
    >>> abs(sum(one.effect for one in found.effects) - (shares[1] - shares[0])) < 1e-9
    True
    """
    start, end = comparable(first, second, year)
    names = differing(start, end)
    share = _share_by_set(start, end, year)
    exact = len(names) <= EXACT
    if exact:
        values, errors = shapley.exact(names, share), np.zeros(len(names))
    else:
        values, errors = shapley.sampled(names, share, orders, seed)
    alone = [share(frozenset({name})) - share(frozenset()) for name in names]
    result = map(Effect, names, values.tolist(), errors.tolist(), alone)
    effects = tuple(sorted(result, key=lambda effect: -abs(effect.effect)))
    ends = share(frozenset()), share(frozenset(names))
    return Explanation(first.name, second.name, year, *ends, effects, exact)


def _share_by_set(first: Scenario, second: Scenario, year: int) -> shapley.Worth:
    """Return the share in a year by the set of assumptions already taken from the second."""

    @cache
    def share(taken: frozenset[str]) -> float:
        path = simulate(mixed(first, second, taken), masked=False)
        return float(path.share[year - first.base_year])

    return share


def measures(
    scenario: Scenario, extra: dict[str, float], value: Callable[[Trajectory], float]
) -> tuple[float, dict[str, float]]:
    """Return the effect of extra growth of several blocks together and of each alone.

    Parameters
    ----------
    scenario
        the assumptions.
    extra
        additions to yearly growth by component, `gdp` or `non_digital`, as fractions.
    value
        what is looked at, from a path to a number.

    A ratio-law component that receives extra growth first becomes its realised growth path, in
    money; the others keep their laws.

    Examples
    --------
    >>> import dxsim as dx
    >>> extra = {"ict": 0.01, "sectoral": 0.01}
    >>> together, alone = dx.measures(
    ...     dx.load_scenario("baseline"), extra, lambda path: float(path.share[6])
    ... )
    >>> set(alone) == set(extra)
    True
    """

    def changed(additions: dict[str, float]) -> float:
        return value(simulate(_growing(scenario, additions), extra=additions)) - base

    base = value(simulate(scenario))
    return changed(extra), {name: changed({name: x}) for name, x in extra.items()}


def _growing(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return the scenario with some components' ratio laws written as growth year by year."""
    bare = scenario.without_programmes()
    path, components = simulate(bare, masked=False), dict(scenario.components)
    still = None if scenario.prices == "current" else Law.model_construct(constant=0.0)
    for name, block in scenario.components.items():
        if name in names and block.growth is not None and block.growth.kind not in GROWTH_LAWS:
            rates = growth.growth_of(path.components[name]).tolist()
            years = path.years[1:].astype(int).tolist()
            law = Law.model_construct(path=dict(zip(years, rates, strict=True)))
            components[name] = block.model_copy(update={"growth": law, "deflator": still})
    return scenario.model_copy(update={"components": components})
