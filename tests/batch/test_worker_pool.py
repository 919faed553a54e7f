"""What the threads that hand out orders tell the batch: failures of their own, and late answers."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dxsim.batch import worker_pool
from dxsim.batch.execute import Order
from dxsim.batch.jobs import Job
from dxsim.batch.run import longest_first
from dxsim.batch.worker_pool import Worker, WorkerPool


def order(folder: Path, timeout: float) -> Order:
    """Return an order that no worker of these tests carries out."""
    paths = {name: folder / name for name in ("workspace", "final", "failed")}
    told = {"key": "0", "notebook_hash": "1", "input_hashes": {}, "engine": "none"}
    return Order(job=Job("one", folder / "one.ipynb"), timeout=timeout, **told, **paths)


@pytest.fixture
def silent(monkeypatch):
    """Workers that read their orders and never answer."""
    started, plain = [], worker_pool.subprocess.Popen

    def start(_, **given):
        read = "import sys; sys.stdin.read()"
        started.append(plain([sys.executable, "-c", read], **given))
        return started[-1]

    monkeypatch.setattr(worker_pool.subprocess, "Popen", start)
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
    monkeypatch.setattr(worker_pool, "_GRACE", 0.1)
    with pytest.raises(AttributeError, match="no such signal here"):
        list(WorkerPool(1, None, tmp_path / "log").carry_out([order(tmp_path, 0.1)]))
    assert silent and all(process.wait(10) != 0 for process in silent)


@pytest.mark.timeout(60)
def test_a_worker_that_does_not_answer_in_time_is_ended_and_told(tmp_path, monkeypatch, silent):
    monkeypatch.setattr(worker_pool, "_GRACE", 0.1)
    events = list(WorkerPool(1, None, tmp_path / "log").carry_out([order(tmp_path, 0.2)]))
    assert [event.outcome and event.outcome.error for event in events] == [
        None, "timeout: not finished after 0.2 s",
    ]  # fmt: skip
    assert [process.poll() is None for process in silent] == [False]


def test_what_reads_most_files_is_started_first_and_equals_keep_their_order(tmp_path):
    few = [replace(order(tmp_path, 1.0), job=Job(name, tmp_path / "one.ipynb")) for name in "ab"]
    files = {f"{n}.yaml": tmp_path / f"{n}.yaml" for n in range(3)}
    most = replace(few[0], job=Job("all", tmp_path / "all.ipynb", inputs=files))
    assert [one.job.name for one in longest_first([*few, most])] == ["all", "a", "b"]
