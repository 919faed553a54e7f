"""One job, run by papermill in the process that calls: notebook in, a folder of files out."""

from __future__ import annotations

import errno
import importlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dxsim.batch.inputs import same_bytes
from dxsim.batch.jobs import (
    EXECUTED,
    OUT_DIR,
    PAGES,
    RECORD,
    Job,
    failed,
    folder_name,
    job_record,
    one_line,
    page_file,
)
from dxsim.batch.notebook_faults import notebook_fault
from dxsim.batch.notebook_parameters import declared_parameters
from dxsim.batch.store import BatchError, publish_folder, remove_folder
from dxsim.data.files import ASIDE_PREFIX
from dxsim.data.skipped_imports import ADDRESS_GRAMMARS, without_libraries

_FOLDER = "job"
_START_TIMEOUT = 60.0
_STARTS = 3
_NEVER_STARTED = "the kernel died before it answered"
_NO_USE = (*ADDRESS_GRAMMARS, "boto3", "pyarrow")  # the last two for remote storage
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a batch does its jobs and keeps what they made, and how it runs a notebook.

    Attributes
    ----------
    out_dir: the folder of the batch, absolute.
    token: a word in the names of folders that are taken away again, one a batch.
    engine: a papermill engine's name.
    timeout: seconds for a whole notebook, None for no limit.
    """

    out_dir: Path
    token: str
    engine: str
    timeout: float | None = None

    def aside(self, job: Job) -> Path:
        """Return the folder in which a job is done, made and removed by the worker."""
        return self.out_dir / f"{ASIDE_PREFIX}{self.token}-{folder_name(job)}"

    def final(self, job: Job) -> Path:
        """Return the folder of a job's result, which appears whole or not at all."""
        return self.out_dir / "jobs" / folder_name(job)

    def failed(self, job: Job) -> Path:
        """Return where the notebook of a job that failed is left for the reader."""
        return self.out_dir / "failed" / f"{folder_name(job)}.ipynb"


def carry_out(job: Job, space: Workspace) -> Job:
    """Run a job aside and publish its folder, or leave its notebook among the failed ones."""
    started = time.monotonic()
    done = _done_aside(job, space)
    if not done.good:
        _keep_failed(job, space)
    remove_folder(space.aside(job))
    return replace(done, seconds=time.monotonic() - started)


def _done_aside(job: Job, space: Workspace) -> Job:
    folder = space.aside(job) / _FOLDER
    try:
        remove_folder(space.aside(job))
        folder.mkdir(parents=True)
        error = run_notebook(job, space, folder)
        return failed(job, error) if error else commit(job, space, folder)
    except OSError as problem:
        said = one_line(f"{problem.strerror or problem}: {Path(problem.filename or folder).name}")
        return failed(job, said, disk_full=problem.errno in NO_SPACE)
    except BatchError as problem:
        return failed(job, one_line(str(problem)))
    except Exception as problem:  # whatever a notebook does, the batch goes on
        return failed(job, one_line(f"{type(problem).__name__}: {problem}"))


def commit(job: Job, space: Workspace, folder: Path) -> Job:
    """Write the job's pages, and its record last; move the folder to its name in one step."""
    _write_pages(job, folder)
    (folder / RECORD).write_bytes(job_record(job, folder))
    return publish(job, space, folder)


def publish(job: Job, space: Workspace, folder: Path) -> Job:
    """Move the folder of a job's result to its name; return the job, done."""
    publish_folder(folder, space.final(job))
    space.failed(job).unlink(missing_ok=True)
    return replace(job, status="done", folder=space.final(job))


def _write_pages(job: Job, folder: Path) -> None:
    """Write the executed notebook as a web page of each language that the job asks for."""
    if not job.pages:
        return
    from dxsim.presentation.index_page.notebook_page import notebook_page

    (folder / PAGES).mkdir(exist_ok=True)
    for lang in job.pages:
        page = notebook_page(folder / EXECUTED, lang, job.pages[0], name=job.name)
        (folder / page_file(lang)).write_bytes(page)


