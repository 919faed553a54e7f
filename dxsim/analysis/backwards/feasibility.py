"""Joint feasibility: can all targets and bounds of a scenario hold together.

If they can, the answer is a witness: a path on which they do, close to the scenario's own. If not,
it is a smallest conflicting set, each member necessary, with exact multipliers that prove it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dxsim.analysis.backwards import conflict
from dxsim.analysis.backwards.linear_programme import Programme, Witness
from dxsim.analysis.metrics import LINEAR, METRICS, is_linear_programme
from dxsim.analysis.targets import Target, judged, load_targets, unjudged
from dxsim.data.yamlfile import InputError, Node, nearest, quoted
from dxsim.scenario.checks import check
from dxsim.scenario.names import block_names
from dxsim.scenario.records import Bound, Scenario

ALL = ""


@dataclass(frozen=True)
class Feasibility:
    """Whether demands can hold together.

    `witness` is a path where they can. Where not, `conflict` is a smallest conflicting set,
    `conflicts` all of that size, `proof` the multiplier of each member in exact arithmetic (as a
    float), `without` the witness of the rest of the conflict when a member is dropped.
    """

    demands: tuple[str, ...]
    milestones: tuple[int, ...]
    witness: Witness | None = None
    conflict: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    proof: Mapping[str, float] = field(default_factory=dict)
    without: Mapping[str, Witness] = field(default_factory=dict)

    @property
    def feasible(self) -> bool:
        """Whether all demands can hold together."""
        return not self.conflict


def feasible(
    scenario: Scenario,
    targets: Iterable[Target] | None = None,
    bounds: Iterable[Bound] | None = None,
) -> Feasibility:
    """Return whether targets and growth bounds can hold together under a scenario.

    Parameters
    ----------
    scenario
        base levels, the aggregate its closure gives, and the path a witness should stay near.
    targets
        by default those of the country that its producer can judge within its horizon and that
        are linear in the levels, see `judged_targets`.
    bounds
        by default the scenario's own. Growth is meant as the scenario states it. A bound on the
        given aggregate frees it within its years.

    Raises
    ------
    InputError
        for a target that cannot be judged on the scenario, or a bound amiss.

    Examples
    --------
    >>> import dxsim as dx
    >>> asked = [t for t in dx.load_targets() if t.id in ("share-2030", "sectoral-2030")]
    >>> dx.feasible(dx.load_scenario("plan-fading"), asked, ()).feasible
    True
    """
    bounds = tuple(scenario.bounds if bounds is None else bounds)
    scenario = scenario.model_copy(update={"bounds": bounds})
    check(scenario, Node(None, scenario.place, 0))
    programme = Programme(scenario, judged_targets(scenario, targets), bounds)
    while True:
        conflict_set = conflict.smallest_conflict(programme.demands, programme.holds)
        held = {name: tuple(m for m in conflict_set if m != name) for name in conflict_set}
        held = held or {ALL: programme.demands}
        shown = {name: programme.witness(demands) for name, demands in held.items()}
        broken = (programme.broken(held[name], shown[name].path) for name in held)
        years = set[int]().union(*broken)
        if not years:
            return _answer(programme, conflict_set, shown)
        programme = programme.finer(years)


def _answer(
    programme: Programme, conflict_set: tuple[str, ...], shown: dict[str, Witness]
) -> Feasibility:
    demands, years = programme.demands, programme.system.years
    if not conflict_set:
        return Feasibility(demands, years, shown[ALL])
    others = conflict.conflicts_of_size(demands, len(conflict_set), programme.holds)
    proof = programme.proof(conflict_set)
    return Feasibility(demands, years, None, conflict_set, tuple(others), proof, shown)


def judged_targets(
    scenario: Scenario,
    targets: Iterable[Target] | None,
    known: Iterable[Target] | None = None,
) -> tuple[Target, ...]:
    """Return the targets to hold: those asked for, or all known that can be judged in time.

    Measures that are not linear in the levels (`metrics.is_linear_programme`) stay out unasked;
    asked for they are refused. Unasked, what rests on the given aggregate alone stays out
    too: no component can bear on it.
    """
    if targets is None:
        chosen = judged(scenario, load_targets() if known is None else known, after=1)
        freed = any(bound.of == scenario.aggregate for bound in scenario.bounds)
        return tuple(
            t
            for t in chosen
            if is_linear_programme(t.measure) and (freed or not _is_given(scenario, t))
        )
    chosen = tuple(targets)
    for target in chosen:
        reason = unjudged(scenario, target, after=1)
        if reason:
            why = target.year if reason == "outside_horizon" else reason.replace("_", " ")
            found = f"{quoted(target.id)} ({why})"
            years = f"{scenario.base_year + 1}-{scenario.end_year}"
            expected = f"a target {scenario.name} can be judged on, {years}"
            raise InputError("targets", found=found, expected=expected)
        if not is_linear_programme(target.measure):
            raise InputError("targets", found=quoted(target.id), expected=LINEAR)
    return chosen


def _is_given(scenario: Scenario, target: Target) -> bool:
    """Return whether a target rests on the aggregate alone that the closure gives."""
    weights = METRICS[target.metric].top(scenario, target.measure)
    return set(weights) <= {scenario.aggregate}


def parse_bound(text: str) -> Bound:
    """Return the bound of a text `id:of:years:min:max`, either limit empty.

    Raises
    ------
    InputError
        where the text is not of that form.
    """
    from pydantic import ValidationError

    names = ("id", "of", "years", "min", "max")
    parts = [part.strip() for part in text.split(":")]
    example = "id:of:years:min:max, such as cap:sectoral:2025-2030::30%"
    if len(parts) != len(names):
        raise InputError("bound", found=quoted(text), expected=example)
    given = {name: part for name, part in zip(names, parts, strict=True) if part}
    try:
        return Bound.model_validate(given)
    except ValidationError as error:
        detail = error.errors()[0]
        key = str(detail["loc"][0])
        hint = nearest(given.get(key, ""), block_names()) if key == "of" else ""
        expected = detail.get("ctx", {}).get("expected", example)
        found = quoted(given.get(key, text))
        raise InputError("bound", key=key, found=found, expected=expected, hint=hint) from None
