"""What a user waits for, each as a ratio to `import pandas` in the same run, beside its bound.

    python benchmarks/waits.py                    # commands, solvers and the heavy cases
    python benchmarks/waits.py --commands         # the commands alone
    python benchmarks/waits.py --run              # `dxsim run` anew and again too; some minutes
    python benchmarks/waits.py --add "what changed"   # keep the figures in benchmarks/waits.csv

Commands are whole processes, in turn with `import pandas`; the rest are calls within one process.
Each is the best of three. Wall times depend on what else a machine does, so compare figures of one
run, or the ratio of processor times beside them; a row kept has its day and kind of machine. The
last kept ratios of processor time are printed where there are any, and what has become slower by
more than a tenth is marked.
"""

from __future__ import annotations

import argparse
import atexit
import csv
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import dxsim as dx
from dxsim.analysis.uncertainty.engine.threads import cores

HISTORY = Path(__file__).with_name("waits.csv")
FIELDS = (
    "date", "machine", "what_changed", "measure", "seconds", "processor_seconds", "ratio",
    "processor_ratio", "bound",
)  # fmt: skip
ROUNDS = 3
SLOWER = 1.10
DXSIM = ("-m", "dxsim.cli.main")
COMMANDS: dict[str, tuple[tuple[str, ...], float | None]] = {
    "import pandas": (("-c", "import pandas"), None),
    "targets": ((*DXSIM, "targets", "plan-fading"), 1.0),
    "project": ((*DXSIM, "project", "plan-fading"), 1.5),
    "ensemble": ((*DXSIM, "ensemble", "plan-fading"), 2.0),
    "ensemble, a million draws": (
        (*DXSIM, "ensemble", "plan-fading", "--draws", "1000000"),
        3.5,
    ),
    "sensitivity": ((*DXSIM, "sensitivity", "plan-fading"), 2.5),
    "fit": ((*DXSIM, "fit"), 2.5),
    "feasible": ((*DXSIM, "feasible", "plan-fading"), 2.5),
    "backtest": ((*DXSIM, "backtest"), 4.0),
}
"""The commands, by name: words for the interpreter, and the ratio they are held to."""

MANY = """
sweep: many
scenario: plan-fading
method: latin_hypercube
draws: 100000
seed: 2025
vary:
  components.sectoral.growth.fade.from: {from: 15%, to: 40%}
  gdp.growth.path.2045: {from: 5%, to: 10%}
"""
"""A sweep as wide as sweeps get before notebooks are out of the question."""


class Wait(NamedTuple):
    """One wait: wall and processor seconds, the bound and its unit ("x" of pandas, or "s")."""

    seconds: float
    processor: float
    bound: float | None = None
    unit: str = "s"


def process(words: Sequence[str]) -> tuple[float, float]:
    """Return the wall and processor seconds of a process of this interpreter."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system


def call(function: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and processor seconds of a call."""
    processor, start = time.process_time(), time.perf_counter()
    function()
    return time.perf_counter() - start, time.process_time() - processor


