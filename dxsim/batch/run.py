"""The batch: many notebooks through papermill, nothing half-done, nothing done twice."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxsim.analysis.uncertainty.engine.threads import cores
from dxsim.batch.cluster.connection import LOCAL, connected
from dxsim.batch.cluster.notebooks import carry_out_orders
from dxsim.batch.dataset import gather_dataset
from dxsim.batch.execute import Order
from dxsim.batch.inputs import Contents, contents_of
from dxsim.batch.job_checks import check_jobs
from dxsim.batch.jobs import (
    Job,
    JobResult,
    folder_name,
    input_hashes,
    is_finished,
    job_files,
    job_key,
)
from dxsim.batch.jupyter_kernels.host import PLAIN, default_engine, hosted_environment
from dxsim.batch.manifest import Began, seal, write_manifest
from dxsim.batch.open_files import allow_open_files
from dxsim.batch.output_folder import JOBS_MAKE, refuse_folder
from dxsim.batch.progress import Progress, reporter
from dxsim.batch.store import BatchError, only_batch, sweep_leftovers
from dxsim.batch.worker_pool import Event, WorkerPool
from dxsim.data.files import ASIDE_PREFIX


class BatchInterrupted(KeyboardInterrupt):
    """Ctrl-C during a batch; `results` says what is finished and kept."""

    def __init__(self, results: list[JobResult]) -> None:
        super().__init__("stopped; what is finished is kept")
        self.results = results


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch is run.

    Attributes
    ----------
    workers: notebooks at a time, None for one a core.
    engine: a papermill engine's name, None for forked kernels where there are any.
    timeout: seconds for one notebook, None for no limit.
    force: do every job again, whatever is there.
    lock_wait: seconds to wait for another batch in the same folder.
    cluster: None for workers of our own, "local" for a Dask cluster on this machine, or the
        address of a Dask scheduler, `tcp://host:port`.
    """

    workers: int | None = None
    engine: str | None = None
    timeout: float | None = None
    force: bool = False
    lock_wait: float = 0.0
    cluster: str | None = None


def run_jobs(
    jobs: Sequence[Job],
    out_dir: Path,
    options: Options | None = None,
    *,
    progress: Progress | str = "auto",
) -> list[JobResult]:
    """Run every job that is not finished yet and return one result a job, in the order given.

    Each finished job is a folder `jobs/<name>-<hash>` under `out_dir`, whole or absent. A job
    that fails does not stop the others; its notebook, as far as it came, is left in `failed/`.

    Parameters
    ----------
    jobs: what to run; names differ.
    out_dir: the batch's folder, made if need be.
    options: workers, engine, timeout, force.
    progress: "auto", "plain", "rich", "quiet" or an object to report to.

    Raises
    ------
    BatchError: before anything starts, where the jobs or the folder are not in order.
    BatchInterrupted: after Ctrl-C, with what is finished.
    """
    settings = options or Options()
    check_jobs(jobs)
    allow_open_files()
    refuse_folder(out_dir, JOBS_MAKE)
    with only_batch(out_dir, settings.lock_wait):
        return run_held(jobs, out_dir, settings, progress=progress)


def run_held(
    jobs: Sequence[Job],
    out_dir: Path,
    options: Options,
    *,
    progress: Progress | str = "auto",
    known: Contents | None = None,
) -> list[JobResult]:
    """Do what `run_jobs` does for jobs that are checked, in a folder held by `only_batch`.

    So the caller may hold the folder until what it makes of the results is written too. `known`
    are the contents of files as the caller read them; the others are read now.
    """
    shown = reporter(progress) if isinstance(progress, str) else progress
    for folder in (out_dir, out_dir / "jobs"):
        sweep_leftovers(folder)
    files = [path for job in jobs for path in job_files(job)]
    read = known or {}
    contents = contents_of(path for path in files if path not in read)
    began = Began.now(jobs, {**read, **contents})
    return _Batch(out_dir, options, shown, began).run(jobs)


