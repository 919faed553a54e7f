"""A job sent away and its result sent back, as bytes: no disk is shared."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from dxsim.batch.execute import Order, Outcome, carry_out
from dxsim.batch.jobs import EXECUTED, Job, one_line, package_hash
from dxsim.batch.jupyter_kernels.host import default_engine
from dxsim.batch.store import BatchError, files_below
from dxsim.data.files import Document
from dxsim.data.temporary import temporary_folder

_ORDER, _NOTEBOOK, _INPUTS = "order.json", "notebook.ipynb", "inputs"
_OUTCOME, _FILES, _FAILED = "outcome.json", "files", "failed.ipynb"


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return named contents as one archive; the same contents give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return held.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """Write an archive's contents below `folder`.

    Raises
    ------
    BatchError
        for a name that would leave the folder; nothing has been written.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        names = held.namelist()
        for name in names:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise BatchError(f"a worker sent {name[:80]!r}, which would leave the job's folder")
        for name in names:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(held.read(name))


def order_archive(order: Order) -> bytes:
    """Return all that a worker elsewhere needs: the order, the notebook, the input files."""
    told = {
        "name": order.job.name,
        "notebook": order.job.notebook.name,
        "parameters": dict(order.job.parameters),
        "environment": dict(order.job.environment),
        "pages": list(order.job.pages),
        "key": order.key,
        "notebook_hash": order.notebook_hash,
        "input_hashes": dict(order.input_hashes),
        "timeout": order.timeout,
        "package": package_hash(),
    }
    inputs = {f"{_INPUTS}/{name}": _sent(path) for name, path in order.job.inputs.items()}
    notebook = _sent(order.job.notebook)
    return pack({_ORDER: json.dumps(told).encode(), _NOTEBOOK: notebook, **inputs})


def _sent(path: Path) -> bytes:
    """Return a file's bytes, or b"" if it is missing: the worker's hash check reports that."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def refuse_other_package(package: str) -> None:
    """Raise a BatchError where the sender's dxsim, known by its hash, is not this one."""
    if package != package_hash():
        raise BatchError("the worker's dxsim is not the one that sent the job")


def carry_out_archive(archive: bytes) -> bytes:
    """Carry out an order that came as an archive, in a folder of its own; return the result as one.

    Raises
    ------
    BatchError
        where this machine's dxsim is not the sender's.
    """
    with temporary_folder() as folder:
        unpack(archive, folder)
        told = json.loads((folder / _ORDER).read_bytes())
        refuse_other_package(told["package"])
        order = _order_here(told, folder)
        outcome = carry_out(order)
        return pack(_result_files(order, outcome))


def _order_here(told: Document, folder: Path) -> Order:
    notebook = folder / "notebook" / Path(str(told["notebook"])).name
    notebook.parent.mkdir()
    (folder / _NOTEBOOK).replace(notebook)
    job = Job(
        name=str(told["name"]),
        notebook=notebook,
        parameters=told["parameters"],
        environment=told["environment"],
        pages=told["pages"],
        inputs=files_below(folder / _INPUTS),
    )
    return Order(
        job=job,
        key=str(told["key"]),
        notebook_hash=str(told["notebook_hash"]),
        input_hashes=told["input_hashes"],
        workspace=folder / "aside",
        final=folder / "final",
        failed=folder / "failed" / EXECUTED,
        engine=default_engine(),
        timeout=told["timeout"],
    )


def _result_files(order: Order, outcome: Outcome) -> dict[str, bytes]:
    # a full disk there says nothing about the disk here
    said = dataclasses.replace(outcome, full=False)
    files = {_OUTCOME: json.dumps(dataclasses.asdict(said)).encode()}
    if outcome.error and order.failed.is_file():
        files[_FAILED] = order.failed.read_bytes()
    if not outcome.error:
        for name, path in files_below(order.final).items():
            files[f"{_FILES}/{name}"] = path.read_bytes()
    return files


def take_in(order: Order, archive: bytes) -> Outcome:
    """Publish a result that came as an archive, whole or not at all, as if it were made here."""
    from dxsim.batch.jobs import is_finished
    from dxsim.batch.store import publish_folder, remove_folder

    try:
        unpack(archive, order.workspace)
        outcome = Outcome(**json.loads((order.workspace / _OUTCOME).read_bytes()))
        files = order.workspace / _FILES
        if outcome.error:
            if (order.workspace / _FAILED).is_file():
                order.failed.parent.mkdir(parents=True, exist_ok=True)
                (order.workspace / _FAILED).replace(order.failed)
        elif is_finished(files, order.key):
            publish_folder(files, order.final)
            order.failed.unlink(missing_ok=True)
        else:
            outcome = Outcome("the result was damaged on its way", outcome.seconds)
        return outcome
    except (BatchError, zipfile.BadZipFile, KeyError, TypeError) as problem:
        return Outcome(one_line(f"the result cannot be read: {problem}"), 0.0)
    finally:
        remove_folder(order.workspace)
