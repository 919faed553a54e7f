"""The compiled engine: a study laid out as arrays, and its blocks run by the kernels.

Everything that does not differ between draws comes from the model itself: drivers without errors
from `dxsim.model.drivers`, and a target's numerator and denominator as weights of the levels.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import TOLERANCE, Target, denominator, numerator
from dxsim.analysis.uncertainty import kernels, law_kernels
from dxsim.analysis.uncertainty.shocks import ErrorProcess, mean_errors
from dxsim.analysis.uncertainty.tally import Study, Sums, Tally
from dxsim.model import growth
from dxsim.model.drivers import Drivers, all_years, drivers, gdp_deflator, opening
from dxsim.model.projection import Trajectory
from dxsim.scenario.laws import GROWTH_LAWS, Law
from dxsim.scenario.loading import Component, Scenario

Array = NDArray[np.float64]


class Layout(NamedTuple):
    """A study as the kernels take it.

    `system` holds the model, the base levels and the measures' weights; `factors` and `spreads`
    the yearly shocks; `rules` a row a target.
    """

    system: tuple[Any, ...]
    factors: Array
    spreads: Array
    rules: Array


class Workspace(NamedTuple):
    """Arrays that one thread uses again for every block: cumulated errors and base factors."""

    paths: Array
    base_factor: Array


@lru_cache(maxsize=4)
def compiled_tally(study: Study) -> Callable[[], Tally]:
    """Return what starts a thread; that gives what counts one block of unit draws.

    One small block is run first, to compile the kernels or load them from their cache.
    """
    layout, process = layout_of(study), study.process

    def start() -> Tally:
        spaces: dict[int, Workspace] = {}

        def tally(unit: Array, _: int, shares: Array, place: int) -> Sums:
            draws = unit.shape[1]
            if draws not in spaces:
                spaces[draws] = workspace(process, draws)
            return tally_block(layout, process, unit, (shares, place), spaces[draws])

        return tally

    start()(np.zeros((process.rows.total, 3))[:, :2], 2, np.empty((process.years + 1, 2)), 0)
    return start


def workspace(process: ErrorProcess, draws: int) -> Workspace:
    """Return the arrays a block of so many draws needs; no paths where no shock is yearly."""
    blocks = len(process.blocks)
    moved = blocks if has_yearly(process) else 0
    paths = np.empty((moved, process.years + 1, draws))
    return Workspace(paths, np.ones((blocks - 1, draws)))


def has_yearly(process: ErrorProcess) -> bool:
    """Return whether any block has yearly shocks."""
    return process.rows.yearly.stop > process.rows.yearly.start


def tally_block(
    layout: Layout,
    process: ErrorProcess,
    unit: Array,
    shares: tuple[Array, int],
    space: Workspace,
) -> Sums:
    """Return the counts over the draws of a block of unit variates of shape (rows, draws).

    Its shares are written to an array of shape (years, draws), from a column on.
    """
    rows, (paths, base_factor) = process.rows, space
    mean = mean_errors(process, unit)
    if rows.base.stop > rows.base.start:
        np.exp(process.base_sd[:, np.newaxis] * unit[rows.base], out=base_factor)
    if len(paths):
        yearly = np.ascontiguousarray(unit[rows.yearly])
        kernels.cumulate(paths, mean, yearly, layout.factors, layout.spreads)
        np.exp(paths, out=paths)
    else:
        np.exp(mean, out=mean)
    targets, steps = len(layout.rules), process.years + 1
    first, lost = np.zeros((targets, steps + 1), dtype=np.int64), np.zeros(steps, dtype=np.int64)
    counts, shortfall = np.zeros((2, targets), dtype=np.int64), np.zeros(targets)
    tallied, errors = (first, lost, counts, shortfall), (base_factor, paths, mean)
    joint = kernels.run_block(*shares, tallied, layout.system, errors, layout.rules)
    return Sums(counts[:1], np.array([joint]), counts[1:], shortfall[np.newaxis], first, lost)


def layout_of(study: Study) -> Layout:
    """Return a study laid out as arrays."""
    scenario, process = study.scenario, study.process
    opened, moving = opening(scenario), drivers(scenario)
    weights, measures = _measures(study)
    base = np.array([*(float(v) for v in opened.components.values()), float(opened.gdp)])
    rules = [_rule(study, *pair) for pair in zip(measures, study.targets, strict=True)]
    return Layout(
        system=(_model(scenario, moving), base, np.ascontiguousarray(np.moveaxis(weights, -1, 0))),
        factors=np.stack([process.factor, process.start_factor]),
        spreads=np.stack([process.yearly_sd, process.ar1]),
        rules=np.array(rules, dtype=float).reshape(-1, 5),
    )


def _rule(study: Study, measure: int, target: Target) -> tuple[float, ...]:
    """Return a target as `kernels.judge` takes it."""
    strict = target.sense == "more_than"
    bar = target.threshold + (TOLERANCE if strict else -TOLERANCE)
    return measure, study.at(target), target.threshold, bar, strict


def _model(scenario: Scenario, moving: Drivers) -> tuple[Any, ...]:
    parts, steps = len(scenario.components), scenario.horizon + 1
    laws, curves = np.zeros(parts, dtype=np.int64), np.zeros((parts, 1))
    paths, inflation = np.zeros((parts + 1, steps)), np.zeros((parts, 2, steps))
    paths[parts] = moving.aggregate if moving.gdp_given else moving.aggregate / moving.aggregate[0]
    elapsed = np.arange(steps, dtype=float)
    for i, (name, component) in enumerate(scenario.components.items()):
        law = component.growth
        assert law is not None
        if law.gdp_multiple is not None:
            laws[i], curves[i] = law_kernels.MULTIPLE, law.gdp_multiple.times
            inflation[i, :, 1:] = _multiple_inflation(scenario, component, law)
        elif law.kind in GROWTH_LAWS:
            laws[i], paths[i] = law_kernels.GROWN, moving.grown[name] / moving.grown[name][0]
        elif law.relative is not None:
            laws[i], paths[i] = law_kernels.RATIO, moving.ratios[name] / moving.ratios[name][0]
        else:
            curve = law.logistic or law.gompertz
            assert curve is not None
            laws[i] = law_kernels.LOGISTIC if law.logistic is not None else law_kernels.GOMPERTZ
            curves[i], paths[i] = curve.ceiling, np.exp(-curve.speed * elapsed)
    return laws, paths, curves, inflation, moving.gdp_given


def _multiple_inflation(scenario: Scenario, component: Component, law: Law) -> Array:
    """Return the inflation taken out of GDP growth and the one put on the component's."""
    assert law.gdp_multiple is not None and scenario.gdp.deflator is not None
    none = np.zeros(scenario.horizon)
    if law.gdp_multiple.of == "nominal":
        return np.stack([none, none])
    years = all_years(scenario)[1:]
    removed = growth.rates(scenario.gdp.deflator, scenario.base_year, years)
    if scenario.prices == "current" or component.deflator is None:
        return np.stack([removed, none])
    return np.stack([removed, growth.rates(component.deflator, scenario.base_year, years)])


