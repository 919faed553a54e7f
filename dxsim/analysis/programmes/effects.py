"""The path with and without programmes, the effect and the cost of each, and what targets lack."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis import shapley
from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.targets import Target, judged, load_targets
from dxsim.data.arrays import Array
from dxsim.data.programme_numbers import ProgrammeNumber, programme_numbers
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import compound_growth
from dxsim.model.labelled import labelled
from dxsim.model.levels import all_years, gdp_deflator
from dxsim.model.programmes import coverage_cost, coverages, spending_cost
from dxsim.model.projection import attributes, refuse_overflow, simulate
from dxsim.scenario.defaults import SEED
from dxsim.scenario.programmes.records import Adoption, Demand, Programme
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr

EXACT = 12
"""Programmes up to which every order in which they can start is counted."""
ORDERS = 400


def with_programmes(scenario: Scenario, programmes: Sequence[Programme]) -> Scenario:
    """Return the scenario with other programmes than its own."""
    return scenario.model_copy(update={"programmes": tuple(programmes)})


def with_some(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return the scenario with those of its programmes that are named."""
    wanted = set(names)
    return with_programmes(scenario, [p for p in scenario.programmes if p.name in wanted])


def refuse_none(scenario: Scenario) -> None:
    """Raise an InputError where a scenario has no programme."""
    if not scenario.programmes:
        expected = "programmes: with the names of one or more"
        raise InputError(scenario.reference, key="programmes", found="nothing", expected=expected)


def programme_effects(scenario: Scenario) -> "xr.Dataset":
    """Return the paths with and without programmes, and what each alone does and costs.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.

    Returns
    -------
    xarray.Dataset
        `share` and `gdp` by case ("without", "with") and year, `component_share` by case,
        component and year; `effect_on_share` and `effect_on_gdp` by programme and year, of that
        programme alone, as fractions of GDP; `cost` by programme and year, trillions of base-year
        prices, missing where the programme states none; `coverage` by programme and year, missing
        where it is none of adoption.

    Raises
    ------
    InputError
        where the scenario has no programme, or programmes that its path cannot hold.

    Examples
    --------
    >>> import dxsim as dx
    >>> effects = dx.programme_effects(dx.load_scenario("plan-programmes"))
    >>> list(effects["case"].values) == ["without", "with"]
    True
    """
    refuse_none(scenario)
    labels = {
        "case": ["without", "with"],
        "year": list(scenario.calendar),
        "programme": [programme.name for programme in scenario.programmes],
        "component": list(scenario.components),
    }
    return labelled(_effect_variables(scenario), labels, attributes(scenario))


def _effect_variables(scenario: Scenario) -> dict[str, object]:
    """Return the variables of `programme_effects` by name with their dimensions."""
    cases = (scenario.without_programmes(), scenario)
    paths = [simulate(case) for case in cases]
    for case, path in zip(cases, paths, strict=True):
        refuse_overflow(case, path)
    bare, names = paths[0], [programme.name for programme in scenario.programmes]
    alone = [simulate(with_some(scenario, [name])) for name in names]
    of_gdp = [[p.components[name] / p.gdp for name in scenario.components] for p in paths]
    yearly, cost = ("programme", "year"), costs(scenario)
    return {
        "share": (("case", "year"), [path.share for path in paths]),
        "gdp": (("case", "year"), [path.gdp for path in paths]),
        "component_share": (("case", "component", "year"), of_gdp),
        "effect_on_share": (yearly, [path.share - bare.share for path in alone]),
        "effect_on_gdp": (yearly, [path.gdp / bare.gdp - 1 for path in alone]),
        "cost": (yearly, [cost[name] for name in names]),
        "coverage": (yearly, _coverage(scenario)),
    }


