"""Defaults of empty notebook parameters, taken from the scenario that is run."""

import numpy as np

from dxsim.analysis.targets import Target
from dxsim.data.country import load_country
from dxsim.data.scenario_files import list_scenarios
from dxsim.model import growth
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Bound, Scenario

MOST_BESIDE = 2
_DIGITS = 4


def opened(name: str) -> Scenario:
    """Return the scenario of a name or file, for an empty one the country's default."""
    return load_scenario(name or load_country().default_scenario)


def own_limits(scenario: Scenario, target: Target) -> tuple[Bound, ...]:
    """Return limits at the scenario's own first growth, from its base year to a target's year.

    The first component grows no slower than in the first year, the last no faster; a single one
    only no faster. Growth is meant as the scenario states it.
    """
    first, last = scenario.base_year + 1, min(target.year, scenario.end_year)
    if last < first:
        return ()
    names = list(scenario.components)
    cap = Bound(id="cap", of=names[-1], years=(first, last), max=_first_growth(scenario, names[-1]))
    if not names[1:]:
        return (cap,)
    least = _first_growth(scenario, names[0])
    return (Bound(id="floor", of=names[0], years=(first, last), min=least), cap)


def _first_growth(scenario: Scenario, name: str) -> float:
    """Return a component's growth in the first year, as the scenario states it."""
    levels = simulate(scenario, masked=False).components[name]  # nothing may be left of the rest
    nominal = float(levels[1] / levels[0] - 1)
    law = scenario.components[name].deflator or scenario.gdp.deflator
    if scenario.prices == "current" or law is None:
        return round(nominal, _DIGITS)
    prices = float(growth.rates(law, scenario.base_year, np.array([scenario.base_year + 1.0]))[0])
    return round((1 + nominal) / (1 + prices) - 1, _DIGITS)


def next_outcome(scenario: Scenario) -> str:
    """Return the scenario's own share of its first year as an outcome, `2025 share 19.87%`."""
    share = float(simulate(scenario).share[1])
    return f"{scenario.base_year + 1} share {share * 100:.2f}%"


def beside(scenario: Scenario) -> list[Scenario]:
    """Return the scenario with a few of the country's others of its base year."""
    known = (load_scenario(name) for name in list_scenarios() if name != scenario.name)
    others = [other for other in known if other.base_year == scenario.base_year]
    return [scenario, *others[:MOST_BESIDE]]


def shown_year(scenario: Scenario, year: int, target: Target) -> int:
    """Return the year asked for, else the target's, at most the scenario's last."""
    return year or min(max(target.year, scenario.base_year + 1), scenario.end_year)
