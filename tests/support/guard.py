"""Python under a guard, in every process it starts: no socket but to this machine."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ("127.0.0.1", "::1", "localhost")
GUARD = f"""
import os, sys
LOCAL = {LOCAL}
NAMES = {{"socket." + name for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr")}}
CALLS = {{"socket." + name for name in ("connect", "bind", "sendto", "sendmsg")}}
def note(name, said):
    path = os.path.join(os.path.dirname(__file__), name)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, (" ".join(said.split()) + "\\n").encode())
    os.close(file)
def guard(event, arguments):
    if event in CALLS:
        address = arguments[1]
        wrong = isinstance(address, tuple) and address[0] not in LOCAL
    else:
        wrong = event in NAMES and arguments[0] not in LOCAL
    if wrong:
        note("asked", f"{{event}} {{arguments[:2]}} {{sys.orig_argv}}")
        raise AssertionError(event)
sys.addaudithook(guard)
note("started", " ".join(sys.orig_argv))
"""


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a process under guard; what the guard saw is kept in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(GUARD)
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONUNBUFFERED": "1"}


def guarded(*call: str, folder: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python under guard to its end."""
    return subprocess.run(
        [sys.executable, *call],
        env=surroundings(folder),
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        cwd=ROOT,
    )


def asked(folder: Path) -> str:
    """Return what was asked of another machine, also where the asker caught the refusal."""
    return _kept(folder / "asked")


def started(folder: Path) -> list[str]:
    """Return the command of every process of Python that began under guard."""
    return _kept(folder / "started").splitlines()


def _kept(file: Path) -> str:
    return file.read_text() if file.exists() else ""
