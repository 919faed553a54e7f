"""Progress of a batch on the screen: counts, pace, jobs running and failures."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from dxsim.batch.jobs import JobResult, one_line
from dxsim.presentation.text.messages import number, say

if TYPE_CHECKING:
    from rich.progress import TaskID

_SHOWN_NAMES = 4
STATES = {
    "done": "batch.done",
    "kept": "batch.kept",
    "failed": "batch.failed",
    "not run": "batch.not_run",
}
"""The text that counts the jobs of each status."""


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

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang
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

    def state(self) -> str:
        """Return how fast it goes, what is running and what has failed."""
        left = self.total - self.kept - self.done
        parts = []
        if self.done:
            rate = number(60 * self.rate, self.lang, 0 if self.rate > 0.2 else 1)
            parts.append(say("batch.rate", self.lang, rate=rate, clock=clock(left / self.rate)))
        for key, names in (("batch.running", self.running), ("batch.failing", self.failed)):
            if names:
                parts.append(say(key, self.lang, names=some(names, self.lang)))
        return "; ".join(parts)

    def line(self) -> str:
        """Return the count and the state in one line."""
        count = f"{self.kept + self.done}/{self.total}"
        return "; ".join(part for part in (count, self.state()) if part)


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds, with hours where there are any."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def some(names: Sequence[str], lang: str = "en") -> str:
    """Return the first few of some names, and how many more there are."""
    shown = ", ".join(names[:_SHOWN_NAMES])
    more = len(names) - _SHOWN_NAMES
    return say("batch.more", lang, names=shown, count=more) if more > 0 else shown


def failure_lines(results: Sequence[JobResult], lang: str = "en") -> list[str]:
    """Return the failure table: a heading and one line a failed job, or nothing."""
    failed = [result for result in results if result.status == "failed"]
    if not failed:
        return []
    width = max(len(result.job) for result in failed)
    lines = [f"  {result.job:<{width}}  {one_line(result.error)}" for result in failed]
    return [say("batch.failures", lang, count=len(failed), total=len(results)), *lines]


def closing_line(results: Sequence[JobResult], lang: str = "en") -> str:
    """Return the count of what is done, kept, failed and not run."""
    count = Counter(result.status for result in results)
    said = (say(key, lang, count=count[state]) for state, key in STATES.items() if count[state])
    return ", ".join(said)


class Screen:
    """A stream whose reader may go away: what cannot be written then is left unsaid."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text, or nothing where nobody reads it any more."""
        with contextlib.suppress(OSError):
            return self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what is written."""
        with contextlib.suppress(OSError):
            self.stream.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def _screen(stream: TextIO | None) -> TextIO:
    return cast(TextIO, Screen(stream or sys.stderr))


class PlainLines:
    """One line a job, for a log or a pipe."""

    def __init__(self, stream: TextIO | None = None, lang: str = "en") -> None:
        self.stream = _screen(stream)
        self.lang = lang
        self.tally = Tally(lang)

    def _say(self, line: str) -> None:
        print(line, file=self.stream, flush=True)

    def begin(self, total: int, kept: int) -> None:
        """Say how many there are."""
        self.tally.begin(total, kept)
        self._say(say("batch.begin", self.lang, total=total, kept=kept, left=total - kept))

    def started(self, name: str) -> None:
        """Count it; the next line names it."""
        self.tally.started(name)

    def ended(self, result: JobResult) -> None:
        """Print the outcome of a job and how far the batch is."""
        self.tally.ended(result)
        word = say("batch.one_done" if result.good else "batch.one_failed", self.lang)
        self._say(f"{result.job}: {result.error or word}; {self.tally.line()}")

    def end(self, results: Sequence[JobResult]) -> None:
        """Print the failures and the count."""
        for line in [*failure_lines(results, self.lang), closing_line(results, self.lang)]:
            self._say(line)


class RichBar:
    """A bar on a terminal, with the running jobs under it."""

    def __init__(self, stream: TextIO | None = None, lang: str = "en") -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.console = Console(file=_screen(stream), highlight=False)
        self.lang = lang
        self.tally = Tally(lang)
        self.bar = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.console,
            transient=True,
        )
        self.task: TaskID | None = None

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
        assert self.task is not None
        self.bar.update(self.task, description=self.tally.state(), advance=advance)

    def end(self, results: Sequence[JobResult]) -> None:
        """Take the bar away and print what failed, and the count."""
        self.bar.stop()
        for line in [*failure_lines(results, self.lang), closing_line(results, self.lang)]:
            self.console.print(line, markup=False)


def reporter(mode: str = "auto", lang: str = "en") -> Progress:
    """Return the reporter of a mode: "rich", "plain", "quiet"; "auto" asks the terminal."""
    if mode == "quiet":
        return Quiet()
    if mode == "rich" or (mode == "auto" and sys.stderr.isatty()):
        return RichBar(lang=lang)
    return PlainLines(lang=lang)