def costs(scenario: Scenario, programmes: Sequence[Programme] | None = None) -> dict[str, Array]:
    """Return yearly costs by programme, trillions of base-year prices; missing if unstated.

    Parameters
    ----------
    scenario
        the assumptions.
    programmes
        those that run; by default the scenario's own. Parameters may be arrays of draws.
    """
    chosen = scenario.programmes if programmes is None else tuple(programmes)
    years, deflator = all_years(scenario), gdp_deflator(scenario)
    covered = coverages(chosen, years)
    by_programme = {}
    for programme in chosen:
        by_programme[programme.name] = np.full(len(years), np.nan)
        if isinstance(programme, Demand) and programme.public:
            by_programme[programme.name] = spending_cost(programme, years, deflator)
        elif isinstance(programme, Adoption) and programme.cost is not None:
            by_programme[programme.name] = coverage_cost(programme.cost, covered[programme.name])
    return by_programme


def _coverage(scenario: Scenario) -> Array:
    years = all_years(scenario)
    planned = coverages(scenario.programmes, years)
    missing = np.full(len(years), np.nan)
    return np.array([planned.get(p.name, missing) for p in scenario.programmes])


def growth_added(scenario: Scenario, year: int) -> float:
    """Return the programmes' mean addition to yearly GDP growth up to a year, a fraction."""
    at = year - scenario.base_year
    bare, whole = simulate(scenario.without_programmes()), simulate(scenario)
    return float(compound_growth(bare.gdp[at], whole.gdp[at], at))


def anchors() -> list[ProgrammeNumber]:
    """Return the published sizes of the digital part of growth, points a year, for comparison."""
    rows = programme_numbers().values()
    return [row for row in rows if row.parameter == "growth_contribution"]


@dataclass(frozen=True)
class Closing:
    """Effect of programmes on a target in its year, in the unit of the target as a fraction.

    `without` and `with_them` are the target's measure; `attribution` is the Shapley value of each
    programme, which sum to the difference, with `errors` where orders are sampled.
    """

    target: Target
    without: float
    with_them: float
    attribution: dict[str, float]
    errors: dict[str, float]

    @property
    def gap_without(self) -> float:
        """Measure less threshold without programmes, negative where missed."""
        return self.without - self.target.threshold

    @property
    def closed(self) -> float:
        """Addition of the programmes to the measure."""
        return self.with_them - self.without

    @property
    def remaining(self) -> float:
        """Measure less threshold with all programmes, negative where it is still missed."""
        return self.with_them - self.target.threshold


def programme_closings(
    scenario: Scenario,
    targets: Iterable[Target] | None = None,
    *,
    orders: int = ORDERS,
    seed: int = SEED,
) -> list[Closing]:
    """Return the effect of a scenario's programmes on each target that can be judged on it.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    targets
        by default those of the country; left out are those that cannot be judged, and those whose
        measure is missing because nothing is left of the rest of GDP.
    orders, seed
        how many orders are drawn where there are more than twelve programmes, and their seed.

    Examples
    --------
    >>> import dxsim as dx
    >>> closings = dx.programme_closings(dx.load_scenario("plan-programmes"))
    >>> all(abs(sum(one.attribution.values()) - one.closed) < 1e-9 for one in closings)
    True
    """
    refuse_none(scenario)
    known = load_targets() if targets is None else targets
    names = [programme.name for programme in scenario.programmes]

    together, closings = Combinations(scenario), []
    path = cache(together.path)  # the same for every target
    for target in judged(scenario, known):

        @cache
        def worth(taken: frozenset[str], target: Target = target) -> float:
            return float(together.measure(target, path(taken)))

        without, whole = worth(frozenset()), worth(frozenset(names))
        if np.isnan(without) or np.isnan(whole):
            continue
        if len(names) <= EXACT:
            values, errors = shapley.exact(names, worth), np.zeros(len(names))
        else:
            values, errors = shapley.sampled(names, worth, orders, seed)
        parts = (dict(zip(names, map(float, numbers), strict=True)) for numbers in (values, errors))
        closings.append(Closing(target, without, whole, *parts))
    return closings
