"""What a batch's workers need around them: the fork server, for engines that use one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def hosted_environment(engine: str) -> Iterator[dict[str, str]]:
    """Yield the environment of the worker processes for an engine's name."""
    yield dict(os.environ)
