"""Values of a beta distribution at standard normal scores, interpolated.

Inverting the incomplete beta function takes a microsecond a number, more than all else that is
done with a draw. The log-odds of the value are a smooth function of the score, so they are
tabulated once a distribution with their first two derivatives and interpolated between.
"""

from functools import lru_cache

import numpy as np

from dxsim.data.arrays import Array

LARGEST, STEP = 9.0, 1 / 32
"""Scores tabulated, either way (beyond lie 2 in 10^19 draws), and the distance between two."""
PRECISION = 1e-12
"""Largest error of an interpolated value, relative to its distance from the nearer end."""


def beta_at_scores(ones: float, zeros: float, scores: Array) -> Array:
    """Return the values of a beta distribution that have the normal probability of some scores.

    Parameters
    ----------
    ones, zeros
        the two shape parameters, above zero.
    scores
        standard normal scores of any shape.
    """
    from scipy.special import expit

    pieces = _pieces(ones, zeros)
    if pieces is None:
        value, rest = _exact(ones, zeros, scores)
        return np.where(scores < 0, value, 1 - rest)
    return np.asarray(expit(_interpolated(pieces, scores)))


def _exact(ones: float, zeros: float, scores: Array) -> tuple[Array, Array]:
    """Return values and what they lack of 1, the smaller of the two exact to rounding."""
    from scipy.special import betaincinv, ndtr

    low = scores < 0
    less, more = np.where(low, ones, zeros), np.where(low, zeros, ones)
    small = betaincinv(less, more, ndtr(-np.abs(scores)))
    return np.where(low, small, 1 - small), np.where(low, 1 - small, small)


def _interpolated(pieces: Array, scores: Array) -> Array:
    """Return log-odds by the polynomial of the interval that each score falls in."""
    place = (np.clip(scores, -LARGEST, LARGEST) + LARGEST) / STEP
    whole = np.minimum(place.astype(np.intp), pieces.shape[1] - 1)
    place -= whole
    result = pieces[-1].take(whole)
    for coefficients in pieces[-2::-1]:
        result *= place
        result += coefficients.take(whole)
    return np.asarray(result)


@lru_cache(maxsize=256)
def _pieces(ones: float, zeros: float) -> Array | None:
    """Return six coefficients by interval, lowest power first; None where they err by too much.

    That is so where a shape parameter is so small that values fall below what a number can hold.
    """
    count = round(2 * LARGEST / STEP)
    knots: Array = np.linspace(-LARGEST, LARGEST, count + 1)
    with np.errstate(all="ignore"):
        pieces = _hermite(*_log_odds(ones, zeros, knots))
        between: Array = 0.5 * (knots[:-1] + knots[1:])
        off = _interpolated(pieces, between) - _log_odds(ones, zeros, between)[0]
    return pieces if np.abs(off).max() < PRECISION else None


def _log_odds(ones: float, zeros: float, scores: Array) -> tuple[Array, Array, Array]:
    """Return the log-odds of the values at scores, and their first two derivatives by the score.

    From `F(x) = Phi(z)` follows `dy/dz = phi(z) B(a, b) / (x^a (1 - x)^b)` for `y = ln x/(1 - x)`,
    and `d2y/dz2 = dy/dz (-z - (a (1 - x) - b x) dy/dz)`.
    """
    from scipy.special import betaln

    value, rest = _exact(ones, zeros, scores)
    log_value, log_rest = np.log(value), np.log(rest)
    density = -0.5 * scores**2 - 0.5 * np.log(2 * np.pi)
    slope = np.exp(density + betaln(ones, zeros) - ones * log_value - zeros * log_rest)
    bend = slope * (-scores - (ones * rest - zeros * value) * slope)
    return log_value - log_rest, slope, bend


def _hermite(values: Array, slopes: Array, bends: Array) -> Array:
    """Return the quintic of each interval, from 0 to 1, that has these derivatives at both ends."""
    slopes, bends = slopes * STEP, bends * STEP**2
    low, slope, bend = values[:-1], slopes[:-1], bends[:-1] / 2
    rise = values[1:] - (low + slope + bend)
    steeper = slopes[1:] - (slope + 2 * bend)
    turn = bends[1:] - 2 * bend
    return np.array(
        [
            low,
            slope,
            bend,
            10 * rise - 4 * steeper + turn / 2,
            -15 * rise + 7 * steeper - turn,
            6 * rise - 3 * steeper + turn / 2,
        ]
    )
