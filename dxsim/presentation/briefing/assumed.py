"""The assumptions of every scenario in words, with the sources they and the targets rest on."""

from collections.abc import Mapping, Sequence

from dxsim.data.sources import sources
from dxsim.model.projection import simulate
from dxsim.presentation.briefing import blocks
from dxsim.presentation.briefing.blocks import Block, heading, small
from dxsim.presentation.briefing.material import Material
from dxsim.presentation.figures.kinds import required_vs_projected
from dxsim.presentation.text.messages import MISSING, percent, say
from dxsim.presentation.text.words import (
    abbreviation,
    block_name,
    cite,
    law_in_words,
    scenario_label,
)
from dxsim.scenario.laws import Law
from dxsim.scenario.loading import Scenario


def assumptions(material: Material, lang: str) -> list[Block]:
    """Return the assumptions of every scenario in words, with their sources by number."""
    columns = ("scenario", "base", "growth", "sources")
    header = [say(f"briefing.column_{key}", lang) for key in columns]
    targets = list(dict.fromkeys(target.source for target in material.targets))
    used = [s for scenario in material.scenarios for s in scenario.sources] + targets
    numbers = {source: at for at, source in enumerate(dict.fromkeys(used), start=1)}
    rows = [_assumed(scenario, numbers, lang) for scenario in material.scenarios]
    known = sources()
    cited = [
        say("briefing.cited", lang, number=at, name=cite(source, lang),
            title=known[source].title[lang], publisher=known[source].publisher[lang])
        for source, at in numbers.items()
    ]  # fmt: skip
    goals = say("briefing.targets_from", lang, sources=_marks(targets, numbers))
    return [
        heading(say("briefing.heading_assumptions", lang)),
        small(f"{say('briefing.prices_note', lang)} {deflators(material.scenarios, lang)}"),
        blocks.table((header, rows), [1.75, 1.05, 5.2, 0.75]),
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


def _assumed(scenario: Scenario, numbers: Mapping[str, int], lang: str) -> list[str]:
    share = percent(float(simulate(scenario).share[0]), lang, 2)
    base = say("briefing.base_share", lang, share=share, year=scenario.base_year)
    growth: dict[str, Law | None] = {
        scenario.aggregate: getattr(scenario, scenario.aggregate).growth
    }
    growth.update({name: c.growth for name, c in scenario.components.items()})
    said = _laws("growth_of", growth, lang)
    if scenario.prices == "constant":
        said.append(say("briefing.prices_constant", lang))
        prices: dict[str, Law | None] = {
            name: c.deflator for name, c in scenario.components.items() if c.deflator
        }
        said += _laws("prices_of", prices, lang)
    return [
        f"{scenario.heading(lang)} ({scenario.name})",
        f"{base} ({abbreviation(scenario.producer, lang)})",
        "; ".join(said),
        _marks(scenario.sources, numbers),
    ]


def _laws(key: str, laws: Mapping[str, Law | None], lang: str) -> list[str]:
    """Return laws in words, the blocks that share one together."""
    named: dict[str, list[str]] = {}
    for name, law in laws.items():
        named.setdefault(law_in_words(law, lang), []).append(block_name(name, lang))
    return [
        say(f"briefing.{key}", lang, block=", ".join(names), law=law)
        for law, names in named.items()
    ]


def _marks(cited: Sequence[str], numbers: Mapping[str, int]) -> str:
    return ", ".join(f"[{numbers[source]}]" for source in cited) or MISSING
