"""Run the long tests; that there are none is said, and is no failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ("-n", "2", "--dist", "worksteal")  # two at a time; who is done takes from the other
NO_TESTS = 5  # pytest's exit code when nothing was collected


def exit_code(returncode: int) -> int:
    """Return the exit code to end with after pytest ended with `returncode`."""
    return 0 if returncode == NO_TESTS else returncode


def main() -> int:
    """Run pytest on the tests marked `soak` and return the exit code."""
    command = [sys.executable, "-m", "pytest", "-m", "soak", *SHARED, *sys.argv[1:]]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode == NO_TESTS:
        print("soak: no test carries the marker")
    return exit_code(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
