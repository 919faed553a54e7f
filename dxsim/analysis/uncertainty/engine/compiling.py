"""Compilation with numba: loaded only when asked for, its cache in a folder that can be written.

Compiled code is kept in `NUMBA_CACHE_DIR` where that is set, else in the user's own cache folder;
where no folder can be written, as on a read-only site, it is compiled afresh in each process.
"""

import hashlib
import importlib
import importlib.util
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

KERNELS = "*kernels.py"


@cache
def obstacle() -> str | None:
    """Return why nothing can be compiled here, as a key of the catalogue, or None."""
    if importlib.util.find_spec("numba") is None:
        return "engine_no_numba"
    try:
        importlib.import_module("numba")
    except ImportError:
        return "engine_no_numba"
    return None


def compiled(function: Callable[..., Any], **options: Any) -> Any:
    """Return a function that numba compiles at its first call; it runs without the GIL."""
    import numba

    folder = cache_folder()
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = folder or before
    cached = folder is not None
    made = numba.njit(nogil=True, error_model="numpy", cache=cached, **options)(function)
    settings.CACHE_DIR = before
    return made


def compiled_loops(function: Callable[..., Any]) -> Any:
    """Return a compiled function that makes no array of its own, only loops over those it is given.

    numba then counts no references to them: in loops as short as these, over arrays that threads
    share, counting takes a quarter of the time.
    """
    return compiled(function, _nrt=False)


def compiled_arithmetic(function: Callable[..., Any]) -> Any:
    """Return compiled loops whose products and sums may be joined in one instruction."""
    return compiled(function, _nrt=False, fastmath={"contract"})


def forget() -> None:
    """Delete what the cache holds of the kernels, as after a copy that was cut short."""
    folder = cache_folder()
    for file in Path(folder).rglob("*kernels.*.nb[ci]") if folder else ():
        file.unlink(missing_ok=True)


@cache
def cache_folder() -> str | None:
    """Return the folder for the code compiled from these very kernels, or None where none can be.

    numba looks for changes in a kernel's own file only, not in those it calls.
    """
    stated = os.environ.get("NUMBA_CACHE_DIR")
    sources = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob(KERNELS)))
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        above = Path(stated) if stated else Path(home) / "dxsim" / "compiled"
        folder = above / hashlib.sha256(sources).hexdigest()[:16]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return str(folder)
    except (OSError, RuntimeError):  # not to be written in, or a user without a home
        return None
