"""What the threads that hand out tasks tell the batch: failures of their own, and late answers."""

import json
import sys
from pathlib import Path

import pytest

from dxsim.batch.execute import Workspace
from dxsim.batch.jobs import Job
from dxsim.batch.run import longest_first
from dxsim.batch.transport import processes
from dxsim.batch.transport.payloads import job_told, pack
from dxsim.batch.transport.processes import Worker, WorkerPool
from dxsim.batch.transport.tasks import TaskMessage


def messages(folder: Path, timeout: float) -> list:
    """Return the messages on a task that no worker of these tests does."""
    return list(WorkerPool(1, None, folder / "log", timeout).send({"one": lambda: b"work"}))


@pytest.fixture
def silent(monkeypatch):
    """Workers that read what they are to do and never answer."""
    started, plain = [], processes.subprocess.Popen

    def start(_, **given):
        read = "import sys; sys.stdin.read()"
        started.append(plain([sys.executable, "-c", read], **given))
        return started[-1]

    monkeypatch.setattr(processes.subprocess, "Popen", start)
    yield started
    for process in started:
        process.terminate()
        process.wait()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("method", ["ask", "stop"])
def test_a_failure_of_the_pool_itself_ends_the_batch_and_is_raised(
    tmp_path, monkeypatch, silent, method
):
    def fails(*_):
        raise AttributeError("no such signal here")

    monkeypatch.setattr(Worker, method, fails)
    monkeypatch.setattr(processes, "_GRACE", 0.1)
    with pytest.raises(AttributeError, match="no such signal here"):
        messages(tmp_path, 0.1)
    assert silent and all(process.wait(10) != 0 for process in silent)


@pytest.mark.timeout(60)
def test_a_worker_that_does_not_answer_in_time_is_ended_and_told(tmp_path, monkeypatch, silent):
    monkeypatch.setattr(processes, "_GRACE", 0.1)
    assert messages(tmp_path, 0.2) == [
        TaskMessage("one", 1),
        TaskMessage("one", 1, error="timeout: not finished after 0.2 s"),
    ]
    assert [process.poll() is None for process in silent] == [False]


def test_what_reads_most_files_is_started_first_and_equals_keep_their_order(tmp_path):
    few = [Job(name, tmp_path / "one.ipynb") for name in "ab"]
    files = {f"{n}.yaml": tmp_path / f"{n}.yaml" for n in range(3)}
    most = Job("all", tmp_path / "all.ipynb", inputs=files)
    assert [one.name for one in longest_first([*few, most])] == ["all", "a", "b"]


@pytest.mark.parametrize(
    "answer",
    [b"no archive", pack({}), pack({"job.json": b"{"}), pack({"job.json": b'{"job": [1]}'})],
)
@pytest.mark.parametrize("files", [False, True])
def test_an_answer_that_cannot_be_read_fails_its_job_and_leaves_nothing(tmp_path, answer, files):
    job, space = Job("a", tmp_path / "a.ipynb", key="0" * 64), Workspace(tmp_path, "word", "none")
    after = job_told(job, space, TaskMessage("a", 2, answer), files=files)
    assert (after.status, after.attempts, after.folder) == ("failed", 2, None)
    assert after.error.startswith("the result cannot be read: ") and "\n" not in after.error
    assert not list(tmp_path.iterdir())


def test_a_result_said_to_be_done_elsewhere_whose_files_are_missing_is_not_taken(tmp_path):
    job, space = Job("a", tmp_path / "a.ipynb", key="0" * 64), Workspace(tmp_path, "word", "none")
    said = {"status": "done", "seconds": 1.0, "error": "", "disk_full": False}
    answer = pack({"job.json": json.dumps({"job": said}).encode()})
    after = job_told(job, space, TaskMessage("a", 1, answer), files=True)
    assert (after.status, after.error) == ("failed", "the result was damaged on its way")
