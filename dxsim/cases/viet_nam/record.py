"""Checks of the official claims: what a check is, its verdict, and the list of all of them."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dxsim.cases.results import VERDICTS, Finding, Shown, Verdict
from dxsim.cases.viet_nam.bands import Band, overlaps, within
from dxsim.data.facts import Fact, facts
from dxsim.data.observations import observations, yearly
from dxsim.data.records import Date, day_of
from dxsim.data.yamlfile import InputError


@dataclass(frozen=True, slots=True)
class Check:
    """A named check over cited facts and observations."""

    id: str
    facts: tuple[str, ...]
    series: tuple[str, ...]
    run: "Callable[[Evidence], Finding]"


class Unknown(Exception):
    """Something a check needs was not known on the day asked about."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for the checks: the facts, and the observations known on a day."""

    facts: Mapping[str, Fact]
    as_of: Date | None = None

    def __getitem__(self, id: str) -> Fact:
        """Return a fact by id; an InputError says so where the file no longer has it."""
        if id not in self.facts:
            expected = "every fact that a check compares"
            raise InputError("facts.csv", key=id, found="no such fact", expected=expected)
        return self.facts[id]

    def value(self, series: str, producer: str, year: int, as_of: Date | None = None) -> float:
        """Return an outturn known by `as_of`, and never after the audit's own day."""
        known = yearly(series, producer, self._day(as_of))
        if year not in known.index:
            raise Unknown(f"{series} {year}")
        return float(known[year])

    def outturns(self, series: str, producer: str, years: Iterable[int]) -> list[float]:
        """Return the outturns of years in order, up to the first not known on the audit's day."""
        known = yearly(series, producer, self.as_of)
        return [float(known[y]) for y in itertools.takewhile(lambda y: y in known.index, years)]

    def all_values(self, series: str, producer: str, period: int | str) -> list[float]:
        """Return every outturn of a period, variants beside one another, in the order known."""
        values = list(self.by_variant(series, producer, period).values())
        if not values:
            raise Unknown(f"{series} {period}")
        return values

    def by_variant(
        self, series: str, producer: str, period: int | str, *, target: bool = False
    ) -> dict[str, float]:
        """Return the outturns, or targets, of a period by variant; empty where none is known."""
        table = observations(series, producer, self.as_of)
        kinds = ["target"] if target else ["observation", "estimate"]
        rows = table[(table["period"] == str(period)) & table["kind"].isin(kinds)]
        rows = rows.sort_values("known_since")
        return dict(zip(rows["variant"], rows["value"].astype(float), strict=True))

    def mean(self, series: str, producer: str, period: str) -> float:
        """Return the published average over a range of years such as `2021-2025`."""
        return self.all_values(series, producer, period)[-1]

    def planned(self, series: str, producer: str, year: int) -> float:
        """Return the target of a year."""
        variants = self.by_variant(series, producer, year, target=True)
        if not variants:
            raise Unknown(f"{series} {year}")
        return list(variants.values())[-1]

    def outlook(self, series: str, producer: str, year: int) -> float:
        """Return the latest projection of a year known on the audit's day."""
        table = observations(series, producer, self.as_of, include_remembered=True)
        rows = table[(table["period"] == str(year)) & (table["kind"] == "projection")]
        if rows.empty:
            raise Unknown(f"{series} {year}")
        return float(rows["value"].iloc[-1])

    def recollection(self, series: str, producer: str, year: int) -> float:
        """Return an outturn even if it is only remembered."""
        known = yearly(series, producer, self.as_of, include_remembered=True)
        if year not in known.index:
            raise Unknown(f"{series} {year}")
        return float(known[year])

    def value_or_recollection(
        self, series: str, producer: str, other: str, year: int
    ) -> tuple[float, bool]:
        """Return an outturn, or another producer's remembered one where it was not yet known."""
        try:
            return self.value(series, producer, year), False
        except Unknown:
            return self.recollection(series, other, year), True

    def _day(self, as_of: Date | None) -> Date | None:
        days = [day_of(day) for day in (as_of, self.as_of) if day is not None]
        return min(days) if days else None


__all__ = ["CHECKS", "VERDICTS", "Finding", "Shown", "Verdict"]
CHECKS: dict[str, Check] = {}


def check(id: str, cited: str, series: str = "") -> Callable[..., Callable[[Evidence], Finding]]:
    """Enter a function into the audit under an id, with the facts and series it cites."""

    def enter(run: Callable[[Evidence], Finding]) -> Callable[[Evidence], Finding]:
        CHECKS[id] = Check(id, tuple(cited.split()), tuple(series.split()), run)
        return run

    return enter


def agreement(band: Band, claim: Band) -> Verdict:
    """Compare a computed number with a claimed one.

    Consistent: it rounds to what is claimed. Consistent within rounding: some numbers that round
    to what is printed make it so. Else inconsistent.
    """
    if within(band, claim):
        return "consistent"
    return "within_rounding" if overlaps(band, claim) else "inconsistent"


def holds(truth: bool) -> Verdict:
    """Return the verdict on a claim that is either so or not, rounding aside."""
    return "consistent" if truth else "inconsistent"


def worst(*verdicts: Verdict) -> Verdict:
    """Return the verdict on a claim all of whose parts must hold."""
    return max(verdicts, key=VERDICTS.index)


def evidence(as_of: Date | None = None) -> Evidence:
    """Return the evidence known on a day (None: all there is in the files)."""
    return Evidence(facts(), as_of)


def percent(value: float, digits: int = 1) -> Shown:
    """Show a fraction as per cent."""
    return Shown(value, "percent", digits)


def points(value: float, digits: int = 1) -> Shown:
    """Show a difference in percentage points."""
    return Shown(value, "points", digits)


def number(value: float, digits: int = 1) -> Shown:
    """Show a plain number."""
    return Shown(value, "number", digits)


def speed(value: float) -> Shown:
    """Show a speed in log-odds a year."""
    return Shown(value, "number", 3)
