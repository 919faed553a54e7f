"""Curves of the share of GDP that bend towards a ceiling, their inverses, and log-odds.

Parameters are numbers or arrays of any leading shape; time is the last axis of what is returned,
from the base year on. Shares are fractions, speeds are log points a year.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array, over_time


def logistic_share(
    initial: ArrayLike, ceiling: ArrayLike, speed: ArrayLike, elapsed: Array
) -> Array:
    r"""Return a share of GDP on a logistic, symmetric around half its ceiling.

    .. math:: s_t = \frac{K}{1 + (K/s_0 - 1)\, e^{-v t}}

    The log-odds below the ceiling, `ln(s/(K - s))`, rise by `v` a year (Verhulst, 1838).

    Parameters
    ----------
    initial
        the share in the base year, a fraction, `0 < s0 < K`.
    ceiling
        the limit `K`, a fraction of GDP, `0 < K <= 1`.
    speed
        log points a year `v`, of either sign.
    elapsed
        years `t` since the base year, 0 first, shape (years,).
    """
    ceiling = over_time(ceiling)
    distance = ceiling / over_time(initial) - 1
    return ceiling / (1 + distance * np.exp(-over_time(speed) * elapsed))


def gompertz_share(
    initial: ArrayLike, ceiling: ArrayLike, speed: ArrayLike, elapsed: Array
) -> Array:
    r"""Return a share of GDP on a Gompertz curve, steepest at `K/e`.

    .. math:: s_t = K \exp\left(\ln(s_0/K)\, e^{-v t}\right)

    `-ln(-ln(s/K))` rises by `v` a year (Gompertz, 1825).

    Parameters
    ----------
    initial
        the share in the base year, a fraction, `0 < s0 < K`.
    ceiling
        the limit `K`, a fraction of GDP, `0 < K <= 1`.
    speed
        log points a year `v`, of either sign.
    elapsed
        years `t` since the base year, 0 first, shape (years,).
    """
    ceiling = over_time(ceiling)
    distance = np.log(over_time(initial) / ceiling)
    return ceiling * np.exp(distance * np.exp(-over_time(speed) * elapsed))


@overload
def logit(share: float) -> float: ...
@overload
def logit(share: Array) -> Array: ...
def logit(share: float | Array) -> float | Array:
    """Return the log-odds of a share: `ln(s/(1 - s))`, finite for `0 < s < 1`."""
    share = np.asarray(share, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds: Array = np.log(share / (1 - share))
    return odds


@overload
def expit(log_odds: float) -> float: ...
@overload
def expit(log_odds: Array) -> Array: ...
def expit(log_odds: float | Array) -> float | Array:
    """Return the share whose log-odds these are: the inverse of `logit`."""
    share: Array = 1 / (1 + np.exp(-np.asarray(log_odds, dtype=float)))
    return share


def gompertz_depth(part: ArrayLike) -> Array:
    """Return the depth `-ln(-ln(s/K))` of a Gompertz curve, which rises by its speed a year.

    `part` is `s/K`, between 0 and 1.
    """
    return -np.log(-np.log(np.asarray(part, dtype=float)))


class Curve(NamedTuple):
    """A law of the share of GDP: its equation, as a spreadsheet writes it, and its inverse.

    `equation` takes the base share, the fields of the law's record by name, and `elapsed` years;
    `formula` is the same in a spreadsheet's notation, with `{start}` for the base share. `between`
    fits the curve to a path's two ends: it returns the fields other than the ceiling `K` from `s/K`
    of the first and of the last year and the years between them.
    """

    equation: Callable[..., Array]
    formula: str
    between: Callable[[float, float, int], Mapping[str, float]]


def _at_a_speed(depth: Callable[[Array], Array]) -> Callable[..., Mapping[str, float]]:
    """Return the inverse of a curve of which a function of `s/K` rises by its speed a year."""

    def between(first: float, last: float, years: int) -> Mapping[str, float]:
        return {"speed": float(depth(np.asarray(last)) - depth(np.asarray(first))) / years}

    return between


CURVES: Mapping[str, Curve] = {
    "logistic": Curve(
        logistic_share,
        "{ceiling}/(1+({ceiling}/{start}-1)*EXP(-{speed}*{elapsed}))",
        _at_a_speed(logit),
    ),
    "gompertz": Curve(
        gompertz_share,
        "{ceiling}*EXP(LN({start}/{ceiling})*EXP(-{speed}*{elapsed}))",
        _at_a_speed(gompertz_depth),
    ),
}


def share_of_odds_times(share: Array, ceiling: Array, moved: Array, factor: Array) -> Array:
    """Return the share below a moved ceiling whose odds below it are `factor` times as high.

    `K' o f/(1 + o f)` with the odds `o = s/(K - s)` below the ceiling `K`, written so that a share
    which rounds to its ceiling stays there.
    """
    part = share / ceiling * factor
    return moved * part / (1 - share / ceiling + part)


def pace(start: float, end: float, years: float) -> float:
    """Return the log-odds a share gains a year between two values `years` apart."""
    return float(logit(end) - logit(start)) / years
