"""A run that fails at any write or rename leaves old or new files; run again, it ends the same."""

import errno
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace

import nbformat
import pytest
from batch.batch_notebooks import write_notebook
from support.scenarios import plan, write

from dxsim.batch import execute
from dxsim.batch import run as suite
from dxsim.batch.execute import carry_out
from dxsim.batch.inputs import CHANGED
from dxsim.batch.jobs import EXECUTED
from dxsim.batch.main_job import finish, pages
from dxsim.batch.main_job import plan as planning
from dxsim.batch.main_job.finish import run_plan
from dxsim.batch.main_job.pages import page_paths
from dxsim.batch.main_job.plan import Plan
from dxsim.batch.manifest import MANIFEST, Change, verify
from dxsim.batch.run import BatchInterrupted, Options
from dxsim.batch.store import files_below
from dxsim.data.files import write_atomic
from dxsim.data.yamlfile import InputError

MOST_CALLS = 1000
PASSING = ("failed/", ".aside-")  # what an end cut short may leave, and the next run clears away


def fake_notebook(job, space, folder, home):
    """Stand in for papermill: a notebook that ran, a figure and a table."""
    cell = nbformat.v4.new_code_cell("1", execution_count=1, id="a")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / EXECUTED)
    (folder / "figures").mkdir()
    (folder / "figures" / "share.svg").write_bytes(b"<svg/>")
    (folder / "table.csv").write_text(str(sorted(job.parameters.items())))


def fake_pages(judged, chosen, out_dir, targets_file=None):
    """Stand in for the workbooks and briefings: what each would say of the chosen scenario."""
    for path in page_paths(out_dir, chosen):
        yield write_atomic(path, str(chosen.end_year).encode())


def in_this_process(self, jobs):
    """Stand in for the worker processes, so that their writes can be made to fail too."""
    for job in jobs:
        yield replace(job, status="running")
        yield replace(carry_out(job, self.space), attempts=1)


@pytest.fixture
def fakes(tmp_path, monkeypatch):
    """Two notebooks that are fakes, run in this process; so are the pages.

    What a run cut short leaves in the system's folder for what passes is left in one of its own.
    """
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    books = [
        write_notebook(tmp_path / f"{stem}.ipynb", "1", parameters="scenario = 'plan'")
        for stem in ("02_scenario", "03_compare")
    ]
    monkeypatch.setattr(planning, "notebooks", lambda: books)
    monkeypatch.setattr(pages, "write_pages", fake_pages)
    monkeypatch.setattr(finish, "write_index", lambda *_, **__: None)
    monkeypatch.setattr(execute, "_execute", fake_notebook)
    monkeypatch.setattr(suite._Batch, "_carried_out", in_this_process)
    return Plan.of([str(write(plan(), tmp_path))], None, "en")


CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Breaks:
    """Stands before every change of the disk below a folder; the n-th and all after it fail.

    Python tells an audit hook of each file it opens, renames, makes or removes, whichever call
    asks for it; of a sync it does not, so that one is put in between.
    """

    now: "Breaks | None" = None

    def __init__(self, folder, monkeypatch, number):
        self.folder, self.left, self.seen = str(folder), number, set()
        sync = os.fsync
        monkeypatch.setattr(os, "fsync", lambda file: (self.one("fsync"), sync(file)))
        monkeypatch.setattr(Breaks, "now", self)

    def one(self, event):
        self.seen.add(event)
        self.left -= 1
        if self.left <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO), "somewhere")

    def told(self, event, arguments):
        """Count a change of the disk in the folder; what is named without one is below another."""
        if event == "open":
            path, _, flags = arguments
            changes = isinstance(path, str) and isinstance(flags, int) and flags & TO_WRITE
        else:
            changes, path = event in CHANGES, arguments[0] if arguments else None
        if changes and (str(path).startswith(self.folder) or not os.path.isabs(str(path))):
            self.one(event)


def _hook(event, arguments):
    if Breaks.now is not None:
        Breaks.now.told(event, arguments)


sys.addaudithook(_hook)


