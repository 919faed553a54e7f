"""The change of the digital share between two years, by component and with no residual."""

import math
from dataclasses import dataclass

from dxsim.data.yamlfile import InputError
from dxsim.model.trajectory import Trajectory

_HALF = 0.5


@dataclass(frozen=True)
class Part:
    """A component's part in the change of the digital share: by its own growth and by GDP's."""

    component: str
    change: float
    own: float
    gdp: float


def shift_share(path: Trajectory, first_year: int, last_year: int) -> tuple[Part, ...]:
    """Return the change of the digital share between two years by component, exactly.

    A component's share changes by `L (ln V1/V0 - ln Y1/Y0)`, where `L` is the logarithmic mean of
    its two shares; so its own growth and the growth of GDP add up with no residual.

    Raises
    ------
    InputError
        where a year is outside the path, or nothing is left of the rest of GDP in it.

    Examples
    --------
    >>> import dxsim as dx
    >>> path = dx.simulate(dx.load_scenario("baseline"))
    >>> parts = dx.shift_share(path, 2024, 2030)
    >>> abs(sum(part.change for part in parts) - float(path.share[6] - path.share[0])) < 1e-12
    True
    """
    years = path.years.astype(int).tolist()
    for year in (first_year, last_year):
        if year not in years or path.exhausted[years.index(year)]:
            found = f"no share in {year}"
            raise InputError("years", found=found, expected="a year of the path with a share")
    start, end = years.index(first_year), years.index(last_year)
    gdp = math.log(path.gdp[end] / path.gdp[start])
    parts = []
    for name, levels in path.components.items():
        share = levels / path.gdp
        mean = _log_mean(float(share[start]), float(share[end]))
        own = math.log(levels[end] / levels[start])
        change = float(share[end] - share[start])
        parts.append(Part(name, change, mean * own, -mean * gdp))
    return tuple(parts)


def _log_mean(first: float, last: float) -> float:
    """Return the logarithmic mean `(b - a)/ln(b/a)`, well behaved where `a` is near `b` or far."""
    rise = (last - first) / first
    if abs(rise) < 1e-300:
        return first
    return (last - first) / (math.log1p(rise) if rise > -_HALF else math.log(last / first))
