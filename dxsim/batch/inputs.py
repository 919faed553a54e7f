"""Input files of a run, known by their content from the moment it begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dxsim.batch.store import BatchError, sha256_bytes, sha256_file

CHANGED = "changed since the run began; start it again"
Contents = Mapping[Path, str]
"""The SHA-256 of each file, as it was when it was read."""


def contents_of(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the hash of each file, read once however often it is named.

    Raises
    ------
    BatchError: for the first that cannot be read.
    """
    return {path: _file_hash(path) for path in dict.fromkeys(paths)}


def _file_hash(path: Path) -> str:
    try:
        return sha256_file(path)
    except OSError as problem:
        raise BatchError(f"{path}: cannot be read ({problem.strerror})") from None


def changed_since(known: Contents) -> list[Path]:
    """Return the files that are no longer what they were, or gone."""
    return [path for path, sha in known.items() if not path.is_file() or sha256_file(path) != sha]


def same_bytes(path: Path, known: str) -> bytes:
    """Return a file's bytes if they are those that the run began with.

    Raises
    ------
    BatchError: where the file has been changed since.
    """
    data = path.read_bytes()
    if sha256_bytes(data) != known:
        raise BatchError(f"{path.name}: {CHANGED}")
    return data
