"""Worker processes on this machine: each takes the next task; one that dies is replaced."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from pathlib import Path

from dxsim.batch.transport.tasks import MAX_ATTEMPTS, Payloads, TaskMessage, given_up
from dxsim.batch.transport.worker import as_line, from_line

_TASKS_A_WORKER = 100
# What a worker may take beyond a notebook's own time: to load, to have a kernel started, to write.
_GRACE = 180.0


class Worker:
    """One worker process and the pipes to it."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.tasks = 0
        with log.open("ab") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dxsim.batch.transport.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=dict(environment),
                start_new_session=True,
            )
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Take the answers as they come, then an empty one; Windows cannot wait for a pipe."""
        assert self.process.stdout is not None
        try:
            with self.process.stdout as answers:
                for line in answers:
                    self._answers.put(line)
        finally:
            self._answers.put(b"")

    def ask(self, payload: bytes, limit: float | None) -> bytes | None:
        """Return the answer to a payload, or None where the worker died of it.

        Raises
        ------
        queue.Empty
            where there is none after `limit` seconds.
        """
        assert self.process.stdin is not None
        self.tasks += 1
        try:
            self.process.stdin.write(as_line(payload))
            self.process.stdin.flush()
        except OSError:
            return None
        return from_line(self._answers.get(timeout=limit))

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


class WorkerPool:
    """Has tasks done by a number of worker processes.

    Attributes
    ----------
    workers: how many at a time.
    environment: the workers' environment.
    log: a file for what the workers print.
    timeout: seconds for one task, besides what its worker needs to load; None for no limit.
    """

    def __init__(
        self,
        workers: int,
        environment: Mapping[str, str] | None,
        log: Path,
        timeout: float | None = None,
    ) -> None:
        self.workers = workers
        self.environment = dict(os.environ if environment is None else environment)
        self.log = log
        self.timeout = timeout
        self._stopping = threading.Event()
        self._told: queue.SimpleQueue[TaskMessage | BaseException | None] = queue.SimpleQueue()
        self._alive: set[Worker] = set()
        self._payloads: Payloads = {}

    def send(self, payloads: Payloads) -> Generator[TaskMessage]:
        """Yield messages on tasks as they come.

        Closing the generator, also by an exception in the caller such as Ctrl-C, ends every
        worker at once. What fails in a thread that hands out the tasks is raised here.
        """
        self._payloads = payloads
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for name in payloads:
            waiting.put(name)
        slots = [
            threading.Thread(target=self._slot, args=(waiting,), daemon=True)
            for _ in range(min(self.workers, len(payloads)))
        ]
        for slot in slots:
            slot.start()
        try:
            yield from self._watch(len(slots))
        finally:
            self.stop()
            for slot in slots:
                slot.join()

    def _watch(self, slots: int) -> Generator[TaskMessage]:
        while slots:
            try:
                told = self._told.get(timeout=0.2)  # wakes up for Ctrl-C
            except queue.Empty:
                continue
            if told is None:
                slots -= 1
            elif isinstance(told, BaseException):
                raise told
            else:
                yield told

    def send_no_more(self) -> None:
        """Keep back what is not sent yet."""
        self._stopping.set()

    def stop(self) -> None:
        """Start nothing more and end every worker."""
        self._stopping.set()
        for worker in list(self._alive):
            worker.process.kill()

    def _slot(self, waiting: queue.SimpleQueue[str]) -> None:
        try:
            self._hand_out(waiting)
        except BaseException as problem:
            self._told.put(problem)
        finally:
            self._told.put(None)

    def _hand_out(self, waiting: queue.SimpleQueue[str]) -> None:
        worker: Worker | None = None
        try:
            while not self._stopping.is_set():
                worker = self._one(waiting.get_nowait(), worker)
        except queue.Empty:
            return
        finally:
            self._dismiss(worker)

    def _one(self, name: str, worker: Worker | None) -> Worker | None:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            worker = worker or self._engage()
            self._told.put(TaskMessage(name, attempt))
            message = self._asked(worker, name, attempt)
            if self._stopping.is_set() and message is None:
                return worker
            if message is None or worker.tasks >= _TASKS_A_WORKER or worker.ended:
                self._dismiss(worker)
                worker = None
            if message is not None:
                break
        self._told.put(message or given_up(name))
        return worker

    def _asked(self, worker: Worker, name: str, attempt: int) -> TaskMessage | None:
        """Return the message on a task that a worker was asked to do; None where it died."""
        limit = None if self.timeout is None else self.timeout + _GRACE
        try:
            answer = worker.ask(self._payloads[name](), limit)
        except queue.Empty:
            worker.stop()
            said = f"timeout: not finished after {self.timeout:g} s"
            return TaskMessage(name, attempt, error=said)
        return None if answer is None else TaskMessage(name, attempt, answer)

    def _engage(self) -> Worker:
        worker = Worker(self.environment, self.log)
        self._alive.add(worker)
        return worker

    def _dismiss(self, worker: Worker | None) -> None:
        if worker is not None:
            worker.stop()
            self._alive.discard(worker)
