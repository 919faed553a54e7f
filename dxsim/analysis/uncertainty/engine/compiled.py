"""The compiled engine: a study laid out as arrays, and its blocks run by the kernels.

Everything that does not differ between draws comes from the model itself: the scenario's own path
as ratios and shares, and a target's numerator and denominator as weights of the levels.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis import metrics
from dxsim.analysis.metrics import Measure
from dxsim.analysis.targets import Target, tolerance
from dxsim.analysis.uncertainty.engine import kernels
from dxsim.analysis.uncertainty.engine.count_kernels import SORTING_BINS, gather
from dxsim.analysis.uncertainty.engine.counting import tally_paths
from dxsim.analysis.uncertainty.engine.deviations import jumps, mean_errors, opening, spread_of
from dxsim.analysis.uncertainty.engine.lifts import lifts_of
from dxsim.analysis.uncertainty.engine.measure_kernels import GROWTH, MULTIPLE, RATIO
from dxsim.analysis.uncertainty.engine.process import ErrorProcess
from dxsim.analysis.uncertainty.engine.tally import Study, Sums, Tally
from dxsim.data.arrays import Array, Counts
from dxsim.model.perturbed import BELOW_CEILING, Ratios, moved_ceiling
from dxsim.scenario.records import Scenario

FORMS = {"ratio": RATIO, "growth": GROWTH, "multiple": MULTIPLE}
_SHARE = Measure("digital_share_of_gdp")


class Layout(NamedTuple):
    """A study as the kernels take it.

    `system` holds the path, its closure, the measures' weights and forms; `factors` and `spreads`
    the yearly errors; `pairs` the rows of carved-out components and their hosts, where any measure
    tells them apart; `rules` a row a target.
    """

    system: tuple[Any, ...]
    factors: Array
    spreads: Array
    pairs: NDArray[np.int64]
    rules: Array


@lru_cache(maxsize=4)
def compiled_tally(study: Study) -> Callable[[], Tally]:
    """Return a factory that each thread calls once to get its own tally function.

    One small block is run first, to compile the kernels or load them from their cache.
    """
    layout, process = layout_of(study), study.process

    def tally(unit: Array, _: int, shares: Array, place: int) -> Sums:
        return tally_block(study, layout, unit, (shares, place))

    tally(np.zeros((process.rows.total, 3))[:, :2], 2, np.empty((process.years + 1, 2)), 0)
    return lambda: tally


def tally_block(study: Study, layout: Layout, unit: Array, shares: tuple[Array, int]) -> Sums:
    """Return the counts over the draws of a block of unit variates of shape (rows, draws).

    Its shares are written to an array of shape (years, draws), from a column on. A block in which
    programmes exhaust GDP in some draws alone is left to NumPy.
    """
    process, ratios, draws = study.process, study.ratios, unit.shape[1]
    moved = study.ratios_in(unit)
    if (moved.exhausted != ratios.exhausted).any():
        own = shares[0][:, shares[1] : shares[1] + draws]
        return tally_paths(study, study.run(unit, shares_alone=study.shares_alone), draws, own)
    count, nothing = len(process.blocks) - study.shares_alone, np.empty((0, draws))
    start, mean = opening(process, unit, count), mean_errors(process, unit, count)
    if process.compounds:
        mean += process.drift[:count, np.newaxis]
    jump, yearly = jumps(process, unit), np.ascontiguousarray(unit[process.rows.yearly])
    moving = yearly, layout.factors, layout.spreads, nothing if jump is None else jump
    ceilings, odds = _ceilings(process, ratios, unit)
    allocation = layout.pairs, np.exp(spread_of(process, unit, "allocation"))
    targets, steps = len(layout.rules), process.years + 1
    first = np.zeros((targets, steps + 1), dtype=np.int64)
    counts, shortfall = np.zeros((2, targets), dtype=np.int64), np.zeros(targets)
    lifts = lifts_of(study, unit, moved)
    errors = start, mean, process.compounds, moving, ceilings, odds, allocation, lifts
    tallied = first, counts, shortfall
    joint = kernels.run_block(*shares, tallied, layout.system, errors, layout.rules)
    lost = ratios.exhausted.astype(np.int64) * draws
    return Sums(counts[:1], np.array([joint]), counts[1:], shortfall[np.newaxis], first, lost)


def _ceilings(process: ErrorProcess, ratios: Ratios, unit: Array) -> tuple[Array, Array]:
    """Return by component and draw the ceiling, and what the odds below it are multiplied by."""
    draws = unit.shape[1]
    if not ratios.ceiling:
        return np.empty((0, draws)), np.empty((0, draws))
    ceilings, odds = np.zeros((len(ratios.order), draws)), np.ones((len(ratios.order), draws))
    errors = dict(zip(process.limited, spread_of(process, unit, "ceiling"), strict=True))
    for place, name in enumerate(ratios.order):
        if name in errors:
            base = ratios.share[name][0]
            ceilings[place], odds[place] = moved_ceiling(ratios.ceiling[name], base, errors[name])
        elif name in ratios.ceiling:
            ceilings[place] = ratios.ceiling[name]
    return ceilings, odds


def layout_of(study: Study) -> Layout:
    """Return a study laid out as arrays."""
    process, ratios = study.process, study.ratios
    weights, forms, measures = _measures(study)
    rules = [_rule(study, *pair) for pair in zip(measures, study.targets, strict=True)]
    return Layout(
        system=(_path(ratios), np.ascontiguousarray(np.moveaxis(weights, -1, 0)), forms),
        factors=np.stack([process.factor, process.start_factor]),
        spreads=np.stack([process.yearly_sd, process.ar1, process.fade, process.drift]),
        pairs=_pairs(process, ratios, weights),
        rules=np.array(rules, dtype=float).reshape(-1, 5),
    )


def _path(ratios: Ratios) -> tuple[Any, ...]:
    """Return the scenario's own path and closure as the kernels take them."""
    paths = {**ratios.ratio, **ratios.share}
    own = np.stack([paths[name] for name in ratios.order])
    ceiling = np.array([float(ratios.ceiling.get(n, np.zeros(1))[0]) for n in ratios.order])
    gone = ratios.exhausted
    last = int(gone.argmax()) if gone.any() else len(gone)
    aggregate = np.ascontiguousarray(ratios.aggregate)
    base_gdp = float(ratios.base_gdp[0])
    return own, ceiling, aggregate, base_gdp, ratios.gdp_given, last, BELOW_CEILING


