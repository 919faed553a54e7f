"""The results of all jobs as one Parquet dataset.

    duckdb:  FROM read_parquet('outputs/dataset/*/*.parquet', hive_partitioning = true)
    pandas:  pandas.read_parquet('outputs/dataset')

A job takes part by writing `results.parquet` into its `out_dir`; the column `job` names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dxsim.batch.jobs import RESULTS, JobResult
from dxsim.batch.ownership import claim, clear
from dxsim.batch.store import files_below, sha256_file
from dxsim.data.files import write_atomic

DATASET = "dataset"


def gather_dataset(out_dir: Path, results: Iterable[JobResult]) -> Path:
    """Bring the results of finished jobs together, and remove those of jobs no longer there."""
    parts = {
        f"{DATASET}/job={result.job}/{RESULTS}": result.folder / RESULTS
        for result in results
        if result.folder and RESULTS in files_below(result.folder)
    }
    claim(out_dir, {name: sha256_file(part) for name, part in parts.items()})
    for name, part in parts.items():
        write_atomic(out_dir / name, part.read_bytes())
    clear(out_dir, [DATASET], parts)
    return out_dir / DATASET
