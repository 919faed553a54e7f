"""The two closures: what ties the components to GDP.

`grown` is the sum of the components whose level follows from a growth rate, `shares` the sum of
the shares of GDP given by share laws, `ratios` the sum of the ratios to the rest of GDP given by
relative laws. All are arrays with time as the last axis. `V` are component levels, `Y` is GDP,
`N` the rest of GDP, all at current prices.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def rest_of_gdp(gdp: Array, grown: Array, shares: Array, ratios: Array) -> Array:
    """Return the rest of GDP where GDP is given.

    From `Y = N + grown + shares Y + ratios N` follows `N = (Y (1 - shares) - grown)/(1 + ratios)`.
    """
    return (gdp * (1 - shares) - grown) / (1 + ratios)


def gdp_from_rest(rest: Array, grown: Array, shares: Array, ratios: Array) -> Array:
    """Return GDP where the rest of GDP is given.

    From the same equation follows `Y = (N (1 + ratios) + grown)/(1 - shares)`.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return (rest * (1 + ratios) + grown) / (1 - shares)


def exhausted(rest: Array, shares: Array) -> NDArray[np.bool_]:
    """Return True from the first year in which nothing is left for the rest of GDP.

    That is where `N <= 0` or the share laws sum to 100 % or more; once true it stays true.
    """
    gone = (rest <= 0) | (shares >= 1)
    ever = gone.any(axis=-1)
    if ever.any():
        gone[ever] = np.logical_or.accumulate(gone[ever], axis=-1)
    return gone
