"""The assumptions of every scenario in words, with the sources they and the targets rest on."""

from collections.abc import Mapping, Sequence

from dxsim.analysis import targets as goals_of
from dxsim.analysis.judged import Judged
from dxsim.data.sources import sources
from dxsim.presentation.briefing import elements
from dxsim.presentation.briefing.elements import Element, heading, small
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.figures.scenarios import required_vs_projected
from dxsim.presentation.text.messages import MISSING, percent, say
from dxsim.presentation.text.words import (
    abbreviation,
    block_name,
    cite,
    key_in_words,
    law_in_words,
    scenario_label,
)
from dxsim.scenario.parameters import number_sources
from dxsim.scenario.records import Scenario


def assumptions(results: BriefingResults, lang: str) -> list[Element]:
    """Return the assumptions of every scenario in words, each with its sources by number."""
    header = [
        say(f"briefing.column_{key}", lang) for key in ("scenario", "base", "growth", "sources")
    ]
    targets = goals_of.cited(results.targets)
    used = [s for scenario in results.scenarios for s in scenario.sources] + targets
    numbers = {source: at for at, source in enumerate(dict.fromkeys(used), start=1)}
    rows = [_assumed(each, numbers, lang) for each in results.judged]
    known = sources()
    cited = [
        say("briefing.cited", lang, number=at, name=cite(source, lang),
            title=known[source].title[lang], publisher=known[source].publisher[lang])
        for source, at in numbers.items()
    ]  # fmt: skip
    prices = say("briefing.prices_note", lang)
    goals = say("briefing.targets_from", lang, sources=_marks(targets, numbers))
    return [
        heading(say("briefing.heading_assumptions", lang)),
        small(
            " ".join(
                [prices, deflators(results.scenarios, lang), say("briefing.sources_note", lang)]
            )
        ),
        elements.table((header, rows), [1.5, 0.85, 3.4, 3.0]),
        small(" ".join([goals, *cited, required_vs_projected.abroad(lang)])),
    ]


def deflators(scenarios: Sequence[Scenario], lang: str) -> str:
    """Return by which rise of prices "after inflation" is meant, the commonest first."""
    laws: dict[str, list[str]] = {}
    for scenario in scenarios:
        law = law_in_words(scenario.gdp.deflator, lang)
        laws.setdefault(law, []).append(scenario_label(scenario, lang))
    (most, _), *others = sorted(laws.items(), key=lambda item: -len(item[1]))
    said = [most, *(f"{law} ({', '.join(names)})" for law, names in others)]
    return say("briefing.deflated", lang, deflators="; ".join(said))


def supports(scenario: Scenario, numbers: Mapping[str, int], lang: str) -> str:
    """Return which parts of a scenario each source supports; that the others are assumed.

    `numbers` are the marks of the sources by id. A part of which only some numbers are supported
    stands in brackets.
    """
    known = number_sources(scenario) | _beside(scenario)
    parts = dict.fromkeys(part_path(path) for path in known)
    named: dict[str, list[str]] = {}
    for part in parts:
        within = [ids for path, ids in known.items() if part_path(path) == part]
        name = key_in_words(part, lang)
        shown = name if all(within) else say("briefing.in_part", lang, part=name)
        for id in dict.fromkeys(id for ids in within for id in ids):
            named.setdefault(f"[{numbers[id]}]", []).append(shown)
    said = [f"{mark} {'; '.join(names)}" for mark, names in named.items()]
    if not all(known.values()):
        said.append(say("briefing.else_assumed" if said else "briefing.all_assumed", lang))
    return ". ".join(said)


def _beside(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the sources of what stands beside the economy: employment, population, exchange."""
    named = {
        name: getattr(scenario, name) for name in ("employment", "population", "exchange_rate")
    }
    return {
        f"{name}.{key}": ids
        for name, block in named.items() if block is not None
        for key, ids in block.sources.items()
    }  # fmt: skip


def part_path(path: str) -> str:
    """Return the part that a number belongs to: `components.ict.growth.fade.to` is of growth."""
    return ".".join(path.split(".")[: 3 if path.startswith("components.") else 2])


def _assumed(of: Judged, numbers: Mapping[str, int], lang: str) -> list[str]:
    scenario, share = of.scenario, percent(float(of.path.share[0]), lang, 2)
    base = say("briefing.base_share", lang, share=share, year=scenario.base_year)
    names = list(scenario.components)
    said = _laws(scenario, "growth", [scenario.aggregate, *names], lang)
    if scenario.prices == "constant":
        said.append(say("briefing.prices_constant", lang))
        deflated = [name for name in names if scenario.components[name].deflator]
        said += _laws(scenario, "deflator", deflated, lang)
    return [
        f"{scenario.heading(lang)} ({scenario.name})",
        f"{base} ({abbreviation(scenario.producer, lang)})",
        "; ".join(said),
        supports(scenario, numbers, lang),
    ]


def _laws(scenario: Scenario, part: str, names: Sequence[str], lang: str) -> list[str]:
    """Return the laws of blocks in words, equal ones together."""
    named: dict[str, list[str]] = {}
    for name in names:
        block = f"components.{name}" if name in scenario.components else name
        law = law_in_words(getattr(scenario.blocks[block], part), lang)
        named.setdefault(law, []).append(block_name(name, lang))
    key = "growth_of" if part == "growth" else "prices_of"
    return [
        say(f"briefing.{key}", lang, block=", ".join(names), law=law)
        for law, names in named.items()
    ]


def _marks(cited: Sequence[str], numbers: Mapping[str, int]) -> str:
    return ", ".join(f"[{numbers[source]}]" for source in cited) or MISSING
