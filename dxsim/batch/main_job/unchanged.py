"""Whether a folder holds all that a run would write, so that nothing is written again."""

from collections.abc import Sequence
from pathlib import Path

from dxsim.batch.jobs import Job, package_hash
from dxsim.batch.main_job.plan import Plan
from dxsim.batch.manifest import read_manifest
from dxsim.batch.ownership import UNKNOWN, claim
from dxsim.batch.store import content_key, sha256_below
from dxsim.data.files import write_atomic

MARK = ".run-key"


def run_key(plan: Plan, jobs: Sequence[Job]) -> str:
    """Return the hash of all that the files of a run depend on, jobs by their own keys."""
    return content_key(
        {
            "package": package_hash(),
            "scenarios": [scenario.name for scenario in plan.scenarios],
            "chosen": plan.chosen.name,
            "lang": plan.lang,
            "inputs": {name: plan.known[path] for name, path in plan.files.items()},
            "jobs": {job.name: job.key for job in jobs},
        }
    )


def stands(out_dir: Path, plan: Plan, jobs: Sequence[Job]) -> bool:
    """Return whether every job was kept and every file of the run is there as it was left."""
    mark = out_dir / MARK
    if any(job.status != "kept" for job in jobs) or not mark.is_file():
        return False
    outputs = read_manifest(out_dir)["outputs"]
    if MARK not in outputs or mark.read_text(encoding="utf-8") != run_key(plan, jobs):
        return False
    try:
        return all(sha256_below(out_dir, name) == known for name, known in outputs.items())
    except OSError:
        return False


def forget(out_dir: Path) -> None:
    """Take away the mark of a finished run, before its files are written anew."""
    (out_dir / MARK).unlink(missing_ok=True)


def remember(out_dir: Path, plan: Plan, jobs: Sequence[Job]) -> None:
    """Mark the files of a run as written, before they are sealed."""
    claim(out_dir, {MARK: UNKNOWN})
    write_atomic(out_dir / MARK, run_key(plan, jobs).encode())
