"""The two closures: what ties the components to GDP.

`grown` is the sum of the components whose level follows from a growth rate, `shares` the sum of
the shares of GDP given by share laws, `ratios` the sum of the ratios to the rest of GDP given by
relative laws; None where no component has such a law. All are arrays with time as the last axis.
`D` is digital value added, `Y` is GDP, `N` the rest of GDP, all at current prices.
"""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array

Group = Array | None


def rest_of_gdp(gdp: Array, grown: Group, shares: Group, ratios: Group) -> Array:
    """Return the rest of GDP where GDP is given.

    From `Y = N + grown + shares Y + ratios N` follows `N = (Y (1 - shares) - grown)/(1 + ratios)`.
    """
    left = gdp if shares is None else gdp * (1 - shares)
    left = left if grown is None else left - grown
    return left if ratios is None else left / (1 + ratios)


def gdp_from_rest(rest: Array, grown: Group, shares: Group, ratios: Group) -> Array:
    """Return GDP where the rest of GDP is given.

    From the same equation follows `Y = (N (1 + ratios) + grown)/(1 - shares)`.
    """
    known = rest if ratios is None else rest * (1 + ratios)
    known = known if grown is None else known + grown
    with np.errstate(divide="ignore", invalid="ignore"):
        return known if shares is None else known / (1 - shares)


def digital(gdp: Array, rest: Array, grown: Group, shares: Group, ratios: Group) -> Array:
    """Return digital value added: `D = grown + shares Y + ratios N`."""
    of_gdp = None if shares is None else shares * gdp
    of_rest = None if ratios is None else ratios * rest
    given = [part for part in (grown, of_gdp, of_rest) if part is not None]
    return reduce(np.add, given)


def exhausted(rest: Array, shares: Group) -> NDArray[np.bool_]:
    """Return True from the first year in which nothing is left for the rest of GDP.

    That is where `N <= 0` or the share laws sum to 100% or more; once true it stays true.
    """
    gone = rest <= 0 if shares is None else (rest <= 0) | (shares >= 1)
    if gone.any():
        ever = gone.any(axis=-1)
        gone[ever] = np.logical_or.accumulate(gone[ever], axis=-1)
    return gone
