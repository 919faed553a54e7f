"""Where the digital share stands: its newest published value, and the pace its targets still ask.

The pace is the growth of the share itself a year, so that what was done and what is asked compare
without any scenario.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dxsim.analysis.targets import Target
from dxsim.data.records import Date, outturns_of
from dxsim.model.growth import compound_growth

SERIES = "digital_share"
SPAN = 5
"""Years over which the pace so far is taken, where as many are published."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A producer's newest digital share of GDP, and the pace at which it came about.

    `share` is a fraction; `since` is the year from which the `pace` (growth of the share a year,
    a fraction) is taken, both None where only one year is published.
    """

    producer: str
    year: int
    share: float
    known_since: dt.date
    source: str
    confidence: str
    since: int | None
    pace: float | None


def standing(producer: str, as_of: Date | None = None) -> Standing | None:
    """Return where a producer's digital share stood by a day, None where it had none."""
    known = outturns_of(SERIES, producer, as_of)
    if not known:
        return None
    last = known[-1]
    year, share = last.year, last.value / 100
    first = next((row for row in known[:-1] if row.year >= year - SPAN), None)
    since = None if first is None else first.year
    pace = None if first is None else compound_growth(first.value / 100, share, year - first.year)
    return Standing(
        producer, year, share, last.known_since, last.source, last.confidence, since, pace
    )


def still_asked(stands: Standing, targets: Iterable[Target]) -> dict[str, float]:
    """Return the growth of the share a year that each target on it still asks, by target id.

    Only targets of later years, judged by this producer, that are not yet met.
    """
    return {
        target.id: compound_growth(stands.share, target.threshold, target.year - stands.year)
        for target in targets
        if target.is_digital_share
        and target.judge == stands.producer
        and target.year > stands.year
        and target.threshold > stands.share
    }
