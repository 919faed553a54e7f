"""A Jupyter kernel provisioner whose kernels are forked by a fork server."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from dxsim.work.environment import SERVER_VARIABLE, kernel_environment

_START_TIMEOUT = 60.0
# Read as the libraries are imported: where figures go, and no threads for memory pools.
_FOR_IMPORTS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


class NoServer(Exception):
    """Kernels cannot be forked here; the server has said why on standard error."""


class ServerProcess:
    """A fork server started and ended by this process.

    Attributes
    ----------
    path: the socket on which it takes orders, in a folder only this user may enter.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dxsim-"))
        self.path = str(self.folder / "fork")
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dxsim.work.forkserver", self.path],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**_FOR_IMPORTS, **kernel_environment()},
                start_new_session=True,
            )

    def refusal(self) -> str:
        """Return why the server went of its own accord, empty while it serves."""
        if self.process.poll() is None:
            return ""
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
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

    def connect(self, patience: float = 60.0) -> socket.socket:
        """Return a connection, waiting for a server that has only just been started."""
        import time

        deadline = time.monotonic() + patience
        while True:
            connection = connect_to(self.path)
            if connection is not None:
                return connection
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise NoServer
            time.sleep(0.02)


def connect_to(path: str) -> socket.socket | None:
    """Return a connection to the server at `path`, None where nobody listens."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        return None
    return connection


class _Own:
    """The server of this process, and whether one has refused to serve."""

    lock = threading.Lock()
    server: ServerProcess | None = None
    refused = False


def _server_connection() -> socket.socket:
    """Return a connection to the batch's server, or to one of this process's own."""
    shared = os.environ.get(SERVER_VARIABLE)
    connection = connect_to(shared) if shared else None
    if connection is not None:
        return connection
    with _Own.lock:
        if _Own.refused:
            raise NoServer
        if _Own.server is None or _Own.server.refusal():
            _Own.server = ServerProcess()
            atexit.register(_Own.server.stop)
        try:
            return _Own.server.connect()
        except NoServer:
            _Own.refused = True
            raise


class ForkedKernel:
    """A forked kernel in the clothes of a `subprocess.Popen`, as far as Jupyter needs them."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], cwd: str, env: dict[str, str]) -> None:
        self.told: dict[str, int] = {}
        self._received = b""
        self._connection = _server_connection()
        self._connection.settimeout(_START_TIMEOUT)
        order = {"arguments": arguments, "cwd": cwd, "env": env}
        try:
            self._connection.sendall(json.dumps(order).encode() + b"\n")
            while "ready" not in self.told and "exit" not in self.told:
                self._listen()
        except OSError:
            self._connection.close()
            raise NoServer from None
        self.pid = self.told["pid"]

    def _listen(self) -> None:
        """Take in what the server or the kernel says next; silence for good is a kill."""
        more = self._connection.recv(4096)
        if not more and "pid" not in self.told:
            raise NoServer
        self._received += more or b'{"exit": -9}\n'
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            self.told.update(json.loads(line))

    @property
    def returncode(self) -> int | None:
        """The exit status as far as it is known."""
        return self.told.get("exit")

    def poll(self) -> int | None:
        """Return the exit status, None while the kernel runs."""
        if self.returncode is None:
            self._connection.setblocking(False)
            self._await_end()
        return self.returncode

    def _await_end(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.returncode is None:
                self._listen()
            self._connection.close()

    def wait(self) -> int:
        """Return the exit status, once there is one."""
        if self.returncode is None:
            self._connection.setblocking(True)
            self._await_end()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Launches kernels by forking, plainly where that fails; all else is as for a local kernel."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Have the kernel forked; `cmd` is what would have started it afresh."""
        module = cmd.index("-m") + 1
        cwd = str(kwargs.get("cwd") or Path.cwd())
        try:
            kernel = ForkedKernel(cmd[module + 1 :], cwd, dict(kwargs["env"]))
        except NoServer:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast("subprocess.Popen[bytes]", kernel)  # as much of one as is used
        self.pid = self.pgid = kernel.pid
        self.cwd = cwd
        return self.connection_info
