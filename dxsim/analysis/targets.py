"""Targets: read from their file, and what each measures on a path.

A share's target says of what it is a share; a growth target says whose growth.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from dxsim.data import locations
from dxsim.data.yamlfile import InputError, Node, nearest, quoted, read
from dxsim.model.projection import Trajectory
from dxsim.scenario.laws import Percent, Record, Year
from dxsim.scenario.loading import BlockName, Scenario, Text
from dxsim.scenario.names import ID, component_names
from dxsim.scenario.validation import input_error, plain

Array = NDArray[np.float64]
Money = Callable[[Scenario, Trajectory], Array]
Metric = Literal[
    "digital_share_of_gdp", "part_share_of_gdp", "component_share_of_digital", "growth"
]
TOLERANCE = 1e-12
"""How far below the threshold a value still counts as having reached it."""


class Target(Record):
    """A threshold for a share or a growth rate in a year, with who may judge it.

    `of` names the part, component or aggregate for the metrics that need one. `threshold` is a
    fraction. `year_note` says where the year was inferred rather than stated.
    """

    id: Annotated[str, Field(pattern=ID, max_length=64)]
    title: Text
    metric: Metric
    of: BlockName | Literal["gdp_real"] | None = None
    sense: Literal["at_least", "more_than", "about"]
    threshold: Percent
    year: Year
    year_note: Text | None = None
    source: str
    pointer: str = ""
    producers: Annotated[tuple[str, ...], Field(min_length=1)]
    judge: str

    @property
    def is_share(self) -> bool:
        """Whether the target is on a ratio of levels of one year, whatever their unit."""
        return self.metric.endswith(("_share_of_gdp", "_share_of_digital"))

    @property
    def is_digital_share(self) -> bool:
        """Whether the target is on the digital share of GDP as a whole."""
        return self.metric == "digital_share_of_gdp"


class _TargetFile(Record):
    targets: tuple[Target, ...] = Field(min_length=1)


def load_targets(path: str | Path | None = None) -> tuple[Target, ...]:
    """Return the targets of a file, by default the country's `targets.yaml`.

    Raises
    ------
    InputError
        for anything amiss in the file, with its place.
    """
    file = Path(path) if path is not None else locations.country_dir() / "targets.yaml"
    tree = read(file)
    try:
        targets = _TargetFile.model_validate(plain(tree)).targets
    except ValidationError as error:
        raise input_error(error, tree, _TargetFile) from None
    for index, target in enumerate(targets):
        _check(target, tree.mapping("file")["targets"].sequence("targets")[index], index)
    _refuse_twice(targets, tree)
    return targets


def _check(target: Target, node: Node, index: int) -> None:
    from dxsim.data.sources import producers, sources

    key = f"targets.{index}"

    def refuse(name: str, found: str, expected: str, hint: str = "") -> InputError:
        place = node.mapping(key).get(name, node)
        return place.error(f"{key}.{name}", found, expected, hint)

    if target.source not in sources():
        hint = nearest(target.source, sources())
        raise refuse("source", quoted(target.source), "a source in sources.yaml", hint)
    for producer in target.producers:
        if producer not in producers():
            known = ", ".join(producers())
            raise refuse(
                "producers", quoted(producer), f"one of {known}", nearest(producer, producers())
            )
    if target.judge not in target.producers:
        raise refuse("judge", quoted(target.judge), "one of the target's producers")
    allowed = _allowed_of(target.metric)
    if target.of not in allowed:
        expected = " or ".join(str(name) for name in allowed if name) or "no such key"
        raise refuse("of", quoted(str(target.of)) if target.of else "nothing", expected)
    if target.metric != "growth" and not 0 < target.threshold < 1:
        raise refuse("threshold", "a share outside 0-100%", "a share above 0% and below 100%")


def _allowed_of(metric: str) -> tuple[str | None, ...]:
    """Return of what a metric may be."""
    if metric == "digital_share_of_gdp":
        return (None,)
    more = ("digital", "gdp", "gdp_real", "non_digital") if metric == "growth" else ()
    return (*component_names(), *more)


def _refuse_twice(targets: Iterable[Target], tree: Node) -> None:
    seen: set[str] = set()
    for index, target in enumerate(targets):
        if target.id in seen:
            node = tree.mapping("file")["targets"].sequence("targets")[index]
            raise node.error(f"targets.{index}.id", f"{quoted(target.id)} twice", "each id once")
        seen.add(target.id)


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

    A target on the digital share of GDP comes before any other.
    """
    if target_id:
        return find_target(targets, target_id)
    later = judged(scenario, targets, after=2)
    found = middle_target([t for t in later if t.is_digital_share] or later)
    if found is None:
        expected = "a target beyond the next year that the scenario can be judged on"
        raise InputError("target", found="none in the targets file", expected=expected)
    return found


