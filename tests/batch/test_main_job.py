"""The main job end to end on real input: notebooks, figures, tables, and going on where it was."""

import json
import os
import re
import shutil
import subprocess
import sys
from html import escape, unescape
from pathlib import Path

import nbformat
import pandas as pd
import pikepdf
import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.batch.jobs import Job
from dxsim.batch.main_job.finish import gather
from dxsim.batch.main_job.notebooks import notebooks
from dxsim.batch.main_job.plan import Plan
from dxsim.batch.manifest import seal
from dxsim.presentation.notebooks.languages import media_type
from dxsim.presentation.text import findings

SCENARIOS = ("nso-trend", "plan-repeated")
VIETNAMESE = re.compile(r"\w*[\u0103\u0111\u01a1\u01b0\u1ea0-\u1ef9]\w*", re.IGNORECASE)


def run(*args):
    """Run `dxsim run` in a process of its own; return the finished process."""
    command = [sys.executable, "-m", "dxsim.cli.main", "run", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A finished run of two scenarios: its folder and what it printed as JSON."""
    folder = tmp_path_factory.mktemp("run") / "out"
    done = run(*SCENARIOS, "--out", folder, "--json", "--lang", "vi")
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_every_notebook_ran_once_and_the_scenario_one_once_a_scenario(finished):
    folder, record = finished
    jobs = {job["job"]: job["status"] for job in record["jobs"]}
    assert {f"scenario-{name}" for name in SCENARIOS} <= set(jobs)
    assert "03_compare" in jobs
    assert set(jobs.values()) == {"done"}
    executed = sorted(path.stem for path in (folder / "notebooks").glob("*.ipynb"))
    assert executed == sorted(jobs)


def test_each_language_has_its_own_pages_of_the_notebooks_from_one_execution(finished):
    folder, record = finished
    for job in (each["job"] for each in record["jobs"]):
        cells = json.loads((folder / "notebooks" / f"{job}.ipynb").read_text())["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert outputs and all(media_type("en") in output["data"] for output in outputs), job
        english = (folder / "notebooks" / "en" / f"{job}.html").read_text()
        words = re.sub(r"<style.*?</style>|<a [^>]*>.*?</a>|<[^>]*>", " ", english, flags=re.S)
        numbers_of_decisions = {"QĐ"}
        assert set(VIETNAMESE.findall(words)) <= numbers_of_decisions, job
    own = (folder / "notebooks" / "scenario-nso-trend.html").read_text()
    for line in findings.sentences(dx.load_scenario("nso-trend"), "vi"):
        assert escape(line, quote=False) in unescape(own).replace("&", "&amp;"), line


def test_the_verdicts_written_are_the_librarys(finished):
    folder, record = finished
    expected = dx.verdicts([dx.load_scenario(name) for name in SCENARIOS])
    assert record["verdicts"] == json.loads(json.dumps([verdict.record() for verdict in expected]))
    table = pd.read_csv(folder / "verdicts.csv")
    assert len(table) == len(expected)
    assert {"producer", "prices", "source", "shrinks_from"} <= set(table.columns)
    pd.testing.assert_series_equal(
        table["value"],
        pd.Series([v.value for v in expected], dtype=float),
        check_names=False,
        rtol=1e-12,
    )


def test_the_results_table_is_tidy_and_names_producer_basis_and_unit(finished):
    folder, _ = finished
    table = pd.read_parquet(folder / "results.parquet")
    assert set(table["scenario"]) == set(SCENARIOS)
    assert not table[["producer", "basis", "unit", "version"]].isna().any().any()
    keys = ["scenario", "variable", "component", "year"]
    assert not table.duplicated(keys).any()
    share = table.query("scenario == 'nso-trend' and variable == 'share' and year == 2030")
    expected = dx.project(dx.load_scenario("nso-trend")).share.sel(year=2030).item()
    assert share["value"].item() == pytest.approx(expected, rel=1e-12)


def test_figures_are_vector_pdf_with_embedded_fonts_and_their_numbers(finished):
    folder, _ = finished
    pages = sorted((folder / "figures").glob("*.pdf"))
    assert any("plan-repeated" in page.name for page in pages)
    for page in pages:
        with pikepdf.open(page) as document:
            resources = document.pages[0].Resources
            fonts = resources.Font.values()
            descriptors = [
                f.DescendantFonts[0].FontDescriptor for f in fonts if "/DescendantFonts" in f
            ]
            assert descriptors, page.name
            assert all("/FontFile2" in found for found in descriptors), page.name
            assert str(document.docinfo["/Title"]), page.name
        assert page.with_suffix(".csv").stat().st_size > 0


def test_running_again_keeps_everything_and_gives_the_same_bytes(finished):
    folder, _ = finished
    before = {p.name: p.read_bytes() for p in (folder / "figures").iterdir()}
    tables = {n: (folder / n).read_bytes() for n in ("results.csv", "verdicts.csv")}
    done = run(*SCENARIOS, "--out", folder, "--json", "--lang", "vi")
    assert {job["status"] for job in json.loads(done.stdout)["jobs"]} == {"kept"}
    assert {p.name: p.read_bytes() for p in (folder / "figures").iterdir()} == before
    assert {n: (folder / n).read_bytes() for n in tables} == tables


def test_an_unchanged_run_writes_no_result_again_and_restores_what_is_gone(finished):
    folder, _ = finished
    words = (*SCENARIOS, "--out", folder, "--json", "--lang", "vi")
    run(*words)
    files = [
        folder / name for name in json.loads((folder / "manifest.json").read_text())["outputs"]
    ]
    results = [path for path in files if path.parent.parent.name != "dataset"]
    before = {path: path.stat().st_mtime_ns for path in results}
    lost, spoilt = sorted((folder / "figures").glob("*.pdf"))[:2]
    was = spoilt.read_bytes()
    told = json.loads(run(*words).stdout)
    assert {path: path.stat().st_mtime_ns for path in results} == before
    lost.unlink()
    spoilt.write_bytes(b"mine")
    again = json.loads(run(*words).stdout)
    assert lost.is_file() and spoilt.read_bytes() == was
    assert (folder / "kept" / "figures" / spoilt.name).read_bytes() == b"mine"
    assert again["verdicts"] == told["verdicts"]
    shutil.rmtree(folder / "kept")


def test_a_wrong_scenario_stops_the_run_before_anything_is_written(tmp_path):
    done = run("baseline", "plan-repeeted", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "did you mean plan-repeated?" in done.stderr
    assert not (tmp_path / "out").exists()


def test_jobs_hand_a_notebook_only_what_it_declares_and_their_inputs():
    made = Plan.of(SCENARIOS, None, "en").jobs()
    assert len({job.name for job in made}) == len(made)
    scenario = next(job for job in made if job.name == "scenario-nso-trend")
    assert scenario.parameters["scenario"] == "nso-trend"
    assert "params/viet-nam/scenarios/baseline.yaml" in scenario.inputs
    assert [path.stem for path in notebooks()] == sorted(path.stem for path in notebooks())


def test_a_parameter_no_notebook_declares_stops_the_run(tmp_path):
    done = run("baseline", "--out", tmp_path / "out", "-p", "scenaro", "baseline")
    assert done.returncode == 2
    assert "'scenaro', expected a parameter that a notebook declares" in done.stderr
    assert not (tmp_path / "out").exists()


def test_two_scenarios_of_one_name_are_refused(tmp_path):
    path = write(plan(name="nso-trend"), tmp_path)
    with pytest.raises(dx.InputError, match="'nso-trend' twice"):
        Plan.of(["nso-trend", str(path)], None, "en")


def _done(name, folder):
    return Job(name, Path("n.ipynb"), status="done", folder=folder)


def test_gathering_leaves_no_file_of_an_earlier_run(tmp_path):
    job, out = tmp_path / "job", tmp_path / "out"
    (job / "figures").mkdir(parents=True)
    (job / "pages").mkdir()
    nbformat.write(nbformat.v4.new_notebook(), job / "executed.ipynb")
    for name in ("figures/paths.pdf", "pages/en.html", "pages/vi.html"):
        (job / name).write_text("new")
    gather([_done("scenario-gone", job)], out, "en")
    seal(out)
    gather([_done("scenario-a", job)], out, "en")
    assert [p.name for p in (out / "figures").iterdir()] == ["a-paths.pdf"]
    left = {p.relative_to(out / "notebooks").as_posix() for p in (out / "notebooks").rglob("*.*")}
    assert left == {"scenario-a.ipynb", "scenario-a.html", "vi/scenario-a.html"}


def test_every_shipped_scenario_opens_in_the_copy_of_its_inputs_that_a_notebook_sees(tmp_path):
    """An overlay that one of them stands on is there as an overlay, and no scenario of its own."""
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: [baseline, slower]\n")
    (tmp_path / "slower.yaml").write_text(
        "name: slower\ncomponents: {ict: {growth: {constant: 5%}}}\n"
    )
    names, home = sorted([*dx.list_scenarios(), "mine"]), tmp_path / "home"
    files = Plan.of([str(tmp_path / "mine.yaml")], None, "en").files
    for name, path in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(path.read_bytes())
    asks = "import dxsim as dx; print([dx.load_scenario(n).name for n in dx.list_scenarios()])"
    done = subprocess.run(
        [sys.executable, "-c", asks],
        env={**os.environ, "DXSIM_HOME": str(home)},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.stdout.strip() == str(names), done.stderr[-300:]
