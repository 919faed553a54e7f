"""One reader's session: messages from the screen in, replies out, with the states in between.

A message is a mapping with `do`, what was done, and its arguments; replies are mappings of plain
values. Wrong input changes nothing and is answered in words; no message can raise.
"""

from collections.abc import Callable, Mapping
from typing import Any

from dxsim.analysis.targets import verdicts
from dxsim.data.yamlfile import InputError, shown
from dxsim.model.parameters import numeric_parameters
from dxsim.model.projection import simulate
from dxsim.presentation.explorer import answers, downloads, solving
from dxsim.presentation.explorer import state as states
from dxsim.presentation.explorer.controls import full_label, laws, panel, slider_range
from dxsim.presentation.explorer.entry import shown_as
from dxsim.presentation.explorer.picture import history, picture
from dxsim.presentation.explorer.sharing import NameTakenError, as_yaml, restored, save, shared
from dxsim.presentation.explorer.state import State
from dxsim.presentation.messages import LANGUAGES, catalogue, say
from dxsim.presentation.tables import money_header

Message = Mapping[str, Any]
Reply = dict[str, Any]
LONGEST_HISTORY = 500


class Session:
    """The states of one screen, the last one shown, and what can be undone."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.past: list[State] = []

    def answer(self, message: Message) -> Reply:
        """Return the reply to a message, with the number it carried.

        Wrong input is answered by `error`, a text for the reader, beside the control `at` if the
        message named one; the state stays as it was.
        """
        reply: Reply = {"id": message.get("id")}
        try:
            handler = _HANDLERS.get(str(message.get("do")))
            if handler is None:
                raise InputError("explorer", found=shown(str(message.get("do"))), expected="a task")
            return reply | handler(self, message)
        except InputError as error:
            return reply | self.refusal(error, message)
        except OSError as error:
            reason = shown(f"{error.strerror or error} ({error.filename or ''})", 200)
            return reply | {"error": say("explorer.disk", self.state.lang, reason=reason)}

    def refusal(self, error: InputError, message: Message) -> Reply:
        """Return the words for wrong input: in the reader's language where it is a number box."""
        lang, at = self.state.lang, str(message.get("path") or message.get("target") or "")
        if message.get("do") in ("move", "threshold"):
            low, high = self.limits(at, message)
            entered = shown(str(message.get("text")))
            words = say("explorer.bad_number", lang, entered=entered, low=low, high=high)
            return {"error": words, "at": at, "detail": str(error)}
        gone = states.vanished(self.state)
        if gone:
            return {"error": say("explorer.vanished", lang, files=", ".join(gone))}
        return {"error": say("explorer.refused", lang, reason=str(error)), "at": at}

    def limits(self, path: str, message: Message) -> tuple[str, str]:
        """Return the reach of a slider in words, as an example of what a number box takes."""
        from dxsim.presentation.explorer.controls import control
        from dxsim.presentation.messages import number

        lang = self.state.lang
        if message.get("do") == "threshold" or path not in numeric_parameters(self.state.scenario):
            low, high, _ = slider_range("threshold")
        else:
            one = control(self.state, path)
            low, high = one["low"], one["high"]
        return tuple(
            number(limit, lang, 0 if limit == round(limit) else 2) for limit in (low, high)
        )  # type: ignore[return-value]

    def step(self, state: State, *, fresh: bool = True) -> None:
        """Take a new state; a fresh one can be undone to what was before it."""
        if fresh and state != self.state:
            self.past = [*self.past[-LONGEST_HISTORY:], self.state]
        self.state = state

    def view(self) -> Reply:
        """Return everything the screen shows but what must be solved for."""
        return {"panel": panel(self.state), "history": history(self.state)} | self.live()

    def live(self) -> Reply:
        """Return what follows a slider: the picture, the verdicts, the sentence, the rest."""
        state = self.state
        path = simulate(state.scenario)
        seen = answers.glance(state, path)
        return {
            "picture": picture(state, path),
            "rows": answers.rows(state, seen),
            "sentence": answers.sentence(state, seen),
            "rest": answers.rest(state, path, seen),
            "can_undo": bool(self.past),
            "changed": state.scenario != state.start or state.targets != state.official,
        }

    def details(self) -> Reply:
        """Return what takes longer: growth still missing, the fan, the text to share, notices."""
        from dxsim.presentation.explorer.fan import fan

        state = self.state
        solved = verdicts([state.scenario], state.targets)
        gone = states.vanished(state)
        words = say("explorer.vanished", state.lang, files=", ".join(gone)) if gone else ""
        return {
            "missing": answers.missing_growth(state, solved),
            "fan": fan(state) if state.fan else None,
            "token": shared(state),
            "warning": words,
        }


