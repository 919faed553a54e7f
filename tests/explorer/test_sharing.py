"""What leaves the screen comes back the same: links, scenario files, YAML."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import zlib
from pathlib import Path

import pytest
import yaml

from dxsim.data.locations import scenarios_dir
from dxsim.data.yamlfile import InputError
from dxsim.presentation.explorer import sharing
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.sharing import files, links
from dxsim.presentation.explorer.state import opened
from dxsim.scenario.loading import load_scenario

FADE = "components.sectoral.growth.fade.from"
CHANGES = (
    {"do": "move", "path": FADE, "text": "21.5"},
    {"do": "law", "block": "ict", "law": "logistic"},
    {"do": "frame", "key": "closure", "value": "non_digital_given"},
    {"do": "frame", "key": "prices", "value": "constant"},
    {"do": "frame", "key": "producer", "value": "nso"},
)


def changed(session: Session) -> Session:
    for message in CHANGES:
        assert "error" not in session.answer(message), message
    return session


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """Return a folder with a scenario of one's own and its parent beside it."""
    for name in ("plan-fading", "baseline"):
        shutil.copy(scenarios_dir() / f"{name}.yaml", tmp_path)
    text = "name: mine\nextends: plan-fading\ncomponents: {ict: {base: 8% of gdp}}\n"
    (tmp_path / "mine.yaml").write_text(text)
    return tmp_path


def same(one, other) -> bool:
    drop = dict.fromkeys(("title", "short", "question", "note"))
    drop |= {"name": "", "origins": (), "programme_files": (), "sources": ()}
    return one.model_copy(update=drop) == other.model_copy(update=drop)


def test_a_link_restores_everything():
    session = changed(Session(opened("plan-fading", "vi")))
    for message in (
        {"do": "threshold", "target": "share-2030", "text": "31.5"},
        {"do": "compare", "scenario": "baseline"},
        {"do": "fan", "on": True},
    ):
        session.answer(message)
    link = "http://127.0.0.1:1/#" + sharing.shared(session.state)
    assert len(link) < 2000
    found = sharing.restored(opened("baseline", "en"), link)
    assert same(found.scenario, session.state.scenario)
    assert found.start == session.state.start
    assert (found.lang, found.fan, found.others[0].name) == ("vi", True, "baseline")
    assert [t.threshold for t in found.targets] == [t.threshold for t in session.state.targets]


def test_a_link_from_a_file_of_one_s_own_stands_alone(own_folder):
    session = Session(opened(str(own_folder / "mine.yaml")))
    session.answer({"do": "move", "path": FADE, "text": "21.5"})
    link = sharing.shared(session.state)
    shutil.rmtree(own_folder)
    found = sharing.restored(opened("baseline"), link)
    assert same(found.scenario, session.state.scenario)


@pytest.mark.parametrize(
    "text",
    ["", "dx1.", "dx1.!!!", "dx1.AAAA", "x" * 5000, "dx1." + "A" * 70_000, "a: b", "name: ../x"],
)
def test_a_broken_link_is_refused_in_one_line(text):
    with pytest.raises(InputError) as caught:
        sharing.restored(opened("baseline"), text)
    assert "\n" not in str(caught.value)


def packed(content: object) -> str:
    raw = zlib.compress(json.dumps(content).encode())
    return sharing.MARK + base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"start": "baseline"},
        {"start": "/etc/passwd", "scenario": "name: x\nextends: passwd\n", "lang": "en"},
        {"start": "baseline", "scenario": "name: ../../x\n", "lang": "en"},
        {"start": "baseline", "scenario": "name: x\ntitle: !!python/object:os.system {}\n"},
        {"bomb": "a" * 5_000_000},
    ],
)
def test_a_hostile_link_reaches_nothing(content):
    with pytest.raises(InputError):
        sharing.restored(opened("baseline"), packed(content))


ODD = [
    None,
    True,
    0,
    1.5,
    "",
    "abc",
    "\ud800",
    ["abc"],
    [["a", "b"]],
    {},
    {"a": []},
    [1],
    "x" * 9999,
]


