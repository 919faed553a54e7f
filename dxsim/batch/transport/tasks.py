"""Tasks: named bytes that a worker turns into other bytes, here or on another machine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Protocol

MAX_ATTEMPTS = 3
"""How often the work of a task is started before it is given up."""

Work = Callable[[bytes], bytes]
"""What a worker does with a payload; a function of a module, which every worker can import."""

Payloads = Mapping[str, Callable[[], bytes]]
"""By the name of a task, what makes its payload; called when a worker is free for it."""


@dataclass(frozen=True, slots=True)
class TaskMessage:
    """A message on a task: begun, answered or failed.

    Attributes
    ----------
    name: the name of the task.
    attempts: how often its work has been started.
    answer: what came back; None at a start, and where the work failed.
    error: one line, where the work failed.
    """

    name: str
    attempts: int
    answer: bytes | None = None
    error: str = ""


class Workers(Protocol):
    """A set of workers that do tasks: processes of this machine, or those of a Dask cluster."""

    def send(self, payloads: Payloads) -> Generator[TaskMessage]:
        """Yield messages on tasks as they come; closing the generator ends the rest."""

    def send_no_more(self) -> None:
        """Keep back what is not sent yet."""


def given_up(name: str) -> TaskMessage:
    """Return the message on a task whose worker died each time."""
    return TaskMessage(name, MAX_ATTEMPTS, error=f"its worker died {MAX_ATTEMPTS} times; given up")