def _measures(study: Study) -> tuple[Array, tuple[int, ...]]:
    """Return the distinct measures as weights of the levels, the share first, and each target's."""
    path = _unit_levels(study.scenario)
    digital = np.stack([_full(path.digital, path), _full(path.gdp, path)])
    distinct, measures = [digital], []
    for target in study.targets:
        top = _full(numerator(study.scenario, target, path), path)
        over = denominator(target, path) if target.metric != "growth" else np.zeros(1)
        weights = np.stack([top, _full(over, path)])
        same = [m for m, known in enumerate(distinct) if np.array_equal(known, weights)]
        measures.append(same[0] if same else len(distinct))
        distinct += [] if same else [weights]
    return np.array(distinct), tuple(measures)


def _unit_levels(scenario: Scenario) -> Trajectory:
    """Return trajectories in which one level is 1 and the others 0: components, GDP, the rest."""
    names: list[str] = list(scenario.components)
    years = all_years(scenario)
    one = np.repeat(np.eye(len(names) + 2)[:, :, np.newaxis], len(years), axis=2)
    components: dict[str, Array] = {name: one[:, i] for i, name in enumerate(names)}
    none = np.zeros(one[:, 0].shape, dtype=bool)
    digital = sum(components.values(), start=np.zeros(1))
    gdp, rest = one[:, -2], one[:, -1]
    return Trajectory(years, gdp, rest, digital, components, gdp_deflator(scenario), none)


def _full(values: Array, path: Trajectory) -> Array:
    return np.broadcast_to(values, path.gdp.shape)