def contents(folder):
    """Return the bytes below a folder, but for what carries times."""
    return {
        name: path.read_bytes()
        for name, path in files_below(folder).items()
        if path.name != MANIFEST and not path.name.startswith(".")
    }


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("every", [60, pytest.param(1, marks=pytest.mark.soak)])
def test_power_cut_at_any_write_or_rename_of_a_run(tmp_path, fakes, monkeypatch, every):
    with monkeypatch.context() as patch:
        calm = Breaks(tmp_path / "calm", patch, 10 * MOST_CALLS)
        done = run_plan(fakes, tmp_path / "calm", Options(), progress="quiet")
    assert not done.failures() and len(done.jobs) == 2
    assert {"open", "os.rename", "os.mkdir", "os.remove", "fsync"} <= calm.seen
    wanted = contents(tmp_path / "calm")
    assert {"figures/plan-share.svg", "verdicts.csv"} <= set(wanted)
    broken = 0
    for number in range(1, MOST_CALLS, every):
        out = tmp_path / str(number)
        if not cut_short(fakes, out, monkeypatch, number):
            break
        broken += 1
        left = {n: d for n, d in contents(out).items() if not n.startswith(PASSING)}
        assert all(wanted[name] == data for name, data in left.items()), number
        again = run_plan(fakes, out, Options(), progress="quiet")
        assert not again.failures()
        assert contents(out) == wanted, number
        assert not list(out.rglob(".aside-*"))
    assert broken >= (10 * MOST_CALLS - calm.left) // every > 200 // every, (broken, calm.left)


def cut_short(plan, out, monkeypatch, number):
    """Run with the n-th change of the disk and all after it failing; say whether one failed."""
    with monkeypatch.context() as patch:
        fault = Breaks(out, patch, number)
        try:
            done = run_plan(plan, out, Options(), progress="quiet")
        except (OSError, InputError) as error:
            assert len(str(error).splitlines()) == 1
        else:
            assert fault.left > 0 or done.failures()
    return fault.left <= 0


def test_pages_stay_while_nothing_changed_and_are_made_again_by_force(tmp_path, fakes):
    out = tmp_path / "out"
    run_plan(fakes, out, Options(), progress="quiet")
    pages_made = page_paths(out, fakes.chosen)
    pages_made[0].write_text("spoilt")
    run_plan(fakes, out, Options(), progress="quiet")
    assert pages_made[0].read_text() == "spoilt"
    run_plan(fakes, out, Options(force=True), progress="quiet")
    assert {page.read_text() for page in pages_made} == {str(fakes.chosen.end_year)}


def test_pages_are_made_while_the_notebooks_run(tmp_path, fakes, monkeypatch):
    made = threading.Event()

    def waiting(self, jobs):
        assert made.wait(60), "the notebooks ended before the pages began"
        yield from in_this_process(self, jobs)

    monkeypatch.setattr(pages, "write_pages", lambda *given: [*fake_pages(*given), made.set()])
    monkeypatch.setattr(suite._Batch, "_carried_out", waiting)
    done = run_plan(fakes, tmp_path / "out", Options(), progress="quiet")
    assert not done.failures() and all(
        page.is_file() for page in page_paths(done.out_dir, fakes.chosen)
    )


def test_a_run_that_is_stopped_waits_for_the_page_in_hand_and_makes_no_other(
    tmp_path, fakes, monkeypatch
):
    begun, made = threading.Event(), []

    def slow_pages(*given):
        begun.set()
        for page in fake_pages(*given):
            time.sleep(0.5)
            made.append(page)
            yield page

    def stopped(self, jobs):
        assert begun.wait(60)
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(pages, "write_pages", slow_pages)
    monkeypatch.setattr(suite._Batch, "_carried_out", stopped)
    with pytest.raises(KeyboardInterrupt):
        run_plan(fakes, tmp_path / "out", Options(), progress="quiet")
    assert len(made) == 1
    assert not made[0].parent.exists()
    assert not any(page.exists() for page in page_paths(tmp_path / "out", fakes.chosen))


def test_a_run_whose_pages_cannot_be_made_says_why_and_keeps_its_jobs(tmp_path, fakes, monkeypatch):
    def refused(*_):
        raise InputError("briefing", found="a letter", expected="another")

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(pages, "write_pages", refused)
        with pytest.raises(InputError, match="a letter"):
            run_plan(fakes, out, Options(), progress="quiet")
    assert not any(page.exists() for page in page_paths(out, fakes.chosen))
    again = run_plan(fakes, out, Options(), progress="quiet")
    assert [result.status for result in again.jobs] == ["kept", "kept"]
    assert all(page.is_file() for page in page_paths(out, fakes.chosen))


