"""Progress of a batch on the screen: counts, pace, jobs running and failures."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TextIO, cast

from dxsim.batch.jobs import Job, one_line
from dxsim.presentation.text.messages import number, say

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

    def ended(self, job: Job) -> None:
        """Hear that a job is done or has failed."""

    def end(self, jobs: Sequence[Job]) -> None:
        """Hear that the batch is over."""


class Quiet:
    """Shows nothing."""

    def begin(self, total: int, kept: int) -> None:
        """Show nothing."""

    def started(self, name: str) -> None:
        """Show nothing."""

    def ended(self, job: Job) -> None:
        """Show nothing."""

    def end(self, jobs: Sequence[Job]) -> None:
        """Show nothing."""


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


def failure_lines(jobs: Sequence[Job], lang: str = "en") -> list[str]:
    """Return the failure table: a heading and one line a failed job, or nothing."""
    failed = [job for job in jobs if job.status == "failed"]
    if not failed:
        return []
    width = max(len(job.name) for job in failed)
    lines = [f"  {job.name:<{width}}  {one_line(job.error)}" for job in failed]
    return [say("batch.failures", lang, count=len(failed), total=len(jobs)), *lines]


def closing_line(jobs: Sequence[Job], lang: str = "en") -> str:
    """Return the count of what is done, kept, failed and not run."""
    count = Counter(job.status for job in jobs)
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


class OnScreen:
    """Shows how a batch goes: a bar with the running jobs under it, or a line a job for a log.

    Parameters
    ----------
    stream: where to write, standard error if none is named.
    lang: the language of the words.
    bar: whether to draw a bar, which needs a terminal.
    """

    def __init__(self, stream: TextIO | None = None, lang: str = "en", *, bar: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.lang = lang
        self.console = Console(file=_screen(stream), highlight=False, markup=False, emoji=False)
        self.bar = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}", markup=False),
            console=self.console,
            transient=True,
            disable=not bar,
        )
        self.task = self.bar.add_task("", start=False, total=0)
        self.kept = 0
        self.running: list[str] = []
        self.failed: list[str] = []

    def _say(self, line: str, style: str = "") -> None:
        self.console.print(line, style=style, soft_wrap=True)

    def begin(self, total: int, kept: int) -> None:
        """Start counting: draw the bar, or say how many there are."""
        self.kept = kept
        self.bar.start()
        self.bar.update(self.task, total=total, completed=kept)
        self.bar.start_task(self.task)
        if self.bar.disable:
            self._say(say("batch.begin", self.lang, total=total, kept=kept, left=total - kept))

    def started(self, name: str) -> None:
        """Name the job among those that run."""
        if name not in self.running:
            self.running.append(name)
        self.bar.update(self.task, description=self.state())

    def ended(self, job: Job) -> None:
        """Count a job as over, and say on a line of its own how it went, on a bar if it failed."""
        self.running = [name for name in self.running if name != job.name]
        if not job.good:
            self.failed.append(job.name)
        self.bar.advance(self.task)
        self.bar.update(self.task, description=self.state())
        word = job.error or say("batch.one_done" if job.good else "batch.one_failed", self.lang)
        if self.bar.disable:
            self._say(f"{job.name}: {word}; {self.count()}; {self.state()}")
        elif not job.good:
            self._say(f"{job.name}: {word}", style="red")

    def end(self, jobs: Sequence[Job]) -> None:
        """Take the bar away and print what failed, and the count."""
        self.bar.stop()
        for line in [*failure_lines(jobs, self.lang), closing_line(jobs, self.lang)]:
            self._say(line)

    def count(self) -> str:
        """Return how many of the jobs are over."""
        task = self.bar.tasks[0]
        return f"{task.completed:.0f}/{task.total:.0f}"

    def state(self) -> str:
        """Return how fast it goes, what is running and what has failed."""
        task, parts = self.bar.tasks[0], []
        over = task.completed - self.kept
        if over and task.elapsed and task.remaining is not None:
            rate = over / task.elapsed
            shown = number(60 * rate, self.lang, 0 if rate > 0.2 else 1)
            parts.append(
                say("batch.rate", self.lang, rate=shown, clock=clock(task.remaining / rate))
            )
        for key, names in (("batch.running", self.running), ("batch.failing", self.failed)):
            if names:
                parts.append(say(key, self.lang, names=some(names, self.lang)))
        return "; ".join(parts)


def reporter(mode: str = "auto", lang: str = "en") -> Progress:
    """Return the reporter of a mode: "rich", "plain", "quiet"; "auto" asks the terminal."""
    if mode == "quiet":
        return Quiet()
    return OnScreen(lang=lang, bar=mode == "rich" or (mode == "auto" and sys.stderr.isatty()))