@pytest.mark.parametrize(
    "key", ["start", "scenario", "lang", "chosen", "others", "targets", "fan", "story"]
)
def test_any_value_in_a_link_restores_or_is_refused(key):
    own = opened("baseline")
    good = links._unpacked(sharing.shared(own))
    for value in ODD:
        with contextlib.suppress(InputError):
            sharing.restored(own, packed(good | {key: value}))
    for value in ODD:
        if key == "targets":
            with contextlib.suppress(InputError):
                sharing.restored(own, packed(good | {key: {"share-2030": value}}))
    with contextlib.suppress(InputError):
        sharing.restored(own, packed({k: v for k, v in good.items() if k != key}))


@pytest.mark.parametrize("text", ["\ud800", "dx1.\ud800", "name: a\ntitle: \ud800", "a: \udfff"])
def test_half_a_character_in_a_text_is_refused(text):
    with pytest.raises(InputError):
        sharing.restored(opened("baseline"), text)


def test_a_saved_file_holds_only_the_differences_and_reads_as_the_screen(own_folder):
    session = Session(opened(str(own_folder / "plan-fading.yaml")))
    session.answer({"do": "move", "path": FADE, "text": "21.5"})
    reply = session.answer({"do": "save", "name": "slower"})
    file = own_folder / "slower.yaml"
    assert str(file) in reply["notice"]
    tree = yaml.safe_load(file.read_text())
    assert tree["extends"] == "plan-fading"
    assert set(tree) == {"name", "title", "extends", "components"}
    assert set(tree["components"]) == {"sectoral"}
    assert same(load_scenario(file), session.state.scenario)


def test_every_switch_can_be_saved_and_read_again(own_folder):
    session = changed(Session(opened(str(own_folder / "plan-fading.yaml"))))
    session.answer({"do": "save", "name": "all-of-it"})
    assert same(load_scenario(own_folder / "all-of-it.yaml"), session.state.scenario)


def test_an_existing_file_is_replaced_only_when_the_reader_says_so(own_folder):
    session = Session(opened(str(own_folder / "plan-fading.yaml")))
    before = (own_folder / "mine.yaml").read_bytes()
    reply = session.answer({"do": "save", "name": "mine"})
    assert "Replace it?" in reply["ask"]
    assert (own_folder / "mine.yaml").read_bytes() == before
    session.answer({"do": "save", "name": "mine", "replacing": True})
    assert same(load_scenario(own_folder / "mine.yaml"), session.state.scenario)
    assert sorted(path.name for path in own_folder.iterdir()) == [
        "baseline.yaml", "mine.yaml", "plan-fading.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["", "../x", "A", "a b", "x" * 65, "a/b", "plan-fading", "baseline"]
)
def test_a_name_that_cannot_be_is_refused(own_folder, name):
    session = Session(opened(str(own_folder / "plan-fading.yaml")))
    before = sorted(path.name for path in own_folder.iterdir())
    reply = session.answer({"do": "save", "name": name, "replacing": True})
    assert "Not possible" in reply["error"]
    assert sorted(path.name for path in own_folder.iterdir()) == before


def test_a_file_that_vanished_is_named_and_the_screen_can_still_be_saved(own_folder):
    session = Session(opened(str(own_folder / "mine.yaml")))
    session.answer({"do": "move", "path": FADE, "text": "21.5"})
    (own_folder / "mine.yaml").unlink()
    assert "mine.yaml" in session.answer({"do": "details"})["warning"]
    session.answer({"do": "save", "name": "rescued"})
    assert same(load_scenario(own_folder / "rescued.yaml"), session.state.scenario)


def test_the_yaml_copied_opens_again():
    session = Session(opened("plan-fading"))
    session.answer({"do": "move", "path": FADE, "text": "21.5"})
    text = session.answer({"do": "yaml"})["copy"]
    found = sharing.restored(opened("baseline"), text)
    assert same(found.scenario, session.state.scenario)


def test_a_read_only_folder_is_said_in_words(own_folder, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "mine.yaml")

    monkeypatch.setattr(files, "write_atomic", full)
    session = Session(opened(str(own_folder / "plan-fading.yaml")))
    assert "No space left" in session.answer({"do": "save", "name": "x"})["error"]
    assert not (own_folder / "x.yaml").exists()
