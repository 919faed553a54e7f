"""Whether a folder may take the results of a batch, asked before anything is written in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from dxsim.batch.manifest import MANIFEST, read_manifest
from dxsim.batch.store import LOCK_NAME, BatchError
from dxsim.data import locations
from dxsim.data.files import followed
from dxsim.data.yamlfile import InputError, quoted

JOBS_MAKE = ("jobs", "failed", "dataset")
RUN_MAKES = (
    "figures", "notebooks", *JOBS_MAKE,
    "index.html", "results.csv", "results.parquet", "verdicts.csv", "verdicts.parquet",
)  # fmt: skip
SWEEP_MAKES = (
    "scenarios",
    *JOBS_MAKE,
    "sweep.csv",
    "sweep.parquet",
    *(f"answer.{kind}" for kind in ("pdf", "svg", "png", "csv", "txt")),
)
_RUN_ONLY = ("figures", "notebooks")
_NEW = "a new folder, or that of an earlier run"


def refuse_folder(folder: Path, made: Iterable[str]) -> None:
    """Refuse a folder in which a batch could meet files that are not its own.

    Parameters
    ----------
    folder: where the batch would write; it need not exist.
    made: the names directly under it that the batch writes or clears.

    Raises
    ------
    InputError: where the folder is a file, belongs to the project, holds a link, or holds one of
        the names `made` without the manifest of an earlier batch, which alone proves that a batch
        made them.
    """
    if folder.exists() and not folder.is_dir():
        raise _refusal(folder, "which is no folder", "a folder")
    _refuse_project(folder)
    if not folder.exists():
        return
    if link := first_link(folder):
        found = f"a link, {quoted(str(link))}: what it leads to is not of a run"
        raise InputError("--out", found=found, expected="a folder without links in it")
    lock = folder / LOCK_NAME
    if lock.exists() and (not lock.is_file() or lock.stat().st_size):
        raise _refusal(folder, f"whose {LOCK_NAME} is not of a run", _NEW)
    if (folder / MANIFEST).exists():
        read_manifest(folder)
        return
    for name in made:
        path = folder / name
        if path.is_dir() and any(path.iterdir()):
            raise _refusal(folder, f"whose {name}/ is not of a run", _NEW)
        if path.exists() and not path.is_dir():
            raise _refusal(folder, f"whose {name} is not of a run", _NEW)


def _refusal(folder: Path, what: str, expected: str) -> InputError:
    return InputError("--out", found=f"{quoted(str(folder))}, {what}", expected=expected)


def _refuse_project(folder: Path) -> None:
    """Refuse a folder that holds the project, or lies in what the project is read from."""
    project, place = followed(locations.project_dir()), followed(folder)
    if project.is_relative_to(place):
        raise _refusal(folder, "which holds the project itself", "a folder for results")
    for name in ("params", "notebooks"):
        if place.is_relative_to(project / name):
            raise _refusal(folder, f"which is of the project's {name}/", "a folder for results")


def first_link(folder: Path) -> Path | None:
    """Return a symbolic link below a folder, None where there is none.

    Folders of finished jobs are not searched: nothing in them is replaced, and a notebook may make
    links of its own.
    """
    waiting = [str(folder)]
    while waiting:
        place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_symlink():
                    return Path(entry.path)
                if entry.is_dir() and Path(place) != folder / "jobs":
                    waiting.append(entry.path)
    return None


def refuse_run(folder: Path) -> None:
    """Refuse the folder of a run, whose manifest the results of a sweep would replace.

    Raises
    ------
    InputError: where the folder holds a manifest beside a folder that only a run makes.
    """
    if (folder / MANIFEST).exists() and any((folder / name).is_dir() for name in _RUN_ONLY):
        raise _refusal(folder, "which is that of a run", "a folder of its own")


def given_folder(text: str) -> Path:
    """Return the folder that an option names.

    Raises
    ------
    BatchError: for an empty text, which would be the working folder, and for one that is no text
        in UTF-8, which no manifest or page can name.
    """
    if not text.strip():
        raise BatchError("--out: found an empty text, expected a folder")
    try:
        os.path.abspath(text).encode()
    except UnicodeEncodeError:
        found = quoted(text.encode(errors="backslashreplace").decode())
        raise BatchError(f"--out: found {found}, expected a name in UTF-8") from None
    return Path(text)
