"""How far an assumption is moved: a usual range, a wide one, and the reach of a search.

Ranges are in the unit of each assumption: points of a rate, shares of GDP, years, log points. No
end is a value the scenario's own checks would refuse.
"""

import numpy as np

from dxsim.data.quantities import SPEED
from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import Scenario
from dxsim.scenario.parameters import numeric_parameters, quantity, with_totals_kept

Range = tuple[float, float]
POINTS = 0.01
"""Move of a rate or a speed where no range is stated: a point a year."""
PROPORTION = 0.1
"""Move of any other assumption where no range is stated, relative to its value."""
_WIDE = 0.5
_REACH = {"rate": 0.2, "speed": 0.3}
_TIMES = 5
_WIDEST = {"rate": (-0.9, 9.0), "speed": (SPEED.low, SPEED.high), "share": (1e-6, 0.99)}


def usual_range(scenario: Scenario, path: str) -> Range:
    """Return the range of an assumption where none is stated: a point of a rate, else a tenth."""
    own = _own(scenario, path)
    step = POINTS if quantity(scenario, path).unit in _REACH else PROPORTION * _size(own)
    return _held(scenario, path, (own - step, own + step))


def wide_range(scenario: Scenario, path: str) -> Range:
    """Return ten usual ranges of a rate or a speed, half the value of any other assumption."""
    own = _own(scenario, path)
    step = 10 * POINTS if quantity(scenario, path).unit in _REACH else _WIDE * _size(own)
    return _held(scenario, path, (own - step, own + step))


def search_range(scenario: Scenario, path: str) -> Range:
    """Return where a value of an assumption that flips a verdict is sought.

    Within 20 points of a rate, 0.3 of a speed, or from a fifth to five times any other value.
    """
    own, unit = _own(scenario, path), quantity(scenario, path).unit
    if unit in _REACH:
        ends = own - _REACH[unit], own + _REACH[unit]
    else:
        ends = (own / _TIMES, own * _TIMES) if own else (-1.0, 1.0)
    floor, roof = _WIDEST.get(unit, (-np.inf, np.inf))
    return _held(scenario, path, (max(min(ends), floor), min(max(ends), roof)))


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
