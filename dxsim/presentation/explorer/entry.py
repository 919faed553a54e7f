"""What a reader types into a number box, read by the rules of the parameter files."""

from typing import NamedTuple

from dxsim.data.quantities import QuantityError, parse_percent
from dxsim.data.yamlfile import InputError, quoted
from dxsim.scenario.loading import Scenario
from dxsim.scenario.parameters import quantity

_PER_CENT = ("rate", "share", "part")
_DASHES = str.maketrans({"−": "-", "–": "-", ",": ".", "\u00a0": None, " ": None, "%": None})


class Shown(NamedTuple):
    """How a quantity stands in a number box: its unit, and what one is multiplied by."""

    unit: str
    scale: float


def shown_as(scenario: Scenario, path: str) -> Shown:
    """Return in which unit an assumption stands on the screen; rates and shares in per cent."""
    unit = quantity(scenario, path).unit
    return Shown(unit, 100.0 if unit in _PER_CENT else 1.0)


def read_entry(scenario: Scenario, path: str, text: str) -> float:
    """Return the value a reader's text gives an assumption.

    A decimal comma, a per-cent sign and spaces are understood; limits are those of the files.

    Raises
    ------
    InputError
        for a text that is no number, or a number beyond the limits.
    """
    measured = quantity(scenario, path)
    plain = str(text).translate(_DASHES)
    try:
        value = measured.parse(plain + _suffix(scenario, path, measured.unit))
    except QuantityError as error:
        expected = error.expected
        raise InputError("explorer", key=path, found=quoted(str(text)), expected=expected) from None
    return float(getattr(value, "value", value))


def read_threshold(target_id: str, text: str) -> float:
    """Return the threshold a reader's text gives a target, as a fraction; limits of a share."""
    expected = "a share above 0% and below 100%"
    try:
        threshold = parse_percent(f"{str(text).translate(_DASHES)}%")
    except QuantityError:
        threshold = 0.0
    if not 0 < threshold < 1:
        raise InputError(target_id, found=quoted(str(text)), expected=expected)
    return threshold


def _suffix(scenario: Scenario, path: str, unit: str) -> str:
    if unit == "money":
        return f" {scenario.unit}"
    if path.endswith((".base", ".reach")):
        return "% of gdp"
    return "%" if unit in _PER_CENT else ""
