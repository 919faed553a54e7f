"""Whatever dies, the rest of the batch is finished, the failure named and nothing half-written."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import nbformat
import psutil
import pytest
from batch.batch_notebooks import WRITES, values, write_notebook

from dxsim.batch import execute as runner
from dxsim.batch.execute import Workspace, carry_out
from dxsim.batch.inputs import contents_of
from dxsim.batch.jobs import EXECUTED, Job, with_key
from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE
from dxsim.batch.progress import Quiet
from dxsim.batch.run import Options, run_jobs
from dxsim.batch.store import BatchError, files_below

pytestmark = [
    pytest.mark.usefixtures("fork_server"),
    pytest.mark.skipif(sys.platform == "win32", reason="the faults are signals"),
]


def contents(folder, but=(EXECUTED,)):
    """Return the bytes below a folder, without executed notebooks: those carry times."""
    return {
        name: path.read_bytes()
        for name, path in files_below(folder).items()
        if path.name not in but and not name.startswith(".lock")
    }


FAULTS = {
    "hangs": "import time; time.sleep(600)",
    "hangs-deaf": "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "while True: time.sleep(1)",
    "raises": "raise ValueError('no such year')",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))\n"
    "x = bytearray(2**40)",
    "leaves": "import os; os._exit(0)",
    "exits": "import sys; sys.exit(0)",
}


SAID = {
    "raises": "ValueError: no such year",
    "killed": "the kernel died",
    "hangs": "timeout: not finished after 6 s",
    "hangs-deaf": "timeout: not finished after 6 s",
    "memory": "MemoryError",
    "leaves": "the kernel died",
    "exits": "SystemExit: 0",
}


def test_every_fault_fails_its_own_job_only_and_is_named(tmp_path):
    jobs = [
        Job(name, write_notebook(tmp_path / f"{name}.ipynb", WRITES, code, "print('after')"))
        for name, code in FAULTS.items()
    ]
    jobs.append(Job("good", write_notebook(tmp_path / "good.ipynb", WRITES)))
    out = tmp_path / "out"
    results = run_jobs(jobs, out, Options(workers=3, timeout=6.0), progress="quiet")
    errors = {result.name: result.error for result in results if not result.good}
    assert set(errors) == set(FAULTS) == set(SAID)
    assert [name for name in SAID if SAID[name] not in errors[name]] == []
    assert [path.name.split("-")[0] for path in (out / "jobs").iterdir()] == ["good"]


LASTS = f"import time\ntime.sleep(2)\n{WRITES}"
"""Not done before its worker can be killed, on a busy machine either."""


class KillsWorkers(Quiet):
    """Kills the worker of a job as soon as it is started, so many times."""

    def __init__(self, name, times):
        self.name, self.times = name, times

    def started(self, name):
        if name == self.name and self.times:
            self.times -= 1
            for child in psutil.Process().children():
                if "dxsim.batch.transport.worker" in child.cmdline():
                    child.kill()


def test_a_job_is_done_by_another_worker_when_its_own_is_killed(tmp_path):
    jobs = values(write_notebook(tmp_path / "n.ipynb", LASTS), 2)
    results = run_jobs(jobs, tmp_path / "out", Options(workers=1), progress=KillsWorkers("v1", 1))
    assert [(r.status, r.attempts) for r in results] == [("done", 1), ("done", 2)]


def test_a_job_that_always_kills_its_worker_is_given_up_after_three(tmp_path):
    jobs = values(write_notebook(tmp_path / "n.ipynb", LASTS), 2)
    results = run_jobs(jobs, tmp_path / "out", Options(workers=1), progress=KillsWorkers("v0", 99))
    assert [(r.status, r.attempts) for r in results] == [("failed", 3), ("done", 1)]
    assert "its worker died 3 times" in results[0].error


BATCH = """
import sys
from pathlib import Path
from batch.batch_notebooks import values
from dxsim.batch import jobs
jobs.package_hash = lambda: "the same for both"
from dxsim.batch.run import Options, run_jobs
folder = Path(sys.argv[1])
run_jobs(values(folder / "n.ipynb", int(sys.argv[2])), folder / "out",
         Options(workers=2, engine=sys.argv[3] or None), progress="plain")
"""


def start_batch(folder, count, engine=""):
    """Start a batch of `count` jobs in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", BATCH, str(folder), str(count), engine],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )


def finished(folder):
    return list((folder / "out" / "jobs").glob("v*"))


def wait_for(condition, patience=60.0):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    "how", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.soak)]
)
def test_a_batch_stopped_at_once_keeps_what_is_finished(tmp_path, how):
    lasting = f"import time; time.sleep(0 if value < 2 else 60)\n{WRITES}"
    write_notebook(tmp_path / "n.ipynb", lasting)
    batch = start_batch(tmp_path, 4)
    wait_for(lambda: len(finished(tmp_path)) == 2)
    batch.send_signal(how)
    batch.communicate(timeout=30)  # half of what the unfinished jobs would sleep
    assert len(finished(tmp_path)) == 2
    assert how == signal.SIGKILL or not list((tmp_path / "out").rglob(".aside-*"))
    _, said = start_batch(tmp_path, 2).communicate(timeout=60)
    assert said.splitlines() == ["2 jobs, 2 finished before, 0 to run", "2 kept"]
    assert not list((tmp_path / "out").rglob(".aside-*"))


