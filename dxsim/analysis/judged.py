"""Judging: a scenario on its path, held to targets, worked out once for all who read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.verdicts import outcomes, verdict, verdicts_on
from dxsim.model.projection import Trajectory, refuse_overflow, simulate
from dxsim.scenario.loading import Scenario

Verdict = dict[str, Any]


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
        return tuple(verdicts_on(self.scenario, self.targets, self.path))

    def on(self, target: Target) -> Verdict:
        """Return the verdict on a target, whether it is held to it yet or not."""
        if target in self.targets:
            return self.verdicts[self.targets.index(target)]
        return verdict(self.scenario, target, self.path)

    def glances(self, targets: Iterable[Target]) -> list[Verdict]:
        """Return the verdicts on targets; on others than its own without what is solved for."""
        asked = tuple(targets)
        if all(target in self.targets for target in asked):
            return [self.on(target) for target in asked]
        return outcomes(self.scenario, asked, self.path)


Given = Scenario | Judged
"""A scenario as a caller has it: as it was read, or judged already."""


def judge(
    scenarios: Given | Iterable[Given], targets: Iterable[Target] | None = None
) -> list[Judged]:
    """Return one scenario or several held to targets; what is judged already stays as it is.

    `targets` are by default those of the country's `targets.yaml`.
    """
    several = [scenarios] if isinstance(scenarios, Scenario | Judged) else list(scenarios)
    goals = None if targets is None else tuple(targets)
    return [each if isinstance(each, Judged) else Judged.of(each, goals) for each in several]
