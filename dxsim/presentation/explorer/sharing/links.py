"""A state and a story as a short text that a link can hold, and read again.

Such a text is data from a stranger: it is bounded in size and read by the strict readers of the
parameter files.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace

from dxsim.analysis.targets import find_target
from dxsim.data.files import Document
from dxsim.data.numerals import format_percent
from dxsim.data.scenario_files import list_scenarios, names_a_scenario
from dxsim.data.yamlfile import MAX_BYTES, InputError, quoted
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.presentation.explorer.sharing.files import (
    UNTITLED,
    as_yaml,
    from_yaml,
    is_shipped,
    read_beside,
    renamed,
    with_choice,
)
from dxsim.presentation.explorer.state import (
    MOST_COMPARED,
    State,
    spoken,
    with_fan,
    with_threshold,
)
from dxsim.presentation.explorer.story import MOST_STEPS, Step, Story
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario
from dxsim.scenario.writing import scenario_text

MARK = "dx1."
"""Prefix of every shared text: its kind and version."""
_NO_HYPHEN, _GROUP = "~", 60
_LONGEST_TEXT = 60_000
_CONTENT: Document = {
    "start": str,
    "scenario": str,
    "lang": str,
    "chosen": str,
    "others": list,
    "targets": dict,
    "fan": bool,
    "beside": bool,
}
"""Keys of a shared state, each with a value of its kind; beside it stands the story."""


def shared(state: State, story: Sequence[Step] = ()) -> str:
    """Return a state and a story as a short text: differences only, compressed.

    `restored` and `restored_story` read it.
    """
    steps = [{"name": name, **_content(one)} for name, one in story]
    content = json.dumps(_content(state) | {"story": steps}, ensure_ascii=False)
    packed = zlib.compress(content.encode(), 9)
    return MARK + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def printed(state: State) -> str:
    """Return the shared text of a state as it survives print: in groups, and without hyphens.

    A hyphen at the end of a line is lost where text is copied from a page.
    """
    text = shared(state).replace("-", _NO_HYPHEN)
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _content(state: State) -> Document:
    """Return a state as plain values."""
    thresholds = {
        target.id: format_percent(target.threshold)
        for target, official in zip(state.targets, state.official, strict=True)
        if target.threshold != official.threshold
    }
    known = is_shipped(state.start)
    return {
        "start": state.start.name,
        "scenario": as_yaml(state, UNTITLED) if known else scenario_text(renamed(state, UNTITLED)),
        "lang": state.lang,
        "chosen": state.chosen,
        "others": [_told(other) for other in state.others],
        "targets": thresholds,
        "fan": state.fan,
        "beside": state.beside,
    }


def restored(state: State, text: str) -> State:
    """Return the state that a shared text, or a link that ends in one, describes.

    Parameters
    ----------
    state
        the state before; its targets file stays.
    text
        what `shared` returned, alone or at the end of a link, or the text of a scenario file.

    Raises
    ------
    InputError
        for a text that is none, or that names what is not there.
    """
    if not _writable(text):
        raise _unreadable(text)
    if MARK not in text and ":" in text and len(text) <= MAX_BYTES:
        return from_yaml(state, text)
    return _shown(state, _unpacked(text))


def restored_story(state: State, text: str) -> tuple[Step, ...]:
    """Return the story of a shared text that `restored` reads; empty where it holds none.

    Raises
    ------
    InputError
        for a story that is none, or that names what is not there.
    """
    if MARK not in text:
        return ()
    steps = _unpacked(text).get("story", [])
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        raise _unreadable(text)
    story = Story()
    for step in steps:
        if not isinstance(step, dict) or not isinstance(step.get("name"), str):
            raise _unreadable(text)
        _check(step, text)
        story = story.kept(step["name"], _shown(state, step))
    return story.steps


def _shown(state: State, content: Document) -> State:
    """Return the state that checked values describe."""
    start = _start(state, content["start"])
    scenario = read_beside(start, content["scenario"])
    shown = replace(state, scenario=scenario, start=start or scenario, targets=state.official)
    shown = spoken(shown, content["lang"])
    for target, threshold in content["targets"].items():
        find_target(state.official, target)
        shown = with_threshold(shown, target, threshold.removesuffix("%"))
    others = [one for told in content["others"] if (one := _compared(told)) is not None]
    shown = replace(shown, others=tuple(others), beside=content["beside"])
    return with_choice(with_fan(shown, content["fan"]), content["chosen"])


def _told(other: Scenario) -> str:
    """Return how a shared text names the scenario compared with: by name, or as a whole file."""
    return other.name if is_shipped(other) else scenario_text(other)


def _compared(text: str) -> Scenario | None:
    if names_a_scenario(text):
        return load_scenario(text) if text in list_scenarios() else None
    return read_beside(None, text)


def _start(state: State, name: str) -> Scenario | None:
    """Return the scenario a shared text starts from: the one open, or a shipped one."""
    if name == state.start.name:
        return state.start
    return load_scenario(name) if name in list_scenarios() else None


def _unpacked(text: str) -> Document:
    """Parse a shared text into checked values."""
    packed = "".join(text.split()).replace(_NO_HYPHEN, "-").rpartition(MARK)[2]
    if MARK not in text or len(packed) > _LONGEST_TEXT:
        raise _unreadable(text)
    try:
        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unzip = zlib.decompressobj()
        plain = unzip.decompress(data, MAX_BYTES)
        if unzip.unconsumed_tail:
            raise _unreadable(text)
        content = json.loads(plain)
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        raise _unreadable(text) from None
    if not isinstance(content, dict):
        raise _unreadable(text)
    _check(content, text)
    return content


def _check(content: Document, text: str) -> None:
    """Refuse the values of a shared text that are not of their kind."""
    if not all(key in content and isinstance(content[key], kind) for key, kind in _CONTENT.items()):
        raise _unreadable(text)
    inside = [*content["targets"].values(), *content["others"]]
    strings = [*inside, *(content[key] for key in _CONTENT)]
    if not all(isinstance(t, str) for t in inside) or not all(
        _writable(t) for t in strings if isinstance(t, str)
    ):
        raise _unreadable(text)
    if len(content["others"]) > MOST_COMPARED:
        raise _unreadable(text)


def _writable(text: str) -> bool:
    """Return whether a text can be written to a file: half a character cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(text: str) -> InputError:
    return ScreenError("link", "link", found=quoted(text), mark=MARK)
