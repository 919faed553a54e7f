"""Refusals of the model: falls to nothing, impossible programmes, unknown names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array
from dxsim.data.numerals import format_percent
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model import growth
from dxsim.model.levels import Drivers, all_years
from dxsim.scenario.laws import RATE_LAWS
from dxsim.scenario.records import Scenario


def refuse_falls(scenario: Scenario, stated: Mapping[str, Array]) -> None:
    """Raise an InputError where a law states growth of -100% or less in a year.

    `stated` holds yearly growth by component, shape (..., years after the base year). A multiple
    of GDP growth states such growth where GDP falls by much, any other law only with what is
    added to its rate.
    """
    years = all_years(scenario)[1:]
    given = {f"components.{name}.growth": rates for name, rates in stated.items()}
    for key, rates in (given | _added_to(scenario)).items():
        wrong = (rates <= -1).reshape(-1, rates.shape[-1]).any(axis=0)
        if wrong.any():
            at = int(wrong.argmax())
            lowest = float(rates.reshape(-1, rates.shape[-1])[:, at].min())
            raise InputError(
                scenario.place,
                key=key,
                found=f"growth of {format_percent(round(lowest, 6))} in {int(years[at])}",
                expected="growth above -100% in every year",
            )


def _added_to(scenario: Scenario) -> dict[str, Array]:
    """Return the yearly rates of every law of growth rates that has additions, by its key."""
    years, additions = all_years(scenario)[1:], {}
    for name, block in scenario.blocks.items():
        for part, law in (("growth", block.growth), ("deflator", block.deflator)):
            if law is not None and law.add is not None and law.kind in RATE_LAWS:
                additions[f"{name}.{part}"] = growth.rates(law, scenario.base_year, years)
    return additions


def refuse_unknown(what: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Raise an InputError for a name in `given` that is none of those known."""
    for name in given:
        if name not in known:
            expected = f"one of {', '.join(known)}" if known else "none here"
            raise InputError(what, found=quoted(name), expected=expected, hint=nearest(name, known))


def refuse_impossible(scenario: Scenario, own: Drivers) -> None:
    """Raise an InputError where programmes leave no path: past a ceiling, or nothing left.

    Refused are a component lifted to the ceiling of its law or lowered to nothing, and a rest of
    GDP that programmes use up in a year in which the path without them has some left.
    """
    bare, whole = replace(own, effects=()).levels(), own.levels()
    alive, years = ~bare.exhausted, all_years(scenario)
    for name, component in scenario.components.items():
        level, curve = whole.components[name], component.growth
        limits = curve.curve if curve is not None else None
        if limits is not None:
            over = alive & (level >= np.asarray(limits.ceiling)[..., np.newaxis] * whole.gdp)
            _refuse_in(scenario, years, over, f"{name} at its ceiling or above it")
        _refuse_in(scenario, years, alive & (level <= 0), f"nothing left of {name}")
    _refuse_in(scenario, years, whole.exhausted & alive, "nothing left of the rest of GDP")


def _refuse_in(scenario: Scenario, years: Array, wrong: NDArray[np.bool_], found: str) -> None:
    if wrong.any():
        year = int(years[wrong.reshape(-1, wrong.shape[-1]).any(axis=0).argmax()])
        names = ", ".join(programme.name for programme in scenario.programmes)
        raise InputError(
            scenario.place,
            key="programmes",
            found=f"{found} in {year} with {names}",
            expected="programmes that the path can hold",
        )
