"""An ensemble on a Dask cluster: runs of blocks are sent, their sums come back.

A block's draws depend on the seed and the block alone, and sums are merged in the order of the
blocks, so the numbers are those of one machine to the last bit, whichever worker ran what.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.engine.engines import Engine, choose, run_blocks
from dxsim.analysis.uncertainty.engine.process import error_process
from dxsim.analysis.uncertainty.engine.samplers import Sampler, sampler
from dxsim.analysis.uncertainty.engine.tally import Study, Sums, merged
from dxsim.analysis.uncertainty.engine.threads import cores
from dxsim.analysis.uncertainty.ensemble import Futures, Plan, futures, room_for_shares
from dxsim.batch.cluster.connection import Cluster, connected
from dxsim.batch.jobs import package_hash
from dxsim.batch.store import BatchError
from dxsim.batch.transport.payloads import refuse_other_package
from dxsim.data.arrays import Array
from dxsim.data.files import Document
from dxsim.scenario.assumed_errors.completion import uncertainty_of
from dxsim.scenario.laws import Record
from dxsim.scenario.programmes.records import KINDS
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    from distributed import Client

_PARTS_A_WORKER = 4


def cluster_futures(study: Study, plan: Plan, address: str) -> Futures:
    """Run the draws of a study on a cluster and return what they came to.

    Parameters
    ----------
    study, plan
        as for `futures`; the threads of the plan are of no account.
    address
        "local", or that of a Dask scheduler, `tcp://host:port`.

    Raises
    ------
    BatchError
        where no scheduler answers, and where some blocks cannot be run.
    """
    with connected(address, cores(), os.environ) as client:
        return futures(study, plan, partial(run_on, client, study))


def run_on(
    client: Client,
    study: Study,
    engine: Engine,
    source: Sampler,
    years: int,
    _threads: int = 1,
) -> Sums:
    """Return the sums over all blocks of a sampler, run on the workers of a Dask client.

    A worker has one thread, however many are asked for.

    Raises
    ------
    BatchError
        where some blocks failed, or their workers died three times.
    """
    cluster, shares = Cluster(client, run_part), room_for_shares(source, years)
    told = _told(study, engine, source, keep=shares is not None)
    count = min(_PARTS_A_WORKER * cluster.room(), source.blocks)
    cuts = [source.blocks * k // count for k in range(count + 1)]
    spans = {f"blocks-{a}-{b - 1}": (a, b) for a, b in zip(cuts, cuts[1:], strict=False)}
    payloads = {name: partial(_packed, told, *span) for name, span in spans.items()}
    parts = _InOrder(spans)
    with contextlib.closing(cluster.send(payloads)) as heard:
        for message in heard:
            if message.error:
                raise BatchError(f"{message.name}: {message.error}")
            if message.answer is not None:
                part = read_sums(message.answer)
                if shares is not None:
                    _place(part, shares, spans[message.name][0] * source.size)
                parts.add(message.name, replace(part, shares=None))
    return merged(parts.total, shares)


def _place(part: Sums, shares: Array, begin: int) -> None:
    assert part.shares is not None
    shares[:, begin : begin + part.shares.shape[1]] = part.shares


class _InOrder:
    """Merges parts in the order of their names, in whatever order they come.

    Attributes
    ----------
    total: what is merged so far, nothing or one.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.total: list[Sums] = []
        self._missing = list(names)[::-1]
        self._early: dict[str, Sums] = {}

    def add(self, name: str, part: Sums) -> None:
        """Take a part, and merge what is now complete from the first block on."""
        self._early[name] = part
        while self._missing and self._missing[-1] in self._early:
            part = self._early.pop(self._missing.pop())
            self.total = [merged([*self.total, part])]


def _told(study: Study, engine: Engine, source: Sampler, *, keep: bool) -> dict[str, object]:
    """Return all that a worker must know, in plain values: nothing is read from its disk."""
    uncertainty = uncertainty_of(study.scenario)
    return {
        "package": package_hash(),
        "scenario": _plain(study.scenario.model_copy(update={"uncertainty": uncertainty})),
        "targets": [_plain(target) for target in study.targets],
        "engine": engine.name,
        "draws": source.draws,
        "seed": source.seed,
        "method": source.method,
        "keep": keep,
    }


def _plain(record: Record) -> Document:
    plain: Document = record.model_dump(mode="json", by_alias=True, exclude_none=True)
    return plain


def _packed(told: Mapping[str, object], first: int, last: int) -> bytes:
    return json.dumps({**told, "first": first, "last": last}, allow_nan=False).encode()


def run_part(payload: bytes) -> bytes:
    """Run the blocks that a payload names; return their sums as bytes. What a worker does.

    Raises
    ------
    BatchError
        where this machine's dxsim is not the sender's.
    """
    told = json.loads(payload)
    refuse_other_package(told["package"])
    study = _study(told)
    source = sampler(study.process, told["draws"], told["seed"], told["method"])
    engine = choose(study, source.draws, told["engine"])
    first, last = told["first"], told["last"]
    years = study.scenario.horizon + 1
    shares = np.empty((years, source.draws)) if told["keep"] else None
    sums = run_blocks(engine, source, first, last, shares)
    if shares is not None:
        sums = replace(sums, shares=shares[:, first * source.size : last * source.size])
    return sums_as_bytes(sums)


def _study(told: Document) -> Study:
    drawn = [KINDS[p["kind"]].model_validate(p) for p in told["scenario"].get("programmes", ())]
    scenario = Scenario.model_validate({**told["scenario"], "programmes": drawn})
    assert scenario.uncertainty is not None
    process = error_process(scenario, scenario.uncertainty)
    return Study(scenario, process, tuple(map(Target.model_validate, told["targets"])))


def sums_as_bytes(sums: Sums) -> bytes:
    """Return sums as the bytes of a NumPy archive, which holds numbers and nothing else."""
    held = io.BytesIO()
    arrays = {field.name: getattr(sums, field.name) for field in fields(sums)}
    np.savez_compressed(held, **{name: a for name, a in arrays.items() if a is not None})
    return held.getvalue()


def read_sums(data: bytes) -> Sums:
    """Return the sums that `sums_as_bytes` wrote, bit by bit.

    Raises
    ------
    BatchError
        where the bytes are no such archive.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            return Sums(**{name: held[name] for name in held.files})
    except (OSError, EOFError, ValueError, TypeError, KeyError, zipfile.BadZipFile):
        raise BatchError("a worker's sums cannot be read") from None