def best(takes: Callable[[], tuple[float, float]], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the least wall and the least processor seconds of several rounds."""
    walls, used = zip(*(takes() for _ in range(rounds)), strict=True)
    return min(walls), min(used)


def commands() -> dict[str, Wait]:
    """Return what the commands take, in rounds, so that a busy minute falls on all of them."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, (words, _) in COMMANDS.items():
            taken[name].append(process(words))
    least = {
        name: [min(parts) for parts in zip(*rows, strict=True)] for name, rows in taken.items()
    }
    return {name: Wait(*least[name], COMMANDS[name][1], "x") for name in COMMANDS}


def calls() -> dict[str, Wait]:
    """Return what solvers and ensembles take within one process."""
    cases = {**solvers(), **ensembles(), **sweeps()}
    found = {}
    for name, (function, bound) in cases.items():
        function()
        found[name] = Wait(*best(lambda function=function: call(function)), bound)
    return found


def solvers() -> dict[str, tuple[Callable[[], object], float | None]]:
    """Return the solvers over 100,000 draws, each with its bound in seconds."""
    import numpy as np

    from dxsim.analysis.targets import find_target

    near, far = (find_target(dx.load_targets(), f"share-{year}") for year in (2030, 2045))
    path, rng = "components.sectoral.growth.fade.from", np.random.default_rng(2025)
    drawn = dx.with_parameters(
        dx.load_scenario("plan-fading"),
        {
            path: rng.uniform(0.1, 0.4, 100_000),
            "gdp.growth.path.2045": rng.uniform(0.05, 0.1, 100_000),
        },
    )
    other = "components.ict.growth.fade.from"
    return {
        "required growth to 2045, 100,000 draws": (lambda: dx.required_growth(drawn, far), 0.4),
        "required parameter, 100,000 draws": (
            lambda: dx.required_parameter(drawn, near, other, 0, 0.9),
            0.5,
        ),
    }


def ensembles() -> dict[str, tuple[Callable[[], object], float | None]]:
    """Return ensembles of few and of many draws, with programmes too."""
    plain, programmes = dx.load_scenario("plan-fading"), dx.load_scenario("plan-programmes")
    return {
        "ensemble, 10,000 draws": (lambda: dx.ensemble(plain, draws=10_000), None),
        "ensemble, 1,000,000 draws": (lambda: dx.ensemble(plain, draws=1_000_000), None),
        "programmes drawn, 1,000,000 draws": (
            lambda: dx.ensemble(programmes, draws=1_000_000),
            None,
        ),
    }


def sweeps() -> dict[str, tuple[Callable[[], object], float | None]]:
    """Return a sweep of 100,000 scenarios as one array run, its verdicts written to Parquet."""
    from dxsim.analysis.sweeps.definition import load_sweep
    from dxsim.batch.sweep_runs import sweep_table

    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "many.yaml"
    file.write_text(MANY, encoding="utf-8")
    read, targets = load_sweep(str(file)), dx.load_targets()

    def swept() -> None:
        sweep_table(read, targets).to_parquet(folder / "many.parquet")

    return {"sweep of 100,000 scenarios to Parquet": (swept, 2.0)}


def runs() -> dict[str, Wait]:
    """Return what the main job takes anew and unchanged, for all scenarios."""
    with tempfile.TemporaryDirectory() as folder:
        words = (*DXSIM, "run", "--quiet", "--out", f"{folder}/out")
        anew = process(words)
        again = best(lambda: process(words))
    return {"run anew": Wait(*anew, 20.0), "run unchanged": Wait(*again, 1.0)}


def last_kept() -> dict[str, float]:
    """Return the ratios of processor time kept last, by measure."""
    if not HISTORY.is_file():
        return {}
    with HISTORY.open(encoding="utf-8", newline="") as file:
        return {row["measure"]: float(row["processor_ratio"]) for row in csv.DictReader(file)}


def machine() -> str:
    """Return the kind of machine: its cores, system, processor family and Python."""
    made = platform.machine(), platform.system(), f"Python {platform.python_version()}"
    return ", ".join([f"{cores()} cores", *made])


def rows(found: dict[str, Wait], what_changed: str) -> list[dict[str, str]]:
    """Return the figures as rows of the history."""
    pandas, today = found["import pandas"], datetime.date.today().isoformat()
    return [
        {
            "date": today,
            "machine": machine(),
            "what_changed": what_changed,
            "measure": name,
            "seconds": f"{wait.seconds:.3f}",
            "processor_seconds": f"{wait.processor:.3f}",
            "ratio": f"{wait.seconds / pandas.seconds:.2f}",
            "processor_ratio": f"{wait.processor / pandas.processor:.2f}",
            "bound": "" if wait.bound is None else f"{wait.bound:g} {wait.unit}",
        }
        for name, wait in found.items()
    ]


def shown(table: Sequence[dict[str, str]], before: dict[str, float]) -> str:
    """Return the table as text, with the processor ratio kept last and a mark for a lost tenth."""
    head = f"{'measure':<42}{'s':>9}{'cpu s':>9}{'ratio':>8}{'cpu':>8}{'bound':>9}{'before':>9}"
    lines = [head]
    for row in table:
        name, ratio = row["measure"], float(row["ratio"])
        was = before.get(name)
        mark = "  slower" if was and float(row["processor_ratio"]) > was * SLOWER else ""
        line = f"{name:<42}{row['seconds']:>9}{row['processor_seconds']:>9}{ratio:>8.2f}"
        line += f"{row['processor_ratio']:>8}"
        lines.append(f"{line}{row['bound']:>9}{'' if was is None else f'{was:.2f}':>9}{mark}")
    return "\n".join(lines)


def keep(table: Sequence[dict[str, str]]) -> None:
    """Add rows to the history."""
    is_new = not HISTORY.is_file()
    with HISTORY.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerows(table)


def main() -> None:
    """Measure, print, and keep what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--commands", action="store_true", help="only the commands")
    parser.add_argument("--run", action="store_true", help="the main job too")
    parser.add_argument("--add", metavar="TEXT", help="keep the figures, under what changed")
    asked = parser.parse_args()
    found = commands()
    found |= {} if asked.commands else calls()
    found |= runs() if asked.run else {}
    table = rows(found, asked.add or "")
    print(shown(table, last_kept()))
    if asked.add:
        keep(table)


if __name__ == "__main__":
    main()
