"""What a batch's workers need around them: a folder for sockets, and the fork server."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator

from dxsim.work.environment import SERVER_VARIABLE

FORKED, PLAIN = "dxsim-forked", "dxsim-plain"


def default_engine() -> str:
    """Return the engine for this machine: forked kernels on Linux, plain ones elsewhere."""
    return FORKED if sys.platform == "linux" else PLAIN


@contextlib.contextmanager
def hosted_environment(engine: str) -> Iterator[dict[str, str]]:
    """Yield the environment of the worker processes for an engine's name.

    The kernels' connection files are in a folder of their own, removed with the batch. For forked
    kernels one server is started for all workers, and ended with the batch.
    """
    with tempfile.TemporaryDirectory(prefix="dxsim-", ignore_cleanup_errors=True) as runtime:
        environment = {**os.environ, "JUPYTER_RUNTIME_DIR": runtime}
        if engine != FORKED:
            yield environment
            return
        with _server() as path:
            yield {**environment, SERVER_VARIABLE: path}


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """Yield the socket of the fork server named in our own environment, or of a new one."""
    from dxsim.work.provisioner import ServerProcess, connect_to

    given = os.environ.get(SERVER_VARIABLE, "")
    connection = connect_to(given) if given else None
    if connection is not None:
        connection.close()
        yield given
        return
    server = ServerProcess()
    try:
        yield server.path
    finally:
        if refusal := server.refusal():
            print(f"plain kernels were used, forking failed: {refusal}", file=sys.stderr)
        server.stop()
