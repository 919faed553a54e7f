"""Speed and memory of ensembles, as ratios to what NumPy needs for the random numbers alone.

The numbers alone are drawn twice: as anyone would draw them, by NumPy's default generator in one
stream a thread (`normals`, what the bounds of 1.25 and 1.8 are stated in), and as the ensembles'
own blocks are, by a faster generator seeded anew for each block (`own_normals`, the stricter mark).

    python benchmarks/ensemble.py            # every measure but the ten million draws
    python benchmarks/ensemble.py --full     # those too
    python benchmarks/ensemble.py --programmes   # a million and ten million with programmes

Each figure is the best of several passes, taken in turn with what it is compared with. On a busy
machine read the processor time beside the clock.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

import dxsim as dx
from dxsim.analysis.uncertainty.engine.quantiles import add_to_histogram, histogram_quantiles
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.engine.tally import Study, empty_histogram
from dxsim.analysis.uncertainty.engine.threads import cores, shared_out, spans
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of
from dxsim.analysis.uncertainty.indices import sobol_indices
from dxsim.scenario.uncertainty import Uncertainty

MILLION = 1_000_000
YEARS, BLOCKS = 21, 4


def study(**errors: dict[str, str]) -> Study:
    """Return the baseline's study with errors of one kind in every block."""
    loaded = dx.load_scenario("baseline")
    names = (*loaded.components, loaded.aggregate)
    stated = Uncertainty.model_validate(
        {
            "distribution": "normal",
            "errors": dict.fromkeys(names, errors),
            "correlation": {"ict": {"platform": "0.3", "sectoral": "0.3", "gdp": "0.3"}},
        }
    )
    scenario = loaded.model_copy(update={"uncertainty": stated})
    targets = [t for t in dx.load_targets() if t.id in ("share-2030", "share-2045")]
    return study_of(scenario, targets)


def heavy() -> Study:
    """Yearly correlated shocks: 84 normals a draw."""
    return study(yearly_sd="4%", ar1="0.3")


def toy() -> Study:
    """Four constant growth rates a draw."""
    return study(persistent_sd="3%")


def with_programmes() -> Study:
    """Seventy-eight numbers of ten programmes drawn beside the errors."""
    return study_of(dx.load_scenario("plan-programmes"))


def normals(draws: int, threads: int) -> None:
    """Draw as many normals as the heavy case needs, and nothing else."""
    blocks = -(-draws // 2048)

    def some(share: int) -> None:
        generator = np.random.default_rng(share)
        out = np.empty((YEARS * BLOCKS, 2048))
        for _ in range(blocks * share // threads, blocks * (share + 1) // threads):
            generator.standard_normal(out=out)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, range(threads)))


def own_normals(case: Study, draws: int, threads: int) -> None:
    """Draw the blocks of unit draws that an ensemble of the case takes, by NumPy, nothing else."""
    source = sampler(case.process, draws, 1)

    def some(first: int, last: int) -> None:
        out = np.empty((source.rows, source.size))
        for index in range(first, last):
            source.block(index, out)

    shared_out(some, spans(source.blocks, threads))


def best(actions: dict[str, Callable[[], Any]], passes: int) -> dict[str, tuple[float, float]]:
    """Return the best clock and processor seconds of each action, run in turn."""
    found = dict.fromkeys(actions, (np.inf, np.inf))
    for _ in range(passes):
        for name, action in actions.items():
            clock, processor = time.perf_counter(), time.process_time()
            action()
            took = (time.perf_counter() - clock, time.process_time() - processor)
            found[name] = (min(found[name][0], took[0]), min(found[name][1], took[1]))
    return found


