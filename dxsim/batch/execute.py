"""One job, run by papermill in the process that calls: notebook in, a folder of files out."""

from __future__ import annotations

import errno
import importlib
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dxsim.batch.inputs import same_bytes
from dxsim.batch.jobs import EXECUTED, OUT_DIR, PAGES, RECORD, Job, job_record, one_line, page_file
from dxsim.batch.notebook_faults import notebook_fault
from dxsim.batch.notebook_parameters import declared_parameters
from dxsim.batch.store import BatchError, publish_folder, remove_folder
from dxsim.data.skipped_imports import ADDRESS_GRAMMARS, without_libraries

_START_TIMEOUT = 60.0
_STARTS = 3
_NEVER_STARTED = "the kernel died before it answered"
_NO_USE = (*ADDRESS_GRAMMARS, "boto3", "pyarrow")  # the last two for remote storage
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Order:
    """An order to a worker: the job, its key, where to work and where the result belongs.

    Attributes
    ----------
    job: the job.
    key: its content hash.
    notebook_hash: the notebook's hash when the run began.
    input_hashes: those of its inputs, by name.
    workspace: an empty folder's path, made and removed by the worker.
    final: the result's folder, appearing whole or not at all.
    failed: where the notebook of a failed job is left for the reader.
    engine: a papermill engine's name.
    timeout: seconds for the whole notebook, None for no limit.
    """

    job: Job
    key: str
    notebook_hash: str
    input_hashes: Mapping[str, str]
    workspace: Path
    final: Path
    failed: Path
    engine: str
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: `error` is empty if the result stands in its folder.

    `full` says that the disk has no space left, so that starting more is pointless.
    """

    error: str
    seconds: float
    full: bool = False


def carry_out(order: Order) -> Outcome:
    """Run a job aside and publish its folder, or leave its notebook among the failed ones."""
    started = time.monotonic()
    folder = order.workspace / "job"
    full = False
    try:
        remove_folder(order.workspace)
        folder.mkdir(parents=True)
        error = run_notebook(order, folder)
        if not error:
            commit(order, folder)
    except OSError as problem:
        full = problem.errno in NO_SPACE
        error = one_line(f"{problem.strerror or problem}: {Path(problem.filename or folder).name}")
    except BatchError as problem:
        error = one_line(str(problem))
    except Exception as problem:  # whatever a notebook does, the batch goes on
        error = one_line(f"{type(problem).__name__}: {problem}")
    if error:
        _keep_failed(order, folder)
    remove_folder(order.workspace)
    return Outcome(error, time.monotonic() - started, full)


def commit(order: Order, folder: Path) -> None:
    """Write the job's pages, and its record last; move the folder to its name in one step."""
    _write_pages(order.job, folder)
    (folder / RECORD).write_bytes(job_record(order.job, order.key, folder))
    publish_folder(folder, order.final)
    order.failed.unlink(missing_ok=True)


def _write_pages(job: Job, folder: Path) -> None:
    """Write the executed notebook as a web page of each language that the job asks for."""
    if not job.pages:
        return
    from dxsim.presentation.index_page.notebook_page import notebook_page

    (folder / PAGES).mkdir(exist_ok=True)
    for lang in job.pages:
        page = notebook_page(folder / EXECUTED, lang, job.pages[0], name=job.name)
        (folder / page_file(lang)).write_bytes(page)


def _keep_failed(order: Order, folder: Path) -> None:
    try:
        order.failed.parent.mkdir(parents=True, exist_ok=True)
        (folder / EXECUTED).replace(order.failed)
    except OSError:
        return  # nothing was written, or nothing can be: the failure table says why


def run_notebook(order: Order, folder: Path) -> str:
    """Execute the job's notebook in `folder`; return why it does not count, or an empty text.

    The kernel works in `folder`, reads its inputs from a copy beside it, and is told `folder`
    as parameter `out_dir` if the notebook declares that name.

    Raises
    ------
    BatchError: where the notebook or an input is no longer what the job's key says.
    """
    same_bytes(order.job.notebook, order.notebook_hash)
    parameters = dict(order.job.parameters)
    if OUT_DIR in declared_parameters(order.job.notebook):
        parameters[OUT_DIR] = str(folder)
    home = _materialise(order, order.workspace / "home")
    problem = _papermill(order, parameters, folder, home)
    same_bytes(order.job.notebook, order.notebook_hash)  # papermill read it in between
    return problem or notebook_fault(folder / EXECUTED)


def _materialise(order: Order, home: Path) -> Path | None:
    for name, source in order.job.inputs.items():
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(same_bytes(source, order.input_hashes[name]))
    return home if order.job.inputs else None


def _papermill(order: Order, parameters: dict[str, object], folder: Path, home: Path | None) -> str:
    for _ in range(_STARTS):
        problem = _papermill_once(order, parameters, folder, home)
        if problem != _NEVER_STARTED:
            break  # a kernel that never started has run nothing, and the next gets other ports
    return problem


def _papermill_once(
    order: Order, parameters: dict[str, object], folder: Path, home: Path | None
) -> str:
    load_papermill()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from dxsim.batch.jupyter_kernels.managers import NeverStarted

    try:
        _execute(order, parameters, folder, home)
    except PapermillExecutionError:
        return ""  # the error output in the notebook says more
    except CellTimeoutError:
        return f"timeout: not finished after {order.timeout:g} s"
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


def _execute(order: Order, parameters: dict[str, object], folder: Path, home: Path | None) -> None:
    from papermill import execute_notebook

    from dxsim.batch.jupyter_kernels import engine
    from dxsim.batch.jupyter_kernels.environment import kernel_environment

    engine.register()
    execute_notebook(
        _literal(order.job.notebook),
        _literal(folder / EXECUTED),
        parameters,
        engine_name=order.engine,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        start_timeout=_START_TIMEOUT,
        kernel_env=kernel_environment(home, order.job.environment),
        save_cells=False,
        resources={"metadata": {"path": str(folder)}},
        timeout_func=_time_left(order.timeout),
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
