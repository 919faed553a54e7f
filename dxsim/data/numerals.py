"""Numbers as people and programs write them: signs, digits and separators brought to one form."""

import re
from decimal import Decimal

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE63), ord("-"))
_SPACES = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x3000), ord(" "))
_ASCII = {**_FULL_WIDTH, **_HYPHENS, **_SPACES}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d*)?")
_BRACKETED = re.compile(r"\(\s*([^()\s]+)\s*\)")
_PLAIN = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?")

DECIMAL = r"[+-]?(?:\d{1,30}(?:\.\d{0,350})?|\.\d{1,350})(?:[eE][+-]?\d{1,3})?"
_PERCENT = re.compile(rf"({DECIMAL})\s*%")
_NUMBER = re.compile(rf"({DECIMAL})")


class QuantityError(ValueError):
    """A text is not the quantity it should be; `expected` says what is, `hint` what was meant."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


class NumeralError(ValueError):
    """A text is not one number; `expected` says what is, `why` what is the matter with it."""

    def __init__(self, expected: str, why: str = "") -> None:
        super().__init__(expected)
        self.expected, self.why = expected, why


def ascii_form(text: str) -> str:
    """Return a text with full-width signs, printed minus signs and odd spaces as a keyboard has."""
    return text.translate(_ASCII).strip()


def read_numeral(text: str, *, decimal_comma: bool = False) -> float:
    """Return the number that a cell states, with decimal point or comma and grouped thousands.

    Parameters
    ----------
    text
        the cell, such as `1,284.5`, `1.284,5`, `1 284.5`, `−3.2`, `.5` or `1.28E+04`.
    decimal_comma
        whether a comma is decimal where either might be; a point is then in doubt.

    Raises
    ------
    NumeralError
        for no number, one that reads as two numbers, and a negative one in brackets.
    """
    bare = ascii_form(text)
    if bracketed := _BRACKETED.fullmatch(bare):
        raise NumeralError(f"a number with its sign, such as -{bracketed[1]}")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(" ", "")
    _refuse_two_readings(bare, decimal_comma)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif "," in bare:
        bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        raise NumeralError("a number")
    return float(bare)


def _refuse_two_readings(bare: str, decimal_comma: bool) -> None:
    """Refuse a number whose only mark may part thousands or decimals."""
    doubtful = "." if decimal_comma else ","
    if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}{re.escape(doubtful)}\d{{3}}", bare):
        decimal = bare.replace(doubtful, "," if decimal_comma else ".")
        expected = f"{bare.replace(doubtful, '')} or {decimal}0"
        raise NumeralError(expected, ", which reads as two numbers")


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
    return point_hint(text, _PERCENT) or _sign_hint(text)


def point_hint(text: str, form: re.Pattern[str]) -> str:
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


def plain_number(text: str) -> float:
    """Return a plain number of any size, such as `0.12`."""
    bare = ascii_form(text)
    match = _NUMBER.fullmatch(bare)
    if match:
        return float(match[1])
    hint = "without a per-cent sign" if bare.endswith("%") else ""
    hint = hint or point_hint(bare, _NUMBER) or _sign_hint(bare)
    raise QuantityError("a plain number, such as 0.12", hint)


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


def percent_text(value: float) -> str:
    """Return a fraction in per cent with ten decimals."""
    return f"{value * 100:.10f}%"


def number_text(value: float) -> str:
    """Return a number with ten decimals, as a parameter file may state it."""
    return f"{value:.10f}"
