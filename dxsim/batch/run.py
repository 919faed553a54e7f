"""The batch: many notebooks through papermill, nothing half-done, nothing done twice."""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dxsim.analysis.uncertainty.engine.threads import cores
from dxsim.batch.cluster.connection import LOCAL, Cluster, connected
from dxsim.batch.dataset import gather_dataset
from dxsim.batch.execute import Workspace
from dxsim.batch.inputs import Contents, contents_of
from dxsim.batch.job_checks import check_jobs
from dxsim.batch.jobs import Job, is_finished, job_files, with_key
from dxsim.batch.jupyter_kernels.host import PLAIN, default_engine, hosted_environment
from dxsim.batch.manifest import Began, seal, write_manifest
from dxsim.batch.open_files import allow_open_files
from dxsim.batch.output_folder import JOBS_MAKE, refuse_folder
from dxsim.batch.progress import Progress, reporter
from dxsim.batch.store import BatchError, only_batch, sweep_leftovers
from dxsim.batch.transport.payloads import job_payload, job_told, run_payload
from dxsim.batch.transport.processes import WorkerPool
from dxsim.batch.transport.tasks import Workers
from dxsim.data.files import ASIDE_PREFIX


class BatchInterrupted(KeyboardInterrupt):
    """Ctrl-C during a batch; `jobs` says what is finished and kept."""

    def __init__(self, jobs: list[Job]) -> None:
        super().__init__("stopped; what is finished is kept")
        self.jobs = jobs


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
) -> list[Job]:
    """Run every job that is not finished yet; return the jobs with what became of each, in order.

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
) -> list[Job]:
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


def longest_first(jobs: Sequence[Job]) -> list[Job]:
    """Return jobs with those that read most files first, in their order otherwise.

    They take longest, as a notebook on all scenarios does, and would leave the other workers idle
    if they came last.
    """
    return sorted(jobs, key=lambda job: -len(job.inputs))


class _Batch:
    """One batch under way: what has become of its jobs, and who is told."""

    def __init__(self, out_dir: Path, options: Options, progress: Progress, began: Began) -> None:
        self.out_dir = out_dir
        self.options = options
        self.progress = progress
        self.began = began
        engine = options.engine or default_engine()
        token = secrets.token_hex(4)
        self.space = Workspace(out_dir.absolute(), token, engine, options.timeout)
        self.jobs: dict[str, Job] = {}

    def run(self, jobs: Sequence[Job]) -> list[Job]:
        self.jobs = {job.name: with_key(job, self.began.known) for job in jobs}
        write_manifest(self.out_dir, list(self.jobs.values()), self.began)
        self.jobs = {name: self._kept(job) for name, job in self.jobs.items()}
        to_do = [job for job in self.jobs.values() if not job.good]
        try:
            self.progress.begin(len(jobs), len(jobs) - len(to_do))
            for job in self._carried_out(longest_first(to_do)):
                self._take(job)
        except KeyboardInterrupt:
            raise BatchInterrupted(list(self.jobs.values())) from None
        finally:
            self._close()
        return list(self.jobs.values())

    def _close(self) -> None:
        jobs = list(self.jobs.values())
        for folder in (self.out_dir, self.out_dir / "jobs"):
            sweep_leftovers(folder)
        try:
            gather_dataset(self.out_dir, jobs)
            write_manifest(self.out_dir, jobs, self.began)
            seal(self.out_dir)
        except OSError as problem:
            said = f"{self.out_dir}: the manifest cannot be written ({problem.strerror})"
            raise BatchError(f"{said}; finished jobs are kept") from None
        finally:
            self.progress.end(jobs)

    def _kept(self, job: Job) -> Job:
        """Return a job as kept where an earlier batch finished it, else as it is."""
        folder = self.space.final(job)
        if self.options.force or not is_finished(folder, job.key):
            return job
        return replace(job, status="kept", folder=folder)

    def _carried_out(self, jobs: Sequence[Job]) -> Iterator[Job]:
        """Yield each job as it is started, and once more as it ends."""
        if not jobs:
            return
        elsewhere = self.options.cluster not in (None, LOCAL)
        engine = PLAIN if elsewhere else self.space.engine
        if engine == PLAIN and not elsewhere and self.options.engine is None:
            print("plain kernels are used: forking them needs Linux", file=sys.stderr)
        with (
            hosted_environment(engine, (job.notebook for job in jobs)) as environment,
            self._workers(environment) as workers,
        ):
            yield from self._sent(workers, jobs)

    @contextlib.contextmanager
    def _workers(self, environment: Mapping[str, str]) -> Iterator[Workers]:
        count = self.options.workers or cores()
        if self.options.cluster is None:
            log = self.out_dir / f"{ASIDE_PREFIX}workers.log"
            yield WorkerPool(count, environment, log, self.options.timeout)
            return
        with connected(self.options.cluster, count, environment) as client:
            yield Cluster(client, run_payload)

    def _sent(self, workers: Workers, jobs: Sequence[Job]) -> Iterator[Job]:
        """Send jobs to workers and yield what is told of them; none is sent after a full disk."""
        files = self.options.cluster is not None
        payloads = {job.name: partial(job_payload, job, self.space, files=files) for job in jobs}
        with contextlib.closing(workers.send(payloads)) as messages:
            for message in messages:
                job = job_told(self.jobs[message.name], self.space, message, files=files)
                yield job
                if job.disk_full:
                    workers.send_no_more()

    def _take(self, job: Job) -> None:
        if job.status == "running":
            self.progress.started(job.name)
            return
        self.jobs[job.name] = job
        self.progress.ended(job)
