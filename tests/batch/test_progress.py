"""What a person sees of a batch under way: a line a job in a log, a bar on a terminal."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dxsim.batch.jobs import Job
from dxsim.batch.progress import OnScreen
from dxsim.presentation.text.messages import say

JOBS = [Job(name, Path(f"{name}.ipynb")) for name in ("kept", "good", "bad")]
ENDED = [
    replace(JOBS[0], status="kept"),
    replace(JOBS[1], status="done"),
    replace(JOBS[2], status="failed", error="code cell 2: ValueError: [red] is no rate :smile:"),
]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


class Gone(io.StringIO):
    """A stream whose reader has gone away."""

    def write(self, text):
        raise BrokenPipeError


def told(shown, lang="en", *, bar=False):
    """Let one job be kept, one be done and one fail, the last after its worker died once."""
    screen = OnScreen(shown, lang, bar=bar)
    screen.begin(3, 1)
    for name in ("good", "bad", "bad"):
        screen.started(name)
    for job in ENDED[1:]:
        screen.ended(job)
    screen.end(ENDED)
    return shown.getvalue()


def test_a_log_has_a_line_a_job_with_the_count_the_pace_and_what_runs():
    lines = told(io.StringIO()).splitlines()
    assert lines[0] == say("batch.begin", "en", total=3, kept=1, left=2)
    assert re.fullmatch(r"good: done; 2/3; [\d,]+ a minute, 0:00 left; running bad", lines[1])
    assert lines[2].startswith(f"bad: {ENDED[2].error}; 3/3; ")
    assert lines[3:] == ["1 of 3 failed:", f"  bad  {ENDED[2].error}", "1 done, 1 kept, 1 failed"]


def test_a_log_line_is_never_broken_and_has_no_codes_of_a_terminal():
    long = replace(ENDED[2], error="x " * 100)
    shown = io.StringIO()
    screen = OnScreen(shown, bar=False)
    screen.begin(1, 0)
    screen.ended(long)
    assert len(shown.getvalue().splitlines()) == 2 and "\x1b" not in shown.getvalue()


def test_a_log_is_in_the_language_of_its_reader():
    lines = told(io.StringIO(), "vi").splitlines()
    assert lines[0] == say("batch.begin", "vi", total=3, kept=1, left=2)
    assert lines[3] == say("batch.failures", "vi", count=1, total=3)


def test_a_bar_is_drawn_on_a_terminal_and_taken_away_and_failures_stay(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    shown = told(Terminal(), bar=True)
    assert "\x1b[" in shown and "━" in shown
    left = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).splitlines()
    assert f"bad: {ENDED[2].error}" in left
    assert not any(line.startswith("good: ") for line in left)
    assert left[-2:] == [f"  bad  {ENDED[2].error}", "1 done, 1 kept, 1 failed"]


@pytest.mark.parametrize("bar", [False, True])
def test_a_reader_who_goes_away_stops_nothing(bar):
    told(Gone(), bar=bar)
