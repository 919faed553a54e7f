"""A batch runs what is not finished, keeps what is, and refuses what it does not understand."""

import io
import json

import click
import pytest
from batch.batch_notebooks import WRITES, values, write_notebook

from dxsim.batch.jobs import EXECUTED, RECORD, Job
from dxsim.batch.progress import OnScreen
from dxsim.batch.run import BatchInterrupted, Options, run_jobs
from dxsim.batch.store import BatchError, files_below, only_batch
from dxsim.cli.main import STOPPED, _refusal

pytestmark = pytest.mark.usefixtures("fork_server")


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("batch")
    notebook = write_notebook(folder / "ok.ipynb", WRITES)
    bad = write_notebook(folder / "bad.ipynb", "1 / 0", "print('never')")
    leaves = write_notebook(folder / "leaves.ipynb", "import sys; sys.exit(0)", "print('never')")
    jobs = [*values(notebook, 2), Job("bad", bad), Job("leaves", leaves)]
    shown = io.StringIO()
    results = run_jobs(
        jobs, folder / "out", Options(workers=2), progress=OnScreen(shown, bar=False)
    )
    return folder / "out", jobs, {result.name: result for result in results}, shown.getvalue()


def test_a_finished_job_is_a_folder_with_its_files_and_record(batch):
    _, _, results, _ = batch
    result = results["v1"]
    assert result.status == "done" and result.folder.name == f"v1-{result.key[:12]}"
    assert sorted(files_below(result.folder)) == [EXECUTED, RECORD, "value.txt"]
    assert (result.folder / "value.txt").read_text() == "1"
    assert list(json.loads((result.folder / RECORD).read_text())["files"]) == ["value.txt"]


def test_a_failure_is_reported_and_the_rest_is_done(batch):
    out, _, results, shown = batch
    assert results["v0"].status == results["v1"].status == "done"
    assert "ZeroDivisionError" in results["bad"].error
    assert "SystemExit" in results["leaves"].error
    assert "2 of 4 failed:" in shown and "2 done, 2 failed" in shown
    assert len(list((out / "failed").glob("*.ipynb"))) == 2


def test_nothing_is_left_aside(batch):
    out, _, _, _ = batch
    assert not list(out.rglob(".aside-*"))


def test_a_second_batch_keeps_what_is_finished(batch):
    out, jobs, results, _ = batch
    again = run_jobs(jobs[:2], out, progress="quiet")
    assert [result.status for result in again] == ["kept", "kept"]
    assert [result.key for result in again] == [results[j.name].key for j in jobs[:2]]


def test_a_damaged_result_is_done_again(batch):
    out, jobs, results, _ = batch
    damaged = results["v0"].folder / "value.txt"
    damaged.write_text("7")
    again = run_jobs(jobs[:1], out, progress="quiet")
    assert again[0].status == "done" and damaged.read_text() == "0"


def test_force_does_all_again_and_gives_the_same_record(batch):
    out, jobs, results, _ = batch
    before = (results["v1"].folder / RECORD).read_bytes()
    again = run_jobs(jobs[1:2], out, Options(force=True), progress="quiet")
    assert again[0].status == "done"
    assert (again[0].folder / RECORD).read_bytes() == before


def test_a_changed_parameter_is_another_job(batch):
    out, jobs, results, _ = batch
    other = Job("v1", jobs[1].notebook, {"value": 5})
    again = run_jobs([other], out, progress="quiet")
    assert again[0].key != results["v1"].key and again[0].status == "done"


def test_a_variable_of_the_job_reaches_the_kernel_and_makes_another_job(batch, tmp_path):
    out, jobs, results, _ = batch
    reads = write_notebook(tmp_path / "n.ipynb", "import os\nvalue = os.environ['TOLD']", WRITES)
    told = [Job(f"t{n}", reads, environment={"TOLD": str(n)}) for n in (1, 2)]
    found = run_jobs(told, tmp_path / "out", progress="quiet")
    assert [(each.folder / "value.txt").read_text() for each in found] == ["1", "2"]
    other = Job("v1", jobs[1].notebook, jobs[1].parameters, environment={"TOLD": "1"})
    assert run_jobs([other], out, progress="quiet")[0].key != results["v1"].key


