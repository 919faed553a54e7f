"""Forked kernels: their own random numbers, their figures, nobody else's state, and their end."""

import json
import os
import signal
import sys
import time

import pytest
from work.batch_notebooks import write_notebook

from dxsim.work.environment import SERVER_VARIABLE
from dxsim.work.jobs import EXECUTED, Job
from dxsim.work.preload import LIBRARIES, NEVER_LOADED
from dxsim.work.suite import Options, run_jobs

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kernels fork on Linux only"),
    pytest.mark.usefixtures("fork_server"),
]

LOOK = f"""
import json, os, random, sys, builtins
first = set(sys.modules)
import numpy as np
seen = {{
    "random": random.random(), "numpy": np.random.rand(), "fresh": np.random.default_rng().random(),
    "early": [name for name in {NEVER_LOADED!r} if name in first],
    "ready": [name for name in {LIBRARIES!r} if name in first],
    "traces": [hasattr(builtins, "trace"), hasattr(np, "trace_left"), os.environ.get("TRACE")],
    "server": os.getppid(), "threads": None,
}}
seen["threads"] = len(os.listdir(f"/proc/{{os.getppid()}}/task"))
builtins.trace = np.trace_left = True
os.environ["TRACE"] = "left"
np.random.seed(1)
open(f"{{out_dir}}/seen.json", "w").write(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("engine")
    notebook = write_notebook(folder / "look.ipynb", LOOK)
    jobs = [Job(f"look{number}", notebook, {"value": number}) for number in range(4)]
    results = run_jobs(jobs, folder / "out", Options(workers=2), progress="quiet")
    return [json.loads((result.folder / "seen.json").read_text()) for result in results]


@pytest.mark.parametrize("source", ["random", "numpy", "fresh"])
def test_forks_draw_numbers_of_their_own(seen, source):
    assert len({look[source] for look in seen}) == len(seen)


def test_nothing_of_one_notebook_is_seen_by_the_next(seen):
    assert all(look["traces"] == [False, False, None] for look in seen)


def test_the_libraries_are_there_and_what_must_not_be_loaded_early_is_not(seen):
    assert all(look["early"] == [] for look in seen)
    assert {"numpy", "statsmodels.api", "matplotlib.pyplot"} <= set(seen[0]["ready"])


def test_the_server_has_one_thread_and_forks_every_kernel(seen):
    assert {look["threads"] for look in seen} == {1}
    assert len({look["server"] for look in seen}) == 1


@pytest.fixture
def kernel(tmp_path, fork_server):
    """Return a kernel that listens on sockets in `tmp_path`."""
    from dxsim.work.environment import kernel_environment
    from dxsim.work.provisioner import ForkedKernel

    arguments = ["-f", str(tmp_path / "kernel.json"), "--HistoryManager.hist_file=:memory:"]
    return ForkedKernel(arguments, str(tmp_path), kernel_environment())


def ended(pid, patience=5.0):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_how_a_kernel_ended_is_told(kernel):
    assert kernel.poll() is None
    kernel.send_signal(signal.SIGKILL)
    assert kernel.wait() == kernel.poll() == -signal.SIGKILL


def test_a_kernel_goes_with_whoever_asked_for_it(kernel):
    kernel._connection.close()
    assert ended(kernel.pid)


def test_papermill_finds_the_engine_by_its_name(tmp_path):
    import papermill

    notebook = write_notebook(tmp_path / "n.ipynb", "print(value + 1)")
    out = tmp_path / EXECUTED
    papermill.execute_notebook(
        str(notebook),
        str(out),
        {"value": 4},
        engine_name="dxsim-forked",
        kernel_name="python3",
        language="python",
        progress_bar=False,
    )
    cells = json.loads(out.read_text())["cells"]
    assert cells[-1]["outputs"][0]["text"] == ["5\n"]


@pytest.mark.soak
def test_kernels_are_plain_where_a_library_starts_threads(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(SERVER_VARIABLE, "")
    monkeypatch.setenv("JE_ARROW_MALLOC_CONF", "background_thread:true")
    notebook = write_notebook(tmp_path / "n.ipynb", "print(value + 1)")
    results = run_jobs([Job("a", notebook)], tmp_path / "out", progress="quiet")
    assert results[0].status == "done"
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].startswith("plain kernels were used, forking failed: a lib")
