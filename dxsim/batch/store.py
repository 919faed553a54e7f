"""Files that are either whole or absent: hashes, atomic writes, one batch a folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import shutil
import stat
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from dxsim.data.files import ASIDE_PREFIX, followed, sync_folder, write_atomic
from dxsim.data.yamlfile import InputError, shown

if TYPE_CHECKING:
    from filelock import FileLock

LOCK_NAME = ".lock"
_UNKNOWN = "another process"
_LONGEST = 200
_LEFT = re.compile(
    re.escape(ASIDE_PREFIX) + r"(old-.+|[0-9a-f]{8}-.+|[0-9]+-[0-9a-f]{16}|workers\.log)"
)
"""The names under which a batch works aside; no other name is swept."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class BatchError(InputError):
    """A batch that cannot start or go on; the message is one line for the reader."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


def plain_name(name: str) -> str:
    """Return `name` if it may name a file: letters, digits, dot, hyphen, underscore.

    Raises
    ------
    BatchError: where the name could leave its folder or mean something to a shell.
    """
    if not _PLAIN_NAME.fullmatch(name):
        raise BatchError(
            f"{name[:80]!r} cannot name a job: use letters, digits, '-', '_' and '.', "
            "beginning with a letter or digit, 80 at most"
        )
    return name


def canonical_json(value: object) -> bytes:
    """Return the one JSON text of `value`: keys sorted, UTF-8, a newline at the end."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def sha256_bytes(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's content, read in pieces.

    Raises
    ------
    OSError: where there is no such file, or a pipe, a device or a folder, which is not waited for.
    """
    with open_plain(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_plain(path: Path, *, follow: bool = True) -> io.BufferedReader:
    """Open a file to read; unless `follow`, a link in its place is no file.

    Raises
    ------
    OSError: where there is no such file, or a pipe, a device or a folder, which is not waited for.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | (0 if follow else getattr(os, "O_NOFOLLOW", 0)))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no plain file", str(path))
    return os.fdopen(descriptor, "rb")


def read_plain(folder: Path, name: str) -> bytes:
    """Return the content of a plain file below a folder, named relative to it.

    Raises
    ------
    OSError: where the name leaves the folder, by its words or by a link, or is no plain file's.
    """
    with open_below(folder, name) as stream:
        return stream.read()


def open_below(folder: Path, name: str) -> io.BufferedReader:
    """Open a plain file below a folder to read it; see `read_plain`."""
    parts = PurePosixPath(name).parts
    path = folder.joinpath(*parts)
    outside = PurePosixPath(name).is_absolute() or ".." in parts or not parts or "\0" in name
    if outside or followed(path.parent) != followed(folder).joinpath(*parts[:-1]):
        raise OSError(errno.EINVAL, "no file of this folder", str(path))
    return open_plain(path, follow=False)


def sha256_below(folder: Path, name: str) -> str:
    """Return the SHA-256 of a plain file below a folder; see `read_plain`."""
    with open_below(folder, name) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_key(parts: Mapping[str, object]) -> str:
    """Return the key of a job: the SHA-256 of everything its result depends on."""
    return sha256_bytes(canonical_json(parts))


def files_below(folder: Path) -> dict[str, Path]:
    """Return the regular files under `folder` by relative POSIX name, sorted, no links."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path for path in sorted(files)}


def sync_file(path: Path) -> None:
    """Ask the disk to keep the content of `path`."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def publish_folder(aside: Path, final: Path) -> Path:
    """Move a finished folder to its name in one step, after every file in it is on the disk.

    An older folder of that name steps aside first and is removed last.
    """
    for path in files_below(aside).values():
        sync_file(path)
    for folder in [path for path in aside.rglob("*") if path.is_dir()] + [aside]:
        sync_folder(folder)
    final.parent.mkdir(parents=True, exist_ok=True)
    older = final.with_name(f"{ASIDE_PREFIX}old-{final.name}")
    remove_folder(older)
    if final.exists():
        os.replace(final, older)
    os.replace(aside, final)
    sync_folder(final.parent)
    remove_folder(older)
    return final


def remove_folder(folder: Path) -> None:
    """Remove a folder with all it holds; nothing happens where there is none."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep_leftovers(folder: Path) -> None:
    """Remove what an interrupted batch left aside in `folder`.

    A result whose replacement had not arrived gets its name back.
    """
    for older in folder.glob(f"{ASIDE_PREFIX}old-*"):
        name = folder / older.name.removeprefix(f"{ASIDE_PREFIX}old-")
        if not name.exists():
            os.replace(older, name)
    for path in (p for p in folder.glob(f"{ASIDE_PREFIX}*") if _LEFT.fullmatch(p.name)):
        if path.is_dir() and not path.is_symlink():
            remove_folder(path)
        else:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def only_batch(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold `folder` for one batch; a second one waits `wait` seconds, then is refused.

    The lock belongs to the process and goes with it, however it ends. Where the batch fails before
    it has written anything, a folder that was made for it goes too.

    Raises
    ------
    BatchError: while another batch holds the folder.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / f"{LOCK_NAME}.holder"
    lock = _locked(folder, holder, wait, made)
    try:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        write_atomic(holder, f"process {os.getpid()} since {since}".encode())
        yield
    except BaseException:
        if made:
            _remove_unused(folder, holder)
        raise
    finally:
        try:
            holder.unlink(missing_ok=True)
        finally:
            lock.release()


def _remove_unused(folder: Path, holder: Path) -> None:
    """Remove a folder, still held, in which there is nothing but its lock.

    Whoever waits for the lock finds its file gone and begins anew.
    """
    if {path.name for path in folder.iterdir()} <= {LOCK_NAME, holder.name}:
        remove_folder(folder)


def _locked(folder: Path, holder: Path, wait: float, made: bool) -> FileLock:
    """Return the lock of a folder, held; see `only_batch`. `made` says the folder is new."""
    from filelock import FileLock, SoftFileLock, Timeout

    lock = FileLock(str(folder / LOCK_NAME), fallback_to_soft=False)
    try:
        with warnings.catch_warnings(action="ignore"):
            lock.acquire(timeout=wait)
        if isinstance(lock, SoftFileLock):  # a file that stays where its maker is killed
            lock.release()
            raise NotImplementedError
    except Timeout:
        raise BatchError(
            f"{folder} is in use by another batch ({_told(holder)}): "
            "wait for it, or choose another --out"
        ) from None
    except (OSError, NotImplementedError) as problem:
        if not _without_locks(problem):
            raise
        if made:  # nobody can hold it there
            _remove_unused(folder, holder)
        raise BatchError(
            f"{folder}: the disk it is on has no locks, so that two batches could write at once: "
            "choose an --out on another disk"
        ) from None
    return lock


def _without_locks(problem: Exception) -> bool:
    """Say whether a disk, as some over a network, cannot hold a file for one process."""
    none = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
    return isinstance(problem, NotImplementedError) or getattr(problem, "errno", None) in none


def _told(holder: Path) -> str:
    """Return the holder as a batch wrote it beside its lock, or the word for an unknown one."""
    try:
        with open_plain(holder, follow=False) as stream:
            said = stream.read(_LONGEST).decode(errors="replace")
    except OSError:
        return _UNKNOWN
    return shown(said, _LONGEST) or _UNKNOWN
