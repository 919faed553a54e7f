"""On a Dask cluster jobs and results travel as bytes, and a dead worker costs one job's work."""

import contextlib
import zipfile
from io import BytesIO

import psutil
import pytest
from batch.batch_notebooks import WRITES, values, write_notebook
from batch.test_faults import contents

from dxsim.batch import jobs
from dxsim.batch.cluster.connection import check_address
from dxsim.batch.jobs import Job
from dxsim.batch.progress import Quiet
from dxsim.batch.run import Options, run_jobs
from dxsim.batch.store import BatchError
from dxsim.batch.transport.payloads import pack, unpack
from dxsim.data.yamlfile import InputError

pytestmark = pytest.mark.usefixtures("fork_server")
SLOWLY = f"import time; time.sleep(0.4)\n{WRITES}"


class KillsOne(Quiet):
    """Kills a worker when two jobs have ended."""

    def __init__(self, worker):
        self.worker, self.left = worker, 2

    def ended(self, result):
        self.left -= 1
        if self.left == 0:
            self.worker.kill()


def test_a_worker_killed_half_way_loses_nothing(cluster, tmp_path):
    address, workers = cluster
    source = tmp_path / "plan.yaml"
    source.write_text("name: plan")
    notebook = write_notebook(tmp_path / "n.ipynb", SLOWLY)
    bad = write_notebook(tmp_path / "bad.ipynb", "1 / 0")
    shipped = {"params/viet-nam/scenarios/plan.yaml": source}
    batch = [Job(job.name, notebook, job.parameters, inputs=shipped) for job in values(notebook, 6)]
    batch.append(Job("bad", bad))
    there = run_jobs(
        batch, tmp_path / "there", Options(cluster=address), progress=KillsOne(workers[0])
    )
    assert workers[0].wait(timeout=10) != 0
    assert [result.status for result in there] == ["done"] * 6 + ["failed"]
    assert "ZeroDivisionError" in there[-1].error
    assert len(list((tmp_path / "there" / "failed").glob("bad-*"))) == 1
    here = run_jobs(batch[:2], tmp_path / "here", progress="quiet")
    assert all(result.good for result in here)
    for a, b in zip(here, there, strict=False):
        assert contents(a.folder) == contents(b.folder)


class KillsAlways(Quiet):
    """Kills every worker process of a local cluster whenever a job is started."""

    def __init__(self, name):
        self.name = name

    def started(self, name):
        if name == self.name:
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    if "spawn_main" in " ".join(process.cmdline()):
                        process.kill()


@pytest.mark.soak
def test_a_job_that_always_kills_its_worker_is_given_up_after_three(tmp_path):
    jobs.package_hash.cache_clear()
    batch = values(write_notebook(tmp_path / "n.ipynb", SLOWLY), 2)
    options = Options(workers=1, cluster="local")
    results = run_jobs(batch, tmp_path / "out", options, progress=KillsAlways("v0"))
    assert results[0].status == "failed" and "given up" in results[0].error
    assert results[0].attempts == 3 and results[1].status == "done"


def test_no_scheduler_is_said_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("dxsim.batch.cluster.connection._CONNECT_TIMEOUT", 1)
    batch = values(write_notebook(tmp_path / "n.ipynb", SLOWLY), 1)
    with pytest.raises(BatchError, match="no Dask scheduler answers"):
        run_jobs(batch, tmp_path / "out", Options(cluster="tcp://127.0.0.1:9"), progress="quiet")


@pytest.mark.parametrize("address", ["nonsense", "http://a:1", "tcp://a", "tcp://$(id):1", "LOCAL"])
def test_no_address_is_said_in_one_line(address):
    with pytest.raises(InputError, match=r"^--cluster: .*expected local or .*tcp://HOST:PORT"):
        check_address(address)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x"])
def test_an_archive_cannot_leave_its_folder(tmp_path, name):
    with pytest.raises(BatchError, match="leave"):
        unpack(pack({"good": b"1", name: b"2"}), tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_the_same_contents_make_the_same_archive():
    assert pack({"b": b"1", "a": b"2"}) == pack({"a": b"2", "b": b"1"})
    assert zipfile.ZipFile(BytesIO(pack({"b": b"1"}))).read("b") == b"1"
