"""The model asked backwards: what would just meet a target, or how near can one come.

The unknown is an addition to growth over a window of years, the year in which an extra effort
starts, or any numeric parameter of the scenario. Numbers may be arrays: all draws are solved in
one call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards.compounding import nearest_roots
from dxsim.analysis.backwards.effort import Effort, Efforts
from dxsim.analysis.backwards.required import LIMIT, first_measured
from dxsim.analysis.backwards.roots import highest, nearest_root
from dxsim.analysis.targets import Target, as_target, metric, question, reaches, unsuitable
from dxsim.data.plain import number
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model.drivers import Levels, all_years, drivers
from dxsim.model.parameters import Changes, numeric_parameters, with_parameters
from dxsim.model.projection import trajectory
from dxsim.model.scenario import Scenario

Array = NDArray[np.float64]
Measure = Callable[[Array], Array]
Sought = tuple[Array, tuple[float, float]]
"""Where the scenario stands, and the bounds within which something is sought."""


@dataclass(frozen=True)
class Required:
    """What just meets a target, or the best that can be had.

    `value` is the addition to growth (a fraction a year), the year or the parameter's value that
    just meets the target, nearest to where the scenario stands; `best` the target's measure there,
    or where there is no such value the highest reachable, at `best_at`. Missing (NaN) values of an
    array, and None for a number, say that nothing between `low` and `high` does.
    """

    lever: str
    value: Any
    best: Any
    best_at: Any
    low: float
    high: float


def required_growth(
    scenario: Scenario,
    target: Target | str,
    lever: str = "all",
    *,
    window: tuple[int, int] | None = None,
    bounds: tuple[float, float] = (-LIMIT, LIMIT),
    errors: Mapping[str, Any] | None = None,
) -> Required:
    """Return the addition to yearly growth that just meets a target.

    Parameters
    ----------
    scenario
        the assumptions; numbers may be arrays of a common leading shape.
    target
        what is to be met, or its id.
    lever
        "all" components together, one of them, "gdp" or "non_digital" (where it is given).
    window
        first and last year of the extra growth; by default from the year after the base year to
        the target's year.
    bounds
        the lowest and highest addition, as fractions a year.
    errors
        `factor` and `base_errors` as `simulate` takes them.

    Raises
    ------
    InputError
        where the scenario cannot be judged on the target, or has no such lever.
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    efforts = Efforts(short, window, **_shortened(errors or {}, short))
    effort = efforts.lever(_known_lever(short, lever))
    measured = partial(_alive, target, effort)
    roots = nearest_roots(effort.compound(question(target)), *bounds)
    found = first_measured(roots.reshape(-1, *effort.lead), measured)
    return _answer(lever, found, measured, (np.zeros(effort.lead), bounds))


def required_parameter(
    scenario: Scenario,
    target: Target | str,
    path: str,
    low: float,
    high: float,
    *,
    move: Callable[[Scenario, Changes], Scenario] = with_parameters,
) -> Required:
    """Return the value of a parameter, nearest to its own, that just meets a target.

    Parameters
    ----------
    scenario
        the assumptions; other numbers may be arrays of a common leading shape.
    target
        what is to be met, or its id.
    path
        the parameter, such as `components.sectoral.growth.fade.from`.
    low, high
        the bounds within which it is sought, in the parameter's own unit.
    move
        how it is moved: by default alone, as in a file; `with_totals_kept` keeps published totals.

    Raises
    ------
    InputError
        for an unknown path, or bounds beyond what a file may state.
    """
    target = as_target(target)
    short, bounds = target_horizon(scenario, target), (low, high)
    for bound in bounds:
        move(scenario, {path: bound})
    known = numeric_parameters(short)
    lead = np.broadcast_shapes(*(v.shape for v in known.values() if isinstance(v, np.ndarray)))
    start = np.broadcast_to(np.clip(known[path], low, high), lead)
    trial = _Trial(target, lambda value: move(short, {path: value}))
    root, miss = nearest_root(trial.miss, start, bounds)
    return _answer(path, (root, miss + target.threshold), trial.measured, (start, bounds))


