"""A run says what it was made of, and what has changed since; its results are one table."""

import duckdb
import pandas as pd
import pytest
from batch.batch_notebooks import write_notebook
from click.testing import CliRunner

from dxsim.batch.inputs import contents_of
from dxsim.batch.jobs import EXECUTED, Job, package_hash
from dxsim.batch.manifest import (
    MANIFEST,
    Began,
    Change,
    read_manifest,
    seal,
    verify,
    write_manifest,
)
from dxsim.batch.notebook_parameters import declared_value
from dxsim.batch.ownership import UNKNOWN, claim
from dxsim.batch.run import run_jobs
from dxsim.batch.store import BatchError
from dxsim.cli.sweeps import verify_command

pytestmark = pytest.mark.usefixtures("fork_server")

TABLE = """
import pandas as pd
pd.DataFrame({"year": [2024, 2030], "share": [0.1, 0.1 * value]}).to_parquet(
    f"{out_dir}/results.parquet")
"""


@pytest.fixture
def run(tmp_path):
    notebook = write_notebook(tmp_path / "n.ipynb", TABLE)
    source = tmp_path / "plan.yaml"
    source.write_text("name: plan")
    inputs = {"params/viet-nam/scenarios/plan.yaml": source}
    jobs = [Job(f"v{n}", notebook, {"value": n}, inputs=inputs) for n in (2, 3)]
    run_jobs(jobs, tmp_path / "out", progress="quiet")
    claim(tmp_path / "out", {"index.html": UNKNOWN})
    (tmp_path / "out" / "index.html").write_text("page")
    seal(tmp_path / "out")
    return tmp_path / "out"


def test_what_is_changed_or_gone_is_named(run):
    assert [c for c in verify(run) if c.kind != "package"] == []
    assert read_manifest(run)["versions"]["dxsim files"] == package_hash()
    (run.parent / "plan.yaml").write_text("name: plan2")
    (run / "index.html").unlink()
    folders = {line["job"]: run / "jobs" / line["folder"] for line in read_manifest(run)["jobs"]}
    (folders["v2"] / "results.parquet").write_bytes(b"")
    (folders["v3"] / EXECUTED).write_text("{}")
    (run / "dataset" / "job=v2" / "results.parquet").write_bytes(b"")
    assert set(verify(run)) == {
        Change("input", "params/viet-nam/scenarios/plan.yaml", "changed"),
        Change("output", "index.html", "missing"),
        Change("output", "dataset/job=v2/results.parquet", "changed"),
        Change("job", "v2", "changed"),
        Change("job", "v3", "changed"),
    }
    told = CliRunner().invoke(verify_command, [str(run)])
    assert told.exit_code == 1 and "job      v2: changed" in told.output


def test_the_seed_of_each_job_is_told_given_or_by_default(tmp_path):
    default = write_notebook(tmp_path / "n.ipynb", "value", parameters="seed: int = 2025  # same")
    none = write_notebook(tmp_path / "m.ipynb", "value")
    jobs = [Job("given", default, {"seed": 7}), Job("default", default), Job("none", none)]
    assert [declared_value(n, "seed") for n in (default, none)] == [2025, None]
    write_manifest(tmp_path, jobs, Began.now(jobs, contents_of([default, none])))
    seeds = {line["job"]: line["seed"] for line in read_manifest(tmp_path)["jobs"]}
    assert seeds == {"given": 7, "default": 2025, "none": None}


def test_one_line_opens_the_results_of_all_jobs(run):
    read = f"FROM read_parquet('{run}/dataset/*/*.parquet', hive_partitioning = true)"
    in_duckdb = duckdb.sql(f"{read} SELECT job, share WHERE year = 2030 ORDER BY job").fetchall()
    in_pandas = pd.read_parquet(run / "dataset").query("year == 2030")
    assert in_duckdb == [("v2", pytest.approx(0.2)), ("v3", pytest.approx(0.3))]
    assert dict(zip(in_pandas["job"], in_pandas["share"], strict=True)) == dict(in_duckdb)


def test_a_folder_that_is_no_run_is_refused_in_one_line(tmp_path):
    with pytest.raises(BatchError, match="no manifest"):
        verify(tmp_path)
    for content in ("", "[]", '{"format": 1}', "\x00"):
        (tmp_path / MANIFEST).write_text(content)
        with pytest.raises(BatchError):
            verify(tmp_path)
