"""Required growth: the constant addition to yearly growth that just meets a target.

The addition is made to growth as the scenario states it, over a window of years that ends with the
target year at the latest, never as a jump. A ratio-law component that receives it first becomes its
realised growth path.
"""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.backwards.compounding import nearest_roots, stacked
from dxsim.analysis.backwards.extra_growth import Efforts, ExtraGrowth
from dxsim.analysis.backwards.roots import nearest_root
from dxsim.analysis.targets import Question, Target, metric, question
from dxsim.data.arrays import Array
from dxsim.model.growth import compound_growth
from dxsim.model.levels import opening

LIMIT = 1.0
"""Largest addition sought, in either direction: 100 points a year."""


class Total(NamedTuple):
    """Growth at which the digital share of GDP is just met: of digital value added and the rest."""

    digital_cagr: float | None
    non_digital_cagr: float | None


def required_additions(
    efforts: Sequence[ExtraGrowth],
    questions: Sequence[Question],
    low: float = -LIMIT,
    high: float = LIMIT,
) -> Array:
    """Return the addition to yearly growth that just meets each question by each lever.

    Parameters
    ----------
    efforts
        the levers, see `Efforts.lever`.
    questions
        what is to be met.
    low, high
        the bounds on the addition, as fractions a year.

    Returns
    -------
    Array
        shape (levers, questions, ...): the addition nearest to zero; missing where none within
        the bounds meets the question without exhausting the rest of the economy on the way.
    """
    problems = [effort.compound(asked) for effort in efforts for asked in questions]
    roots = nearest_roots(stacked(problems), low, high)
    candidates = roots.reshape(len(roots), len(efforts), len(questions), -1)
    additions = []
    for row, effort in enumerate(efforts):
        shape = (len(roots), len(questions), *effort.lead)
        lived = partial(_lived, effort, questions)
        additions.append(first_measured(candidates[:, row].reshape(shape), lived)[0])
    return np.array(additions)


def additions_for(efforts: Efforts, levers: Sequence[str], targets: Sequence[Target]) -> Array:
    """Return the addition that just meets each target by each lever, see `required_additions`.

    Shape (levers, targets, ...). Targets linear in the levels are solved together, averages and
    multiples one by one.
    """
    moves = [efforts.lever(name) for name in levers]
    questions = [question(target) for target in targets]
    linear = [at for at, asked in enumerate(questions) if asked is not None]
    additions = np.full((len(moves), len(targets), *moves[0].lead), np.nan)
    if linear:
        additions[:, linear] = required_additions(moves, [q for q in questions if q is not None])
    for at, asked in enumerate(questions):
        if asked is None:
            for row, effort in enumerate(moves):
                additions[row, at] = bent_root(effort, targets[at], (-LIMIT, LIMIT))[0]
    return additions


def bent_root(
    effort: ExtraGrowth, target: Target, bounds: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the addition nearest to zero that just meets a target not linear in the levels.

    Returns
    -------
    tuple of Array
        the addition and the target's measure there, missing where there is none.
    """
    at = target.year - effort.scenario.base_year

    def miss(addition: Array) -> tuple[Array, NDArray[np.bool_]]:
        with np.errstate(all="ignore"):
            levels = effort.levels(np.asarray(addition))
            values = metric(effort.scenario, target, effort.trajectory(levels))[..., at]
        lost = effort.lost[..., min(at, effort.lost.shape[-1] - 1)]
        parts = (v[..., : at + 1].min(axis=-1) for v in levels.components.values())
        least = reduce(np.minimum, parts)
        alive = ~(levels.exhausted[..., at] | lost) & (least >= 0)
        missed, counts = np.broadcast_arrays(values - target.threshold, alive, addition)[:2]
        return missed, counts

    start = np.full(effort.lead, np.clip(0.0, *bounds))
    root, left = nearest_root(miss, start, bounds)
    return root, left + target.threshold


def first_measured(candidates: Array, measured: Callable[[Array], Array]) -> tuple[Array, Array]:
    """Return the first of several candidates at which something can be measured, and the measure.

    Parameters
    ----------
    candidates
        shape (candidates, ...), missing where there is none.
    measured
        what is measured at a candidate of shape (...), missing where it does not count.
    """
    chosen, reached = np.full((2, *candidates.shape[1:]), np.nan)
    for candidate in candidates[::-1]:
        if np.isnan(candidate).all():
            continue
        value = measured(candidate)
        counts = ~np.isnan(value)
        chosen, reached = np.where(counts, candidate, chosen), np.where(counts, value, reached)
    return chosen, reached


def _lived(effort: ExtraGrowth, questions: Sequence[Question], addition: Array) -> Array:
    """Return the addition, missing where it exhausts the rest of the economy by a question's year.

    The addition has shape (questions, ...).
    """
    base_year = effort.scenario.base_year
    at = np.array([q.year - base_year for q in questions]).reshape(-1, *(1,) * addition.ndim)
    gone = effort.levels(addition).exhausted | effort.lost
    gone = np.broadcast_to(gone, (*addition.shape, gone.shape[-1]))
    return np.where(np.take_along_axis(gone, at, axis=-1)[..., 0], np.nan, addition)


def required_totals(
    efforts: Efforts, thresholds: Sequence[float], years: Sequence[int]
) -> list[Total]:
    """Return the growth of digital value added, and of the rest, at which shares are just met.

    Where GDP is given, `D = s Y` and `N = (1 - s) Y`; where the rest is given, `D = N s/(1 - s)`.
    """
    start = opening(efforts.scenario)
    base = sum(start.components.values(), start=np.zeros(()))
    totals = []
    for share, year in zip(thresholds, years, strict=True):
        elapsed = year - efforts.scenario.base_year
        own = efforts.base.gdp if efforts.drivers.gdp_given else efforts.base.non_digital
        aggregate = own[..., elapsed]
        rest = (1 - share) * aggregate if efforts.drivers.gdp_given else aggregate
        digital = rest * share / (1 - share)
        totals.append(Total(_cagr(base, digital, elapsed), _cagr(start.non_digital, rest, elapsed)))
    return totals


def _cagr(start: Array, end: Array, years: int) -> float | None:
    return float(compound_growth(start, end, years)) if end / start > 0 else None
