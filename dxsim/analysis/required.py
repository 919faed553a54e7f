"""Required growth: the constant addition to yearly growth that just meets a target.

The addition is made to growth as the scenario states it, in every year after the base year up to
the target year. A ratio-law component that receives it first becomes its realised growth path.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.model import growth
from dxsim.model.drivers import opening
from dxsim.model.laws import GROWTH_LAWS, Law
from dxsim.model.projection import Trajectory, simulate
from dxsim.model.scenario import Component, Scenario

Array = NDArray[np.float64]
LIMIT = 1.0
"""Largest addition sought, in either direction: 100 points a year."""
STEPS = 80
"""Intervals of the grid on which a change of sign is sought."""


class Question(NamedTuple):
    """What is to be met: a threshold of a measure in a year.

    `measure` returns the value in every year from a scenario and its trajectory.
    """

    threshold: float
    year: int
    measure: Callable[[Scenario, Trajectory], Array]


class Total(NamedTuple):
    """Growth at which the digital share of GDP is just met: of digital value added and the rest."""

    digital_cagr: float | None
    non_digital_cagr: float | None


def required_growth(scenario: Scenario, question: Question, lever: str = "all") -> float | None:
    """Return the addition to yearly growth that just meets a question, as a fraction.

    Parameters
    ----------
    scenario
        the assumptions the addition is made to.
    question
        threshold, year and measure.
    lever
        "all" components together, or the name of one.

    Returns
    -------
    float or None
        the addition nearest to zero; None where none within 100 points a year meets it without
        exhausting the rest of the economy on the way.
    """
    names = tuple(scenario.components) if lever == "all" else (lever,)
    plan = prepared(scenario, names, question.year)
    if plan is None:
        return None
    at = question.year - scenario.base_year

    def miss(addition: Array) -> Array:
        extra = dict.fromkeys(names, addition[..., np.newaxis])
        path = simulate(plan, extra=extra, masked=False)
        return question.measure(plan, path)[..., at] - question.threshold

    bracket = _bracket(miss, lowest_addition(plan, names))
    if bracket is None:
        return None
    root = _root(miss, bracket)
    path = simulate(plan, extra=dict.fromkeys(names, np.array(root)))
    return None if path.exhausted[at] else root


def prepared(scenario: Scenario, names: tuple[str, ...], year: int) -> Scenario | None:
    """Return the scenario up to `year` with ratio laws of `names` turned into growth paths.

    None where such a component's realised growth is missing because the path is exhausted.
    """
    short = scenario.model_copy(update={"end_year": year})
    ratio = [n for n in names if _law(scenario.components[n]).kind not in GROWTH_LAWS]
    if not ratio:
        return short
    path = simulate(short)
    if path.exhausted[..., -1].any():
        return None
    components: dict[Any, Component] = dict(short.components)
    for name in ratio:
        components[name] = realised(short, name, path)
    return short.model_copy(update={"components": components})


def realised(scenario: Scenario, name: str, path: Trajectory) -> Component:
    """Return a component whose law is the growth it had, in the prices the scenario states."""
    rates = growth.growth_of(path.components[name])
    years = path.years[1:].astype(int)
    law = Law.model_construct(path={int(y): rates[..., i] for i, y in enumerate(years)})
    deflator = Law.model_construct(constant=0.0) if scenario.prices == "constant" else None
    update = {"growth": law, "deflator": deflator}
    return scenario.components[name].model_copy(update=update)  # type: ignore[index]


def _law(component: Component) -> Law:
    assert component.growth is not None
    return component.growth


def lowest_addition(scenario: Scenario, names: tuple[str, ...]) -> float:
    """Return the lowest addition that leaves every growth rate above -100 %."""
    path = simulate(scenario, masked=False)
    slack = 1e-9
    lowest = -LIMIT
    for name in names:
        nominal = growth.growth_of(path.components[name])
        inflation = stated_inflation(scenario, name)
        stated = growth.real_growth(nominal, inflation)
        lowest = max(lowest, float(-1 - stated.min() + slack))
    return min(lowest, 0.0)


def stated_inflation(scenario: Scenario, name: str) -> Array:
    """Return the inflation between a component's stated growth and its nominal growth."""
    component = scenario.components[name]  # type: ignore[index]
    law = _law(component)
    nominal = law.gdp_multiple is not None and law.gdp_multiple.of == "nominal"
    if scenario.prices == "current" or nominal or component.deflator is None:
        return np.zeros(1)
    years = np.arange(scenario.base_year + 1, scenario.end_year + 1, dtype=float)
    return growth.rates(component.deflator, scenario.base_year, years)


def _bracket(miss: Callable[[Array], Array], lowest: float) -> tuple[float, float] | None:
    grid = np.unique(np.concatenate([np.linspace(lowest, 0, STEPS), np.linspace(0, LIMIT, STEPS)]))
    values = miss(grid)
    sign = np.sign(values)
    with np.errstate(invalid="ignore"):
        turns = np.flatnonzero(sign[:-1] * sign[1:] <= 0)
    if not turns.size:
        return None
    distance = np.minimum(np.abs(grid[turns]), np.abs(grid[turns + 1]))
    best = turns[distance.argmin()]
    return float(grid[best]), float(grid[best + 1])


def _root(miss: Callable[[Array], Array], bracket: tuple[float, float]) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda x: float(miss(np.array(x))), *bracket, xtol=1e-15, rtol=1e-14))


def required_total(scenario: Scenario, threshold: float, year: int) -> Total:
    """Return the growth of digital value added, and of the rest, at which a share is just met.

    Where GDP is given, `D = s Y` and `N = (1 - s) Y`; where the rest is given, `D = N s/(1 - s)`.
    """
    short = scenario.model_copy(update={"end_year": year})
    path, start = simulate(short, masked=False), opening(short)
    years = year - scenario.base_year
    if scenario.closure == "gdp_given":
        digital, rest = threshold * path.gdp[-1], (1 - threshold) * path.gdp[-1]
    else:
        rest = path.non_digital[-1]
        digital = rest * threshold / (1 - threshold)
    base = sum(start.components.values(), start=np.zeros(()))
    return Total(_cagr(base, digital, years), _cagr(start.non_digital, rest, years))


def _cagr(start: Array, end: Array, years: int) -> float | None:
    ratio = float(end / start)
    return ratio ** (1 / years) - 1 if ratio > 0 else None


Solutions = Mapping[str, float | None]
