"""Surroundings of a batch's workers: a folder for sockets, and the fork server."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dxsim.batch.jupyter_kernels.client import NoServer, ServerProcess, connect_to
from dxsim.batch.jupyter_kernels.environment import RUNTIME_VARIABLE, SERVER_VARIABLE
from dxsim.batch.jupyter_kernels.preload import mentioned
from dxsim.data.temporary import sweep_temporary_folders, temporary_folder

FORKED, PLAIN = "dxsim-forked", "dxsim-plain"


def default_engine() -> str:
    """Return the engine for this machine: forked kernels on a Linux that forks, plain elsewhere."""
    return FORKED if sys.platform == "linux" and hasattr(os, "fork") else PLAIN


@contextlib.contextmanager
def hosted_environment(engine: str, notebooks: Iterable[Path]) -> Iterator[dict[str, str]]:
    """Yield the environment of the worker processes for an engine's name and some notebooks.

    The kernels' connection files are in a folder of their own, removed with the batch. For forked
    kernels one server is started for all workers, with the libraries that the notebooks mention,
    and ended with the batch.
    """
    sweep_temporary_folders()
    with temporary_folder() as runtime:
        environment = {**os.environ, RUNTIME_VARIABLE: str(runtime)}
        if engine != FORKED:
            yield environment
            return
        with _server(notebooks) as path:
            yield {**environment, SERVER_VARIABLE: path} if path else environment


@contextlib.contextmanager
def _server(notebooks: Iterable[Path]) -> Iterator[str]:
    """Yield the socket of the fork server named in our own environment, or of a new one."""
    given = os.environ.get(SERVER_VARIABLE, "")
    connection = connect_to(given) if given else None
    if connection is not None:
        connection.close()
        yield given
        return
    try:
        server = ServerProcess(mentioned(set(notebooks)))
    except NoServer as problem:
        print(f"plain kernels are used: {problem}", file=sys.stderr)
        yield ""
        return
    try:
        yield server.path
    finally:
        if refusal := server.refusal():
            print(f"plain kernels were used, forking failed: {refusal}", file=sys.stderr)
        server.stop()
