"""The sampling error of a probability: how far more draws, or other ones, would move it."""

import math

import numpy as np
from numpy.typing import NDArray


def sampling_error(reached: float, draws: float) -> float:
    """Return the standard error of a probability from independent draws.

    Two successes and two failures are added first (Agresti and Coull, 1998, The American
    Statistician 52:119), so that what never happened is not certain never to.
    """
    share = (reached + 2) / (draws + 4)
    return math.sqrt(share * (1 - share) / (draws + 4))


def replicate_error(reached: NDArray[np.int64], each: int) -> float:
    """Return the standard error of a probability from replicates of a quasi-random design.

    `reached` counts successes, one number a replicate of `each` draws. Where all replicates agree
    their draws are taken as independent.
    """
    shares = np.asarray(reached, dtype=float) / each
    spread = float(shares.std(ddof=1)) / math.sqrt(len(shares))
    return spread or sampling_error(float(np.sum(reached)), each * len(shares))
