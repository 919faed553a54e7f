"""Growth laws as a file states them, made from the quantities of their parameters.

A law that is added is met by every test that draws its laws from here.
"""

from functools import cache

from hypothesis import strategies as st

from dxsim.scenario.laws import PARAMETERS

_EXAMPLES = {"rate": "8%", "share": "45%", "speed": 0.06, "years": 4, "times": 1.2}
_TABLES = {
    "path": {2025: "9%", 2040: "6%"},
    "steps": {"2025-2030": "9%", "2031-2045": "6%"},
}


def example(law):
    """Return one law with its parameters."""
    if law in _TABLES:
        return {law: _TABLES[law]}
    stated = {
        key: _EXAMPLES[quantity.unit] if quantity else "real"
        for key, quantity in PARAMETERS[law].items()
    }
    return {law: stated.get(law, stated)}


def curve(law, ceiling, speed):
    """Return a curve of the share of GDP; a parameter that may not be negative has that size."""
    stated = {key: abs(speed) if q.low >= 0 else speed for key, q in speeds_of(law).items()}
    return {law: {"ceiling": ceiling, **stated}}


def speeds_of(law):
    """Return the quantity of each parameter of a curve of the share of GDP but its ceiling."""
    return {key: quantity for key, quantity in PARAMETERS[law].items() if key != "ceiling"}


def within(quantity, values):
    """Return those of some values that a file may state."""

    def is_legal(value):
        return quantity.low < value if quantity.open_low else quantity.low <= value

    return [value for value in values if is_legal(value) and value <= quantity.high]


@cache
@st.composite
def speeds(draw, law, low=-0.1, high=0.3):
    """The parameters of a curve of the share of GDP but its ceiling, of usual size."""
    return {
        key: draw(number(max(low, quantity.low + 1e-5), min(high, quantity.high)))
        for key, quantity in speeds_of(law).items()
    }


@cache
def number(low, high):
    """A plain number with five decimals."""
    return st.floats(low, high).map(lambda x: float(f"{x:.5f}"))
