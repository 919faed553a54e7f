"""Machines unlike the usual one: users without a home, long folders, wrappers, disks without locks,
containers with a quota, notebooks in other languages, values of other kinds."""

import datetime
import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest
from batch.batch_notebooks import WRITES, values, write_notebook
from support.attack import dxsim

from dxsim.analysis.uncertainty.engine import threads
from dxsim.batch.job_checks import check_jobs
from dxsim.batch.jobs import EXECUTED, Job
from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE
from dxsim.batch.jupyter_kernels.provisioner import forkable
from dxsim.batch.run import run_jobs
from dxsim.batch.store import BatchError, only_batch
from dxsim.data.files import write_atomic
from dxsim.data.temporary import make_temporary_folder, sweep_temporary_folders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a machine under Unix")
NAMELESS = "import pwd\ndef getpwuid(uid):\n    raise KeyError(uid)\npwd.getpwuid = getpwuid\n"


@pytest.mark.soak  # nothing compiled is kept for such a user: it takes a compilation
def test_a_user_without_a_home_draws_an_ensemble(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NAMELESS)
    kept = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME")}
    words = ["ensemble", "baseline", "--draws", "100000", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "dxsim.cli.main", *words],
        env={**kept, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def own_server(monkeypatch):
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)


@pytest.mark.usefixtures("own_server")
def test_a_folder_too_long_for_a_socket_means_plain_kernels_and_a_line(
    tmp_path, monkeypatch, capsys
):
    import tempfile

    passing = tmp_path / ("long" * 30)
    passing.mkdir()
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setattr(tempfile, "tempdir", None)
    batch = values(write_notebook(tmp_path / "n.ipynb", WRITES), 1)
    assert run_jobs(batch, tmp_path / "out", progress="quiet")[0].status == "done"
    said = capsys.readouterr().err
    assert "plain kernels are used: no socket can be made" in said
    assert list(passing.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "arguments"),
    [([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], ["-f", "x"]),
     ([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "x"], ["-f", "x"]),
     (["/opt/site/python-wrapper", "-f", "x"], None),
     (["/usr/bin/env", "-m", "ipykernel_launcher", "-f", "x"], None),
     ([sys.executable, "/opt/start.py", "-f", "x"], None),
     ([sys.executable, "-m", "xpython", "-f", "x"], None),
     ([sys.executable, "-f", "x", "-m"], None)],
)  # fmt: skip
def test_only_a_kernel_of_this_very_python_is_forked(command, arguments):
    assert forkable(command) == arguments


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS])
def test_a_disk_without_locks_is_one_line(tmp_path, monkeypatch, number):
    import fcntl

    def refuses(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuses)
    with pytest.raises(BatchError, match="has no locks"), only_batch(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []  # neither the folder nor a lock of another kind


@pytest.mark.parametrize(
    ("files", "cores"),
    [({"cpu.max": "150000 100000"}, 2), ({"cpu.max": "max 100000"}, 8),
     ({"cpu.max": "50000 100000"}, 1), ({"box/cpu.max": "300000 100000"}, 3), ({}, 8),
     ({"cpu/cpu.cfs_quota_us": "400000", "cpu/cpu.cfs_period_us": "100000"}, 4),
     ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8)],
)  # fmt: skip
def test_workers_are_counted_by_affinity_and_quota(tmp_path, monkeypatch, files, cores):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    read_text = Path.read_text

    def told(path, *given):
        return "0::/box\n" if str(path) == "/proc/self/cgroup" else read_text(path, *given)

    monkeypatch.setattr(threads, "GROUPS", tmp_path)
    monkeypatch.setattr(Path, "read_text", told)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    assert threads.cores() == cores


@pytest.mark.parametrize("where", ["kernelspec", "language_info"])
def test_a_notebook_in_another_language_is_refused(tmp_path, where):
    path = write_notebook(tmp_path / "n.ipynb", "1")
    notebook = nbformat.read(path, 4)
    stated = {"name": "ir", "display_name": "R", "language": "R"}
    notebook.metadata[where] = stated if where == "kernelspec" else {"name": "R"}
    nbformat.write(notebook, path)
    with pytest.raises(BatchError, match="found a notebook in R, expected one in Python"):
        check_jobs([Job("a", path)])


