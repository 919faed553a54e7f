"""Cache of the texts of files, read anew whenever a file may have changed.

What is made of a file is kept by its text, never by its time of change: a clock has a grain, and
times can be set. The text itself is kept only once the file's times lie well before its reading.
"""

import time
from pathlib import Path
from typing import NamedTuple

from dxsim.data.yamlfile import MAX_BYTES, read_text

SETTLED = 2.0
"""Seconds after which a later change shows in a file's times on every file system."""
_MOST = 256


class _Signature(NamedTuple):
    device: int
    inode: int
    size: int
    changed: int
    modified: int


_CACHE: dict[Path, tuple[_Signature, str]] = {}


def cached_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Return a parameter file's text as `read_text` does, from memory where that is safe.

    Raises
    ------
    InputError
        for a file that is missing, empty, too large or not UTF-8.
    """
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return read_text(path, max_bytes=max_bytes)  # says what is wrong
    seen = _Signature(stat.st_dev, stat.st_ino, stat.st_size, stat.st_ctime_ns, stat.st_mtime_ns)
    kept = _CACHE.get(path)
    if kept is not None and kept[0] == seen:
        return kept[1]
    text = read_text(path, max_bytes=max_bytes)
    if time.time() - max(stat.st_ctime, stat.st_mtime) > SETTLED:
        while len(_CACHE) >= _MOST:
            _CACHE.pop(next(iter(_CACHE)))
        _CACHE[path] = (seen, text)
    return text
