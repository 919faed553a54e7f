"""Work shared among threads; NumPy and the compiled kernels release the interpreter's lock."""

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


NUMBERS_A_THREAD = 50_000
"""Numbers to work on from which another thread saves more than waiting for one another costs."""
GROUPS = Path("/sys/fs/cgroup")
"""Where Linux tells of the limits of a container."""


def cores() -> int:
    """Return the number of cores this process may use: by its affinity and its container's quota.

    The one rule for threads and for worker processes.
    """
    if hasattr(os, "sched_getaffinity"):
        found = len(os.sched_getaffinity(0))
    else:
        found = os.cpu_count() or 1
    return max(1, math.ceil(min(found, quota())))


def quota() -> float:
    """Return how many cores' time the container of this process is given, infinite without one."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return math.inf
    own = [line.split(":", 2)[2].lstrip("/") for line in lines if line.count(":") > 1]
    places = [GROUPS, *(folder for path in own for folder in _upwards(GROUPS / path))]
    return min(map(_quota_in, places + [GROUPS / "cpu"]), default=math.inf)


def _upwards(folder: Path) -> list[Path]:
    """Return a group and those it lies in, each of which limits it."""
    return [place for place in (folder, *folder.parents) if place.is_relative_to(GROUPS)]


def _quota_in(folder: Path) -> float:
    """Return the quota of one group, in the form of either version of control groups."""
    try:
        if (folder / "cpu.max").exists():
            limit, period = (folder / "cpu.max").read_text().split()
        else:
            limit = (folder / "cpu.cfs_quota_us").read_text()
            period = (folder / "cpu.cfs_period_us").read_text()
        return float(limit) / float(period) if float(limit) > 0 else math.inf
    except (OSError, ValueError, ZeroDivisionError):  # "max", or no limit at all
        return math.inf


def threads_for(numbers: int, asked: int | None = None) -> int:
    """Return on how many threads to work on so many numbers, as asked or up to one a core."""
    return asked or min(cores(), max(1, numbers // NUMBERS_A_THREAD))


def spans(count: int, parts: int) -> list[tuple[int, int]]:
    """Return `count` things in at most so many runs of nearly equal length, (first, last + 1)."""
    parts = min(parts, count)
    cuts = [count * k // parts for k in range(parts + 1)]
    return list(zip(cuts, cuts[1:], strict=False))


def shared_out(
    task: Callable[[int, int], Result], parts: Sequence[tuple[int, int]]
) -> list[Result]:
    """Run a task on threads, the first on the calling one, and return the results in order."""
    others = [_helpers(len(parts) - 1).submit(task, *part) for part in parts[1:]]
    return [task(*parts[0]), *(other.result() for other in others)]


@cache
def _helpers(count: int) -> ThreadPoolExecutor:
    """Return threads that are kept: starting them takes as long as some thousand draws."""
    return ThreadPoolExecutor(count)


if hasattr(os, "register_at_fork"):  # a forked process has none of its parent's threads
    os.register_at_fork(after_in_child=_helpers.cache_clear)
