"""Which files of an output folder a batch has made and may replace or remove.

The manifest says so: each file made, with the hash it was left with. What the manifest does not
name, or what has been changed since, is somebody's own: it is never removed, and where a result
takes its name it is moved to `kept/` first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from dxsim.batch.manifest import MANIFEST, Began, read_manifest, write_manifest
from dxsim.batch.store import canonical_json, sha256_file
from dxsim.data.files import Document, write_atomic

KEPT = "kept"
UNKNOWN = ""
"""The hash of a content that is not made yet."""


def claim(out_dir: Path, wanted: Mapping[str, str]) -> None:
    """Make room for files about to be made, and say in the manifest that they are the batch's.

    Parameters
    ----------
    out_dir: a batch's folder; where it has no manifest, one is begun.
    wanted: the hash that each file will have, `UNKNOWN` where it is not made yet, by its name
        relative to `out_dir`.

    What stands under such a name and is not as the manifest says moves to `kept/`. Until the
    files are sealed the manifest holds both contents that each may have, so that a batch cut
    short knows them as its own.
    """
    if not (out_dir / MANIFEST).exists():
        write_manifest(out_dir, [], Began.now([], {}))
    told = read_manifest(out_dir)
    outputs = told["outputs"]
    for name, sha in wanted.items():
        path, may_be = out_dir / name, possible(outputs.get(name))
        here = sha256_file(path) if path.is_file() else None
        if here is not None and here not in may_be and UNKNOWN not in may_be and here != sha:
            _set_aside(out_dir, name)
            here = None
        outputs[name] = sorted({here or sha, sha})
    _write(out_dir, told)


def possible(known: object) -> list[str]:
    """Return the hashes that a file may have by its line in the manifest."""
    if isinstance(known, str):
        return [known]
    return [sha for sha in known if isinstance(sha, str)] if isinstance(known, list) else []


def clear(out_dir: Path, folders: Iterable[str], current: Iterable[str]) -> None:
    """Remove what earlier batches made in some folders, but for the `current` names.

    Only files that the manifest names, each with its hash; the others stay, and are the manifest's
    no longer.
    """
    told = read_manifest(out_dir)
    keep, below = set(current), tuple(f"{folder}/" for folder in folders)
    for name in [n for n in told["outputs"] if n.startswith(below) and n not in keep]:
        known = possible(told["outputs"].pop(name))
        path = out_dir / name
        inside = ".." not in PurePosixPath(name).parts
        if inside and path.is_file() and not path.is_symlink() and sha256_file(path) in known:
            path.unlink()
            _drop_empty(path.parent, out_dir)
    _write(out_dir, told)


def _drop_empty(folder: Path, out_dir: Path) -> None:
    """Remove a folder of one file of the dataset; folders directly in `out_dir` stay."""
    if folder.parent != out_dir and not any(folder.iterdir()):
        folder.rmdir()


def _set_aside(out_dir: Path, name: str) -> Path:
    """Move a file to the first free name below `kept/`."""
    first = out_dir / KEPT / name
    place, number = first, 1
    while place.exists() or place.is_symlink():
        number += 1
        place = first.with_name(f"{first.stem}-{number}{first.suffix}")
    place.parent.mkdir(parents=True, exist_ok=True)
    os.rename(out_dir / name, place)
    return place


def kept_files(out_dir: Path) -> set[str]:
    """Return the names, relative to a batch's folder, of what was moved out of its way."""
    files = (path for path in (out_dir / KEPT).rglob("*") if path.is_file())
    return {path.relative_to(out_dir).as_posix() for path in files}


def _write(out_dir: Path, told: Document) -> None:
    write_atomic(out_dir / MANIFEST, canonical_json(told))
