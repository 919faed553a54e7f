"""A worker process: reads a task's payload a line, does the work, writes the answer as a line.

Started by `dxsim.batch.transport.processes` with pipes for input and output; a line is its bytes in
base64. It ends when its input ends, also in the middle of a job: nobody is left to take the result.
"""

from __future__ import annotations

import base64
import os
import queue
import sys
import threading

from dxsim.batch.transport.payloads import run_payload


def as_line(content: bytes) -> bytes:
    r"""Return bytes as one line of text.

    >>> as_line(b"two\nlines")
    b'dHdvCmxpbmVz\n'
    """
    return base64.b64encode(content) + b"\n"


def from_line(line: bytes) -> bytes | None:
    r"""Return the bytes that `as_line` was given, or None where the line is cut off.

    >>> from_line(b"dHdvCmxpbmVz\n"), from_line(b"dHdv")
    (b'two\nlines', None)
    """
    return base64.b64decode(line) if line.endswith(b"\n") else None


def _listen(lines: queue.SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


def main() -> None:
    """Do the work of one payload after another until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    while True:
        payload = from_line(lines.get())
        if payload is not None:  # a line cut off is the last: the input has ended
            answers.write(as_line(run_payload(payload)))
            answers.flush()


if __name__ == "__main__":
    main()
