"""The manifest of a batch: inputs, versions, command, times and jobs, each with its hash."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib import metadata
from pathlib import Path

from dxsim.batch.inputs import Contents
from dxsim.batch.jobs import EXECUTED, RECORD, Job, is_finished, package_hash
from dxsim.batch.notebook_parameters import declared_value
from dxsim.batch.store import (
    BatchError,
    canonical_json,
    read_plain,
    sha256_below,
    sha256_file,
)
from dxsim.data.files import Document, write_atomic

MANIFEST = "manifest.json"
_FORMAT = 1
_LIBRARIES = ("numpy", "scipy", "pandas", "xarray", "statsmodels", "matplotlib", "papermill")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is not as the manifest says.

    Attributes
    ----------
    kind: "input", "package", "job" or "output".
    name: the file, library or job.
    what: "changed" or "missing", with the versions for a library.
    """

    kind: str
    name: str
    what: str


def versions() -> dict[str, str]:
    """Return the versions that a result depends on, and the hash of this package's own files."""
    result = {name: metadata.version(name) for name in _LIBRARIES if _installed(name)}
    from dxsim import __version__

    return {
        "dxsim": __version__,
        "dxsim files": package_hash(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        **result,
    }


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def now() -> str:
    """Return the time now, with its zone, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Began:
    """State of a batch's inputs at its start; the files may be edited before it ends.

    Attributes
    ----------
    started: when.
    known: the contents of the files it reads.
    seeds: the seed each notebook declares, None where it declares none.
    """

    started: str
    known: Contents = field(default_factory=dict)
    seeds: Mapping[Path, object] = field(default_factory=dict)

    @classmethod
    def now(cls, jobs: Iterable[Job], known: Contents) -> Began:
        """Return the starting state of the jobs at this moment."""
        notebooks = {job.notebook for job in jobs}
        return cls(now(), known, {path: declared_value(path, "seed") for path in notebooks})


def write_manifest(
    out_dir: Path,
    jobs: Sequence[Job],
    began: Began,
) -> Path:
    """Write `manifest.json` for a batch: finished or not, every job has its line.

    It still names what earlier batches made in the folder, which is how their files are known.
    """
    inputs: dict[str, Path] = {}
    for job in jobs:
        inputs |= {str(job.notebook): job.notebook, **job.inputs}
    told = {
        "format": _FORMAT,
        "command": sys.argv,
        "started": began.started,
        "ended": now(),
        "versions": versions(),
        "inputs": input_lines(inputs, began.known),
        "jobs": [_job_line(job, began) for job in jobs],
        "outputs": _made_before(out_dir),
    }
    return write_atomic(out_dir / MANIFEST, canonical_json(told))


def _made_before(out_dir: Path) -> Document:
    """Return the lines on files made of the manifest that is there, none where there is none."""
    return dict(read_manifest(out_dir)["outputs"]) if (out_dir / MANIFEST).exists() else {}


def input_lines(inputs: Mapping[str, Path], known: Contents) -> dict[str, dict[str, str]]:
    """Return the manifest's records of inputs: path, and hash as read."""
    return {
        name: {"path": str(path.absolute()), "sha256": known[path]}
        for name, path in sorted(inputs.items())
    }


def add_to_manifest(
    out_dir: Path, inputs: Mapping[str, dict[str, str]], outputs: Iterable[Path], **more: object
) -> Path:
    """Add to the manifest what was also read and made, with hashes, and whatever `more` says.

    `inputs` are as `input_lines` returns them.
    """
    told = read_manifest(out_dir)
    told["inputs"] |= inputs
    told["outputs"] |= {p.relative_to(out_dir).as_posix(): sha256_file(p) for p in outputs}
    return write_atomic(out_dir / MANIFEST, canonical_json(told | more))


def _job_line(job: Job, began: Began) -> Document:
    line: Document = {
        "job": job.name,
        "notebook": str(job.notebook),
        "parameters": dict(job.parameters),
        "environment": dict(job.environment),
        "seed": job.parameters.get("seed", began.seeds[job.notebook]),
        "key": job.key,
        "status": job.status,
        "seconds": job.seconds,
        "attempts": job.attempts,
        "error": job.error,
    }
    if job.folder is not None:
        line["folder"] = job.folder.name
        line["executed"] = sha256_file(job.folder / EXECUTED)
    return line


def seal(out_dir: Path, changed: Iterable[Path] = ()) -> Path:
    """Give every file that was claimed its hash in the manifest, as it was left.

    Of inputs `changed` in the meantime no hash is kept, since such a file may have been read both
    before and after: `verify` calls it changed, whatever it is then.
    """
    told = read_manifest(out_dir)
    moved = {str(path.absolute()) for path in changed}
    for line in told["inputs"].values():
        if line["path"] in moved:
            line["sha256"] = ""
    told["outputs"] = dict(_sealed(out_dir, told["outputs"]))
    return write_atomic(out_dir / MANIFEST, canonical_json(told))


def _sealed(out_dir: Path, outputs: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the hash of each file that was claimed; one not made anew keeps that it was left with.

    A claimed file has a list of the hashes it may have, one that is sealed a single hash.
    """
    for name, known in outputs.items():
        if isinstance(known, str):
            yield name, known
        elif (out_dir / name).is_file():
            yield name, sha256_file(out_dir / name)


def read_manifest(out_dir: Path) -> Document:
    """Return a run's manifest.

    Raises
    ------
    BatchError
        where there is none, or it is none of ours.
    """
    path = out_dir / MANIFEST
    try:
        told = json.loads(read_plain(out_dir, MANIFEST))
    except FileNotFoundError:
        raise BatchError(f"{path}: no manifest; is this the folder of a run?") from None
    except (OSError, ValueError, RecursionError):
        raise BatchError(f"{path}: cannot be read as a manifest") from None
    if not isinstance(told, dict) or told.get("format") != _FORMAT:
        raise BatchError(f"{path}: not a manifest of format {_FORMAT}")
    if not isinstance(told.get("outputs"), dict):
        raise BatchError(f"{path}: a part of the manifest is missing")
    return told


def verify(out_dir: Path) -> list[Change]:
    """Recompute every hash of a run's manifest and return what is not as it was.

    Raises
    ------
    BatchError
        where there is no readable manifest.
    """
    told = read_manifest(out_dir)
    try:
        return [
            *_changed_inputs(told["inputs"]),
            *_changed_versions(told["versions"]),
            *_changed_jobs(out_dir, told["jobs"]),
            *_changed_outputs(out_dir, told["outputs"]),
        ]
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise BatchError(f"{out_dir / MANIFEST}: a part of the manifest is missing") from None


def _changed_inputs(inputs: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    for name, known in inputs.items():
        path = Path(known["path"])
        yield from _compare("input", name, known["sha256"], partial(sha256_file, path))


def _compare(kind: str, name: str, known: object, now: Callable[[], str]) -> Iterator[Change]:
    """Yield what has become of a file whose hash `now` computes."""
    try:
        if now() != known:
            yield Change(kind, name, "changed")
    except (FileNotFoundError, NotADirectoryError):
        yield Change(kind, name, "missing")
    except OSError:  # a pipe, a link, a folder: not what was made
        yield Change(kind, name, "changed")


def _changed_versions(known: Mapping[str, str]) -> Iterator[Change]:
    current = versions()
    for name, version in known.items():
        if current.get(name) != version:
            said = "changed" if len(version) == 64 else f"{version}, now {current.get(name)}"
            yield Change("package", name, said)


def _changed_jobs(out_dir: Path, lines: Iterable[Document]) -> Iterator[Change]:
    for line in lines:
        if "folder" not in line:
            yield Change("job", line["job"], line["error"] or line["status"])
            continue
        folder = out_dir / "jobs" / Path(line["folder"]).name
        if not (folder / RECORD).is_file():
            yield Change("job", line["job"], "missing")
        elif not is_finished(folder, line["key"]):
            yield Change("job", line["job"], "changed")
        else:
            now = partial(sha256_below, folder, EXECUTED)
            yield from _compare("job", line["job"], line["executed"], now)


def _changed_outputs(out_dir: Path, outputs: Mapping[str, str]) -> Iterator[Change]:
    for name, known in outputs.items():
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise BatchError(f"{out_dir / MANIFEST}: {name[:80]!r} leaves the run's folder")
        yield from _compare("output", name, known, partial(sha256_below, out_dir, name))
