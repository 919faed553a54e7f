"""A file edited while a run goes on: no result stands under a content it was not made from."""

import pytest
from batch.batch_notebooks import WRITES, write_notebook

from dxsim.batch.execute import Workspace
from dxsim.batch.inputs import CHANGED, contents_of
from dxsim.batch.jobs import Job, job_files, with_key
from dxsim.batch.manifest import read_manifest, verify
from dxsim.batch.run import Options, run_jobs
from dxsim.batch.store import sha256_bytes
from dxsim.batch.transport.payloads import job_payload, job_told, run_payload
from dxsim.batch.transport.tasks import TaskMessage

PLACE = "params/viet-nam/scenarios/plan.yaml"
READS = (
    "import os\nfrom pathlib import Path\n"
    f"seen = Path(os.environ['DXSIM_HOME'], '{PLACE}').read_text()\n"
    "Path(out_dir, 'seen.txt').write_text(seen)"
)


def edits(path, text):
    """Return a cell that writes over a file of the reader's own."""
    return f"from pathlib import Path\nPath({str(path)!r}).write_text({text!r})"


def inputs_changed(out):
    return [change for change in verify(out) if change.kind == "input"]


@pytest.mark.usefixtures("fork_server")
def test_an_input_edited_during_a_run_is_never_kept_under_its_old_hash(tmp_path):
    """The first job edits an input: it read the old one and stays; the next one is refused."""
    plan, out = tmp_path / "plan.yaml", tmp_path / "out"
    plan.write_text("old")
    editor = write_notebook(tmp_path / "editor.ipynb", READS, edits(plan, "new"))
    reader, other = (
        write_notebook(tmp_path / f"{n}.ipynb", c) for n, c in (("r", READS), ("o", WRITES))
    )
    inputs = {PLACE: plan}
    jobs = [
        Job("editor", editor, inputs=inputs),
        Job("reader", reader, inputs=inputs),
        Job("other", other),
    ]
    results = run_jobs(jobs, out, Options(workers=1), progress="quiet")
    assert [result.status for result in results] == ["done", "failed", "done"]
    assert results[1].error == f"plan.yaml: {CHANGED}"
    assert (results[0].folder / "seen.txt").read_text() == "old"
    assert read_manifest(out)["inputs"][PLACE]["sha256"] == sha256_bytes(b"old")
    assert [change.name for change in inputs_changed(out)] == [PLACE]
    plan.write_text("old")
    again = run_jobs(jobs[:2], out, progress="quiet")
    assert [result.status for result in again] == ["kept", "done"]
    assert (again[1].folder / "seen.txt").read_text() == "old"
    assert inputs_changed(out) == []


@pytest.mark.usefixtures("fork_server")
def test_a_notebook_edited_during_a_run_is_not_taken_for_the_old_one(tmp_path):
    """One edits itself as it runs, one is edited before its turn."""
    first, second = tmp_path / "first.ipynb", tmp_path / "second.ipynb"
    write_notebook(second, WRITES)
    write_notebook(first, edits(second, "{}"), edits(first, "{}"))
    jobs = [Job("first", first), Job("second", second)]
    results = run_jobs(jobs, tmp_path / "out", Options(workers=1), progress="quiet")
    assert [r.error for r in results] == [f"{n}.ipynb: {CHANGED}" for n in ("first", "second")]
    assert not list((tmp_path / "out" / "jobs").glob("*"))


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("what", ["plan.yaml", "n.ipynb"])
def test_what_is_sent_to_a_cluster_is_checked_where_it_arrives(tmp_path, what, gone):
    (tmp_path / "plan.yaml").write_text("old")
    job = Job(
        "a", write_notebook(tmp_path / "n.ipynb", READS), inputs={PLACE: tmp_path / "plan.yaml"}
    )
    job = with_key(job, contents_of(job_files(job)))
    space = Workspace(tmp_path / "out", "token", "")
    if gone:
        (tmp_path / what).unlink()
    else:
        write_notebook(tmp_path / what, READS, "1")
    answer = run_payload(job_payload(job, space, files=True))
    after = job_told(job, space, TaskMessage("a", 1, answer), files=True)
    assert (after.status, after.error) == ("failed", f"{what}: {CHANGED}")
    assert not space.final(job).exists()
