"""The model asked backwards: what would just meet a target, or how near can one come.

The unknown is an addition to growth over a window of years, or any numeric parameter of the
scenario. Numbers may be arrays: all draws are solved in one call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards.compounding import nearest_roots
from dxsim.analysis.backwards.extra_growth import Efforts, ExtraGrowth
from dxsim.analysis.backwards.required import LIMIT, bent_root, first_measured
from dxsim.analysis.backwards.roots import highest, nearest_root
from dxsim.analysis.targets import Target, as_target, metric, question, reaches, unjudged
from dxsim.data.arrays import Array, number
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model.drivers import drivers
from dxsim.model.levels import Drivers, Levels, all_years
from dxsim.model.perturbed import Deviations, Named
from dxsim.model.trajectory import trajectory
from dxsim.scenario.parameters import Changes, numeric_parameters, quantity, with_parameters
from dxsim.scenario.records import Scenario

Measure = Callable[[Array], Array]
Sought = tuple[Array, tuple[float, float]]
"""Where the scenario stands, and the bounds within which something is sought."""


_ERRORS = ("factor", "ceiling", "allocation")


@dataclass(frozen=True)
class Required:
    """The value that just meets a target, or the best that can be had.

    `value` is the addition to growth (a fraction a year), the year or the parameter's value that
    just meets the target, nearest to where the scenario stands; `best` the target's measure there,
    or where there is no such value the highest reachable, at `best_at`. Missing (NaN) values of an
    array, and None for a number, say that nothing between `low` and `high` just meets it: either
    all of it falls short, or `held` says that the target is met whatever the value. `best` and
    `best_at` are then those of the value nearest to where the scenario stands.
    """

    lever: str
    value: Any
    best: Any
    best_at: Any
    low: float
    high: float
    held: Any = False


def required_growth(
    scenario: Scenario,
    target: Target | str,
    lever: str = "all",
    *,
    window: tuple[int, int] | None = None,
    bounds: tuple[float, float] = (-LIMIT, LIMIT),
    errors: Mapping[str, Named] | None = None,
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
        first and last year of the extra growth; by default all years up to the target's.
    bounds
        the lowest and highest addition, as fractions a year.
    errors
        `factor`, `ceiling` and `allocation` as `simulate` takes them.

    Raises
    ------
    InputError
        where the scenario cannot be judged on the target, or has no such lever.

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario = dx.load_scenario("plan-fading")
    >>> found = dx.required_growth(scenario, "share-2030")
    >>> extra = dict.fromkeys(scenario.components, found.value)
    >>> round(float(dx.simulate(scenario, extra=extra).share[6]), 9)
    0.3
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    _refuse_empty_window(short, window)
    efforts = Efforts(short, window, shortened(errors or {}, short))
    effort = efforts.lever(known_lever(short, lever))
    measured = partial(_alive, target, effort)
    solution = _met(effort, target, bounds, measured)
    start = np.full(effort.lead, np.clip(0.0, *bounds))
    return _answer(target, lever, solution, measured, (start, bounds))


def _met(
    effort: ExtraGrowth, target: Target, bounds: tuple[float, float], measured: Measure
) -> tuple[Array, Array]:
    """Return the addition nearest to zero that just meets a target, and the measure there."""
    asked = question(target)
    if asked is None:
        return bent_root(effort, target, bounds)
    roots = nearest_roots(effort.compound(asked), *bounds)
    return first_measured(roots.reshape(-1, *effort.lead), measured)


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

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario, path = dx.load_scenario("plan-fading"), "components.sectoral.growth.fade.from"
    >>> found = dx.required_parameter(scenario, "share-2030", path, 0.05, 0.6)
    >>> moved = dx.with_parameters(scenario, {path: found.value})
    >>> round(float(dx.simulate(moved).share[6]), 9)
    0.3
    """
    target = as_target(target)
    short, bounds = target_horizon(scenario, target), (low, high)
    for bound in bounds:
        move(scenario, {path: bound})
    _refuse_whole_years(short, path, bounds)
    numbers = numeric_parameters(short)
    lead = np.broadcast_shapes(*(np.shape(value) for value in numbers.values()))
    start = np.broadcast_to(np.clip(numbers[path], low, high), lead)
    with np.errstate(all="ignore"):
        known = short, drivers(short)
    trial = _Trial(target, lambda value: move(short, {path: value}), known)
    root, miss = nearest_root(trial.miss, start, bounds)
    result = root, miss + target.threshold
    return _answer(target, path, result, trial.measured, (start, bounds))


def _refuse_whole_years(scenario: Scenario, path: str, bounds: tuple[float, float]) -> None:
    if quantity(scenario, path).unit == "whole_years" and bounds[0] != bounds[1]:
        expected = "a number that moves by degrees, not by whole years"
        raise InputError("parameter", found=quoted(path), expected=expected)


