"""The fork server as a process that somebody starts, connects to and ends."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dxsim.batch.jupyter_kernels.environment import kernel_environment
from dxsim.batch.jupyter_kernels.preload import OWN
from dxsim.data.files import write_atomic
from dxsim.data.temporary import make_temporary_folder

_WAITING_ASKERS = 128
# Read as the libraries are imported: where figures go, and no threads for memory pools.
_FOR_IMPORTS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


class NoServer(Exception):
    """Kernels cannot be forked here; the server has said why on standard error."""


class ServerProcess:
    """A fork server started and ended by this process.

    It loads what notebooks with the given words use, by default all (see
    `dxsim.batch.jupyter_kernels.preload`).

    Attributes
    ----------
    path: the socket on which it takes orders, in a folder only this user may enter.
    """

    def __init__(self, words: Sequence[str] = (OWN,)) -> None:
        self.folder = make_temporary_folder()
        self.path = str(self.folder / "fork")
        self._log = self.folder / "log"
        with socket.socket(socket.AF_UNIX) as listener, self._log.open("wb") as log:
            try:
                listener.bind(self.path)  # here, so that nobody who is told of it comes too early
            except OSError as problem:  # the folder for passing files has too long a name
                shutil.rmtree(self.folder, ignore_errors=True)
                where = self.folder.parent
                raise NoServer(f"no socket can be made in {where} ({problem})") from None
            listener.listen(_WAITING_ASKERS)
            number = listener.fileno()
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "dxsim.batch.jupyter_kernels.forkserver",
                    str(number),
                    self.path,
                    *words,
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**_FOR_IMPORTS, **kernel_environment()},
                pass_fds=[number],
                start_new_session=True,
            )

    def refusal(self) -> str:
        """Return why the server went of its own accord, empty while it serves.

        It says so before it lets go of whoever asked it.
        """
        if said := refusal_of(self.path):
            return said
        if not self.process.poll():
            return ""
        lines = self._log.read_text(errors="replace").splitlines()
        return lines[-1] if lines else f"exit status {self.process.returncode}"

    def stop(self) -> None:
        """End the server and every kernel it forked."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()  # its kernels go with it
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self) -> socket.socket:
        """Return a connection; the server answers when it has loaded its libraries."""
        connection = connect_to(self.path)
        if connection is None:
            raise NoServer
        return connection


def refuse(path: str, reason: str) -> None:
    """Leave word, for who asks the server at `path`, that it does not serve."""
    write_atomic(_word_of(path), reason.encode())


def refusal_of(path: str) -> str:
    """Return why the server at `path` does not serve, empty where it has not said so."""
    try:
        return _word_of(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _word_of(path: str) -> Path:
    return Path(path).with_name("refused")


def connect_to(path: str) -> socket.socket | None:
    """Return a connection to the server at `path`, None where nobody listens."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        return None
    return connection
