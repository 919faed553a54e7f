"""Probabilities from draws: Wilson intervals, and the spread of replicates."""

import math

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
_NORMAL_95 = 1.959963984540054


def wilson_interval(reached: float, draws: float, z: float = _NORMAL_95) -> tuple[float, float]:
    """Return Wilson's score interval of a probability from independent draws (95 % by default).

    Wilson (1927), Journal of the American Statistical Association 22:209.
    """
    share = reached / draws
    weight = 1 + z**2 / draws
    centre = (share + z**2 / (2 * draws)) / weight
    half = z / weight * math.sqrt(share * (1 - share) / draws + z**2 / (4 * draws**2))
    low = 0.0 if reached == 0 else max(0.0, centre - half)
    high = 1.0 if reached == draws else min(1.0, centre + half)
    return low, high


def replicate_interval(reached: NDArray[np.int64], each: int) -> tuple[float, float]:
    """Return the 95 % interval of a probability from independent replicates of a design.

    Parameters
    ----------
    reached
        counts of success, one a replicate.
    each
        draws a replicate.

    Returns
    -------
    tuple
        Student-t interval of the replicates' mean; Wilson's where all replicates agree.
    """
    from scipy.stats import t

    shares = np.asarray(reached, dtype=float) / each
    spread = shares.std(ddof=1)
    if spread == 0:
        return wilson_interval(int(np.sum(reached)), each * len(shares))
    half = t.ppf((1 + CONFIDENCE) / 2, len(shares) - 1) * spread / math.sqrt(len(shares))
    mean = shares.mean()
    return max(0.0, float(mean - half)), min(1.0, float(mean + half))
