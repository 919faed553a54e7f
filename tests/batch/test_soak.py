"""Long runs of the batch: killed at random moments twenty times, and two hundred notebooks."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from batch.batch_notebooks import PARAMETERS, values, write_notebook
from batch.test_faults import contents

from dxsim.batch import jobs
from dxsim.batch.progress import Quiet
from dxsim.batch.run import Options, run_jobs

pytestmark = [
    pytest.mark.soak,
    pytest.mark.usefixtures("fork_server"),
    pytest.mark.skipif(sys.platform == "win32", reason="the faults are signals"),
]

TIMED = ("executed.ipynb", "manifest.json")
FIGURE = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
plt.plot(np.random.default_rng(value).normal(size=50).cumsum())
plt.savefig(f"{out_dir}/path.pdf")
pd.DataFrame({"value": [value]}).to_parquet(f"{out_dir}/results.parquet")
"""
BATCH = """
import sys
from pathlib import Path
from batch.batch_notebooks import values
from dxsim.batch import jobs
jobs.package_hash = lambda: "the same for all"
from dxsim.batch.run import Options, run_jobs
folder = Path(sys.argv[1])
results = run_jobs(values(folder / "n.ipynb", 5), folder / sys.argv[2], Options(workers=2),
                   progress="quiet")
sys.exit(not all(result.good for result in results))
"""


def start(folder, out):
    return subprocess.Popen(
        [sys.executable, "-c", BATCH, str(folder), out],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def victims(batch, server):
    """Return what can be killed: the batch, its workers, the kernels."""
    try:
        kinds = {
            "batch": [psutil.Process(batch.pid)],
            "worker": psutil.Process(batch.pid).children(),
            "kernel": psutil.Process(server.process.pid).children(),
        }
    except psutil.NoSuchProcess:
        return {}
    return {kind: found for kind, found in kinds.items() if found}


def strike(batch, server, kind, dice):
    """Kill one of a kind at a random moment of its life; return the kind, None if all was over."""
    while batch.poll() is None and kind not in victims(batch, server):
        time.sleep(0.01)
    time.sleep(dice.uniform(0.0, 1.0))
    try:
        found = victims(batch, server).get(kind, [])
        dice.choice(found).send_signal(dice.choice([signal.SIGKILL, signal.SIGTERM]))
        return kind
    except (IndexError, psutil.NoSuchProcess):
        return None


@pytest.mark.timeout(600)
def test_killed_at_random_moments_and_run_again_the_bytes_are_the_same(tmp_path, fork_server):
    dice = random.Random(2025)
    write_notebook(tmp_path / "n.ipynb", FIGURE, parameters=PARAMETERS)
    assert start(tmp_path, "calm").wait(120) == 0
    wanted = contents(tmp_path / "calm", TIMED)
    assert len(wanted) == 5 * 4  # record, figure, table, and the table's copy in the dataset
    struck = []
    for number in range(20):
        for record in (tmp_path / "out").glob("jobs/*/result.json"):
            if dice.random() < 0.7:
                record.unlink()  # to be done again
        batch = start(tmp_path, "out")
        struck.append(strike(batch, fork_server, ("batch", "worker", "kernel")[number % 3], dice))
        batch.wait(120)
        if number % 4 == 3:
            assert start(tmp_path, "out").wait(120) == 0
            assert contents(tmp_path / "out", TIMED) == wanted
    assert {"batch", "worker", "kernel"} <= set(struck)


class Weighs(Quiet):
    """Notes the memory of this process while a batch runs."""

    def __init__(self):
        self.megabytes = []

    def ended(self, result):
        self.megabytes.append(psutil.Process().memory_info().rss / 1e6)


@pytest.mark.timeout(600)
def test_two_hundred_notebooks_leave_the_parents_memory_flat(tmp_path):
    jobs.package_hash.cache_clear()
    notebook = write_notebook(tmp_path / "n.ipynb", "print(value)")
    heard = Weighs()
    results = run_jobs(values(notebook, 200), tmp_path / "out", Options(workers=3), progress=heard)
    assert {(r.status, r.error) for r in results} == {("done", "")}
    assert max(heard.megabytes) - heard.megabytes[10] < 5
