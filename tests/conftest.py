"""What every test can rely on: hypothesis, how files are shared out, a word on missing programs."""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import time

import pytest
from hypothesis import HealthCheck, settings

from dxsim.data.skipped_imports import ADDRESS_GRAMMARS, without_libraries

with without_libraries(
    ADDRESS_GRAMMARS
):  # else the first test that reads a notebook loads all of it
    importlib.import_module("jsonschema")

_STARTED = time.perf_counter()
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Small matrices are done sooner by one thread than by several that wait for each other.
for of_threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(of_threads, "1")

# What a shell exports about its window and colours folds and paints tables. It goes before the
# first fixture of any scope is made: a fixture of one module would still see it.
for of_a_window in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
    os.environ.pop(of_a_window, None)


def pytest_collection_finish():
    """Look for circular garbage seldom: thousands of collected tests are walked each time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Share the tests among one process more than there are cores: some tests only wait."""
    from support.sharing import cores

    return cores() + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share whole files out where `--dist loadfile` asks for it."""
    if config.getvalue("dist") != "loadfile":
        return None
    from support.sharing import WholeFiles

    return WholeFiles(config, log)


def pytest_collection_modifyitems(config, items):
    """Begin the files that take long first where several processes share the tests."""
    if hasattr(config, "workerinput") and config.workerinput["workercount"] > 1:
        from support.sharing import longest_first

        items.sort(key=lambda item: longest_first(item.nodeid))


def pytest_terminal_summary(terminalreporter):
    """Write the page on the longest tests to the file that DXSIM_DURATIONS names, if it does."""
    if place := os.environ.get("DXSIM_DURATIONS"):
        from support.durations import write

        wall = time.perf_counter() - _STARTED
        write(terminalreporter, wall, terminalreporter.config.rootpath / place)


def require_program(name: str, debian_package: str) -> str:
    """Return where the program `name` is.

    Where it is missing the calling test is skipped with one line that says how to install it; with
    DXSIM_REQUIRE_PROGRAMS=1 the test fails, so that no machine skips it for ever unseen.
    """
    if found := shutil.which(name):
        return found
    line = f"{name} is not installed: apt-get install {debian_package}"
    if os.environ.get("DXSIM_REQUIRE_PROGRAMS") == "1":
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@pytest.fixture(name="require_program", scope="session")
def require_program_fixture():
    """`require_program`, for tests: `require_program("soffice", "libreoffice-calc")`."""
    return require_program
