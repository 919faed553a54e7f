"""Another user of the machine gets nothing from a batch: no port answers, no file can be read."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from batch.projects import FIGURE, WAITS, project

from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE

ATTACK = """
import os, socket, ssl, sys
"loaded while it can be read".encode("idna")
os.setgroups([]), os.setgid(65534), os.setuid(65534)
passing, *ports = sys.argv[1:]
def ask(port, secure):
    plain = socket.create_connection(("127.0.0.1", int(port)), timeout=3)
    wire = plain
    if secure:
        loose = ssl._create_unverified_context()
        wire = loose.wrap_socket(plain)
    wire.sendall(b"GET /info/main/workers.html HTTP/1.0\\r\\n\\r\\n")
    answer = wire.recv(4096)
    return b"" if b" 404 " in answer[:20] or answer.startswith(b"\\xff") else answer
for port in ports:
    for secure in (False, True):
        try:
            answer = ask(port, secure)
        except OSError:
            continue
        if answer and not secure and b"compression" in answer:
            continue  # the greeting that comes before any question of who is there
        if answer:
            print(port, secure, answer)
for folder, below, files in os.walk(passing):
    for name in files:
        place = os.path.join(folder, name)
        if os.access(place, os.R_OK) or os.access(place, os.W_OK):
            print(place)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can act as another user"
)
@pytest.mark.parametrize(
    "where",
    [
        pytest.param((), id="processes"),
        pytest.param(("--cluster", "local"), id="cluster", marks=pytest.mark.soak),
    ],
)
def test_another_user_gets_nothing_from_a_batch(tmp_path, where):
    home = project(tmp_path / "home", n01_quick=FIGURE, n02_scenario=WAITS)
    passing = Path(tempfile.mkdtemp(prefix="open-"))
    passing.chmod(0o1777)
    surroundings = {k: v for k, v in os.environ.items() if k != SERVER_VARIABLE}
    surroundings |= {"DXSIM_HOME": str(home), "TMPDIR": str(passing)}
    words = ["run", "baseline", "--out", str(home / "out"), "--workers", "1", "--quiet", *where]
    command = [sys.executable, "-m", "dxsim.cli.main", *words]
    batch = subprocess.Popen(command, env=surroundings, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 120
        while not list((home / "out" / "jobs").glob("01_quick-*")):
            assert batch.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)
        time.sleep(2)  # the other job has its kernel
        started = psutil.Process(batch.pid)
        everyone = [started, *started.children(recursive=True)]
        held = {k.laddr.port: p for p in everyone for k in p.net_connections("tcp")
                if k.status == psutil.CONN_LISTEN}  # fmt: skip
        kernels = {port for port, p in held.items() if _is_kernel(p)}
        ports = [str(port) for port in set(held) - kernels]
        assert not where or ports
        assert [p.name for p in passing.iterdir() if p.stat().st_mode & 0o77] == []
        attack = [sys.executable, "-I", "-c", ATTACK, str(passing), *ports]
        said = subprocess.run(
            attack, cwd="/", env={}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (said.returncode, said.stdout) == (0, ""), said
    finally:
        batch.send_signal(signal.SIGTERM)
        batch.communicate(timeout=60)
        left = list(passing.iterdir())
        shutil.rmtree(passing)
    assert left == []


def _is_kernel(process):
    """Return whether a process is a kernel, whose every message must bear its key's signature."""
    return "forkserver" in " ".join(process.cmdline())
