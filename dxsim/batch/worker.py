"""A worker process: reads one order a line, carries it out, answers one outcome a line.

Started by `dxsim.batch.worker_pool` with pipes for input and output. It ends when its input ends,
also in the middle of a job: nobody is left to take the result.
"""

from __future__ import annotations

import dataclasses
import json
import os
import queue
import sys
import threading
from pathlib import Path

from dxsim.batch.execute import Order, Outcome, carry_out
from dxsim.batch.jobs import Job
from dxsim.data.files import Document


def order_line(order: Order) -> str:
    """Return an order as one line of JSON."""
    return json.dumps(dataclasses.asdict(order), default=str) + "\n"


def read_order(line: str) -> Order:
    """Return the order that `order_line` wrote."""
    told: Document = json.loads(line)
    job = told.pop("job")
    job["notebook"] = Path(job["notebook"])
    job["inputs"] = {name: Path(path) for name, path in job["inputs"].items()}
    told |= {name: Path(told[name]) for name in ("workspace", "final", "failed")}
    return Order(job=Job(**job), **told)


def outcome_line(outcome: Outcome) -> str:
    """Return an outcome as one line of JSON."""
    return json.dumps(dataclasses.asdict(outcome)) + "\n"


def _listen(lines: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def main() -> None:
    """Carry out orders until the input ends."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    while True:
        outcome = carry_out(read_order(lines.get()))
        replies.write(outcome_line(outcome))
        replies.flush()


if __name__ == "__main__":
    main()
