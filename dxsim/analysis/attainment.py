"""A path held to a target: value, gap, state, first year reached, and the pace it moves at."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dxsim.analysis import metrics, outside_view
from dxsim.analysis.evidence.past_targets import PastVerdict
from dxsim.analysis.targets import Target, metric, reaches, unsuitable
from dxsim.analysis.verdicts import ALL, Speed, Verdict
from dxsim.data.arrays import whole
from dxsim.data.country import component_names
from dxsim.model import share_curves
from dxsim.model.growth import compound_growth
from dxsim.model.trajectory import Trajectory, first_year
from dxsim.scenario.records import Scenario


def attained(
    scenario: Scenario,
    target: Target,
    path: Trajectory,
    ended: Mapping[str, PastVerdict | None],
) -> Verdict:
    """Return a verdict without what is solved for.

    Parameters
    ----------
    scenario, target, path
        what is held to what, on its projection.
    ended
        by target, what was published of those whose year is over; see `evidence.past.over`.
    """
    seen = Verdict(
        scenario=scenario.name,
        producer=scenario.producer,
        prices=scenario.prices,
        money_unit=scenario.unit,
        target=target,
        strain=path.strain,
        additions=dict.fromkeys((ALL, *component_names())),
        non_digital_cagr=_rest_growth(scenario, target, path),
        over=target.id in ended,
        published=ended.get(target.id),
    )
    reason = unsuitable(scenario, target)
    return replace(seen, reason=reason) if reason else _evaluated(scenario, seen, path)


def _evaluated(scenario: Scenario, seen: Verdict, path: Trajectory) -> Verdict:
    """Return a verdict with what a path says of its target: value, gap, state, first year."""
    target = seen.target
    values = metric(scenario, target, path)
    met = reaches(target, values)
    first = whole(first_year(path.years, met))
    stays = None if first is None else bool(met[first - scenario.base_year :].all())
    seen = replace(seen, first_year=first, stays_reached=stays)
    if not scenario.base_year <= target.year <= scenario.end_year:
        return replace(seen, reason="outside_horizon")
    at = target.year - scenario.base_year
    if path.exhausted[at]:
        return replace(seen, reason="exhausted")
    if np.isnan(values[at]):
        return replace(seen, reason=_no_value(target, at))
    gap = float(values[at]) - target.threshold
    scale = _gap_scale(scenario, target, path, at)
    return replace(
        seen,
        value=float(values[at]),
        gap=gap,
        gap_pp=gap * 100 if target.in_per_cent else None,
        gap_money=None if scale is None else gap * scale,
        reached=bool(met[at]),
    )


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


def _rest_growth(scenario: Scenario, target: Target, path: Trajectory) -> float | None:
    """Return growth of the rest of GDP to the target's year, None where that is outside."""
    at = target.year - scenario.base_year
    if not 0 < at <= scenario.horizon or path.exhausted[at]:
        return None
    return float(compound_growth(path.non_digital[0], path.non_digital[at], at))


def log_odds_speeds(scenario: Scenario, seen: Verdict, path: Trajectory) -> Speed:
    """Return the log-odds speeds of a verdict on a share in a single year."""
    target, years = seen.target, seen.target.year - scenario.base_year
    if seen.over or unsuitable(scenario, target) or years <= 0:
        return Speed()
    if target.unit != "share" or target.span > 1:
        return Speed()
    start = float(metric(scenario, target, path)[0])
    if not 0 < start < 1:
        return Speed()
    required = share_curves.pace(start, target.threshold, years)
    value = seen.value if seen.value is not None and 0 < seen.value < 1 else None
    return Speed(
        required,
        None if value is None else share_curves.pace(start, value, years),
        outside_view.percentile(required) if target.is_digital_share else None,
        outside_view.percentile(required, scope="broad") if target.is_digital_share else None,
    )
