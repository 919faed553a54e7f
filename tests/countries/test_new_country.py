"""A country of one's own: written by `dxsim new`, filled in, with one component or eight."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from support.packs import filled_pack, rewrite

import dxsim as dx
from dxsim.analysis.forecasts.histories import known_history, subject, subjects
from dxsim.cli.main import cli
from dxsim.data.country import component_names
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.briefing.document import compose
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.exports.interchange import csv_bytes
from dxsim.presentation.workbook import workbook_bytes
from dxsim.scenario.new_country.placeholders import MARK, placeholders
from dxsim.scenario.new_country.writing import new_pack, new_project


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    monkeypatch.delenv("DXSIM_COUNTRY", raising=False)
    return tmp_path


def run(*words):
    return CliRunner().invoke(cli, list(words))


def test_a_new_country_projects_at_once_and_says_that_its_numbers_are_placeholders(home):
    new_pack("atlantis", home)
    done = run("project", "baseline")
    assert done.exit_code == 0 and "PLACEHOLDER NUMBERS" in done.output
    path = dx.project(dx.load_scenario())
    assert float(path.share[0]) == pytest.approx(0.10, abs=1e-12)


def test_check_lists_every_placeholder_with_its_line(home):
    place = new_pack("atlantis", home)
    done = run("check")
    marked = [
        f"{file}:{number}:"
        for file in place.rglob("*.*")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if MARK in line and file.suffix in (".yaml", ".csv")
    ]
    assert done.exit_code == 2 and len(marked) > 20
    assert all(place in done.output for place in marked)


def test_each_placeholder_is_a_line_to_fill_in_and_says_what_belongs_there(home):
    """No remark on the marks is taken for one; a mark without words shows its line."""
    new_pack("atlantis", home)
    for file, number, wanted in placeholders():
        line = file.read_text(encoding="utf-8").splitlines()[number - 1]
        assert not line.lstrip().startswith("#"), (file, number)
        assert len(wanted) > 3, (file, number)


def test_no_briefing_and_no_run_on_placeholders(home):
    new_pack("atlantis", home)
    for words in (["briefing", "--out", str(home / "b.pdf")], ["run", "--out", str(home / "o")]):
        with pytest.raises(InputError, match="placeholder.*dxsim check"):
            CliRunner().invoke(cli, words, catch_exceptions=False)
    assert not (home / "b.pdf").exists() and not (home / "o" / "index.html").exists()


@pytest.mark.parametrize("name", ["Atlantis", "../up", "a b", "reference", "", "malaysia", "x--y"])
def test_a_name_that_cannot_be_one_or_is_taken_writes_nothing(home, name):
    with pytest.raises(InputError, match="country"):
        new_pack(name, home)
    assert not list(home.rglob("*.yaml"))


def everything(scenario):
    """Make one of each thing from a scenario; return what the briefing says."""
    drawn = [
        figures.paths(scenario), figures.comparison([scenario]), figures.composition([scenario]),
        figures.rest_of_economy([scenario]), figures.history(), figures.revisions(2024),
        figures.official_pace(), figures.verdict_matrix([scenario]),
        figures.required_vs_projected([scenario]),
    ]  # fmt: skip
    assert all(one.alt for one in drawn)
    assert workbook_bytes(scenario, "vi")[:2] == b"PK" and csv_bytes([scenario])
    made = compose(BriefingResults.of([scenario], draws=64), "vi")
    assert pdf_bytes(made)[:5] == b"%PDF-"
    return made


@pytest.mark.parametrize("components", [1, 8])
def test_one_component_and_eight_run_everything(home, components):
    filled_pack(home, "atlantis", components)
    assert not placeholders() and run("check").exit_code == 0, run("check").output
    assert len(component_names()) == components
    scenario = dx.load_scenario()
    path = dx.project(scenario)
    assert float(abs(path.component_share.sum("component") - path.share).max()) < 1e-12
    everything(scenario)
    for words in (["targets"], ["require", "baseline", "--target", "share-2030"],
                  ["feasible", "baseline"], ["ensemble", "baseline", "--draws", "64"]):  # fmt: skip
        assert run(*words).exit_code == 0, words


def test_a_country_without_targets_runs_everything_but_verdicts(home):
    place = filled_pack(home, "singapore", targets=False)
    assert dx.load_targets() == () and not (place / "targets.yaml").exists()
    made = everything(dx.load_scenario())
    assert made.elements
    done = run("targets", "--json")
    assert done.exit_code == 0 and json.loads(done.output) == []


def test_a_country_without_errors_has_no_probabilities_and_says_so(home):
    place = filled_pack(home, "atlantis")
    (place / "data" / "uncertainty.yaml").unlink()
    made = compose(BriefingResults.of([dx.load_scenario()], draws=64), "en")
    assert any("No errors are stated" in text for text in made.texts)


SERIES = (
    "series,producer,scale,release,blind,backtest,made_from,continued_by,link,remark\n"
    "digital_share,pilot,share,any,no,no,,office,{link},\n"
)


def test_two_methods_are_joined_by_a_stated_link_alone(home):
    """9.8 % of GDP by a new account after 8.5 % by an old method is no rise of 1.3 points."""
    place = filled_pack(home, "philippines")
    file = place / "data" / "producers.yaml"
    text = file.read_text(encoding="utf-8")
    pilot = text[text.index("office:") :].replace("office:", "pilot:", 1)
    file.write_text(f"{text}\n{pilot}", encoding="utf-8")
    rows = place / "data" / "observations" / "digital.csv"
    rewrite(rows, "digital_share,office,2023,,9.8", "digital_share,pilot,2023,,8.5")
    rewrite(rows, "digital_share,office,2024,,10,", "digital_share,office,2024,,9.8,")
    methods = place / "forecasts" / "series.csv"
    methods.parent.mkdir()
    methods.write_text(SERIES.format(link=""), encoding="utf-8")
    with pytest.raises(InputError, match="link.*ratio of the later method"):
        subjects()
    methods.write_text(SERIES.format(link="1.14"), encoding="utf-8")
    joined = known_history(subject("digital_share", "pilot"))
    steps = 1 / (1 + np.exp(-joined.values)) * 100
    assert steps == pytest.approx([8.5 * 1.14, 9.8], abs=1e-9)


def test_a_project_of_ones_own_has_the_notebooks_and_one_country(home, monkeypatch):
    monkeypatch.delenv("DXSIM_HOME")
    monkeypatch.setenv("DXSIM_COUNTRY", "malaysia")
    new_project(home / "mine")
    monkeypatch.delenv("DXSIM_COUNTRY")
    monkeypatch.chdir(home / "mine")
    assert dx.load_scenario().producer == "dosm"
    assert len(list((home / "mine" / "notebooks").glob("*.ipynb"))) >= 8
    with pytest.raises(InputError, match="something there already"):
        new_project(home / "mine")


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("components", [1, 8])
def test_the_main_job_runs_on_one_component_and_on_eight(home, components):
    filled_pack(home, "atlantis", components)
    words = ["-m", "dxsim", "run", "--quiet", "--workers", "1", "-p", "draws", "64"]
    done = subprocess.run(
        [sys.executable, *words], cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = {path.suffix for path in (home / "outputs").rglob("*")}
    assert {".html", ".ipynb", ".pdf", ".xlsx"} <= made
