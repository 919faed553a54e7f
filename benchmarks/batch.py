"""Notebooks a minute: plain papermill one after another, and dxsim's batch, in one run.

    python benchmarks/batch.py [--notebooks 20] [--rounds 1] [--all | --scaling]

Every notebook imports numpy, scipy, statsmodels, pandas and matplotlib and draws two figures. CPU
counts every process of the batch, kernels and the fork server included; "×" is how often faster
than the first line. `--all` adds one notebook at a time and kernels started afresh. `--scaling`
prints instead a table of workers on a Dask cluster of local processes, from which the cost of
10,000 notebooks on N workers can be read: two numbers of notebooks part what a worker's start
costs from what a notebook costs.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import nbformat

from dxsim.batch.jobs import Job
from dxsim.batch.run import Options, run_jobs

CELLS = (
    "import numpy as np\nimport pandas as pd\nimport scipy.stats as stats\n"
    "import statsmodels.api as sm\nimport matplotlib.pyplot as plt",
    "rng = np.random.default_rng(value)\nx = rng.normal(size=200)\n"
    "y = 2 * x + rng.normal(size=200)\n"
    "fit = sm.OLS(y, sm.add_constant(x)).fit()\nprint(fit.params.round(3))",
    "plt.plot(np.sort(x), np.sort(y))\nplt.title('one')\nplt.show()",
    "plt.hist(stats.norm.cdf(y), bins=20)\nplt.title('two')\nplt.show()",
    "pd.DataFrame({'x': x, 'y': y}).describe().to_csv(f'{out_dir}/summary.csv')",
)


def notebook(path: Path) -> Path:
    """Write the notebook that is measured."""
    parameters = nbformat.v4.new_code_cell("value = 0\nout_dir = '.'")
    parameters.metadata["tags"] = ["parameters"]
    cells = [parameters, *(nbformat.v4.new_code_cell(cell) for cell in CELLS)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def cpu_seconds() -> float:
    """Return the CPU time of this process and of all ended descendants that were waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def plain_papermill(source: Path, count: int, folder: Path) -> None:
    """Run the notebooks one after another, as papermill's documentation does."""
    import papermill

    for number in range(count):
        place = folder / str(number)
        place.mkdir(parents=True)
        parameters = {"value": number, "out_dir": str(place)}
        papermill.execute_notebook(
            str(source), str(place / "executed.ipynb"), parameters, progress_bar=False
        )


def batch(engine: str, workers: int) -> Callable[[Path, int, Path], None]:
    """Return a runner: dxsim's batch with an engine and a number of workers."""

    def run(source: Path, count: int, folder: Path) -> None:
        jobs = [Job(f"n{number}", source, {"value": number}) for number in range(count)]
        results = run_jobs(jobs, folder, Options(workers, engine), progress="quiet")
        assert all(result.status == "done" for result in results), results

    return run


def clustered(workers: int) -> Callable[[Path, int, Path], None]:
    """Return a runner: dxsim's batch on a Dask cluster of local worker processes."""

    def run(source: Path, count: int, folder: Path) -> None:
        jobs = [Job(f"n{number}", source, {"value": number}) for number in range(count)]
        results = run_jobs(jobs, folder, Options(workers, cluster="local"), progress="quiet")
        assert all(result.status == "done" for result in results), results

    return run


def measure(run: Callable[[Path, int, Path], None], count: int) -> tuple[float, float]:
    """Return wall and CPU seconds of one way to run the notebooks, in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="dxsim-benchmark-"))
    try:
        source = notebook(folder / "notebook.ipynb")
        started, used = time.perf_counter(), cpu_seconds()
        child = os.fork()
        if child == 0:
            in_child(run, source, count, folder)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit((folder / "log").read_text()[-2000:] + "\na benchmark run failed")
        return time.perf_counter() - started, cpu_seconds() - used
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_child(
    run: Callable[[Path, int, Path], None], source: Path, count: int, folder: Path
) -> NoReturn:
    """Run the notebooks and end this process; what the kernels say goes to a log."""
    os.dup2(os.open(folder / "log", os.O_WRONLY | os.O_CREAT), 2)
    try:
        run(source, count, folder / "out")
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def row(name: str, count: int, taken: tuple[float, float], first: tuple[float, float]) -> str:
    """Return one line of the table: times, how often faster than the first, notebooks a minute."""
    wall, cpu = taken
    ratios = f"{first[0] / wall:9.2f}{first[1] / cpu:9.2f}"
    return f"{name:34}{count:10}{wall:9.1f}{cpu:9.1f}{ratios}{60 * count / wall:10.0f}"


def table(ways: dict[str, Callable[[Path, int, Path], None]], counts: list[int]) -> None:
    """Measure the ways in turn, with each number of notebooks, and print a line as each ends."""
    print(f"{os.cpu_count()} cores\n{'':34}{'notebooks':>10}{'wall s':>9}{'CPU s':>9}", end="")
    print(f"{'wall ×':>9}{'CPU ×':>9}{'a minute':>10}", flush=True)
    for count in counts:
        first: tuple[float, float] | None = None
        for name, run in ways.items():
            taken = measure(run, count)
            first = first or taken
            print(row(name, count, taken, first), flush=True)


def main() -> None:
    """Print the table of ways, or that of workers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--all", action="store_true")
    asked.add_argument("--scaling", action="store_true")
    chosen = parser.parse_args()
    ways = {"plain papermill, in sequence": plain_papermill}
    if chosen.all:
        ways["plain kernels, two at a time"] = batch("dxsim-plain", 2)
        ways["forked kernels, in sequence"] = batch("dxsim-forked", 1)
    ways["forked kernels, two at a time"] = batch("dxsim-forked", 2)
    if chosen.scaling:
        ways = {f"Dask, {n} worker(s)": clustered(n) for n in (1, 2, 4)}
    sizes = [chosen.notebooks // 4, chosen.notebooks] if chosen.scaling else [chosen.notebooks]
    table(ways, sizes * chosen.rounds)


if __name__ == "__main__":
    main()
