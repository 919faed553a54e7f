"""Verdicts: is a target reached in its year, by how much, and at what price.

A verdict has three states: reached, missed, and not evaluable with the reason. It always carries
the check on the rest of the economy, and names producer, price basis and source.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis import metrics, outside_view
from dxsim.analysis.backwards.effort import Efforts
from dxsim.analysis.backwards.required import Total, additions_for, required_totals
from dxsim.analysis.evidence.past import PastVerdict, over
from dxsim.analysis.targets import (
    Target,
    judged,
    load_targets,
    metric,
    reaches,
    unsuitable,
)
from dxsim.data.plain import number, whole
from dxsim.model.growth import compound_growth
from dxsim.model.projection import Trajectory, first_year, refuse_overflow, simulate
from dxsim.scenario.loading import Scenario
from dxsim.scenario.names import component_names

Array = NDArray[np.float64]


def verdict(
    scenario: Scenario, target: Target, path: Trajectory | None = None, *, solve: bool = True
) -> dict[str, Any]:
    """Return the verdict on one target under one scenario, as plain values.

    Shares, rates and gaps follow the command line's contract: fractions, percentage points and
    trillions; `None` where nothing exists. `reason` is a message key where the state is not
    evaluable. `path` saves projecting again where the trajectory is at hand. Without `solve` the
    growth required, the growth of the rest at the target and the speeds are left out (`None`).
    So are they for a target whose year is `over`: `published` judges it on the published value
    (None where there is none), beside what the scenario says of that year.
    """
    if path is None:
        path = simulate(scenario)
        refuse_overflow(scenario, path)
    ended = over((target,), scenario.producer)
    if not solve:
        return _verdict(scenario, target, path, None, ended, speeds=False)
    solved = _solved(scenario, (target,), ended)
    return _verdict(scenario, target, path, solved.get(target.id), ended)


def verdicts(
    scenarios: Iterable[Scenario], targets: Iterable[Target] | None = None
) -> list[dict[str, Any]]:
    """Return the verdict on every target under every scenario.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = {v["target"]: v for v in dx.verdicts([dx.load_scenario("plan-repeated")])}
    >>> found["share-2045"]["reached"] is None, found["share-2045"]["reason"]
    (True, 'exhausted')
    """
    targets = tuple(targets) if targets is not None else load_targets()
    found = []
    for scenario in scenarios:
        path = simulate(scenario)
        refuse_overflow(scenario, path)
        found += verdicts_on(scenario, targets, path)
    return found


def verdicts_on(
    scenario: Scenario, targets: Iterable[Target], path: Trajectory
) -> list[dict[str, Any]]:
    """Return the verdict on every target under a scenario whose path is at hand."""
    targets = tuple(targets)
    ended = over(targets, scenario.producer)
    solved = _solved(scenario, targets, ended)
    return [_verdict(scenario, t, path, solved.get(t.id), ended) for t in targets]


def outcomes(
    scenario: Scenario, targets: Iterable[Target], path: Trajectory
) -> list[dict[str, Any]]:
    """Return the verdicts on a path at hand without what must be solved for, as `verdict` does."""
    targets = tuple(targets)
    ended = over(targets, scenario.producer)
    return [_verdict(scenario, t, path, None, ended, speeds=False) for t in targets]


def assess(scenarios: Any, targets: Iterable[Target] | None = None) -> Any:
    """Return the verdicts as a tidy table, one row a scenario and target.

    Parameters
    ----------
    scenarios
        a scenario or several.
    targets
        by default those of the country's `targets.yaml`.

    Returns
    -------
    pandas.DataFrame
        nested values stand in columns such as `required.all` and `speed.required`.

    Examples
    --------
    >>> import dxsim as dx
    >>> table = dx.assess(dx.load_scenario("baseline"))
    >>> len(table) == len(dx.load_targets()), "required.all" in table.columns
    (True, True)
    """
    several = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    return as_table(verdicts(several, targets))


def as_table(found: Iterable[Mapping[str, Any]]) -> Any:
    """Return verdicts as the table that `assess` returns."""
    import pandas as pd

    return pd.json_normalize([dict(verdict) for verdict in found])


class _Solved(NamedTuple):
    required: dict[str, float | None]
    total: Total


def _verdict(
    scenario: Scenario,
    target: Target,
    path: Trajectory,
    solved: _Solved | None,
    ended: Mapping[str, PastVerdict | None],
    *,
    speeds: bool = True,
) -> dict[str, Any]:
    reason, is_over = unsuitable(scenario, target), target.id in ended
    found = solved or _Solved(_no_required(), Total(None, None))
    facts = _identity(scenario, target) | _outcome(scenario, target, path, reason)
    facts["required"] = found.required | {"digital_cagr": found.total.digital_cagr}
    facts |= _rest_of_economy(scenario, target, path)
    facts["non_digital_cagr_at_target"] = found.total.non_digital_cagr
    wanted = speeds and reason is None and not is_over
    facts["speed"] = _speeds(scenario, target, path, facts["value"], wanted)
    past = ended.get(target.id)
    return facts | {"over": is_over, "published": None if past is None else past.plain()}


def _identity(scenario: Scenario, target: Target) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "target": target.id,
        "source": target.source,
        "sense": target.sense,
        "year": target.year,
        "years": list(target.years) if target.years else None,
        "metric": target.measured,
        "what": target.named,
        "unit": target.unit,
        "money_unit": scenario.unit,
        "threshold": target.threshold,
        "judge": scenario.producer == target.judge,
    }


def _outcome(
    scenario: Scenario, target: Target, path: Trajectory, reason: str | None
) -> dict[str, Any]:
    keys = (
        "value",
        "gap",
        "gap_pp",
        "gap_money",
        "reached",
        "reason",
        "first_year",
        "stays_reached",
    )
    facts: dict[str, Any] = dict.fromkeys(keys)
    if reason:
        return facts | {"reason": reason}
    values = metric(scenario, target, path)
    met = reaches(target, values)
    first = whole(first_year(path.years, met))
    facts["first_year"] = first
    if first is not None:
        facts["stays_reached"] = bool(met[first - scenario.base_year :].all())
    if not scenario.base_year <= target.year <= scenario.end_year:
        return facts | {"reason": "outside_horizon"}
    at = target.year - scenario.base_year
    if path.exhausted[at]:
        return facts | {"reason": "exhausted"}
    if np.isnan(values[at]):
        return facts | {"reason": _no_value(target, at)}
    gap = float(values[at]) - target.threshold
    scale = _gap_scale(scenario, target, path, at)
    facts |= {"value": float(values[at]), "gap": gap, "reached": bool(met[at])}
    facts["gap_pp"] = gap * 100 if target.in_per_cent else None
    return facts | {"gap_money": None if scale is None else gap * scale}


def _no_value(target: Target, at: int) -> str:
    """Return why a path that is not exhausted has no value `at` years after its base year."""
    if at >= metrics.years_before(target.measure):
        return "no_gdp_growth"
    return "span_before_base_year" if target.years else "no_growth_in_base_year"


def _gap_scale(scenario: Scenario, target: Target, path: Trajectory, at: int) -> float | None:
    """Return the money that turns a gap into money, None where a gap is not one of money."""
    measure, metric_of = target.measure, metrics.METRICS[target.metric]
    if measure.span > 1 or metric_of.needs or not target.in_per_cent:
        return None
    if metric_of.form == "growth":
        return float(metrics.top(scenario, measure, path)[at - 1])
    return float(metrics.bottom(scenario, measure, path)[at])


def _rest_of_economy(scenario: Scenario, target: Target, path: Trajectory) -> dict[str, Any]:
    at = target.year - scenario.base_year
    cagr = None
    if 0 < at <= scenario.horizon and not path.exhausted[at]:
        cagr = float(compound_growth(path.non_digital[0], path.non_digital[at], at))
    return {
        "non_digital_cagr": cagr,
        "non_digital_cagr_at_target": None,
        **path.strain._asdict(),
    }


def _speeds(
    scenario: Scenario, target: Target, path: Trajectory, value: float | None, wanted: bool
) -> dict[str, float | None]:
    speeds: dict[str, float | None] = dict.fromkeys(
        ("required", "projected", "percentile", "percentile_broad")
    )
    years = target.year - scenario.base_year
    if not wanted or target.unit != "share" or target.span > 1 or years <= 0:
        return speeds
    start = float(metric(scenario, target, path)[0])
    if not 0 < start < 1:
        return speeds
    required = outside_view.pace(start, target.threshold, years)
    speeds["required"] = required
    if value is not None and 0 < value < 1:
        speeds["projected"] = outside_view.pace(start, value, years)
    if target.is_digital_share:
        speeds["percentile"] = outside_view.percentile(required)
        speeds["percentile_broad"] = outside_view.percentile(required, scope="broad")
    return speeds


def _no_required() -> dict[str, float | None]:
    return dict.fromkeys(("all", *component_names(), "digital_cagr"))


def _solved(
    scenario: Scenario, targets: Iterable[Target], ended: Collection[str]
) -> dict[str, _Solved]:
    """Return by target what growth it takes, for those ahead that a scenario can be solved for."""
    asked = judged(scenario, (t for t in targets if t.id not in ended), after=1)
    if not asked:
        return {}
    efforts, levers = Efforts(scenario), ("all", *scenario.components)
    additions = additions_for(efforts, levers, asked)
    shares = [t for t in asked if t.is_digital_share]
    totals = required_totals(efforts, [t.threshold for t in shares], [t.year for t in shares])
    reaching = {t.id: total for t, total in zip(shares, totals, strict=True)}
    found = {}
    for column, target in enumerate(asked):
        needed = zip(levers, additions[:, column], strict=True)
        required = _no_required() | {name: number(addition) for name, addition in needed}
        found[target.id] = _Solved(required, reaching.get(target.id, Total(None, None)))
    return found
