"""The briefing's page on programmes: what they bring, what nobody has one for, what it rests on."""

from dxsim.analysis.judged import Judged
from dxsim.analysis.programmes.bridge import Bridge
from dxsim.presentation import figures
from dxsim.presentation.briefing.elements import (
    Element,
    bullets,
    heading,
    paragraph,
    picture,
    table,
)
from dxsim.presentation.briefing.pictures import drawing
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.exports.programmes import programmes_record
from dxsim.presentation.text import programmes as words
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import scenario_label


def programmes(results: BriefingResults, lang: str, size: str = "half") -> list[Element]:
    """Return the page on the programmes of each scenario that has some, nothing where none has."""
    elements = [
        element for each, steps in results.bridges for element in _of(each, steps, lang, size)
    ]
    return [heading(say("programmes.heading", lang)), *elements] if elements else []


def _of(judged: Judged, bridge: Bridge, lang: str, size: str) -> list[Element]:
    scenario, target = judged.scenario, bridge.target
    record = programmes_record(scenario, [target])
    drawn = figures.bridge(judged, bridge, lang=lang, **drawing(size))
    named = say("programmes.of_scenario", lang, scenario=scenario_label(scenario, lang))
    return [
        paragraph(f"{named} {words.headline(bridge, lang)}"),
        *picture(drawn, say("briefing.caption_bridge", lang)),
        table(words.bridge_table(scenario, record, bridge, lang), [4, 1, 1.8, 2]),
        bullets(
            [
                words.assumed_sentence(scenario, lang),
                words.growth_sentence(scenario, target.year, lang),
                say("programmes.range_note", lang),
            ]
        ),
    ]
