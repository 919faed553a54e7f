"""The environment is what pyproject.toml says, everywhere, and names no host."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from support.durations import KEPT, page

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"[a-z][a-z0-9+.-]*://|\b(?:[a-z0-9-]+\.)+(?:com|dev|io|net|org)\b", re.I)
OPTION = re.compile(
    r"^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", re.M
)


def tool(name: str):
    """Return the module `tools/<name>.py`."""
    spec = spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bootstrap, environment, lock, soak = map(tool, ("bootstrap", "environment", "lock", "soak"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def held_files() -> list[Path]:
    """Return every file that says what to install."""
    patterns = ("*.lock", "*requirements*.txt", "*constraints*.txt", "environment*.y*ml")
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.name != "uv.lock"}
    return sorted(path for path in found if not path.name.startswith("."))


def locked() -> dict[str, list[str]]:
    """Return the pinned versions by canonical name; one may differ by Python or system."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, flags=re.M):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def test_the_files_that_say_what_to_install_are_found():
    assert {path.name for path in held_files()} >= {"requirements.lock", "environment.yml"}


@pytest.mark.parametrize("path", held_files(), ids=lambda path: path.name)
def test_no_address_no_host_and_no_option_that_names_one(path):
    text = path.read_text(encoding="utf-8")
    assert not NAMED.findall(text)
    assert not OPTION.findall(text)
    assert not lock.addresses(text)


@pytest.mark.parametrize(
    "line",
    ["a @ https://files.example.org/a.whl", "--index-url http://10.0.0.1/x", "mirror.example.com"],
)
def test_the_check_for_addresses_sees_one(line):
    assert NAMED.search(line) or OPTION.search(line)


@pytest.mark.parametrize("requirement", environment.direct_requirements(PYPROJECT))
def test_the_lock_holds_every_direct_requirement_within_its_bound(requirement):
    wanted = Requirement(requirement)
    versions = locked().get(canonicalize_name(wanted.name), [])
    assert versions, f"{wanted.name} is not in requirements.lock: run `make lock`"
    assert all(wanted.specifier.contains(Version(version)) for version in versions)


