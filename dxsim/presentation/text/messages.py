"""Texts and numbers as a reader sees them, in English and Vietnamese.

Catalogues are data: `dxsim/locales/<lang>/<area>.yaml`, a flat mapping of keys to texts with
named fields. A key is written `area.key`.
"""

import datetime as dt
import math
from functools import cache, lru_cache
from pathlib import Path

from dxsim.data.country import load_country
from dxsim.data.yamlfile import InputError, nearest, quoted, read

LANGUAGES = ("en", "vi")
MOST_DIGITS = 400  # as many as a float has before and after the point that we write
MISSING = "–"
_LOCALES = Path(__file__).resolve().parents[2] / "locales"
_SCALE = {
    "en": {"trn": "trn", "bn": "bn", "m": "m"},
    "vi": {"trn": "nghìn tỷ", "bn": "tỷ", "m": "triệu"},
}
_A_TRILLION = {"trn": 1.0, "bn": 1e3, "m": 1e6}


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return every text of a language by its full key."""
    files = sorted((_LOCALES / lang).glob("*.yaml"))
    return {key: text for file in files for key, text in area(lang, file.stem).items()}


@cache
def area(lang: str, name: str) -> dict[str, str]:
    """Return the texts of one area of a language by their full keys; none of an unknown area."""
    file = _LOCALES / lang / f"{name}.yaml"
    if not file.is_file():
        return {}
    fields = read(file).mapping("catalogue")
    return {f"{name}.{key}": node.text(key) for key, node in fields.items()}


def language(lang: str) -> str:
    """Return `lang` if it is one the project speaks, else raise an InputError."""
    if lang in LANGUAGES:
        return lang
    expected = f"one of {', '.join(LANGUAGES)}"
    raise InputError("lang", found=quoted(lang), expected=expected, hint=nearest(lang, LANGUAGES))


def say(key: str, lang: str, /, **fields: object) -> str:
    """Return the text of a key in a language with its fields filled in.

    Raises
    ------
    KeyError
        where the catalogue has no such key.
    """
    return area(language(lang), key.partition(".")[0])[key].format(**fields)


def number(value: float | None, lang: str, digits: int = 1) -> str:
    """Return a number with grouped thousands in the locale's form."""
    if value is None or not math.isfinite(value):
        return MISSING
    return _decimal(round(float(value), digits) + 0.0, lang, digits)


@lru_cache(maxsize=10_000)
def _decimal(rounded: float, lang: str, digits: int) -> str:
    from decimal import localcontext

    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    with localcontext(prec=MOST_DIGITS):
        return str(format_decimal(rounded, format=pattern, locale=lang)).replace("-", "−")


def signed(value: float | None, lang: str, digits: int = 1) -> str:
    """Return a number with its sign written out."""
    text = number(value, lang, digits)
    return f"+{text}" if value is not None and round(value, digits) > 0 else text


def percent(value: float | None, lang: str, digits: int = 1, *, sign: bool = False) -> str:
    """Return a fraction as per cent: 18.3% in English, 18,3% in Vietnamese."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = (signed if sign else number)(value * 100, lang, digits)
    return f"{text}%"


def odds(value: float | None, lang: str, digits: int = 1) -> str:
    """Return a probability as per cent; one that would round to 0 or 100% is "<0.1%", ">99.9%"."""
    least = 10.0 ** -(digits + 2)
    if value is None or not math.isfinite(value) or 0 < round(value * 100, digits) < 100:
        return percent(value, lang, digits)
    low = value < least
    return f"{'<' if low else '>'}{percent(least if low else 1 - least, lang, digits)}"


def interval(low: str, high: str) -> str:
    """Return two written numbers as a range: 13.2%–14.0%, +0.1 – +0.3; one where they are alike."""
    if low == high:
        return low
    dash = " – " if high[:1] in ("+", "−") else "–"
    return f"{low}{dash}{high}"


def points(value: float | None, lang: str, digits: int = 1, *, sign: bool = False) -> str:
    """Return percentage points (the value is in points already)."""
    text = (signed if sign else number)(value, lang, digits)
    if text == MISSING:
        return text
    return f"{text} {'percentage points' if lang == 'en' else 'điểm phần trăm'}"


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def unit(name: str, lang: str) -> str:
    """Return a unit of money such as "trn USD" as a reader writes it."""
    scale, _, currency = name.rpartition(" ")
    known = load_country().currency.get(currency)
    return f"{_SCALE[lang][scale or 'trn']} {known[lang] if known else currency}"


def money_unit(name: str, lang: str) -> str:
    """Return the unit in which the country shows amounts of a unit such as "trn USD"."""
    currency = name.rpartition(" ")[2]
    return unit(f"{_shown_in(currency)} {currency}", lang)


def in_money_unit(value: float | None, name: str) -> float | None:
    """Return an amount in trillions in the unit in which the country shows it."""
    return None if value is None else value * _A_TRILLION[_shown_in(name.rpartition(" ")[2])]


def _shown_in(currency: str) -> str:
    known = load_country()
    return known.money_unit if currency in known.currency else "trn"


def money(
    value: float | None, unit_name: str, lang: str, digits: int = 0, *, sign: bool = False
) -> str:
    """Return money given in trillions, in the country's unit and the reader's words."""
    text = (signed if sign else number)(in_money_unit(value, unit_name), lang, digits)
    return text if text == MISSING else f"{text} {money_unit(unit_name, lang)}"


def date_in_words(day: dt.date, lang: str) -> str:
    """Return a day in words: 5 January 2026, ngày 5 tháng 1 năm 2026."""
    from babel.dates import format_date

    return str(format_date(day, say("evidence.date_pattern", lang), locale=lang))


def day(value: dt.date, lang: str) -> str:
    """Return a day in short: 6 Jan 2025 in English, 06/01/2025 in Vietnamese."""
    from babel.dates import format_date

    pattern = {"en": "d MMM y", "vi": "dd/MM/y"}[language(lang)]
    return str(format_date(value, pattern, locale=lang))


def year(value: int | None) -> str:
    """Return a year, or a dash where there is none."""
    return MISSING if value is None else str(int(value))
