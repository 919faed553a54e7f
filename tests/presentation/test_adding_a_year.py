"""Adding a year is one row: a made-up release of 2026 reaches every page without other changes."""

import shutil

import pytest
from click.testing import CliRunner

import dxsim as dx
from dxsim.analysis.evidence.past_targets import past_verdicts
from dxsim.analysis.forecasts.estimation import fit
from dxsim.analysis.forecasts.histories import subject
from dxsim.analysis.forecasts.scoring.origins import vintage_origins
from dxsim.cli.main import cli
from dxsim.data import locations
from dxsim.presentation import figures
from dxsim.presentation.briefing.document import compose
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.index_page.page import page
from dxsim.presentation.text.findings import sentence
from dxsim.presentation.text.standing import base_vintage_sentence

ROW = "digital_share,nso,2026,,14.61,% of GDP,2027-01-06,estimate,verified,nso-digital-2026,\n"


@pytest.fixture(autouse=True)
def with_2026(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    file = locations.data_dir() / "observations" / "digital.csv"
    file.write_text(file.read_text(encoding="utf-8") + ROW, encoding="utf-8")


def test_the_target_of_the_year_is_judged_and_those_ahead_asked_from_it():
    found = {v.target: v for v in past_verdicts() if v.judge}
    assert found["share-2026"].reached
    assert found["share-2026"].gap_pp == pytest.approx(0.11)
    assert "share-2026" not in {v.target for v in past_verdicts("2026-12-31")}


def test_no_growth_is_required_of_the_year_and_every_scenario_shows_its_release():
    older = dx.load_scenario("baseline")  # the ministry's, based on 2024
    found = {f.target.id: f for f in dx.verdicts([older])}["share-2026"]
    assert found.over and found.published.value == 0.1461
    assert set(found.additions.values()) == {None}
    assert "14.61%" in sentence(found, "", "en")
    assert "14,61%" in sentence(found, "", "vi")
    ahead = {f.target.id: f for f in dx.verdicts([older])}["share-2030"]
    assert not ahead.over and ahead.additions["all"] is not None


def test_the_forecast_is_scored_on_it_and_what_others_measured_is_listed():
    outcomes = locations.country_dir() / "outcomes.csv"
    outcomes.write_text(
        "series,year,value,producer\ndigital_share,2026,14.61,nso\ndigital_share,2026,19,mic\n"
    )
    record = locations.country_dir() / "forecasts" / "2026.yaml"
    said = CliRunner().invoke(cli, ["backtest", "--score", str(record), str(outcomes)])
    assert said.exit_code == 0, said.output
    assert "Digital economy in GDP" in said.output
    assert "line 3: digital_share 2026 (measured by another producer" in said.output


def test_a_row_that_names_an_unknown_source_fails_the_check():
    file = locations.data_dir() / "observations" / "digital.csv"
    wrong = ROW.replace("nso-digital-2026", "nso-digital-2062").replace("2027-01-06", "2027-02-06")
    file.write_text(file.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    said = CliRunner().invoke(cli, ["check"])
    assert said.exit_code == 2 and "nso-digital-2026" in said.output  # the nearest spelling


def test_fits_and_back_test_take_it_up():
    assert fit("digital_share", "nso", "drift").last == 2026
    origins = list(vintage_origins(subject("digital_share", "nso"), 5))
    assert max(max(origin.outcomes) for origin in origins) == 2026


def test_history_and_paths_draw_it():
    table = figures.history().table
    assert 2026 in set(table[table["producer"] == "nso"]["year"])
    drawn = figures.paths(dx.load_scenario("nso-reference-pace")).table
    assert drawn["year"].min() <= 2020


def test_the_explorer_and_an_older_scenario_say_so():
    hello = Session(opened("nso-reference-pace", "en")).answer({"do": "hello"})
    row = next(row for row in hello["rows"] if row["id"] == "share-2026")
    assert "14.61%" in row["word"] and row["state"] == "reached"
    assert hello["history"]["years"][-1] == 2026
    assert "14.61%" in hello["history"]["lines"][-1]
    assert "14.61%" in base_vintage_sentence(dx.load_scenario("nso-2025-class-pace"))


@pytest.mark.parametrize(("lang", "words"), [("en", "14.61%"), ("vi", "14,61%")])
def test_both_briefings_and_the_index_open_with_it(lang, words):
    scenarios = [dx.load_scenario(name) for name in ("nso-2025-class-pace", "baseline")]
    targets = dx.load_targets()
    texts = compose(BriefingResults.of(scenarios, targets, draws=200), lang).texts
    assert any(words in " ".join(text.split()) for text in texts)
    facts = dx.verdicts(scenarios, targets)
    assert words in " ".join(
        page(scenarios, targets, facts, dict.fromkeys(("en", "vi"), ""), lang).split()
    )