def test_every_pinned_package_has_a_hash():
    blocks = re.split(r"^(?=\S+==)", LOCK, flags=re.M)[1:]
    assert len(blocks) > 100
    assert not [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def test_every_direct_requirement_has_a_lower_bound():
    requirements = map(Requirement, environment.direct_requirements(PYPROJECT))
    assert not [one.name for one in requirements if ">=" not in str(one.specifier)]


def test_every_direct_requirement_is_explained():
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    explained = {name for line in lines for name in re.findall(r"`([^`]+)`", line.split(":")[0])}
    names = {Requirement(one).name for one in environment.direct_requirements(PYPROJECT)}
    assert names <= explained, f"no line in CONTRIBUTING.md for {sorted(names - explained)}"


def test_environment_yml_follows_pyproject():
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == environment.render(PYPROJECT), "run `make lock`"


def test_environment_yml_holds_every_direct_requirement():
    written = (ROOT / "environment.yml").read_text(encoding="utf-8").lower()
    for requirement in map(Requirement, environment.direct_requirements(PYPROJECT)):
        name = environment.CONDA_NAMES.get(requirement.name.lower(), requirement.name.lower())
        assert re.search(rf'"{re.escape(name)} ?{re.escape(str(requirement.specifier))}', written)


def test_a_changed_requirement_changes_environment_yml():
    changed = PYPROJECT.replace('"click>=', '"click>=99.', 1)
    assert changed != PYPROJECT
    assert environment.render(changed) != environment.render(PYPROJECT)


def test_the_version_stands_in_one_place():
    import dxsim

    assert "version" in tomllib.loads(PYPROJECT)["project"]["dynamic"]
    assert Version(dxsim.__version__) >= Version("1.0.0")


def test_ci_runs_the_tests_and_is_executable():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "\nmake test\n" in script.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_page_on_the_longest_tests_holds_the_longest_of_them():
    phases = [
        SimpleNamespace(nodeid=f"tests/a.py::test_{k}", when="call", duration=float(k))
        for k in range(KEPT + 5)
    ]
    day = dt.date(2026, 11, 30)
    rows = [line for line in page(phases, 120, day).splitlines() if "::" in line]
    assert rows[0] == f"| {KEPT + 4}.0 | call | `tests/a.py::test_{KEPT + 4}` |"
    assert len(rows) == KEPT
    assert f"{KEPT + 4} tests in 2 minutes on 30 November 2026" in page(phases, 120, day)


def test_no_soak_test_is_no_failure_but_a_failing_one_is():
    assert [soak.exit_code(code) for code in (0, 1, 2, 5)] == [0, 1, 2, 0]


def test_a_foreign_environment_does_not_reach_in():
    foreign = {"VIRTUAL_ENV": "/elsewhere", "PYTHONPATH": "/elsewhere", "CONDA_PREFIX": "/conda"}
    clean = bootstrap.clean_environment({"PATH": "/usr/bin", **foreign})
    assert clean["PATH"] == "/usr/bin"
    assert not set(foreign) & set(clean)
    assert clean["UV_SYSTEM_CERTS"] == "1"
    assert bootstrap.clean_environment({"UV_SYSTEM_CERTS": "0"})["UV_SYSTEM_CERTS"] == "0"


def test_uv_is_taken_from_the_lock_with_its_hashes():
    block = bootstrap.locked_block(LOCK, "uv")
    assert block.startswith("uv==")
    assert "--hash=sha256:" in block
    assert len(re.findall(r"^\S+==", block, flags=re.M)) == 1
    assert bootstrap.locked_block(LOCK, "no-such-package") == ""


def checkout(root: Path) -> object:
    """Return the environment of a made-up checkout that looks fully installed."""
    (root / "requirements.lock").write_text("a==1\n", encoding="utf-8")
    (root / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    made = bootstrap.Environment(root)
    made.scripts.mkdir(parents=True)
    made.python.touch()
    bootstrap.write_stamp(made.packages_stamp, made.packages_wanted)
    bootstrap.write_stamp(made.project_stamp, made.project_wanted)
    return made


def test_jupyterlab_asks_about_no_news_however_it_is_started(tmp_path):
    (tmp_path / "tools/jupyterlab").mkdir(parents=True)
    ours = shutil.copy(ROOT / "tools/jupyterlab/overrides.json", tmp_path / "tools/jupyterlab")
    made = checkout(tmp_path)
    made.keep_lab_quiet()
    told = made.place / "share/jupyter/lab/settings/overrides.json"
    assert told.read_bytes() == Path(ours).read_bytes()


def test_kernels_are_compiled_once_for_each_state_of_their_files(tmp_path, monkeypatch):
    made, done = checkout(tmp_path), []
    kernels = tmp_path / bootstrap.KERNELS.replace("*", "row_")
    kernels.parent.mkdir(parents=True)
    statuses = iter([1, 0, 0])

    def run(command, **options):
        done.append(command)
        return bootstrap.subprocess.CompletedProcess(command, next(statuses))

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    for content, calls in (("one", 1), ("one", 2), ("one", 2), ("two", 3), ("two", 3)):
        kernels.write_text(content, encoding="utf-8")
        made.compile_kernels()  # the first call fails, and is made again
        assert len(done) == calls
    assert {Path(command[0]).name for command in done} == {made.python.name}


@pytest.mark.soak  # it compiles them
def test_a_large_ensemble_finds_every_kernel_compiled_by_the_install(tmp_path):
    surroundings = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "DXSIM_HOME": str(ROOT)}
    calls = [
        ("-c", bootstrap.COMPILES),
        ("-m", "dxsim.cli.main", "ensemble", "rest-given", "--draws", "70000", "--json"),
        ("-m", "dxsim.cli.main", "ensemble", "plan-programmes", "--draws", "70000", "--json"),
    ]
    kept = []
    for words in calls:
        subprocess.run([sys.executable, *words], env=surroundings, check=True, capture_output=True)
        kept.append({file.name: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nbc")})
    assert len(kept[0]) > 20 and kept[0] == kept[1] == kept[2]


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_makes_the_environment_stale(tmp_path, name):
    assert checkout(tmp_path).current()
    (tmp_path / name).write_text("changed\n", encoding="utf-8")
    assert not bootstrap.Environment(tmp_path).current()


def test_a_moved_checkout_makes_the_environment_stale(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new place"
    old.mkdir()
    checkout(old)
    old.rename(new)
    assert not bootstrap.Environment(new).current()


def test_an_interrupted_install_starts_afresh(tmp_path, monkeypatch):
    made = checkout(tmp_path)
    (tmp_path / "requirements.lock").write_text("a==2\n", encoding="utf-8")
    made = bootstrap.Environment(tmp_path)
    steps = []
    monkeypatch.setattr(bootstrap.Environment, "create", lambda self: steps.append("create"))

    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap.Environment, "fetch_uv", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made.make()
    assert steps == []  # a lock that only changed is installed over what is there
    with pytest.raises(KeyboardInterrupt):
        made.make()
    assert steps == ["create"]  # but half an install is not built upon


def test_pip_takes_over_where_uv_cannot(tmp_path, monkeypatch, capsys):
    made = checkout(tmp_path)
    made.packages_stamp.unlink()
    commands = []

    def run(command, what):
        commands.append(command)
        if Path(command[0]).name == "uv":
            raise bootstrap.BootstrapError("no route")

    monkeypatch.setattr(bootstrap, "run", run)
    monkeypatch.setattr(bootstrap.Environment, "fetch_uv", lambda self: True)
    made.install_packages()
    assert [Path(command[0]).name for command in commands] == ["uv", made.python.name]
    assert all("--require-hashes" in command for command in commands)
    assert "trying pip" in capsys.readouterr().err
    assert made.current()


def test_a_failing_install_is_one_line_and_no_stamp(tmp_path, monkeypatch, capsys):
    made = checkout(tmp_path)
    made.packages_stamp.unlink()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "Environment", lambda: made)
    monkeypatch.setattr(made, "create", lambda: bootstrap.run(["/no/such/program"], "the tool"))
    assert bootstrap.main() == 1
    assert capsys.readouterr().err.startswith("bootstrap: the tool: ")
    assert not made.current()


def test_an_old_python_is_told_so_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main() == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_program_is_named_and_where_required_never_skipped(monkeypatch, require_program):
    monkeypatch.delenv("DXSIM_REQUIRE_PROGRAMS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install nothing-such"):
        require_program("no-such-program", "nothing-such")
    monkeypatch.setenv("DXSIM_REQUIRE_PROGRAMS", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install nothing-such"):
        require_program("no-such-program", "nothing-such")
