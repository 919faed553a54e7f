"""Which assumption decides: each moved alone, the value at which the verdict flips, and pairs.

Ranges are in the unit of each assumption: points of a rate, shares of GDP, years, log points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards import Required, required_parameter, target_horizon
from dxsim.analysis.targets import Target, metric, reaches
from dxsim.data.yamlfile import InputError
from dxsim.model.parameters import numeric_parameters, quantity, with_parameters
from dxsim.model.projection import simulate
from dxsim.model.scenario import Scenario

Array = NDArray[np.float64]
Range = tuple[float, float]
POINTS = 0.01
"""Move of a rate or a speed where no range is stated: a point a year."""
PROPORTION = 0.1
"""Move of any other assumption where no range is stated, relative to its value."""
_SAME = 1e-12
_REACH = {"rate": 0.2, "speed": 0.3}
_WIDEST = {"rate": (-0.9, 9.0), "speed": (-5.0, 5.0), "share": (1e-6, 0.99)}


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
class Bar:
    """What a target's measure does as one assumption moves between two values.

    `at_low` and `at_high` are the measure there, missing where the rest of GDP is exhausted;
    `flip` says at which value, nearest to `own` and within reach, the verdict flips.
    """

    parameter: str
    own: float
    low: float
    high: float
    at_low: float | None
    at_high: float | None
    flip: BreakEven

    @property
    def break_even(self) -> float | None:
        """The value at which the verdict flips."""
        return self.flip.value

    @property
    def width(self) -> float:
        """The spread of the measure over the range; the widest where an end is exhausted."""
        if self.at_low is None or self.at_high is None:
            return np.inf
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class VerdictMap:
    """A target's measure over two assumptions, and the exact line where the verdict flips.

    `values` has shape (y, x), missing where the rest of GDP is exhausted; `flips_x` holds for each
    `y` the `x` at which the verdict flips, `flips_y` for each `x` the `y`.
    """

    x_parameter: str
    y_parameter: str
    x: Array
    y: Array
    values: Array
    flips_x: Array
    flips_y: Array


def usual_range(scenario: Scenario, path: str) -> Range:
    """Return the range of an assumption where none is stated: a point of a rate, else a tenth."""
    own = float(numeric_parameters(scenario)[path])
    if quantity(scenario, path).unit in ("rate", "speed"):
        return own - POINTS, own + POINTS
    return own * (1 - PROPORTION), own * (1 + PROPORTION)


def wide_range(scenario: Scenario, path: str) -> Range:
    """Return ten usual ranges of an assumption, as far as the scenario still holds."""
    own = float(numeric_parameters(scenario)[path])
    wide = 0.5 * own if quantity(scenario, path).unit not in _REACH else 10 * POINTS
    return tuple(_allowed(scenario, path, own, end) for end in (own - wide, own + wide))  # type: ignore[return-value]


def tornado(
    scenario: Scenario,
    target: Target,
    ranges: Mapping[str, Range] | None = None,
    most: int | None = None,
) -> list[Bar]:
    """Return what each assumption moved alone does to a target, the widest first.

    Parameters
    ----------
    scenario
        the assumptions, plain numbers.
    target
        whose measure is looked at, in its year.
    ranges
        low and high by parameter; by default `usual_range` of every parameter that matters.
    most
        how many to return at most; all by default.
    """
    short = target_horizon(scenario, target)
    own = numeric_parameters(short)
    chosen = dict(ranges) if ranges is not None else {p: usual_range(short, p) for p in own}
    for path, ends in chosen.items() if ranges is not None else ():
        for end in ends:
            with_parameters(scenario, {path: end})
    moved = {}
    for row, (path, ends) in enumerate(chosen.items()):
        moved[path] = np.full(2 * len(chosen), float(own[path]))
        moved[path][2 * row : 2 * row + 2] = ends
    found = _measure(short, target, moved) if moved else np.zeros(0)
    values = found.reshape(-1, 2)
    here = float(_measure(short, target, {})[()])
    rows = _widest_first(values, here, all_rows=ranges is not None)
    paths = list(chosen)
    bars: list[Bar] = []
    for path, (low, high) in ((paths[row], values[row]) for row in rows[:most]):
        flip, ends = break_even(scenario, target, path), chosen[path]
        bars.append(Bar(path, float(own[path]), *ends, _number(low), _number(high), flip))
    return bars


def _widest_first(values: Array, here: float, *, all_rows: bool) -> list[int]:
    """Return the rows of measures at both ends, the widest first, those that matter or all."""
    spread = np.where(np.isnan(values).any(axis=1), np.inf, np.abs(values[:, 1] - values[:, 0]))
    matters = (np.abs(values - here) >= _SAME).any(axis=1) | np.isinf(spread) | all_rows
    return [int(row) for row in np.argsort(-spread, kind="stable") if matters[row]]


def break_even(
    scenario: Scenario, target: Target, path: str, bounds: Range | None = None
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
        where to look; by default within 20 points of a rate, 0.3 of a speed, or from a fifth to
        five times any other value.
    """
    short = target_horizon(scenario, target)
    own = float(numeric_parameters(short)[path])
    low, high = bounds or _reach(scenario, path, own)
    found: Required = required_parameter(scenario, target, path, low, high)
    reached = bool(reaches(target, _measure(short, target, {})))
    if found.value is None:
        return BreakEven(path, own, None, reached, None, low, high)
    step = 1e-6 * (high - low)
    near = _measure(short, target, {path: np.array([found.value - step, found.value + step])})
    below = bool(near[0] > near[1]) if not np.isnan(near).any() else bool(np.isnan(near[1]))
    return BreakEven(path, own, float(found.value), reached, below, low, high)


