"""Every command of the first hour and of the workbook's page runs, in order, in an empty folder."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from dxsim.cli.main import main
from dxsim.presentation.text.messages import say

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("first-hour", "vi/first-hour", "workbook")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
LISTENS = "explore"
SLOW = ("briefing", "ensemble")


def commands(page: str) -> list[list[str]]:
    """Return the words of each command of dxsim in a page's blocks."""
    blocks = [
        block for _, block in FENCE.findall((ROOT / "docs" / f"{page}.md").read_text("utf-8"))
    ]
    lines = [line.partition(" #")[0] for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("dxsim ")]


def written(page: str) -> None:
    """Write the scenario file that a page asks to save."""
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    for form, block in FENCE.findall(text):
        if form == "yaml":
            Path("my-plan.yaml").write_text(block, encoding="utf-8")


def run(words: list[str], monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["dxsim", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code, words


def begun(page: str, tmp_path, monkeypatch) -> list[list[str]]:
    """Stand in an empty folder with the page's file; return its commands but those that listen."""
    monkeypatch.setenv("DXSIM_HOME", str(ROOT))
    monkeypatch.chdir(tmp_path)
    written(page)
    found = commands(page)
    assert len(found) >= 2
    return [words for words in found if words[0] != LISTENS]


@pytest.mark.parametrize("page", PAGES)
def test_the_quick_commands_of_a_page_run(page, tmp_path, monkeypatch):
    for words in begun(page, tmp_path, monkeypatch):
        if words[0] not in SLOW:
            run(words, monkeypatch)


@pytest.mark.parametrize(("page", "lang"), [("first-hour", "en"), ("vi/first-hour", "vi")])
def test_what_the_first_hour_says_one_sees_is_said_so(page, lang):
    """Labels of tables and screens that the page quotes are those that are shown."""
    text = " ".join((ROOT / "docs" / f"{page}.md").read_text("utf-8").split())
    for key in ("verdict.judge", "explorer.files", "explorer.copy_link"):
        assert say(key, lang) in text, key


@pytest.mark.soak
@pytest.mark.parametrize("page", PAGES[:2])
def test_every_command_of_a_page_runs(page, tmp_path, monkeypatch):
    for words in begun(page, tmp_path, monkeypatch):
        run(words, monkeypatch)
    assert Path("my-plan.pdf").read_bytes().startswith(b"%PDF")
