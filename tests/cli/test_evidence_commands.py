"""audit and backtest on the command line: text, JSON, wrong input in one line."""

import json

import pytest
from click.testing import CliRunner

from dxsim.cli import evidence as commands
from dxsim.data.locations import country_dir
from dxsim.data.yamlfile import InputError


def run(command, *args):
    result = CliRunner().invoke(command, args, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_audit_prints_every_check_in_either_language():
    english, vietnamese = (run(commands.audit_command, "--lang", lang) for lang in ("en", "vi"))
    assert english.count("CONSISTENT") >= 30 and "46 checks" in english
    assert "trillion yuan" in english and "nghìn tỷ nhân dân tệ" in vietnamese


def test_audit_as_json_has_numbers_and_cited_facts():
    found = {row["check"]: row for row in json.loads(run(commands.audit_command, "--json"))}
    assert len(found) == 46
    assert found["C01"]["numbers"]["sectoral"] == pytest.approx(0.5106, abs=5e-5)
    assert found["C27"]["verdict"] == "inconsistent" and found["C27"]["facts"] == ["A038"]


def test_audit_on_an_early_day_leaves_open_what_was_not_known():
    rows = json.loads(run(commands.audit_command, "--json", "--as-of", "2023-06"))
    late = json.loads(run(commands.audit_command, "--json"))
    open_then = sum(row["verdict"] == "not_checkable" for row in rows)
    assert open_then > sum(row["verdict"] == "not_checkable" for row in late)


@pytest.mark.parametrize(("lang", "words"), [("en", "observations alone"), ("vi", "quan sát")])
def test_audit_on_a_day_says_that_documents_of_later_days_still_count(lang, words):
    assert words in run(commands.audit_command, "--as-of", "2024-06", "--lang", lang)
    assert words not in run(commands.audit_command, "--lang", lang).splitlines()[-1]


def test_a_forecast_file_is_scored_whichever_file_is_named_first(tmp_path):
    outcome = tmp_path / "outcomes.csv"
    outcome.write_text("series,year,value\ndigital_share,2025,13.5\nunheard_of,2025,1\n")
    forecast = "params/viet-nam/forecasts/2025.yaml"
    for args in (["--score", forecast, str(outcome)], ["--score", str(outcome)]):
        result = CliRunner().invoke(commands.backtest_command, [*args, "--json"])
        assert result.exit_code == 0
        found = json.loads(result.stdout)
        assert [row["series"] for row in found["scores"]] == ["digital_share"]
        assert found["scores"][0]["crps"] < found["scores"][0]["crps_last_value"]
        assert len(found["not_scored"]) == 1


def test_scores_without_outcomes_need_an_observation_of_the_year(tmp_path):
    file = tmp_path / "forecast.yaml"
    text = (country_dir() / "forecasts" / "2025.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("year: 2025", "year: 2199"), encoding="utf-8")
    with pytest.raises(InputError, match="no observation of 2199"):
        run(commands.backtest_command, "--score", str(file))
    file.write_text(text.replace("year: 2025", "year: 2024"), encoding="utf-8")
    scored = json.loads(run(commands.backtest_command, "--score", str(file), "--json"))["scores"]
    assert {row["series"]: row["outcome"] for row in scored}["ict_revenue"] == 151.86


def test_a_wrong_day_is_refused_in_one_line():
    with pytest.raises(InputError, match="expected a date"):
        run(commands.audit_command, "--as-of", "yesterday")


def test_fit_prints_what_the_points_allow():
    text = run(commands.fit_command, "--as-of", "2025-02-28")
    assert "partial pooling" in text and "damped" not in text
    found = json.loads(run(commands.fit_command, "--json", "--as-of", "2025-02-28"))
    assert {row["law"] for row in found} == {"relative", "logistic", "gompertz"}


def test_a_fit_becomes_a_scenario_that_reads_back(tmp_path):
    from dxsim.scenario.loading import load_scenario

    file = tmp_path / "office-pooled.yaml"
    args = ["--method", "pooled", "--write", "office-pooled", "--out", str(file)]
    run(commands.fit_command, *args, "--as-of", "2025-02-28")
    scenario = load_scenario(file)
    assert scenario.components["ict"].growth.relative.speed == pytest.approx(0.023, abs=1e-3)
    assert scenario.title.vi and scenario.note.en and "bao-moi-digital-2025" in scenario.sources
    assert "Fitted by: dxsim fit digital_share --producer nso" in file.read_text()
    with pytest.raises(InputError, match="a new file"):
        run(commands.fit_command, *args)


def test_a_fit_is_not_written_under_another_name(tmp_path):
    with pytest.raises(InputError, match=r"a new file office\.yaml"):
        run(commands.fit_command, "--write", "office", "--out", str(tmp_path / "other.yaml"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_fit_says_what_was_fitted_by_whom_and_in_which_unit(lang):
    said = run(commands.fit_command, "--producer", "mic", "--lang", lang)
    ministry = {"en": "Ministry of Information and Communications", "vi": "Bộ Thông tin và"}[lang]
    assert ministry in said and "2024" in said.splitlines()[0] and "log-odds" in said
    logs = {"en": "log points", "vi": "điểm log"}[lang]
    assert logs in run(commands.fit_command, "gdp_nominal", "--lang", lang)
