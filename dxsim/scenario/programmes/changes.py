"""Changes of a programme's numbers: what moves with them, and what they may not contradict."""

from typing import NamedTuple

from dxsim.data.numerals import format_percent
from dxsim.scenario.laws import Record
from dxsim.scenario.programmes.records import ASSUMPTION, Adoption, Programme

_AT_MOST = 1 + 1e-12


class Contradiction(NamedTuple):
    """A number that another one of its programme rules out: its key, what it is, what may be."""

    key: str
    found: str
    expected: str


def contradiction(programme: Programme) -> Contradiction | None:
    """Return the first number of a programme that another one rules out, None where all agree.

    Planned coverage never falls, and a covered unit is digital to 100% at most.
    """
    if not isinstance(programme, Adoption):
        return None
    path = programme.coverage.path
    years = sorted(path)
    for before, year in zip(years, years[1:], strict=False):
        if path[year] < path[before]:
            found = f"{format_percent(path[year])} after {format_percent(path[before])} in {before}"
            return Contradiction(f"coverage.path.{year}", found, "coverage that never falls")
    after = programme.intensity * (1 + programme.intensity_rise)
    if after > _AT_MOST:
        found = f"an intensity of {format_percent(round(after, 6))} in a covered unit"
        return Contradiction("intensity_rise", found, "at most 100%")
    return None


def number_of(programme: Programme, name: str) -> float | None:
    """Return a number of a programme or of its cost by name, None where it has no such number."""
    holder: object = programme if hasattr(programme, name) else getattr(programme, "cost", None)
    value = getattr(holder, name, None)
    return getattr(value, "value", value)


def followed(before: Programme, changed: Programme, restated: tuple[str, ...] = ()) -> Programme:
    """Return a changed programme whose distributions and evidence follow its numbers.

    Parameters
    ----------
    before, changed
        the programme as its file has it, and with other numbers.
    restated
        the numbers whose distribution or evidence was stated anew, which stay as they are:
        `uncertainty.realisation`, `evidence.realisation`.
    """
    update: dict[str, object] = {}
    draws = getattr(changed, "uncertainty", None)
    if draws is not None:
        update["uncertainty"] = draws.model_copy(update=_moved(before, changed, draws, restated))
    held = dict(changed.evidence)
    for name in held:
        if f"evidence.{name}" not in restated and _differs(before, changed, name):
            held[name] = ASSUMPTION
    return changed.model_copy(update={**update, "evidence": held})


def _moved(
    before: Programme, changed: Programme, draws: Record, restated: tuple[str, ...]
) -> dict[str, object]:
    """Return the distributions of changed numbers, moved; none where no spread is left."""
    result: dict[str, object] = {}
    for name in type(draws).model_fields:
        law, new = getattr(draws, name), number_of(changed, name)
        old = number_of(before, name)
        if law is None or f"uncertainty.{name}" in restated or old == new or new is None:
            continue
        fixed = law.kind == "beta" and new in (0, 1)
        moved = None if fixed else law.around(old, new)
        result[name] = moved if moved is not None and moved.has_spread else None
    return result


def _differs(before: Programme, changed: Programme, name: str) -> bool:
    if hasattr(changed, name):
        return bool(getattr(before, name) != getattr(changed, name))
    return number_of(before, name) != number_of(changed, name)
