"""Quantities of a programme file: parts, whole years, reach, counts of units, spending."""

import re
from typing import Annotated

from dxsim.data.numerals import QuantityError, number_text, parse_percent, percent_text
from dxsim.data.quantities import (
    BASE_LOOK,
    BASE_SHARE,
    NUMBER,
    Base,
    Look,
    Quantity,
    Search,
    Slider,
    parse_base,
    parse_money,
    parse_number,
)
from dxsim.scenario.laws import parsed_by

LONGEST_LAG = 100
_COUNT = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*(bn|m|k)?")
_SCALES = {None: 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


def parse_part(text: str) -> float:
    """Return a share from 0 to 100% as a fraction."""
    value = parse_percent(text)
    if not 0 <= value <= 1:
        raise QuantityError("a share from 0% to 100%")
    return value


def parse_lag(text: str) -> int:
    """Return a number of whole years from 0 to 100."""
    if not re.fullmatch(r"\d{1,3}", text.strip()) or int(text) > LONGEST_LAG:
        raise QuantityError(f"whole years from 0 to {LONGEST_LAG}")
    return int(text)


def parse_reach(text: str) -> float:
    """Return the value added of the units addressed, as a fraction of GDP."""
    base = parse_base(text)
    if base.unit != "gdp":
        raise QuantityError("a share of GDP such as 9.5% of gdp")
    return base.value


def parse_rise(text: str) -> float:
    """Return a relative rise, 0 or more: 0.6 is a rise by 60%."""
    value = parse_number(text)
    if value < 0:
        raise QuantityError("a relative rise of 0 or more, such as 0.6")
    return value


def parse_count(text: str) -> float:
    """Return a number of units: `4500`, `12 k`, `0.8 m`."""
    match = _COUNT.fullmatch(text.strip())
    if not match or not float(match[1]) > 0:
        raise QuantityError("a number of units above zero, such as 0.8 m")
    return float(match[1]) * _SCALES[match[2]]


def parse_spending(text: str) -> Base:
    """Return spending in trillions; unlike other money it may be zero."""
    amount = re.fullmatch(r"0+(?:\.0+)?\s*(?:trn|bn|m)\s+([A-Z]{3})", text.strip())
    return Base(0.0, f"trn {amount[1]}") if amount else parse_money(text)


def parse_flag(text: str) -> bool:
    """Return true or false."""
    if text not in ("true", "false"):
        raise QuantityError("true or false")
    return text == "true"


Flag = Annotated[bool, parsed_by(parse_flag)]
Part = Annotated[float, parsed_by(parse_part)]
Lag = Annotated[int, parsed_by(parse_lag)]
Reach = Annotated[float, parsed_by(parse_reach)]
Rise = Annotated[float, parsed_by(parse_rise)]
Count = Annotated[float, parsed_by(parse_count)]
Amount = Annotated[Base, parsed_by(parse_money)]
Spending = Annotated[Base, parsed_by(parse_spending)]

PART = Quantity(
    "part", parse_part, percent_text, 0.0, 1.0, "a share from 0% to 100%",
    Look(2, "0.0####%", Slider(0, 100, 1), in_per_cent=True), Search(0.0, 1.0, 1.0)
)  # fmt: skip
RISE = Quantity(
    "times", parse_rise, number_text, 0.0, NUMBER.high, "a relative rise of 0 or more",
    NUMBER.look, Search(),
)  # fmt: skip
LAG = Quantity(
    "whole_years", parse_lag, lambda value: f"{value:g}", 0.0, LONGEST_LAG,
    f"whole years from 0 to {LONGEST_LAG}", Look(0, "0", Slider(0, 10, 1)), Search(),
)  # fmt: skip
REACH = Quantity(
    "share", parse_reach, lambda value: f"{percent_text(value)} of gdp", 0.0, 1.0,
    "a share of GDP such as 9.5% of gdp", BASE_LOOK, BASE_SHARE.search
)  # fmt: skip
COUNT = Quantity(
    "count", parse_count, lambda value: f"{value:.6f}", 0.0, 1e15, "a number of units above 0",
    Look(0, "0.0####", Slider(1, 1e6, 1)), Search(), open_low=True,
)  # fmt: skip
