"""Libraries that commands spare themselves, whatever was loaded before them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CALLED = """
import sys
{before}
from dxsim.cli.main import main
sys.argv = ["dxsim", "ensemble", "plan-fading", "--draws", "50"]
try:
    main()
except SystemExit as stop:
    print("status", stop.code or 0, "dask.array" in sys.modules)
"""


def last_line(before: str) -> str:
    call = [sys.executable, "-c", CALLED.format(before=before)]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_a_command_runs_in_a_process_that_has_used_xarray_before():
    """As in a notebook: xarray had found dask, and was then told that there is none."""
    looked = "from xarray.namedarray.utils import module_available; module_available('dask')"
    assert last_line(looked).startswith("status 0")


def test_a_command_on_its_own_loads_no_arrays_of_a_cluster():
    assert last_line("") == "status 0 False"
