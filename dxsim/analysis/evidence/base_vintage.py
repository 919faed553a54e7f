"""Whether a scenario's base year rests on numbers revised since, or followed by a newer year."""

import datetime as dt
from typing import NamedTuple

from dxsim.data.records import Date, outturns_of, revisions_of
from dxsim.data.sources import all_series, producers
from dxsim.model.levels import opening
from dxsim.scenario.records import Scenario

SHARE, GDP = "digital_share", "gdp_nominal"
HALF_A_DIGIT = 0.0051
"""Per cent of GDP by which a base may differ from a share published with two decimals."""


class Revised(NamedTuple):
    """A base-year number (share as a fraction, GDP in the series' unit) and what replaced it."""

    series: str
    used: float
    latest: float
    known_since: dt.date
    producer: str


class Since(NamedTuple):
    """Data published after a scenario's base: revised numbers, and the newest year's share."""

    revised: tuple[Revised, ...]
    year: int | None
    share: float | None


class AssumedBase(NamedTuple):
    """A base year whose share is none that was published.

    `share` and `published` are fractions; `gdp` and `digital` are the relative differences of the
    levels from those published last, None where GDP is not published in the scenario's unit.
    """

    year: int
    share: float
    published: float
    gdp: float | None
    digital: float | None


def assumed_base(scenario: Scenario) -> AssumedBase | None:
    """Return by how much a base differs from what was published, None where it is a vintage of it.

    A re-based scenario is one: its GDP, its digital value added or both are assumptions.
    """
    if SHARE not in all_series() or scenario.producer not in producers():
        return None
    base, known = opening(scenario), revisions_of(SHARE, scenario.base_year, scenario.producer)
    gdp, digital = float(base.gdp), float(sum(base.components.values()))
    used = 100 * digital / gdp
    if not known or any(abs(row.value - used) <= HALF_A_DIGIT for row in known):
        return None
    published = known[-1].value / 100
    if GDP not in all_series() or scenario.unit != all_series()[GDP].unit:
        return AssumedBase(scenario.base_year, used / 100, published, None, None)
    levels = revisions_of(GDP, scenario.base_year)
    if not levels:
        return AssumedBase(scenario.base_year, used / 100, published, None, None)
    last = levels[-1].value
    more = gdp / last - 1, digital / (published * last) - 1
    return AssumedBase(scenario.base_year, used / 100, published, *more)


def known_since_base(scenario: Scenario, as_of: Date | None = None) -> Since:
    """Return the values published after those that a scenario's base year rests on.

    A base that is none of the vintages published, such as a re-based one, is not called old.
    """
    if SHARE not in all_series() or scenario.producer not in producers():
        return Since((), None, None)
    base = opening(scenario)
    later = []
    used = 100 * float(sum(base.components.values()) / base.gdp)
    share = _replaced(SHARE, scenario, scenario.producer, used, HALF_A_DIGIT, as_of)
    later += [share._replace(used=share.used / 100, latest=share.latest / 100)] if share else []
    if GDP in all_series() and scenario.unit == all_series()[GDP].unit:
        gdp = float(base.gdp)
        money = _replaced(GDP, scenario, None, gdp, 5e-6 * gdp, as_of)
        later += [money] if money else []
    newest = outturns_of(SHARE, scenario.producer, as_of)[-1:]
    if not newest or newest[0].year <= scenario.base_year:
        return Since(tuple(later), None, None)
    return Since(tuple(later), newest[0].year, newest[0].value / 100)


def _replaced(
    series: str, scenario: Scenario, producer: str | None, used: float, slack: float,
    as_of: Date | None,
) -> Revised | None:  # fmt: skip
    """Return the vintage that replaced the one a base equals, None where it is none or the last."""
    known = revisions_of(series, scenario.base_year, producer, as_of)
    equal = [abs(row.value - used) <= slack for row in known]
    if not any(equal) or equal[-1]:
        return None
    last = known[-1]
    return Revised(series, used, last.value, last.known_since, last.producer)
