"""Write `environment.yml` for conda from `pyproject.toml`, or compare the two with `--check`."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "environment.yml"
# Names that differ between PyPI and conda-forge beyond upper and lower case.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "jupyter-client": "jupyter_client",
    "pyam-iamc": "pyam",
}
# Packages taken from PyPI because conda-forge has none, or another thing, under the name.
PIP_ONLY = frozenset({"atheris", "playwright", "pypandoc-binary", "typst"})
REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)\s*(?P<bound>[^;]*?)\s*(?:;\s*(?P<marker>.*))?$"
)
HEAD = """\
# Written from pyproject.toml by tools/environment.py; edit there, then `make lock`.
# Lower bounds only: the pinned versions are in requirements.lock.
name: dxsim
channels:
  - conda-forge
  - nodefaults
dependencies:
"""


def split(requirement: str) -> tuple[str, str]:
    """Return the name and the version bound of a requirement, without its marker.

    Raises
    ------
    ValueError
        the requirement is not of the form `name>=bound; marker`.
    """
    found = REQUIREMENT.match(requirement)
    if found is None:
        raise ValueError(f"pyproject.toml: not a requirement: {requirement!r}")
    return found["name"], found["bound"]


def direct_requirements(pyproject: str) -> list[str]:
    """Return every direct requirement in `pyproject`, run-time ones first, then the groups."""
    data = tomllib.loads(pyproject)
    groups = data.get("dependency-groups", {}).values()
    return [*data["project"]["dependencies"], *(one for group in groups for one in group)]


def render(pyproject: str) -> str:
    """Return the text of `environment.yml` that belongs to the text of `pyproject.toml`."""
    python = tomllib.loads(pyproject)["project"]["requires-python"]
    from_conda, from_pip = [f"python {python}", "pip"], []
    for requirement in direct_requirements(pyproject):
        name, bound = split(requirement)
        if name.lower() in PIP_ONLY:
            from_pip.append(requirement)
        else:
            from_conda.append(f"{CONDA_NAMES.get(name.lower(), name.lower())} {bound}")
    lines = [f'  - "{entry}"' for entry in from_conda]
    lines += ["  - pip:", *(f'      - "{entry}"' for entry in from_pip), '      - "-e ."']
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the file, or with `--check` say whether it is current; return the exit code."""
    wanted = render((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    if "--check" in sys.argv[1:]:
        if held != wanted:
            print("environment.yml does not follow pyproject.toml: run `make lock`")
        return int(held != wanted)
    if held != wanted:
        aside = TARGET.with_suffix(".new")
        aside.write_text(wanted, encoding="utf-8")
        os.replace(aside, TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