@pytest.mark.parametrize("reverted", [False, True])
def test_pages_made_while_a_file_was_edited_do_not_count_as_current(
    tmp_path, fakes, monkeypatch, reverted
):
    """The jobs are done when the file is edited; what is made after them may have read either."""
    out, path = tmp_path / "out", tmp_path / "plan.yaml"
    text = path.read_text()

    def edited_after(self, jobs):
        yield from in_this_process(self, jobs)
        write(plan(end_year=2041), tmp_path)

    with monkeypatch.context() as patch:
        patch.setattr(suite._Batch, "_carried_out", edited_after)
        done = run_plan(fakes, out, Options(), progress="quiet")
    assert done.failures() == [f"{path}: {CHANGED}"]
    if reverted:
        path.write_text(text)
    name = "params/viet-nam/scenarios/plan.yaml"
    assert Change("input", name, "changed") in verify(out)
    for page in page_paths(out, fakes.chosen):
        page.write_text("of either")
    again = Plan.of([str(path)], None, "en")
    assert not run_plan(again, out, Options(), progress="quiet").failures()
    wanted = fakes.chosen.end_year if reverted else 2041
    assert {page.read_text() for page in page_paths(out, again.chosen)} == {str(wanted)}
    assert [change for change in verify(out) if change.kind == "input"] == []


def test_a_second_run_is_refused_until_the_first_has_sealed_its_folder(
    tmp_path, fakes, monkeypatch
):
    """It comes as a process of its own, while the first is at its pages and at its seal."""
    out, said = tmp_path / "out", []
    write_pages, seal = pages.write_pages, finish.seal

    def second():
        command = [sys.executable, "-m", "dxsim.cli.main", "run", "baseline", "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        said.append((done.returncode, done.stderr))

    monkeypatch.setattr(pages, "write_pages", lambda *given: [second(), *write_pages(*given)])
    monkeypatch.setattr(finish, "seal", lambda *given: (second(), seal(*given)))
    assert not run_plan(fakes, out, Options(), progress="quiet").failures()
    assert [status for status, _ in said] == [2, 2]
    assert all(f"in use by another batch (process {os.getpid()} " in text for _, text in said)
    assert [change for change in verify(out) if change.kind != "package"] == []


@pytest.mark.parametrize("step", ["gather", "write_tables", "placed", "seal"])
def test_stopped_after_its_jobs_a_run_says_what_is_kept_and_ends_the_same(
    tmp_path, fakes, monkeypatch, step
):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    run_plan(fakes, tmp_path / "calm", Options(), progress="quiet")
    with monkeypatch.context() as patch:
        patch.setattr(pages.Pages if step == "placed" else finish, step, stopped)
        with pytest.raises(BatchInterrupted) as told:
            run_plan(fakes, tmp_path / "out", Options(), progress="quiet")
    assert [result.status for result in told.value.jobs] == ["done", "done"]
    again = run_plan(fakes, tmp_path / "out", Options(), progress="quiet")
    assert [result.status for result in again.jobs] == ["kept", "kept"]
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_a_clock_that_runs_backwards_changes_nothing_of_a_run(tmp_path, fakes, monkeypatch):
    """What a first run made lies in the future of the second, whose clock runs backwards."""
    out, ticks = tmp_path / "out", itertools.count(1_000_000_000, -3600)
    assert not run_plan(fakes, out, Options(), progress="quiet").failures()
    wanted = contents(out)
    for path in files_below(out).values():
        os.utime(path, (4_000_000_000, 4_000_000_000))
    monkeypatch.setattr(time, "time", lambda: float(next(ticks)))
    monkeypatch.setattr(time, "time_ns", lambda: next(ticks) * 10**9)
    kept = run_plan(fakes, out, Options(), progress="quiet")
    assert [result.status for result in kept.jobs] == ["kept", "kept"]
    again = run_plan(fakes, out, Options(force=True), progress="quiet")
    assert [result.status for result in again.jobs] == ["done", "done"]
    assert contents(out) == wanted
