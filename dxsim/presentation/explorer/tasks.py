"""Handlers of messages from the screen: each changes the screen and returns what to show.

Each task takes the screen and the message, and returns the reply.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from dxsim.data.country import load_country
from dxsim.data.quantities import THRESHOLD
from dxsim.data.sources import producer
from dxsim.data.yamlfile import InputError, shown
from dxsim.presentation import quoting
from dxsim.presentation.explorer import downloads, programmes, solving
from dxsim.presentation.explorer import state as states
from dxsim.presentation.explorer.controls import full_label, laws, unusual
from dxsim.presentation.explorer.refusals import ScreenError, in_words
from dxsim.presentation.explorer.scenarios import counterparts, shipped
from dxsim.presentation.explorer.screen import Reply, Screen
from dxsim.presentation.explorer.sharing import (
    NameTakenError,
    as_yaml,
    name_from,
    restored,
    restored_story,
    save,
)
from dxsim.presentation.explorer.state import State
from dxsim.presentation.explorer.story import Story
from dxsim.presentation.text.messages import LANGUAGES, catalogue, say
from dxsim.presentation.text.standing import standing_sentences
from dxsim.presentation.text.tables import money_header
from dxsim.presentation.text.words import basis_line
from dxsim.scenario.parameters import quantity

Message = Mapping[str, Any]
FARTHEST = 12
"""Places of a slider that are answered for ahead in one message."""


def _hello(screen: Screen, _: Message) -> Reply:
    return surroundings(screen.state) | screen.view() | screen.told()


def surroundings(state: State) -> Reply:
    """Return the parts that depend on the language alone: texts, choices, the basis line."""
    from dxsim.presentation.figures.drawing.style import PALETTE

    lang = state.lang
    texts = {
        key.removeprefix("explorer."): text
        for key, text in catalogue(lang).items()
        if key.startswith("explorer.")
    }
    known = [{"value": one.name, "label": one.heading(lang)} for one in shipped()]
    for own in (*state.others, state.start):
        if own.name not in {one["value"] for one in known}:
            known.insert(0, {"value": own.name, "label": own.heading(lang)})
    texts["column_money"] = money_header(state.scenario.unit, lang)
    low, high, step = THRESHOLD.look.slider
    return {
        "lang": lang,
        "languages": list(LANGUAGES),
        "texts": texts,
        "scenarios": known,
        "open": state.start.name,
        "fan_on": state.fan,
        "beside_on": state.beside,
        "measures": 1 + len(counterparts(state.scenario)),
        "basis": basis_words(state),
        "basis_brief": basis_line(state.scenario, state.lang),
        "quoting": {"heading": quoting.heading(lang), "rules": quoting.rules(lang)},
        "colours": {name: PALETTE[part.colour] for name, part in load_country().components.items()},
        "threshold": {"low": low, "high": high, "step": step},
    }


def _move(screen: Screen, message: Message) -> Reply:
    before, path = screen.state, _assumption(screen, message)
    moved = states.moved(before, path, str(message.get("text")))
    screen.step(moved, fresh=bool(message.get("fresh")))
    return screen.live() | _moves(moved, path, _carried(path, before, moved))


def _ahead(screen: Screen, message: Message) -> Reply:
    """Answer for places a slider may come to next; nothing moves, and wrong places are left out."""
    before, path = screen.state, _assumption(screen, message)
    places = message.get("texts")
    reached = {}
    for text in map(str, places[:FARTHEST] if isinstance(places, list) else ()):
        with suppress(InputError):
            reached[text] = states.moved(before, path, text)
    carried = _carried(path, before, *reached.values())
    return {
        "ahead": {
            text: screen.showing(state) | _moves(state, path, carried)
            for text, state in reached.items()
        }
    }


def _assumption(screen: Screen, message: Message) -> str:
    path = str(message.get("path"))
    if path not in screen.state.values:
        raise ScreenError("explorer", "assumption", found=shown(path))
    return path


def _carried(path: str, before: State, *after: State) -> list[str]:
    """Return the assumptions that a move of one changes: itself, and those it carries along."""
    values = before.values
    others = {p for one in after for p, value in one.values.items() if value != values[p]}
    return [path, *(p for p in values if p in others and p != path)]


def _moves(state: State, path: str, carried: list[str]) -> Reply:
    """Return the left side of the screen after a move."""
    scenario = state.scenario
    return {
        "values": {p: state.values[p] * quantity(scenario, p).scale for p in carried},
        "laws": laws(state),
        "caution": {path: unusual(state, path)},
        "chosen": path,
        "chosen_label": full_label(path, state.lang),
    }


def _choose(screen: Screen, message: Message) -> Reply:
    screen.state = states.chosen(screen.state, str(message.get("path")))
    label = full_label(screen.state.chosen, screen.state.lang)
    return {"chosen": screen.state.chosen, "chosen_label": label}


def _threshold(screen: Screen, message: Message) -> Reply:
    target, text = str(message.get("target")), str(message.get("text"))
    moved = states.with_threshold(screen.state, target, text)
    screen.step(moved, fresh=bool(message.get("fresh")))
    return screen.live()


def _law(screen: Screen, message: Message) -> Reply:
    moved = states.with_law(screen.state, str(message.get("block")), str(message.get("law")))
    screen.step(moved)
    return screen.view()


def _multiple(screen: Screen, message: Message) -> Reply:
    screen.step(
        states.with_multiple_of(screen.state, str(message.get("block")), str(message.get("of")))
    )
    return screen.view()


def _frame(screen: Screen, message: Message) -> Reply:
    moved = states.with_frame(screen.state, str(message.get("key")), str(message.get("value")))
    screen.step(moved)
    words = borrowed(moved) if message.get("key") == "producer" else ""
    return screen.view() | {
        "basis": basis_words(moved),
        "basis_brief": basis_line(moved.scenario, moved.lang),
        "notice": words,
    }


def basis_words(state: State) -> str:
    """Return who measured, on which basis and sources, whose growth was taken over, what is known.

    What is known is the newest published share, and the pace that official targets ask from there.
    """
    known = standing_sentences(state.official, lang=state.lang)
    said = (f"{basis_line(state.scenario, state.lang)}.", borrowed(state), *known)
    return " ".join(filter(None, said))


def borrowed(state: State) -> str:
    """Return which scenario the growth comes from where the producer is another one's."""
    other, lang = states.borrowed_from(state), state.lang
    if other is None:
        return ""
    fields = {"scenario": state.start.heading(lang), "donor": other.heading(lang)}
    return say("explorer.borrowed", lang, producer=producer(other.producer).short[lang], **fields)


