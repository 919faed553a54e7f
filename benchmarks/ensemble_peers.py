"""The toy case of `ensemble.py` beside EMA Workbench and PySD, which are not dependencies.

Install them, and this package, into an environment of their own and run the script there:

    python -m venv peers && peers/bin/pip install ema_workbench pysd . && \
        peers/bin/python benchmarks/ensemble_peers.py

The case: four constant growth rates a draw, 21 years, the digital share of GDP by year. Ours gives
the fan and the odds of targets too; the peers give the paths alone. A peer that is not installed is
said to be missing.
"""

import argparse
import json
import logging
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from ensemble import YEARS, toy

from dxsim.analysis.uncertainty.engine.threads import cores
from dxsim.analysis.uncertainty.ensemble import Plan, futures

SHARES = {"ict": 0.08316, "platform": 0.012, "sectoral": 0.08784}
BLOCKS = (*SHARES, "gdp")
SLOWEST, FASTEST = 0.05, 0.20
STOCK = """
{name} = INTEG({name} * {name} growth, {start}) ~~|
{name} growth = 0.1 ~~|"""
MODEL = """{{UTF-8}}{stocks}
share = ({digital}) / gdp ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = {years} ~~|
TIME STEP = 1 ~~|
SAVEPER = 1 ~~|
"""


def share_path(**growth: float) -> dict[str, list[float]]:
    """Return the digital share by year under constant growth rates of the blocks."""
    years = np.arange(YEARS + 1)
    digital = sum(share * (1 + growth[name]) ** years for name, share in SHARES.items())
    return {"share": list(digital / (1 + growth["gdp"]) ** years)}


def ema_workbench(draws: int) -> Callable[[], Any]:
    """Return the run of so many experiments, in one process."""
    from ema_workbench import Model, RealParameter, TimeSeriesOutcome, perform_experiments

    model = Model("toy", function=share_path)
    model.uncertainties = [RealParameter(name, SLOWEST, FASTEST) for name in BLOCKS]
    model.outcomes = [TimeSeriesOutcome("share")]
    logging.disable(logging.CRITICAL)
    return lambda: perform_experiments(model, scenarios=draws)


def pysd(draws: int) -> Callable[[], Any]:
    """Return the run of a translated Vensim model, once a draw, in one process."""
    from pysd import read_vensim

    starts = SHARES | {"gdp": 1.0}
    stocks = "".join(STOCK.format(name=name, start=start) for name, start in starts.items())
    text = MODEL.format(stocks=stocks, digital=" + ".join(SHARES), years=YEARS)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "toy.mdl"
        file.write_text(text)
        model = read_vensim(str(file))
    rates = np.random.default_rng(1).uniform(SLOWEST, FASTEST, size=(draws, len(BLOCKS)))
    named = [{f"{n} growth": r for n, r in zip(BLOCKS, row, strict=True)} for row in rates]

    def run() -> None:
        for growth in named:
            model.run(params=growth, return_columns=["share"])

    return run


def ours(engine: str, draws: int) -> Callable[[], Any]:
    """Return the run of our ensemble, its kernels compiled beforehand."""
    case = toy()
    futures(case, Plan(100, engine=engine))  # type: ignore[arg-type]
    return lambda: futures(case, Plan(draws, engine=engine))  # type: ignore[arg-type]


def seconds(ready: Callable[[int], Callable[[], Any]], draws: int, passes: int) -> float | None:
    """Return the best clock seconds of a run, or None where its tool is not installed."""
    try:
        run = ready(draws)
    except ImportError:
        return None
    took = []
    for _ in range(passes):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return min(took)


def main() -> None:
    """Print seconds by tool and number of draws, and how many times ours they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, nargs="+", default=[1_000, 10_000])
    warnings.simplefilter("ignore")
    found: dict[str, Any] = {"cores": cores()}
    for draws in parser.parse_args().draws:
        rows = {
            "dxsim, NumPy": seconds(partial(ours, "numpy"), draws, 20),
            "dxsim, compiled": seconds(partial(ours, "compiled"), draws, 20),
            "EMA Workbench": seconds(ema_workbench, draws, 1),
            "PySD": seconds(pysd, draws, 1),
        }
        unit = rows["dxsim, NumPy"]
        found[f"{draws:,}"] = {
            name: "not installed" if s is None else {"seconds": s, "times_numpy": s / (unit or 1)}
            for name, s in rows.items()
        }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
