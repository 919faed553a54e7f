"""How far an assumption is moved: as far as its errors reach, and the reach of a search.

Ranges are in the unit of each assumption: points of a rate, shares of GDP, years, log points. No
end is a value the scenario's own checks would refuse.
"""

import math
from functools import lru_cache

import numpy as np

from dxsim.data.yamlfile import InputError
from dxsim.model.growth import growth_of
from dxsim.model.levels import opening
from dxsim.model.projection import simulate
from dxsim.model.share_curves import expit, logit
from dxsim.scenario.assumed_errors.completion import uncertainty_of
from dxsim.scenario.parameters import numeric_parameters, quantity, with_totals_kept
from dxsim.scenario.programmes.parameters import BLOCK
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import Errors, Uncertainty

Range = tuple[float, float]
HIGH = 0.9
"""Percentile of an assumption's errors up to which it is moved, and as far below."""
POINTS = 0.01
"""Move of a rate or a speed where nobody states its errors: a point a year."""
PROPORTION = 0.1
"""Move of any other assumption where nobody states its errors, relative to its value."""
_TIMES = 5


def usual_range(scenario: Scenario, path: str) -> Range:
    """Return the 10th and 90th percentile of an assumption under the errors of its scenario.

    Growth is moved by what its average to the last year may be off, a base level by the measurement
    of its total or the allocation of a carve-out, a ceiling by its own error; an assumption without
    an error stays. A number of a programme is moved to those percentiles of its own distribution.
    Where neither the scenario nor its producer's defaults state errors, a point of
    a rate and a tenth of any other value are taken.
    """
    if path.startswith(f"{BLOCK}."):
        return _held(scenario, path, _drawn_between(scenario, path))
    try:
        stated = uncertainty_of(scenario)
    except InputError:
        own = _own(scenario, path)
        by_points = quantity(scenario, path).search.reach is not None
        step = POINTS if by_points else PROPORTION * _size(own)
        return _held(scenario, path, (own - step, own + step))
    return _held(scenario, path, _percentiles(scenario, path, stated))


def _drawn_between(scenario: Scenario, path: str) -> Range:
    """Return the percentiles of a programme's number, its own value where it is not drawn.

    A stated value outside of them is an end of the range.
    """
    _, name, *keys = path.split(".")
    programme = next(p for p in scenario.programmes if p.name == name)
    law, own = (
        getattr(getattr(programme, "uncertainty", None), keys[-1], None),
        _own(scenario, path),
    )
    ends = [own] if law is None else [own, *map(float, law.quantile([1 - HIGH, HIGH]))]
    return min(ends), max(ends)


def _percentiles(scenario: Scenario, path: str, stated: Uncertainty) -> Range:
    own, keys = _own(scenario, path), path.split(".")
    block, *rest = keys[1:] if keys[0] == "components" else keys
    errors, unit = stated.errors.get(block, Errors()), quantity(scenario, path).unit
    reach = _reach(stated.distribution, stated.degrees_of_freedom)
    if rest[0] == "base":
        return _bases(scenario, block, own, stated)
    if rest[0] != "growth" or unit == "years":
        return own, own
    if rest[-1] == "ceiling":
        step = reach * errors.ceiling_sd
        odds = logit(own)
        return expit(odds - step), expit(odds + step)
    step = reach * mean_growth_sd(errors, scenario.horizon)
    if unit == "times":
        gdp = simulate(scenario).gdp
        step /= abs(float(np.mean(growth_of(gdp)))) or 1.0
    return own - step, own + step


def mean_growth_sd(errors: Errors, years: int) -> float:
    """Return the standard deviation of average growth over some years, log points a year.

    Of `x[h]/h` with `Var x[h] = (m sum_k w^k)^2 + s^2 (h + 2 sum_{k<h} (h - k) ar1^k)`: a
    persistent error m that keeps the part w each year, and yearly shocks of s.
    """
    fade = 1.0 if errors.half_life is None else 0.5 ** (1 / errors.half_life)
    lasting = errors.persistent_sd * sum(fade**k for k in range(years))
    together = years + 2 * sum((years - k) * errors.ar1**k for k in range(1, years))
    return math.hypot(lasting, errors.yearly_sd * math.sqrt(together)) / years


def _bases(scenario: Scenario, block: str, own: float, stated: Uncertainty) -> Range:
    """Return a base level moved by the allocation of a carve-out, or by the total's measurement."""
    component = scenario.components.get(block)
    if component is None:
        return own, own
    reach = _reach(stated.distribution, stated.degrees_of_freedom)
    start = opening(scenario)
    whole, sd = float(start.gdp), stated.measurement_sd or 0.0
    level = float(start.components[block])
    if component.carved_from in scenario.components:
        whole = level + float(start.components[component.carved_from])
        sd = stated.errors.get(block, Errors()).allocation_sd
    middle = logit(level / whole)
    low, high = (expit(middle + side * reach * sd) * whole / level * own for side in (-1, 1))
    return low, high


@lru_cache(maxsize=64)
def _reach(distribution: str | None, freedom: float | None) -> float:
    """Return the 90th percentile of an error whose standard deviation is 1."""
    from scipy.special import ndtri, stdtrit

    if distribution != "student_t" or freedom is None:
        return float(ndtri(HIGH))
    return float(stdtrit(freedom, HIGH)) * math.sqrt((freedom - 2) / freedom)


def search_range(scenario: Scenario, path: str) -> Range:
    """Return where a value of an assumption that flips a verdict is sought.

    Within 20 points of a rate, 0.3 of a speed, any part of a plan, or from a fifth to five times
    any other value. Whole years are not moved by degrees.
    """
    own, measured = _own(scenario, path), quantity(scenario, path)
    if measured.unit == "whole_years":
        return own, own
    low, high, reach = measured.search
    if reach is not None:
        ends = own - reach, own + reach
    else:
        ends = (own / _TIMES, own * _TIMES) if own else (-1.0, 1.0)
    return _held(scenario, path, (max(min(ends), low), min(max(ends), high)))


def _own(scenario: Scenario, path: str) -> float:
    return float(numeric_parameters(scenario)[path])


def _size(own: float) -> float:
    return abs(own) or 1.0


def _held(scenario: Scenario, path: str, ends: Range) -> Range:
    """Return the ends nearest to those wanted, seen from its own value, that the scenario holds."""
    own = _own(scenario, path)
    low, high = (_allowed(scenario, path, own, end) for end in ends)
    return low, high


def _allowed(scenario: Scenario, path: str, own: float, end: float) -> float:
    for part in np.linspace(1, 0, 21):
        value = own + float(part) * (end - own)
        try:
            with_totals_kept(scenario, {path: value})
        except InputError:
            continue
        return value
    return own
