"""Whether the files that a waiting screen was made from are as they were.

The server keeps one kernel ready with the screen already made, so that a page opens at once. Files
may change while it waits: the page then asks for a kernel that has read the new ones.
"""

from collections.abc import Iterator
from pathlib import Path

from dxsim.data.locations import PARAMS, project_dir, shipped_dir

Snapshot = frozenset[tuple[str, int, int]]
"""Path, time of the last change in nanoseconds and size of every file."""


def snapshot(*named: str | None) -> Snapshot:
    """Return the state of the parameter files, and of those beside each file named by its path."""
    return frozenset(
        (str(file), found.st_mtime_ns, found.st_size)
        for file in _files(*named)
        for found in (file.stat(),)
    )


def _files(*named: str | None) -> Iterator[Path]:
    for folder in {project_dir() / PARAMS, shipped_dir() / PARAMS}:
        yield from (file for file in folder.rglob("*") if file.is_file())
    for path in {Path(name) for name in named if name}:
        if path.is_file():
            yield path
            yield from (file for file in path.resolve().parent.glob("*.yaml") if file.is_file())
