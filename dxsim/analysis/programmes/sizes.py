"""Sizes of programmes that would meet a target, and the number that decides most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.effects import refuse_none
from dxsim.analysis.targets import TOLERANCE, Target
from dxsim.scenario.programmes.draws import drawn_parameters, with_draws
from dxsim.scenario.programmes.records import Adoption, PartPath, Programme
from dxsim.scenario.records import Scenario

Change = Callable[[Programme, float], Programme]
_STEPS = 60


@dataclass(frozen=True)
class Needed:
    """The size of one lever, common to all programmes, at which a target is just met.

    `lever` is "realisation", "additionality", "coverage" (of the units each addresses) or "effect"
    (a multiple of what a covered unit gains); `value` is None where none within `low` and `high`
    meets the target; `at_most` is the target's measure at the best end.
    """

    lever: str
    low: float
    high: float
    value: float | None
    at_most: float


def needed(scenario: Scenario, target: Target) -> list[Needed]:
    """Return for each lever of the programmes the size at which a target is just met.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    target
        a target that the scenario can be judged on.
    """
    refuse_none(scenario)
    own = scenario.programmes
    levers: dict[str, tuple[float, float, Change]] = {
        "realisation": (0.0, 1.0, lambda p, x: p.model_copy(update={"realisation": x})),
        "additionality": (0.0, 1.0, lambda p, x: p.model_copy(update={"additionality": x})),
        "coverage": (0.0, 1.0, _covering),
        "effect": (0.0, _most_effect(own), _stronger),
    }
    return [_needed(scenario, target, name, *levers[name]) for name in levers]


def _needed(
    scenario: Scenario, target: Target, lever: str, low: float, high: float, change: Change
) -> Needed:
    def miss(size: float) -> float:
        programmes = [change(programme, size) for programme in scenario.programmes]
        return _value(scenario, target, programmes) - target.threshold

    at_low, at_high = miss(low), miss(high)
    best = max(at_low, at_high) + target.threshold
    if at_low >= -TOLERANCE:
        return Needed(lever, low, high, low, best)
    if not at_high >= -TOLERANCE:
        return Needed(lever, low, high, None, best)
    below, above = low, high
    for _ in range(_STEPS):
        middle = (below + above) / 2
        below, above = (below, middle) if miss(middle) >= 0 else (middle, above)
    return Needed(lever, low, high, above, best)


def _value(scenario: Scenario, target: Target, programmes: Sequence[Programme]) -> float:
    paths = Combinations(scenario, programmes)
    return float(paths.value(target, paths.programmes))


def _covering(programme: Programme, part: float) -> Programme:
    """Return an adoption programme whose plan ends at a part of the units; others as they are."""
    if not isinstance(programme, Adoption):
        return programme
    path = programme.coverage.path
    first, last = min(path.values()), max(path.values())
    top = max(part, first)
    planned = {year: first + (value - first) * (top - first) / (last - first)
               for year, value in path.items()} if last > first else path  # fmt: skip
    return programme.model_copy(update={"coverage": PartPath.model_construct(path=planned)})


def _stronger(programme: Programme, times: float) -> Programme:
    if not isinstance(programme, Adoption):
        return programme
    numbers = {
        "intensity_rise": programme.intensity_rise * times,
        "productivity": programme.productivity * times,
    }
    return programme.model_copy(update=numbers)


def _most_effect(programmes: Sequence[Programme]) -> float:
    """Return the multiple at which the first covered unit would be digital as a whole."""
    limits = [
        (1 / p.intensity - 1) / p.intensity_rise
        for p in programmes
        if isinstance(p, Adoption) and p.intensity > 0 and p.intensity_rise > 0
    ]
    return min(limits, default=1.0)


@dataclass(frozen=True)
class ProgrammeBar:
    """Range of what programmes add to a target as one number moves between two values.

    `low` and `high` are its 10th and 90th percentile, `at_low` and `at_high` what all programmes
    add there, `assumed` whether the number is an assumption.
    """

    programme: str
    parameter: str
    low: float
    high: float
    at_low: float
    at_high: float
    assumed: bool

    @property
    def width(self) -> float:
        """The spread of what all programmes add."""
        return abs(self.at_high - self.at_low)


def programme_tornado(
    scenario: Scenario, target: Target, most: int | None = None
) -> list[ProgrammeBar]:
    """Return the effect of each uncertain number of the programmes alone, widest first.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    target
        a target that the scenario can be judged on.
    most
        how many to return at most; all by default.
    """
    refuse_none(scenario)
    bare = float(Combinations(scenario).value(target, ()))
    bars = []
    for name, parameter in drawn_parameters(scenario.programmes):
        ends = with_draws(scenario.programmes, {(name, parameter): np.array([0.1, 0.9])})
        moved = next(p for p in ends if p.name == name)
        low, high = _numbers(moved, parameter)
        paths = Combinations(scenario, ends)
        values = np.broadcast_to(paths.value(target, paths.programmes) - bare, (2,))
        assumed = is_assumed(moved, parameter)
        at_low, at_high = map(float, values)
        bars.append(ProgrammeBar(name, parameter, low, high, at_low, at_high, assumed))
    bars = [bar for bar in bars if bar.width > 0]
    return sorted(bars, key=lambda bar: -bar.width)[:most]


def is_assumed(programme: Programme, parameter: str) -> bool:
    """Return whether a number of a programme is an assumption, or has no evidence at all."""
    from dxsim.data.programme_numbers import programme_numbers

    row = programme.evidence.get(parameter, "assumption")
    known = programme_numbers()
    return row == "assumption" or (row in known and known[row].confidence == "assumption")


def _numbers(programme: Programme, parameter: str) -> tuple[float, float]:
    holder = programme if hasattr(programme, parameter) else getattr(programme, "cost", None)
    values = getattr(holder, parameter)
    low, high = np.asarray(getattr(values, "value", values), dtype=float)
    return float(low), float(high)
