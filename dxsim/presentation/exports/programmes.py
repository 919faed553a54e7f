"""Delivery of programmes as the plain values that the command line prints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.programmes.bridge import Bridge
from dxsim.analysis.programmes.effects import Closing, programme_closings, programme_effects
from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of
from dxsim.data.arrays import finite, number
from dxsim.data.files import Document
from dxsim.model.projection import simulate
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr

PERCENT = 100


def programmes_record(
    scenario: Scenario, targets: Sequence[Target] | None = None, plan: Plan | None = None
) -> Document:
    """Return paths, effects, costs and what each target still lacks, as plain values.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    targets
        by default those of the country.
    plan
        how the odds with and without are drawn: both from the same draws. None leaves them out.
    """
    effects = programme_effects(scenario)
    known = load_targets() if targets is None else targets
    closings = programme_closings(scenario, known)
    judged_ones = [one.target for one in closings]
    odds = _odds(scenario, judged_ones, plan)
    names = [str(name) for name in effects["programme"].values]
    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "unit": scenario.unit,
        "programmes": names,
        "years": list(scenario.calendar),
        "without": _path(effects, "without"),
        "with": _path(effects, "with"),
        "component_without": _components(scenario.without_programmes()),
        "component_with": _components(scenario),
        "effects": {name: _effect(effects.sel(programme=name)) for name in names},
        "cost": {name: finite(effects["cost"].sel(programme=name).values) for name in names},
        "targets": [_target(one, odds) for one in closings]
        + [_unjudged(target) for target in known if target not in judged_ones],
    }


def bridge_record(bridge: Bridge) -> Document:
    """Return a bridge as plain values, in percentage points."""
    ranges = {"all": bridge.spread.together, **bridge.spread.alone}
    return {
        "target": bridge.target.id,
        "start_pp": PERCENT * bridge.start,
        "trend_pp": PERCENT * bridge.trend,
        "steps_pp": {name: PERCENT * value for name, value in bridge.steps.items()},
        "open_pp": PERCENT * bridge.open,
        "ranges_pp": {
            name: dict(zip(("p10", "p50", "p90"), (PERCENT * x for x in values), strict=True))
            for name, values in ranges.items()
        },
        "met_by_programmes": bridge.spread.closes,
    }


def _path(effects: "xr.Dataset", case: str) -> Document:
    own = effects.sel(case=case)
    return {"share": finite(own["share"].values), "gdp": finite(own["gdp"].values)}


def _components(scenario: Scenario) -> Document:
    path = simulate(scenario)
    return {name: finite(path.components[name]) for name in scenario.components}


def _effect(one: "xr.Dataset") -> Document:
    return {
        "share_pp": finite(PERCENT * one["effect_on_share"].values),
        "gdp_pct": finite(PERCENT * one["effect_on_gdp"].values),
    }


def _target(one: Closing, odds: dict[str, tuple[float, float]]) -> Document:
    without, with_them = odds.get(one.target.id, (None, None))
    return {
        "target": one.target.id,
        "year": one.target.year,
        "threshold": number(one.target.threshold),
        "without": one.without,
        "with": one.with_them,
        "gap_pp_without": PERCENT * one.gap_without,
        "closed_pp": PERCENT * one.closed,
        "remaining_pp": PERCENT * one.remaining,
        "attribution": {name: PERCENT * value for name, value in one.attribution.items()},
        "probability_without": without,
        "probability_with": with_them,
    }


def _unjudged(target: Target) -> Document:
    """Return a target that the scenario cannot be judged on: nothing but its name and number."""
    numbers = dict.fromkeys(("without", "with", "gap_pp_without", "closed_pp", "remaining_pp"))
    odds = dict.fromkeys(("probability_without", "probability_with"))
    own = {"target": target.id, "year": target.year, "threshold": number(target.threshold)}
    return own | numbers | {"attribution": {}} | odds


def _odds(
    scenario: Scenario, targets: Sequence[Target], plan: Plan | None
) -> dict[str, tuple[float, float]]:
    """Return the odds of each target without and with programmes, from the same draws."""
    if plan is None or not targets:
        return {}
    pair = [
        futures(study_of(each, targets), plan) for each in (scenario.without_programmes(), scenario)
    ]
    known = [dict(zip([t.id for t in f.study.targets], f.probabilities, strict=True)) for f in pair]
    return {name: (float(known[0][name]), float(known[1][name])) for name in known[1]}
