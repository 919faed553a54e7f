"""Quantities as economists write them: rates, shares, money and years.

Rates and shares carry a per-cent sign in a file and are fractions in memory; money is held in
trillions of its currency.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from dxsim.data.numerals import (
    DECIMAL,
    QuantityError,
    ascii_form,
    format_number,
    format_percent,
    number_text,
    parse_percent,
    percent_text,
    plain_number,
    point_hint,
)

FIRST_YEAR, LAST_YEAR = 1900, 2500
_LEAST_STEP = 1e-9

_MONEY = re.compile(rf"({DECIMAL})\s*(trn|bn|m)\s+([A-Z]{{3}})")
_OF_GDP = re.compile(rf"({DECIMAL})\s*%\s+of\s+gdp", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")
_SHORT_YEARS = re.compile(r"(\d{2})(\d{2})\s*[-/]\s*(\d{2})")
_PERSONS = re.compile(rf"({DECIMAL})\s*(k|m|bn)?(?:\s+persons)?")
_EXCHANGE = re.compile(rf"({DECIMAL})\s*([A-Z]{{3}})\s+per\s+([A-Z]{{3}})")
_PERSON_SCALE = {"": Decimal(1), "k": Decimal(1000), "m": Decimal("1e6"), "bn": Decimal("1e9")}
_SCALE = {"trn": Decimal(1), "bn": Decimal("1e-3"), "m": Decimal("1e-6")}


class Base(NamedTuple):
    """A base-year level: `value` in `unit`, which is "gdp" (a fraction of GDP) or "trn XXX"."""

    value: float
    unit: str

    def at(self, value: Any) -> "Base":
        """Return a level of the same unit: a number, or an array of them for many scenarios."""
        return Base(value, self.unit)


class Slider(NamedTuple):
    """Ends and step of a slider in the unit shown; those of money in per cent of its baseline."""

    low: float
    high: float
    step: float


class Search(NamedTuple):
    """Where a value that turns a verdict is sought: within `low` and `high`.

    `reach` is how far from the scenario's own value; None means from a fifth of it to five times.
    """

    low: float = -math.inf
    high: float = math.inf
    reach: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Form in which numbers of a kind are shown.

    Attributes
    ----------
    digits: decimals in a sentence, in the unit shown.
    cell: number format of a cell of the workbook.
    slider: how far and how finely the explorer moves it; a number box takes what a file takes.
    in_per_cent: whether a fraction is shown, and written in a file, in per cent.
    """

    digits: int
    cell: str
    slider: Slider
    in_per_cent: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of number that assumptions are made of: its form, its limits, how it is shown.

    Attributes
    ----------
    unit: "rate", "share", "part", "speed", "years", "whole_years", "times", "count", "money"
        or "year".
    parse: returns the value that a text states, a fraction for what is written in per cent.
    text: returns a value as a text that `parse` reads.
    low, high: the least and the largest value a file may state.
    expected: what stands in the message that refuses any other.
    look: how it is shown; quantities that only look different are equal.
    search: where a value of it is sought.
    open_low, open_high: whether the limit itself is refused too.
    plausible: size from which on a number without its per-cent sign is asked about.
    """

    unit: str
    parse: Callable[[str], float | Base]
    text: Callable[[float], str]
    low: float
    high: float
    expected: str
    look: Look = field(compare=False)
    search: Search
    open_low: bool = False
    open_high: bool = False
    plausible: float = math.inf

    @property
    def scale(self) -> float:
        """Factor of a value where it is shown: 100 in per cent."""
        return 100.0 if self.look.in_per_cent else 1.0

    @property
    def least(self) -> float:
        """The least value a cell may hold: a billionth above the limit where that is refused."""
        return self.low + (_LEAST_STEP if self.open_low else 0.0)

    def implausible(self, value: float) -> bool:
        """Return whether a number may have been meant in per cent, so large it is."""
        return abs(value) >= self.plausible

    def checked(self, value: float) -> float:
        """Return a value within the limits, or raise a QuantityError that states them."""
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        if above and below:  # neither holds for what is no number
            return value
        raise QuantityError(self.expected)


def parse_rate(text: str) -> float:
    """Return a yearly growth rate or inflation rate as a fraction, above -100% to 1000%."""
    return RATE.checked(parse_percent(text))


def parse_ceiling(text: str) -> float:
    """Return the ceiling of a share of GDP, above 0% and at most 100%, as a fraction."""
    return CEILING.checked(parse_percent(text))


def parse_number(text: str) -> float:
    """Return a plain number, such as a multiple of GDP growth."""
    return NUMBER.checked(plain_number(text))


def parse_amount(text: str) -> float:
    """Return a plain number above zero of any size, such as money a head."""
    value = plain_number(text)
    if not 0 < value < math.inf:
        raise QuantityError("a number above zero")
    return value


def parse_positive(text: str) -> float:
    """Return a plain number above zero and at most 1000, such as a half-life in years."""
    return POSITIVE.checked(plain_number(text))


def parse_speed(text: str) -> float:
    """Return a speed in log points (or log-odds) a year, between -5 and 5."""
    return SPEED.checked(plain_number(text))


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
        lambda value: f"{number_text(value)} {unit}", 0.0, math.inf,
        f"an amount above zero, such as 11511.9 {unit}", MONEY_LOOK, Search(),
        open_low=True, open_high=True,
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
        hint = point_hint(bare, _OF_GDP)
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


def format_base(base: Base) -> str:
    """Return the text that `parse_base` reads back as the same base."""
    if base.unit == "gdp":
        return f"{format_percent(base.value)} of gdp"
    return f"{format_number(base.value)} {base.unit}"


_RATE_CELL = "0.0####%"
BASE_LOOK = Look(2, _RATE_CELL, Slider(0.05, 25, 0.05), in_per_cent=True)
MONEY_LOOK = Look(1, "#,##0.0", Slider(50, 150, 0.5))
RATE = Quantity(
    "rate", parse_rate, percent_text, -1.0, 10.0,
    "a yearly rate above -100% and at most 1000%",
    Look(2, _RATE_CELL, Slider(-10, 45, 0.1), in_per_cent=True), Search(-0.9, 9.0, 0.2),
    open_low=True, plausible=1.0,
)  # fmt: skip
INFLATION = replace(RATE, look=replace(RATE.look, slider=Slider(-2, 15, 0.05)))
CEILING = Quantity(
    "share", parse_ceiling, percent_text, 0.0, 1.0,
    "a ceiling above 0% and at most 100% of GDP",
    Look(2, _RATE_CELL, Slider(1, 95, 0.5), in_per_cent=True), Search(1e-6, 0.99),
    open_low=True, plausible=1.0,
)  # fmt: skip
BASE_SHARE = Quantity(
    "share", parse_base, lambda value: f"{percent_text(value)} of gdp", 0.0, 1.0,
    "a share of GDP above 0% and below 100%, such as 8.316% of gdp",
    BASE_LOOK, Search(1e-6, 0.99), open_low=True, open_high=True, plausible=1.0,
)  # fmt: skip
THRESHOLD = Quantity(
    "share", parse_percent, percent_text, 0.0, 1.0,
    "a share above 0% and below 100%",
    Look(2, _RATE_CELL, Slider(1, 99, 0.5), in_per_cent=True), Search(1e-6, 0.99),
    open_low=True, open_high=True,
)  # fmt: skip
NUMBER = Quantity(
    "times", parse_number, number_text, -1000.0, 1000.0,
    "a plain number of at most 1000",
    Look(3, "0.0####", Slider(-1, 6, 0.05)), Search(),
)  # fmt: skip
POSITIVE = Quantity(
    "years", parse_positive, number_text, 0.0, 1000.0,
    "a plain number above 0 and at most 1000",
    Look(2, "0.0###", Slider(0.5, 20, 0.5)), Search(), open_low=True,
)  # fmt: skip
SPEED = Quantity(
    "speed", parse_speed, number_text, -5.0, 5.0,
    "a speed in log points a year, between -5 and 5, such as 0.12",
    Look(4, "0.0000##", Slider(-0.1, 0.3, 0.001)), Search(-5.0, 5.0, 0.3),
)  # fmt: skip
YEAR = Quantity(
    "year", parse_year, format_number, FIRST_YEAR, LAST_YEAR,
    f"a year from {FIRST_YEAR} to {LAST_YEAR}",
    Look(0, "0", Slider(FIRST_YEAR, LAST_YEAR, 1)), Search(),
)  # fmt: skip
