"""The model asked backwards: what would just meet a target, or how near can one come.

The unknown is an addition to growth over a window of years, the year in which an extra effort
starts, or any numeric parameter of the scenario. Numbers may be arrays: all draws are solved in
one call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.effort import AGGREGATES, Effort, Efforts
from dxsim.analysis.required import LIMIT, required_additions
from dxsim.analysis.roots import bracketed
from dxsim.analysis.targets import Target, metric, question, reaches, unsuitable
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model.drivers import all_years
from dxsim.model.parameters import numeric_parameters, with_parameters
from dxsim.model.projection import simulate
from dxsim.model.scenario import Scenario

Array = NDArray[np.float64]
Measure = Callable[[Array], Array]
_INTERVALS = 160
_FEW_INTERVALS = 16
_ZOOMS = 5
_TRIES = 3


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
    target: Target,
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
        what is to be met.
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
    short = target_horizon(scenario, target)
    effort = Efforts(short, window, **_shortened(errors or {}, short)).lever(
        _known_lever(short, lever)
    )
    value = required_additions([effort], [question(target)], *bounds)[0, 0]
    measured = partial(_alive, target, effort)
    return _answer(lever, (value, measured(value)), measured, bounds)


def required_parameter(
    scenario: Scenario, target: Target, path: str, low: float, high: float
) -> Required:
    """Return the value of a parameter, nearest to its own, that just meets a target.

    Parameters
    ----------
    scenario
        the assumptions; other numbers may be arrays of a common leading shape.
    target
        what is to be met.
    path
        the parameter, such as `components.sectoral.growth.fade.from`.
    low, high
        the bounds within which it is sought, in the parameter's own unit.

    Raises
    ------
    InputError
        for an unknown path, or bounds beyond what a file may state.
    """
    short = target_horizon(scenario, target)
    for bound in (low, high):
        with_parameters(scenario, {path: bound})
    own = np.asarray(numeric_parameters(short)[path])

    def measured(value: Array, masked: bool = True) -> Array:
        rows = np.atleast_1d(value)
        moved = with_parameters(short, {path: rows})
        found = metric(moved, target, simulate(moved, masked=masked))[..., -1]
        found = np.broadcast_to(found, rows.shape)
        return found if np.ndim(value) else found[0]

    def miss(value: Array) -> Array:
        return measured(value, masked=False) - target.threshold

    lead = np.broadcast_shapes(*(np.shape(v) for v in numeric_parameters(short).values()))
    start = np.broadcast_to(np.clip(own, low, high), lead)
    found = _nearest(miss, measured, start, (low, high))
    return _answer(path, found, measured, (low, high))


def required_start(
    scenario: Scenario, target: Target, lever: str, addition: float, last: int | None = None
) -> Required:
    """Return the latest year in which a stated extra effort may start and still meet a target.

    The year after the target's says that no extra effort is needed.

    Parameters
    ----------
    scenario
        the assumptions.
    target
        what is to be met.
    lever
        "all" components together, one of them, "gdp" or "non_digital".
    addition
        the extra growth a year from the start on, as a fraction.
    last
        the last year of the effort; by default the target's year.
    """
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
    return Required(lever, value, _number(values[at]), int(starts[at]), first, latest)


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
    given = AGGREGATES[0] if scenario.closure == "gdp_given" else AGGREGATES[1]
    known = ("all", *scenario.components, given)
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


def _measured(target: Target, effort: Effort, levels: Any) -> Array:
    path = effort.trajectory(levels)
    values = metric(effort.scenario, target, path)[..., -1]
    return np.where(levels.exhausted[..., -1], np.nan, values)


def _nearest(
    miss: Measure, measured: Measure, start: Array, bounds: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the root nearest to `start` that exhausts nothing, and the measure there.

    Both are missing where there is none.
    """
    count = _FEW_INTERVALS if start.ndim else _INTERVALS
    along = np.linspace(-1, 1, 2 * count + 1).reshape(-1, *(1,) * start.ndim)
    reach = np.where(along < 0, start - bounds[0], bounds[1] - start)
    points = start + along * reach
    values = _values(miss, points)
    away = np.abs(points - start)
    turns = np.sign(values[:-1]) * np.sign(values[1:]) <= 0
    distance = np.where(turns, np.minimum(away[:-1], away[1:]), np.inf)
    found, reached = np.full(start.shape, np.nan), np.full(start.shape, np.nan)
    for _ in range(_TRIES):
        at = distance.argmin(axis=0)[np.newaxis]
        there = np.isfinite(np.take_along_axis(distance, at, axis=0)[0])
        if not there.any():
            break

        def end(grid: Array, at: Any = at, there: Any = there) -> Array:
            return np.where(there, np.take_along_axis(grid, at, axis=0)[0], np.nan)

        root = bracketed(
            miss, (end(points[:-1]), end(values[:-1])), (end(points[1:]), end(values[1:]))
        )
        value = measured(root)
        nearer = ~np.isnan(value) & ~(np.abs(root - start) >= np.abs(found - start))
        found, reached = np.where(nearer, root, found), np.where(nearer, value, reached)
        np.put_along_axis(distance, at, np.inf, axis=0)
    return found, reached


def _values(function: Measure, points: Array) -> Array:
    """Return a function at points along the first axis, draw by draw where there are draws."""
    return function(points) if points.ndim == 1 else np.stack([function(p) for p in points])


def _answer(
    lever: str, found: tuple[Array, Array], measured: Measure, bounds: tuple[float, float]
) -> Required:
    (value, reached), (low, high) = found, bounds
    none = np.isnan(value)
    best, best_at = np.where(none, np.nan, reached), np.array(value)
    if none.any():
        highest, at = _highest(measured, value.shape, bounds)
        best, best_at = np.where(none, highest, best), np.where(none, at, best_at)
    if value.ndim:
        return Required(lever, value, best, best_at, low, high)
    return Required(lever, _number(value), _number(best), _number(best_at), low, high)


def _highest(
    measured: Measure, shape: tuple[int, ...], bounds: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the highest value of a measure within bounds and where, by ever finer grids."""
    low, high = (np.full(shape, bound) for bound in bounds)
    count = _FEW_INTERVALS if shape else _INTERVALS
    along = np.linspace(0, 1, count + 1).reshape(-1, *(1,) * len(shape))
    for _ in range(_ZOOMS):
        points = low + along * (high - low)
        values = np.where(np.isnan(found := _values(measured, points)), -np.inf, found)
        at = values.argmax(axis=0)[np.newaxis]
        best = np.take_along_axis(values, at, axis=0)[0]
        where, width = np.take_along_axis(points, at, axis=0)[0], (high - low) / count
        low, high = np.maximum(where - width, bounds[0]), np.minimum(where + width, bounds[1])
    lost = np.isneginf(best)
    return np.where(lost, np.nan, best), np.where(lost, np.nan, where)


def _number(value: Array) -> float | None:
    return None if np.isnan(value) else float(value)
