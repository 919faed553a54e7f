"""The machine around: other clocks, zones, locales, hash seeds, threads, disks and rights."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.attack import survives
from support.scenarios import plan, write

from dxsim.data import files
from dxsim.data.files import write_atomic

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import contextlib, hashlib, io, locale, os, sys
locale.setlocale(locale.LC_ALL, "")
if "ONE_CORE" in os.environ:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(locale.localeconv()["decimal_point"], file=sys.stderr)
from pathlib import Path
from unittest import mock
from dxsim.cli.main import main
folder = Path(sys.argv[1])
calls = [
    ["project", "plan-fading", "--json"],
    ["project", "plan-fading", "--lang", "vi"],
    ["targets", "baseline", "nso-trend", "--json"],
    ["ensemble", "baseline", "--draws", "40000", "--json"],
    ["export", "baseline", "--format", "csv", "--out", str(folder / "a.csv")],
    ["export", "baseline", "--format", "parquet", "--out", str(folder / "a.parquet")],
    ["workbook", "baseline", "--lang", "vi", "--out", str(folder / "a.xlsx")],
]
for call in calls:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), mock.patch.object(sys, "argv", ["dxsim", *call]):
        try:
            main()
        except SystemExit as stop:
            assert not stop.code, call
    said = out.getvalue().replace(str(folder), "")
    print(" ".join(call[:2]), call[-1][-7:], hashlib.sha256(said.encode()).hexdigest())
for path in sorted(folder.iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""
PLAIN = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
FULL_OR_FORBIDDEN = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO)
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "ONE_CORE": "1",
}


def outcomes(folder: Path, **surroundings: str) -> tuple[str, str]:
    """Return what a process in other surroundings makes: hashes, and its decimal point."""
    folder.mkdir()
    taken = ("LC_", "LANG", "TZ", *ONE_THREAD)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(taken)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env={**kept, **PLAIN, **surroundings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.strip()


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return outcomes(tmp_path_factory.mktemp("usual") / "out")[0]


@pytest.fixture(scope="module")
def comma(tmp_path_factory):
    """Make a German locale in a folder of its own; return the variables that choose it."""
    if not shutil.which("localedef"):
        pytest.skip("localedef is not installed: apt-get install locales")
    folder = tmp_path_factory.mktemp("locales")
    made = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")]
    if subprocess.run(made, capture_output=True, check=False).returncode > 1:
        pytest.skip("no German locale can be made: apt-get install locales")
    return {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8"}


def test_a_locale_with_decimal_commas_and_another_zone_and_hash_seed_change_nothing(
    tmp_path, usual, comma
):
    others = {**comma, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711"}
    told, point = outcomes(tmp_path / "out", **others)
    assert point == ","
    assert told == usual


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has processes kept to a core")
def test_one_thread_gives_the_same_to_the_last_bit(tmp_path, usual):
    told, _ = outcomes(tmp_path / "out", **ONE_THREAD, TZ="America/St_Johns", PYTHONHASHSEED="1")
    assert told == usual


def test_a_clock_that_runs_backwards_changes_no_file(tmp_path, monkeypatch):
    path, wanted = write(plan(), tmp_path), {}
    for name in ("a", "b"):
        out = tmp_path / name / "book.xlsx"
        assert survives(tmp_path, "workbook", path, "--out", out).status == 0
        wanted[name] = hashlib.sha256(out.read_bytes()).hexdigest()
        ticks = iter(range(1_000_000_000, 0, -3600))
        monkeypatch.setattr(time, "time", lambda ticks=ticks: float(next(ticks)))
    assert wanted["a"] == wanted["b"]


def test_a_folder_nobody_may_write_in_is_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    path = write(plan(), tmp_path)
    for folder in ("/proc/dxsim", str(tmp_path / "file" / "below")):
        for call in (
            ("workbook", path, "--out", f"{folder}/a.xlsx"),
            ("export", path, "--out", f"{folder}/a.csv"),
            ("run", path, "--out", folder),
        ):
            answer = survives(tmp_path, *call)
            assert answer.status == 2, answer


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT]
)
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_disk_that_fails_leaves_the_old_file_and_one_line(tmp_path, monkeypatch, number, call):
    out = tmp_path / "out.csv"
    path = write(plan(), tmp_path)
    assert survives(tmp_path, "export", path, "--out", out).status == 0
    before = out.read_bytes()

    def fails(*_, **__):
        raise OSError(number, os.strerror(number), str(out))

    with monkeypatch.context() as patch:
        if call == "open":
            patch.setattr(Path, "open", fails)
        else:
            patch.setattr(files.os, call, fails)
        answer = survives(tmp_path, "export", path, "--out", out)
    assert answer.status == 2 and os.strerror(number) in answer.err
    assert out.read_bytes() == before
    assert survives(tmp_path, "export", path, "--out", out).status == 0


class Fails:
    """Stands before every call that changes the disk; the n-th one fails."""

    def __init__(self, monkeypatch, number):
        self.left = number
        for module, name in ((os, "fsync"), (os, "replace"), (Path, "mkdir"), (Path, "unlink")):
            monkeypatch.setattr(module, name, self.before(getattr(module, name)))

    def before(self, call):
        def guarded(*arguments, **options):
            self.left -= 1
            if self.left == 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO), "somewhere")
            return call(*arguments, **options)

        return guarded


def test_a_fault_at_any_change_of_the_disk_leaves_the_old_or_the_new(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file.txt"
    for number in range(1, 20):
        path.unlink(missing_ok=True)
        write_atomic(path, b"old")
        with monkeypatch.context() as patch:
            fault = Fails(patch, number)
            try:
                write_atomic(path, b"new")
            except OSError:
                assert fault.left <= 0
        assert path.read_bytes() in (b"old", b"new")
        if fault.left > 0:
            break
        write_atomic(path, b"new")
        assert path.read_bytes() == b"new" and len(list(path.parent.iterdir())) <= 2
    assert 3 < number < 19, "every call was tried"
