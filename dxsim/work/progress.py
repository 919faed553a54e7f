"""What a batch shows while it runs: how many, how fast, what is running, what failed."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any, Protocol, TextIO

from dxsim.work.jobs import JobResult, one_line

_SHOWN_NAMES = 4


class Progress(Protocol):
    """Whoever wants to hear how a batch goes."""

    def begin(self, total: int, kept: int) -> None:
        """Hear that there are `total` jobs, of which `kept` are finished already."""

    def started(self, name: str) -> None:
        """Hear that a job has been started (again, after its worker died)."""

    def ended(self, result: JobResult) -> None:
        """Hear that a job is done or has failed."""

    def end(self, results: Sequence[JobResult]) -> None:
        """Hear that the batch is over."""


class Quiet:
    """Shows nothing."""

    def begin(self, total: int, kept: int) -> None:
        """Show nothing."""

    def started(self, name: str) -> None:
        """Show nothing."""

    def ended(self, result: JobResult) -> None:
        """Show nothing."""

    def end(self, results: Sequence[JobResult]) -> None:
        """Show nothing."""


class Tally:
    """Counts a batch: what is running, done, failed, how fast and how long to go."""

    def __init__(self) -> None:
        self.total = self.kept = self.done = 0
        self.running: list[str] = []
        self.failed: list[str] = []
        self._since = time.monotonic()

    def begin(self, total: int, kept: int) -> None:
        """Start counting."""
        self.total, self.kept = total, kept
        self._since = time.monotonic()

    def started(self, name: str) -> None:
        """Count a job as running."""
        if name not in self.running:
            self.running.append(name)

    def ended(self, result: JobResult) -> None:
        """Count a job as over."""
        self.running = [name for name in self.running if name != result.job]
        self.done += 1
        if not result.good:
            self.failed.append(result.job)

    @property
    def rate(self) -> float:
        """Jobs a second since the beginning."""
        return self.done / max(time.monotonic() - self._since, 1e-9)

    def line(self) -> str:
        """Return the state in one line."""
        left = self.total - self.kept - self.done
        parts = [f"{self.kept + self.done}/{self.total}"]
        if self.done:
            parts.append(f"{self.rate:.2g} a second, {clock(left / self.rate)} left")
        if self.running:
            parts.append(f"running {some(self.running)}")
        if self.failed:
            parts.append(f"failed {some(self.failed)}")
        return "; ".join(parts)


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds, with hours where there are any."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def some(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many more there are."""
    shown = ", ".join(names[:_SHOWN_NAMES])
    more = len(names) - _SHOWN_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def failure_lines(results: Sequence[JobResult]) -> list[str]:
    """Return the failure table: a heading and one line a failed job, or nothing."""
    failed = [result for result in results if result.status == "failed"]
    if not failed:
        return []
    width = max(len(result.job) for result in failed)
    lines = [f"  {result.job:<{width}}  {one_line(result.error)}" for result in failed]
    return [f"{len(failed)} of {len(results)} failed:", *lines]


def closing_line(results: Sequence[JobResult]) -> str:
    """Return the count of what is done, kept, failed and not run."""
    count = dict.fromkeys(("done", "kept", "failed", "not run"), 0)
    for result in results:
        count[result.status] += 1
    return ", ".join(f"{number} {status}" for status, number in count.items() if number)


class PlainLines:
    """One line a job, for a log or a pipe."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.tally = Tally()

    def _say(self, line: str) -> None:
        print(line, file=self.stream, flush=True)

    def begin(self, total: int, kept: int) -> None:
        """Say how many there are."""
        self.tally.begin(total, kept)
        self._say(f"{total} jobs, {kept} finished before, {total - kept} to run")

    def started(self, name: str) -> None:
        """Count it; the next line names it."""
        self.tally.started(name)

    def ended(self, result: JobResult) -> None:
        """Say what became of a job and how far the batch is."""
        self.tally.ended(result)
        self._say(f"{result.job}: {result.error or result.status}; {self.tally.line()}")

    def end(self, results: Sequence[JobResult]) -> None:
        """Say what failed, and the count."""
        for line in [*failure_lines(results), closing_line(results)]:
            self._say(line)


class RichBar:
    """A bar on a terminal, with the running jobs under it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.console = Console(file=stream or sys.stderr, highlight=False)
        self.tally = Tally()
        self.bar = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.console,
            transient=True,
        )
        self.task: Any = None

    def begin(self, total: int, kept: int) -> None:
        """Draw the bar."""
        self.tally.begin(total, kept)
        self.bar.start()
        self.task = self.bar.add_task("", total=total, completed=kept)

    def started(self, name: str) -> None:
        """Name the job under the bar."""
        self.tally.started(name)
        self._draw()

    def ended(self, result: JobResult) -> None:
        """Move the bar; a failure stays on the screen."""
        self.tally.ended(result)
        if not result.good:
            self.console.print(f"{result.job}: {result.error}", style="red", markup=False)
        self._draw(advance=1)

    def _draw(self, advance: int = 0) -> None:
        text = self.tally.line().partition("; ")[2]
        self.bar.update(self.task, description=text, advance=advance)

    def end(self, results: Sequence[JobResult]) -> None:
        """Take the bar away and print what failed, and the count."""
        self.bar.stop()
        for line in [*failure_lines(results), closing_line(results)]:
            self.console.print(line, markup=False)


def reporter(mode: str = "auto") -> Progress:
    """Return who shows the progress: "rich", "plain", "quiet"; "auto" asks the terminal."""
    if mode == "quiet":
        return Quiet()
    if mode == "rich" or (mode == "auto" and sys.stderr.isatty()):
        return RichBar()
    return PlainLines()
