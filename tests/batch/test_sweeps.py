"""A sweep's points go through the same equations as single scenarios, and its file is checked."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from dxsim.analysis.judged import verdict
from dxsim.analysis.sweeps.definition import load_sweep, sweeps_dir
from dxsim.analysis.targets import load_targets
from dxsim.batch import store, sweep_runs
from dxsim.batch.jobs import Job
from dxsim.batch.manifest import MANIFEST, Began, Change, read_manifest, verify, write_manifest
from dxsim.batch.store import BatchError, only_batch
from dxsim.batch.sweep_runs import sweep_jobs, sweep_table
from dxsim.cli.sweeps import sweep_command
from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import load_scenario

SECTORAL, ICT = "components.sectoral.growth.constant", "components.ict.growth.constant"
GRID = f"""
sweep: s
scenario: plan-repeated
method: grid
vary:
  {SECTORAL}: {{from: 15%, to: 30%, count: 4}}
  {ICT}: [10%, 20%, 25%]
where: [{SECTORAL} > {ICT}]
"""


def written(folder, text, name="s"):
    path = folder / f"{name}.yaml"
    path.write_text(text)
    return path


def test_a_grid_is_every_combination_that_the_filter_keeps(tmp_path):
    sweep = load_sweep(written(tmp_path, GRID))
    pairs = {
        (round(a, 6), b) for a in np.linspace(0.15, 0.30, 4) for b in (0.1, 0.2, 0.25) if a > b
    }
    found = zip(sweep.points[SECTORAL].round(6), sweep.points[ICT], strict=True)
    assert sweep.count == len(pairs) and set(found) == pairs
    assert sweep.dropped == 12 - sweep.count


@pytest.mark.parametrize("values", ["[4,5, 5,5]", "[4, 5,5]", "[4,5]", "['4,5', '5,5']"])
def test_a_list_never_takes_a_decimal_comma_for_two_points(tmp_path, values):
    vary = f"components.sectoral.growth.fade.half_life: {values}"
    text = f"sweep: s\nscenario: plan-fading\nmethod: list\nvary:\n  {vary}\n"
    with pytest.raises(InputError, match=r"s\.yaml:\d+: .*(4\.5|5\.5)"):
        load_sweep(written(tmp_path, text))


def test_a_linked_sweep_finds_its_scenario_beside_the_link_s_target(tmp_path):
    real, linked = tmp_path / "real", tmp_path / "linked"
    for folder in (real, linked):
        folder.mkdir()
    written(real, "name: own\nextends: plan-repeated\n", "own")
    sweep = written(real, GRID.replace("plan-repeated", "own"))
    (linked / "s.yaml").symlink_to(sweep)
    assert load_sweep(linked / "s.yaml").scenario.name == "own"


def test_a_list_goes_value_by_value(tmp_path):
    text = f"sweep: s\nscenario: plan-repeated\nmethod: list\nvary:\n  {SECTORAL}: [15%, 30%]\n"
    sweep = load_sweep(written(tmp_path, f"{text}  {ICT}: [5%, 9%]\n"))
    assert [p.tolist() for p in sweep.points.values()] == [[0.15, 0.30], [0.05, 0.09]]


@settings(max_examples=20)
@given(st.sampled_from(["latin_hypercube", "sobol"]), st.integers(0, 5), st.integers(0, 99))
def test_a_sample_fills_its_ranges_evenly_and_a_seed_fixes_it(method, power, seed):
    import tempfile

    draws = 2**power
    text = f"""
sweep: s
scenario: plan-fading
method: {method}
draws: {draws}
seed: {seed}
vary:
  components.sectoral.growth.fade.from: {{from: 20%, to: 30%}}
  components.sectoral.growth.fade.half_life: {{from: 1, to: 9}}
