"""What every command prints fits a screen of 80 columns; a file is the same from any window."""

import functools
import json
import os
import pty
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

import dxsim as dx
from dxsim.analysis.targets import load_targets
from dxsim.cli import printing
from dxsim.cli.main import COMMANDS, cli
from dxsim.presentation import quoting, terminal
from dxsim.presentation.text import messages
from dxsim.presentation.text.tables import target_in_words
from dxsim.scenario.loading import list_scenarios, load_scenario

SAID = {
    "project": ["baseline"],
    "targets": ["baseline", "nso-trend"],
    "compare": ["viet-nam", "malaysia"],
    "diff": ["baseline", "plan-repeated"],
    "require": ["baseline", "--target", "share-2030"],
    "feasible": ["plan-repeated", "--bound", "cap:sectoral:2025-2030::40%"],
    "frontier": ["baseline", "share-2030", "cap", "--bound", "cap:ict:2025-2030::30%"],
    "explain": ["baseline", "plan-repeated"],
    "ensemble": ["baseline", "--draws", "100"],
    "sensitivity": ["baseline", "--draws", "64"],
    "discover": ["baseline", "--draws", "400"],
    "programmes": ["plan-programmes", "--draws", "50"],
    "conditions": [],
    "audit": [],
    "fit": ["digital_share"],
    "sweep": ["growth-grid", "--quiet"],
    "check": [],
    "quoting": [],
}
"""A call of each command that prints tables or sentences."""
SLOW = [("programmes", "en"), ("sweep", "en")]
"""Calls of seconds, looked at in the longer language alone."""
OTHERS = {
    "run": "ends with the overview of targets without a scenario, tested below",
    "backtest": "its tables are a page of the evidence",
    **dict.fromkeys(("new", "init", "rebase", "verify"), "says one line or one a file"),
    **dict.fromkeys(("workbook", "import", "export", "briefing"), "writes files and names them"),
    "explore": "serves a page",
}


def printed(words, tmp_path, monkeypatch, columns):
    """Return what a call prints on a terminal of some columns."""
    folds = functools.partial(terminal.folded, sentences=True)
    monkeypatch.setattr(terminal, "folded", lambda blocks, width, **_: folds(blocks, width))
    monkeypatch.setattr(printing, "screen_width", lambda: columns)
    if words[0] == "sweep":
        words = [*words, "--out", str(tmp_path / "sweep")]
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.exception is None, result.output
    return result.output.replace(str(tmp_path), "")


def test_every_command_is_looked_at():
    assert set(SAID) | set(OTHERS) == set(COMMANDS)


@pytest.mark.parametrize(
    ("command", "lang"),
    [(command, lang) for command in SAID for lang in ("vi", "en") if (command, lang) not in SLOW],
)
def test_no_line_passes_80_columns_and_none_is_coloured(command, lang, tmp_path, monkeypatch):
    said = printed([command, *SAID[command], "--lang", lang], tmp_path, monkeypatch, 80)
    assert said.strip()
    assert "\x1b" not in said
    assert [line for line in said.splitlines() if cell_len(line) > 80] == []


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("command", ["project", "targets", "require", "conditions", "audit"])
def test_what_is_shown_ends_once_with_where_the_rules_of_quoting_stand(
    command, lang, tmp_path, monkeypatch
):
    words = [command, *SAID[command], "--lang", lang]
    said = printed(words, tmp_path, monkeypatch, 80)
    assert said.splitlines()[-1] == quoting.pointer(lang)
    assert said.count(quoting.pointer(lang)) == 1
    assert "quoting" not in printed([command, *SAID[command], "--json"], tmp_path, monkeypatch, 80)


def test_a_command_that_shows_no_result_says_nothing_of_quoting(tmp_path, monkeypatch):
    assert "quoting" not in printed(["check"], tmp_path, monkeypatch, 80)
    assert printed(["quoting"], tmp_path, monkeypatch, 80).count(quoting.heading("en")) == 1


