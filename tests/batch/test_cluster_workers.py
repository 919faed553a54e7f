"""Workers that cannot do the work are named and left out; a cluster without any is not waited for
without a word, nor for ever."""

import pytest
from batch.batch_notebooks import WRITES, values, write_notebook
from batch.conftest import SCHEDULER, WORKER, scheduler_address, start_dask

from dxsim.batch import jobs
from dxsim.batch.cluster import workers as workers_of
from dxsim.batch.progress import Quiet
from dxsim.batch.run import Options, run_jobs
from dxsim.batch.store import BatchError

pytestmark = pytest.mark.usefixtures("fork_server")


@pytest.fixture
def started():
    """A list of processes, which are ended with the test."""
    processes = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(workers_of, "PATIENCE", 4.0)
    monkeypatch.setattr(workers_of, "_SILENCE", 0.5)


def another(folder, code):
    """Return the surroundings of a worker with a package of the same name that is not ours."""
    (folder / "dxsim" / "batch").mkdir(parents=True)
    for name in ("__init__.py", "batch/__init__.py"):
        (folder / "dxsim" / name).write_text("")
    (folder / "dxsim" / "batch" / "jobs.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        pytest.param(
            "def package_hash():\n    return 'another'",
            "not the one that sends the work",
            id="another",
        ),
        pytest.param("", "it has no dxsim", id="none", marks=pytest.mark.soak),
    ],
)
def test_a_worker_of_another_dxsim_is_named_and_gets_nothing(
    tmp_path, started, capsys, code, fault
):
    jobs.package_hash.cache_clear()
    other = another(tmp_path / "other", code)
    started += [start_dask(SCHEDULER, tmp_path)]
    address = scheduler_address(tmp_path)
    started += [start_dask(WORKER, tmp_path, **other), start_dask(WORKER, tmp_path)]
    batch = values(write_notebook(tmp_path / "n.ipynb", WRITES), 6)
    results = run_jobs(batch, tmp_path / "out", Options(cluster=address), progress="quiet")
    assert [result.status for result in results] == ["done"] * 6
    said = [line for line in capsys.readouterr().err.splitlines() if "left out" in line]
    assert len(said) <= 1 and all(fault in line and "tcp://127.0.0.1:" in line for line in said)


def test_a_cluster_of_another_dxsim_alone_is_refused_at_once(tmp_path, started):
    jobs.package_hash.cache_clear()
    started += [start_dask(SCHEDULER, tmp_path)]
    address = scheduler_address(tmp_path)
    started += [start_dask(WORKER, tmp_path, **another(tmp_path / "other", ""))]
    batch = values(write_notebook(tmp_path / "n.ipynb", WRITES), 3)
    with pytest.raises(BatchError, match="no worker of the cluster has this dxsim: tcp://127"):
        run_jobs(batch, tmp_path / "out", Options(cluster=address), progress="quiet")


def test_a_scheduler_without_workers_is_told_of_and_given_up(tmp_path, started, impatient, capsys):
    started += [start_dask(SCHEDULER, tmp_path)]
    address = scheduler_address(tmp_path)
    batch = values(write_notebook(tmp_path / "n.ipynb", WRITES), 1)
    with pytest.raises(BatchError, match="no worker for 4 s; what is finished is kept"):
        run_jobs(batch, tmp_path / "out", Options(cluster=address), progress="quiet")
    assert "the cluster has no worker at hand; given up after 4 s" in capsys.readouterr().err


class Ends(Quiet):
    """Ends processes when the first job has begun."""

    def __init__(self, processes):
        self.processes = processes

    def started(self, name):
        for process in self.processes:
            process.kill()


@pytest.mark.soak
def test_a_scheduler_that_dies_under_way_is_given_up_in_one_line(tmp_path, started, impatient):
    jobs.package_hash.cache_clear()
    started += [start_dask(SCHEDULER, tmp_path)]
    address = scheduler_address(tmp_path)
    started += [start_dask(WORKER, tmp_path)]
    slow = write_notebook(tmp_path / "n.ipynb", f"import time; time.sleep(1)\n{WRITES}")
    options = Options(cluster=address)
    with pytest.raises(BatchError) as told:
        run_jobs(values(slow, 2), tmp_path / "out", options, progress=Ends(started[:1]))
    assert len(str(told.value).splitlines()) == 1