def _programme(screen: Screen, message: Message) -> Reply:
    """Switch a programme on or off."""
    name, on = str(message.get("name")), bool(message.get("on"))
    screen.step(programmes.with_programme(screen.state, name, on))
    return screen.view()


def _reset(screen: Screen, message: Message) -> Reply:
    screen.step(states.reset(screen.state, str(message.get("what") or "")))
    return _hello(screen, message)


def _undo(screen: Screen, message: Message) -> Reply:
    if screen.past:
        lang = screen.state.lang
        screen.state = states.spoken(screen.past.pop(), lang)
    return _hello(screen, message)


def _open(screen: Screen, message: Message) -> Reply:
    screen.step(states.reopened(screen.state, str(message.get("scenario"))))
    return _hello(screen, message)


def _compare(screen: Screen, message: Message) -> Reply:
    """Draw one more scenario, or with `on` false one less; none at all where none is named."""
    name = str(message.get("scenario") or "")
    drop = name and message.get("on") is False
    act = states.without_comparison if drop else states.compared
    screen.step(act(screen.state, name))
    return screen.live()


def _beside(screen: Screen, message: Message) -> Reply:
    """Draw what other producers measure beside, or no longer."""
    screen.step(states.with_others_beside(screen.state, bool(message.get("on"))))
    return screen.live() | {"beside_on": screen.state.beside}


