"""Running a batch's notebooks on a Dask cluster, with the interface of the local worker pool."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from dxsim.batch.cluster.connection import Cluster, TaskMessage
from dxsim.batch.cluster.transport import carry_out_archive, order_archive, take_in
from dxsim.batch.execute import NO_SPACE, Order, Outcome
from dxsim.batch.jobs import one_line
from dxsim.batch.worker_pool import Event

if TYPE_CHECKING:
    from distributed import Client


def carry_out_orders(client: Client, orders: Sequence[Order]) -> Iterator[Event]:
    """Yield messages on the orders as they come; closing the generator cancels the rest.

    After a full disk here no further order is sent. `client` is a `distributed.Client`.
    """
    cluster = Cluster(client, carry_out_archive)
    by_name = {order.job.name: order for order in orders}
    archives = {name: partial(order_archive, order) for name, order in by_name.items()}
    with contextlib.closing(cluster.send(archives)) as heard:
        for message in heard:
            event = _event(by_name[message.name], message)
            yield event
            if event.outcome and event.outcome.full:
                cluster.send_no_more()


def _event(order: Order, message: TaskMessage) -> Event:
    if message.error:
        return Event(order, message.attempts, Outcome(message.error, 0.0))
    if message.answer is None:
        return Event(order, message.attempts)
    try:
        outcome = take_in(order, message.answer)
    except OSError as problem:
        full = problem.errno in NO_SPACE
        outcome = Outcome(one_line(f"{problem.strerror}: {order.job.name}"), 0.0, full)
    return Event(order, message.attempts, outcome)
