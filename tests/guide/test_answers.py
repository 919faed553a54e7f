"""Every short answer of the guide does what it says, in a folder of its own."""

import contextlib
import io
import shlex
import sys
from pathlib import Path

import pytest
from guide import answers

ROOT = Path(__file__).resolve().parents[2]
ALL = [answer for chapter in answers.chapters() for answer in chapter.answers]
CASES = [
    pytest.param(one, id=one.ask["en"], marks=[pytest.mark.soak] if one.slow else []) for one in ALL
]


def test_there_are_forty_and_more_each_asked_once_and_in_both_languages():
    assert len(ALL) >= 40
    for lang in answers.LANGUAGES:
        assert len({one.ask[lang] for one in ALL}) == len(ALL)
        assert all(one.say[lang].strip() for one in ALL)
    assert all(one.run or one.python for one in ALL)


@pytest.mark.timeout(900)  # one answer runs every notebook
@pytest.mark.parametrize("answer", CASES)
def test_an_answer_does_what_it_says(answer, tmp_path, monkeypatch):
    monkeypatch.setenv("DXSIM_HOME", str(ROOT))
    monkeypatch.chdir(tmp_path)
    for name, text in answer.files.items():
        Path(name).write_text(text, encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for line in answer.run:
            assert called(line.replace("{project}", str(ROOT)), monkeypatch) == 0, line
        exec(answer.python, {})
    for text in answer.shows:
        assert text in said.getvalue()
    for line in answer.run:
        words = shlex.split(line)
        if "--out" in words:
            assert Path(words[words.index("--out") + 1]).exists()


def called(line: str, monkeypatch) -> int:
    """Run a command as the shell would, in this process; return its exit status."""
    from dxsim.cli.main import main

    program, *words = shlex.split(line)
    assert program == "dxsim"
    monkeypatch.setattr(sys, "argv", ["dxsim", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)
