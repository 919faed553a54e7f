"""Dates at which numbers were known, and the periods they are about."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

_PERIOD = re.compile(r"(\d{4})(?:-(\d{4}|H[12]|Q[1-4]|9M|10M|0[1-9]|1[0-2]))?")
_YEAR_DIGITS = 4


class Period(NamedTuple):
    """A period: its last year, and whether it is exactly that one year."""

    year: int
    whole_year: bool


def parse_period(text: str) -> Period:
    """Return the period that a text names.

    A year (`2023`), a range of years (`2020-2022`, an average), or a part of a year: a half
    (`2023-H1`), a quarter (`2023-Q2`), the first nine or ten months (`2023-9M`) or a month
    (`2023-08`). Anything else raises a ValueError.
    """
    match = _PERIOD.fullmatch(text)
    if not match:
        raise ValueError(text)
    first, rest = int(match[1]), match[2]
    last = int(rest) if rest and len(rest) == _YEAR_DIGITS else first
    if last < first:
        raise ValueError(text)
    return Period(last, rest is None)


def parse_known(text: str | dt.date) -> dt.date:
    """Return the day from which a number counts as known.

    A month counts from its last day and a year from 31 December, so that a cut-off never lets in
    what may have been published after it.
    """
    if isinstance(text, dt.datetime):
        return text.date()
    if isinstance(text, dt.date):
        return text
    parts = [int(part) for part in text.split("-")]
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise ValueError(text)
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return dt.date(year, month, day)