@pytest.mark.parametrize(
    ("value", "place"),
    [(np.int64(3), "value: found numpy.int64 '3'"),
     ([1, {"a": datetime.date(2030, 1, 1)}], "value[1]['a']: found datetime.date '2030-01-01'"),
     ({"path": Path("x")}, "value['path']: found pathlib.PosixPath 'x'"),
     (float("nan"), "value: found builtins.float 'nan'"),
     ({1: 2}, "value['1']: found builtins.int '1'")],
)  # fmt: skip
def test_a_parameter_of_another_kind_is_named_with_its_place(tmp_path, value, place):
    path = write_notebook(tmp_path / "n.ipynb", WRITES)
    with pytest.raises(BatchError) as told:
        check_jobs([Job("a", path, {"value": value})])
    assert place in str(told.value)


@pytest.mark.usefixtures("fork_server")
def test_a_cell_tagged_for_its_error_counts_as_done_and_another_does_not(tmp_path):
    jobs = []
    for name, tags in (("tagged", ["raises-exception"]), ("plain", [])):
        path = write_notebook(tmp_path / f"{name}.ipynb", "1 / 0", WRITES)
        notebook = nbformat.read(path, 4)
        notebook.cells[1].metadata["tags"] = tags
        nbformat.write(notebook, path)
        jobs.append(Job(name, path))
    results = run_jobs(jobs, tmp_path / "out", progress="quiet")
    assert [r.status for r in results] == ["done", "failed"]
    assert (results[0].folder / "value.txt").exists() and (results[0].folder / EXECUTED).exists()


LEAVES = (
    "import subprocess, sys\nfrom pathlib import Path\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'],"
    " start_new_session=True)\nPath(out_dir, 'pid.txt').write_text(str(child.pid))"
)


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
@pytest.mark.usefixtures("fork_server")
def test_what_a_notebook_started_in_a_session_of_its_own_ends_with_it(tmp_path):
    job = Job("leaves", write_notebook(tmp_path / "n.ipynb", LEAVES))
    result = run_jobs([job], tmp_path / "out", progress="quiet")[0]
    number = int((result.folder / "pid.txt").read_text())
    deadline = time.monotonic() + 10
    while psutil.pid_exists(number) and time.monotonic() < deadline:
        if psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.1)
    else:
        assert not psutil.pid_exists(number)


def test_folders_of_killed_processes_are_swept_and_no_others(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    own = make_temporary_folder()
    assert own.stat().st_mode & 0o77 == 0
    dead = own.with_name(own.name.replace(f"-{os.getpid()}-", f"-{gone.pid}-"))
    elsewhere = tmp_path / f"dxsim-abcdef-{gone.pid}-x"
    link = tmp_path / f"{dead.name}-link"
    for folder in (dead, elsewhere, tmp_path / "dxsim-mine", tmp_path / "other"):
        folder.mkdir()
        (folder / "key").write_text("secret")
    link.symlink_to(tmp_path / "other")
    sweep_temporary_folders()
    assert {path.name for path in tmp_path.iterdir()} == {
        own.name, elsewhere.name, "dxsim-mine", "other", link.name,
    }  # fmt: skip
    assert (tmp_path / "other" / "key").exists()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_file_written_again_is_readable_by_the_same_as_before(tmp_path, mode):
    path = write_atomic(tmp_path / "a.csv", b"old")
    path.chmod(mode)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == mode


def test_a_read_only_file_is_left_as_it_is(tmp_path):
    path = write_atomic(tmp_path / "a.csv", b"old")
    path.chmod(0o400)
    answer = dxsim("export", "baseline", "--out", path)
    assert answer.status == 2 and "read-only" in answer.err
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("draws", ["0", "-1", "100000001", "99999999999999999999"])
def test_the_limit_on_draws_holds_in_notebooks_too(tmp_path, draws):
    answer = dxsim("run", "baseline", "--out", tmp_path / "out", "-p", "draws", draws)
    assert answer.status == 2 and "expected 1 to 100000000 draws" in answer.err
    assert not (tmp_path / "out").exists()


def test_a_folder_whose_name_is_no_utf_8_is_refused_at_once(tmp_path):
    answer = dxsim("run", "baseline", "--out", f"{tmp_path}/caf\udce9")
    assert answer.status == 2 and "expected a name in UTF-8" in answer.err
    assert list(tmp_path.iterdir()) == []
