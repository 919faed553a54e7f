"""Forked kernels: their own random numbers, their figures, nobody else's state, and their end."""

import asyncio
import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from queue import Empty

import pytest
from batch.batch_notebooks import write_notebook
from support.packs import filled_pack

from dxsim.batch import run
from dxsim.batch.jobs import EXECUTED, Job
from dxsim.batch.jupyter_kernels.client import NoServer, ServerProcess
from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE
from dxsim.batch.jupyter_kernels.managers import ForkingKernelManager, PromptKernelClient
from dxsim.batch.jupyter_kernels.preload import (
    LIBRARIES,
    NEVER_LOADED,
    draw_once,
    mentioned,
)
from dxsim.batch.run import Options, run_jobs
from dxsim.batch.transport.tasks import TaskMessage
from dxsim.data import locations

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kernels fork on Linux only"),
    pytest.mark.usefixtures("fork_server"),
]

NAMES = [name for names in LIBRARIES.values() for name in names]
LOOK = f"""
import json, os, random, sys, builtins
first = set(sys.modules)
import numpy as np
seen = {{
    "random": random.random(), "numpy": np.random.rand(), "fresh": np.random.default_rng().random(),
    "early": [name for name in {NEVER_LOADED!r} if name in first],
    "ready": [name for name in {NAMES!r} if name in first],
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
    assert {"numpy", "xarray", "matplotlib.pyplot"} <= set(seen[0]["ready"])


def test_the_server_has_one_thread_and_forks_every_kernel(seen):
    assert {look["threads"] for look in seen} == {1}
    assert len({look["server"] for look in seen}) == 1


@pytest.fixture
def kernel(tmp_path, fork_server):
    """Return a kernel that listens on sockets in `tmp_path`."""
    from dxsim.batch.jupyter_kernels.environment import kernel_environment
    from dxsim.batch.jupyter_kernels.provisioner import ForkedKernel

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


def test_the_client_waits_for_answers_as_it_is_written_here():
    client = ForkingKernelManager().client()
    assert client.wait_for_ready.__func__ is PromptKernelClient.wait_for_ready


class Channel:
    """A channel that gives what it was given, and is mute for each None."""

    def __init__(self, *messages):
        self.messages = list(messages)

    async def get_msg(self, timeout):
        message = self.messages.pop(0)
        if message is None:
            raise Empty
        return message


def idle(request):
    return {"parent_header": {"msg_id": request}, "content": {"execution_state": "idle"}}


@pytest.mark.parametrize(
    ("iopub", "shell", "asked"),
    [
        ([idle("1")], ["reply"], 1),
        ([idle("other"), idle("1")], ["reply"], 1),
        ([None, idle("1"), idle("2")], ["reply"], 2),
        ([idle("1"), idle("2")], [None, "reply"], 2),
        ([None, idle("2"), None, idle("4")], [None, "reply"], 4),
    ],
)
def test_the_client_asks_again_until_both_channels_have_answered(monkeypatch, iopub, shell, asked):
    requests, replies = [], []
    monkeypatch.setattr(PromptKernelClient, "iopub_channel", Channel(*iopub))
    monkeypatch.setattr(PromptKernelClient, "shell_channel", Channel(*shell))
    client = PromptKernelClient()

    def ask():
        requests.append(str(len(requests) + 1))
        return requests[-1]

    async def alive():
        return True

    monkeypatch.setattr(client, "kernel_info", ask)
    monkeypatch.setattr(client, "_async_is_alive", alive)
    monkeypatch.setattr(client, "_handle_kernel_info_reply", replies.append)
    with ThreadPoolExecutor(1) as apart:  # another test's browser may hold this thread's loop
        apart.submit(asyncio.run, client.wait_for_ready(timeout=5)).result()
    assert len(requests) == asked and replies == ["reply"]


def test_a_notebook_is_written_cell_by_cell_or_once(tmp_path, monkeypatch):
    import papermill.engines

    writes = []
    real = papermill.engines.write_ipynb
    monkeypatch.setattr(papermill.engines, "write_ipynb", lambda *a: (writes.append(a), real(*a)))
    notebook = write_notebook(tmp_path / "n.ipynb", "print(value)", "1 / 0")
    counts = []
    for save_cells in (True, False):
        with pytest.raises(papermill.PapermillExecutionError):
            papermill.execute_notebook(
                str(notebook),
                str(tmp_path / EXECUTED),
                engine_name="dxsim-forked",
                kernel_name="python3",
                save_cells=save_cells,
                progress_bar=False,
            )
        counts.append(len(writes))
        assert "ZeroDivisionError" in (tmp_path / EXECUTED).read_text()
    assert counts == [2 + 2 * 3, counts[0] + 2]


def test_the_server_loads_what_the_notebooks_mention(tmp_path):
    plain = write_notebook(tmp_path / "a.ipynb", "import pandas as pd")
    figure = write_notebook(tmp_path / "b.ipynb", "import numpy", "plt.savefig('a.pdf')")
    own = write_notebook(tmp_path / "c.ipynb", "import dxsim as dx")
    assert mentioned([plain]) == ["pandas"]
    assert mentioned([plain, figure]) == ["numpy", "pandas", "pdf"]
    assert mentioned([own]) == ["dxsim"] and mentioned([]) == []


def test_a_kernel_looks_up_its_country_itself(tmp_path, monkeypatch):
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    monkeypatch.delenv("DXSIM_COUNTRY", raising=False)
    filled_pack(tmp_path, "first-land")
    draw_once()
    filled_pack(tmp_path, "second-land")
    (tmp_path / "params/project.yaml").write_text("country: second-land\n")
    assert locations.country() == "second-land"


def test_a_server_takes_orders_from_the_moment_it_is_started():
    server = ServerProcess([])
    try:
        server.connect().close()
        assert server.refusal() == ""
    finally:
        server.stop()


def test_a_server_that_refuses_has_said_why_when_it_lets_go(tmp_path, monkeypatch):
    from dxsim.batch.jupyter_kernels.provisioner import ForkedKernel

    monkeypatch.setenv("JE_ARROW_MALLOC_CONF", "background_thread:true")
    server = ServerProcess(["parquet"])
    try:
        monkeypatch.setenv(SERVER_VARIABLE, server.path)
        with pytest.raises(NoServer):
            ForkedKernel([], str(tmp_path), {})
        assert server.refusal().startswith("a library started 1 threads")
        with pytest.raises(NoServer):  # at once, without a second server
            ForkedKernel([], str(tmp_path), {})
    finally:
        server.stop()


class Nobody:
    """A pool that starts no worker and tells that every task was refused."""

    def __init__(self, *_):
        pass

    def send(self, payloads):
        yield from (TaskMessage(name, 1, error="nobody here") for name in payloads)


@pytest.mark.parametrize(("asked", "said"), [(None, 1), ("dxsim-plain", 0)])
def test_kernels_are_plain_where_there_is_no_forking_and_it_is_said_once(
    tmp_path, monkeypatch, capsys, asked, said
):
    monkeypatch.setattr("dxsim.batch.jupyter_kernels.host.sys.platform", "darwin")
    monkeypatch.setattr("dxsim.batch.run.hosted_environment", lambda *_: nullcontext({}))
    monkeypatch.setattr(run, "WorkerPool", Nobody)
    notebook = write_notebook(tmp_path / "n.ipynb", "print(value)")
    jobs = [Job(name, notebook, {"value": k}) for k, name in enumerate("ab")]
    run_jobs(jobs, tmp_path / "out", Options(engine=asked), progress="quiet")
    lines = [line for line in capsys.readouterr().err.splitlines() if "plain kernels" in line]
    assert len(lines) == said


def test_kernels_are_plain_where_a_library_starts_threads(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(SERVER_VARIABLE, "")
    monkeypatch.setenv("JE_ARROW_MALLOC_CONF", "background_thread:true")
    notebook = write_notebook(tmp_path / "n.ipynb", "print(value + 1)  # parquet")
    results = run_jobs([Job("a", notebook)], tmp_path / "out", progress="quiet")
    assert results[0].status == "done"
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].startswith("plain kernels were used, forking failed: a lib")
