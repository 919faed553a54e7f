"""Counts of a block of futures in NumPy: its shares, and its targets reached and missed."""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.metrics import Measure
from dxsim.analysis.targets import Target, metric, reaches
from dxsim.analysis.uncertainty.engine.tally import Study, Sums
from dxsim.data.arrays import Array, Counts, Flags
from dxsim.model.trajectory import Trajectory

Kind = TypeVar("Kind", np.int64, np.float64)


class Fate(NamedTuple):
    """Counts of draws by one target: reached in its year or not, by how much, and when first.

    `missed` and `shortfall` come by block.
    """

    now: Flags
    missed: Counts
    shortfall: Array
    first: Counts


def tally_paths(study: Study, path: Trajectory, size: int, shares: Array) -> Sums:
    """Return the counts over the draws of a trajectory that is not masked, in blocks of a size.

    Arrays of the path have the shape (draws, years). The shares are written to `shares`, of shape
    (years, draws), missing where exhausted.
    """
    gone = np.broadcast_to(path.exhausted, path.share.shape)
    with np.errstate(all="ignore"):
        fates = _fates(study, path, gone, shares, size)
    together = (
        np.logical_and.reduce([fate.now for fate in fates]) if fates else np.ones(len(gone), bool)
    )
    joint = counted(together, size)
    return Sums(
        reached=_columns([counted(fate.now, size) for fate in fates], joint),
        joint=joint,
        missed=_columns([fate.missed for fate in fates], joint),
        shortfall=_columns([fate.shortfall for fate in fates], joint.astype(float)),
        first=np.array([f.first for f in fates], dtype=np.int64).reshape(-1, gone.shape[1] + 1),
        gone=gone[gone[:, -1]].sum(axis=0),
    )


def summed(values: NDArray[Kind], size: int) -> NDArray[Kind]:
    """Return the sums over blocks of a size."""
    return np.add.reduceat(values, np.arange(0, len(values), size))


def counted(flags: Flags, size: int) -> Counts:
    """Return how many flags are set in each block of a size."""
    return summed(flags.astype(np.int64), size)


def _columns(found: list[NDArray[Kind]], like: NDArray[Kind]) -> NDArray[Kind]:
    """Return a column a target, shape (blocks, targets)."""
    return np.array(found, dtype=like.dtype).reshape(len(found), len(like)).T


def _fates(study: Study, path: Trajectory, gone: Flags, shares: Array, size: int) -> list[Fate]:
    """Return the fate of every target; those of one measure share its values."""
    shares[:] = path.share.T
    measured: dict[Measure, Array] = {}
    measured[Measure("digital_share_of_gdp")] = hide_exhausted(shares.T, gone)
    fates = []
    for target in study.targets:
        measure = target.measure
        if measure not in measured:
            measured[measure] = hide_exhausted(metric(study.scenario, target, path), gone)
        fates.append(fate_of(target, measured[measure], study.at(target), size))
    return fates


def hide_exhausted(values: Array, gone: Flags) -> Array:
    """Write missing over the values of exhausted years, and return the values."""
    lost = np.flatnonzero(gone[:, -1])
    values[lost] = np.where(gone[lost], np.nan, values[lost])
    return values


def fate_of(target: Target, values: Array, at: int, size: int) -> Fate:
    """Return how draws fare with a target whose year stands at a place of the time axis."""
    met = reaches(target, values)
    now, value = met[:, at], values[:, at]
    missed = ~(now | np.isnan(value))
    short = np.where(missed, np.abs(target.threshold - value), 0.0)
    return Fate(now, counted(missed, size), summed(short, size), first_years(met))


def first_years(met: Flags) -> Counts:
    """Return the number of draws by the first year in which they are met, never met at the end."""
    ever, upto = np.zeros(len(met), dtype=bool), []
    for year in range(met.shape[1]):
        ever |= met[:, year]
        upto.append(np.count_nonzero(ever))
    return np.diff([0, *upto, len(met)])
