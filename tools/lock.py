"""Remake `requirements.lock` from `pyproject.toml`: versions and hashes, and no address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", flags=re.IGNORECASE)
EXPORT = (
    "--format=requirements.txt",
    "--all-groups",
    "--no-annotate",
    "--no-emit-project",
    "--no-header",
)


def addresses(text: str) -> list[str]:
    """Return every address in `text`; a lock or requirements file must hold none."""
    return ADDRESS.findall(text)


def export(upgrade: bool) -> str:
    """Solve for every supported Python and system and return the lock as text.

    Raises
    ------
    subprocess.CalledProcessError
        uv found no solution or could not reach the packages.
    """
    uv = str(Path(sys.executable).with_name("uv"))
    solve = [uv, "lock", "--quiet", *(["--upgrade"] if upgrade else [])]
    subprocess.run(solve, cwd=ROOT, check=True, env={"UV_SYSTEM_CERTS": "1"} | dict(os.environ))
    done = subprocess.run(
        [uv, "export", "--quiet", "--frozen", *EXPORT],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def main() -> int:
    """Write the lock aside and rename it; refuse one that names an address."""
    try:
        text = export(upgrade="--upgrade" in sys.argv[1:])
    except subprocess.CalledProcessError as error:
        print(f"lock: uv failed (exit {error.returncode}); nothing written", file=sys.stderr)
        return 1
    if found := addresses(text):
        print(f"lock: an address in the lock, nothing written: {found[0]}", file=sys.stderr)
        return 1
    aside = LOCK.with_suffix(".new")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, LOCK)
    pinned = len(re.findall(r"^\S+==", text, flags=re.MULTILINE))
    print(f"lock: {pinned} pinned packages in {LOCK.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
