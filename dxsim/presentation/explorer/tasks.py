"""What each message from the screen does: it takes the session a step on and says what to show.

Each task takes the session and the message, and returns the reply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dxsim.data.country import load_country
from dxsim.data.quantities import THRESHOLD
from dxsim.data.sources import producer
from dxsim.data.yamlfile import InputError, shown
from dxsim.presentation import quoting
from dxsim.presentation.explorer import answers, downloads, programmes, solving
from dxsim.presentation.explorer import state as states
from dxsim.presentation.explorer.controls import full_label, laws, unusual
from dxsim.presentation.explorer.refusals import ScreenError, in_words
from dxsim.presentation.explorer.scenarios import producers_at_hand, shipped
from dxsim.presentation.explorer.sharing import (
    NameTakenError,
    as_yaml,
    name_from,
    restored,
    restored_story,
    save,
    shared,
)
from dxsim.presentation.explorer.state import State
from dxsim.presentation.explorer.story import Story
from dxsim.presentation.text.messages import LANGUAGES, catalogue, say
from dxsim.presentation.text.standing import standing_sentences
from dxsim.presentation.text.tables import money_header
from dxsim.scenario.parameters import quantity

if TYPE_CHECKING:
    from dxsim.presentation.explorer.session import Session

Message = Mapping[str, Any]
Reply = dict[str, Any]
FARTHEST = 12
"""Places of a slider that are answered for ahead in one message."""


def _hello(session: Session, _: Message) -> Reply:
    return surroundings(session.state) | session.view() | told(session)


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
        "measures": len(producers_at_hand(state.scenario)),
        "basis": basis_words(state),
        "basis_brief": answers.basis(state.scenario, state.lang),
        "quoting": {"heading": quoting.heading(lang), "rules": quoting.rules(lang)},
        "colours": {name: PALETTE[part.colour] for name, part in load_country().components.items()},
        "threshold": {"low": low, "high": high, "step": step},
    }


def _move(session: Session, message: Message) -> Reply:
    before, path = session.state, _assumption(session, message)
    moved = states.moved(before, path, str(message.get("text")))
    session.step(moved, fresh=bool(message.get("fresh")))
    return session.live() | _moves(moved, path, _carried(path, before, moved))


def _ahead(session: Session, message: Message) -> Reply:
    """Answer for places a slider may come to next; nothing moves, and wrong places are left out."""
    before, path = session.state, _assumption(session, message)
    places = message.get("texts")
    reached = {}
    for text in map(str, places[:FARTHEST] if isinstance(places, list) else ()):
        with suppress(InputError):
            reached[text] = states.moved(before, path, text)
    carried = _carried(path, before, *reached.values())
    return {
        "ahead": {
            text: session.showing(state) | _moves(state, path, carried)
            for text, state in reached.items()
        }
    }


def _assumption(session: Session, message: Message) -> str:
    path = str(message.get("path"))
    if path not in session.state.values:
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


def _choose(session: Session, message: Message) -> Reply:
    session.state = states.chosen(session.state, str(message.get("path")))
    label = full_label(session.state.chosen, session.state.lang)
    return {"chosen": session.state.chosen, "chosen_label": label}


def _threshold(session: Session, message: Message) -> Reply:
    target, text = str(message.get("target")), str(message.get("text"))
    moved = states.with_threshold(session.state, target, text)
    session.step(moved, fresh=bool(message.get("fresh")))
    return session.live()


def _law(session: Session, message: Message) -> Reply:
    moved = states.with_law(session.state, str(message.get("block")), str(message.get("law")))
    session.step(moved)
    return session.view()


def _multiple(session: Session, message: Message) -> Reply:
    session.step(
        states.with_multiple_of(session.state, str(message.get("block")), str(message.get("of")))
    )
    return session.view()


def _frame(session: Session, message: Message) -> Reply:
    moved = states.with_frame(session.state, str(message.get("key")), str(message.get("value")))
    session.step(moved)
    words = borrowed(moved) if message.get("key") == "producer" else ""
    return session.view() | {
        "basis": basis_words(moved),
        "basis_brief": answers.basis(moved.scenario, moved.lang),
        "notice": words,
    }


def basis_words(state: State) -> str:
    """Return who measured, on which basis and sources, whose growth was taken over, what is known.

    What is known is the newest published share, and the pace that official targets ask from there.
    """
    known = standing_sentences(state.official, lang=state.lang)
    said = (f"{answers.basis(state.scenario, state.lang)}.", borrowed(state), *known)
    return " ".join(filter(None, said))


def borrowed(state: State) -> str:
    """Return which scenario the growth comes from where the producer is another one's."""
    other, lang = states.borrowed_from(state), state.lang
    if other is None:
        return ""
    fields = {"scenario": state.start.heading(lang), "donor": other.heading(lang)}
    return say("explorer.borrowed", lang, producer=producer(other.producer).short[lang], **fields)


