"""Where a verdict flips: the break-even value of an assumption, and the line over two of them.

Where the base of a carved-out component moves, the published total it was carved from is kept.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards.ranges import Range, search_range
from dxsim.analysis.backwards.solving import required_parameter, target_horizon
from dxsim.analysis.targets import Target, as_target, metric, reaches
from dxsim.data.arrays import Array
from dxsim.model.projection import simulate
from dxsim.scenario.parameters import Changes, parameter_value, with_totals_kept
from dxsim.scenario.records import Scenario


@dataclass(frozen=True)
class BreakEven:
    """The value of an assumption at which a verdict flips.

    `reached` is the verdict as the scenario stands; `below` whether the target holds at values
    below `value`, None where no value within bounds flips the verdict.
    """

    parameter: str
    own: float
    value: float | None
    reached: bool
    below: bool | None
    low: float
    high: float


@dataclass(frozen=True)
class VerdictMap:
    """A target's measure over two assumptions, and the exact line where the verdict flips.

    `values` has shape (y, x), missing where the rest of GDP is exhausted; `strained`, of the same
    shape, says where it shrinks in some year up to the target's. `flips_x` holds for each
    `y` the `x` at which the verdict flips, `flips_y` for each `x` the `y`.
    """

    x_parameter: str
    y_parameter: str
    x: Array
    y: Array
    values: Array
    strained: NDArray[np.bool_]
    flips_x: Array
    flips_y: Array


def break_even(
    scenario: Scenario, target: Target | str, path: str, bounds: Range | None = None
) -> BreakEven:
    """Return the value of an assumption at which the verdict on a target flips.

    Parameters
    ----------
    scenario
        the assumptions, plain numbers.
    target
        the target.
    path
        the assumption.
    bounds
        where to look; by default `ranges.search_range`.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = dx.break_even(
    ...     dx.load_scenario("plan-fading"), "share-2030", "components.sectoral.growth.fade.from"
    ... )
    >>> found.value is not None
    True
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    own = float(parameter_value(short, path))
    low, high = bounds or search_range(scenario, path)
    solution = required_parameter(scenario, target, path, low, high, move=with_totals_kept)
    reached = bool(reaches(target, measure(short, target, {})))
    if solution.value is None:
        return BreakEven(path, own, None, reached, None, low, high)
    step = 1e-6 * (high - low)
    near = measure(short, target, {path: np.array([solution.value - step, solution.value + step])})
    below = bool(near[0] > near[1]) if not np.isnan(near).any() else bool(np.isnan(near[1]))
    return BreakEven(path, own, float(solution.value), reached, below, low, high)


def verdict_map(
    scenario: Scenario,
    target: Target | str,
    x: tuple[str, Range],
    y: tuple[str, Range],
    size: int = 61,
) -> VerdictMap:
    """Return a target's measure over two assumptions, with the flip line solved, not read off.

    Parameters
    ----------
    scenario
        the assumptions, plain numbers.
    target
        the target.
    x, y
        path and range of each assumption.
    size
        points along each.

    Examples
    --------
    >>> import dxsim as dx
    >>> fade = "components.sectoral.growth.fade"
    >>> found = dx.verdict_map(
    ...     dx.load_scenario("plan-fading"), "share-2030",
    ...     (f"{fade}.from", (0.2, 0.4)), (f"{fade}.to", (0.02, 0.1)), size=5,
    ... )
    >>> found.values.shape
    (5, 5)
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    (x_path, x_range), (y_path, y_range) = x, y
    across, up = np.linspace(*x_range, size), np.linspace(*y_range, size)
    grid_y, grid_x = (g.ravel() for g in np.meshgrid(up, across, indexing="ij"))
    moved = with_totals_kept(short, {x_path: grid_x, y_path: grid_y})
    path = simulate(moved)
    values = metric(moved, target, path)[..., -1].reshape(size, size)
    strained = (path.shrinks | path.shrinks_real).any(axis=-1).reshape(size, size)
    solve = partial(required_parameter, target=target, move=with_totals_kept)
    rows, columns = (with_totals_kept(short, {p: v}) for p, v in ((y_path, up), (x_path, across)))
    by_row = solve(rows, path=x_path, low=x_range[0], high=x_range[1])
    by_column = solve(columns, path=y_path, low=y_range[0], high=y_range[1])
    flips = by_row.value, by_column.value
    return VerdictMap(x_path, y_path, across, up, values, strained, *flips)


def measure(scenario: Scenario, target: Target, changes: Changes) -> Array:
    """Return a target's measure in a scenario's last year, some assumptions moved."""
    moved = with_totals_kept(scenario, changes) if changes else scenario
    values: Array = metric(moved, target, simulate(moved))[..., -1]
    return values
