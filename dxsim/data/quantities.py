"""Quantities as economists write them: rates, shares, money and years.

Rates and shares carry a per-cent sign in a file and are fractions in memory; money is held in
trillions of its currency.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from dxsim.data.numerals import ascii_form

FIRST_YEAR, LAST_YEAR = 1900, 2500

_DECIMAL = r"[+-]?(?:\d{1,30}(?:\.\d{0,350})?|\.\d{1,350})(?:[eE][+-]?\d{1,3})?"
_PERCENT = re.compile(rf"({_DECIMAL})\s*%")
_NUMBER = re.compile(rf"({_DECIMAL})")
_MONEY = re.compile(rf"({_DECIMAL})\s*(trn|bn|m)\s+([A-Z]{{3}})")
_OF_GDP = re.compile(rf"({_DECIMAL})\s*%\s+of\s+gdp", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")
_SHORT_YEARS = re.compile(r"(\d{2})(\d{2})\s*[-/]\s*(\d{2})")
_PERSONS = re.compile(rf"({_DECIMAL})\s*(k|m|bn)?(?:\s+persons)?")
_EXCHANGE = re.compile(rf"({_DECIMAL})\s*([A-Z]{{3}})\s+per\s+([A-Z]{{3}})")
_PERSON_SCALE = {"": Decimal(1), "k": Decimal(1000), "m": Decimal("1e6"), "bn": Decimal("1e9")}
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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of number that assumptions are made of: its form, its limits, what is plausible.

    Attributes
    ----------
    unit: "rate", "share", "speed", "years", "times", "money", "year" or "error".
    parse: returns the value that a text states, a fraction for what is written in per cent.
    text: returns a value as a text that `parse` reads.
    low, high: the least and the largest value a file may state.
    expected: what stands in the message that refuses any other.
    open_low, open_high: whether the limit itself is refused too.
    plausible: size from which on a number without its per-cent sign is asked about.
    """

    unit: str
    parse: Callable[[str], Any]
    text: Callable[[float], str]
    low: float
    high: float
    expected: str
    open_low: bool = False
    open_high: bool = False
    plausible: float = math.inf

    def checked(self, value: float) -> float:
        """Return a value within the limits, or raise a QuantityError that states them."""
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        if above and below:  # neither holds for what is no number
            return value
        raise QuantityError(self.expected)


def parse_percent(text: str) -> float:
    """Return the fraction that a text such as `15%` or `-2.5 %` states."""
    match = _PERCENT.fullmatch(ascii_form(text))
    if match:
        return float(Decimal(match[1]) / 100)
    raise QuantityError("a number with a per-cent sign, such as 15%", _percent_hint(text.strip()))


def _percent_hint(text: str) -> str:
    text = ascii_form(text)
    number = _NUMBER.fullmatch(text)
    if number:
        value = Decimal(number[1])
        spelt = sorted({f"{_plain(value)}%", f"{_plain(value * 100)}%"}, key=len)
        return f"did you mean {' or '.join(spelt)}?"
    return _point_hint(text, _PERCENT) or _sign_hint(text)


def _point_hint(text: str, form: re.Pattern[str]) -> str:
    """Return how a text is written whose only fault is a decimal comma."""
    pointed = text.replace(",", ".")
    return f"decimals take a point: {pointed}" if "," in text and form.fullmatch(pointed) else ""


def _sign_hint(text: str) -> str:
    """Return how a negative number is written that stands in brackets."""
    inside = re.fullmatch(r"\(([^()+-]+)\)\s*(%?)", text)
    return f"did you mean -{inside[1].strip()}{inside[2]}?" if inside else ""


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def parse_rate(text: str) -> float:
    """Return a yearly growth rate or inflation rate as a fraction, above -100% to 1000%."""
    return RATE.checked(parse_percent(text))


def parse_ceiling(text: str) -> float:
    """Return the ceiling of a share of GDP, above 0% and at most 100%, as a fraction."""
    return CEILING.checked(parse_percent(text))


def parse_number(text: str) -> float:
    """Return a plain number, such as a multiple of GDP growth."""
    return NUMBER.checked(_number(text))


def parse_amount(text: str) -> float:
    """Return a plain number above zero of any size, such as money a head."""
    value = _number(text)
    if not 0 < value < math.inf:
        raise QuantityError("a number above zero")
    return value


def parse_positive(text: str) -> float:
    """Return a plain number above zero and at most 1000, such as a half-life in years."""
    return POSITIVE.checked(_number(text))


def parse_speed(text: str) -> float:
    """Return a speed in log points (or log-odds) a year, between -5 and 5."""
    return SPEED.checked(_number(text))


def _number(text: str) -> float:
    bare = ascii_form(text)
    match = _NUMBER.fullmatch(bare)
    if match:
        return float(match[1])
    hint = "without a per-cent sign" if bare.endswith("%") else ""
    hint = hint or _point_hint(bare, _NUMBER) or _sign_hint(bare)
    raise QuantityError("a plain number, such as 0.12", hint)