def test_wide_prints_a_row_a_line(tmp_path, monkeypatch):
    words = ["targets", "baseline", "nso-trend"]
    whole = printed([*words, "--wide"], tmp_path, monkeypatch, 80)
    rows = [line for line in whole.splitlines() if re.match("(baseline|nso-trend)  ", line)]
    assert len(rows) == len(json.loads(printed([*words, "--json"], tmp_path, monkeypatch, 80)))
    short = printed(words, tmp_path, monkeypatch, 2000).splitlines()  # a wider screen is used
    assert 4 < sum(line.startswith(("baseline  ", "nso-trend  ")) for line in short) < len(rows)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_each_target_is_a_row_or_named_with_the_reason_why_nothing_decides_it(
    lang, tmp_path, monkeypatch
):
    names = ["baseline", "mic-2024-plan"]  # nothing is left for the rest under the second alone
    said = printed(["targets", *names, "--lang", lang], tmp_path, monkeypatch, 2000).splitlines()
    start = messages.say("overview.not_evaluable", lang, reason="|", targets="").partition("|")[0]
    listed = " ".join(line for line in said if line.startswith(start))
    rows = [line for line in said if line.startswith(tuple(f"{name}  " for name in names))]
    facts = dx.verdicts([load_scenario(name) for name in names])
    undecided = [fact for fact in facts if fact.reached is None and not fact.is_told_as_over]
    assert undecided and len(rows) == len(facts) - len(undecided)
    for fact in facts:
        named = target_in_words(fact.target, lang)
        assert (named in listed) or any(named in row for row in rows)
    (some,) = [fact for fact in undecided if fact.reason == "exhausted"]
    assert f"{target_in_words(some.target, lang)} ({some.scenario})" in listed


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_targets_of_all_scenarios_are_one_screen_unless_every_row_is_asked_for(
    lang, tmp_path, monkeypatch
):
    said = printed(["targets", "--lang", lang], tmp_path, monkeypatch, 80).splitlines()
    names = list_scenarios()
    assert len(said) <= len(names) + 16 and max(map(cell_len, said)) <= 80
    assert [sum(line.startswith(f"{name} ") for line in said) for name in names] == [1] * len(names)
    whole = printed(["targets", "--lang", lang, "--wide"], tmp_path, monkeypatch, 80).splitlines()
    rows = [line for line in whole if line.startswith(tuple(f"{name}  " for name in names))]
    assert len(rows) == len(names) * len(load_targets())


@pytest.mark.parametrize(
    "words",
    [
        ["targets", "baseline", "--wide", "--json"],
        ["conditions", "--wide", "--out", "a.pdf"],
        ["backtest", "--forecast", "2030", "--wide"],
        ["fit", "digital_share", "--wide", "--write", "mine"],
    ],
)
def test_wide_is_refused_where_no_table_is_printed(words):
    found = CliRunner().invoke(cli, words, standalone_mode=False).exception
    assert "only one of --wide and --" in str(found)


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of Unix")
def test_a_terminal_is_filled_and_a_file_keeps_a_row_a_line(monkeypatch):
    words = ["project", "baseline", "--lang", "en"]
    call = [sys.executable, "-m", "dxsim.cli.main", *words]
    assert 50 < max(map(len, on_terminal(call, "60"))) <= 60
    monkeypatch.delenv("COLUMNS", raising=False)
    in_a_file = CliRunner().invoke(cli, words).output
    assert in_a_file == CliRunner().invoke(cli, [*words, "--wide"]).output
    monkeypatch.setenv("COLUMNS", "60")
    stated = CliRunner().invoke(cli, words).output.splitlines()
    assert max(len(line) for line in stated if line[:2] == "20") <= 60


def on_terminal(call, columns):
    """Return the lines that a call shows on a terminal of some columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(call, env=os.environ | {"COLUMNS": columns}, stdout=theirs)
    os.close(theirs)
    said = b""
    while part := _read(ours):
        said += part
    process.wait()
    os.close(ours)
    return said.decode().splitlines()


def _read(end):
    try:
        return os.read(end, 65536)
    except OSError:  # the other end is closed
        return b""
