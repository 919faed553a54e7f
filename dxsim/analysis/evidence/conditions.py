"""The pace of the conditions: what was planned, what was measured, what is still needed a year."""

from dataclasses import dataclass

from dxsim.data.conditions import Condition, Reading, conditions
from dxsim.data.records import Date


@dataclass(frozen=True, slots=True)
class Pace:
    """An indicator held to its plan, in its own unit.

    `planned_then` is the planned path at the time of the newest actual value (linear between the
    plans, None before the first or after the last); `next` is the first later plan not yet met;
    `done` and
    `needed` are the change a year from the first actual value to the newest, and from the newest
    to the next plan; `missed` are plans whose year was over and measured below them.
    """

    condition: Condition
    latest: Reading | None
    planned_then: float | None
    next: Reading | None
    done: float | None
    needed: float | None
    missed: tuple[Reading, ...]

    @property
    def gap(self) -> float | None:
        """Newest actual value less the planned path at its time."""
        if self.latest is None or self.planned_then is None:
            return None
        return self.latest.value - self.planned_then


def paces(as_of: Date | None = None) -> list[Pace]:
    """Return every condition held to its plan, with what was known on a day."""
    return [pace(condition) for condition in conditions(as_of)]


def pace(condition: Condition) -> Pace:
    """Return one condition held to its plan."""
    planned, actual = condition.planned, condition.actual
    if not actual:
        return Pace(condition, None, None, planned[0] if planned else None, None, None, ())
    first, latest = actual[0], actual[-1]
    later = [plan for plan in planned if plan.time > latest.time]
    ahead = next((plan for plan in later if plan.value > latest.value), None)
    done = rate(first, latest) if latest.time > first.time else None
    needed = rate(latest, ahead) if ahead is not None else None
    missed = tuple(p for p in planned if _at(actual, p.time, below=p.value))
    return Pace(condition, latest, path_at(planned, latest.time), ahead, done, needed, missed)


def rate(start: Reading, end: Reading) -> float:
    """Return the change a year between two readings, in the indicator's unit."""
    return (end.value - start.value) / (end.time - start.time)


def path_at(planned: tuple[Reading, ...], time: float) -> float | None:
    """Return the planned path at a time: linear between plans, None outside them."""
    for before, after in zip(planned, planned[1:], strict=False):
        if before.time <= time <= after.time:
            share = (time - before.time) / (after.time - before.time)
            return before.value + share * (after.value - before.value)
    return next((plan.value for plan in planned if plan.time == time), None)


def _at(actual: tuple[Reading, ...], time: float, *, below: float) -> bool:
    """Say whether the reading of a plan's own time lies below it."""
    return any(reading.time == time and reading.value < below for reading in actual)
