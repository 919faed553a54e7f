"""The growth laws, each an equation.

Parameters are numbers or arrays of any leading shape; time is the last axis of what is returned,
from `base_year + 1` on for rates, from `base_year` on for levels and ratios. Rates and shares are
fractions, speeds are log points (or log-odds) a year, half-lives are years.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array, over_time
from dxsim.data.quantities import parse_years
from dxsim.scenario.laws import Law

Level = TypeVar("Level", float, Array)


def constant_growth(rate: ArrayLike, years: Array) -> Array:
    """Return the same rate in every year, shape (..., years).

    .. math:: g_t = g

    Parameters
    ----------
    rate
        growth a year, a fraction above -1; nominal or real as the scenario states it.
    years
        the years after the base year, shape (years,).
    """
    return over_time(rate) + np.zeros(len(years))


def path_growth(rates: Mapping[int, ArrayLike], years: Array) -> Array:
    """Return growth linear between the given years and flat outside them, shape (..., years).

    Parameters
    ----------
    rates
        growth a year by calendar year, fractions above -1; one year at least.
    years
        the years wanted, consecutive, shape (years,).
    """
    weights = _interpolation(tuple(rates), float(years[0]), len(years))
    if not all(isinstance(rate, float) for rate in rates.values()):
        return _total(over_time(r) * w for r, w in zip(rates.values(), weights, strict=True))
    return np.array(list(rates.values())) @ weights


@lru_cache(maxsize=1024)
def _interpolation(knots: tuple[int, ...], first: float, length: int) -> Array:
    """Return the weight of each knot in each year, one row a knot."""
    years, order = first + np.arange(length), np.argsort(knots)
    rows = np.eye(len(knots))[:, order]
    return np.array([np.interp(years, np.array(knots)[order], row) for row in rows])


def step_growth(rates: Mapping[str, ArrayLike], years: Array) -> Array:
    """Return the rate of the range of years that each year lies in, shape (..., years).

    Parameters
    ----------
    rates
        growth a year, fractions above -1, by ranges such as "2025-2029", both ends included; the
        checks of a scenario see to it that they cover every year once.
    years
        the years wanted, shape (years,).
    """
    spans = [(parse_years(text), rate) for text, rate in rates.items()]
    return _total(
        over_time(rate) * ((years >= first) & (years <= last)) for (first, last), rate in spans
    )


def fading_growth(start: ArrayLike, end: ArrayLike, half_life: ArrayLike, elapsed: Array) -> Array:
    r"""Return growth that halves its distance to `end` every `half_life` years, shape (..., years).

    .. math:: g_t = g_1 + (g_0 - g_1)\, 0.5^{(t - b - 1)/h}

    Parameters
    ----------
    start, end
        growth in the first year and in the long run, fractions a year above -1.
    half_life
        years `h > 0` in which the distance to `end` halves.
    elapsed
        years `t - b` since the base year, from 1 on, shape (years,).
    """
    halvings = (elapsed - 1) / over_time(half_life)
    return over_time(end) + (over_time(start) - over_time(end)) * 0.5**halvings


def multiple_growth(times: ArrayLike, gdp_growth: Array) -> Array:
    r"""Return growth as a multiple of GDP growth, the rule of thumb of policy documents.

    .. math:: g_t = m\, g^Y_t

    Parameters
    ----------
    times
        the multiple `m`, a plain number.
    gdp_growth
        yearly growth of GDP, nominal or real, fractions, shape (..., years).
    """
    return over_time(times) * gdp_growth


def relative_ratio(initial: ArrayLike, speed: ArrayLike, elapsed: Array) -> Array:
    r"""Return the ratio of a component to the rest of GDP under constant substitution.

    .. math:: V_t/N_t = (V_b/N_b)\, e^{v (t - b)}

    Fisher and Pry (1971), Technological Forecasting and Social Change 3:75. Both are flows of
    value added in one year, so the ratio has no unit.

    Parameters
    ----------
    initial
        the ratio in the base year, above 0.
    speed
        log points a year `v`, of either sign.
    elapsed
        years `t - b` since the base year, 0 first, shape (years,).
    """
    return over_time(initial) * np.exp(over_time(speed) * elapsed)


def nominal_growth(real: ArrayLike, inflation: ArrayLike) -> Array:
    """Return nominal growth `(1 + g)(1 + pi) - 1` of real growth and inflation, fractions."""
    return (1 + np.asarray(real)) * (1 + np.asarray(inflation)) - 1


def real_growth(nominal: ArrayLike, inflation: ArrayLike) -> Array:
    """Return growth after inflation `(1 + g)/(1 + pi) - 1`, fractions a year, `pi > -1`."""
    return (1 + np.asarray(nominal)) / (1 + np.asarray(inflation)) - 1


def index(growth: Array) -> Array:
    """Return the index, 1 in the base year, of yearly growth rates.

    `growth` has the shape (..., years after the base year), the index one year more.
    """
    levels = np.empty((*growth.shape[:-1], growth.shape[-1] + 1))
    levels[..., 0] = 1
    np.multiply.accumulate(1 + growth, axis=-1, out=levels[..., 1:])
    return levels


def growth_of(levels: Array) -> Array:
    """Return the yearly growth `V[t]/V[t-1] - 1` of levels, shape (..., years); one year fewer."""
    return levels[..., 1:] / levels[..., :-1] - 1


def compound_growth(start: Level, end: Level, years: float) -> Level:
    """Return the compound yearly growth rate between two levels `years` apart (fraction).

    `(end/start)^(1/years) - 1`, for positive levels, numbers or arrays of one shape.
    """
    return (end / start) ** (1 / years) - 1


def rates(law: Law, base_year: int, years: Array) -> Array:
    """Return the yearly rates of a constant, path, steps or fade law, with what is added to them.

    Parameters
    ----------
    law
        the law; its additions are points on the rate of single years.
    base_year
        the year before the first rate.
    years
        the years wanted.
    """
    if law.add is not None:
        return _stated(law, base_year, years) + added_growth(law.add, years)
    return _stated(law, base_year, years)


def added_growth(additions: Mapping[int, ArrayLike], years: Array) -> Array:
    """Return the points added to the rate of each year, fractions, 0 where a year has none."""
    return _total(over_time(rate) * (years == year) for year, rate in additions.items())


def _stated(law: Law, base_year: int, years: Array) -> Array:
    if law.constant is not None:
        return constant_growth(law.constant, years)
    if law.path is not None:
        return path_growth(law.path, years)
    if law.steps is not None:
        return step_growth(law.steps, years)
    if law.fade is not None:
        return fading_growth(law.fade.start, law.fade.end, law.fade.half_life, years - base_year)
    raise ValueError(f"{law.kind} gives no growth rate of its own")


def _total(terms: Iterable[Array]) -> Array:
    return sum(terms, start=np.zeros(1))
