"""The growth laws, each an equation.

Parameters are numbers or arrays of any leading shape; time is the last axis of what is returned,
from `base_year + 1` on for rates, from `base_year` on for levels and ratios. Rates and shares are
fractions, speeds are log points (or log-odds) a year, half-lives are years.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array
from dxsim.data.quantities import parse_years
from dxsim.scenario.laws import Law

Level = TypeVar("Level", float, Array)


def constant_growth(rate: ArrayLike, years: Array) -> Array:
    """Return the same rate in every year: `g[t] = rate`."""
    return _over_time(rate) + np.zeros(len(years))


def path_growth(rates: Mapping[int, ArrayLike], years: Array) -> Array:
    """Return growth linear between the given years and flat outside them."""
    weights = _interpolation(tuple(rates), float(years[0]), len(years))
    if not all(isinstance(rate, float) for rate in rates.values()):
        return _total(_over_time(r) * w for r, w in zip(rates.values(), weights, strict=True))
    return np.array(list(rates.values())) @ weights


@lru_cache(maxsize=1024)
def _interpolation(knots: tuple[int, ...], first: float, length: int) -> Array:
    """Return the weight of each knot in each year, one row a knot."""
    years, order = first + np.arange(length), np.argsort(knots)
    rows = np.eye(len(knots))[:, order]
    return np.array([np.interp(years, np.array(knots)[order], row) for row in rows])


def step_growth(rates: Mapping[str, ArrayLike], years: Array) -> Array:
    """Return the rate given for each range of years, both ends included."""
    spans = [(parse_years(text), rate) for text, rate in rates.items()]
    return _total(
        _over_time(rate) * ((years >= first) & (years <= last)) for (first, last), rate in spans
    )


def fading_growth(start: ArrayLike, end: ArrayLike, half_life: ArrayLike, elapsed: Array) -> Array:
    """Return growth that halves its distance to `end` every `half_life` years.

    `g[t] = end + (start - end) * 0.5 ** ((t - base_year - 1) / half_life)`; `elapsed` holds
    `t - base_year` from 1 on, so that the first year grows at `start`.
    """
    halvings = (elapsed - 1) / _over_time(half_life)
    return _over_time(end) + (_over_time(start) - _over_time(end)) * 0.5**halvings


def multiple_growth(times: ArrayLike, gdp_growth: Array) -> Array:
    """Return growth as a multiple of GDP growth, the rule of thumb of policy documents."""
    return _over_time(times) * gdp_growth


def relative_ratio(initial: ArrayLike, speed: ArrayLike, elapsed: Array) -> Array:
    """Return the ratio of a component to the rest of GDP under constant substitution.

    `ln(V/N)` rises by `speed` a year from `initial = V/N` of the base year.
    """
    return _over_time(initial) * np.exp(_over_time(speed) * elapsed)


def logistic_share(
    initial: ArrayLike, ceiling: ArrayLike, speed: ArrayLike, elapsed: Array
) -> Array:
    """Return a share of GDP on a logistic: `K / (1 + (K/s0 - 1) exp(-speed t))`."""
    ceiling = _over_time(ceiling)
    distance = ceiling / _over_time(initial) - 1
    return ceiling / (1 + distance * np.exp(-_over_time(speed) * elapsed))


def gompertz_share(
    initial: ArrayLike, ceiling: ArrayLike, speed: ArrayLike, elapsed: Array
) -> Array:
    """Return a share of GDP on a Gompertz: `K exp(ln(s0/K) exp(-speed t))`."""
    ceiling = _over_time(ceiling)
    distance = np.log(_over_time(initial) / ceiling)
    return ceiling * np.exp(distance * np.exp(-_over_time(speed) * elapsed))


@overload
def logit(share: float) -> float: ...
@overload
def logit(share: Array) -> Array: ...
def logit(share: float | Array) -> float | Array:
    """Return the log-odds of a share: `ln(s/(1 - s))`."""
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
    """Return how far a Gompertz has come: `-ln(-ln(s/K))`, which rises by its speed a year."""
    return -np.log(-np.log(np.asarray(part, dtype=float)))


class Curve(NamedTuple):
    """A law of the share of GDP: its equation, and the inverse by which a path is restated as it.

    `equation` takes the base share, the fields of the law's record by name, and `elapsed` years;
    `between` returns the fields other than the ceiling `K` from `s/K` of the first and of the last
    year and the years between them.
    """

    equation: Callable[..., Array]
    between: Callable[[float, float, int], Mapping[str, float]]


def _at_a_speed(depth: Callable[[Array], Array]) -> Callable[..., Mapping[str, float]]:
    """Return the inverse of a curve of which a function of `s/K` rises by its speed a year."""

    def between(first: float, last: float, years: int) -> Mapping[str, float]:
        return {"speed": float(depth(np.asarray(last)) - depth(np.asarray(first))) / years}

    return between


CURVES: Mapping[str, Curve] = {
    "logistic": Curve(logistic_share, _at_a_speed(logit)),
    "gompertz": Curve(gompertz_share, _at_a_speed(gompertz_depth)),
}


def share_of_odds_times(share: Array, ceiling: Array, moved: Array, factor: Array) -> Array:
    """Return the share below a moved ceiling whose odds below it are `factor` times as high.

    `K' o f/(1 + o f)` with the odds `o = s/(K - s)` below the ceiling `K`, written so that a share
    which rounds to its ceiling stays there.
    """
    part = share / ceiling * factor
    return moved * part / (1 - share / ceiling + part)


def nominal_growth(real: ArrayLike, inflation: ArrayLike) -> Array:
    """Return nominal growth: `(1 + g)(1 + pi) - 1`."""
    return (1 + np.asarray(real)) * (1 + np.asarray(inflation)) - 1


def real_growth(nominal: ArrayLike, inflation: ArrayLike) -> Array:
    """Return growth after inflation: `(1 + g)/(1 + pi) - 1`."""
    return (1 + np.asarray(nominal)) / (1 + np.asarray(inflation)) - 1


def index(growth: Array) -> Array:
    """Return the index, 1 in the base year, that yearly growth rates make."""
    found = np.empty((*growth.shape[:-1], growth.shape[-1] + 1))
    found[..., 0] = 1
    np.multiply.accumulate(1 + growth, axis=-1, out=found[..., 1:])
    return found


def growth_of(levels: Array) -> Array:
    """Return the yearly growth rates of a series of levels."""
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
    """Return the addition to the rate of a year, 0 if the year has none."""
    return _total(_over_time(rate) * (years == year) for year, rate in additions.items())


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


def _over_time(value: ArrayLike) -> Array:
    return value if type(value) is float else np.asarray(value, dtype=float)[..., np.newaxis]


def _total(terms: Iterable[Array]) -> Array:
    return sum(terms, start=np.zeros(1))