def longest_first(orders: Sequence[Order]) -> list[Order]:
    """Return orders with those that read most files first, in their order otherwise.

    They take longest, as a notebook on all scenarios does, and would leave the other workers idle
    if they came last.
    """
    return sorted(orders, key=lambda order: -len(order.job.inputs))


class _Batch:
    """One batch under way: which results are in, and who is told."""

    def __init__(self, out_dir: Path, options: Options, progress: Progress, began: Began) -> None:
        self.out_dir = out_dir
        self.options = options
        self.progress = progress
        self.began = began
        self.token = secrets.token_hex(4)
        self.engine = options.engine or default_engine()
        self.results: dict[str, JobResult] = {}

    def run(self, jobs: Sequence[Job]) -> list[JobResult]:
        orders = [self.order(job) for job in jobs]
        self.results = {o.job.name: JobResult(o.job.name, o.key, "not run") for o in orders}
        write_manifest(self.out_dir, jobs, list(self.results.values()), self.began)
        to_do = [order for order in orders if not self._kept(order)]
        try:
            self.progress.begin(len(orders), len(orders) - len(to_do))
            for event in self._events(longest_first(to_do)):
                self._take(event)
        except KeyboardInterrupt:
            raise BatchInterrupted(list(self.results.values())) from None
        finally:
            self._close(jobs)
        return list(self.results.values())

    def _close(self, jobs: Sequence[Job]) -> None:
        results = list(self.results.values())
        for folder in (self.out_dir, self.out_dir / "jobs"):
            sweep_leftovers(folder)
        try:
            gather_dataset(self.out_dir, results, {job.name: job.columns for job in jobs})
            write_manifest(self.out_dir, jobs, results, self.began)
            seal(self.out_dir)
        except OSError as problem:
            said = f"{self.out_dir}: the manifest cannot be written ({problem.strerror})"
            raise BatchError(f"{said}; finished jobs are kept") from None
        finally:
            self.progress.end(results)

    def order(self, job: Job) -> Order:
        known = self.began.known
        key = job_key(job, known)
        name = folder_name(job, key)
        return Order(
            job=job,
            key=key,
            notebook_hash=known[job.notebook],
            input_hashes=input_hashes(job, known),
            workspace=(self.out_dir / f"{ASIDE_PREFIX}{self.token}-{name}").absolute(),
            final=(self.out_dir / "jobs" / name).absolute(),
            failed=(self.out_dir / "failed" / f"{name}.ipynb").absolute(),
            engine=self.engine,
            timeout=self.options.timeout,
        )

    def _kept(self, order: Order) -> bool:
        if self.options.force or not is_finished(order.final, order.key):
            return False
        name = order.job.name
        self.results[name] = JobResult(name, order.key, "kept", order.final)
        return True

    def _events(self, orders: Sequence[Order]) -> Iterator[Event]:
        if not orders:
            return
        workers = self.options.workers or cores()
        elsewhere = self.options.cluster not in (None, LOCAL)
        engine = PLAIN if elsewhere else self.engine
        if engine == PLAIN and not elsewhere and self.options.engine is None:
            print("plain kernels are used: forking them needs Linux", file=sys.stderr)
        notebooks = (order.job.notebook for order in orders)
        with hosted_environment(engine, notebooks) as environment:
            if self.options.cluster is None:
                log = self.out_dir / f"{ASIDE_PREFIX}workers.log"
                yield from WorkerPool(workers, environment, log).carry_out(orders)
                return
            with connected(self.options.cluster, workers, environment) as client:
                yield from carry_out_orders(client, orders)

    def _take(self, event: Event) -> None:
        name = event.order.job.name
        if event.outcome is None:
            self.progress.started(name)
            return
        error = event.outcome.error
        self.results[name] = replace(
            self.results[name],
            status="failed" if error else "done",
            folder=None if error else event.order.final,
            seconds=event.outcome.seconds,
            error=error,
            attempts=event.attempts,
        )
        self.progress.ended(self.results[name])
