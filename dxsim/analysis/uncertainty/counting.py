"""What a block of futures comes to, in NumPy: its shares, and how it fares with its targets."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target, metric, reaches
from dxsim.analysis.uncertainty.quantiles import Counts
from dxsim.analysis.uncertainty.tally import BlockTally, Study
from dxsim.model.projection import Trajectory

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Fate(NamedTuple):
    """How draws fare with one target: reached in its year or not, by how much, and when first."""

    now: Flags
    missed: int
    shortfall: float
    first: Counts


def tally_paths(study: Study, path: Trajectory, shares: Array) -> BlockTally:
    """Return the counts over the draws of a trajectory that is not masked.

    Arrays of the path have the shape (draws, years). The shares are written to `shares`, of shape
    (years, draws), missing where exhausted.
    """
    gone = np.broadcast_to(path.exhausted, path.gdp.shape)
    with np.errstate(all="ignore"):
        fates = _fates(study, path, gone, shares)
    joint = np.logical_and.reduce([fate.now for fate in fates]) if fates else np.ones(len(gone))
    return BlockTally(
        reached=np.array([np.count_nonzero(fate.now) for fate in fates], dtype=np.int64),
        joint=int(np.count_nonzero(joint)),
        missed=np.array([fate.missed for fate in fates], dtype=np.int64),
        shortfall=np.array([fate.shortfall for fate in fates]),
        first=np.array([f.first for f in fates], dtype=np.int64).reshape(-1, gone.shape[1] + 1),
        gone=gone[gone[:, -1]].sum(axis=0),
    )


def _fates(study: Study, path: Trajectory, gone: Flags, shares: Array) -> list[Fate]:
    """Return the fate of every target; those of one measure share its values."""
    shares[:] = path.share.T
    measured: dict[tuple[str, str | None], Array] = {}
    measured["digital_share_of_gdp", None] = hide_exhausted(shares.T, gone)
    fates = []
    for target in study.targets:
        measure = (target.metric, target.of)
        if measure not in measured:
            measured[measure] = hide_exhausted(metric(study.scenario, target, path), gone)
        fates.append(fate_of(target, measured[measure], study.at(target)))
    return fates


def hide_exhausted(values: Array, gone: Flags) -> Array:
    """Write missing over the values of exhausted years, and return the values."""
    lost = np.flatnonzero(gone[:, -1])
    values[lost] = np.where(gone[lost], np.nan, values[lost])
    return values


def fate_of(target: Target, values: Array, at: int) -> Fate:
    """Return how draws fare with a target whose year stands at a place of the time axis."""
    met = reaches(target, values)
    now, value = met[:, at], values[:, at]
    short = value[~(now | np.isnan(value))]
    return Fate(now, short.size, float((target.threshold - short).sum()), first_years(met))


def first_years(met: Flags) -> Counts:
    """Return the number of draws by the first year in which they are met, never met at the end."""
    ever, upto = np.zeros(len(met), dtype=bool), []
    for year in range(met.shape[1]):
        ever |= met[:, year]
        upto.append(np.count_nonzero(ever))
    return np.diff([0, *upto, len(met)])