def _hello(session: Session, _: Message) -> Reply:
    return surroundings(session.state) | session.view()


def surroundings(state: State) -> Reply:
    """Return what changes only with the language: texts, choices, the basis line."""
    from dxsim.presentation.figures.style import COMPONENT, PALETTE

    lang = state.lang
    texts = {
        key.removeprefix("explorer."): text
        for key, text in catalogue(lang).items()
        if key.startswith("explorer.")
    }
    known = [{"value": one.name, "label": one.heading(lang)} for one in states.shipped()]
    for own in (state.other, state.start):
        if own is not None and own.name not in {one["value"] for one in known}:
            known.insert(0, {"value": own.name, "label": own.heading(lang)})
    texts["column_money"] = money_header(state.scenario.unit, lang)
    low, high, step = slider_range("threshold")
    return {
        "lang": lang,
        "languages": list(LANGUAGES),
        "texts": texts,
        "scenarios": known,
        "open": state.start.name,
        "other": state.other.name if state.other else "",
        "fan_on": state.fan,
        "basis": answers.basis(state.scenario, lang),
        "colours": {name: PALETTE[place] for name, place in COMPONENT.items()},
        "threshold": {"low": low, "high": high, "step": step},
    }


def _move(session: Session, message: Message) -> Reply:
    before = numeric_parameters(session.state.scenario)
    path = str(message.get("path"))
    if path not in before:
        raise InputError("explorer", found=shown(path), expected="an assumption on the screen")
    session.step(
        states.moved(session.state, path, str(message.get("text"))),
        fresh=bool(message.get("fresh")),
    )
    scenario, lang = session.state.scenario, session.state.lang
    after = numeric_parameters(scenario)
    changed = [path, *(p for p, value in after.items() if value != before[p] and p != path)]
    return session.live() | {
        "values": {p: after[p] * shown_as(scenario, p).scale for p in changed},
        "laws": laws(session.state),
        "chosen": session.state.chosen,
        "chosen_label": full_label(scenario, session.state.chosen, lang),
    }


def _choose(session: Session, message: Message) -> Reply:
    session.state = states.chosen(session.state, str(message.get("path")))
    label = full_label(session.state.scenario, session.state.chosen, session.state.lang)
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


def _frame(session: Session, message: Message) -> Reply:
    moved = states.with_frame(session.state, str(message.get("key")), str(message.get("value")))
    session.step(moved)
    return session.view() | {"basis": answers.basis(moved.scenario, moved.lang)}


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
    session.step(states.compared(session.state, str(message.get("scenario") or "") or None))
    return session.live() | {"other": session.state.other.name if session.state.other else ""}


def _speak(session: Session, message: Message) -> Reply:
    session.state = states.spoken(session.state, str(message.get("lang")))
    return _hello(session, message)


def _fan(session: Session, message: Message) -> Reply:
    session.step(states.with_fan(session.state, bool(message.get("on"))))
    return session.live() | {"fan_on": session.state.fan}


def _restore(session: Session, message: Message) -> Reply:
    session.step(restored(session.state, str(message.get("text"))))
    return _hello(session, message)


def _solve(session: Session, message: Message) -> Reply:
    found = solving.solved(session.state, str(message.get("target")))
    if found.state is None:
        return {"notice": found.words}
    session.step(found.state)
    return session.view() | {"notice": found.words}


def _save(session: Session, message: Message) -> Reply:
    lang, name = session.state.lang, str(message.get("name")).strip()
    try:
        path = save(session.state, name, replacing=bool(message.get("replacing")))
    except NameTakenError as taken:
        return {"ask": say("explorer.taken", lang, file=str(taken)), "name": name}
    return {"notice": say("explorer.saved", lang, file=str(path)), "saved": str(path)}


def _yaml(session: Session, message: Message) -> Reply:
    return {"copy": as_yaml(session.state, "my-scenario"), "notice_copied": "yaml"}


def _download(session: Session, message: Message) -> Reply:
    return {"file": downloads.made(session.state, str(message.get("what")))}


def _details(session: Session, _: Message) -> Reply:
    return session.details()


def _ping(session: Session, _: Message) -> Reply:
    return {}


_HANDLERS: dict[str, Callable[[Session, Message], Reply]] = {
    "hello": _hello,
    "move": _move,
    "choose": _choose,
    "threshold": _threshold,
    "law": _law,
    "frame": _frame,
    "reset": _reset,
    "undo": _undo,
    "open": _open,
    "compare": _compare,
    "speak": _speak,
    "fan": _fan,
    "restore": _restore,
    "solve": _solve,
    "save": _save,
    "yaml": _yaml,
    "download": _download,
    "details": _details,
    "ping": _ping,
}
