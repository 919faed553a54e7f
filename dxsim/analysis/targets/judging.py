"""Measuring a path against targets: values, reached or not, and which can be judged at all."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis import metrics
from dxsim.analysis.targets.records import Target
from dxsim.data.arrays import Array
from dxsim.data.country import component_names
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.records import Scenario

Money = Callable[[Scenario, Trajectory], Array]
TOLERANCE = 1e-12
"""How far below the threshold a value still counts as having reached it."""


def metric(
    scenario: Scenario, target: Target, path: Trajectory, *, last: int | None = None
) -> Array:
    """Return a target's measure by year; see `dxsim.analysis.metrics.values`."""
    return metrics.values(scenario, target.measure, path, last=last)


def reaches(target: Target, values: Array) -> NDArray[np.bool_]:
    """Return where values meet a target; a missing value never does."""
    scale = tolerance(target)
    with np.errstate(invalid="ignore"):
        if target.sense == "at_most":
            return values <= target.threshold + scale
        if target.sense == "more_than":
            return values > target.threshold + scale
        return values >= target.threshold - scale


def tolerance(target: Target) -> float:
    """Return how far on the wrong side of its threshold a value still counts as at it."""
    return TOLERANCE * max(1.0, abs(target.threshold))


def unsuitable(scenario: Scenario, target: Target) -> str | None:
    """Return why a target cannot be judged on a scenario at all, as a message key, or None."""
    if target.metric == "unmodelled":
        return "not_modelled"
    if scenario.producer not in target.producers:
        return "no_such_part"
    if target.of not in scenario.components and target.of in component_names():
        return "no_such_part"
    missing = metrics.missing_block(scenario, target.measure)
    return None if missing is None else _MISSING[missing]


_MISSING = {
    "employment": "no_employment",
    "population": "no_population",
    "exchange_rate": "no_exchange_rate",
}


def unjudged(scenario: Scenario, target: Target, *, after: int = 0) -> str | None:
    """Return why a target is not judged on a scenario, as a message key, or None.

    Its year must be one of the scenario's, `after` years from the base year at the earliest; a
    growth rate needs the year before it, an average all of its years.
    """
    first = scenario.base_year + max(after, metrics.years_before(target.measure))
    outside = not first <= target.year <= scenario.end_year
    return unsuitable(scenario, target) or ("outside_horizon" if outside else None)


def judged(scenario: Scenario, targets: Iterable[Target], *, after: int = 0) -> tuple[Target, ...]:
    """Return the targets that a scenario is judged on, see `unjudged`."""
    return tuple(t for t in targets if unjudged(scenario, t, after=after) is None)


class Question(NamedTuple):
    """A condition in a year: money `now` of that year covers money `before` of the last.

    Both return money in every year, linear in the levels: for a share numerator less threshold
    times denominator, for a growth rate the level and `1 + threshold` times the level.
    """

    year: int
    now: Money
    before: Money | None = None


def question(target: Target) -> Question | None:
    """Return a target as money that must cover money, None where that is not linear in levels.

    For what must stay at most at its threshold the two change sides.
    """
    measure, side = target.measure, -1.0 if target.sense == "at_most" else 1.0
    if not metrics.is_linear(measure):
        return None
    if metrics.METRICS[measure.metric].form == "growth":
        return Question(
            target.year,
            lambda s, p: side * metrics.top(s, measure, p),
            lambda s, p: side * (1 + target.threshold) * metrics.top(s, measure, p),
        )

    def lacking(scenario: Scenario, path: Trajectory) -> Array:
        needed = target.threshold * metrics.bottom(scenario, measure, path)
        return side * (metrics.top(scenario, measure, path) - needed)

    return Question(target.year, lacking)
