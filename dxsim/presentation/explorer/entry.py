"""Numbers that a reader types into a box, read by the rules of the parameter files."""

from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import THRESHOLD, Base, Quantity
from dxsim.data.yamlfile import InputError, quoted
from dxsim.scenario.parameters import quantity
from dxsim.scenario.records import Scenario

_DASHES = str.maketrans({"−": "-", "–": "-", ",": ".", "\u00a0": None, " ": None, "%": None})


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
        value = measured.parse(plain + _suffix(scenario, path, measured))
    except QuantityError as error:
        expected = error.expected
        raise InputError("explorer", key=path, found=quoted(str(text)), expected=expected) from None
    return value.value if isinstance(value, Base) else value


def read_threshold(target_id: str, text: str) -> float:
    """Return the threshold a reader's text gives a target, as a fraction; limits of a share."""
    try:
        return THRESHOLD.checked(parse_percent(f"{str(text).translate(_DASHES)}%"))
    except QuantityError:
        expected = THRESHOLD.expected
        raise InputError(target_id, found=quoted(str(text)), expected=expected) from None


def _suffix(scenario: Scenario, path: str, measured: Quantity) -> str:
    if measured.unit == "money":
        return f" {scenario.unit}"
    if path.endswith((".base", ".reach")):
        return "% of gdp"
    return "%" if measured.look.in_per_cent else ""
