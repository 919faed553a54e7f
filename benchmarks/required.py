"""How long it takes to ask the model backwards: one solve, all verdicts, 100,000 draws.

Run `python benchmarks/required.py`; each time is the best of several, in milliseconds.
"""

import time
from collections.abc import Callable

import numpy as np

import dxsim as dx
from dxsim.analysis.targets import find_target

DRAWS = 100_000
REPEATS = 50


def best(function: Callable[[], object], repeats: int = REPEATS) -> float:
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def main() -> None:
    targets = dx.load_targets()
    share = find_target(targets, "share-2030")
    far = find_target(targets, "share-2045")
    scenario, slow = dx.load_scenario("plan-fading"), dx.load_scenario("baseline")
    path = "components.sectoral.growth.fade.from"
    rng = np.random.default_rng(2025)
    drawn = dx.with_parameters(
        scenario,
        {path: rng.uniform(0.1, 0.4, DRAWS), "gdp.growth.path.2045": rng.uniform(0.05, 0.1, DRAWS)},
    )
    cases = {
        "projection": (lambda: dx.simulate(scenario), REPEATS),
        "required growth, all components": (lambda: dx.required_growth(scenario, share), REPEATS),
        "required growth, one component, 2045": (
            lambda: dx.required_growth(scenario, far, "sectoral"),
            REPEATS,
        ),
        "required parameter": (
            lambda: dx.required_parameter(scenario, share, path, 0.1, 0.9),
            REPEATS,
        ),
        "latest start": (lambda: dx.required_start(scenario, far, "all", 0.02), REPEATS),
        "required growth, ratio laws": (lambda: dx.required_growth(slow, share), REPEATS),
        "required growth, none within bounds": (
            lambda: dx.required_growth(slow, share, "platform", bounds=(0.0, 0.02)),
            REPEATS,
        ),
        "required parameter, none within bounds": (
            lambda: dx.required_parameter(scenario, far, path, 0.1, 0.2),
            REPEATS,
        ),
        "seven verdicts of a scenario": (lambda: dx.verdicts([scenario], targets), REPEATS),
        "joint feasibility": (lambda: dx.feasible(scenario), 10),
        f"required growth, {DRAWS:,} draws": (lambda: dx.required_growth(drawn, share), 2),
        f"required growth to 2045, {DRAWS:,} draws": (lambda: dx.required_growth(drawn, far), 1),
        f"latest start, {DRAWS:,} draws": (
            lambda: dx.required_start(drawn, share, "all", 0.02),
            1,
        ),
        f"required parameter, {DRAWS:,} draws": (
            lambda: dx.required_parameter(drawn, share, "components.ict.growth.fade.from", 0, 0.9),
            1,
        ),
    }
    for name, (function, repeats) in cases.items():
        print(f"{name:<45}{best(function, repeats):>12.2f} ms")


if __name__ == "__main__":
    main()