def _programme(session: Session, message: Message) -> Reply:
    """Switch a programme on or off."""
    name, on = str(message.get("name")), bool(message.get("on"))
    session.step(programmes.with_programme(session.state, name, on))
    return session.view()


def _reset(session: Session, message: Message) -> Reply:
    session.step(states.reset(session.state, str(message.get("what") or "")))
    return _hello(session, message)


def _undo(session: Session, message: Message) -> Reply:
    if session.past:
        lang = session.state.lang
        session.state = states.spoken(session.past.pop(), lang)
    return _hello(session, message)


def _open(session: Session, message: Message) -> Reply:
    session.step(states.reopened(session.state, str(message.get("scenario"))))
    return _hello(session, message)


def _compare(session: Session, message: Message) -> Reply:
    """Draw one more scenario, or with `on` false one less; none at all where none is named."""
    name = str(message.get("scenario") or "")
    drop = name and message.get("on") is False
    act = states.without_comparison if drop else states.compared
    session.step(act(session.state, name))
    return session.live()


def _beside(session: Session, message: Message) -> Reply:
    """Draw what other producers measure beside, or no longer."""
    session.step(states.with_others_beside(session.state, bool(message.get("on"))))
    return session.live() | {"beside_on": session.state.beside}


def _speak(session: Session, message: Message) -> Reply:
    session.state = states.spoken(session.state, str(message.get("lang")))
    return _hello(session, message)


def _fan(session: Session, message: Message) -> Reply:
    session.step(states.with_fan(session.state, bool(message.get("on"))))
    return session.live() | {"fan_on": session.state.fan}


def _restore(session: Session, message: Message) -> Reply:
    """Show a shared state in the reader's own language, which `lang` names where a page kept it."""
    before, text = session.state, str(message.get("text"))
    lang = str(message.get("lang") or before.lang)
    found = states.spoken(restored(before, text), lang)
    steps = restored_story(before, text)
    session.step(found if found.others else replace(found, others=before.others))
    if steps:
        session.story = Story(steps).at(found)
    return _hello(session, message)


def _keep(session: Session, message: Message) -> Reply:
    """Keep the state on the screen as a step of the story, under a name."""
    try:
        session.story = session.story.kept(str(message.get("name") or ""), session.state)
    except ScreenError as error:
        reason = say(
            "explorer.refused", session.state.lang, reason=in_words(error, session.state.lang)
        )
        return {"ask_step": reason, "name": str(message.get("name") or "")}
    return told(session)


def _step(session: Session, message: Message) -> Reply:
    """Show a step of the story, in the reader's own language."""
    session.story = session.story.moved(message.get("at"))
    session.step(states.spoken(session.story.shown, session.state.lang))
    return _hello(session, message)


def _drop(session: Session, message: Message) -> Reply:
    """Take a step out of the story; what is on the screen stays."""
    session.story = session.story.without(message.get("at"))
    return told(session)


def told(session: Session) -> Reply:
    """Return the story for the screen: the names, the place, whether that step is what is shown."""
    story = session.story
    return {"story": story.told(session.state), "token": shared(session.state, story.steps)}


def _solve(session: Session, message: Message) -> Reply:
    found = solving.solved(session.state, str(message.get("target")))
    if found.state is None:
        return {"notice": found.words}
    session.step(found.state)
    return session.view() | {"notice": found.words}


def _save(session: Session, message: Message) -> Reply:
    """Save under a name, or under the name that a title makes; the title then stands in the file.

    Where a title makes no name that is free, the question is asked again with the reason.
    """
    state, lang = session.state, session.state.lang
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


def _yaml(session: Session, _: Message) -> Reply:
    return {"copy": as_yaml(session.state, "my-scenario"), "notice_copied": "yaml"}


def _download(session: Session, message: Message) -> Reply:
    return {"file": downloads.made(session.state, str(message.get("what")))}


def _details(session: Session, _: Message) -> Reply:
    return session.details()


def _ping(_: Session, __: Message) -> Reply:
    return {}


TASKS: dict[str, Callable[[Session, Message], Reply]] = {
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