def _keep_failed(job: Job, space: Workspace) -> None:
    try:
        space.failed(job).parent.mkdir(parents=True, exist_ok=True)
        (space.aside(job) / _FOLDER / EXECUTED).replace(space.failed(job))
    except OSError:
        return  # nothing was written, or nothing can be: the failure table says why


def run_notebook(job: Job, space: Workspace, folder: Path) -> str:
    """Execute the job's notebook in `folder`; return why it does not count, or an empty text.

    The kernel works in `folder`, reads its inputs from a copy beside it, and is told `folder`
    as parameter `out_dir` if the notebook declares that name.

    Raises
    ------
    BatchError: where the notebook or an input is no longer what the job's key says.
    """
    same_bytes(job.notebook, job.notebook_hash)
    given = dict(job.parameters)
    if OUT_DIR in declared_parameters(job.notebook):
        given[OUT_DIR] = str(folder)
    home = _materialise(job, space.aside(job) / "home")
    problem = _papermill(replace(job, parameters=given), space, folder, home)
    same_bytes(job.notebook, job.notebook_hash)  # papermill read it in between
    return problem or notebook_fault(folder / EXECUTED)


def _materialise(job: Job, home: Path) -> Path | None:
    for name, source in job.inputs.items():
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(same_bytes(source, job.input_hashes[name]))
    return home if job.inputs else None


def _papermill(job: Job, space: Workspace, folder: Path, home: Path | None) -> str:
    for _ in range(_STARTS):
        problem = _papermill_once(job, space, folder, home)
        if problem != _NEVER_STARTED:
            break  # a kernel that never started has run nothing, and the next gets other ports
    return problem


def _papermill_once(job: Job, space: Workspace, folder: Path, home: Path | None) -> str:
    load_papermill()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from dxsim.batch.jupyter_kernels.managers import NeverStarted

    try:
        _execute(job, space, folder, home)
    except PapermillExecutionError:
        return ""  # the error output in the notebook says more
    except CellTimeoutError:
        return f"timeout: not finished after {space.timeout:g} s"
    except DeadKernelError:
        return "the kernel died (killed, or out of memory)"
    except NeverStarted:
        return _NEVER_STARTED
    except RuntimeError as problem:  # the kernel died, or hung, before it answered
        return one_line(str(problem) or "the kernel did not start")
    return ""


def load_papermill() -> None:
    """Import papermill without what takes it long to load and no batch uses."""
    if "papermill" not in sys.modules:
        with without_libraries(_NO_USE):
            importlib.import_module("papermill")


def _execute(job: Job, space: Workspace, folder: Path, home: Path | None) -> None:
    from papermill import execute_notebook

    from dxsim.batch.jupyter_kernels import engine
    from dxsim.batch.jupyter_kernels.environment import kernel_environment

    engine.register()
    execute_notebook(
        _literal(job.notebook),
        _literal(folder / EXECUTED),
        dict(job.parameters),
        engine_name=space.engine,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        start_timeout=_START_TIMEOUT,
        kernel_env=kernel_environment(home, job.environment),
        save_cells=False,
        resources={"metadata": {"path": str(folder)}},
        timeout_func=_time_left(space.timeout),
    )


def _literal(path: Path) -> str:
    """Return a path in which papermill sees no `{placeholder}`."""
    return str(path.absolute()).replace("{", "{{").replace("}", "}}")


def _time_left(timeout: float | None) -> Callable[[object], float] | None:
    """Return the limit of a cell: what the cells before it left of the notebook's time."""
    if timeout is None:
        return None
    started: list[float] = []

    def left(_: object) -> float:
        started.append(time.monotonic())
        return max(started[0] + timeout - time.monotonic(), 0.1)

    return left
