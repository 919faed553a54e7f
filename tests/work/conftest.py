"""One fork server for the tests of the batch: loading the libraries once is enough."""

import os
import sys

import pytest


@pytest.fixture(scope="session")
def fork_server():
    """Start a fork server for every batch of this session, and return its process."""
    if sys.platform != "linux":
        yield None
        return
    from dxsim.work.environment import SERVER_VARIABLE
    from dxsim.work.provisioner import ServerProcess

    server = ServerProcess()
    server.connect().close()
    os.environ[SERVER_VARIABLE] = server.path
    yield server
    del os.environ[SERVER_VARIABLE]
    server.stop()
