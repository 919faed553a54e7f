"""Temporary folders of this user alone, removed later if the process that made them was killed."""

import contextlib
import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_HERE = hashlib.sha256(platform.node().encode()).hexdigest()[:6]
_NAME = re.compile(rf"dxsim-{_HERE}-(\d+)-.+")


def make_temporary_folder() -> Path:
    """Make a folder for sockets, keys and other temporary files, and return it.

    Its name holds this machine and this process, by which `sweep_temporary_folders` knows it.
    """
    return Path(tempfile.mkdtemp(prefix=f"dxsim-{_HERE}-{os.getpid()}-"))


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder as `make_temporary_folder` makes it, removed at the end of the block."""
    folder = make_temporary_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_temporary_folders() -> None:
    """Remove this user's folders of processes on this machine that are gone, as after a kill.

    Nothing is swept on a system without users by number, where signal 0 would not only ask.
    """
    if not hasattr(os, "getuid"):
        return
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).iterdir():
            made_by = _NAME.fullmatch(folder.name)
            own = made_by and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
            if made_by and own and not _runs(int(made_by[1])):
                shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