def test_an_undeclared_parameter_stops_the_batch_before_it_starts(tmp_path):
    notebook = write_notebook(tmp_path / "n.ipynb", WRITES)
    jobs = [Job("good", notebook), Job("typo", notebook, {"valeu": 3})]
    with pytest.raises(BatchError, match="'valeu' is not declared.*value, out_dir"):
        run_jobs(jobs, tmp_path / "out", progress="quiet")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../x", "a/b", "", "$(id)", "x\n", "-rf", ".hidden", "x" * 81])
def test_a_name_that_is_more_than_a_name_is_refused(tmp_path, name):
    notebook = write_notebook(tmp_path / "n.ipynb")
    with pytest.raises(BatchError, match="cannot name a job"):
        run_jobs([Job(name, notebook)], tmp_path / "out", progress="quiet")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a//b", "a\\b", "."])
def test_an_input_stays_in_the_jobs_folder(tmp_path, name):
    notebook = write_notebook(tmp_path / "n.ipynb")
    with pytest.raises(BatchError, match="would leave"):
        run_jobs([Job("a", notebook, inputs={name: notebook})], tmp_path / "o", progress="quiet")


def test_two_jobs_of_one_name_are_refused(tmp_path):
    notebook = write_notebook(tmp_path / "n.ipynb")
    with pytest.raises(BatchError, match="two jobs"):
        run_jobs([Job("a", notebook), Job("A", notebook)], tmp_path / "out", progress="quiet")


def test_a_second_batch_in_the_folder_is_refused_with_one_line(tmp_path):
    notebook = write_notebook(tmp_path / "n.ipynb")
    with only_batch(tmp_path / "out"), pytest.raises(BatchError, match="in use by another batch"):
        run_jobs([Job("a", notebook)], tmp_path / "out", progress="quiet")


def test_text_with_quotes_braces_and_newlines_reaches_the_notebook_as_it_is(tmp_path):
    text = "a\"b'c\\d\n{x} $(id) `id` ; \u1ea1"
    notebook = write_notebook(tmp_path / "{braces}" / "n.ipynb", WRITES)
    results = run_jobs([Job("t", notebook, {"value": text})], tmp_path / "{o}", progress="quiet")
    assert results[0].good
    assert (results[0].folder / "value.txt").read_text(encoding="utf-8") == text


def test_a_kernel_reads_only_the_inputs_it_was_given(tmp_path):
    source = tmp_path / "plan.yaml"
    source.write_text("name: plan")
    reads = (
        "import os\nfrom pathlib import Path\n"
        "home = Path(os.environ['DXSIM_HOME'])\n"
        "Path(out_dir, 'seen.txt').write_text(\n"
        "    ' '.join(p.name for p in home.rglob('*') if p.is_file()))"
    )
    notebook = write_notebook(tmp_path / "n.ipynb", reads)
    job = Job("a", notebook, inputs={"params/viet-nam/scenarios/plan.yaml": source})
    results = run_jobs([job], tmp_path / "out", progress="quiet")
    assert (results[0].folder / "seen.txt").read_text() == "plan.yaml"
    source.write_text("name: plan  # changed")
    assert run_jobs([job], tmp_path / "out", progress="quiet")[0].key != results[0].key


def test_a_stopped_command_says_that_what_is_finished_is_kept(capsys):
    stopped = click.Abort()
    stopped.__cause__ = BatchInterrupted([])
    assert _refusal(stopped) == STOPPED
    assert capsys.readouterr().err == "stopped; what is finished is kept\n"
    assert _refusal(KeyboardInterrupt()) == STOPPED
    assert capsys.readouterr().err == "stopped\n"
