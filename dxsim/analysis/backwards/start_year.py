"""How late an extra effort of a stated size may start and still meet a target."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards.extra_growth import Efforts
from dxsim.analysis.backwards.solving import (
    Required,
    known_lever,
    measured_levels,
    shortened,
    target_horizon,
)
from dxsim.analysis.targets import Target, as_target, reaches
from dxsim.data.arrays import Array, Number, number
from dxsim.model.levels import all_years
from dxsim.model.perturbed import Named
from dxsim.scenario.records import Scenario

_SAME = 1e-12


def required_start(
    scenario: Scenario,
    target: Target | str,
    lever: str,
    addition: Number,
    last: int | None = None,
    *,
    errors: Mapping[str, Named] | None = None,
) -> Required:
    """Return the latest start of an extra effort; the year after the target's: none is needed.

    Parameters
    ----------
    scenario
        the assumptions; numbers may be arrays of a common leading shape.
    target
        what is to be met, or its id.
    lever
        "all" components together, one of them, "gdp" or "non_digital".
    addition
        the extra growth a year from the start on, as a fraction; a number, or one a draw.
    last
        the last year of the effort; by default the target's year.
    errors
        `factor`, `ceiling` and `allocation` as `simulate` takes them.

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario = dx.load_scenario("nso-trend")
    >>> found = dx.required_start(scenario, "share-2030", "all", 0.5)
    >>> scenario.base_year < found.value <= 2031
    True
    """
    target = as_target(target)
    short = target_horizon(scenario, target)
    effort = Efforts(short, errors=shortened(errors or {}, short)).lever(known_lever(short, lever))
    years, extra = all_years(short)[1:], np.asarray(addition, dtype=float)[..., np.newaxis]
    starts = np.append(years, target.year + 1)
    active = (years >= starts[:, np.newaxis]) & (years <= (last or target.year))
    lead = np.broadcast_shapes(effort.lead, extra.shape[:-1])

    def measured(active: NDArray[np.bool_]) -> Array:
        return measured_levels(target, effort, effort.levels_by_year(extra * active))

    values = np.stack([measured(row) for row in active]) if lead else measured(active)
    return _latest(lever, starts, reaches(target, values), values)


def _latest(lever: str, starts: Array, met: NDArray[np.bool_], values: Array) -> Required:
    """Return the last start that meets the target, or else the last of those with the best measure.

    `met` and `values` have shape (starts, ...).
    """
    known, possible = np.where(np.isnan(values), -np.inf, values), met.any(axis=0)
    wanted = np.where(possible, met, known >= known.max(axis=0) - _SAME)
    at = len(starts) - 1 - wanted[::-1].argmax(axis=0)
    reached = np.take_along_axis(values, at[np.newaxis], axis=0)[0]
    value, best_at, held = np.where(possible, starts[at], np.nan), starts[at], met.all(axis=0)
    span = int(starts[0]), int(starts[-1])
    if value.ndim:
        return Required(lever, value, reached, best_at, *span, held)
    year = int(value) if possible else None
    return Required(lever, year, number(reached), int(best_at), *span, bool(held))
