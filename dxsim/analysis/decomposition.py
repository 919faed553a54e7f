"""Where a change or a difference comes from: by component over time, by assumption between two.

Nothing is left unexplained: the parts sum to the change, or the difference, to rounding.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.data.yamlfile import InputError
from dxsim.model import growth
from dxsim.model.laws import GROWTH_LAWS, Law
from dxsim.model.projection import Trajectory, simulate
from dxsim.model.scenario import Block, Component, Scenario

Array = NDArray[np.float64]
EXACT = 12
"""Number of differing assumptions up to which all orders are counted."""
_TERMS = ("base", "growth", "deflator")


@dataclass(frozen=True)
class Part:
    """What a component adds to the change of the digital share: by its growth and GDP's."""

    component: str
    change: float
    own: float
    gdp: float


@dataclass(frozen=True)
class Effect:
    """What one assumption adds to the difference between two scenarios.

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
        """What the assumptions do together beyond the sum of each alone."""
        return self.difference - sum(effect.alone for effect in self.effects)


def shift_share(path: Trajectory, first_year: int, last_year: int) -> tuple[Part, ...]:
    """Return the change of the digital share between two years by component, exactly.

    A component's share changes by `L (ln V1/V0 - ln Y1/Y0)`, where `L` is the logarithmic mean of
    its two shares; so its own growth and the growth of GDP add up with no residual.

    Raises
    ------
    InputError
        where a year is outside the path, or nothing is left of the rest of GDP in it.
    """
    years = path.years.astype(int).tolist()
    for year in (first_year, last_year):
        if year not in years or path.exhausted[years.index(year)]:
            found = f"no share in {year}"
            raise InputError("years", found=found, expected="a year of the path with a share")
    start, end = years.index(first_year), years.index(last_year)
    gdp = math.log(path.gdp[end] / path.gdp[start])
    parts = []
    for name, levels in path.components.items():
        share = levels / path.gdp
        mean = _log_mean(float(share[start]), float(share[end]))
        own = math.log(levels[end] / levels[start])
        change = float(share[end] - share[start])
        parts.append(Part(name, change, mean * own, -mean * gdp))
    return tuple(parts)


def _log_mean(first: float, last: float) -> float:
    """Return the logarithmic mean `(b - a)/ln(b/a)`, well behaved where `a` is near `b`."""
    rise = (last - first) / first
    return first if abs(rise) < 1e-300 else (last - first) / math.log1p(rise)


def explain(
    first: Scenario, second: Scenario, year: int, *, orders: int = 400, seed: int = 2025
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
    """
    start, end = _comparable(first, second, year)
    names = differing(start, end)
    game = _Game(start, end, names, year - first.base_year)
    exact = len(names) <= EXACT
    values, errors = game.exact() if exact else game.sampled(orders, seed)
    base = game.value(frozenset())
    effects = [
        Effect(name, float(v), float(e), game.value(frozenset({name})) - base)
        for name, v, e in zip(names, values, errors, strict=True)
    ]
    effects.sort(key=lambda effect: -abs(effect.effect))
    whole = game.value(frozenset(names))
    return Explanation(first.name, second.name, year, base, whole, tuple(effects), exact)


