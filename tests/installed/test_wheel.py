"""The wheel in a fresh environment of its own, no checkout near: run, explore, init, notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


def called(*words, **options):
    """Return what a command did; nothing of this project's own variables reaches it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DXSIM_", "PYTHON"))}
    return subprocess.run(
        [str(word) for word in words], env=kept, capture_output=True, text=True, check=False,
        **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Return the `dxsim` of a fresh environment with the wheel and what it asks for."""
    aside = tmp_path_factory.mktemp("installed")
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    made = called(sys.executable, "-c", build, aside, cwd=ROOT)
    assert made.returncode == 0, made.stderr
    place = aside / "environment"
    assert called(UV, "venv", "--python", sys.executable, place).returncode == 0
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    pins = aside / "pins.txt"
    pins.write_text(pinned(), encoding="utf-8")
    done = called(
        UV, "pip", "install", "--python", next(scripts.glob("python*")), "--constraint", pins,
        aside / made.stdout.split()[-1],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return scripts / "dxsim"


def pinned() -> str:
    """Return the versions that the tests run on, as constraints."""
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    return "\n".join(line.rstrip(" \\") for line in lines if line[:1].isalnum())


def test_a_run_of_the_wheel_alone_makes_notebooks_and_pages(program, tmp_path):
    done = called(
        program, "run", "baseline", "--country", "malaysia", "--workers", "1", "--quiet",
        "-p", "draws", "64", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    made = {path.suffix for path in (tmp_path / "outputs").rglob("*")}
    assert {".html", ".ipynb", ".pdf", ".xlsx"} <= made
    assert not list(tmp_path.glob("params"))


def test_init_gives_a_project_that_runs_where_it_lies(program, tmp_path):
    done = called(program, "init", "mine", "--country", "malaysia", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    mine = tmp_path / "mine"
    assert len(list((mine / "notebooks").glob("*.ipynb"))) >= 8
    said = called(program, "project", "baseline", cwd=mine)
    assert said.returncode == 0 and "DOSM" in said.stdout, said.stderr
    assert called(program, "check", cwd=mine).returncode == 0


def test_the_explorer_of_the_wheel_alone_answers(program, tmp_path):
    command = [str(program), "explore", "baseline", "--country", "malaysia", "--no-browser"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DXSIM_", "PYTHON"))}
    with subprocess.Popen(
        command, cwd=tmp_path, env=kept, stdout=subprocess.PIPE, text=True
    ) as serving:
        try:
            assert serving.stdout is not None
            address = next(line for line in serving.stdout if "http" in line)
            address = "http" + address.partition("http")[2].split()[0]
            with urllib.request.urlopen(address, timeout=120) as page:
                assert page.status == 200 and "dxsim" in page.read().decode()
        finally:
            serving.terminate()
            serving.wait(60)