def heavy_case(passes: int) -> dict[str, Any]:
    """Return seconds and ratios of the heavy case on all cores."""
    threads, case = cores(), heavy()
    futures(case, Plan(100, engine="compiled"))
    found = best(
        {
            "normals": lambda: normals(MILLION, threads),
            "own_normals": lambda: own_normals(case, MILLION, threads),
            "compiled": lambda: futures(case, Plan(MILLION, engine="compiled")),
            "numpy": lambda: futures(case, Plan(MILLION, engine="numpy")),
            "compiled_half": lambda: futures(case, Plan(MILLION // 2, engine="compiled")),
        },
        passes,
    )
    rows = {name: {"seconds": s, "processor_seconds": p} for name, (s, p) in found.items()}
    for name in ("compiled", "numpy"):
        for mark in ("normals", "own_normals"):
            rows[name][f"ratio_to_{mark}"] = found[name][0] / found[mark][0]
            rows[name][f"processor_ratio_to_{mark}"] = found[name][1] / found[mark][1]
    doubling = found["compiled"][1] / found["compiled_half"][1]
    return rows | {"processor_ratio_of_twice_the_draws": doubling}


def toy_case(passes: int) -> dict[str, Any]:
    """Return seconds of the case shared with the peers."""
    case = toy()
    futures(case, Plan(100, engine="compiled"))
    few = best(
        {
            "10,000 compiled": lambda: futures(case, Plan(10_000, engine="compiled")),
            "10,000 numpy": lambda: futures(case, Plan(10_000, engine="numpy")),
        },
        passes * 10,
    )
    many = best(
        {
            "1,000,000 compiled": lambda: futures(case, Plan(MILLION, engine="compiled")),
            "1,000,000 numpy": lambda: futures(case, Plan(MILLION, engine="numpy")),
        },
        passes,
    )
    return {n: {"seconds": s, "processor_seconds": p} for n, (s, p) in (few | many).items()}


def fan_case(passes: int) -> dict[str, Any]:
    """Return seconds of quantiles by year over a million draws, three ways."""
    shares = np.random.default_rng(1).beta(20, 60, size=(YEARS + 1, MILLION))
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])

    def streamed() -> None:
        counts = empty_histogram(YEARS + 1)
        for first in range(0, MILLION, 2048):
            add_to_histogram(counts, shares[:, first : first + 2048])
        histogram_quantiles(counts, MILLION, levels)

    found = best(
        {
            "np.quantile": lambda: np.quantile(shares, levels, axis=1),
            "sorted": lambda: np.sort(shares, axis=1),
            "histogram": streamed,
        },
        passes,
    )
    return {n: {"seconds": s, "processor_seconds": p} for n, (s, p) in found.items()}


def sobol_case(passes: int) -> dict[str, Any]:
    """Return seconds of the indices of every year's share, 11 factors, N = 4096."""
    generator = np.random.default_rng(1)
    mixed = generator.normal(size=(11, 4096, YEARS + 1))
    a, b = generator.normal(size=(2, 4096, YEARS + 1))
    found = best({"indices": lambda: sobol_indices(a, b, mixed, 8)}, passes * 5)
    return {n: {"seconds": s, "processor_seconds": p} for n, (s, p) in found.items()}


def programmes_case() -> dict[str, Any]:
    """Return seconds of draws with programmes, and what ten million take beside a million."""
    case = with_programmes()
    futures(case, Plan(100, engine="compiled"))
    one = best({"1,000,000": lambda: futures(case, Plan(MILLION))}, 2)
    ten = best({"10,000,000": lambda: futures(case, Plan(10 * MILLION))}, 1)
    rows = {n: {"seconds": s, "processor_seconds": p} for n, (s, p) in (one | ten).items()}
    ratio = ten["10,000,000"][1] / one["1,000,000"][1]
    return rows | {"processor_ratio_of_ten_times_the_draws": ratio}


MEMORY = """
import sys
import dxsim, numba, scipy.stats, xarray
from dxsim.analysis.uncertainty.ensemble import Plan, futures
sys.path.insert(0, {folder!r})
from ensemble import heavy, with_programmes
case = {study}
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
futures(case, Plan(100, engine={engine!r}))
before = peak()
futures(case, Plan({draws}, engine={engine!r}))
print(peak() - before)
"""


def memory_case(draws: list[int], study: str = "heavy()") -> dict[str, float]:
    """Return peak megabytes above import and compilation by number of draws (Linux only)."""
    folder = str(Path(__file__).parent)
    found = {}
    for engine in ("compiled", "numpy") if study == "heavy()" else ("compiled",):
        for count in draws:
            code = MEMORY.format(folder=folder, draws=count, engine=engine, study=study)
            run = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            )
            found[f"{engine} {count:,}"] = float(run.stdout)
    return found


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="also ten million draws")
    parser.add_argument("--programmes", action="store_true", help="only draws with programmes")
    parser.add_argument("--passes", type=int, default=3)
    chosen = parser.parse_args()
    if chosen.programmes:
        peak = memory_case([MILLION, 10 * MILLION], "with_programmes()")
        print(json.dumps(programmes_case() | {"peak_megabytes_above_import": peak}, indent=1))
        return
    draws = [100_000, MILLION] + ([10 * MILLION] if chosen.full else [])
    found = {
        "cores": cores(),
        "heavy": heavy_case(chosen.passes),
        "toy": toy_case(chosen.passes),
        "fan": fan_case(chosen.passes),
        "sobol": sobol_case(chosen.passes),
        "peak_megabytes_above_import": memory_case(draws),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
