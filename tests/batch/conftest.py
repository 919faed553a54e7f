"""One fork server for the tests of the batch, and a Dask cluster of two worker processes."""

import json
import os
import subprocess
import sys
import time

import pytest


@pytest.fixture(scope="session")
def fork_server():
    """Start a fork server for every batch of this session, and return its process."""
    if sys.platform != "linux":
        yield None
        return
    from dxsim.batch.jupyter_kernels.client import ServerProcess
    from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE

    server = ServerProcess()
    server.connect().close()
    os.environ[SERVER_VARIABLE] = server.path
    yield server
    del os.environ[SERVER_VARIABLE]
    server.stop()


SCHEDULER = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
WORKER = ("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")


def start_dask(words, folder, **environment):
    """Start a Dask scheduler, or a worker of the one that runs in this folder."""
    module = f"distributed.cli.dask_{words[0]}"
    command = [sys.executable, "-m", module, *words[1:]]
    return subprocess.Popen(
        [*command, "--scheduler-file", str(folder / "scheduler.json")],
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, **environment},
    )


def scheduler_address(folder):
    """Return the address of the scheduler that was started in a folder."""
    place = folder / "scheduler.json"
    deadline = time.monotonic() + 60
    while not (place.exists() and place.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(0.2)  # it is written in one go
    return json.loads(place.read_text())["address"]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start a scheduler and two worker processes; return its address and the workers."""
    from distributed import Client

    from dxsim.batch.jobs import package_hash

    folder = tmp_path_factory.mktemp("cluster")
    started = [start_dask(words, folder) for words in (SCHEDULER, WORKER, WORKER)]
    address = scheduler_address(folder)
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    package_hash.cache_clear()
    yield address, started[1:]
    for process in started:
        process.kill()
        process.wait()


PAGES = {}
"""Pages by what they were made of, each by its name in the folder of a run."""


@pytest.fixture
def pages_once(monkeypatch):
    """Make workbook and briefings of the same scenarios once a project and copy them after that.

    For tests that look at what else a run does: that the same inputs give the same pages is
    tested by `test_same_bytes.py`.
    """
    from dxsim.batch.main_job import pages
    from dxsim.data import locations
    from dxsim.data.files import write_atomic

    make = pages.write_pages

    def write_pages(judged, chosen, out_dir, targets_file=None):
        names = (each.scenario.name for each in judged)
        key = (locations.project_dir(), *names, chosen.name, targets_file)
        if key not in PAGES:
            written = make(judged, chosen, out_dir, targets_file)
            PAGES[key] = {path.relative_to(out_dir): path.read_bytes() for path in written}
        for name, content in PAGES[key].items():
            (out_dir / name).parent.mkdir(exist_ok=True)
            write_atomic(out_dir / name, content)
        return [out_dir / name for name in PAGES[key]]

    monkeypatch.setattr(pages, "write_pages", write_pages)
