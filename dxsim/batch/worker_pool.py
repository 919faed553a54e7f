"""Worker processes on this machine: each takes the next order; one that dies is replaced."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dxsim.batch.execute import Order, Outcome
from dxsim.batch.worker import order_line

MAX_ATTEMPTS = 3
_JOBS_A_WORKER = 100
# What a worker may take beyond a notebook's own time: to load, to have a kernel started, to write.
_GRACE = 180.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to an order: it was started (no outcome), or it ended."""

    order: Order
    attempts: int
    outcome: Outcome | None = None


class Worker:
    """One worker process and the pipes to it."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.jobs = 0
        with log.open("ab") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dxsim.batch.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=dict(environment),
                start_new_session=True,
                text=True,
            )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Take the answers as they come, then an empty one; Windows cannot wait for a pipe."""
        assert self.process.stdout is not None
        try:
            with self.process.stdout as answers:
                for line in answers:
                    self._answers.put(line)
        finally:
            self._answers.put("")

    def ask(self, order: Order) -> Outcome | None:
        """Have the order carried out; None where the worker died of it."""
        assert self.process.stdin is not None
        self.jobs += 1
        try:
            self.process.stdin.write(order_line(order))
            self.process.stdin.flush()
        except OSError:
            return None
        limit = None if order.timeout is None else order.timeout + _GRACE
        try:
            line = self._answers.get(timeout=limit)
        except queue.Empty:
            self.stop()
            return Outcome(f"timeout: not finished after {order.timeout:g} s", limit or 0.0)
        return _read_outcome(line) if line.endswith("\n") else None

    @property
    def ended(self) -> bool:
        """Say whether the process is gone."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """End the process now."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()


def _read_outcome(line: str) -> Outcome:
    import json

    return Outcome(**json.loads(line))


class WorkerPool:
    """Carries out orders with a number of worker processes.

    Attributes
    ----------
    workers: how many at a time.
    environment: the workers' environment.
    log: a file for what the workers print.
    """

    def __init__(self, workers: int, environment: Mapping[str, str] | None, log: Path) -> None:
        self.workers = workers
        self.environment = dict(os.environ if environment is None else environment)
        self.log = log
        self._stopping = threading.Event()
        self._events: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        self._alive: set[Worker] = set()

    def carry_out(self, orders: Sequence[Order]) -> Iterator[Event]:
        """Yield messages on the orders as they come.

        Closing the iterator, also by an exception in the caller such as Ctrl-C, ends every
        worker at once. After a full disk no further order is started. What fails in a thread that
        hands out the orders is raised here.
        """
        waiting: queue.SimpleQueue[Order] = queue.SimpleQueue()
        for order in orders:
            waiting.put(order)
        slots = [
            threading.Thread(target=self._slot, args=(waiting,), daemon=True)
            for _ in range(min(self.workers, len(orders)))
        ]
        for slot in slots:
            slot.start()
        try:
            yield from self._watch(len(slots))
        finally:
            self.stop()
            for slot in slots:
                slot.join()

    def _watch(self, slots: int) -> Iterator[Event]:
        while slots:
            try:
                event = self._events.get(timeout=0.2)  # wakes up for Ctrl-C
            except queue.Empty:
                continue
            if event is None:
                slots -= 1
                continue
            if isinstance(event, BaseException):
                raise event
            yield event
            if event.outcome and event.outcome.full:
                self._stopping.set()

    def stop(self) -> None:
        """Start nothing more and end every worker."""
        self._stopping.set()
        for worker in list(self._alive):
            worker.process.kill()

    def _slot(self, waiting: queue.SimpleQueue[Order]) -> None:
        try:
            self._hand_out(waiting)
        except BaseException as problem:
            self._events.put(problem)
        finally:
            self._events.put(None)

    def _hand_out(self, waiting: queue.SimpleQueue[Order]) -> None:
        worker: Worker | None = None
        try:
            while not self._stopping.is_set():
                worker = self._one(waiting.get_nowait(), worker)
        except queue.Empty:
            return
        finally:
            self._dismiss(worker)

    def _one(self, order: Order, worker: Worker | None) -> Worker | None:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            worker = worker or self._engage()
            self._events.put(Event(order, attempt))
            outcome = worker.ask(order)
            if self._stopping.is_set() and outcome is None:
                return worker
            if outcome is None or worker.jobs >= _JOBS_A_WORKER or worker.ended:
                self._dismiss(worker)
                worker = None
            if outcome is not None:
                break
        else:
            outcome = Outcome(f"its worker died {MAX_ATTEMPTS} times; given up", 0.0)
        self._events.put(Event(order, attempt, outcome))
        return worker

    def _engage(self) -> Worker:
        worker = Worker(self.environment, self.log)
        self._alive.add(worker)
        return worker

    def _dismiss(self, worker: Worker | None) -> None:
        if worker is not None:
            worker.stop()
            self._alive.discard(worker)
