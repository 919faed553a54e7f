"""What a briefing is made from: scenarios, targets, verdicts and futures, worked out once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.verdicts import verdicts
from dxsim.presentation.figures.drawing.lettering import refuse_unprintable
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.loading import Scenario

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Material:
    """What the pages are made from: scenarios, targets, verdicts and futures.

    `futures` holds the ensemble of each reference scenario by its name.
    """

    scenarios: tuple[Scenario, ...]
    targets: tuple[Target, ...]
    facts: tuple[dict[str, Any], ...]
    futures: Mapping[str, "xr.Dataset"]
    draws: int
    seed: int
    targets_file: Path | None = None

    @classmethod
    def of(
        cls,
        scenarios: Iterable[Scenario],
        targets: Iterable[Target] | None = None,
        draws: int = DRAWS,
        seed: int = SEED,
        targets_file: Path | None = None,
    ) -> "Material":
        """Return the material with every verdict worked out once, producers together.

        `targets` are by default those of `targets_file`, and this by default the project's.

        Raises
        ------
        InputError
            for a title with a letter that the font has no form for.
        """
        from dxsim.analysis.uncertainty.ensemble import ensemble

        several = tuple(sorted(scenarios, key=lambda s: s.producer, reverse=True))
        refuse_unprintable(several)
        goals = tuple(targets) if targets is not None else load_targets(targets_file)
        futures = {
            s.name: ensemble(s, draws=draws, seed=seed, targets=goals) for s in references(several)
        }
        facts = tuple(verdicts(several, goals))
        return cls(several, goals, facts, futures, draws, seed, targets_file)

    def of_scenario(self, scenario: Scenario) -> list[dict[str, Any]]:
        """Return the verdicts on one scenario, in the order of the targets."""
        return [f for f in self.facts if f["scenario"] == scenario.name]

    @property
    def references(self) -> list[Scenario]:
        """One scenario a producer, for what is said of one alone."""
        return references(self.scenarios)


def references(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Return of each producer the scenario with the shortest chain of parents, judges first."""
    found: dict[str, Scenario] = {}
    for scenario in sorted(scenarios, key=lambda s: len(s.origins)):
        found.setdefault(scenario.producer, scenario)
    return sorted(found.values(), key=lambda s: s.producer, reverse=True)