@dataclass(frozen=True)
class _Trial:
    """A target looked at in the last year of a scenario that is moved by one number.

    `known` is the scenario before, with its drivers.
    """

    target: Target
    moved: Callable[[Array], Scenario]
    known: tuple[Scenario, Drivers]

    def miss(self, value: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Return the measure less the threshold, and whether anything is left of the rest."""
        rows = np.atleast_1d(value)
        scenario = self.moved(rows)
        moving = drivers(scenario, known=self.known)
        path = trajectory(moving.levels(), moving.deflator, all_years(scenario))
        values = metric(scenario, self.target, path, last=1)[..., 0] - self.target.threshold
        alive = ~path.exhausted[..., -1] & np.ones(rows.shape, dtype=bool)
        values = values + np.zeros(rows.shape)
        return (values, alive) if np.ndim(value) else (values[0], alive[0])

    def measured(self, value: Array) -> Array:
        """Return the measure, missing where nothing is left of the rest."""
        miss, alive = self.miss(value)
        return np.where(alive, miss + self.target.threshold, np.nan)


def target_horizon(scenario: Scenario, target: Target) -> Scenario:
    """Return the scenario up to a target's year.

    Raises
    ------
    InputError
        where the scenario cannot be judged on the target in that year.
    """
    reason = unjudged(scenario, target, after=1)
    if reason == "outside_horizon":
        expected = f"a target of {scenario.base_year + 1}-{scenario.end_year}"
        raise InputError("target", found=f"{quoted(target.id)} of {target.year}", expected=expected)
    if reason:
        expected = f"a target that can be judged on {scenario.name}"
        raise InputError(
            "target", found=f"{quoted(target.id)} ({reason.replace('_', ' ')})", expected=expected
        )
    return scenario.model_copy(update={"end_year": target.year})


def known_lever(scenario: Scenario, lever: str) -> str:
    """Return a lever that a scenario has; an InputError names the nearest where it is none."""
    known = ("all", *scenario.components, scenario.aggregate)
    if lever in known:
        return lever
    expected = f"one of {', '.join(known)}"
    raise InputError("lever", found=quoted(lever), expected=expected, hint=nearest(lever, known))


def _refuse_empty_window(scenario: Scenario, window: tuple[int, int] | None) -> None:
    """Raise an InputError where none of a window's years is projected up to the target's."""
    if window is None:
        return
    first, last = scenario.base_year + 1, scenario.end_year
    if not max(window[0], first) <= min(window[1], last):
        found = f"{window[0]}-{window[1]}"
        raise InputError("window", found=found, expected=f"years of {first}-{last}")


def shortened(errors: Mapping[str, Named], scenario: Scenario) -> Deviations:
    """Return errors up to a scenario's last year, as `Efforts` takes them."""
    for name in errors:
        if name not in _ERRORS:
            expected, hint = f"one of {', '.join(_ERRORS)}", nearest(name, _ERRORS)
            raise InputError("errors", found=quoted(name), expected=expected, hint=hint)
    length = scenario.horizon + 1
    factor = {n: np.asarray(x)[..., :length] for n, x in errors.get("factor", {}).items()}
    return Deviations(**{**errors, "factor": factor})


def _alive(target: Target, effort: ExtraGrowth, addition: Array) -> Array:
    with np.errstate(all="ignore"):
        values = measured_levels(target, effort, effort.levels(addition))
    return np.where(effort.lost[..., -1], np.nan, values)


def measured_levels(target: Target, effort: ExtraGrowth, levels: Levels) -> Array:
    """Return a target's measure, missing where the rest is exhausted or a level below zero."""
    values = metric(effort.scenario, target, effort.trajectory(levels), last=1)[..., 0]
    least = reduce(np.minimum, levels.components.values()).min(axis=-1)
    return np.where(levels.exhausted[..., -1] | (least < 0), np.nan, values)


def _answer(
    target: Target, lever: str, solution: tuple[Array, Array], measured: Measure, sought: Sought
) -> Required:
    (value, reached), (start, (low, high)) = solution, sought
    none, held = np.isnan(value), np.zeros(value.shape, dtype=bool)
    best, best_at = np.where(none, np.nan, reached), np.array(value)
    if none.any():
        own = measured(start)
        held = none & reaches(target, own)
        best, best_at = np.where(held, own, best), np.where(held, start, best_at)
    if (none & ~held).any():
        most, at = highest(measured, start, (low, high))
        best, best_at = np.where(none & ~held, most, best), np.where(none & ~held, at, best_at)
    if value.ndim:
        return Required(lever, value, best, best_at, low, high, held)
    return Required(lever, number(value), number(best), number(best_at), low, high, bool(held))
