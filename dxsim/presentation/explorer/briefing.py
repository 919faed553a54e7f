"""The present view as a briefing: its picture after page one, what was moved, and the way back."""

from collections.abc import Iterator
from dataclasses import replace

from dxsim.data.sources import producer
from dxsim.presentation.briefing import Briefing, BriefingResults, compose
from dxsim.presentation.briefing.elements import (
    Element,
    heading,
    paragraph,
    picture,
    small,
    table,
)
from dxsim.presentation.briefing.layout import SECTIONS, Layout
from dxsim.presentation.explorer import results
from dxsim.presentation.explorer.controls import block_of, full_label
from dxsim.presentation.explorer.picture import beside_states, figure, finding
from dxsim.presentation.explorer.sharing import as_explored, printed
from dxsim.presentation.explorer.solving import in_words
from dxsim.presentation.explorer.state import State
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.words import block_name, law_in_words
from dxsim.scenario.defaults import DRAWS
from dxsim.scenario.loading import told_apart
from dxsim.scenario.records import Scenario

_SECTIONS = tuple(name for name in SECTIONS if name != "reproduction")
"""All but the command that would make the pages again: no file answers to what is on a screen."""
Move = tuple[str, str, str]
"""A moved assumption in words: its name, the old value and the new."""


def composed(state: State, draws: int = DRAWS) -> Briefing:
    """Return the briefing on what the screen shows, and what it is compared with.

    After page one stands the present picture, one more for each measure drawn beside. The end
    lists what differs from the file opened and holds the text that opens the screen again.
    """
    layout = Layout(sections=_SECTIONS)
    results = BriefingResults.of(scenarios(state), state.targets, draws, layout=layout)
    made = compose(results, state.lang)
    front = next((at for at, one in enumerate(made.elements) if one["kind"] == "pagebreak"), -1) + 1
    elements = (*made.elements[:front], *view(state), *made.elements[front:], *way_back(state))
    return replace(made, elements=elements)


def scenarios(state: State) -> tuple[Scenario, ...]:
    """Return the scenario on the screen, those compared with and those beside, each once."""
    shown = (as_explored(state), *state.others, *(one.scenario for one in beside_states(state)))
    return told_apart({scenario.name: scenario for scenario in reversed(shown)}.values())


def view(state: State) -> list[Element]:
    """Return the picture of the screen, and those beside it, each with what is said of it."""
    elements = [heading(say("explorer.briefing_view", state.lang))]
    several = (state, *beside_states(state))
    for one in several:
        compared = (line["words"] for line in results.comparisons(one))
        caption = " ".join((finding(one, named=len(several) > 1), *compared))
        elements += picture(figure(one, titled=False), caption)
    return elements


def way_back(state: State) -> list[Element]:
    """Return the changes made on the screen, and the text that opens it in an explorer."""
    lang, rows = state.lang, [list(move) for move in moves(state)]
    heads = [say(f"explorer.changed_{key}", lang) for key in ("what", "from", "to")]
    return [
        heading(say("explorer.briefing_moved", lang, title=state.start.heading(lang))),
        table((heads, rows), [2.2, 1.4, 1.4])
        if rows
        else paragraph(say("explorer.changed_none", lang)),
        paragraph(say("explorer.briefing_again", lang)),
        small(printed(state)),
    ]


def moves(state: State) -> Iterator[Move]:
    """Yield the differences of the screen from the file it was opened from, in words."""
    lang, start, now = state.lang, state.start, state.scenario
    if start.producer != now.producer:
        names = [producer(one.producer).short[lang] for one in (start, now)]
        yield say("words.key_producer", lang), names[0], names[1]
    if start.closure != now.closure:
        names = [say(f"words.closure_{one.closure}", lang) for one in (start, now)]
        yield say("words.key_closure", lang), names[0], names[1]
    if start.prices != now.prices:
        names = [say(f"words.prices_{one.prices}", lang) for one in (start, now)]
        yield say("words.key_prices", lang), names[0], names[1]
    yield from _laws(state)
    yield from _values(state)
    before_on, after_on = ({p.name: p for p in one.programmes} for one in (start, now))
    for name in sorted(before_on.keys() ^ after_on.keys()):
        title = (before_on | after_on)[name].heading(lang)
        on_off = [
            say(f"explorer.changed_{'on' if name in one else 'off'}", lang)
            for one in (before_on, after_on)
        ]
        yield title, on_off[0], on_off[1]
    for official, target in zip(state.official, state.targets, strict=True):
        if official.threshold != target.threshold:
            levels = [percent(one.threshold, lang) for one in (official, target)]
            yield target.title.get(lang), levels[0], levels[1]


def _laws(state: State) -> Iterator[Move]:
    lang = state.lang
    both = [
        one
        for one in ("gdp", "non_digital", *state.scenario.components)
        if _has(state.scenario, one) and _has(state.start, one)
    ]
    for block in both:
        before, after = (block_of(one, block).growth for one in (state.start, state.scenario))
        if before is not None and after is not None and before.kind != after.kind:
            told = [law_in_words(law, lang) for law in (before, after)]
            yield block_name(block, lang), told[0], told[1]


def _has(scenario: Scenario, block: str) -> bool:
    return block in scenario.components or getattr(scenario, block, None) is not None


def _values(state: State) -> Iterator[Move]:
    opened = replace(state, scenario=state.start)
    for path, before in opened.values.items():
        after = state.values.get(path)
        if after is not None and abs(after - before) > 1e-9 * max(1.0, abs(before)):
            told = [in_words(one, path, value) for one, value in ((opened, before), (state, after))]
            yield full_label(path, state.lang), told[0], told[1]
