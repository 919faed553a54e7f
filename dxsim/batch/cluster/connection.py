"""Work on a Dask cluster: worker processes here, or a scheduler that exists already.

Work is sent as bytes and its result comes back as bytes, so that no disk need be shared and it may
be done twice without harm. Its worker's death moves it to another one, three times at most.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING

from dxsim.batch.cluster.workers import Workers
from dxsim.batch.jobs import one_line
from dxsim.batch.store import BatchError
from dxsim.batch.transport.tasks import MAX_ATTEMPTS, Payloads, TaskMessage, Work, given_up
from dxsim.data.temporary import temporary_folder
from dxsim.data.yamlfile import InputError, quoted

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
_ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
_TOPIC = "dxsim-job"
_CONNECT_TIMEOUT = 20


def remote_work(topic: str, name: str, work: Work, payload: bytes) -> bytes:
    """Tell that the work is started, then do it; what a Dask worker runs."""
    from distributed import get_worker

    get_worker().log_event(topic, name)
    return work(payload)


def check_address(address: str) -> str:
    """Check a cluster as given: "local" or a scheduler's address.

    Raises
    ------
    InputError
        for anything else.
    """
    if address != LOCAL and not _ADDRESS.fullmatch(address):
        expected = "local or the address of a Dask scheduler, tcp://HOST:PORT"
        raise InputError("--cluster", found=quoted(address), expected=expected)
    return address


@contextlib.contextmanager
def connected(address: str, workers: int, environment: Mapping[str, str]) -> Iterator[Client]:
    """Yield a Dask client: of `workers` local processes, or of the scheduler at `address`.

    Raises
    ------
    InputError
        where that is no address; a `BatchError` where nobody answers there.
    """
    if check_address(address) == LOCAL:
        with _own_cluster(workers, environment) as client:
            yield client
        return
    from distributed import Client

    try:
        client = Client(address, timeout=_CONNECT_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TypeError) as problem:
        raise BatchError(one_line(f"{address}: no Dask scheduler answers ({problem})")) from None
    with client:
        yield client


@contextlib.contextmanager
def _own_cluster(workers: int, environment: Mapping[str, str]) -> Iterator[Client]:
    """Yield a client of worker processes on this machine, whom nobody else can reach.

    Scheduler and workers listen on the loopback address, which every user of the machine shares,
    so they ask for a certificate that exists in the memory of these processes only. Nothing is
    served over HTTP. What they write lies in a folder that only this user may enter.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.security import Security

    new = {k: v for k, v in environment.items() if os.environ.get(k) != v}
    secret = Security.temporary()
    with (
        temporary_folder() as folder,
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": MAX_ATTEMPTS - 1,
                "distributed.scheduler.http.routes": [],
                "distributed.worker.http.routes": [],
                "temporary-directory": str(folder),
            }
        ),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            protocol="tls://",
            host="127.0.0.1",
            security=secret,
            dashboard_address="127.0.0.1:0",  # a free port: two batches may run here
            memory_limit=0,
            local_directory=str(folder),
            env={**new, "TMPDIR": str(folder)},
            silence_logs=50,
        ) as cluster,
        Client(cluster, security=secret, set_as_default=False) as client,
    ):
        yield client


class Cluster:
    """Has work done on a Dask cluster, a task at a time.

    Attributes
    ----------
    client: a `distributed.Client`.
    work: a function of a module, which every worker can import.
    """

    def __init__(self, client: Client, work: Work) -> None:
        self.client = client
        self.work = work
        self._topic = f"{_TOPIC}-{os.urandom(4).hex()}"
        self._told: queue.SimpleQueue[str | tuple[str, Future]] = queue.SimpleQueue()
        self._attempts: dict[str, int] = {}
        self._futures: dict[str, Future] = {}
        self._payloads: Payloads = {}
        self._waiting: list[str] = []
        self._sent_to: dict[str, frozenset[str]] = {}
        self._workers = Workers(client)

    def send(self, payloads: Payloads) -> Generator[TaskMessage]:
        """Yield messages on tasks as they come; closing the generator cancels the rest.

        The payload of a task is packed when there is room for it.

        Raises
        ------
        BatchError
            where no worker can do the work; see `Workers.fit`.
        """
        self._payloads = payloads
        self._waiting = list(payloads)[::-1]
        self.client.subscribe_topic(self._topic, lambda event: self._told.put(event[1]))
        try:
            while self._waiting or self._futures:
                self._fill(self._workers.fit())
                with contextlib.suppress(queue.Empty):  # wakes up for Ctrl-C
                    told = self._told.get(timeout=0.2)  # the name of one begun, or one that ended
                    message = self._started(told) if isinstance(told, str) else self._ended(*told)
                    if message is not None:
                        yield message
        finally:
            with contextlib.suppress(Exception):  # a client that has closed has cancelled them
                self.client.cancel(list(self._futures.values()), force=True)
                self.client.unsubscribe_topic(self._topic)

    def send_no_more(self) -> None:
        """Keep back what is not sent yet."""
        self._waiting.clear()

    def room(self) -> int:
        """Return how many tasks to send: none waits behind one that kills its worker."""
        return max(1, sum(self._workers.some().values()))

    def _fill(self, fit: Mapping[str, int]) -> None:
        """Send what there is room for, and again what was sent to workers that are all gone."""
        if not fit:
            return
        for name in [n for n in self._futures if self._sent_to[n].isdisjoint(fit)]:
            self.client.cancel([self._futures.pop(name)], force=True)
            self._submit(name)
        while self._waiting and len(self._futures) < sum(fit.values()):
            self._submit(self._waiting.pop())

    def _submit(self, name: str) -> None:
        self._sent_to[name] = frozenset(self._workers.some())
        future = self.client.submit(
            remote_work,
            self._topic,
            name,
            self.work,
            self._payloads[name](),
            key=f"{self._topic}-{name}-{os.urandom(4).hex()}",
            pure=False,
            retries=0,
            workers=sorted(self._sent_to[name]),
            allow_other_workers=False,
        )
        self._futures[name] = future
        future.add_done_callback(lambda done: self._told.put((name, done)))

    def _ended(self, name: str, future: Future) -> TaskMessage | None:
        from distributed import KilledWorker

        if name not in self._futures or self._futures[name] is not future:
            return None  # given up before, or sent again
        del self._futures[name]
        attempts = self._attempts.get(name, 0)
        if future.status in ("lost", "cancelled") and attempts < MAX_ATTEMPTS:
            self._attempts[name] = attempts + 1  # the scheduler was started anew
            self._submit(name)
            return None
        raised = future.exception() if future.status == "error" else None
        if isinstance(raised, KilledWorker):
            if attempts < MAX_ATTEMPTS:  # some of its workers died of something else
                self._attempts[name] = attempts + 1
                self._submit(name)
                return None
            return given_up(name)
        if future.status == "finished":
            return TaskMessage(name, max(attempts, 1), answer=future.result())
        error = one_line(str(raised or "the Dask scheduler was lost"))
        return TaskMessage(name, max(attempts, 1), error=error)

    def _started(self, name: str) -> TaskMessage | None:
        if name not in self._futures:
            return None
        self._attempts[name] = self._attempts.get(name, 0) + 1
        if self._attempts[name] <= MAX_ATTEMPTS:
            return TaskMessage(name, self._attempts[name])
        self.client.cancel([self._futures.pop(name)], force=True)
        return given_up(name)
