"""Judging: a scenario on its path, held to targets, worked out once for all who read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

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
from dxsim.analysis.verdicts import ALL, Speed, Verdict, as_table
from dxsim.data.arrays import number, whole
from dxsim.model.growth import compound_growth
from dxsim.model.projection import Trajectory, first_year, refuse_overflow, simulate
from dxsim.scenario.loading import Scenario, told_apart
from dxsim.scenario.names import component_names

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Judged:
    """A scenario on its path, held to targets: made once, and handed to all who tell of it.

    Attributes
    ----------
    scenario, path
        the assumptions and their projection.
    targets
        what the verdicts are on, in their order.
    """

    scenario: Scenario
    path: Trajectory
    targets: tuple[Target, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, targets: Iterable[Target] | None = None) -> "Judged":
        """Return a scenario on its path, by default held to the country's `targets.yaml`.

        Raises
        ------
        InputError
            where a level leaves what a computer can hold.
        """
        path = simulate(scenario)
        refuse_overflow(scenario, path)
        return cls(scenario, path, load_targets() if targets is None else tuple(targets))

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on every target."""
        ahead = [seen.target for seen in self._seen if not seen.over]
        solved = _solved(self.scenario, ahead)
        return tuple(self._solve(seen, solved.get(seen.target.id)) for seen in self._seen)

    def on(self, target: Target) -> Verdict:
        """Return the verdict on a target, whether it is held to it yet or not."""
        if target in self.targets:
            return self.verdicts[self.targets.index(target)]
        return replace(self, targets=(target,)).verdicts[0]

    def glances(self, targets: Iterable[Target] | None = None) -> tuple[Verdict, ...]:
        """Return the verdicts on targets without what is solved for: growth required, speeds.

        `targets` are by default its own.
        """
        return (self if targets is None else replace(self, targets=tuple(targets)))._seen

    @cached_property
    def _seen(self) -> tuple[Verdict, ...]:
        ended = over(self.targets, self.scenario.producer)
        return tuple(_glance(self.scenario, target, self.path, ended) for target in self.targets)

    def _solve(self, seen: Verdict, found: "_Solved | None") -> Verdict:
        speed = _speed(self.scenario, seen, self.path)
        if found is None:
            return replace(seen, speed=speed)
        return replace(
            seen,
            additions={**seen.additions, **found.additions},
            digital_cagr=found.total.digital_cagr,
            non_digital_cagr_at_target=found.total.non_digital_cagr,
            speed=speed,
        )


Given = Scenario | Judged
"""A scenario as a caller has it: as it was read, or judged already."""


def judge(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> list[Judged]:
    """Return one scenario or several held to targets; what is judged already stays as it is.

    `targets` are by default those of the country's `targets.yaml`. Scenarios that would share a
    label bear their names.
    """
    several = [scenarios] if isinstance(scenarios, Scenario | Judged) else list(scenarios)
    goals = None if targets is None else tuple(targets)
    named = iter(told_apart(each for each in several if isinstance(each, Scenario)))
    return [each if isinstance(each, Judged) else Judged.of(next(named), goals) for each in several]


def verdict(scenario: Scenario, target: Target) -> Verdict:
    """Return the verdict on one target under one scenario."""
    return Judged.of(scenario, (target,)).verdicts[0]


def verdicts(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> list[Verdict]:
    """Return the verdict on every target under every scenario.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = {v.target.id: v for v in dx.verdicts(dx.load_scenario("plan-repeated"))}
    >>> found["share-2045"].reached is None, found["share-2045"].reason
    (True, 'exhausted')
    """
    return [found for each in judge(scenarios, targets) for found in each.verdicts]


def assess(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> "pd.DataFrame":
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
    return as_table(verdicts(scenarios, targets))


class _Solved(NamedTuple):
    additions: Mapping[str, float | None]
    total: Total


def _solved(scenario: Scenario, targets: Iterable[Target]) -> dict[str, _Solved]:
    """Return by target what growth it takes, for those a scenario can be solved for."""
    asked = judged(scenario, targets, after=1)
    if not asked:
        return {}
    efforts, levers = Efforts(scenario), (ALL, *scenario.components)
    additions = additions_for(efforts, levers, asked)
    shares = [t for t in asked if t.is_digital_share]
    totals = required_totals(efforts, [t.threshold for t in shares], [t.year for t in shares])
    reaching = {t.id: total for t, total in zip(shares, totals, strict=True)}
    return {
        target.id: _Solved(
            {name: number(found) for name, found in zip(levers, additions[:, at], strict=True)},
            reaching.get(target.id, Total(None, None)),
        )
        for at, target in enumerate(asked)
    }


def _glance(
    scenario: Scenario,
    target: Target,
    path: Trajectory,
    ended: Mapping[str, PastVerdict | None],
) -> Verdict:
    """Return a verdict without what is solved for."""
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


def _speed(scenario: Scenario, seen: Verdict, path: Trajectory) -> Speed:
    """Return the log-odds speeds of a verdict on a share in a single year."""
    target, years = seen.target, seen.target.year - scenario.base_year
    if seen.over or unsuitable(scenario, target) or years <= 0:
        return Speed()
    if target.unit != "share" or target.span > 1:
        return Speed()
    start = float(metric(scenario, target, path)[0])
    if not 0 < start < 1:
        return Speed()
    required = outside_view.pace(start, target.threshold, years)
    value = seen.value if seen.value is not None and 0 < seen.value < 1 else None
    return Speed(
        required,
        None if value is None else outside_view.pace(start, value, years),
        outside_view.percentile(required) if target.is_digital_share else None,
        outside_view.percentile(required, scope="broad") if target.is_digital_share else None,
    )
