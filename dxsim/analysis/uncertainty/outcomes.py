"""Outcomes of years that draws are conditioned on, read and checked."""

import re
from typing import NamedTuple

from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import parse_year
from dxsim.data.yamlfile import InputError, quoted
from dxsim.scenario.records import Scenario


class Outcome(NamedTuple):
    """Outcome of a year: growth in money of a block, or the digital `share` of GDP.

    `value` is a fraction; `of` a component, "gdp", "non_digital" or "share".

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.Outcome(2026, "share", 0.145)
    Outcome(year=2026, of='share', value=0.145)
    """

    year: int
    of: str
    value: float


def parse_outcome(text: str) -> Outcome:
    """Return the outcome that a text such as `2025:gdp=10.2%` or `2025 gdp 10.2%` states."""
    year, of, value = (*re.split(r"[:=\s]+", text.strip(), maxsplit=2), "", "")[:3]
    try:
        return Outcome(parse_year(year), of, parse_percent(value))
    except QuantityError as error:
        expected = "YEAR:WHAT=RATE, such as 2025:gdp=10.2%"
        raise InputError(
            "outcome", found=quoted(text), expected=expected, hint=error.hint
        ) from None


def refuse_impossible(scenario: Scenario, outcome: Outcome) -> None:
    """Raise an InputError for an outcome that cannot be under a scenario."""
    first, last = scenario.base_year + 1, scenario.end_year
    if not first <= outcome.year <= last:
        found, expected = str(outcome.year), f"a year from {first} to {last}"
        raise InputError("outcome", key="year", found=found, expected=expected)
    allowed = (*scenario.components, "gdp", "non_digital", "share")
    if outcome.of not in allowed:
        expected = f"one of {', '.join(allowed)}"
        raise InputError("outcome", key="of", found=f"'{outcome.of}'", expected=expected)
    low, high = (0.0, 1.0) if outcome.of == "share" else (-1.0, 10.0)
    if not low < outcome.value < high:
        found, expected = f"{outcome.value:.2%}", f"between {low:.0%} and {high:.0%}"
        raise InputError("outcome", key=outcome.of, found=found, expected=expected)