"""
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), text)
        sweep, again = load_sweep(path), load_sweep(path)
    for (low, high), values in zip([(0.2, 0.3), (1, 9)], sweep.points.values(), strict=True):
        strata = np.floor((values - low) / (high - low) * draws).astype(int)
        assert sorted(strata) == list(range(draws))
    assert all(np.array_equal(a, b) for a, b in zip(*map(_columns, (sweep, again)), strict=True))


def _columns(sweep):
    return list(sweep.points.values())


def test_all_points_at_once_are_the_points_one_by_one(tmp_path):
    sweep = load_sweep(written(tmp_path, GRID))
    targets = load_targets()
    table = sweep_table(sweep, targets)
    judged = [name.removesuffix(".value") for name in table if name.endswith(".value")]
    assert len(judged) >= 3
    for index in range(sweep.count):
        for target in (t for t in targets if t.id in judged):
            one = verdict(sweep.point(index), target)
            value = table[f"{target.id}.value"][index]
            reached = table[f"{target.id}.reached"][index]
            if one.value is None:
                assert np.isnan(value) and reached is pd.NA
            else:
                assert value == pytest.approx(one.value, rel=1e-12, abs=0)
                assert bool(reached) is one.reached


@pytest.mark.parametrize("block", [1, 3, 5])
def test_points_by_the_block_are_the_points_together(tmp_path, monkeypatch, block):
    sweep, targets = load_sweep(written(tmp_path, GRID)), load_targets()
    together = sweep_table(sweep, targets)
    monkeypatch.setattr(sweep_runs, "BLOCK", block)
    pd.testing.assert_frame_equal(sweep_table(sweep, targets), together, check_exact=True)
    assert sweep.count > block


def test_an_exhausted_point_is_missing_and_never_reached(tmp_path):
    text = f"sweep: s\nscenario: plan-repeated\nmethod: list\nvary:\n  {SECTORAL}: [10%, 60%]\n"
    table = sweep_table(load_sweep(written(tmp_path, text)), load_targets())
    last = [name for name in table if name.startswith("share.")][-1]
    assert np.isnan(table[last][1]) and not np.isnan(table[last][0])
    assert table["exhausted_in"].isna().tolist() == [True, False]
    late = [n for n in table if n.endswith("2045.reached") or "50" in n and "reached" in n]
    assert late and table[late[0]].isna().tolist() == [False, True]


def test_a_job_of_a_point_is_its_scenario_complete_in_itself(tmp_path):
    sweep = load_sweep(written(tmp_path, GRID))
    jobs = sweep_jobs(sweep, tmp_path / "out", "en")
    assert [job.name for job in jobs] == sweep.names()
    file = jobs[-1].inputs[f"params/viet-nam/scenarios/{jobs[-1].name}.yaml"]
    again, point = load_scenario(file), sweep.point(sweep.count - 1)
    assert again.components["ict"].growth == point.components["ict"].growth
    assert again.gdp == point.gdp


CEILING, BASE = "components.ict.growth.logistic.ceiling", "components.ict.base"
TOGETHER = f"""
sweep: s
scenario: saturating
method: grid
vary:
  {CEILING}: [9%, 20%]
  {BASE}: [5% of gdp, 13% of gdp]
where: [{CEILING} > 1%]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("> 1%", "> 1%", "s.yaml:6: vary.components.ict.growth.logistic.ceiling: found 9%"),
        ("> 1%", "> 9%", ""),
        (f"{CEILING}: [9%, 20%]", f"{CEILING}: [5%, 20%]", "s.yaml:6: vary."),
        (f"{CEILING}: [9%, 20%]", "gdp.growth.path.2025: [5%, 9%]", "where[0]"),
        (
            f"{CEILING}: [9%, 20%]",
            f"{CEILING}: [98%]\n  components.sectoral.base: [10% of gdp, 15.9% of gdp]\n"
            "  components.sectoral.growth.logistic.ceiling: [97%]",
            "",
        ),
    ],
)
def test_what_each_value_may_be_alone_no_point_may_be_together(tmp_path, old, new, said):
    """A base share of 13 per cent and a ceiling of 9 are each legal, and together no scenario."""
    path = written(tmp_path, TOGETHER.replace(old, new, 1))
    if not said:
        sweep = load_sweep(path)
        assert all(sweep.point(index) for index in range(sweep.count))
        return
    with pytest.raises(InputError) as wrong:
        load_sweep(path)
    assert said in str(wrong.value) and "\n" not in str(wrong.value)


def test_bases_that_fill_gdp_together_are_refused(tmp_path):
    text = """
sweep: s
scenario: plan-repeated
method: latin_hypercube
draws: 64
seed: 1
vary:
  components.ict.base: {from: 5% of gdp, to: 60% of gdp}
  components.sectoral.base: {from: 5% of gdp, to: 60% of gdp}
"""
    with pytest.raises(InputError, match="of GDP in the base year, expected components below 100%"):
        load_sweep(written(tmp_path, text))


