"""Growth that a target on the digital share needs, in closed form: formulas and numbers.

With the target just met the rest of GDP is `N = (1 - s) Y` where GDP is given, and GDP is
`Y = N/(1 - s)` where the rest is given. Then one component alone has what the others, each on its
own law, leave of `s Y`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from dxsim.analysis.targets import Target
from dxsim.data.country import component_names
from dxsim.model.growth import compound_growth
from dxsim.presentation.workbook.values import Numbers


class Met(NamedTuple):
    """GDP and the rest of GDP in the target year with the target just met, in trillions."""

    gdp: float
    rest: float


def met_levels(numbers: Numbers, target: Target) -> Met:
    """Return GDP and its rest in the target year when the digital share just meets the target."""
    at, share = target.year - numbers.scenario.base_year, target.threshold
    if numbers.scenario.closure == "gdp_given":
        gdp = float(numbers.path.gdp[at])
        return Met(gdp, (1 - share) * gdp)
    rest = float(numbers.path.non_digital[at])
    return Met(rest / (1 - share), rest)


def alone(numbers: Numbers, target: Target, name: str, values: Mapping[str, Any]) -> float | None:
    """Return the yearly growth at which one component alone meets a target, the others unchanged.

    None where the scenario has no such component, or the others already exceed the target.
    """
    at, met = target.year - numbers.scenario.base_year, met_levels(numbers, target)
    start = float(numbers.start.components.get(name, 0.0))
    others = sum(_level(values, c, at, met) for c in component_names() if c != name)
    needed = target.threshold * met.gdp - others
    if not start or needed <= 0:
        return None
    return float(compound_growth(start, np.float64(needed), at))


def _level(values: Mapping[str, Any], name: str, at: int, met: Met) -> float:
    grown, curve, ratio = (values[f"{part}.{name}"][at] for part in ("grown", "curve", "ratio"))
    return float(grown + curve * met.gdp + ratio * met.rest)


def addition(numbers: Numbers, name: str, needed: float | None) -> float | None:
    """Return the addition to a constant law's stated rate that gives a nominal growth.

    None for other laws, and at constant prices for other than a constant deflator: there the
    addition has no closed form.
    """
    component = numbers.scenario.components.get(name)
    law = None if component is None else component.growth
    if needed is None or component is None or law is None or law.constant is None or law.add:
        return None
    stated = law.constant
    if numbers.scenario.prices == "current":
        return needed - stated
    prices = component.deflator
    if prices is None or prices.constant is None or prices.add:
        return None
    return (1 + needed) / (1 + prices.constant) - 1 - stated


def met_gdp_formula(cell: str, year: str) -> tuple[str, str]:
    """Return the formulas of GDP and its rest with the target just met.

    Parameters
    ----------
    cell
        the threshold's cell.
    year
        the cell with the target year's place in the rows.
    """
    gdp = f'IF(closure="gdp_given",INDEX([gdp:],{year}),INDEX([rest:],{year})/(1-{cell}))'
    rest = f'IF(closure="gdp_given",(1-{cell})*INDEX([gdp:],{year}),INDEX([rest:],{year}))'
    return gdp, rest


def needed_formula(name: str, cell: str, year: str, gdp: str, rest: str) -> str:
    """Return the formula of what one component alone must reach in the target year."""
    others = "".join(
        f"-INDEX([grown.{c}:],{year})-INDEX([curve.{c}:],{year})*{gdp}-INDEX([ratio.{c}:],{year})*{rest}"
        for c in component_names()
        if c != name
    )
    return f"{cell}*{gdp}{others}"


def addition_formula(name: str, needed: str) -> str:
    """Return the formula of the addition to a constant law's stated rate."""
    rate = f"{name}_growth_constant_rate"
    real = (
        f'IF({name}_deflator_law="constant",'
        f'(1+{needed})/(1+{name}_deflator_constant_rate)-1-{rate},"")'
    )
    return (
        f'IF(OR({needed}="",{name}_growth_law<>"constant"),"",'
        f"IF({name}_deflator_used=1,{real},{needed}-{rate}))"
    )
