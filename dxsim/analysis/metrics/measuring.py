"""Measuring a path: the top and bottom of a metric, their ratio or growth, over a span."""

import operator
from collections.abc import Callable
from functools import reduce

import numpy as np

from dxsim.analysis.metrics.definitions import METRICS, Measure, Weights, years_before
from dxsim.data.arrays import Array
from dxsim.model import growth
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.records import Scenario

_ALL = slice(None)


def money(weights: Weights, path: Trajectory, years: slice = _ALL) -> Array:
    """Return the weighted sum of a path's levels, shape (..., years); of some years if wished."""
    parts = (
        (weight[..., years] if isinstance(weight, np.ndarray) else weight)
        * level(path, name)[..., years]
        for name, weight in weights.items()
    )
    return np.asarray(reduce(operator.add, parts))


def level(path: Trajectory, name: str) -> Array:
    """Return a level of a path by name; "one" is the constant 1."""
    if name in path.components:
        return path.components[name]
    totals = {"gdp": path.gdp, "non_digital": path.non_digital, "digital": path.digital}
    return totals[name] if name != "one" else np.ones(1)


def top(scenario: Scenario, measure: Measure, path: Trajectory, years: slice = _ALL) -> Array:
    """Return the top of a measure in every year of a path, or in some."""
    return money(METRICS[measure.metric].top(_until(scenario, path), measure), path, years)


def bottom(scenario: Scenario, measure: Measure, path: Trajectory, years: slice = _ALL) -> Array:
    """Return the bottom of a measure in every year of a path, or in some."""
    return money(METRICS[measure.metric].bottom(_until(scenario, path), measure), path, years)


def _until(scenario: Scenario, path: Trajectory) -> Scenario:
    """Return a scenario that ends where a path of it ends, so that weights fit the levels."""
    last = int(path.years[-1])
    return scenario if last == scenario.end_year else scenario.model_copy(update={"end_year": last})


def values(
    scenario: Scenario, measure: Measure, path: Trajectory, *, last: int | None = None
) -> Array:
    """Return a measure in every year, over the span that ends in it; missing where that begins.

    `last` asks for so many years at the end of the path alone. Shares and rates are fractions,
    multiples plain numbers (missing where GDP stands still), values per head in whole money.
    """
    needed = _ALL if last is None else slice(-last - years_before(measure), None)
    values = _over_span(
        measure,
        top(scenario, measure, path, needed),
        lambda: bottom(scenario, measure, path, needed),
    )
    return values if last is None else values[..., -last:]


def _over_span(measure: Measure, above: Array, below: Callable[[], Array]) -> Array:
    """Return a measure of consecutive years from its top and its bottom, see `values`."""
    form, span = METRICS[measure.metric].form, measure.span
    if form == "growth":
        return compound(above, span)
    if form == "multiple":
        growth_below = compound(below(), span)
        return compound(above, span) / np.where(growth_below == 0, np.nan, growth_below)
    return trailing_mean(above / below(), span)


def compound(levels: Array, span: int) -> Array:
    """Return the compound yearly growth over the years of a span that ends in each year."""
    start = np.full((*levels.shape[:-1], min(span, levels.shape[-1])), np.nan)
    with np.errstate(invalid="ignore"):
        rates = growth.compound_growth(levels[..., :-span], levels[..., span:], span)
    return np.concatenate([start, rates], axis=-1)


def trailing_mean(series: Array, span: int) -> Array:
    """Return the mean over the years of a span that ends in each year."""
    if span == 1:
        return series
    count = series.shape[-1]
    padded = [series[..., k : count - span + 1 + k] for k in range(span)]
    start = np.full((*series.shape[:-1], min(span - 1, count)), np.nan)
    return np.concatenate([start, sum(padded) / span], axis=-1)


LINEAR = "a ratio of levels in a single year, or a growth rate"
"""Condition of `is_linear_programme` on a measure, for a refusal."""


def is_linear_programme(measure: Measure) -> bool:
    """Return whether meeting a threshold is one linear inequality between levels of any years."""
    return is_linear(measure) or METRICS[measure.metric].form == "growth"


def is_linear(measure: Measure) -> bool:
    """Return whether a measure reaches a threshold where levels of one or two years do, linearly.

    So is every ratio of a single year and every growth rate of one; averages and multiples bend.
    """
    return measure.span == 1 and METRICS[measure.metric].form in ("ratio", "growth")
