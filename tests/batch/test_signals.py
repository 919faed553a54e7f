"""Asked to end, by a key, a scheduler or a terminal that closes, a batch ends in one line."""

import contextlib
import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
import termios
import time

import psutil
import pytest
from batch.batch_notebooks import write_notebook
from batch.projects import DECLARES, FIGURE, WAITS, project

from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE
from dxsim.batch.manifest import MANIFEST

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these are signals of Unix")
SAID = "stopped; what is finished is kept"
LATER = "import os, time\n  while not os.path.exists('{home}/go'): time.sleep(0.1)"
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
MODES = {"plain": (), "quiet": ("--quiet",), "json": ("--json",)}
AT_ONCE = {("plain", signal.SIGINT), ("quiet", signal.SIGHUP), ("json", signal.SIGTERM)}
MODES_AND_SIGNALS = [
    pytest.param(
        MODES[mode],
        number,
        id=f"{mode}-{number.name}",
        marks=() if (mode, number) in AT_ONCE else pytest.mark.soak,
    )
    for mode in MODES
    for number in SIGNALS
]  # each signal and each mode once in the short run, every pair in the long one
KEY_AT_ONCE = [
    pytest.param(number, marks=() if number == signal.SIGINT else pytest.mark.soak)
    for number in SIGNALS
]


def call(home, *words, **options):
    """Start the command line in a project of its own, with a folder of its own for what passes."""
    surroundings = {
        **{k: v for k, v in os.environ.items() if k != SERVER_VARIABLE},
        "DXSIM_HOME": str(home),
        "TMPDIR": str((home / "passing").resolve()),
        "TERM": "xterm",
    }
    command = [sys.executable, "-m", "dxsim.cli.main", *words]
    return subprocess.Popen(command, env=surroundings, cwd=home, **options)


def wait_for(condition, patience=90.0):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def under_way(home, quick="01_quick", waiting=".aside-*-scenario-*"):
    """Return whether the `quick` job is finished, and heard of, and the `waiting` one has begun."""
    finished = list((home / "out" / "jobs").glob(f"{quick}-*"))
    heard = finished and time.time() - finished[0].stat().st_mtime > 1
    return heard and list((home / "out").glob(waiting))


def check_ended(home, process, number, said):
    """Check what a batch leaves that was asked to end while one of two jobs was running."""
    assert process.returncode == SIGNALS[number], said
    assert "Traceback" not in said and "Error" not in said
    jobs = json.loads((home / "out" / MANIFEST).read_text())["jobs"]
    assert sorted(line["status"] for line in jobs) == ["done", "not run"]
    assert not list((home / "out").rglob(".aside-*"))
    assert list((home / "passing").iterdir()) == []


@pytest.fixture
def home(tmp_path):
    """A project of two notebooks, with a folder for what passes whose path a socket has room in."""
    place = project(tmp_path / "home", n01_quick=FIGURE, n02_scenario=WAITS)
    with tempfile.TemporaryDirectory(prefix="dx-", dir="/tmp") as passing:
        (place / "passing").symlink_to(passing)
        yield place


@pytest.mark.parametrize(("mode", "number"), MODES_AND_SIGNALS)
def test_a_signal_ends_a_run_in_one_line(home, mode, number):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = call(home, "run", "baseline", "--out", "out", "--workers", "2", *mode, **pipes)
    wait_for(lambda: under_way(home))
    left = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    check_ended(home, process, number, err)
    lines = [line for line in err.splitlines() if line]
    assert lines[-1] == SAID and not out
    assert len(lines) == (1 if mode else 4)
    wait_for(lambda: not any(p.is_running() for p in left), 10)


def on_a_terminal(home, *words):
    """Start the command line with a terminal of its own; return the process and our end of it."""
    ours, theirs = pty.openpty()

    def take_terminal():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = call(home, *words, **ends, preexec_fn=take_terminal)
    os.close(theirs)
    os.set_blocking(ours, False)
    return process, ours


def read(ours):
    """Return what a terminal shows, as far as it has been written."""
    said = b""
    with contextlib.suppress(OSError):
        while more := os.read(ours, 65536):
            said += more
    return said.decode(errors="replace")


@pytest.mark.parametrize("number", KEY_AT_ONCE, ids=lambda n: n.name)
def test_a_run_on_a_terminal_ends_by_its_key_its_scheduler_and_its_closing(home, number):
    process, ours = on_a_terminal(home, "run", "baseline", "--out", "out", "--workers", "2")
    said = ""
    deadline = time.monotonic() + 90
    while not under_way(home) and time.monotonic() < deadline:
        said += read(ours)  # a terminal takes no more than is read of it
        time.sleep(0.05)
    if number == signal.SIGINT:
        os.write(ours, b"\x03")
    elif number == signal.SIGHUP:
        os.close(ours)
    else:
        process.send_signal(number)
    while process.poll() is None and time.monotonic() < deadline:
        said += "" if number == signal.SIGHUP else read(ours)
        time.sleep(0.05)
    said += "" if number == signal.SIGHUP else read(ours)
    check_ended(home, process, number, said)
    if number != signal.SIGHUP:
        assert SAID in said and said.count("\x1b[?25l") <= said.count("\x1b[?25h")
        os.close(ours)


def test_a_signal_that_the_caller_wants_ignored_stays_ignored(home):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        process = call(home, "run", "baseline", "--out", "out", "--workers", "2", **pipes)
    finally:
        signal.signal(signal.SIGHUP, before)
    wait_for(lambda: under_way(home))
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30)[1].splitlines()[-1] == SAID


@pytest.mark.soak
@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_a_signal_ends_the_notebooks_of_a_sweep_and_the_rest_is_done_later(home, number):
    notebook = home / "notebooks" / "02_scenario.ipynb"
    write_notebook(
        notebook, f"if scenario.endswith('2'):\n  {LATER.format(home=home)}", parameters=DECLARES
    )
    (home / "pair.yaml").write_text(
        "sweep: pair\nscenario: plan-repeated\nmethod: list\n"
        "vary: {components.ict.growth.constant: [10%, 20%]}\n"
    )
    words = ["sweep", "pair.yaml", "--notebooks", "--out", "out", "--workers", "2", "--quiet"]
    process = call(home, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: under_way(home, "pair-0001", ".aside-*-pair-0002*"))
    left = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    check_ended(home, process, number, err)
    assert (out, err.strip()) == ("", SAID)
    wait_for(lambda: not any(p.is_running() for p in left), 10)
    (home / "go").write_text("")
    again = call(home, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = again.communicate(timeout=90)
    assert (again.returncode, err) == (0, "") and "2" in out


@pytest.mark.soak
@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_a_signal_ends_a_batch_on_a_cluster_of_this_machine_with_all_its_workers(home, number):
    words = ["run", "baseline", "--out", "out", "--workers", "2", "--cluster", "local", "--quiet"]
    process = call(home, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: under_way(home, waiting="jobs"))
    left = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    err = process.communicate(timeout=60)[1]
    check_ended(home, process, number, err)
    assert err.strip() == SAID
    wait_for(lambda: not any(p.is_running() for p in left), 20)
