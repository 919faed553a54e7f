"""Counting over draws: a study of targets, and sums that merge in any order."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target, metric, reaches
from dxsim.analysis.uncertainty.engine.deviations import deviations_of
from dxsim.analysis.uncertainty.engine.process import ErrorProcess
from dxsim.analysis.uncertainty.engine.quantiles import BINS
from dxsim.data.arrays import Array, Counts
from dxsim.model.drivers import drivers
from dxsim.model.levels import Drivers, all_years, gdp_deflator
from dxsim.model.perturbed import Ratios, below_ceilings, levels, ratios_of
from dxsim.model.programmes import programme_effects_of
from dxsim.model.trajectory import Trajectory, trajectory
from dxsim.scenario.parameters import holds_arrays
from dxsim.scenario.programmes.draws import drawn_parameters, with_draws
from dxsim.scenario.programmes.records import Programme
from dxsim.scenario.records import Scenario


@dataclass(frozen=True, eq=False)
class Study:
    """A scenario, its error process, and the targets that can be judged on it.

    Compared by identity, so that it can be a cache key.
    """

    scenario: Scenario
    process: ErrorProcess
    targets: tuple[Target, ...]

    @cached_property
    def of_numbers(self) -> bool:
        """Whether every parameter of the scenario is one number and none an array."""
        return not holds_arrays(self.scenario)

    def at(self, target: Target) -> int:
        """Return the place of a target's year on the time axis."""
        return target.year - self.scenario.base_year

    @cached_property
    def ratios(self) -> Ratios:
        """The scenario's own path, for which alone its laws are evaluated."""
        return ratios_of(self.scenario, drivers(self.scenario))

    @cached_property
    def bare(self) -> Drivers:
        """Drivers of the scenario without its programmes."""
        return drivers(self.scenario.without_programmes())

    @cached_property
    def ended(self) -> tuple[bool, ...]:
        """By target, whether the scenario's own path is exhausted by its year."""
        paths = self.ratios.exhausted.reshape(-1, self.scenario.horizon + 1)
        gone = np.asarray(paths.all(axis=0))
        return tuple(bool(gone[self.at(target)]) for target in self.targets)

    @property
    def shares_alone(self) -> bool:
        """Whether every target is on a share, for which the errors of the aggregate cancel."""
        return all(target.is_share for target in self.targets)

    def run(self, unit: Array, *, shares_alone: bool = False) -> Trajectory:
        """Return the paths of some unit draws, shape (rows, draws), as arrays (draws, years).

        With `shares_alone` the given aggregate is left as the scenario has it: shares are the same.
        """
        deflator = gdp_deflator(self.scenario)
        by = deviations_of(self.process, unit, components_alone=shares_alone)
        return trajectory(levels(self.ratios_in(unit), by), deflator, all_years(self.scenario))

    def ratios_in(self, unit: Array) -> Ratios:
        """Return the path that errors move, with the programmes as some unit draws have them."""
        if not self.process.programme_numbers:
            return self.ratios
        effects = programme_effects_of(self.programmes_in(unit), all_years(self.scenario))
        return below_ceilings(ratios_of(self.scenario, replace(self.bare, effects=effects)))

    def programmes_in(self, unit: Array) -> tuple[Programme, ...]:
        """Return the programmes as some unit draws have them, numbers of shape (draws,).

        Their costs, which no path depends on, stay as they are.
        """
        chosen = drawn_parameters(self.scenario.programmes)
        rows = unit[self.process.rows.programmes]
        scores = dict(zip(chosen, rows, strict=True))
        return with_draws(self.scenario.programmes, scores, scores=True, costs=False)

    def met(self, target: Target, path: Trajectory) -> NDArray[np.bool_]:
        """Return which trajectories reach a target in its year."""
        return reaches(target, metric(self.scenario, target, path))[..., self.at(target)]


@dataclass(frozen=True)
class Sums:
    """Counts over a run of consecutive blocks; by block where the order of adding matters.

    `reached`, `missed` and `joint` count draws by block: those that reach a target, that miss it
    and are not exhausted, and that reach all; `shortfall` sums the distance to a threshold over
    those that miss it. `first` counts draws by target and first year reached, never in the last
    column, and `gone` those exhausted by a year. Either `shares` holds every share, shape (years,
    draws), or `counts` a histogram by year.
    """

    reached: Counts
    joint: Counts
    missed: Counts
    shortfall: Array
    first: Counts
    gone: Counts
    shares: Array | None = None
    counts: Counts | None = None

    def mean_shortfall(self) -> Array:
        """Return the mean distance to each threshold over the draws that miss it (fractions)."""
        missed = self.missed.sum(axis=0)
        total = np.array([math.fsum(column) for column in self.shortfall.T])
        return np.divide(total, missed, out=np.full(len(total), np.nan), where=missed > 0)


Tally = Callable[[Array, int, Array, int], Sums]
"""Counts unit draws, shape (rows, draws), that come in blocks of a size, and writes their shares to
an array of shape (years, draws), from a column on."""


def merged(
    parts: Sequence[Sums], shares: Array | None = None, counts: Counts | None = None
) -> Sums:
    """Return the sums over parts, given in the order of their blocks.

    `shares` are all their shares, `counts` what is counted beside what the parts hold.
    """
    streamed = [c for c in (counts, *(p.counts for p in parts)) if c is not None]
    return Sums(
        reached=np.concatenate([p.reached for p in parts]),
        joint=np.concatenate([p.joint for p in parts]),
        missed=np.concatenate([p.missed for p in parts]),
        shortfall=np.concatenate([p.shortfall for p in parts]),
        first=np.sum([p.first for p in parts], axis=0),
        gone=np.sum([p.gone for p in parts], axis=0),
        shares=shares,
        counts=reduce(np.add, streamed) if streamed else None,
    )


def empty_histogram(years: int) -> Counts:
    """Return a histogram of shares with nothing counted, one row a year."""
    return np.zeros((years, BINS), dtype=np.int64)
