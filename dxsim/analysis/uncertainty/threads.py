"""Work shared among threads; NumPy and the compiled kernels release the interpreter's lock."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Result = TypeVar("Result")


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spans(count: int, parts: int) -> list[tuple[int, int]]:
    """Return `count` things in at most so many runs of nearly equal length, (first, last + 1)."""
    parts = min(parts, count)
    cuts = [count * k // parts for k in range(parts + 1)]
    return list(zip(cuts, cuts[1:], strict=False))


def shared_out(
    task: Callable[[int, int], Result], parts: Sequence[tuple[int, int]]
) -> list[Result]:
    """Return what a task gives for some runs, each on a thread, the first on the calling one."""
    others = [_helpers(len(parts) - 1).submit(task, *part) for part in parts[1:]]
    return [task(*parts[0]), *(other.result() for other in others)]


@cache
def _helpers(count: int) -> ThreadPoolExecutor:
    """Return threads that are kept: starting them takes as long as some thousand draws."""
    return ThreadPoolExecutor(count)


if hasattr(os, "register_at_fork"):  # a forked process has none of its parent's threads
    os.register_at_fork(after_in_child=_helpers.cache_clear)
