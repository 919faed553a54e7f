"""A process with the heavy libraries loaded that forks one kernel a notebook.

It has one thread and runs no notebook itself, so that every kernel starts from the same clean
state and has a process of its own. Whoever wants a kernel connects to its socket and sends one
line of JSON; it is told when the kernel listens, and how it ended. The connection lasts as long as
the kernel: when the asker goes, the kernel is killed. When the server's own input closes, it kills
every kernel and goes. Linux only.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.batch.jupyter_kernels.client import refuse
from dxsim.batch.jupyter_kernels.environment import MARK_VARIABLE
from dxsim.batch.jupyter_kernels.preload import preload

if TYPE_CHECKING:
    from dxsim.data.files import Document

_PR_SET_PDEATHSIG = 1
SWEEPS = (20_000, 20, 50)
"""Objects after which a kernel looks for circles of dead ones, as `gc.set_threshold` takes them.

Figures make many objects that live; Python's own numbers cost a twentieth of a notebook's time.
"""
_OOM_FIRST = "500"


@dataclass
class Kernel:
    """A kernel under way: its process, a descriptor that tells its end, and its asker."""

    pid: int
    ended: int
    asker: socket.socket
    mark: str


class ForkServer:
    """Accepts askers, forks kernels, tells askers when their kernel has ended."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.selector = selectors.DefaultSelector()
        self.kernels: dict[int, Kernel] = {}

    def serve(self) -> Document | None:
        """Serve until the standard input closes.

        Returns twice: in the server None, at the end; in every child the order it was forked for.
        """
        self.selector.register(self.listener, selectors.EVENT_READ, self._accept)
        self.selector.register(sys.stdin.fileno(), selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    self._close()
                    return None
                order = key.data(key.fileobj)
                if order is not None:
                    return dict(order)

    def _accept(self, listener: socket.socket) -> Document | None:
        asker, _ = listener.accept()
        with asker.makefile("r") as stream:
            line = stream.readline()
        if not line.endswith("\n"):
            asker.close()
            return None
        mark = os.urandom(8).hex()
        pid = os.fork()
        if pid == 0:
            self._forget()
            return {**json.loads(line), "asker": asker, "mark": mark}
        kernel = Kernel(pid, os.pidfd_open(pid), asker, mark)
        self.kernels[kernel.ended] = kernel
        self.selector.register(kernel.ended, selectors.EVENT_READ, self._reap)
        self.selector.register(asker, selectors.EVENT_READ, lambda _: self._kill(kernel))
        _tell(asker, {"pid": pid})
        return None

    def _forget(self) -> None:
        """Let go, in a child, of everything that belongs to the server."""
        self.selector.close()
        self.listener.close()
        for kernel in self.kernels.values():
            kernel.asker.close()
            os.close(kernel.ended)

    def _kill(self, kernel: Kernel) -> None:
        """Kill a kernel whose asker has gone; its end is noticed in its turn."""
        self.selector.unregister(kernel.asker)
        _kill_group(kernel.pid)

    def _reap(self, ended: int) -> None:
        kernel = self.kernels.pop(ended)
        _, status = os.waitpid(kernel.pid, 0)
        _kill_group(kernel.pid)  # what the notebook left running
        kill_marked(kernel.mark)
        _tell(kernel.asker, {"exit": os.waitstatus_to_exitcode(status)})
        self.selector.unregister(ended)
        if kernel.asker in self.selector.get_map():
            self.selector.unregister(kernel.asker)
        os.close(ended)
        kernel.asker.close()

    def _close(self) -> None:
        for kernel in self.kernels.values():
            _kill_group(kernel.pid)
            kill_marked(kernel.mark)


def _tell(asker: socket.socket, message: dict[str, int]) -> None:
    try:
        asker.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        return  # gone; its closed connection is noticed in its turn


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def kill_marked(mark: str) -> None:
    """Kill what a notebook started in a session of its own: it has the kernel's environment."""
    wanted = f"{MARK_VARIABLE}={mark}".encode()
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (place / "environ").read_bytes().split(b"\0"):
                os.kill(int(place.name), signal.SIGKILL)


def thread_count() -> int:
    """Return the number of threads of this process, those of native libraries included."""
    return len(os.listdir("/proc/self/task"))


def become_kernel(order: Document) -> None:
    """Turn this freshly forked process into the kernel that was ordered, and run it to its end."""
    os.setsid()
    _die_with_parent()
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    os.environ[MARK_VARIABLE] = order["mark"]
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    reseed()
    from ipykernel.kernelapp import IPKernelApp

    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin), *order["arguments"]]
    application = IPKernelApp.instance()
    application.initialize()
    _tell(order["asker"], {"ready": 1})  # its sockets are bound
    order.pop("asker").close()
    application.start()


def reseed() -> None:
    """Give this process random numbers of its own: forks share the state they were copied with.

    The standard library's generator reseeds itself in every fork.
    """
    import multiprocessing

    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    multiprocessing.current_process().authkey = os.urandom(32)


def _die_with_parent() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    Path("/proc/self/oom_score_adj").write_text(_OOM_FIRST)  # a kernel before the batch


def main() -> None:
    """Load what notebooks with the words given use, then fork a kernel for every asker."""
    if sys.path and sys.path[0] == os.getcwd():
        del sys.path[0]  # set by `python -m`; a kernel has none
    number, path, *words = sys.argv[1:]
    listener = socket.socket(fileno=int(number))
    listener.set_inheritable(False)
    preload(words)
    if thread_count() != 1:
        said = f"a library started {thread_count() - 1} threads; forking is not safe"
        refuse(path, said)  # before those who ask are let go
        sys.exit(said)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SWEEPS)
    order = ForkServer(listener).serve()
    if order is not None:
        become_kernel(order)


if __name__ == "__main__":
    main()
