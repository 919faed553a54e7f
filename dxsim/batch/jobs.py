"""A job: one notebook with its parameters, known by the content of everything it depends on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from dxsim.batch.inputs import Contents
from dxsim.batch.store import (
    canonical_json,
    content_key,
    files_below,
    open_below,
    plain_name,
    read_plain,
    sha256_below,
    sha256_bytes,
    sha256_file,
)

EXECUTED = "executed.ipynb"
RECORD = "result.json"
RESULTS = "results.parquet"
OUT_DIR = "out_dir"
PAGES = "pages"
"""The folder, in that of a job, of the web pages of its notebook."""
_RECORD_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to run: what is asked, and what has become of it.

    Who asks for a job gives the first group; a batch gives copies with the others filled in.

    Attributes
    ----------
    name: what the job is called in tables and folders; letters, digits, '-', '_', '.'.
    notebook: the notebook, with a cell tagged `parameters` if it takes any.
    parameters: values by parameter name: None, true/false, numbers, text, lists, mappings.
    inputs_hash: hash of inputs that are no files (a scenario as resolved, a seed).
    inputs: files the notebook may read, by name relative to the project folder; the kernel
        sees a copy of just these under `DXSIM_HOME`. Empty: it sees the project itself.
    columns: values put beside the job's results in the dataset of the batch, by column.
    environment: variables of the kernel's environment, besides those that every kernel has.
    pages: languages in which the executed notebook is also a web page, that of the notebook first.
    key: the content hash of all that its result depends on, as the batch began.
    notebook_hash, input_hashes: those of its files then, of inputs by name.
    status: "not run", "running", "done", "kept" (from an earlier batch) or "failed".
    folder: where its files are, None unless done or kept.
    seconds: wall time of this run, None where it did not run to an end.
    error: one line, empty unless failed.
    attempts: how often it was started.
    disk_full: it failed because the disk has no space left: starting more is pointless.
    """

    name: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict)
    inputs_hash: str = ""
    inputs: Mapping[str, Path] = field(default_factory=dict)
    columns: Mapping[str, float] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    pages: Sequence[str] = ()

    key: str = ""
    notebook_hash: str = ""
    input_hashes: Mapping[str, str] = field(default_factory=dict)

    status: str = "not run"
    folder: Path | None = None
    seconds: float | None = None
    error: str = ""
    attempts: int = 0
    disk_full: bool = False

    @property
    def good(self) -> bool:
        """Say whether the job's files are there and whole."""
        return self.status in ("done", "kept")

    def record(self) -> dict[str, str | None]:
        """Return what has become of the job as plain values."""
        return {"job": self.name, "status": self.status, "error": self.error or None}


def job_files(job: Job) -> list[Path]:
    """Return the files a job is made of: its notebook and its inputs."""
    return [job.notebook, *job.inputs.values()]


def with_key(job: Job, known: Contents) -> Job:
    """Return a job with its key: the hash of all that its result depends on, not its name.

    `known` are the contents of its files.
    """
    input_hashes = {name: known[path] for name, path in job.inputs.items()}
    key = content_key(
        {
            "format": _RECORD_FORMAT,
            "notebook": known[job.notebook],
            "parameters": dict(job.parameters),
            "inputs_hash": job.inputs_hash,
            "inputs": input_hashes,
            "environment": dict(job.environment),
            "pages": list(job.pages),
            "package": package_hash(),
        }
    )
    return replace(job, key=key, notebook_hash=known[job.notebook], input_hashes=input_hashes)


def failed(job: Job, error: str, *, disk_full: bool = False) -> Job:
    """Return a job that failed for a reason, told on one line."""
    return replace(job, status="failed", folder=None, error=error, disk_full=disk_full)


@cache
def package_hash() -> str:
    """Return one hash of the package's own files, so that changed code is never mistaken."""
    package = Path(__file__).resolve().parents[1]
    kept = {
        name: sha256_file(path)
        for name, path in files_below(package).items()
        if "__pycache__" not in name
    }
    return sha256_bytes(canonical_json(kept))


def folder_name(job: Job) -> str:
    """Return the name of the job's folder: its name and the first twelve digits of its key."""
    return f"{plain_name(job.name)}-{job.key[:12]}"


def page_file(lang: str) -> str:
    """Return the place, in a job's folder, of the web page of its notebook in a language."""
    return f"{PAGES}/{lang}.html"


def one_line(text: str, limit: int = 300) -> str:
    """Return a text on one line, at most `limit` characters, without control characters."""
    flat = " ".join(text.split())
    printable = "".join(char if char.isprintable() else "?" for char in flat)
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"


def job_record(job: Job, folder: Path) -> bytes:
    """Return the content of `result.json`: what the job was and the hash of each file it left.

    The executed notebook carries times and is left out, so that the record is the same
    byte for byte whenever the job is done again.
    """
    files = {
        name: sha256_file(path)
        for name, path in files_below(folder).items()
        if name not in (EXECUTED, RECORD)
    }
    return canonical_json(
        {
            "format": _RECORD_FORMAT,
            "job": job.name,
            "key": job.key,
            "notebook": job.notebook.name,
            "parameters": dict(job.parameters),
            "files": files,
        }
    )


def is_finished(folder: Path, key: str) -> bool:
    """Say whether `folder` holds the result of the job with this key, every file as written."""
    try:
        record = json.loads(read_plain(folder, RECORD))
        whole = all(sha256_below(folder, name) == sha for name, sha in record["files"].items())
        open_below(folder, EXECUTED).close()
        return bool(record["key"] == key) and whole
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
