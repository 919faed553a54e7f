"""Results that a briefing is made from, worked out once: scenarios, verdicts and futures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxsim.analysis.judged import Given, Judged, judge
from dxsim.analysis.programmes.bridge import Bridge, bridge
from dxsim.analysis.targets import Target, judged, load_targets, main_target
from dxsim.analysis.verdicts import Verdict
from dxsim.presentation.briefing.layout import Layout
from dxsim.presentation.figures.drawing.lettering import refuse_unprintable
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.new_country.placeholders import refuse_placeholders
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class BriefingResults:
    """Results that the pages are made from, in any language.

    `judged` holds every scenario with its path and verdicts, `futures` the ensemble of each
    reference scenario that states its errors, by its name, on the targets whose year is not over.
    """

    judged: tuple[Judged, ...]
    targets: tuple[Target, ...]
    futures: Mapping[str, "xr.Dataset"]
    draws: int
    seed: int
    targets_file: Path | None = None
    layout: Layout = Layout()
    layout_file: Path | None = None
    logo: Path | None = None

    @classmethod
    def of(
        cls,
        scenarios: Iterable[Given],
        targets: Iterable[Target] | None = None,
        draws: int = DRAWS,
        seed: int = SEED,
        targets_file: Path | None = None,
        **own: Any,
    ) -> "BriefingResults":
        """Return the results with every verdict worked out once, producers together.

        `targets` are by default those of `targets_file`, and this by default the project's.
        `own` are `layout`, `layout_file` and `logo`.

        Raises
        ------
        InputError
            for a title with a letter that the font has no form for, and where files of the country
            still hold placeholders.
        """
        refuse_placeholders()
        goals = tuple(targets) if targets is not None else load_targets(targets_file)
        several = judge(scenarios, goals)
        several.sort(key=lambda each: each.scenario.producer, reverse=True)
        refuse_unprintable(each.scenario for each in several)
        drawn = {each.scenario.name: each.futures(draws, seed) for each in references(several)}
        futures = {name: found for name, found in drawn.items() if found is not None}
        return cls(tuple(several), goals, futures, draws, seed, targets_file, **own)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, producers together."""
        return tuple(each.scenario for each in self.judged)

    @cached_property
    def facts(self) -> tuple[Verdict, ...]:
        """Every verdict, scenario by scenario."""
        return tuple(verdict for each in self.judged for verdict in each.verdicts)

    @property
    def references(self) -> list[Judged]:
        """One scenario a producer, for what is said of one alone."""
        return references(self.judged)

    @cached_property
    def bridges(self) -> list[tuple[Judged, Bridge]]:
        """The bridge to the main target on the digital share of each scenario with programmes."""
        bridges = []
        for each in self.judged:
            shares = [t for t in self.targets if t.is_digital_share]
            asked = judged(each.scenario, shares, after=1) if each.scenario.programmes else ()
            if asked:
                target = main_target(each.scenario, "", asked)
                bridges.append((each, bridge(each.scenario, target, seed=self.seed)))
        return bridges


def references(several: Iterable[Judged]) -> list[Judged]:
    """Return of each producer the scenario with the shortest chain of parents, judges first."""
    references: dict[str, Judged] = {}
    for each in sorted(several, key=lambda each: len(each.scenario.origins)):
        references.setdefault(each.scenario.producer, each)
    return sorted(references.values(), key=lambda each: each.scenario.producer, reverse=True)