def differing(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """Return the assumptions of two scenarios that differ: base, growth and deflator by block."""
    blocks: list[tuple[str, Any, Any]] = [("gdp", first.gdp, second.gdp)]
    if first.non_digital is not None:
        blocks.append(("non_digital", first.non_digital, second.non_digital))
    for name, component in first.components.items():
        blocks.append((f"components.{name}", component, second.components[name]))
    return tuple(
        f"{name}.{term}" for name, one, other in blocks for term in _differing_terms(one, other)
    )


def _differing_terms(first: Any, second: Any) -> tuple[str, ...]:
    """Return what differs between two blocks; a deflator only one has goes with its growth law."""
    terms = [t for t in _TERMS if getattr(first, t, None) != getattr(second, t, None)]
    if _one_sided(first, second):
        terms = [t for t in terms if t != "deflator"]
    return tuple(terms)


def _one_sided(first: Any, second: Any) -> bool:
    return (first.deflator is None) != (second.deflator is None)


def _moved(block: Any, other: Any, term: str) -> Any:
    """Return a block with one term, or a growth law with its deflator, taken from another."""
    terms = ("growth", "deflator") if term == "growth" and _one_sided(block, other) else (term,)
    return block.model_copy(update={t: getattr(other, t) for t in terms})


class _Game:
    """The share in a year by the set of assumptions already taken from the second scenario."""

    def __init__(self, first: Scenario, second: Scenario, names: Sequence[str], at: int) -> None:
        self.first, self.second, self.names, self.at = first, second, tuple(names), at
        self.known: dict[frozenset[str], float] = {}

    def value(self, taken: frozenset[str]) -> float:
        if taken not in self.known:
            path = simulate(self.mixed(taken), masked=False)
            self.known[taken] = float(path.share[self.at])
        return self.known[taken]

    def mixed(self, taken: frozenset[str]) -> Scenario:
        update: dict[str, Any] = {}
        components = dict(self.first.components)
        for name in taken:
            *holder, term = name.split(".")
            if holder[0] == "components":
                key: Any = holder[1]
                components[key] = _moved(components[key], self.second.components[key], term)
            else:
                block = update.get(holder[0]) or getattr(self.first, holder[0])
                other = getattr(self.second, holder[0])
                update[holder[0]] = _moved(block, other, term)
        return self.first.model_copy(update=update | {"components": components})

    def exact(self) -> tuple[Array, Array]:
        """Return Shapley values from all subsets; the errors are zero."""
        count = len(self.names)
        values = np.zeros(count)
        for k, name in enumerate(self.names):
            others = [n for n in self.names if n != name]
            for size in range(count):
                weight = 1 / (count * math.comb(count - 1, size))
                for chosen in itertools.combinations(others, size):
                    before = frozenset(chosen)
                    values[k] += weight * (self.value(before | {name}) - self.value(before))
        return values, np.zeros(count)

    def sampled(self, orders: int, seed: int) -> tuple[Array, Array]:
        """Return Shapley values, with errors, from a sample of orders and their reverses."""
        rng, count = np.random.default_rng(seed), len(self.names)
        pairs = [rng.permutation(count).tolist() for _ in range(max(orders // 2, 2))]
        drawn = np.array([(self.steps(o) + self.steps(o[::-1])) / 2 for o in pairs])
        return drawn.mean(axis=0), drawn.std(axis=0, ddof=1) / math.sqrt(len(drawn))

    def steps(self, order: Sequence[int]) -> Array:
        found, taken = np.zeros(len(self.names)), frozenset[str]()
        for k in order:
            before = self.value(taken)
            taken |= {self.names[k]}
            found[k] = self.value(taken) - before
        return found


def synergy(together: float, alone: Sequence[float]) -> float:
    """Return what measures taken together add beyond the sum of each alone."""
    return together - sum(alone)


def measures(
    scenario: Scenario, extra: dict[str, float], value: Callable[[Trajectory], float]
) -> tuple[float, dict[str, float]]:
    """Return what extra growth of several blocks adds together, and what each adds alone.

    Parameters
    ----------
    scenario
        the assumptions.
    extra
        additions to yearly growth by component, `gdp` or `non_digital`, as fractions.
    value
        what is looked at, from a path to a number.
    """
    base = value(simulate(scenario))
    together = value(simulate(scenario, extra=extra)) - base
    alone = {n: value(simulate(scenario, extra={n: x})) - base for n, x in extra.items()}
    return together, alone


def _comparable(first: Scenario, second: Scenario, year: int) -> tuple[Scenario, Scenario]:
    if first.base_year != second.base_year:
        found, expected = str(second.base_year), f"the base year of {first.name}, {first.base_year}"
        raise InputError(second.name, key="base_year", found=found, expected=expected)
    if set(first.components) != set(second.components):
        found = ", ".join(second.components)
        expected = f"the components of {first.name}: {', '.join(first.components)}"
        raise InputError(second.name, key="components", found=found, expected=expected)
    pair = []
    for scenario in (first, second):
        if not scenario.base_year <= year <= scenario.end_year:
            expected = f"a year of {scenario.base_year}-{scenario.end_year}"
            raise InputError(scenario.name, key="year", found=str(year), expected=expected)
        if simulate(scenario).exhausted[year - scenario.base_year]:
            found = f"nothing left of the rest of GDP in {year}"
            raise InputError(scenario.name, key="year", found=found, expected="an earlier year")
        pair.append(scenario)
    return pair[0], _said_as(pair[1], first.closure, first.prices)


def _said_as(scenario: Scenario, closure: Any, prices: Any) -> Scenario:
    """Return the scenario under another closure and price basis, with the very same path.

    What was stated otherwise becomes realised growth by year; real growth is growth after the GDP
    deflator.
    """
    if (scenario.closure, scenario.prices) == (closure, prices):
        return scenario
    path, real = simulate(scenario, masked=False), prices == "constant"
    deflator = scenario.gdp.deflator if real else None

    def law(levels: Array) -> Law:
        rates = growth.growth_of(levels / path.deflator if real else levels)
        return Law.model_construct(path=dict(zip(path.years[1:].astype(int), rates, strict=True)))

    def stated(name: str, block: Component) -> Component:
        kind = block.growth.kind if block.growth else ""
        kept = scenario.prices == prices and kind != "gdp_multiple"
        if kept or kind not in GROWTH_LAWS:
            return block
        update = {"growth": law(path.components[name]), "deflator": deflator}
        return block.model_copy(update=update)

    given = closure == "gdp_given"
    rest = None if given else Block(growth=law(path.non_digital), deflator=deflator)
    gdp = scenario.gdp.model_copy(update={"growth": law(path.gdp) if given else None})
    components = {name: stated(name, block) for name, block in scenario.components.items()}
    update = {"closure": closure, "prices": prices, "gdp": gdp, "non_digital": rest}
    return scenario.model_copy(update=update | {"components": components})