@pytest.mark.parametrize("engine", ["dxsim-forked", "dxsim-plain"])
def test_a_killed_batch_leaves_no_process(tmp_path, monkeypatch, engine):
    """Neither worker, nor fork server, nor kernel: each sees for itself that the batch is gone."""
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)  # it has a server of its own
    write_notebook(tmp_path / "n.ipynb", f"{WRITES}\nimport time; time.sleep(600)")
    batch = start_batch(tmp_path, 2, engine)
    started = psutil.Process(batch.pid)
    wait_for(lambda: len(list((tmp_path / "out").rglob("value.txt"))) == 2)
    left = started.children(recursive=True)
    try:
        assert len(left) == (5 if engine == "dxsim-forked" else 4)
        batch.kill()
        batch.wait()
        wait_for(lambda: not any(map(_runs, left)), 20)
    finally:
        for process in filter(_runs, [started, *left]):
            process.kill()


def _runs(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def fake_execute(job, space, folder, home):
    """Stand in for papermill: a notebook that ran, and two files."""
    cell = nbformat.v4.new_code_cell("1", execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / EXECUTED)
    (folder / "figures").mkdir()
    (folder / "figures" / "a.pdf").write_bytes(b"%PDF")
    (folder / "value.txt").write_text(str(job.parameters["value"]))


def two_jobs(folder):
    """Return two jobs, and what does one of them as a batch in a folder would."""
    notebook = write_notebook(folder / "n.ipynb", "1", parameters="value = 1")
    jobs = [Job(f"v{number}", notebook, {"value": number}) for number in range(2)]
    space = Workspace(folder / "out", "token", "fake")
    return [with_key(job, contents_of([notebook])) for job in jobs], partial(carry_out, space=space)


@pytest.mark.parametrize(("deaths", "error"), [(2, ""), (3, "the kernel died before it answered")])
def test_a_kernel_that_never_started_is_started_again(tmp_path, monkeypatch, deaths, error):
    runner.load_papermill()
    from dxsim.batch.jupyter_kernels.managers import NeverStarted

    starts = []

    def execute(*given):
        starts.append(given)
        if len(starts) <= deaths:
            raise NeverStarted("the kernel died before it answered")
        fake_execute(*given)

    monkeypatch.setattr(runner, "_execute", execute)
    jobs, do = two_jobs(tmp_path)
    assert do(jobs[0]).error == error
    assert len(starts) == 3


class FailsAt:
    """Fails the n-th of all the calls it is put before, with a full disk."""

    def __init__(self, monkeypatch, number):
        self.left = number
        for module, name in (
            (os, "fsync"),
            (os, "replace"),
            (Path, "write_bytes"),
            (Path, "mkdir"),
        ):
            monkeypatch.setattr(module, name, self.before(getattr(module, name)))

    def before(self, call):
        def guarded(*arguments, **options):
            self.left -= 1
            if self.left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")
            return call(*arguments, **options)

        return guarded


def test_a_full_disk_at_any_write_leaves_whole_results_or_none(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "_execute", fake_execute)
    calm = tmp_path / "calm"
    jobs, do = two_jobs(calm)
    assert [do(job).error for job in jobs] == ["", ""]
    wanted = contents(calm / "out")
    for number in range(1, 40):
        place = tmp_path / str(number)
        jobs, do = two_jobs(place)
        with monkeypatch.context() as patch:
            fault = FailsAt(patch, number)
            told = [do(job) for job in jobs]
        if fault.left > 0:
            break
        failed = [job for job in told if not job.good]
        assert all(job.disk_full and "No space left" in job.error for job in failed)
        partial = contents(place / "out" / "jobs")
        assert all(wanted[f"jobs/{name}"] == data for name, data in partial.items())
        assert [do(job).error for job in jobs] == ["", ""]
        assert contents(place / "out") == wanted
    assert 12 < number < 39, "every write and rename was tried"


class Remembers(Quiet):
    """Keeps what it hears at the end."""

    def end(self, results):
        self.results = results


def test_after_a_full_disk_nothing_more_is_started(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if not mounted or mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        fills = f"{WRITES}\nopen(f'{{out_dir}}/big', 'wb').write(b'x' * (300_000 * value))"
        jobs = values(write_notebook(tmp_path / "n.ipynb", fills), 5)
        heard = Remembers()
        with contextlib.suppress(BatchError):  # where even the manifest finds no space
            run_jobs(jobs, small / "out", Options(workers=1), progress=heard)
        assert heard.results[0].status == "done" and heard.results[2].status == "failed"
        assert "No space left" in heard.results[2].error
        kept = run_jobs(jobs[:1], small / "out", progress="quiet")
        assert kept[0].status == "kept"
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
