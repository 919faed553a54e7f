"""Judging: a scenario on its path, held to targets, worked out once for all who read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dxsim.analysis.attainment import attained, log_odds_speeds
from dxsim.analysis.backwards.extra_growth import Efforts
from dxsim.analysis.backwards.required import Total, additions_for, required_totals
from dxsim.analysis.evidence.past_targets import over
from dxsim.analysis.targets import Target, judged, load_targets
from dxsim.analysis.verdicts import ALL, Verdict, as_table
from dxsim.data.arrays import number
from dxsim.model.projection import refuse_overflow, simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.assumed_errors.completion import states_errors
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.loading import told_apart
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Judged:
    """A scenario on its path, held to targets: made once, and handed to all who tell of it.

    Attributes
    ----------
    scenario, path
        the assumptions and their projection.
    targets
        what the verdicts are on, in their order.
    """

    scenario: Scenario
    path: Trajectory
    targets: tuple[Target, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, targets: Iterable[Target] | None = None) -> "Judged":
        """Return a scenario on its path, by default held to the country's `targets.yaml`.

        Raises
        ------
        InputError
            where a level leaves what a computer can hold.
        """
        path = simulate(scenario)
        refuse_overflow(scenario, path)
        return cls(scenario, path, load_targets() if targets is None else tuple(targets))

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on every target."""
        solved = _solved(self.scenario, self.ahead)
        return tuple(self._solve(seen, solved.get(seen.target.id)) for seen in self._seen)

    @property
    def ahead(self) -> tuple[Target, ...]:
        """The targets whose year is not over, as only they have a chance."""
        return tuple(seen.target for seen in self._seen if not seen.over)

    def futures(self, draws: int = DRAWS, seed: int = SEED) -> "xr.Dataset | None":
        """Return the ensemble on the targets ahead, drawn once for each number of draws and seed.

        None where neither the scenario nor its producer's defaults state errors.
        """
        if not states_errors(self.scenario):
            return None
        if (draws, seed) not in self._drawn:
            from dxsim.analysis.uncertainty.ensemble import ensemble

            drawn = ensemble(self.scenario, draws=draws, seed=seed, targets=self.ahead)
            self._drawn[draws, seed] = drawn
        return self._drawn[draws, seed]

    @cached_property
    def _drawn(self) -> "dict[tuple[int, int], xr.Dataset]":
        return {}

    def held_to(self, targets: Iterable[Target] | None) -> "Judged":
        """Return the same path held to other targets; None leaves them."""
        return self if targets is None else replace(self, targets=tuple(targets))

    def on(self, target: Target) -> Verdict:
        """Return the verdict on a target, whether it is held to it yet or not."""
        if target in self.targets:
            return self.verdicts[self.targets.index(target)]
        return self.held_to((target,)).verdicts[0]

    def glances(self, targets: Iterable[Target] | None = None) -> tuple[Verdict, ...]:
        """Return the verdicts on targets without what is solved for: growth required, speeds.

        `targets` are by default its own.
        """
        return self.held_to(targets)._seen

    @cached_property
    def _seen(self) -> tuple[Verdict, ...]:
        ended = over(self.targets, self.scenario.producer)
        return tuple(attained(self.scenario, target, self.path, ended) for target in self.targets)

    def _solve(self, seen: Verdict, solved: "_Solved | None") -> Verdict:
        speed = log_odds_speeds(self.scenario, seen, self.path)
        if solved is None:
            return replace(seen, speed=speed)
        return replace(
            seen,
            additions={**seen.additions, **solved.additions},
            digital_cagr=solved.total.digital_cagr,
            non_digital_cagr_at_target=solved.total.non_digital_cagr,
            speed=speed,
        )


Given = Scenario | Judged
"""A scenario as a caller has it: as it was read, or judged already."""


def judge(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> list[Judged]:
    """Return one scenario or several held to targets; what is judged already stays as it is.

    `targets` are by default those of the country's `targets.yaml`. Scenarios that would share a
    label bear their names.
    """
    several = [scenarios] if isinstance(scenarios, Scenario | Judged) else list(scenarios)
    goals = None if targets is None else tuple(targets)
    named = iter(told_apart(each for each in several if isinstance(each, Scenario)))
    return [each if isinstance(each, Judged) else Judged.of(next(named), goals) for each in several]


def verdict(scenario: Scenario, target: Target) -> Verdict:
    """Return the verdict on one target under one scenario."""
    return Judged.of(scenario, (target,)).verdicts[0]


def verdicts(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> list[Verdict]:
    """Return the verdict on every target under every scenario.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = {v.target.id: v for v in dx.verdicts(dx.load_scenario("plan-repeated"))}
    >>> found["share-2045"].reached is None, found["share-2045"].reason
    (True, 'exhausted')
    """
    return [found for each in judge(scenarios, targets) for found in each.verdicts]


def assess(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> "pd.DataFrame":
    """Return the verdicts as a tidy table, one row a scenario and target.

    Parameters
    ----------
    scenarios
        a scenario or several, read or judged.
    targets
        by default those of the country's `targets.yaml`.

    Returns
    -------
    pandas.DataFrame
        nested values stand in columns such as `required.all` and `speed.required`.

    Examples
    --------
    >>> import dxsim as dx
    >>> table = dx.assess(dx.load_scenario("baseline"))
    >>> len(table) == len(dx.load_targets()), "required.all" in table.columns
    (True, True)
    """
    return as_table(verdicts(scenarios, targets))


class _Solved(NamedTuple):
    additions: Mapping[str, float | None]
    total: Total


def _solved(scenario: Scenario, targets: Iterable[Target]) -> dict[str, _Solved]:
    """Return by target what growth it takes, for those a scenario can be solved for."""
    asked = judged(scenario, targets, after=1)
    if not asked:
        return {}
    efforts, levers = Efforts(scenario), (ALL, *scenario.components)
    additions = additions_for(efforts, levers, asked)
    shares = [t for t in asked if t.is_digital_share]
    totals = required_totals(efforts, [t.threshold for t in shares], [t.year for t in shares])
    reaching = {t.id: total for t, total in zip(shares, totals, strict=True)}
    return {
        target.id: _Solved(
            {name: number(found) for name, found in zip(levers, additions[:, at], strict=True)},
            reaching.get(target.id, Total(None, None)),
        )
        for at, target in enumerate(asked)
    }
