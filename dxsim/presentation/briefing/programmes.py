"""The briefing's page on programmes: what they bring, what nobody has one for, what it rests on."""

from dxsim.analysis.programmes.bridge import Bridge, bridge
from dxsim.analysis.targets import Target, judged, main_target
from dxsim.presentation import figures
from dxsim.presentation.briefing.blocks import Block, bullets, heading, paragraph, picture, table
from dxsim.presentation.briefing.material import Material
from dxsim.presentation.exports.programmes import programmes_record
from dxsim.presentation.text import programmes as words
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.loading import Scenario


def programmes(material: Material, lang: str) -> list[Block]:
    """Return the page on the programmes of each scenario that has some, nothing where none has."""
    found: list[Block] = []
    for scenario in material.scenarios:
        target = _target(scenario, material) if scenario.programmes else None
        if target is not None:
            found += _of(scenario, target, material, lang)
    return [heading(say("programmes.heading", lang)), *found] if found else []


def _target(scenario: Scenario, material: Material) -> Target | None:
    """Return the target of the bridge, None where none is on the digital share."""
    asked = judged(scenario, [t for t in material.targets if t.is_digital_share], after=1)
    return main_target(scenario, "", asked) if asked else None


def _of(scenario: Scenario, target: Target, material: Material, lang: str) -> list[Block]:
    found: Bridge = bridge(scenario, target, seed=material.seed)
    record = programmes_record(scenario, [target])
    drawn = figures.bridge(scenario, found, lang=lang, titled=False)
    named = say("programmes.of_scenario", lang, scenario=scenario_label(scenario, lang))
    return [
        paragraph(f"{named} {words.headline(found, lang)}"),
        *picture(drawn),
        table(words.bridge_table(scenario, record, found, lang), [4, 1, 1.8, 2]),
        bullets(
            [
                words.assumed_sentence(scenario, lang),
                words.growth_sentence(scenario, target.year, lang),
                say("programmes.range_note", lang),
            ]
        ),
    ]