def test_targets_of_ones_own_go_to_the_notebooks_too(tmp_path):
    own = written(tmp_path, "targets: []", "own")
    sweep = load_sweep(written(tmp_path, GRID))
    for targets in (own, None):
        for job in sweep_jobs(sweep, tmp_path / "out", "en", targets=targets):
            shipped = sweeps_dir().parent / "targets.yaml"
            assert job.inputs["params/viet-nam/targets.yaml"] == (targets or shipped)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("method: grid", "method: gird", "did you mean grid"),
        ("sweep: s", "sweep: t", "the file's stem"),
        ("vary:", "very:", "did you mean vary"),
        ("scenario: plan-repeated", "scenario: plan-repaeted", "plan-repeated"),
        (f"  {ICT}: [", "  components.ict.growth.constnt: [", "components.ict.growth.constant"),
        ("count: 4", "count: 0", "a whole number from 2"),
        ("count: 4", "count: 999999", "at most 1,000,000"),
        ("count: 4", "cuont: 4", "did you mean count"),
        ("from: 15%", "from: 0.15", "15%"),
        ("from: 15%", "from: 35%", "from below to"),
        ("[10%, 20%, 25%]", "[]", "an empty list"),
        ("[10%, 20%, 25%]", "{}", "nothing"),
        (f"> {ICT}", "> 90%", "no point"),
        (f"where: [{SECTORAL} >", "where: [__import__('os').system('x') >", "a varied parameter"),
    ],
)
def test_a_wrong_file_is_one_line_and_nothing_is_written(tmp_path, old, new, said):
    assert old in GRID
    path = written(tmp_path, GRID.replace(old, new, 1))
    with pytest.raises(InputError) as wrong:
        load_sweep(path)
    assert said in str(wrong.value) and "\n" not in str(wrong.value)
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize("name", ["..", "a;touch b", "$(id)", "A", "-x", "a" * 70])
def test_the_name_of_a_sweep_names_a_folder_and_nothing_else(tmp_path, name):
    """The file `...yaml` has the stem `..`: its results would land above the sweeps."""
    text = GRID.replace("sweep: s", f'sweep: "{name}"')
    with pytest.raises(InputError, match="lower-case letters, digits and hyphens"):
        load_sweep(written(tmp_path, text, name))


def test_an_unknown_sweep_is_told_the_known_ones():
    with pytest.raises(InputError, match="did you mean growth-grid?"):
        load_sweep("growht-grid")
    with pytest.raises(InputError, match="known: fading-sample, growth-grid"):
        load_sweep("nope")


