"""Quantities as economists write them: rates, shares, money and years.

Rates and shares carry a per-cent sign in a file and are fractions in memory; money is held in
trillions of its currency.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple

LOWEST_RATE = -1.0
HIGHEST_RATE = 10.0
FIRST_YEAR, LAST_YEAR = 1900, 2500
LARGEST_NUMBER = 1000
FASTEST = 5
"""Largest speed, in log points a year, in either direction."""

_DECIMAL = r"[+-]?\d{1,30}(?:\.\d{1,350})?(?:[eE][+-]?\d{1,3})?"
_PERCENT = re.compile(rf"({_DECIMAL})\s*%")
_NUMBER = re.compile(rf"({_DECIMAL})")
_MONEY = re.compile(rf"({_DECIMAL})\s*(trn|bn|m)\s+([A-Z]{{3}})")
_OF_GDP = re.compile(rf"({_DECIMAL})\s*%\s+of\s+gdp", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")
_SCALE = {"trn": Decimal(1), "bn": Decimal("1e-3"), "m": Decimal("1e-6")}


class QuantityError(ValueError):
    """A text is not the quantity it should be; `expected` says what is, `hint` what was meant."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


class Base(NamedTuple):
    """A base-year level: `value` in `unit`, which is "gdp" (a fraction of GDP) or "trn XXX"."""

    value: float
    unit: str


def parse_percent(text: str) -> float:
    """Return the fraction that a text such as `15%` or `-2.5 %` states."""
    match = _PERCENT.fullmatch(_ascii(text))
    if match:
        return float(Decimal(match[1]) / 100)
    raise QuantityError("a number with a per-cent sign, such as 15%", _percent_hint(text.strip()))


def _ascii(text: str) -> str:
    """Return a text with the minus and the dash that pages print as a hyphen."""
    return text.strip().replace("\u2212", "-").replace("\u2013", "-")


def _percent_hint(text: str) -> str:
    number = _NUMBER.fullmatch(text)
    if number:
        value = Decimal(number[1])
        spelt = sorted({f"{_plain(value)}%", f"{_plain(value * 100)}%"}, key=len)
        return f"did you mean {' or '.join(spelt)}?"
    if "," in text and _PERCENT.fullmatch(text.replace(",", ".")):
        return f"decimals take a point: {text.replace(',', '.')}"
    return ""


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def parse_rate(text: str) -> float:
    """Return a yearly growth rate or inflation rate as a fraction, above -100 % to 1000 %."""
    rate = parse_percent(text)
    if not LOWEST_RATE < rate <= HIGHEST_RATE:
        raise QuantityError("a yearly rate above -100% and at most 1000%")
    return rate


def parse_number(text: str) -> float:
    """Return a plain number, such as a speed in log points a year or a half-life in years."""
    match = _NUMBER.fullmatch(_ascii(text))
    if not match:
        hint = "without a per-cent sign" if text.strip().endswith("%") else ""
        raise QuantityError("a plain number, such as 0.12", hint)
    value = float(match[1])
    if not abs(value) <= LARGEST_NUMBER:
        raise QuantityError(f"a plain number of at most {LARGEST_NUMBER}")
    return value


def parse_positive(text: str) -> float:
    """Return a plain number above zero and at most 1000."""
    value = parse_number(text)
    if not value > 0:
        raise QuantityError(f"a plain number above 0 and at most {LARGEST_NUMBER}")
    return value


def parse_speed(text: str) -> float:
    """Return a speed in log points (or log-odds) a year, between -5 and 5."""
    value = parse_number(text)
    if not -FASTEST <= value <= FASTEST:
        limits = f"between {-FASTEST} and {FASTEST}"
        raise QuantityError(f"a speed in log points a year, {limits}, such as 0.12")
    return value


def parse_money(text: str) -> Base:
    """Return money in trillions: `11511.9 trn VND`, `900 bn VND`."""
    match = _MONEY.fullmatch(text.strip())
    if not match:
        hint = "no thousands separators" if "," in text else ""
        raise QuantityError("an amount with its unit, such as 11511.9 trn VND", hint)
    value = float(Decimal(match[1]) * _SCALE[match[2]])
    if not 0 < value < math.inf:
        raise QuantityError("an amount above zero, such as 11511.9 trn VND")
    return Base(value, f"trn {match[3]}")


def parse_base(text: str) -> Base:
    """Return a component's base: `8.316% of gdp` or `957.3 trn VND`."""
    match = _OF_GDP.fullmatch(text.strip())
    if match:
        share = float(Decimal(match[1]) / 100)
        if not 0 < share < 1:
            raise QuantityError("a share of GDP above 0% and below 100%, such as 8.316% of gdp")
        return Base(share, "gdp")
    try:
        return parse_money(text)
    except QuantityError as error:
        hint = "write '% of gdp'" if "%" in text else error.hint
        raise QuantityError("a base such as 8.316% of gdp or 957.3 trn VND", hint) from None


def parse_years(text: str) -> tuple[int, int]:
    """Return the first and last year of `2030` or `2025-2029`."""
    match = _YEARS.fullmatch(_ascii(text))
    if not match:
        raise QuantityError("a year or a range of years, such as 2030 or 2025-2029")
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        raise QuantityError("a range of years that runs forwards", f"{last}-{first}?")
    return first, last


def parse_year(text: str) -> int:
    """Return a calendar year."""
    if not re.fullmatch(r"\d{4}", text.strip()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise QuantityError(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(text)


def format_percent(value: float) -> str:
    """Return the shortest text that `parse_percent` reads back as the same fraction."""
    scaled = Decimal(repr(float(value))) * 100
    texts = (f"{form}%" for form in (_plain(scaled), f"{scaled:f}", f"{scaled:e}"))
    return next((text for text in texts if _reads_as(text, value)), f"{scaled}%")


def _reads_as(text: str, value: float) -> bool:
    match = _PERCENT.fullmatch(text)
    return match is not None and float(Decimal(match[1]) / 100) == value


def format_number(value: float) -> str:
    """Return the shortest plain decimal that reads back as the same number."""
    return _plain(Decimal(repr(float(value))))


def format_base(base: Base) -> str:
    """Return the text that `parse_base` reads back as the same base."""
    if base.unit == "gdp":
        return f"{format_percent(base.value)} of gdp"
    return f"{format_number(base.value)} {base.unit}"