def _reach(scenario: Scenario, path: str, own: float) -> Range:
    """Return how far to look for a break-even value, as far as the scenario still holds."""
    unit = quantity(scenario, path).unit
    low, high = (own - _REACH[unit], own + _REACH[unit]) if unit in _REACH else (own / 5, own * 5)
    floor, roof = _WIDEST.get(unit, (low, high))
    return (
        _allowed(scenario, path, own, max(low, floor)),
        _allowed(scenario, path, own, min(high, roof)),
    )


def _allowed(scenario: Scenario, path: str, own: float, end: float) -> float:
    """Return the value nearest to `end`, seen from `own`, that the scenario's checks let pass."""
    for part in np.linspace(1, 0, 21):
        value = own + float(part) * (end - own)
        try:
            with_parameters(scenario, {path: value})
        except InputError:
            continue
        return value
    return own


def verdict_map(
    scenario: Scenario,
    target: Target,
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
    """
    short = target_horizon(scenario, target)
    (x_path, x_range), (y_path, y_range) = x, y
    across, up = np.linspace(*x_range, size), np.linspace(*y_range, size)
    grid_y, grid_x = (g.ravel() for g in np.meshgrid(up, across, indexing="ij"))
    values = _measure(short, target, {x_path: grid_x, y_path: grid_y}).reshape(size, size)
    by_row = required_parameter(with_parameters(short, {y_path: up}), target, x_path, *x_range)
    by_column = required_parameter(
        with_parameters(short, {x_path: across}), target, y_path, *y_range
    )
    return VerdictMap(x_path, y_path, across, up, values, by_row.value, by_column.value)


def _measure(scenario: Scenario, target: Target, changes: Mapping[str, Any]) -> Array:
    moved = with_parameters(scenario, changes) if changes else scenario
    values: Array = metric(moved, target, simulate(moved))[..., -1]
    return values


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def tornado_table(bars: Sequence[Bar]) -> Any:
    """Return bars as a tidy pandas table, a row each."""
    import pandas as pd

    rows = [vars(bar) | {"break_even": bar.break_even} for bar in bars]
    return pd.DataFrame(rows).drop(columns="flip", errors="ignore")
