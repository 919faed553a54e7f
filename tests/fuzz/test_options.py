"""Calls of the command line that nobody means: odd values, and options that go with no other."""

import random
import shutil
from pathlib import Path

import pytest
import yaml
from support.attack import dxsim, survives
from support.options import SHORT, call
from support.scenarios import plan, write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A workbook of a scenario, made once."""
    place = tmp_path_factory.mktemp("book")
    out = place / "book.xlsx"
    assert dxsim("workbook", write(plan(), place), "--out", out).status == 0
    return out


@pytest.fixture
def folder(tmp_path, monkeypatch, book):
    """A working folder with a scenario, a workbook and a folder, within a project of its own."""
    shutil.copytree(ROOT / "params", tmp_path / "home" / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path / "home"))
    work = tmp_path / "work"
    (work / "folder").mkdir(parents=True)
    write(plan(), work)
    monkeypatch.chdir(work)
    shutil.copy(book, work)
    return tmp_path


@pytest.mark.parametrize("calls", [60, pytest.param(1500, marks=pytest.mark.soak)])
def test_a_call_put_together_at_random_is_answered_or_refused_in_one_line(folder, calls):
    rng, answered = random.Random(calls), 0
    for _ in range(calls):
        words = call(rng, [name for name in SHORT if name not in ("check", "verify")])
        answered += survives(folder, *words, said_beside=True).status == 0
    assert answered > calls / 20


@pytest.mark.parametrize(
    "day", ["1e9", "2025-13", "2025-02-30", "0000", ",", "20250228", "٢٠٢٥-13"]
)
@pytest.mark.parametrize(
    "call",
    [
        ("audit",),
        ("fit",),
        ("backtest",),
        ("backtest", "--errors"),
        ("backtest", "--forecast", 2025),
    ],
)
def test_a_day_that_is_none_is_refused(tmp_path, call, day):
    answer = survives(tmp_path, *call, "--as-of", day)
    assert answer.status == 2 and "expected a date" in answer.err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("backtest", "--out", "a.yaml"), "--forecast or --errors beside it"),
        (("backtest", "outcomes.csv"), "--score beside it"),
        (("backtest", "--forecast", 2025, "outcomes.csv"), "--score beside it"),
        (("backtest", "--forecast", 2025, "--errors"), "only one of --forecast and --errors"),
        (("backtest", "--score", "f.yaml", "--errors"), "only one of --score and --errors"),
        (("backtest", "--score", "f.yaml", "--as-of", 2025), "only one of --score and --as-of"),
        (("fit", "--out", "a.yaml"), "--write beside it"),
        (("fit", "--parent", "baseline"), "--write beside it"),
        (
            ("require", "baseline", "--target", "share-2030", "--addition", 0, "--from-year", 2027),
            "only one of --addition and --from-year",
        ),
    ],
)
def test_an_option_without_effect_is_refused(folder, call, said):
    answer = survives(folder, *call)
    assert answer.status == 2 and said in answer.err


@pytest.mark.parametrize(
    "call", [pytest.param(("--errors",), marks=pytest.mark.soak), ("--forecast", 2025)]
)
def test_the_name_of_a_file_is_no_part_of_what_stands_in_it(folder, call):
    """A line break in the name once ended the comment that tells how the file was made."""
    texts = []
    for out in ("a\nb: $(id) \u2028\udcff.yaml", "plain.yaml"):
        assert dxsim("backtest", *call, "--out", out).status == 0
        texts.append(Path(out).read_text(encoding="utf-8"))
    odd, plain = texts
    assert len(odd.splitlines()) == len(plain.splitlines())
    assert yaml.safe_load(odd) == yaml.safe_load(plain)
    assert r"--out 'a\x0ab: $(id) \x2028\xdcff.yaml'" in odd
