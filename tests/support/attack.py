"""The command line under attack: one call in this process, and what must hold after any input.

A call ends with status 0 or 2, a refusal is one line on standard error, writes nothing, leaves no
traceback, and takes neither long nor much memory.
"""

import contextlib
import io
import resource
import sys
import time
import warnings
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple
from unittest import mock

from dxsim.cli.main import main

MOST_SECONDS = 20.0  # seven times the slowest answer: what is caught has no end in sight
MOST_MEGABYTES = 500.0
_KILOBYTES = 1024.0


@contextlib.contextmanager
def measured(most_seconds: float = MOST_SECONDS):
    """Check that what stands in the block takes neither long nor much memory."""
    before, started = _held_now(), time.process_time()
    yield
    assert time.process_time() - started < most_seconds
    assert _megabytes() - before < MOST_MEGABYTES


class Answer(NamedTuple):
    """What a call of the command line came to; seconds are of this process, not of the clock."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: float


def dxsim(*args) -> Answer:
    """Run the command line in this process; whatever it raises but an exit comes through."""
    out, err = io.StringIO(), io.StringIO()
    before, started = _held_now(), time.process_time()
    with (
        warnings.catch_warnings(),
        mock.patch.object(sys, "argv", ["dxsim", *map(str, args)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        for kind in (RuntimeWarning, UserWarning):
            warnings.simplefilter("always", kind)
        warnings.showwarning = lambda said, *_: print(f"warning: {said}", file=sys.stderr)
        try:
            main()
            status = 0
        except SystemExit as stop:
            status = stop.code or 0
    seconds = time.process_time() - started
    return Answer(status, out.getvalue(), err.getvalue(), seconds, _megabytes() - before)


def _held_now() -> float:
    """Return the memory this process holds, and begin to measure its peak anew where Linux can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _megabytes()


def _megabytes() -> float:
    """Return the most memory this process held since the last beginning, else ever."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / _KILOBYTES
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file below a folder with its size and time of change, and every folder."""
    stats = {str(path.relative_to(folder)): path.lstat() for path in folder.rglob("*")}
    return {
        name: (0, 0) if S_ISDIR(stat.st_mode) else (stat.st_size, stat.st_mtime_ns)
        for name, stat in stats.items()
    }


def survives(folder: Path, *args, said_beside: bool = False) -> Answer:
    """Run the command line and check that it kept what is promised of it; return the answer.

    `folder` is where it might write; a refusal must leave it as it was. `said_beside`: lines on
    standard error are no refusal by themselves.
    """
    before = listing(folder)
    answer = dxsim(*args)
    said = answer.err.strip()
    assert answer.status in (0, 2), (args, answer)
    assert "Traceback" not in said + answer.out, (args, answer)
    assert answer.seconds < MOST_SECONDS, (args, answer.seconds)
    assert answer.megabytes < MOST_MEGABYTES, (args, answer.megabytes)
    if not answer.status:
        assert said_beside or not said, (args, answer.err)
    else:
        assert said and len(said.splitlines()) == 1, (args, answer.err)
        assert said.isprintable(), (args, said)
        assert not answer.out, (args, answer.out)
        assert listing(folder) == before, (args, set(listing(folder)) ^ set(before))
    return answer
