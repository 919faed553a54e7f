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
    from dxsim.batch.kernels.client import ServerProcess
    from dxsim.batch.kernels.environment import SERVER_VARIABLE

    server = ServerProcess()
    server.connect().close()
    os.environ[SERVER_VARIABLE] = server.path
    yield server
    del os.environ[SERVER_VARIABLE]
    server.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start a scheduler and two worker processes; return its address and the workers."""
    from distributed import Client

    from dxsim.batch.jobs import package_hash

    folder = tmp_path_factory.mktemp("cluster")
    place = folder / "scheduler.json"
    distributed = [sys.executable, "-m", "distributed.cli.dask_"]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = ["worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    started = []
    for words in (scheduler, worker, worker):
        program = [*distributed[:-1], distributed[-1] + words[0], *words[1:]]
        command = [*program, "--scheduler-file", str(place)]
        started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder))
    deadline = time.monotonic() + 60
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    address = json.loads(place.read_text())["address"]
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    package_hash.cache_clear()
    yield address, started[1:]
    for process in started:
        process.kill()
        process.wait()
