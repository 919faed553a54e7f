"""Which published facts a page about some scenarios rests on, by the day each became known."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence

from dxsim.analysis.evidence.base_vintage import GDP, HALF_A_DIGIT, SHARE, known_since_base
from dxsim.analysis.evidence.past_targets import also_said, past_verdicts
from dxsim.analysis.evidence.standing import standing
from dxsim.analysis.targets import Target
from dxsim.data.records import outturns_of, revisions_of
from dxsim.data.sources import all_series, producers
from dxsim.model.levels import opening
from dxsim.scenario.records import Scenario


def base_days(scenario: Scenario) -> list[dt.date]:
    """Return the days on which the published numbers of a scenario's base year became known.

    Those that it equals, each in its first vintage, and those that replaced them since, which are
    told beside it; none for a base that nobody published.
    """
    if SHARE not in all_series() or scenario.producer not in producers():
        return []
    base = opening(scenario)
    share = 100 * float(sum(base.components.values()) / base.gdp)
    days = _equal(SHARE, scenario, scenario.producer, share, HALF_A_DIGIT)
    if GDP in all_series() and all_series()[GDP].unit == scenario.unit:
        gdp = float(base.gdp)
        days += _equal(GDP, scenario, None, gdp, 5e-6 * gdp)
    return days + [one.known_since for one in known_since_base(scenario).revised]


def _equal(
    series: str, scenario: Scenario, producer: str | None, used: float, slack: float
) -> list[dt.date]:
    known = revisions_of(series, scenario.base_year, producer)
    equal = (row.known_since for row in known if abs(row.value - used) <= slack)
    return list(itertools.islice(equal, 1))


def drawn_days(scenario: Scenario) -> list[dt.date]:
    """Return the days on which the published shares drawn beside a scenario became known."""
    if SHARE not in all_series() or scenario.producer not in producers():
        return []
    return [row.known_since for row in outturns_of(SHARE, scenario.producer)]


def told_days(targets: Iterable[Target]) -> list[dt.date]:
    """Return the days of what is told of targets: where their judges stand, what came of them."""
    if SHARE not in all_series():
        return []
    shares = [target for target in targets if target.is_digital_share]
    stands = (standing(judge) for judge in dict.fromkeys(target.judge for target in shares))
    days = [one.known_since for one in stands if one is not None]
    days += [one.known_since for one in past_verdicts(None, shares) if one.judge]
    return days + [one.known_since for target in shares for one in also_said(target)]


def known_until(scenarios: Iterable[Scenario], targets: Sequence[Target]) -> dt.date | None:
    """Return the day of the newest fact that pages on scenarios and targets show.

    Parameters
    ----------
    scenarios
        those of the page: their base years, and the published shares drawn beside them.
    targets
        those it tells of.

    Returns
    -------
    date or None
        None where it shows no published fact; a fact in the data that no page shows counts for
        nothing.
    """
    days = told_days(targets)
    for scenario in scenarios:
        days += base_days(scenario) + drawn_days(scenario)
    return max(days, default=None)
