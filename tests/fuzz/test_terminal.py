"""What stands around the command line: closed and full streams, a lost folder, little room."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.attack import survives

from dxsim.scenario import loading

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="these calls are a shell's")
WIDTHS = ("10", "0", "-5", "x")


def shell(folder: Path, call: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which `dx` is the command line; no traceback may come of it."""
    begin = f'dx() {{ "{sys.executable}" -m dxsim.cli.main "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", begin + call],
        env={**os.environ, "DXSIM_HOME": str(ROOT), **surroundings},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("dx project baseline >&-", 0),
        ("dx project baseline <&- >&- 2>&-", 0),
        ("dx project nowhere 2>&-", 2),
        ("dx project baseline --json | head -1 >/dev/null; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_a_stream_may_be_closed(tmp_path, call, status):
    assert shell(tmp_path, call).returncode == status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_stream_is_a_full_disk(tmp_path):
    for call in ("dx project baseline >/dev/full", "dx --help >/dev/full"):
        done = shell(tmp_path, call)
        assert done.returncode == 2
        assert done.stderr == "output: No space left on device\n"
    assert shell(tmp_path, "dx project nowhere 2>/dev/full").returncode == 2


@pytest.mark.parametrize("ending", ["csv", "png", "xlsx"])
def test_a_file_there_is_no_room_for_is_named_and_not_begun(tmp_path, ending):
    calls = {
        "csv": "export baseline",
        "png": "frontier baseline share-2025 share-2030",
        "xlsx": "workbook baseline",
    }
    done = shell(tmp_path, f"ulimit -f 0; dx {calls[ending]} --out made.{ending}")
    assert done.returncode == 2
    assert done.stderr == f"made.{ending}: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_working_folder_that_is_gone_is_one_line(tmp_path):
    done = shell(tmp_path, "mkdir gone; cd gone; rmdir ../gone; dx project baseline")
    assert done.returncode == 2
    assert done.stderr.startswith("working folder: found one that is gone")
    assert len(done.stderr.splitlines()) == 1


def test_a_window_for_figures_is_never_asked_for(tmp_path):
    call = "dx frontier baseline share-2025 share-2030 --out made.png"
    assert shell(tmp_path, call, MPLBACKEND="nonsense").returncode == 0
    assert (tmp_path / "made.png").exists()


def test_few_files_may_be_open(tmp_path):
    assert shell(tmp_path, "ulimit -n 16; dx targets baseline").returncode == 0


@pytest.mark.parametrize("call", ["run baseline", "sweep growth-grid --notebooks"])
def test_a_batch_that_could_not_open_its_files_is_one_line_and_leaves_nothing(tmp_path, call):
    done = shell(tmp_path, f"ulimit -n 32; dx {call} --quiet --out made --lang vi")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("chỉ được mở tối đa 32 tệp cùng lúc")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "made").exists()


def test_a_batch_raises_its_own_limit_of_open_files_where_it_may(tmp_path):
    asks = "import resource; from dxsim.batch.open_files import NEEDED, allow_open_files;"
    asks += "allow_open_files(); print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - NEEDED)"
    for limit, above in ((32, 0), (500, 372)):
        done = shell(tmp_path, f"ulimit -S -n {limit}; '{sys.executable}' -c '{asks}'")
        assert done.stdout.split() == [str(above)]


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_terminal_may_have_any_width(tmp_path, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert survives(tmp_path, "targets", "baseline", "--lang", "vi").status == 0


@pytest.mark.parametrize(
    "error", [MemoryError(), MemoryError("2 GB"), ImportError("failed to map", path="x.so")]
)
def test_too_little_memory_is_one_line(tmp_path, monkeypatch, error):
    def fails(_):
        raise error

    monkeypatch.setattr(loading, "load_scenario", fails)
    answer = survives(tmp_path, "project", "baseline")
    assert answer.status == 2
    assert str(error) in answer.err and "not enough memory" in answer.err


def test_a_fault_of_the_program_is_not_taken_for_a_lack_of_memory(tmp_path, monkeypatch):
    def fails(_):
        raise ImportError("cannot import name 'x'")

    monkeypatch.setattr(loading, "load_scenario", fails)
    with pytest.raises(ImportError):
        survives(tmp_path, "project", "baseline")


def test_the_longest_name_a_disk_takes_is_taken(tmp_path):
    made = tmp_path / ("ư" * 125 + "a.csv")  # 255 bytes
    answer = survives(tmp_path, "export", "baseline", "--out", made)
    assert answer.status == 0 and "no room" in answer.out
    assert [path.name for path in tmp_path.iterdir()] == [made.name]


WITHOUT_RIGHTS = "setpriv --inh-caps=-all --bounding-set=-dac_override,-dac_read_search "
READ_ONLY = (
    "export baseline --out ro/a.csv",
    "workbook baseline --out ro/a.xlsx",
    "run baseline --out ro",
    "run baseline --out ro/below",
    "sweep growth-grid --quiet --out ro/sweep",
)


@pytest.mark.parametrize("call", READ_ONLY)
def test_a_folder_without_the_right_to_write_is_one_line(tmp_path, call):
    (tmp_path / "ro").mkdir(mode=0o555)
    root = os.geteuid() == 0  # who may write everywhere
    if root and not shutil.which("setpriv"):
        pytest.skip("setpriv is not installed: apt-get install util-linux")
    command = f'{WITHOUT_RIGHTS if root else ""}"{sys.executable}" -m dxsim.cli.main {call}'
    done = shell(tmp_path, command)
    assert done.returncode == 2 and not done.stdout
    assert len(done.stderr.splitlines()) == 1 and "Permission denied" in done.stderr
    assert not list((tmp_path / "ro").iterdir())


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project folder of its own."""
    shutil.copytree(ROOT / "params", tmp_path / "home" / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_an_editor_or_a_finder_leaves_behind_is_no_scenario(home):
    scenarios = home / "params" / "viet-nam" / "scenarios"
    (scenarios / ".#baseline.yaml").symlink_to("nobody@nowhere.1")
    (scenarios / "._baseline.yaml").write_bytes(b"\0\5\x16\7")
    (home / "params" / "viet-nam" / "data" / "observations" / "._macro.csv").write_bytes(b"\0\5")
    for call in (("targets",), ("check",), ("audit",)):
        assert survives(home, *call).status == 0


def test_links_that_turn_in_a_circle_hang_nothing(home):
    (home / "params" / "viet-nam" / "scenarios" / "loop").symlink_to("..")
    (home / "params" / "viet-nam" / "data" / "again").symlink_to(home / "params")
    assert survives(home, "targets").status == 0
    (home / "params" / "viet-nam" / "scenarios" / "turn.yaml").symlink_to("turn.yaml")
    assert "turn.yaml: found no such file" in survives(home, "targets").err


def test_a_project_without_scenarios_says_so(home):
    shutil.rmtree(home / "params" / "viet-nam" / "scenarios")
    for call in (
        ("run", "--out", home / "out"),
        ("briefing", "--out", home / "b.pdf"),
        ("targets",),
    ):
        answer = survives(home, *call)
        assert answer.status == 2 and "no scenario" in answer.err


def test_what_is_no_plain_file_is_called_so(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", "/dev/zero"):
        answer = survives(tmp_path, "project", path)
        assert answer.status == 2 and "no plain file" in answer.err


def test_a_character_no_parser_takes_is_named_with_its_line(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"name: plan\nnote: a\0b\n")
    answer = survives(tmp_path, "project", path)
    assert answer.status == 2 and "plan.yaml:2: " in answer.err