@dataclass(frozen=True)
class _Trial:
    """A target looked at in the last year of a scenario that is moved by one number."""

    target: Target
    moved: Callable[[Array], Scenario]

    def miss(self, value: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Return the measure less the threshold, and whether anything is left of the rest."""
        rows = np.atleast_1d(value)
        scenario = self.moved(rows)
        moving = drivers(scenario)
        path = trajectory(moving.levels(), moving.deflator, all_years(scenario))
        values = metric(scenario, self.target, path)[..., -1] - self.target.threshold
        alive = ~path.exhausted[..., -1] & np.ones(rows.shape, dtype=bool)
        values = values + np.zeros(rows.shape)
        return (values, alive) if np.ndim(value) else (values[0], alive[0])

    def measured(self, value: Array) -> Array:
        """Return the measure, missing where nothing is left of the rest."""
        miss, alive = self.miss(value)
        return np.where(alive, miss + self.target.threshold, np.nan)


def required_start(
    scenario: Scenario, target: Target | str, lever: str, addition: float, last: int | None = None
) -> Required:
    """Return the latest year in which a stated extra effort may start and still meet a target.

    The year after the target's says that no extra effort is needed.

    Parameters
    ----------
    scenario
        the assumptions.
    target
        what is to be met, or its id.
    lever
        "all" components together, one of them, "gdp" or "non_digital".
    addition
        the extra growth a year from the start on, as a fraction.
    last
        the last year of the effort; by default the target's year.
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    effort = Efforts(short).lever(_known_lever(short, lever))
    years = all_years(short)[1:]
    starts = np.append(years, target.year + 1)
    active = (years >= starts[:, np.newaxis]) & (years <= (last or target.year))
    values = _measured(target, effort, effort.levels_by_year(addition * active.astype(float)))
    met = np.flatnonzero(reaches(target, values))
    best = int(np.nanargmax(values)) if not np.isnan(values).all() else 0
    at = int(met[-1]) if met.size else best
    value = int(starts[at]) if met.size else None
    first, latest = int(starts[0]), int(starts[-1])
    return Required(lever, value, number(values[at]), int(starts[at]), first, latest)


def target_horizon(scenario: Scenario, target: Target) -> Scenario:
    """Return the scenario up to a target's year.

    Raises
    ------
    InputError
        where the scenario cannot be judged on the target in that year.
    """
    reason = unsuitable(scenario, target)
    if reason:
        expected = f"a target that can be judged on {scenario.name}"
        raise InputError("target", found=f"{quoted(target.id)} ({reason})", expected=expected)
    if not scenario.base_year < target.year <= scenario.end_year:
        expected = f"a target of {scenario.base_year + 1}-{scenario.end_year}"
        raise InputError("target", found=f"{quoted(target.id)} of {target.year}", expected=expected)
    return scenario.model_copy(update={"end_year": target.year})


def _known_lever(scenario: Scenario, lever: str) -> str:
    known = ("all", *scenario.components, scenario.aggregate)
    if lever in known:
        return lever
    expected = f"one of {', '.join(known)}"
    raise InputError("lever", found=quoted(lever), expected=expected, hint=nearest(lever, known))


def _shortened(errors: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
    length = scenario.horizon + 1
    factor = {n: np.asarray(x)[..., :length] for n, x in errors.get("factor", {}).items()}
    return {"factor": factor, "base_errors": errors.get("base_errors")}


def _alive(target: Target, effort: Effort, addition: Array) -> Array:
    with np.errstate(all="ignore"):
        values = _measured(target, effort, effort.levels(addition))
    return np.where(effort.lost[..., -1], np.nan, values)


def _measured(target: Target, effort: Effort, levels: Levels) -> Array:
    """Return a target's measure, missing where the rest is exhausted or a level below zero."""
    values = metric(effort.scenario, target, effort.trajectory(levels))[..., -1]
    least = reduce(np.minimum, levels.components.values()).min(axis=-1)
    return np.where(levels.exhausted[..., -1] | (least < 0), np.nan, values)


def _answer(lever: str, found: tuple[Array, Array], measured: Measure, sought: Sought) -> Required:
    (value, reached), (start, (low, high)) = found, sought
    none = np.isnan(value)
    best, best_at = np.where(none, np.nan, reached), np.array(value)
    if none.any():
        most, at = highest(measured, start, (low, high))
        best, best_at = np.where(none, most, best), np.where(none, at, best_at)
    if value.ndim:
        return Required(lever, value, best, best_at, low, high)
    return Required(lever, number(value), number(best), number(best_at), low, high)
