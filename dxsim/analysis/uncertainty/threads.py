"""Work shared among threads; NumPy and the compiled kernels release the interpreter's lock."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spans(count: int, parts: int) -> list[tuple[int, int]]:
    """Return `count` things in so many runs of nearly equal length: first and one past the last."""
    cuts = [count * k // parts for k in range(parts + 1)]
    return list(zip(cuts, cuts[1:], strict=False))


def shared_out(
    task: Callable[[int, int], Result], count: int, threads: int | None = None
) -> list[Result]:
    """Return what a task gives for the runs of `count` things, each on a thread of its own."""
    parts = spans(count, min(threads or cores(), count))
    if len(parts) == 1:
        return [task(*parts[0])]
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(task, *zip(*parts, strict=True)))