def _pairs(process: ErrorProcess, ratios: Ratios, weights: Array) -> NDArray[np.int64]:
    """Return the rows of part and host of each allocation that errs; none where no measure sees it.

    `weights` has the shape (measures, numerator and denominator, levels, years).
    """
    pairs = [(ratios.order.index(n), ratios.order.index(ratios.carved[n])) for n in process.carved]
    seen = any((weights[:, :, part] != weights[:, :, host]).any() for part, host in pairs)
    return np.array(pairs if seen else [], dtype=np.int64).reshape(-1, 2)


def _rule(study: Study, measure: int, target: Target) -> tuple[float, ...]:
    """Return a target as `kernels.judge` takes it; a ceiling is a floor with the sign turned."""
    side, slack = (-1.0 if target.sense == "at_most" else 1.0), tolerance(target)
    threshold = side * target.threshold
    if target.sense == "more_than":
        most_missed = threshold + slack
    else:
        most_missed = np.nextafter(threshold - slack, -np.inf)
    return measure, study.at(target), side, threshold, float(most_missed)


def _measures(study: Study) -> tuple[Array, NDArray[np.int64], tuple[int, ...]]:
    """Return the distinct measures, the share first, and the place of each target's.

    A measure is weights of the levels, shape (top and bottom, levels, years), its form and span.
    """
    known = list(dict.fromkeys((_SHARE, *(target.measure for target in study.targets))))
    weights = np.array([_weights(study.scenario, measure) for measure in known])
    forms = [(FORMS[metrics.METRICS[m.metric].form], m.span) for m in known]
    places = tuple(known.index(target.measure) for target in study.targets)
    return weights, np.array(forms, dtype=np.int64), places


def _weights(scenario: Scenario, measure: Measure) -> Array:
    """Return top and bottom of a measure: components, GDP, the rest and 1, by year."""
    names, metric = list(scenario.components), metrics.METRICS[measure.metric]
    rows = {name: [place] for place, name in enumerate((*names, "gdp", "non_digital", "one"))}
    rows["digital"] = list(range(len(names)))
    found = np.zeros((2, len(names) + 3, scenario.horizon + 1))
    for side, weights in zip(found, (metric.top, metric.bottom), strict=True):
        for name, weight in weights(scenario, measure).items():
            side[rows[name]] += weight
    return found


def order_statistics(rows: Array, ranks: Counts) -> Array:
    """Return the numbers of given ranks, counted from 0 in rising order, of each row.

    A row is put into bins, of which those with a number of such a rank are sorted; a row with
    missing numbers, or all alike, is sorted whole.
    """
    found = np.empty((len(rows), len(ranks)))
    near, bins = np.empty(rows.shape[1]), np.empty(SORTING_BINS, dtype=np.int64)
    for numbers, row in zip(found, rows, strict=True):
        least, largest = float(row.min()), float(row.max())
        if not least < largest:
            numbers[:] = np.sort(row)[ranks]
            continue
        places, per_unit = ranks.copy(), min((SORTING_BINS - 1) / (largest - least), 1e300)
        count = gather(near, places, bins, row, (least, per_unit))
        numbers[:] = np.sort(near[:count])[places]
    return found
