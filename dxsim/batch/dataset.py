"""The results of all jobs as one Parquet dataset.

    duckdb:  FROM read_parquet('outputs/dataset/*/*.parquet', hive_partitioning = true)
    pandas:  pandas.read_parquet('outputs/dataset')

A job takes part by writing `results.parquet` into its `out_dir`; the column `job` names it. What a
sweep moved stands beside the results of each of its points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dxsim.batch.jobs import RESULTS, Job
from dxsim.batch.ownership import claim, clear
from dxsim.batch.store import files_below, sha256_bytes
from dxsim.data.files import write_atomic

DATASET = "dataset"


def gather_dataset(out_dir: Path, jobs: Iterable[Job]) -> Path:
    """Bring the results of finished jobs together, and remove those of jobs no longer there."""
    parts = {
        f"{DATASET}/job={job.name}/{RESULTS}": _with_columns(job.folder / RESULTS, job.columns)
        for job in jobs
        if job.folder and RESULTS in files_below(job.folder)
    }
    claim(out_dir, {name: sha256_bytes(part) for name, part in parts.items()})
    for name, part in parts.items():
        write_atomic(out_dir / name, part)
    clear(out_dir, [DATASET], parts)
    return out_dir / DATASET


def _with_columns(results: Path, columns: Mapping[str, float]) -> bytes:
    """Return a job's results with further columns, the same in every row."""
    content = results.read_bytes()
    if not columns:
        return content
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    for name, value in columns.items():
        table = table.append_column(name, pa.array([value] * table.num_rows, pa.float64()))
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()
