"""Choosing among targets: by id, the middle one, the one a finding is stated for."""

from collections.abc import Iterable, Sequence

from dxsim.analysis.targets.judging import judged
from dxsim.analysis.targets.records import Target
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.scenario.records import Scenario


def cited(targets: Iterable[Target]) -> list[str]:
    """Return the sources of targets, each once, in order."""
    return list(dict.fromkeys(id for target in targets for id in target.sources))


def find_target(targets: Iterable[Target], target_id: str) -> Target:
    """Return the target with an id, or raise an InputError with the nearest spelling."""
    known = {target.id: target for target in targets}
    if target_id in known:
        return known[target_id]
    expected = f"one of {', '.join(known)}"
    raise InputError(
        "target", found=quoted(target_id), expected=expected, hint=nearest(target_id, known)
    )


def main_target(scenario: Scenario, target_id: str, targets: Iterable[Target]) -> Target:
    """Return the target of an id; for an empty one, the middle one of those judged.

    A target on the digital share of GDP comes before any other, one beyond the next year before
    one of that year.
    """
    if target_id:
        return find_target(targets, target_id)
    known = tuple(targets)
    later, soon = (judged(scenario, known, after=years) for years in (2, 1))
    of_share = ([t for t in some if t.is_digital_share] for some in (later, soon))
    target = middle_target(next((list(some) for some in (*of_share, later, soon) if some), []))
    if target is None:
        expected = "a target after the base year that the scenario can be judged on"
        raise InputError("target", found="none in the targets file", expected=expected)
    return target


def middle_year(targets: Iterable[Target], otherwise: int) -> int:
    """Return the target year nearest the middle of their span, of two as near the earlier.

    `otherwise` where there is no target. A target for the next year moves it no more than one more
    target of a year already there.
    """
    years = sorted({target.year for target in targets}) or [otherwise]
    middle = (years[0] + years[-1]) / 2
    return min(years, key=lambda year: (abs(year - middle), year))


def middle_target(targets: Sequence[Target]) -> Target | None:
    """Return the target a finding is stated for: of the middle year, the highest of several."""
    year = middle_year(targets, 0)
    return max((t for t in targets if t.year == year), key=lambda t: t.threshold, default=None)
