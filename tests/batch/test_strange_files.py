"""Pipes, devices, links and forged names in a run's folder: nothing hangs, is read or is shown."""

import json
import os
import sys

import pytest
from batch.batch_notebooks import WRITES, values, write_notebook
from support.attack import dxsim

from dxsim.batch.jobs import EXECUTED, RECORD, is_finished
from dxsim.batch.manifest import MANIFEST, read_manifest
from dxsim.batch.run import run_jobs

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of Unix"),
    pytest.mark.timeout(60),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    batch = values(write_notebook(folder / "n.ipynb", WRITES), 1)
    run_jobs(batch, folder / "out", progress="quiet")
    return folder, batch


@pytest.fixture
def made(original, tmp_path):
    import shutil

    folder, batch = original
    shutil.copytree(folder / "out", tmp_path / "out")
    return tmp_path / "out", batch


def job_folder(out):
    return next((out / "jobs").iterdir())


def key_of(out):
    return read_manifest(out)["jobs"][0]["key"]


@pytest.mark.parametrize("name", [RECORD, EXECUTED, "value.txt"])
def test_a_pipe_among_a_job_s_files_makes_it_unfinished(made, name):
    out, batch = made
    place = job_folder(out) / name
    place.unlink()
    os.mkfifo(place)
    assert not is_finished(job_folder(out), key_of(out))
    assert "changed" in dxsim("verify", out).out
    assert run_jobs(batch, out, progress="quiet")[0].status == "done"


@pytest.mark.parametrize(
    "name", ["../../../../dev/zero", "/etc/passwd", "../../manifest.json", "link", "deep/file", ""]
)
def test_a_record_that_names_files_elsewhere_makes_its_job_unfinished(made, name):
    from dxsim.batch.store import sha256_file

    out, _ = made
    folder = job_folder(out)
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "deep").symlink_to(out.parent)
    (out.parent / "file").write_text("outside")
    record = json.loads((folder / RECORD).read_text())
    target = folder / name
    record["files"] = {name: sha256_file(target) if target.is_file() else "0" * 64}
    (folder / RECORD).write_text(json.dumps(record))
    assert not is_finished(folder, key_of(out))
    answer = dxsim("verify", out)
    assert answer.status == 1 and "v0: changed" in answer.out


@pytest.mark.parametrize("name", [MANIFEST, ".lock", ".lock.holder"])
def test_a_pipe_in_place_of_a_batch_s_own_file_is_one_line(made, name):
    out, _ = made
    (out / name).unlink(missing_ok=True)
    os.mkfifo(out / name)
    answer = dxsim("sweep", "growth-grid", "--out", out)
    assert answer.status == 2 and len(answer.err.strip().splitlines()) <= 2
    if name == MANIFEST:
        answer = dxsim("verify", out)
        assert answer.status == 2 and "cannot be read as a manifest" in answer.err


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "pipe"])
def test_an_input_that_has_become_a_device_is_changed(made, path):
    out, _ = made
    os.mkfifo(out / "pipe")
    told = read_manifest(out)
    told["inputs"]["params/x"] = {"path": str(out / path), "sha256": "0" * 64}
    (out / MANIFEST).write_text(json.dumps(told))
    answer = dxsim("verify", out)
    assert answer.status == 1 and "input    params/x: changed" in answer.out


def test_forged_names_cannot_write_on_the_terminal(made):
    out, _ = made
    told = read_manifest(out)
    told["outputs"] = {"\x1b[2J\x1b[Hunchanged\nunchanged\r": "0" * 64}
    told["jobs"][0] |= {"job": "a\nunchanged\x1b[0m", "key": "another"}
    told["versions"] |= {"evil\n": "1\x1b[1m"}
    (out / MANIFEST).write_text(json.dumps(told))
    answer = dxsim("verify", out)
    lines = answer.out.splitlines()
    assert answer.status == 1 and "\x1b" not in answer.out and "\r" not in answer.out
    assert "unchanged" not in lines and len(lines) == 4


@pytest.mark.parametrize(
    "part", ["inputs", "versions", "jobs", "outputs", "format", "command", "started"]
)
@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [1], {"a": 1}, [[]], {"a": []}])
def test_any_value_in_a_manifest_is_answered_in_lines(made, part, value):
    out, batch = made
    told = read_manifest(out)
    told[part] = value
    (out / MANIFEST).write_text(json.dumps(told))
    answer = dxsim("verify", out)
    assert answer.status in (0, 1, 2) and "Traceback" not in answer.err
    if part in ("inputs", "versions", "jobs", "outputs"):
        answer = dxsim("run", "baseline", "--out", out, "--chosen", "none")
        assert answer.status == 2
