"""What Windows lacks is taken away here: the portable road is taken, and nothing is said of it.

Only Linux is at hand; that dxsim runs on Windows and macOS is not shown by this.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from batch.batch_notebooks import write_notebook

ROOT = Path(__file__).resolve().parents[1]
TAKE_AWAY = """
import os, signal, subprocess, sys

subprocess.Popen.kill = subprocess.Popen.terminate  # as on Windows
for name in ("fork", "forkpty", "getuid", "geteuid", "killpg", "getpgid", "setsid", "posix_spawn",
             "sched_getaffinity"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGQUIT"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("resource", "pwd", "grp", "termios", *NO_MODULES):
    sys.modules[name] = None
real = os.path.exists
os.path.exists = lambda path: False if str(path).startswith("/dev/shm") else real(path)
"""
COMMANDS = """
import contextlib, io, json
from unittest import mock
from dxsim.cli.main import main

said = []
for call in CALLS:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), mock.patch.object(sys, "argv", ["dxsim", *call]):
        try:
            main()
        except SystemExit as stop:
            said.append([stop.code or 0, out.getvalue()])
print(json.dumps(said))
"""
BATCH = """
from pathlib import Path
from dxsim.batch.jobs import Job
from dxsim.batch.jupyter_kernels.host import PLAIN, default_engine
from dxsim.batch.run import Options, run_jobs
from dxsim.data.temporary import sweep_temporary_folders

assert default_engine() == PLAIN
sweep_temporary_folders()
results = run_jobs([Job("one", Path(sys.argv[1]), {})], Path(sys.argv[2]), Options(workers=1),
                   progress="quiet")
print([result.status for result in results])
"""


def without_posix(program: str, *words: str, modules: tuple[str, ...] = ("fcntl",)) -> str:
    """Return what a program prints; a batch keeps `fcntl`, as Windows has locks of its own."""
    whole = f"NO_MODULES = {modules!r}\n{TAKE_AWAY}{program}"
    done = subprocess.run(
        [sys.executable, "-c", whole, *words], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_commands_answer_the_same_without_what_only_posix_has(tmp_path):
    calls = [
        ["project", "baseline", "--json"],
        ["targets", "baseline", "--json"],
        ["ensemble", "baseline", "--draws", "200", "--json"],
        ["workbook", "baseline", "--out", str(tmp_path / "a.xlsx")],
    ]
    said = json.loads(without_posix(f"CALLS = {calls!r}" + COMMANDS).splitlines()[-1])
    assert [code for code, _ in said] == [0, 0, 0, 0], said
    plain = subprocess.run(
        [sys.executable, "-m", "dxsim", *calls[0]], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert json.loads(said[0][1]) == json.loads(plain.stdout)
    assert (tmp_path / "a.xlsx").stat().st_size > 10_000


@pytest.mark.timeout(60)
def test_a_batch_takes_plain_kernels_where_nothing_forks(tmp_path):
    notebook = write_notebook(tmp_path / "one.ipynb", "print(6 * 7)")
    said = without_posix(BATCH, str(notebook), str(tmp_path / "out"), modules=())
    assert said.splitlines()[-1] == "['done']"


def bootstrap():
    spec = spec_from_file_location("tools_bootstrap", ROOT / "tools" / "bootstrap.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_start_without_make_does_what_make_does():
    tasks = bootstrap().TASKS
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for task in ("run", "explore", "check", "test"):
        for name, *words in tasks[task]:
            line = " ".join((name, *words)).replace("not soak", '"not soak"')
            assert f"$(BIN)/{line}" in makefile.replace("$(BIN)/python -m pytest", "$(BIN)/pytest")


@pytest.mark.parametrize("words", [["tset"], ["run", "test"]])
def test_a_task_that_is_none_is_refused_in_one_line(words, capfd):
    assert bootstrap().main(words) == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1 and "expected nothing or one of" in said
