"""Answer of a sweep: the points at which a target is reached, and the values this needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.sweeps.definition import Sweep
from dxsim.analysis.targets import Target, find_target, judged
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError, quoted

if TYPE_CHECKING:
    import pandas as pd


class Need(NamedTuple):
    """Values of a varied parameter at which a target is reached.

    `low` and `high` bound its values among the points that reach the target; from `certain` on
    (down from it where `rises` is false) every point reaches it, None where there is no such value.
    """

    path: str
    rises: bool
    low: float
    high: float
    certain: float | None


class Answer(NamedTuple):
    """At which points of a sweep a target is reached.

    `value` is what is judged, missing where it cannot be; `strained` are points at which the rest
    of GDP shrinks, or is exhausted, by the target's year. `order` are the varied parameters, the
    one that the value follows most closely first; `needs` is empty where no point reaches it.
    """

    target: Target
    value: Array
    reached: NDArray[np.bool_]
    strained: NDArray[np.bool_]
    order: tuple[str, ...]
    needs: tuple[Need, ...]

    @property
    def judged(self) -> int:
        """The number of points at which the target can be judged."""
        return int(np.isfinite(self.value).sum())


def answer(sweep: Sweep, table: "pd.DataFrame", targets: Sequence[Target]) -> Answer | None:
    """Return a sweep's answer on its target, None if there is no target to judge.

    Parameters
    ----------
    sweep
        the sweep; its own `target`, or else the first that some points reach and others miss.
    table
        one row a point, as `dxsim.batch.sweep_runs.sweep_table` gives it.
    targets
        the targets; those of whose sense a value can be reached or missed.

    Raises
    ------
    InputError
        where the sweep names a target that there is not, or that cannot be judged on its scenario.
    """
    target = asked(sweep, targets, table)
    if target is None:
        return None
    value = table[f"{target.id}.value"].to_numpy(dtype=float, na_value=np.nan)
    reached = table[f"{target.id}.reached"].fillna(False).to_numpy(dtype=bool)
    strained = _strained(table, target.year)
    order = tuple(sorted(sweep.varied, key=lambda path: -abs(_follows(sweep.points[path], value))))
    needs = tuple(_need(path, sweep.points[path], value, reached) for path in order)
    return Answer(target, value, reached, strained, order, needs if reached.any() else ())


def named_target(sweep: Sweep, targets: Sequence[Target]) -> Target | None:
    """Return the target that a sweep's file names, None where it names none.

    Raises
    ------
    InputError
        where there is no such target, or the sweep's scenario is not judged on it.
    """
    if not sweep.target:
        return None
    target, known = find_target(targets, sweep.target), judged(sweep.scenario, targets)
    if target not in known:
        ids = ", ".join(one.id for one in known) or "none here"
        expected = f"a target that {sweep.scenario.name} is judged on: {ids}"
        raise InputError(str(sweep.file), key="target", found=quoted(target.id), expected=expected)
    return target


def asked(sweep: Sweep, targets: Sequence[Target], table: "pd.DataFrame") -> Target | None:
    """Return the target that a sweep is about: the one it names, or the first that it decides."""
    named = named_target(sweep, targets)
    if named is not None:
        return named
    known = judged(sweep.scenario, targets)
    for target in known:
        column = table[f"{target.id}.reached"].dropna()
        if column.any() and not column.all():
            return target
    return known[0] if known else None


def _strained(table: "pd.DataFrame", year: int) -> NDArray[np.bool_]:
    """Return the points at which the rest of GDP falls in a year up to one, or is used up."""
    listed = [table[name].astype(str) for name in ("shrinks_in", "shrinks_in_real")]
    falls = [
        any(int(one) <= year for text in years for one in text.split())
        for years in zip(*listed, strict=True)
    ]
    gone = table["exhausted_in"].fillna(year + 1).to_numpy(dtype=int) <= year
    return np.array(falls) | gone


def _follows(moved: Array, value: Array) -> float:
    """Return the rank correlation of a parameter with what is judged, 0 where there is none."""
    from scipy.stats import rankdata

    known = np.isfinite(value)
    ranks = [rankdata(one[known]) for one in (moved, value)]
    if not known.any() or any(float(np.ptp(rank)) == 0 for rank in ranks):
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def _need(path: str, moved: Array, value: Array, reached: NDArray[np.bool_]) -> Need:
    rises = _follows(moved, value) >= 0
    if not reached.any():
        return Need(path, rises, np.nan, np.nan, None)
    missed = moved[np.isfinite(value) & ~reached]
    beyond = moved[reached]
    if missed.size:
        beyond = beyond[beyond > missed.max()] if rises else beyond[beyond < missed.min()]
    certain = None if not beyond.size else float(beyond.min() if rises else beyond.max())
    return Need(path, rises, float(moved[reached].min()), float(moved[reached].max()), certain)
