"""A job as bytes for a worker, and its outcome as bytes back.

A worker on this machine reads and writes the files of a job where they are; one elsewhere, with
whom no disk is shared, gets them in its payload and sends those of the result in its answer.
"""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from dxsim.batch.execute import NO_SPACE, Workspace, carry_out, publish
from dxsim.batch.jobs import Job, failed, is_finished, one_line, package_hash
from dxsim.batch.jupyter_kernels.host import default_engine
from dxsim.batch.store import BatchError, files_below, remove_folder
from dxsim.batch.transport.tasks import TaskMessage
from dxsim.data.files import Document
from dxsim.data.temporary import temporary_folder

_JOB, _NOTEBOOK, _INPUTS = "job.json", "notebook.ipynb", "inputs"
_FILES, _FAILED = "files", "failed.ipynb"
_DAMAGED = "the result was damaged on its way"


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


def job_payload(job: Job, space: Workspace, *, files: bool) -> bytes:
    """Return all that a worker needs: the job, where to do it, and its `files` where asked for."""
    told = {"package": package_hash(), "job": job, "space": space}
    contents = {_JOB: _json(told)}
    if files:
        contents[_NOTEBOOK] = _sent(job.notebook)
        contents |= {f"{_INPUTS}/{name}": _sent(path) for name, path in job.inputs.items()}
    return pack(contents)


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, default=_plain).encode()


def _plain(value: object) -> object:
    """Return a record as a mapping of its fields, and a path as text."""
    return dataclasses.asdict(value) if isinstance(value, Job | Workspace) else str(value)


def _read_job(told: Document) -> Job:
    inputs = {name: Path(path) for name, path in told["inputs"].items()}
    folder = None if told["folder"] is None else Path(told["folder"])
    return Job(**told | {"notebook": Path(told["notebook"]), "inputs": inputs, "folder": folder})


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


def run_payload(payload: bytes) -> bytes:
    """Carry out the job that came as a payload; return its outcome as bytes.

    A job that came with its files is done in a folder of its own, and those of its result are
    in the answer.

    Raises
    ------
    BatchError
        where files came and this machine's dxsim is not the sender's.
    """
    with zipfile.ZipFile(io.BytesIO(payload)) as held:
        told = json.loads(held.read(_JOB))
        alone = held.namelist() == [_JOB]
    if alone:
        space = Workspace(**told["space"] | {"out_dir": Path(told["space"]["out_dir"])})
        return pack({_JOB: _json({"job": carry_out(_read_job(told["job"]), space)})})
    refuse_other_package(told["package"])
    with temporary_folder() as folder:
        unpack(payload, folder)
        space = Workspace(folder / "out", "sent", default_engine(), told["space"]["timeout"])
        return _answer(carry_out(_job_here(told["job"], folder), space), space)


def _job_here(told: Document, folder: Path) -> Job:
    """Return a job that came with its files, on the files as they were unpacked."""
    notebook = folder / "notebook" / Path(told["notebook"]).name
    notebook.parent.mkdir()
    (folder / _NOTEBOOK).replace(notebook)
    inputs = files_below(folder / _INPUTS)
    return dataclasses.replace(_read_job(told), notebook=notebook, inputs=inputs)


def _answer(job: Job, space: Workspace) -> bytes:
    # a full disk there says nothing about the disk here
    said = dataclasses.replace(job, disk_full=False)
    contents = {_JOB: _json({"job": said})}
    if job.good:
        files = files_below(space.final(job))
        contents |= {f"{_FILES}/{name}": path.read_bytes() for name, path in files.items()}
    elif space.failed(job).is_file():
        contents[_FAILED] = space.failed(job).read_bytes()
    return pack(contents)


def job_told(job: Job, space: Workspace, message: TaskMessage, *, files: bool) -> Job:
    """Return a job as a message on its task leaves it: running, done or failed.

    The result of one that was sent with its `files` is published here, whole or not at all.
    """
    job = dataclasses.replace(job, attempts=message.attempts)
    if message.error:
        return failed(job, message.error)
    if message.answer is None:
        return dataclasses.replace(job, status="running")
    try:
        return _taken_in(job, space, message.answer, files=files)
    except OSError as problem:
        said = one_line(f"{problem.strerror}: {job.name}")
        return failed(job, said, disk_full=problem.errno in NO_SPACE)


def _taken_in(job: Job, space: Workspace, answer: bytes, *, files: bool) -> Job:
    try:
        with zipfile.ZipFile(io.BytesIO(answer)) as held:
            told = json.loads(held.read(_JOB))["job"]
        said = {name: told[name] for name in ("status", "seconds", "error", "disk_full")}
        job = dataclasses.replace(job, **said)
        if files:
            unpack(answer, space.aside(job))
            return _published(job, space)
        return dataclasses.replace(job, folder=space.final(job) if job.good else None)
    except (ValueError, zipfile.BadZipFile, KeyError, TypeError) as problem:
        return failed(job, one_line(f"the result cannot be read: {problem}"))
    finally:
        remove_folder(space.aside(job))


def _published(job: Job, space: Workspace) -> Job:
    """Put what was unpacked of a job done elsewhere where a job done here would put it."""
    files, notebook = space.aside(job) / _FILES, space.aside(job) / _FAILED
    if job.good and is_finished(files, job.key):
        return publish(job, space, files)
    if notebook.is_file():
        space.failed(job).parent.mkdir(parents=True, exist_ok=True)
        notebook.replace(space.failed(job))
    return failed(job, job.error or _DAMAGED)
