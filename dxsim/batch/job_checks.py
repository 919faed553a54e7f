"""Checks of jobs before a batch: names, parameters that the notebook declares, plain values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dxsim.batch.jobs import Job, one_line
from dxsim.batch.notebook_parameters import declared_parameters
from dxsim.batch.store import (
    BatchError,
    plain_name,
)


def check_jobs(jobs: Sequence[Job]) -> None:
    """Refuse a batch with a wrong name, a twin, or a parameter that its notebook does not declare.

    Raises
    ------
    BatchError: for the first fault found; nothing has been started or written.
    """
    declared = {path: declared_parameters(path) for path in {job.notebook for job in jobs}}
    seen: set[str] = set()
    for job in jobs:
        if plain_name(job.name).lower() in seen:
            raise BatchError(f"two jobs are called {job.name!r}")
        seen.add(job.name.lower())
        _check_parameters(job, declared[job.notebook])
        for name in job.inputs:
            _check_input_name(job, name)


def _check_parameters(job: Job, declared: Iterable[str]) -> None:
    for name, value in job.parameters.items():
        if name not in declared:
            known = ", ".join(declared) or "none"
            raise BatchError(
                f"{job.notebook}: parameter {name!r} is not declared in its parameters cell "
                f"(declared: {known})"
            )
        for place, found in _no_plain(name, value):
            kind = type(found)
            what = f"{kind.__module__}.{kind.__qualname__} {str(found)[:40]!r}"
            expected = "a text, a finite number, true, false, None, a list or a mapping of these"
            raise BatchError(
                one_line(f"{job.name}: parameter {place}: found {what}, expected {expected}")
            )


def _no_plain(place: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield what in a value is none of the kinds that a notebook is handed, and where it is."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            inside = f"{place}[{str(key)[:40]!r}]"
            yield from _no_plain(inside, item) if isinstance(key, str) else [(inside, key)]
    elif isinstance(value, list | tuple) and type(value) in (list, tuple):
        for at, item in enumerate(value):
            yield from _no_plain(f"{place}[{at}]", item)
    elif type(value) is float:
        if not math.isfinite(value):
            yield place, value
    elif value is not None and type(value) not in (str, int, bool):
        yield place, value


def _check_input_name(job: Job, name: str) -> None:
    parts = name.split("/")
    if "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise BatchError(f"{job.name}: input {name[:80]!r} would leave the job's folder")
