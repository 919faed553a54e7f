"""Which workers of a Dask cluster can do the work: those whose dxsim is the one that sends it.

Each worker is asked before it is sent anything. One with another dxsim, or none, is named on
standard error and left out; the others do its share.
"""

from __future__ import annotations

import importlib
import sys
import time
from operator import methodcaller
from typing import TYPE_CHECKING

from dxsim.batch.jobs import one_line, package_hash
from dxsim.batch.store import BatchError

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 120.0
"""Seconds without a worker after which a batch is given up."""
_SILENCE = 5.0
_EVERY = 0.5


class Workers:
    """The workers of a Dask client, asked for their dxsim as they come and go.

    Attributes
    ----------
    client: a `distributed.Client`.
    unfit: why a worker is left out, by its address.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.unfit: dict[str, str] = {}
        self._asked: dict[str, str | Future] = {}
        self._fit: dict[str, int] = {}
        self._looked = 0.0
        self._since = time.monotonic()
        self._told = False

    def fit(self) -> dict[str, int]:
        """Return the threads of each worker that can do the work now, by its address.

        Raises
        ------
        BatchError
            where every worker has another dxsim, and where there has been none for `PATIENCE`
            seconds; after the first few a line says what is waited for.
        """
        now = time.monotonic()
        if now - self._looked >= _EVERY:
            self._fit, self._looked = self._look(), now
        if self._fit:
            self._since, self._told = now, False
        else:
            self._wait(now - self._since)
        return self._fit

    def some(self) -> dict[str, int]:
        """Wait for a first worker, then return the result of `fit`."""
        while not (found := self.fit()):
            time.sleep(_EVERY / 5)
        return found

    def _look(self) -> dict[str, int]:
        try:
            present = dict(self.client.nthreads())
        except (OSError, ValueError, RuntimeError, AttributeError):  # its scheduler is gone
            present = {}
        for gone in set(self._asked) - set(present):
            del self._asked[gone]
            self.unfit.pop(gone, None)
        return {place: threads for place, threads in present.items() if self._is_fit(place)}

    def _is_fit(self, place: str) -> bool:
        answer = self._asked.get(place)
        if answer is None or (not isinstance(answer, str) and answer.status in _LOST):
            self._asked[place] = self._ask(place)
            return False
        if isinstance(answer, str):
            return answer == package_hash()
        if answer.status == "finished":
            self._asked[place] = answer.result()
            return self._judged(place, "its dxsim is not the one that sends the work")
        if answer.status == "error":
            self._asked[place] = ""
            return self._judged(place, one_line(f"it has no dxsim: {answer.exception()}"))
        return False

    def _ask(self, place: str) -> Future:
        """Submit a call and return its future.

        It is asked in words of Python's own: a function that a worker cannot import ends it.
        """
        options = {"workers": [place], "allow_other_workers": False, "pure": False, "priority": 1}
        jobs = self.client.submit(importlib.import_module, package_hash.__module__, **options)
        return self.client.submit(methodcaller(package_hash.__name__), jobs, **options)

    def _judged(self, place: str, fault: str) -> bool:
        """Return whether a worker's answer is ours; name one that is not."""
        if self._asked[place] == package_hash():
            return True
        self.unfit[place] = fault
        print(f"worker {place} is left out: {fault}", file=sys.stderr)
        return False

    def _wait(self, seconds: float) -> None:
        """Say after a while that nobody is there to do the work, and give up after `PATIENCE`."""
        if self._asked and set(self._asked) == set(self.unfit):
            named = ", ".join(sorted(self.unfit))
            raise BatchError(one_line(f"no worker of the cluster has this dxsim: {named}"))
        if seconds > PATIENCE:
            said = f"the cluster has had no worker for {PATIENCE:.0f} s"
            raise BatchError(f"{said}; what is finished is kept")
        if seconds > _SILENCE and not self._told:
            self._told = True
            said = f"the cluster has no worker at hand; given up after {PATIENCE:.0f} s"
            print(said, file=sys.stderr)


_LOST = ("lost", "cancelled")
