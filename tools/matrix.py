"""Run the tests on every Python from 3.11 to 3.14 that is at hand, with old and new dependencies.

For each Python two environments are made aside with uv: the newest versions that pyproject.toml
allows, and the oldest of what it names directly (uv's `lowest-direct`). A Python that uv neither
finds nor fetches is left out, and said. Arguments go to pytest; without any it is the short suite.
The exit code is 0 where every environment that could be made passed, and at least one could.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
RESOLUTIONS = ("highest", "lowest-direct")
UV = str(Path(sys.executable).parent / "uv")
SHORT = ("-m", "not soak")


def python_in(folder: Path) -> str:
    """Return the Python of an environment."""
    place = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return str(folder.joinpath(*place))


def surroundings() -> dict[str, str]:
    """Return the environment with the Pythons that pyenv keeps in place of its shims."""
    kept = [one for one in os.environ.get("PATH", "").split(os.pathsep) if "shims" not in one]
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept += sorted(str(folder) for folder in home.glob("versions/*/bin"))
    return {**os.environ, "PATH": os.pathsep.join(kept)}


def call(*command: str) -> bool:
    """Return whether a command succeeded; what it says when it does not is printed at its end."""
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(*(done.stdout + done.stderr).strip().splitlines()[-8:], sep="\n", file=sys.stderr)
    return done.returncode == 0


def outcome(python: str, resolution: str, tests: tuple[str, ...]) -> str:
    """Return what became of one environment: passed, failed, or why it could not be made."""
    with tempfile.TemporaryDirectory(prefix="dxsim-matrix-") as aside:
        folder = Path(aside) / "environment"
        if not call(UV, "venv", "--quiet", "--python", python, str(folder)):
            return "no such Python"
        inside = python_in(folder)
        flags = ("--quiet", "--python", inside, "--resolution", resolution)
        if not call(UV, "pip", "install", *flags, "--group", "dev", "--editable", str(ROOT)):
            return "not installable"
        passed = call(inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
        return "passed" if passed else "failed"


def main() -> int:
    """Print a line for each environment; return 0 where all that could be made passed."""
    tests = tuple(sys.argv[1:]) or SHORT
    found = []
    for python in PYTHONS:
        for resolution in RESOLUTIONS:
            found.append(outcome(python, resolution, tests))
            print(f"Python {python}, {resolution}: {found[-1]}", flush=True)
    bad = {"failed", "not installable"} & set(found)
    return 0 if "passed" in found and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
