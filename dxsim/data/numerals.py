"""Numbers as people and programs write them: signs, digits and separators brought to one form."""

import re

_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE63), ord("-"))
_SPACES = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x3000), ord(" "))
_ASCII = {**_FULL_WIDTH, **_HYPHENS, **_SPACES}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d*)?")
_BRACKETED = re.compile(r"\(\s*([^()\s]+)\s*\)")
_PLAIN = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?")


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
