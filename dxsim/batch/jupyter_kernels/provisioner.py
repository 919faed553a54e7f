"""A Jupyter kernel provisioner whose kernels are forked by a fork server."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from dxsim.batch.jupyter_kernels.client import NoServer, ServerProcess, connect_to, refusal_of
from dxsim.batch.jupyter_kernels.environment import SERVER_VARIABLE

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

_START_TIMEOUT = 60.0
_LAUNCHED = 3
"""Words of a command that starts a kernel: Python, -m and the module."""


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
    if shared and refusal_of(shared):
        raise NoServer
    with _Own.lock:
        if _Own.refused:
            raise NoServer
        try:
            if _Own.server is None or _Own.server.refusal():
                _Own.server = ServerProcess()
                atexit.register(_Own.server.stop)
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


def forkable(command: Sequence[str]) -> list[str] | None:
    """Return the arguments of a kernel of this very Python, None where another program starts it.

    On shared machines a kernel may be started by a wrapper, or by another environment's Python.
    """
    if len(command) < _LAUNCHED or os.path.realpath(command[0]) != os.path.realpath(sys.executable):
        return None
    if "-m" not in command:
        return None
    module = command.index("-m") + 1
    ours = command[module : module + 1] in (["ipykernel_launcher"], ["ipykernel"])
    return list(command[module + 1 :]) if ours else None


class ForkedProvisioner(LocalProvisioner):
    """Launches kernels by forking, plainly where that fails; all else is as for a local kernel."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have the kernel forked; `cmd` is what would have started it afresh."""
        arguments = forkable(cmd)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        try:
            if arguments is None:
                raise NoServer
            kernel = ForkedKernel(arguments, cwd, dict(kwargs["env"]))
        except NoServer:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast("subprocess.Popen[bytes]", kernel)  # as much of one as is used
        self.pid = self.pgid = kernel.pid
        self.cwd = cwd
        return self.connection_info