def _speak(screen: Screen, message: Message) -> Reply:
    screen.state = states.spoken(screen.state, str(message.get("lang")))
    return _hello(screen, message)


def _fan(screen: Screen, message: Message) -> Reply:
    screen.step(states.with_fan(screen.state, bool(message.get("on"))))
    return screen.live() | {"fan_on": screen.state.fan}


def _restore(screen: Screen, message: Message) -> Reply:
    """Show a shared state in the reader's own language, which `lang` names where a page kept it."""
    before, text = screen.state, str(message.get("text"))
    lang = str(message.get("lang") or before.lang)
    state = states.spoken(restored(before, text), lang)
    steps = restored_story(before, text)
    screen.step(state if state.others else replace(state, others=before.others))
    if steps:
        screen.story = Story(steps).at(state)
    return _hello(screen, message)


def _keep(screen: Screen, message: Message) -> Reply:
    """Keep the state on the screen as a step of the story, under a name."""
    try:
        screen.story = screen.story.kept(str(message.get("name") or ""), screen.state)
    except ScreenError as error:
        reason = say(
            "explorer.refused", screen.state.lang, reason=in_words(error, screen.state.lang)
        )
        return {"ask_step": reason, "name": str(message.get("name") or "")}
    return screen.told()


def _step(screen: Screen, message: Message) -> Reply:
    """Show a step of the story, in the reader's own language."""
    screen.story = screen.story.moved(message.get("at"))
    screen.step(states.spoken(screen.story.shown, screen.state.lang))
    return _hello(screen, message)


def _drop(screen: Screen, message: Message) -> Reply:
    """Take a step out of the story; what is on the screen stays."""
    screen.story = screen.story.without(message.get("at"))
    return screen.told()


def _solve(screen: Screen, message: Message) -> Reply:
    solution = solving.solved(screen.state, str(message.get("target")))
    if solution.state is None:
        return {"notice": solution.words}
    screen.step(solution.state)
    return screen.view() | {"notice": solution.words}


def _save(screen: Screen, message: Message) -> Reply:
    """Save under a name, or under the name that a title makes; the title then stands in the file.

    Where a title makes no name that is free, the question is asked again with the reason.
    """
    state, lang = screen.state, screen.state.lang
    by_title = message.get("title") is not None
    title = " ".join(str(message.get("title") or "").split())
    name = name_from(title) if by_title else str(message.get("name")).strip()
    own = title if title != name else ""
    asked = {"title": title} if by_title else {"name": name}
    try:
        path = save(state, name, title=own, replacing=bool(message.get("replacing")))
    except NameTakenError as taken:
        return {"ask": say("explorer.taken", lang, file=str(taken)), **asked}
    except ScreenError as error:
        if not by_title:
            raise
        return {"ask_title": say("explorer.refused", lang, reason=in_words(error, lang)), **asked}
    return {"notice": say("explorer.saved", lang, file=str(path)), "saved": str(path)}


def _yaml(screen: Screen, _: Message) -> Reply:
    return {"copy": as_yaml(screen.state, "my-scenario"), "notice_copied": "yaml"}


def _download(screen: Screen, message: Message) -> Reply:
    return {"file": downloads.made(screen.state, str(message.get("what")))}


def _details(screen: Screen, _: Message) -> Reply:
    return screen.details()


def _ping(_: Screen, __: Message) -> Reply:
    return {}


TASKS: dict[str, Callable[[Screen, Message], Reply]] = {
    "hello": _hello,
    "move": _move,
    "ahead": _ahead,
    "choose": _choose,
    "threshold": _threshold,
    "law": _law,
    "multiple": _multiple,
    "frame": _frame,
    "programme": _programme,
    "reset": _reset,
    "undo": _undo,
    "open": _open,
    "compare": _compare,
    "speak": _speak,
    "fan": _fan,
    "beside": _beside,
    "keep": _keep,
    "step": _step,
    "drop": _drop,
    "restore": _restore,
    "solve": _solve,
    "save": _save,
    "yaml": _yaml,
    "download": _download,
    "details": _details,
    "ping": _ping,
}
