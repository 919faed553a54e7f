"""No reader is broken by a wrong file: 2,000 of them here, 100,000 in `make soak`.

Right files (random scenarios, shipped parameter files, tables, workbooks, notebooks) are made
wrong as trees and as bytes. What must hold then stands in `support.attack.survives`.
"""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import pytest
from support.attack import dxsim, measured
from support.readers import READERS, parts, storm

MUTANTS = 10
FILES = {
    "scenario": 1000,
    "targets": 200,
    "sweeps": 200,
    "outcomes": 300,
    "parameters": 200,
    "rows": 80,
    "workbook": 20,
}
SOAKED = {
    "scenario": 50_000,
    "targets": 6_000,
    "sweeps": 6_000,
    "outcomes": 22_000,
    "parameters": 14_500,
    "rows": 1_000,
    "workbook": 500,
}
CHUNK = 500
SHARES = 4  # the scenarios are shared out, so that two processes have the same to do


@cache
def warm():
    """Load the libraries before anything is measured, once a process."""
    calls = ("project", "targets", "feasible", "ensemble")
    for call in calls:
        dxsim(call, "baseline", *(("--draws", "10") if call == "ensemble" else ()))
    for call in (("check",), ("audit",), ("diff", "baseline", "rest-given")):
        dxsim(*call)
    parts()


def test_as_many_files_as_promised():
    assert sum(FILES.values()) == 2_000 and set(FILES) == set(READERS)
    assert sum(SOAKED.values()) == 100_000 and set(SOAKED) == set(READERS)


def test_the_attack_sees_what_takes_long_or_much():
    for waste in (lambda: bytearray(600_000_000), lambda: sum(range(30_000_000))):
        with pytest.raises(AssertionError), measured(most_seconds=0.1):
            waste()


@pytest.mark.parametrize("share", range(SHARES))
def test_a_wrong_scenario_is_one_line(tmp_path, share):
    warm()
    storm("scenario", tmp_path, share, FILES["scenario"] // SHARES // MUTANTS, MUTANTS)


@pytest.mark.parametrize("reader", [name for name in READERS if name != "scenario"])
def test_a_wrong_file_is_one_line(tmp_path, reader):
    warm()
    storm(reader, tmp_path, 0, FILES[reader] // MUTANTS, MUTANTS)


def chunk(reader, folder, start, files):
    """Attack a reader in a process of its own; what goes wrong leaves its file in `folder`."""
    folder.mkdir()
    warm()
    storm(reader, folder, start, max(files // MUTANTS, 1), MUTANTS)
    return files


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_100_000_wrong_files_are_one_line_each(tmp_path):
    chunks = [
        (reader, tmp_path / f"{reader}-{start}", 1000 + start, min(CHUNK, files - start))
        for reader, files in SOAKED.items()
        for start in range(0, files, CHUNK)
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        done = sum(pool.map(chunk, *zip(*chunks, strict=True)))
    assert done == 100_000
