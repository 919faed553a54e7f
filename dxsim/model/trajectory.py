"""A path as arrays of levels, and the years in which the rest of GDP is strained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array, whole
from dxsim.model.levels import Levels

FALL = 1e-12
"""Relative fall below which a year-on-year change of the rest of GDP is rounding."""


class Strain(NamedTuple):
    """The years in which the rest of GDP shrinks or is exhausted on one path.

    `shrinks_in` lists the years in which it is below the year before in money, `shrinks_in_real`
    those after the GDP deflator. `shrinks_from` is the first year from which it falls in every
    year to the end of the path, or to exhaustion; None where it recovers.
    """

    shrinks_in: Sequence[int] = ()
    shrinks_in_real: Sequence[int] = ()
    shrinks_from: int | None = None
    shrinks_from_real: int | None = None
    exhausted_in: int | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Strain":
        """Return the strain that a verdict or a result's attributes hold among other facts."""
        return cls(**{name: facts[name] for name in cls._fields})

    @property
    def years(self) -> tuple[int, ...]:
        """Every year in which the rest shrinks, in money or after inflation, or is exhausted."""
        gone = () if self.exhausted_in is None else (self.exhausted_in,)
        return tuple(sorted({*self.shrinks_in, *self.shrinks_in_real, *gone}))

    def by(self, year: int) -> bool:
        """Return whether the rest shrinks or is exhausted up to a year."""
        return any(at <= year for at in self.years)


@dataclass(frozen=True)
class Trajectory:
    """Levels at current prices, in trillions; the last axis of every array is the year.

    From the first exhausted year on every level is missing (NaN). `digital` is the sum of the
    components, `deflator` the GDP deflator, 1 in the base year.
    """

    years: Array
    gdp: Array
    non_digital: Array
    digital: Array
    components: Mapping[str, Array]
    deflator: Array
    exhausted: NDArray[np.bool_]

    @cached_property
    def share(self) -> Array:
        """Digital share of GDP."""
        return self.digital / self.gdp

    @cached_property
    def exhausted_in(self) -> Array:
        """First year in which nothing is left for the rest of GDP, NaN where there is none."""
        return first_year(self.years, self.exhausted)

    @cached_property
    def shrinks(self) -> NDArray[np.bool_]:
        """Whether the rest of GDP is below the year before in money, False in the base year."""
        return _fallen(self.non_digital)

    @cached_property
    def shrinks_real(self) -> NDArray[np.bool_]:
        """Whether the rest of GDP is below the year before after the GDP deflator."""
        return _fallen(self.non_digital / self.deflator)

    @cached_property
    def shrinks_from(self) -> Array:
        """First year from which the rest falls in money every year to the end, NaN if none."""
        return last_run(self.years, self.shrinks, ~self.exhausted)

    @cached_property
    def shrinks_from_real(self) -> Array:
        """First year from which the rest falls after inflation every year to the end, or NaN."""
        return last_run(self.years, self.shrinks_real, ~self.exhausted)

    @property
    def strain(self) -> Strain:
        """The years in which the rest of GDP shrinks or is exhausted, of a single path."""
        return Strain(
            shrinks_in=_listed(self.years, self.shrinks),
            shrinks_in_real=_listed(self.years, self.shrinks_real),
            shrinks_from=whole(self.shrinks_from),
            shrinks_from_real=whole(self.shrinks_from_real),
            exhausted_in=whole(self.exhausted_in),
        )


def trajectory(levels: Levels, deflator: Array, years: Array) -> Trajectory:
    """Return levels as a trajectory, not masked, each array in the shape of what it rests on."""
    gdp, rest, digital, components, gone = levels
    return Trajectory(years, gdp, rest, digital, components, deflator, gone)


def falls(levels: Array) -> NDArray[np.bool_]:
    """Return where a level is below the year before by more than rounding."""
    with np.errstate(invalid="ignore"):
        return levels[..., 1:] < levels[..., :-1] * (1 - FALL)


def _fallen(levels: Array) -> NDArray[np.bool_]:
    """Return for every year whether a level is below the year before, False in the first."""
    fallen = falls(levels)
    return np.concatenate([np.zeros_like(fallen[..., :1]), fallen], axis=-1)


def last_run(years: Array, falling: NDArray[np.bool_], alive: NDArray[np.bool_]) -> Array:
    """Return the first of the falling years that last to the end of a path, NaN where none do.

    Parameters
    ----------
    years
        the years, shape (years,).
    falling
        whether the level falls in a year, shape (..., years).
    alive
        whether the path exists in a year, shape (..., years); it never revives.
    """
    unbroken = np.logical_and.accumulate((falling | ~alive)[..., ::-1], axis=-1)[..., ::-1]
    return first_year(years, unbroken & falling)


def _listed(years: Array, flags: NDArray[np.bool_]) -> list[int]:
    """Return the years that have a flag, of several paths those in which every path has it."""
    everywhere = flags.reshape(-1, len(years)).all(axis=0)
    return [int(year) for year in years[everywhere]]


def first_year(years: Array, condition: NDArray[np.bool_]) -> Array:
    """Return the first year in which a condition holds, NaN where it never does."""
    hit = condition.any(axis=-1)
    return np.where(hit, years[condition.argmax(axis=-1)], np.nan)
