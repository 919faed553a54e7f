"""Cache of the texts of files, read anew whenever a file may have changed.

What is made of a file is kept by its text, never by its time of change: a clock has a grain, and
times can be set. Until the file's times lie well before its reading, it is read each time and its
text kept while the bytes are the same.
"""

import os
import time
from pathlib import Path
from stat import S_ISREG
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


class _Cached(NamedTuple):
    """A text as it was read, with the bytes it was made of and whether its file had settled."""

    signature: _Signature
    data: bytes
    text: str
    settled: bool


_CACHE: dict[Path, _Cached] = {}


def cached_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Return a parameter file's text as `read_text` does, from memory where that is safe.

    A file that has not settled is read each time, and decoded anew where its bytes have changed.

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
    cached = _CACHE.get(path)
    if cached is not None and cached.signature != seen:
        cached = None
    if cached is not None and cached.settled:
        return cached.text
    settled = time.time() - max(stat.st_ctime, stat.st_mtime) > SETTLED
    data = _bytes(path, stat, max_bytes)
    if cached is None or cached.data != data or not data:
        text = read_text(path, max_bytes=max_bytes)
        if not data or _bytes(path, stat, max_bytes) != data:
            return text
        cached = _Cached(seen, data, text, settled)
    _CACHE.pop(path, None)
    while len(_CACHE) >= _MOST:
        _CACHE.pop(next(iter(_CACHE)))
    _CACHE[path] = cached._replace(settled=settled)
    return cached.text


def _bytes(path: Path, stat: os.stat_result, most: int) -> bytes:
    """Return a file's bytes, none where it is no plain file, too large or not readable."""
    if not S_ISREG(stat.st_mode) or stat.st_size > most:
        return b""
    try:
        return path.read_bytes()
    except OSError:
        return b""
