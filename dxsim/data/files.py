"""Files that are either whole or absent: written aside, synced, renamed; and those of a folder.

Every layer above writes through `write_atomic`.
"""

import contextlib
import errno
import hashlib
import os
import re
import shlex
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dxsim.data.yamlfile import InputError, composed, shown

Document = dict[str, Any]
"""Content of a YAML or JSON file by key: texts, numbers, lists and further documents."""
ASIDE_PREFIX = ".aside-"
_LONGEST = 4096


_LOCK_NAMES = (".", "~$")
_COPIED = re.compile(r"(.+?)(?: ?\(\d+\)| ?[-_–] ?(?:[Cc]opy|Bản sao|Sao chép)\b.*| copy(?: \d+)?)")


def followed(path: Path) -> Path:
    """Return a path from the root, its links followed; one that leads back to itself stays.

    `Path.resolve` raises on such a link up to Python 3.12.
    """
    return Path(os.path.realpath(path))


def listed(folder: Path, ending: str) -> list[Path]:
    """Return the files of a folder with an ending, in order, without hidden and lock files."""
    files = sorted(folder.glob(f"*{ending}"))
    return [path for path in files if not path.name.startswith(_LOCK_NAMES)]


def folders_beside(path: Path) -> list[Path]:
    """Return where a file named in another is looked for: its folder, and that of a link's end."""
    return list(dict.fromkeys([path.parent, Path(os.path.realpath(path)).parent]))


def original_of(path: Path) -> Path | None:
    """Return the file beside `path` that its name says it is a copy of, such as "a (1).csv"."""
    match = _COPIED.fullmatch(composed(path.stem))
    original = path.with_name(f"{match[1]}{path.suffix}") if match else None
    return original if original is not None and original.is_file() else None


def refuse_copies(files: Iterable[Path]) -> None:
    """Raise an InputError that names the first file which is a copy of another beside it."""
    for path in files:
        if original := original_of(path):
            found = f"a copy of {original.name} beside it"
            raise InputError(str(path), found=found, expected="each file once: move the copy away")


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep the names in `folder` (nothing to do where there is no such call)."""
    with contextlib.suppress(PermissionError):  # Windows cannot open a folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def out_option(out: str | None) -> str:
    """Return how a command was told where to write, for a comment of one line in that file.

    A place that is of this machine alone says nothing elsewhere and is left out.
    """
    if not out or Path(out).is_absolute():
        return ""
    return f" --out {shown(shlex.quote(Path(out).as_posix()), _LONGEST)}"


def write_atomic(path: Path, data: bytes) -> Path:
    """Write `data` beside `path`, sync, and rename: `path` holds all of it or what it held.

    Raises
    ------
    OSError
        where the disk is full, the folder is not writable or `path` is a device, a pipe or a
        folder; it names `path`, and nothing is left behind.
    """
    _replace(path, data)
    sync_folder(path.parent)
    return path


def write_several(files: Iterable[tuple[Path, bytes]]) -> list[Path]:
    """Write files as `write_atomic` does, each whole or as it was, and sync their folders once.

    A disk takes as long to keep one name as to keep a hundred.
    """
    paths = [_replace(path, data) for path, data in files]
    for folder in dict.fromkeys(path.parent for path in paths):
        sync_folder(folder)
    return paths


def _replace(path: Path, data: bytes) -> Path:
    """Write `data` beside `path`, sync, and rename; the folder's names are not synced."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "no plain file, which is what would be written", str(path))
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    if mode is not None and not mode & stat.S_IWUSR:
        raise OSError(errno.EACCES, "a read-only file, which is left as it is", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]  # the longest name has room too
    aside = path.with_name(f"{ASIDE_PREFIX}{os.getpid()}-{name}")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            if mode is not None:
                os.chmod(aside, mode)  # who may read it does not change
            os.fsync(stream.fileno())
        os.replace(aside, path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        aside.unlink(missing_ok=True)
    return path
