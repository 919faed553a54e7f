"""The error process of a scenario: how large each kind of error is, and how a draw is laid out.

A block is a component or the aggregate that the closure gives. In year t after the base year the
deviation `x[t]` of a block's log ratio to the rest of GDP (of its log-odds below a ceiling, of an
aggregate's log level) is

    x[t] = x[t-1] + m w^(t-1) + u[t] + b[t] + s[t],    u[t] = ar1 u[t-1] + e[t],    x[0] = z

with `m` the persistent error in mean growth, `w = 0.5^(1/half_life)` its yearly fading, `u` the
yearly shock, started stationary with standard deviation `yearly_sd`, `b` the breaks of definition,
`s` an event in the year in which it comes, and `z` the measurement error of the published total;
`z` and `b` are common to the components and leave the aggregate alone. A ceiling and the allocation
between a carved-out component and its host have errors of their own.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError
from dxsim.scenario.assumed_errors.checks import first_problem
from dxsim.scenario.assumed_errors.completion import blocks_of, complete_uncertainty, restricted
from dxsim.scenario.programmes.draws import drawn_parameters
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import Breaks, Errors, Event, Uncertainty


class Rows(NamedTuple):
    """Where the unit draws of each kind stand among a draw's rows; a kind without spread has none.

    `mixed` are the rows that share a mixing variable of Student's t: each kind, and each year of
    the yearly shocks. Breaks, the numbers of programmes and events, which come last, have none.
    """

    persistent: slice
    measurement: slice
    allocation: slice
    ceiling: slice
    breaks: slice
    yearly: slice
    mixed: tuple[slice, ...]
    programmes: slice
    events: slice
    total: int


@dataclass(frozen=True)
class ErrorProcess:
    """Parameters of the error process, one entry a block; components first, the aggregate last.

    `fade` is what is left of a persistent error a year later. `drift` is a known deviation of mean
    growth, in log points a year. `degrees_of_freedom` is None for normal errors;
    `programme_numbers` counts the numbers of the scenario's programmes that are drawn; `events`
    are shocks that may come, `base_year` the year before the first.
    """

    blocks: tuple[str, ...]
    years: int
    persistent_sd: Array
    fade: Array
    yearly_sd: Array
    ar1: Array
    allocation_sd: Array
    ceiling_sd: Array
    correlation: Array
    drift: Array
    measurement_sd: float = 0.0
    breaks: Breaks | None = None
    degrees_of_freedom: float | None = None
    programme_numbers: int = 0
    events: tuple[Event, ...] = ()
    base_year: int = 0

    @cached_property
    def factor(self) -> Array:
        """Lower Cholesky factor of the correlation across blocks."""
        return _lower_factor(self.correlation)

    @cached_property
    def start_factor(self) -> Array:
        """Lower Cholesky factor of the stationary correlation of the yearly shocks."""
        return _lower_factor(stationary_correlation(self.correlation, self.ar1))

    @cached_property
    def compounds(self) -> bool:
        """Whether every year deviates from the year before by the same: mean growth alone errs."""
        rare = self.breaks is not None or bool(self.events)
        return not self.yearly_sd.any() and not rare and bool((self.fade == 1).all())

    @property
    def carved(self) -> tuple[str, ...]:
        """The components whose allocation errs."""
        return tuple(n for n, sd in zip(self.blocks, self.allocation_sd, strict=True) if sd)

    @property
    def limited(self) -> tuple[str, ...]:
        """The components whose ceiling errs."""
        return tuple(n for n, sd in zip(self.blocks, self.ceiling_sd, strict=True) if sd)

    @cached_property
    def rows(self) -> Rows:
        """The layout of a draw's unit variates."""
        blocks, yearly = len(self.blocks), bool(self.yearly_sd.any())
        sizes = (
            blocks if self.persistent_sd.any() else 0,
            1 if self.measurement_sd else 0,
            len(self.carved),
            len(self.limited),
            2 * self.years if self.breaks is not None else 0,
            blocks * self.years if yearly else 0,
            self.programme_numbers,
            2 * len(self.events),
        )
        ends = np.cumsum(sizes)
        kinds = [slice(int(end) - size, int(end)) for size, end in zip(sizes, ends, strict=True)]
        persistent, measurement, allocation, ceiling, breaks, shocks, programmes, events = kinds
        first = [shocks.start + blocks * t for t in range(self.years)] if yearly else []
        mixed = [kind for kind in kinds[:4] if kind.stop > kind.start]
        mixed += [slice(start, start + blocks) for start in first]
        return Rows(
            persistent, measurement, allocation, ceiling, breaks, shocks, tuple(mixed), programmes,
            events, int(ends[-1]),
        )  # fmt: skip


def _lower_factor(matrix: Array) -> Array:
    return np.asarray(np.linalg.cholesky(matrix), dtype=float)


def process_of(scenario: Scenario) -> ErrorProcess:
    """Return the error process of a scenario, completed by its producer's defaults."""
    return error_process(scenario, complete_uncertainty(scenario).uncertainty)


def error_process(scenario: Scenario, uncertainty: Uncertainty, drift: float = 0.0) -> ErrorProcess:
    """Return the error process of a scenario under a complete statement of uncertainty.

    Parameters
    ----------
    scenario
        the assumptions.
    uncertainty
        the errors; what has nothing to move in the scenario is left out.
    drift
        log points a year by which the components' ratios to the rest rise faster than assumed.
    """
    blocks = blocks_of(scenario)
    stated = restricted(uncertainty, scenario)
    errors = [stated.errors.get(name, Errors()) for name in blocks]
    problem = first_problem(stated, blocks)
    if problem is not None:
        place = scenario.place
        key, found, expected, hint = problem
        raise InputError(place, key=f"uncertainty.{key}", found=found, expected=expected, hint=hint)
    breaks = stated.breaks
    return ErrorProcess(
        blocks=blocks,
        years=scenario.horizon,
        persistent_sd=np.array([e.persistent_sd for e in errors]),
        fade=np.array([1.0 if e.half_life is None else 0.5 ** (1 / e.half_life) for e in errors]),
        yearly_sd=np.array([e.yearly_sd for e in errors]),
        ar1=np.array([e.ar1 for e in errors]),
        allocation_sd=np.array([e.allocation_sd for e in errors]),
        ceiling_sd=np.array([e.ceiling_sd for e in errors]),
        correlation=stated.matrix(blocks),
        drift=np.array([drift] * len(scenario.components) + [0.0]),
        measurement_sd=stated.measurement_sd or 0.0,
        breaks=breaks if breaks is not None and breaks.included and breaks.rate else None,
        degrees_of_freedom=stated.degrees_of_freedom,
        programme_numbers=len(drawn_parameters(scenario.programmes)),
        events=stated.events,
        base_year=scenario.base_year,
    )


def stationary_correlation(correlation: Array, ar1: Array) -> Array:
    """Return the correlation of AR(1) processes whose innovations have a given correlation.

    `C[i,j] sqrt((1 - a_i^2)(1 - a_j^2))/(1 - a_i a_j)`: equal to C where all coefficients agree.
    """
    scale = np.sqrt(1 - ar1**2)
    return correlation * np.outer(scale, scale) / (1 - np.outer(ar1, ar1))
