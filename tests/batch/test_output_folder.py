"""What is the user's own in an output folder stays there; only what a batch made is replaced."""

import json
import os
import shutil
from pathlib import Path

import pytest
from batch.projects import FIGURE, ROOT, project
from support.attack import dxsim, listing

from dxsim.batch.manifest import MANIFEST, verify
from dxsim.batch.output_folder import refuse_folder
from dxsim.batch.store import LOCK_NAME, only_batch

SWEEP = """
sweep: few
scenario: baseline
vary:
  components.ict.growth.constant: [14%, 15%]
"""
IN_BOTH = (
    "jobs/thesis.txt", "failed/mine.txt", "dataset/job=mine/results.parquet", ".lock",
    "manifest.json",
)  # fmt: skip
OWN = (
    *IN_BOTH, "figures/fig1.pdf", "notebooks/thesis.ipynb", "index.html", "results.csv",
    "verdicts.parquet",
)  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, those behind a link left out."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def mine(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"mine: {name}")
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project whose one notebook makes a figure of its scenario."""
    return project(tmp_path_factory.mktemp("project"), n02_scenario=FIGURE)


@pytest.fixture
def run(home, pages_once, monkeypatch):
    monkeypatch.setenv("DXSIM_HOME", str(home))
    return lambda *words: dxsim("run", *words, "--quiet", "--workers", "1")


@pytest.fixture
def finished(home, run, tmp_path_factory):
    """The folder of a finished run of two scenarios."""
    folder = home / "finished"
    if not folder.exists():
        answer = run("baseline", "nso-trend", "--out", folder)
        assert answer.status == 0, answer
    return shutil.copytree(folder, tmp_path_factory.mktemp("copy") / "out")


@pytest.mark.parametrize(
    ("command", "name"),
    [("run", name) for name in OWN]
    + [("sweep", name) for name in (*IN_BOTH, "scenarios/mine.yaml", "sweep.csv")],
)
def test_a_folder_with_files_of_ones_own_where_results_go_is_refused(tmp_path, command, name):
    folder = tmp_path / "paper"
    for each in (name, "notes.txt"):
        mine(folder, each)
    (tmp_path / "few.yaml").write_text(SWEEP)
    before = contents(folder)
    words = ("run", "baseline") if command == "run" else ("sweep", tmp_path / "few.yaml")
    answer = dxsim(*words, "--out", folder)
    assert answer.status == 2 and len(answer.err.splitlines()) == 1
    assert contents(folder) == before


def test_the_issue_s_folder_keeps_everything(tmp_path):
    folder = tmp_path / "paper"
    for name in ("jobs/a/notes.txt", "figures/fig1.pdf", "notebooks/thesis.ipynb"):
        mine(folder, name)
    mine(folder, "dataset/job=mine/results.parquet")
    before = listing(folder)
    assert dxsim("run", "baseline", "--out", folder).status == 2
    assert listing(folder) == before


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_out_is_refused(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    for words in (("run", "baseline"), ("sweep", "growth-grid")):
        answer = dxsim(*words, "--out", text)
        assert (answer.status, answer.out) == (2, "") and "an empty text" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [".", "..", "params", "params/new", "notebooks", "notebooks/x"])
def test_a_project_s_own_folders_are_no_output_folders(home, run, monkeypatch, place):
    (home / "deep").mkdir(exist_ok=True)
    monkeypatch.chdir(home / "deep" if place == ".." else home)
    before = listing(home)
    answer = run("baseline", "--out", place)
    assert answer.status == 2 and len(answer.err.splitlines()) == 1
    assert listing(home) == before


def test_a_file_is_no_output_folder(tmp_path):
    file = mine(tmp_path, "out")
    answer = dxsim("run", "baseline", "--out", file)
    assert answer.status == 2 and "which is no folder" in answer.err
    assert file.read_text() == "mine: out"


@pytest.mark.parametrize(
    "name", ["figures", "jobs", "dataset", "figures/a.pdf", "index.html", ".lock", ".lock.holder",
             "manifest.json", "notebooks/deep/link", "kept"],
)  # fmt: skip
@pytest.mark.parametrize("is_there", [True, False])
def test_links_below_an_output_folder_are_refused(finished, run, tmp_path, name, is_there):
    target = tmp_path / "paper"
    if is_there:
        mine(target, "own.pdf")
        target = target if "." not in name else target / "own.pdf"
    link = finished / name
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(target)
    before = contents(tmp_path)
    answer = run("baseline", "--out", finished)
    assert answer.status == 2 and "a link" in answer.err
    assert contents(tmp_path) == before and link.is_symlink()


def test_a_link_to_the_output_folder_itself_is_followed(finished, run, tmp_path):
    (tmp_path / "outputs").symlink_to(finished)
    assert run("baseline", "nso-trend", "--out", tmp_path / "outputs").status == 0


def test_files_of_ones_own_survive_the_next_run(finished, run):
    own = ["figures/my-own.png", "notebooks/thesis.ipynb", "dataset/job=mine/results.parquet",
           "notes.txt", "jobs/mine.txt", "failed/mine.txt", ".aside-mine", "jobs/.aside-mine",
           "workbooks/mine.xlsx", "kept/mine.txt"]  # fmt: skip
    paths = [mine(finished, name) for name in own]
    for scenarios in (("baseline", "nso-trend"), ("baseline",), ("nso-trend", "--force")):
        assert run(*scenarios, "--out", finished).status == 0
        assert [p.read_text() for p in paths] == [f"mine: {name}" for name in own]
    figures = {path.name for path in (finished / "figures").iterdir()}
    assert figures == {"my-own.png", "nso-trend-share.svg"}
    sealed = json.loads((finished / MANIFEST).read_text())["outputs"]
    assert not set(own) & set(sealed)


def test_what_was_edited_since_is_kept_beside_what_takes_its_name(finished, run):
    names = ["figures/baseline-share.svg", "index.html", "results.csv", "briefing-vi.pdf"]
    edited = [mine(finished, name) for name in names]
    gone = mine(finished, "figures/nso-trend-share.svg")
    answer = run("baseline", "--out", finished)
    assert answer.status == 0
    assert gone.read_text().startswith("mine"), "not replaced, so it stays where it is"
    for name, path in zip(names, edited, strict=True):
        assert (finished / "kept" / name).read_text() == f"mine: {name}"
        assert not path.read_bytes().startswith(b"mine") and f"kept/{name}" in answer.err
    assert [c for c in verify(finished) if c.kind == "output"] == []
    mine(finished, names[0])
    assert run("baseline", "--out", finished).status == 0
    assert (finished / "kept" / "figures" / "baseline-share-2.svg").exists()


def test_hard_links_to_results_keep_their_content(finished, run, tmp_path):
    result = finished / "figures" / "nso-trend-share.svg"
    other, before = tmp_path / "paper.svg", result.read_bytes()
    os.link(result, other)
    assert run("baseline", "--out", finished).status == 0
    assert not result.exists() and other.read_bytes() == before


def test_a_forged_manifest_removes_nothing_outside(finished, run, tmp_path):
    from dxsim.batch.store import sha256_file

    outside = mine(finished.parent, "precious.txt")
    told = json.loads((finished / MANIFEST).read_text())
    told["outputs"]["figures/../../precious.txt"] = sha256_file(outside)
    (finished / MANIFEST).write_text(json.dumps(told))
    assert run("baseline", "--out", finished).status == 0
    assert outside.exists()


def test_a_figure_of_a_scenario_no_longer_run_is_removed(finished, run):
    assert run("baseline", "--out", finished).status == 0
    names = {path.name for path in (finished / "figures").iterdir()}
    assert names == {"baseline-share.svg"}


def test_the_shipped_outputs_folder_with_its_page_is_taken(tmp_path):
    shutil.copy(ROOT / "outputs" / "README.md", tmp_path)
    refuse_folder(tmp_path, ("jobs", "figures"))


@pytest.mark.parametrize("content", [None, "kept.txt"])
@pytest.mark.parametrize("earlier", [False, True], ids=["new", "there-before"])
def test_a_batch_that_fails_leaves_a_folder_only_where_something_is_in_it(
    tmp_path, earlier, content
):
    place = tmp_path / "made"
    if earlier:
        place.mkdir()
    with pytest.raises(RuntimeError), only_batch(place):
        if content:
            (place / content).write_text("x")
        raise RuntimeError
    assert place.exists() == (earlier or content is not None)
    with only_batch(place):
        assert (place / LOCK_NAME).exists()
