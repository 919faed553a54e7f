"""The error process: from unit draws to cumulated errors of growth and errors of base levels.

A block is a component or the aggregate that the closure gives. For a block in year t after the
base year the cumulated deviation is `x[t] = x[t-1] + m + u[t]`, `x[0] = 0`: `m` is the persistent
error in mean growth, one draw a path, and `u[t] = ar1 u[t-1] + e[t]` the yearly shock, started
stationary with standard deviation `yearly_sd`. Growth errors are correlated across blocks; errors
of base levels are independent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import Scenario
from dxsim.scenario.uncertainty import (
    Errors,
    Provenance,
    Uncertainty,
    default_uncertainty,
    first_problem,
)

Array = NDArray[np.float64]


class Rows(NamedTuple):
    """Where the unit draws of each kind stand among a draw's rows."""

    persistent: slice
    base: slice
    yearly: slice
    total: int


class ErrorPaths(NamedTuple):
    """What the model takes: cumulated factors by block, log errors of base levels by component.

    A factor has the shape (draws, years with the base year), an error (draws,).
    """

    factor: Mapping[str, Array]
    base_errors: Mapping[str, Array]


@dataclass(frozen=True)
class ErrorProcess:
    """Parameters of the error process, one entry a block; components first, the aggregate last.

    `factor` and `start_factor` are lower Cholesky factors of the correlation of innovations and
    of the first year's stationary shocks. `degrees_of_freedom` is None for normal errors.
    """

    blocks: tuple[str, ...]
    years: int
    persistent_sd: Array
    yearly_sd: Array
    ar1: Array
    base_sd: Array
    correlation: Array
    degrees_of_freedom: float | None = None

    @cached_property
    def factor(self) -> Array:
        """Lower Cholesky factor of the correlation across blocks."""
        return _lower_factor(self.correlation)

    @cached_property
    def start_factor(self) -> Array:
        """Lower Cholesky factor of the stationary correlation of the yearly shocks."""
        return _lower_factor(stationary_correlation(self.correlation, self.ar1))

    @cached_property
    def rows(self) -> Rows:
        """The layout of a draw's unit variates; kinds with no spread at all take no rows."""
        blocks, components = len(self.blocks), len(self.blocks) - 1
        persistent = blocks if self.persistent_sd.any() else 0
        base = persistent + (components if self.base_sd.any() else 0)
        total = base + (blocks * self.years if self.yearly_sd.any() else 0)
        return Rows(slice(0, persistent), slice(persistent, base), slice(base, total), total)


def _lower_factor(matrix: Array) -> Array:
    return np.asarray(np.linalg.cholesky(matrix), dtype=float)


def error_process(scenario: Scenario, uncertainty: Uncertainty) -> ErrorProcess:
    """Return the error process of a scenario under a complete statement of uncertainty."""
    blocks = (*scenario.components, scenario.aggregate)
    errors = [uncertainty.errors.get(name, Errors()) for name in blocks]
    problem = first_problem(_restricted(uncertainty, blocks), blocks)
    if problem is not None:
        place = scenario.origins[0] if scenario.origins else scenario.name
        key, found, expected, hint = problem
        raise InputError(place, key=f"uncertainty.{key}", found=found, expected=expected, hint=hint)
    return ErrorProcess(
        blocks=blocks,
        years=scenario.horizon,
        persistent_sd=np.array([e.persistent_sd for e in errors]),
        yearly_sd=np.array([e.yearly_sd for e in errors]),
        ar1=np.array([e.ar1 for e in errors]),
        base_sd=np.array([e.base_sd for e in errors[:-1]]),
        correlation=uncertainty.matrix(blocks),
        degrees_of_freedom=uncertainty.degrees_of_freedom,
    )


def defaulted(scenario: Scenario) -> tuple[str, ...]:
    """Return what a scenario leaves to its producer's defaults, none where it states all.

    Blocks by name, and `correlation` and `distribution`, which are each taken whole.
    """
    stated = scenario.uncertainty or Uncertainty()
    blocks = (*scenario.components, scenario.aggregate)
    whole = {"correlation": stated.correlation, "distribution": stated.distribution}
    return (
        *(name for name in blocks if name not in stated.errors),
        *(key for key, value in whole.items() if value is None),
    )