@pytest.mark.parametrize("path", sorted(sweeps_dir().glob("*.yaml")), ids=lambda p: p.stem)
def test_a_shipped_sweep_says_something(path, tmp_path):
    done = CliRunner().invoke(sweep_command, [str(path), "--out", str(tmp_path / "o"), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert done.stderr.startswith(f"{path.stem}: {said['count']} points")
    assert len(said["points"]) == said["count"] >= 50
    reached = [name for name in said["points"][0] if name.endswith(".reached")]
    assert any(len({point[name] for point in said["points"]}) > 1 for name in reached)
    answers = [f"answer.{kind}" for kind in ("csv", "pdf", "png", "svg", "txt")]
    names = [*answers, "manifest.json", "sweep.csv", "sweep.parquet"]
    assert 0 < said["answer"]["reached"] < said["answer"]["judged"]
    assert (tmp_path / "o" / "answer.txt").read_text().startswith(said["answer"]["question"])
    assert sorted(p.name for p in (tmp_path / "o").glob("[!.]*")) == names
    assert said["jobs"] == []


def test_a_sweep_leaves_a_manifest_that_says_what_it_was_made_of(tmp_path):
    text = GRID.replace("scenario: plan-repeated", "scenario: own")
    own = written(tmp_path, "name: own\nextends: plan-repeated\n", "own")
    path, out = written(tmp_path, text), tmp_path / "out"
    ask = [str(path), "--out", str(out)]
    assert CliRunner().invoke(sweep_command, ask).exit_code == 0
    told = read_manifest(out)
    assert (told["sweep"], told["seed"], told["jobs"]) == ("s", 0, [])
    assert told["started"] <= told["ended"]
    places = ("sweeps/s.yaml", "scenarios/own.yaml", "targets.yaml", "scenarios/plan-repeated.yaml")
    assert {f"params/viet-nam/{place}" for place in places} <= set(told["inputs"])
    assert [c for c in verify(out) if c.kind != "package"] == []
    own.write_text("name: own\nextends: plan-repeated\n# changed\n")
    (out / "sweep.csv").write_bytes(b"")
    assert [c for c in verify(out) if c.kind != "package"] == [
        Change("input", "params/viet-nam/scenarios/own.yaml", "changed"),
        Change("output", "sweep.csv", "changed"),
    ]


def test_a_sweep_holds_its_folder_until_its_table_is_written(tmp_path, monkeypatch):
    path, out = written(tmp_path, GRID), tmp_path / "out"
    write, refused = sweep_runs.write_table, []

    def second(*given):
        with pytest.raises(BatchError, match="in use by another batch") as said, only_batch(out):
            pass
        refused.append(said)
        return write(*given)

    monkeypatch.setattr(sweep_runs, "write_table", second)
    assert CliRunner().invoke(sweep_command, [str(path), "--out", str(out)]).exit_code == 0
    assert len(refused) == 1
    with only_batch(out):
        assert (out / "sweep.csv").is_file()


HELD = """
import sys, time
from pathlib import Path
from dxsim.batch import sweep_runs
from dxsim.cli import main
begun = Path(sys.argv.pop())
def waits(*given):
    begun.touch()
    time.sleep(600)
sweep_runs.sweep_table = waits
main.main()
"""


def test_a_second_sweep_is_refused_until_the_first_has_ended_or_died(tmp_path):
    """Two processes of their own; the first is killed while it computes, before it writes."""
    path, out, begun = written(tmp_path, GRID), tmp_path / "out", tmp_path / "begun"
    ask = ["sweep", str(path), "--out", str(out)]
    first = subprocess.Popen([sys.executable, "-c", HELD, *ask, str(begun)])
    second = [sys.executable, "-m", "dxsim.cli.main", *ask]
    try:
        while not begun.exists():
            assert first.poll() is None
            time.sleep(0.02)
        done = subprocess.run(second, capture_output=True, text=True, check=False)
        assert done.returncode == 2 and done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert f"in use by another batch (process {first.pid} since" in line
        assert [p.name for p in out.glob("[!.]*")] == []
    finally:
        first.kill()
        first.wait()
    assert subprocess.run(second, capture_output=True, check=False).returncode == 0
    assert [c for c in verify(out) if c.kind != "package"] == []


def test_a_sweep_is_refused_the_folder_of_a_run_that_ends_just_before_it(tmp_path, monkeypatch):
    """The run has made its folder by the time the sweep may hold it, and not before."""
    path, out = written(tmp_path, GRID), tmp_path / "out"

    @contextlib.contextmanager
    def after_a_run(folder):
        with only_batch(folder):
            (folder / "figures").mkdir()
            (folder / MANIFEST).write_text("a run's")
            yield

    monkeypatch.setattr(store, "only_batch", after_a_run)
    done = CliRunner().invoke(sweep_command, [str(path), "--out", str(out)])
    assert isinstance(done.exception, InputError) and "that of a run" in str(done.exception)
    assert {p.name: p.is_file() and p.read_text() for p in out.glob("[!.]*")} == {
        "figures": False,
        MANIFEST: "a run's",
    }


@pytest.mark.parametrize("told", [None, ""])
def test_a_folder_whose_holder_has_not_told_who_it_is_is_refused_all_the_same(tmp_path, told):
    """So it is while a batch takes hold of its folder or lets it go."""
    out = tmp_path / "out"
    with only_batch(out):
        (file,) = out.glob("*.holder")
        if told is None:
            file.unlink()
        else:
            file.write_text(told)
        with pytest.raises(BatchError, match=r"\(another process\)"), only_batch(out):
            pass


def test_a_sweep_edited_while_it_runs_is_told_apart_from_what_was_run(tmp_path, monkeypatch):
    path, out = written(tmp_path, GRID), tmp_path / "out"
    write = sweep_runs.write_table

    def edited(*given):
        path.write_text(GRID.replace("count: 4", "count: 5"))
        return write(*given)

    monkeypatch.setattr(sweep_runs, "write_table", edited)
    assert CliRunner().invoke(sweep_command, [str(path), "--out", str(out)]).exit_code == 0
    assert Change("input", "params/viet-nam/sweeps/s.yaml", "changed") in verify(out)


def test_failed_notebooks_of_a_sweep_are_told_also_with_json(tmp_path, monkeypatch):
    """The notebooks are not run here: what a batch came to is handed in."""
    path, out = written(tmp_path, GRID), tmp_path / "out"

    def ran(jobs, folder, options, *, progress, known):
        write_manifest(folder, [], Began("now"))
        first, *others = (job.name for job in jobs)
        failed = Job(first, Path("n.ipynb"), status="failed", error="code cell 2: ValueError: no")
        return [failed, *(Job(name, Path("n.ipynb"), status="done") for name in others)]

    monkeypatch.setattr("dxsim.batch.run.run_held", ran)
    ask = [str(path), "--out", str(out), "--notebooks"]
    for more in ("--json", "--quiet"):
        done = CliRunner().invoke(sweep_command, [*ask, more])
        assert done.exit_code == 1
        assert "s-0001  code cell 2: ValueError: no" in done.stderr
    said = json.loads(CliRunner().invoke(sweep_command, [*ask, "--json"]).stdout)
    assert said["jobs"][:2] == [
        {"job": "s-0001", "status": "failed", "error": "code cell 2: ValueError: no"},
        {"job": "s-0002", "status": "done", "error": None},
    ]
    assert read_manifest(out)["sweep"] == "s"
