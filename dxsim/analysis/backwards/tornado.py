"""Which assumption decides: what each does to a target's measure, moved alone.

Where the base of a carved-out component moves, the published total it was carved from is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.backwards.break_even_values import BreakEven, break_even, measure
from dxsim.analysis.backwards.ranges import Range, usual_range
from dxsim.analysis.backwards.solving import target_horizon
from dxsim.analysis.targets import Target, as_target
from dxsim.data.arrays import Array, number
from dxsim.scenario.parameters import numeric_parameters, with_totals_kept
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd

_SAME = 1e-12


@dataclass(frozen=True)
class Bar:
    """Change of a target's measure as one assumption moves between two values.

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


def tornado(
    scenario: Scenario,
    target: Target | str,
    ranges: Mapping[str, Range] | None = None,
    most: int | None = None,
) -> list[Bar]:
    """Return the effect on a target of each assumption moved alone, widest first.

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

    Examples
    --------
    >>> import dxsim as dx
    >>> bars = dx.tornado(dx.load_scenario("plan-fading"), "share-2030", most=3)
    >>> len(bars)
    3
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    own = numeric_parameters(short)
    chosen = dict(ranges) if ranges is not None else {p: usual_range(short, p) for p in own}
    for path, ends in chosen.items() if ranges is not None else ():
        for end in ends:
            with_totals_kept(scenario, {path: end})
    moved = {}
    for row, (path, ends) in enumerate(chosen.items()):
        moved[path] = np.full(2 * len(chosen), float(own[path]))
        moved[path][2 * row : 2 * row + 2] = ends
    measures = measure(short, target, moved) if moved else np.zeros(0)
    values = measures.reshape(-1, 2)
    here = float(measure(short, target, {})[()])
    rows = _widest_first(values, here, all_rows=ranges is not None)
    paths = list(chosen)
    bars: list[Bar] = []
    for path, (low, high) in ((paths[row], values[row]) for row in rows[:most]):
        flip, ends = break_even(scenario, target, path), chosen[path]
        bars.append(Bar(path, float(own[path]), *ends, number(low), number(high), flip))
    return bars


def _widest_first(values: Array, here: float, *, all_rows: bool) -> list[int]:
    """Return the rows of measures at both ends, the widest first, those that matter or all."""
    spread = np.where(np.isnan(values).any(axis=1), np.inf, np.abs(values[:, 1] - values[:, 0]))
    matters = (np.abs(values - here) >= _SAME).any(axis=1) | np.isinf(spread) | all_rows
    return [int(row) for row in np.argsort(-spread, kind="stable") if matters[row]]


def tornado_table(bars: Sequence[Bar]) -> "pd.DataFrame":
    """Return bars as a tidy pandas table, a row each."""
    import pandas as pd

    rows = [vars(bar) | {"break_even": bar.break_even} for bar in bars]
    return pd.DataFrame(rows).drop(columns="flip", errors="ignore")
