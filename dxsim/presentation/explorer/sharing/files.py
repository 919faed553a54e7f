"""A state as a scenario file: written beside the file it was opened from, and read again."""

import os
import re
import shutil
import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

from dxsim.data.files import write_atomic
from dxsim.data.locations import own_folder, scenarios_dir
from dxsim.data.scenario_files import LONGEST_NAME, names_a_scenario
from dxsim.data.yamlfile import InputError, quoted
from dxsim.presentation.explorer.refusals import ScreenError
from dxsim.presentation.explorer.state import (
    State,
    first_choice,
    opened_as,
    spoken,
)
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario, shortened
from dxsim.scenario.texts import LONGEST_TEXT, Words
from dxsim.scenario.writing import differences, scenario_text

UNTITLED = "explored"


class NameTakenError(Exception):
    """A file of that name is there already; it is replaced only when the reader says so."""


def from_yaml(state: State, text: str) -> State:
    """Return the state that shows the scenario of a file's text."""
    name = re.search(r"(?m)^name:\s*([a-z0-9-]{1,64})\s*$", text)
    if name is None or not names_a_scenario(name[1]):
        raise ScreenError("name", "named_file")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name[1]}.yaml"
        file.write_text(text, encoding="utf-8")
        scenario = load_scenario(file).model_copy(update={"origins": ()})
    return with_choice(replace(state, scenario=scenario, start=scenario), "")


def as_yaml(state: State, name: str, title: str = "") -> str:
    """Return the scenario on the screen as a parameter file of the name, and the title, given.

    It holds the differences from the file it was opened from; where that file is gone, all of it.
    """
    child = renamed(state, name)
    if title:
        child = child.model_copy(update={"title": Words(en=title, vi=title)})
    if not all(Path(file).is_file() for file in state.start.origins) or not state.start.origins:
        return scenario_text(child)
    try:
        text = differences(state.start, child)
        same = _assumptions(read_beside(state.start, text)) == _assumptions(child)
    except InputError:
        same = False
    return text if same else scenario_text(child)


def name_from(title: str) -> str:
    """Return the name that a title makes: its letters without marks, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title.replace("đ", "d").replace("Đ", "D"))
    words = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    name = "-".join(words)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME + 1].rpartition("-")[0]


def save(state: State, name: str, *, title: str = "", replacing: bool = False) -> Path:
    """Write the scenario on the screen beside the file it was opened from, under its own title.

    Returns
    -------
    Path
        the file written, whole or not at all.

    Raises
    ------
    NameTakenError
        where a file of that name is there and `replacing` does not allow to replace it.
    InputError
        for a name that cannot name a scenario, or that is the opened file's own.
    """
    if not names_a_scenario(name):
        raise ScreenError("name", "name", found=quoted(name))
    if name in {Path(file).stem for file in state.start.origins}:
        raise ScreenError("name", "other_name", found=quoted(name))
    beside = Path(state.start.origins[0]).parent if state.start.origins else scenarios_dir()
    folder = own_folder(beside)
    text = as_yaml(state, name, title).encode()
    path = folder / f"{name}.yaml"
    if replacing:
        return write_atomic(path, text)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".aside-") as aside:
        whole = write_atomic(Path(aside) / path.name, text)
        try:
            os.link(whole, path)
        except FileExistsError:
            raise NameTakenError(str(path)) from None
    return path


def is_shipped(scenario: Scenario) -> bool:
    """Return whether a scenario was read from the country's own file of that name."""
    shipped = scenarios_dir() / f"{scenario.name}.yaml"
    return bool(scenario.origins) and Path(scenario.origins[0]).resolve() == shipped.resolve()


def as_explored(state: State) -> Scenario:
    """Return the scenario on the screen under a name that does not claim to be the file's."""
    if state.scenario == state.start:
        return state.scenario
    return renamed(state, f"{state.start.name[:50]}-{UNTITLED}")


def renamed(state: State, name: str) -> Scenario:
    """Return the scenario on the screen under another name, and a title that says so."""
    explored = replace(state, scenario=state.scenario.model_copy(update={"name": name}))
    title = {lang: shortened(opened_as(spoken(explored, lang)), LONGEST_TEXT) for lang in LANGUAGES}
    own = {"name": name, "title": Words(**title), "short": None, "question": None, "note": None}
    return state.scenario.model_copy(update=own)


def read_beside(start: Scenario | None, text: str) -> Scenario:
    """Return the scenario of a text, read beside a copy of the files it may extend."""
    name = re.search(r"(?m)^name: ([a-z0-9-]{1,64})$", text)
    if name is None or not names_a_scenario(name[1]):
        raise ScreenError("name", "named_file")
    with tempfile.TemporaryDirectory() as folder:
        for origin in start.files if start else ():
            shutil.copy(origin, folder)
        file = Path(folder) / f"{name[1]}.yaml"
        file.write_text(text, encoding="utf-8")
        scenario = load_scenario(file)
    if start is None:
        return scenario.model_copy(update={"origins": (), "programme_files": ()})
    kept = ("name", "title", "short", "origins", "programme_files")
    own = {key: getattr(start, key) for key in kept}
    return scenario.model_copy(update=own)


def _assumptions(scenario: Scenario) -> Scenario:
    own = dict.fromkeys(("title", "short", "question", "note")) | {
        "name": "",
        "sources": (),
        "origins": (),
        "programme_files": (),
    }
    return scenario.model_copy(update=own)


def with_choice(state: State, path: str) -> State:
    """Return a state with an assumption chosen to solve for, the first where there is none such."""
    known = path in state.values
    return replace(state, chosen=path if known else first_choice(state.scenario))
