"""The scenarios at hand: those shipped, and the producers whose levels they hold."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from dxsim.data.files import listed
from dxsim.data.locations import scenarios_dir
from dxsim.data.yamlfile import InputError, quoted
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario


def donor(scenario: Scenario, producer: str) -> Scenario:
    """Return the shipped scenario that first brings in a producer's levels, same base year."""
    donors = [
        other
        for other in shipped()
        if other.producer == producer and other.base_year == scenario.base_year
    ]
    if not donors:
        year = scenario.base_year
        raise ScreenError("explorer", "producer", key="producer", found=quoted(producer), year=year)
    return min(donors, key=lambda s: (len(s.origins), s.name))


def counterparts(scenario: Scenario) -> list[Scenario]:
    """Return, for each other producer, the shipped scenario that stands for its measure.

    It is the plainest of the same base year, or of the newest where the producer has none of it.
    """
    others = []
    for name in sorted({other.producer for other in shipped()} - {scenario.producer}):
        own = [other for other in shipped() if other.producer == name]
        year = max(own, key=lambda s: (s.base_year == scenario.base_year, s.base_year)).base_year
        of_year = [other for other in own if other.base_year == year]
        others.append(min(of_year, key=lambda s: (len(s.origins), s.name)))
    return others


def producers_at_hand(scenario: Scenario) -> list[str]:
    """Return the producers whose levels the shipped scenarios of the same base year hold."""
    same = {s.producer for s in shipped() if s.base_year == scenario.base_year}
    return sorted(same | {scenario.producer})


def shipped() -> tuple[Scenario, ...]:
    """Return the country's scenarios, read again when a file there changes."""
    folder = scenarios_dir()
    files = listed(folder, ".yaml")
    return _shipped(folder, tuple((file.name, file.read_bytes()) for file in files))


@lru_cache(maxsize=2)
def _shipped(folder: Path, files: tuple[tuple[str, bytes], ...]) -> tuple[Scenario, ...]:
    scenarios = []
    for name, _ in files:
        with suppress(InputError):  # one broken file does not keep the others away
            scenarios.append(load_scenario(folder / name))
    return tuple(scenarios)