def middle_year(targets: Iterable[Target], otherwise: int) -> int:
    """Return the middle of the targets' years, of two the earlier; `otherwise` without targets."""
    years = sorted({target.year for target in targets}) or [otherwise]
    return years[(len(years) - 1) // 2]


def middle_target(targets: Sequence[Target]) -> Target | None:
    """Return the target a finding is stated for: of the middle year, the highest of several."""
    year = middle_year(targets, 0)
    return max((t for t in targets if t.year == year), key=lambda t: t.threshold, default=None)


def as_target(target: Target | str) -> Target:
    """Return a target; an id stands for the one of the country's `targets.yaml`."""
    return target if isinstance(target, Target) else find_target(load_targets(), target)


def numerator(scenario: Scenario, target: Target, path: Trajectory) -> Array:
    """Return the money a target's share is a share of its denominator with.

    A published part is judged with its platform carve-out put back.
    """
    if target.is_digital_share:
        return path.digital
    if target.metric == "part_share_of_gdp":
        names = carved_with(scenario, str(target.of))
        return sum((path.components[name] for name in names), start=np.zeros(1))
    if target.metric == "component_share_of_digital":
        return path.components[str(target.of)]
    if target.of == "gdp_real":
        return path.gdp / path.deflator
    totals = {"gdp": path.gdp, "non_digital": path.non_digital, "digital": path.digital}
    return {**path.components, **totals}[str(target.of)]


def carved_with(scenario: Scenario, part: str) -> tuple[str, ...]:
    """Return a published part's components: itself, and what was carved out of it."""
    return (part, *(n for n, c in scenario.components.items() if c.carved_from == part))


def denominator(target: Target, path: Trajectory) -> Array:
    """Return the money that turns a gap in a target's share into a gap in money."""
    return path.digital if target.metric == "component_share_of_digital" else path.gdp


def metric(scenario: Scenario, target: Target, path: Trajectory) -> Array:
    """Return a target's value in every year, as fractions; growth is missing in the base year."""
    top = numerator(scenario, target, path)
    if target.metric == "growth":
        start = np.full((*top.shape[:-1], 1), np.nan)
        return np.concatenate([start, top[..., 1:] / top[..., :-1] - 1], axis=-1)
    return top / denominator(target, path)


def reaches(target: Target, values: Array) -> NDArray[np.bool_]:
    """Return where values meet a target; a missing value never does."""
    slack = TOLERANCE if target.sense == "more_than" else -TOLERANCE
    with np.errstate(invalid="ignore"):
        over = values > target.threshold + slack
        return over if target.sense == "more_than" else values >= target.threshold + slack


def unsuitable(scenario: Scenario, target: Target) -> str | None:
    """Return why a target cannot be judged on a scenario at all, as a message key, or None."""
    if scenario.producer not in target.producers:
        return "no_such_part"
    if target.of in component_names() and target.of not in scenario.components:
        return "no_such_part"
    return None


def unjudged(scenario: Scenario, target: Target, *, after: int = 0) -> str | None:
    """Return why a target is not judged on a scenario, as a message key, or None.

    Its year must be one of the scenario's, `after` years from the base year at the earliest;
    growth needs a year before it.
    """
    first = scenario.base_year + max(after, target.metric == "growth")
    outside = not first <= target.year <= scenario.end_year
    return unsuitable(scenario, target) or ("outside_horizon" if outside else None)


def judged(scenario: Scenario, targets: Iterable[Target], *, after: int = 0) -> tuple[Target, ...]:
    """Return the targets that a scenario is judged on, see `unjudged`."""
    return tuple(t for t in targets if unjudged(scenario, t, after=after) is None)


class Question(NamedTuple):
    """What is to be met in a year: money `now` of that year covers money `before` of the last.

    Both return money in every year, linear in the levels: for a share numerator less threshold
    times denominator, for a growth rate the level and `1 + threshold` times the level.
    """

    year: int
    now: Money
    before: Money | None = None


def question(target: Target) -> Question:
    """Return a target as money that must cover money."""
    if target.metric == "growth":
        return Question(
            target.year,
            lambda s, p: numerator(s, target, p),
            lambda s, p: (1 + target.threshold) * numerator(s, target, p),
        )
    return Question(
        target.year,
        lambda s, p: numerator(s, target, p) - target.threshold * denominator(target, p),
    )
