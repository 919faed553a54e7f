"""A batch on a Dask cluster: worker processes here, or a scheduler that exists already.

A job is sent as bytes and its result comes back as bytes, so that no disk need be shared and the
job may be done twice without harm. Its worker's death moves it to another one, three times at most.
"""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dxsim.work.crew import MAX_ATTEMPTS, Event
from dxsim.work.jobs import one_line
from dxsim.work.parcels import carry_out_parcel, order_parcel, take_in
from dxsim.work.runner import NO_SPACE, Order, Outcome
from dxsim.work.store import BatchError

LOCAL = "local"
_TOPIC = "dxsim-job"
_CONNECT_TIMEOUT = 20


def remote_job(topic: str, name: str, parcel: bytes) -> bytes:
    """Tell that the job is started, then carry it out; what a Dask worker runs."""
    from distributed import get_worker

    get_worker().log_event(topic, name)
    return carry_out_parcel(parcel)


@contextlib.contextmanager
def connected(address: str, workers: int, environment: Mapping[str, str]) -> Iterator[Any]:
    """Yield a Dask client: of `workers` local processes, or of the scheduler at `address`.

    Raises
    ------
    BatchError
        where nobody answers there.
    """
    import dask
    from distributed import Client, LocalCluster

    if address != LOCAL:
        try:
            client = Client(address, timeout=_CONNECT_TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as problem:
            raise BatchError(
                one_line(f"{address}: no Dask scheduler answers ({problem})")
            ) from None
        with client:
            yield client
        return
    new = {k: v for k, v in environment.items() if os.environ.get(k) != v}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": MAX_ATTEMPTS - 1}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            memory_limit=0,
            env=new,
            silence_logs=50,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


class Cluster:
    """Carries out orders on a Dask cluster; stands where a local crew stands.

    Attributes
    ----------
    client: a `distributed.Client`.
    """

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - distributed has no types
        self.client = client
        self._told: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._attempts: dict[str, int] = {}
        self._futures: dict[str, Any] = {}

    def carry_out(self, orders: Sequence[Order]) -> Iterator[Event]:
        """Yield what happens to the orders, as it happens; closing it cancels the rest."""
        topic = f"{_TOPIC}-{os.urandom(4).hex()}"
        by_name = {order.job.name: order for order in orders}
        waiting = list(reversed(orders))
        self.client.subscribe_topic(topic, lambda event: self._told.put(("started", event[1])))
        try:
            while waiting or self._futures:
                while waiting and len(self._futures) < self._room():
                    self._submit(topic, waiting.pop())
                with contextlib.suppress(queue.Empty):  # wakes up for Ctrl-C
                    what, told = self._told.get(timeout=0.2)
                    event = self._started(by_name[told]) if what == "started" else None
                    if what == "ended":
                        event = self._ended(topic, by_name[told[0]], told[1])
                    if event is not None:
                        yield event
                    if event is not None and event.outcome and event.outcome.full:
                        waiting.clear()
        finally:
            self.client.cancel(list(self._futures.values()), force=True)
            self.client.unsubscribe_topic(topic)

    def _room(self) -> int:
        """Return how many jobs to send: none waits behind another one that kills its worker."""
        return max(1, sum(self.client.nthreads().values()))

    def _submit(self, topic: str, order: Order) -> None:
        name = order.job.name
        future = self.client.submit(
            remote_job,
            topic,
            name,
            order_parcel(order),
            key=f"{topic}-{name}-{os.urandom(4).hex()}",
            pure=False,
            retries=0,
        )
        self._futures[name] = future
        future.add_done_callback(lambda done: self._told.put(("ended", (name, done))))

    def _ended(self, topic: str, order: Order, future: Any) -> Event | None:
        from distributed import KilledWorker

        name = order.job.name
        if self._futures.pop(name, None) is None:
            return None  # given up before
        attempts = self._attempts.get(name, 0)
        raised = future.exception() if future.status == "error" else None
        if isinstance(raised, KilledWorker):
            if attempts < MAX_ATTEMPTS:  # some of its workers died of something else
                self._attempts[name] = attempts + 1
                self._submit(topic, order)
                return None
            return Event(order, attempts, _given_up())
        return Event(order, max(attempts, 1), _outcome(order, future, raised))

    def _started(self, order: Order) -> Event | None:
        name = order.job.name
        if name not in self._futures:
            return None
        self._attempts[name] = self._attempts.get(name, 0) + 1
        if self._attempts[name] <= MAX_ATTEMPTS:
            return Event(order, self._attempts[name])
        self.client.cancel([self._futures.pop(name)], force=True)
        return Event(order, MAX_ATTEMPTS, _given_up())


def _given_up() -> Outcome:
    return Outcome(f"its worker died {MAX_ATTEMPTS} times; given up", 0.0)


def _outcome(order: Order, future: Any, raised: BaseException | None) -> Outcome:
    if future.status != "finished":
        return Outcome(one_line(str(raised or "the Dask scheduler was lost")), 0.0)
    try:
        return take_in(order, future.result())
    except OSError as problem:
        full = problem.errno in NO_SPACE
        return Outcome(one_line(f"{problem.strerror}: {order.job.name}"), 0.0, full)
