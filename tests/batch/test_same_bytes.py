"""The main job makes the same bytes whatever the number of processes, zone and hash seed."""

import os
import subprocess
import sys

import pytest
from batch.test_faults import contents


def made(folder, workers, **surroundings):
    command = [sys.executable, "-m", "dxsim.cli.main", "run", "plan-repeated"]
    command += ["--out", str(folder), "--workers", str(workers), "--quiet"]
    environment = {**os.environ, **surroundings}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    files = contents(folder, ("manifest.json",))
    return {name: data for name, data in files.items() if not name.endswith(".ipynb")}


@pytest.mark.soak
@pytest.mark.timeout(1300)
def test_one_process_or_three_make_the_same_bytes(tmp_path):
    few = made(tmp_path / "few", 1, TZ="UTC", PYTHONHASHSEED="0")
    many = made(tmp_path / "many", 3, TZ="Asia/Ho_Chi_Minh", PYTHONHASHSEED="7")
    assert set(few) == set(many) and len(few) > 40
    assert [name for name, data in few.items() if many[name] != data] == []
