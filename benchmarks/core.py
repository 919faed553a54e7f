"""How long the command line, the import, one projection and the verdicts take.

Run: `.venv/bin/python benchmarks/core.py`. Times are best of several passes on this machine.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

HELP = [sys.executable, "-m", "dxsim.cli.main", "--help"]
IMPORT = "import time; t = time.perf_counter(); import dxsim; t = time.perf_counter() - t"
HELD = "print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"


def best(run: Callable[[], object], passes: int = 7) -> float:
    """Return the shortest time of several passes, in seconds."""
    times = []
    for _ in range(passes):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def python(code: str) -> str:
    """Return what a fresh interpreter prints for a line of code."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main() -> None:
    """Print the table."""
    import dxsim as dx
    from dxsim.analysis.judged import verdicts
    from dxsim.analysis.targets import load_targets

    targets, scenario = load_targets(), dx.load_scenario("plan-fading")
    imports = [float(python(f"{IMPORT}; print(t)")) for _ in range(5)]
    bare, loaded = (float(python(code)) / 1024 for code in (HELD, f"{IMPORT}; {HELD}"))
    rows = [
        ("dxsim --help", best(lambda: subprocess.run(HELP, capture_output=True, check=True)), 0.5),
        ("import dxsim", min(imports), 0.25),
        ("load a scenario with a parent", best(lambda: dx.load_scenario("plan-fading")), None),
        ("one projection as a labelled data set", best(lambda: dx.project(scenario), 50), 0.002),
        ("one projection as arrays", best(lambda: dx.simulate(scenario), 50), None),
        ("seven verdicts with required growth", best(lambda: verdicts([scenario], targets)), None),
    ]
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for name, seconds, limit in rows:
        bound = f"  (at most {limit * 1000:.0f} ms)" if limit else ""
        print(f"{name:40} {seconds * 1000:9.2f} ms{bound}")
    print(f"{'memory of import dxsim':40} {loaded:9.1f} MB  (at most 80 MB; bare {bare:.1f} MB)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory of this script':40} {peak:9.1f} MB")


if __name__ == "__main__":
    main()
