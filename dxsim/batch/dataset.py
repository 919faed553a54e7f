"""The results of all jobs as one Parquet dataset.

    duckdb:  FROM read_parquet('outputs/dataset/*/*.parquet', hive_partitioning = true)
    pandas:  pandas.read_parquet('outputs/dataset')

A job takes part by writing `results.parquet` into its `out_dir`; the column `job` names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dxsim.batch.jobs import RESULTS, JobResult
from dxsim.batch.store import remove_folder
from dxsim.data.files import write_atomic

DATASET = "dataset"


def gather_dataset(out_dir: Path, results: Iterable[JobResult]) -> Path:
    """Bring the results of finished jobs together, and remove those of jobs no longer there."""
    dataset = out_dir / DATASET
    current = set()
    for result in results:
        part = result.folder / RESULTS if result.folder else None
        if part is None or not part.is_file():
            continue
        place = dataset / f"job={result.job}"
        current.add(place.name)
        write_atomic(place / RESULTS, part.read_bytes())
    for place in dataset.glob("job=*"):
        if place.name not in current:
            remove_folder(place)
    return dataset
