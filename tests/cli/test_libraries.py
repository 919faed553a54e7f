"""Libraries that commands spare themselves, whatever was loaded before them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALLED = """
import sys
{before}
from dxsim.cli.main import main
sys.argv = ["dxsim", *{words!r}]
try:
    main()
except SystemExit as stop:
    print("status", stop.code or 0, *(name for name in {spared!r} if name in sys.modules))
"""
ENSEMBLE = ("ensemble", "plan-fading", "--draws", "50")
TABLES = ("pandas", "pyarrow", "xarray", "scipy", "statsmodels", "matplotlib", "numba", "jinja2")


def last_line(words, spared, before=""):
    code = CALLED.format(before=before, words=words, spared=spared)
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_a_command_runs_in_a_process_that_has_used_xarray_before():
    """As in a notebook: xarray had found dask, and was then told that there is none."""
    looked = "from xarray.namedarray.utils import module_available; module_available('dask')"
    assert last_line(ENSEMBLE, (), looked) == "status 0"


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        (("targets", "plan-fading"), TABLES),
        (("project", "plan-fading"), TABLES),
        (("fit",), ("pandas", "xarray", "scipy.stats", "scipy.optimize", "statsmodels")),
        (("feasible", "plan-fading"), ("pandas", "xarray", "scipy.stats", "statsmodels")),
        (ENSEMBLE, (*TABLES, "dask", "distributed", "asyncio")),
        ((*ENSEMBLE, "--json"), TABLES),
        ((*ENSEMBLE, "--given", "2025:gdp=10%"), ("pandas", "pyarrow", "xarray", "statsmodels")),
        (
            ("sensitivity", "plan-fading", "--draws", "64"),
            ("pandas", "pyarrow", "xarray", "scipy.stats", "scipy.optimize"),
        ),
    ],
)
def test_a_command_loads_no_library_that_it_does_not_need(words, spared):
    assert last_line(words, spared) == "status 0"


@pytest.mark.parametrize("command", ["targets", "project", "ensemble", "feasible", "sensitivity"])
def test_a_misspelt_name_is_refused_before_any_library_loads(command):
    heavy = (*TABLES, "numpy", "pydantic")
    assert last_line((command, "plan-fadin"), heavy) == "status 2"
    assert last_line((command, "plan-fading", "--with", "slowdwn"), heavy) == "status 2"