def parse_money(text: str) -> Base:
    """Return money in trillions: `11511.9 trn USD`, `900 bn VND`."""
    bare = ascii_form(text)
    match = _MONEY.fullmatch(bare)
    if not match:
        hint = "no thousands separators, decimals after a point" if "," in bare else ""
        raise QuantityError("an amount with its unit, such as 11511.9 trn USD", hint)
    value = float(Decimal(match[1]) * _SCALE[match[2]])
    if not 0 < value < math.inf:
        raise QuantityError("an amount above zero, such as 11511.9 trn USD")
    return Base(value, f"trn {match[3]}")


def parse_persons(text: str) -> Base:
    """Return a number of persons: `51.9 m`, `300 k`, `1.4 bn` or all its digits."""
    match = _PERSONS.fullmatch(ascii_form(text))
    value = float(Decimal(match[1]) * _PERSON_SCALE[match[2] or ""]) if match else 0.0
    if not 0 < value < math.inf:
        raise QuantityError("a number of persons above zero, such as 51.9 m")
    return Base(value, "persons")


def parse_exchange_rate(text: str) -> Base:
    """Return the price of a foreign currency in one's own: `1.35 USD per EUR`."""
    match = _EXCHANGE.fullmatch(ascii_form(text))
    value = float(match[1]) if match else 0.0
    if not match or not 0 < value < math.inf or match[2] == match[3]:
        raise QuantityError("the price of another currency, such as 1.35 USD per EUR")
    return Base(value, f"{match[2]} per {match[3]}")


def money_base(unit: str, *, of_gdp: bool) -> Quantity:
    """Return the quantity of a base-year level in money; GDP's own may not be a share of GDP."""
    return Quantity(
        "money", parse_money if of_gdp else parse_base,
        lambda value: f"{_number_text(value)} {unit}", 0.0, math.inf,
        f"an amount above zero, such as 11511.9 {unit}", open_low=True, open_high=True,
    )  # fmt: skip


def parse_base(text: str) -> Base:
    """Return a component's base: `8.316% of gdp` or `957.3 trn USD`."""
    bare = ascii_form(text)
    match = _OF_GDP.fullmatch(bare)
    if match:
        return Base(BASE_SHARE.checked(float(Decimal(match[1]) / 100)), "gdp")
    try:
        return parse_money(text)
    except QuantityError as error:
        hint = _point_hint(bare, _OF_GDP)
        hint = hint or ("write '% of gdp'" if "%" in bare else error.hint)
        raise QuantityError("a base such as 8.316% of gdp or 957.3 trn USD", hint) from None


def parse_years(text: str) -> tuple[int, int]:
    """Return the first and last year of `2030` or `2025-2029`."""
    bare = ascii_form(text)
    match = _YEARS.fullmatch(bare)
    if not match:
        short = _SHORT_YEARS.fullmatch(bare)
        hint = f"did you mean {short[1]}{short[2]}-{short[1]}{short[3]}?" if short else ""
        raise QuantityError("a year or a range of years, such as 2030 or 2025-2029", hint)
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        raise QuantityError("a range of years that runs forwards", f"{last}-{first}?")
    return first, last


def parse_year(text: str) -> int:
    """Return a calendar year."""
    bare = ascii_form(text)
    if not re.fullmatch(r"\d{4}", bare):
        raise QuantityError(YEAR.expected)
    return int(YEAR.checked(int(bare)))


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


def _percent_text(value: float) -> str:
    return f"{value * 100:.10f}%"


def _number_text(value: float) -> str:
    return f"{value:.10f}"


RATE = Quantity(
    "rate", parse_rate, _percent_text, -1.0, 10.0,
    "a yearly rate above -100% and at most 1000%", open_low=True, plausible=1.0,
)  # fmt: skip
CEILING = Quantity(
    "share", parse_ceiling, _percent_text, 0.0, 1.0,
    "a ceiling above 0% and at most 100% of GDP", open_low=True, plausible=1.0,
)  # fmt: skip
BASE_SHARE = Quantity(
    "share", parse_base, lambda value: f"{_percent_text(value)} of gdp", 0.0, 1.0,
    "a share of GDP above 0% and below 100%, such as 8.316% of gdp",
    open_low=True, open_high=True, plausible=1.0,
)  # fmt: skip
NUMBER = Quantity(
    "times", parse_number, _number_text, -1000.0, 1000.0,
    "a plain number of at most 1000",
)  # fmt: skip
POSITIVE = Quantity(
    "years", parse_positive, _number_text, 0.0, 1000.0,
    "a plain number above 0 and at most 1000", open_low=True,
)  # fmt: skip
SPEED = Quantity(
    "speed", parse_speed, _number_text, -5.0, 5.0,
    "a speed in log points a year, between -5 and 5, such as 0.12",
)  # fmt: skip
YEAR = Quantity(
    "year", parse_year, format_number, FIRST_YEAR, LAST_YEAR,
    f"a year from {FIRST_YEAR} to {LAST_YEAR}",
)  # fmt: skip