def uncertainty_of(scenario: Scenario) -> tuple[Uncertainty, Provenance | None]:
    """Return a scenario's uncertainty, complete, and where its defaults come from.

    The provenance is that of what `defaulted` names, None where that is nothing.
    """
    blocks = (*scenario.components, scenario.aggregate)
    stated = scenario.uncertainty or Uncertainty()
    if not defaulted(scenario):
        return _restricted(stated, blocks), None
    defaults = default_uncertainty()
    producer = defaults.producers.get(scenario.producer)
    if producer is None:
        place = scenario.origins[0] if scenario.origins else scenario.name
        expected = "distribution, correlation and errors of every block"
        hint = f"params/data/uncertainty.yaml has no default for {scenario.producer}"
        raise InputError(place, key="uncertainty", found="not all", expected=expected, hint=hint)
    return _restricted(stated.over(producer), blocks), defaults.provenance


def _restricted(uncertainty: Uncertainty, blocks: tuple[str, ...]) -> Uncertainty:
    correlation = {
        one: {other: value for other, value in row.items() if other in blocks}
        for one, row in (uncertainty.correlation or {}).items()
        if one in blocks
    }
    errors = {name: value for name, value in uncertainty.errors.items() if name in blocks}
    return uncertainty.model_copy(update={"errors": errors, "correlation": correlation})


def stationary_correlation(correlation: Array, ar1: Array) -> Array:
    """Return the correlation of AR(1) processes whose innovations have a given correlation.

    `C[i,j] sqrt((1 - a_i^2)(1 - a_j^2))/(1 - a_i a_j)`: equal to C where all coefficients agree.
    """
    scale = np.sqrt(1 - ar1**2)
    return correlation * np.outer(scale, scale) / (1 - np.outer(ar1, ar1))


def error_paths(process: ErrorProcess, unit: Array) -> ErrorPaths:
    """Return the errors of some draws from their unit variates of shape (rows, draws)."""
    moved = zip(process.blocks, factors(process, unit), strict=True)
    base = process.base_sd[:, np.newaxis] * unit[process.rows.base] if process.base_sd.any() else ()
    errors = dict(zip(process.blocks, base, strict=False))
    return ErrorPaths({name: path.T for name, path in moved}, errors)


def factors(process: ErrorProcess, unit: Array) -> Array:
    """Return `exp(x)` of the cumulated deviations, shape (blocks, years with the base year, draws).

    Without yearly shocks that is a power of `exp(m)`.
    """
    if process.rows.yearly.stop > process.rows.yearly.start:
        found = deviations(process, unit)
        return np.exp(found, out=found)
    return powers(np.exp(mean_errors(process, unit)), process.years)


def powers(step: Array, highest: int) -> Array:
    """Return the powers 0 to `highest` of a step of shape (blocks, draws), as a middle axis."""
    found = np.empty((highest + 1, *step.shape))
    found[0] = 1
    for power in range(highest):
        np.multiply(found[power], step, out=found[power + 1])
    return found.swapaxes(0, 1)


def mean_errors(process: ErrorProcess, unit: Array) -> Array:
    """Return the persistent errors in mean growth, log points a year, shape (blocks, draws)."""
    if not process.rows.persistent.stop:
        return np.zeros((len(process.blocks), unit.shape[1]))
    weights = process.persistent_sd[:, np.newaxis] * process.factor
    return combined(weights, unit[process.rows.persistent])


def combined(weights: Array, unit: Array) -> Array:
    """Return `weights @ unit` for a lower triangle, added up term by term.

    The last digits of a library's matrix product depend on the number of columns it is given, and
    so on how draws are shared out.
    """
    found: Array = weights.diagonal()[:, np.newaxis] * unit
    for i in range(len(found)):
        for k in range(i):
            found[i] += weights[i, k] * unit[k]
    return found


def deviations(process: ErrorProcess, unit: Array) -> Array:
    """Return cumulated log deviations `x`, shape (blocks, years with the base year, draws)."""
    mean, rows, blocks = mean_errors(process, unit), process.rows, len(process.blocks)
    if rows.yearly.stop == rows.yearly.start:
        return mean[:, np.newaxis] * np.arange(process.years + 1.0)[:, np.newaxis]
    yearly = unit[rows.yearly]
    spread, ar1 = process.yearly_sd[:, np.newaxis], process.ar1[:, np.newaxis]
    innovation = (spread * np.sqrt(1 - ar1**2)) * process.factor
    found = np.empty((process.years + 1, blocks, unit.shape[1]))
    found[0] = 0
    shock = combined(spread * process.start_factor, yearly[:blocks])
    np.add(mean, shock, out=found[1])
    for year in range(1, process.years):
        shock *= ar1
        shock += combined(innovation, yearly[year * blocks : (year + 1) * blocks])
        np.add(found[year], mean, out=found[year + 1])
        found[year + 1] += shock
    return found.swapaxes(0, 1)
