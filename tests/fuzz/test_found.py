"""What attacks have found: each a test by name, so that it stays mended."""

import json
import os
import zipfile

import pytest
from support.attack import survives
from support.mutations import yaml_bytes
from support.readers import FORECASTS, OUTCOMES
from support.scenarios import plan, write

from dxsim.batch.main_job.notebooks import notebook_parameters


def refused(folder, data, *said):
    """Check that a scenario is refused by every reader, and the line says all of `said`."""
    path = write(data, folder)
    for call in (("project", path), ("check", path), ("diff", path, "baseline")):
        answer = survives(folder, *call)
        assert answer.status == 2, answer
        for text in said:
            assert text in answer.err, answer.err


@pytest.mark.parametrize("law", ["constant", "fade", "path", "logistic"])
def test_a_law_without_a_value_is_refused(tmp_path, law):
    data = plan()
    data["components"]["ict"]["growth"] = {law: None}
    refused(tmp_path, data, "components.ict.growth", f"{law} without a value")


@pytest.mark.parametrize("place", [(), ("components",), ("components", "ict"), ("gdp", "growth")])
def test_a_key_that_looks_like_the_validators_own_mark_is_refused(tmp_path, place):
    data = plan()
    here = data
    for key in place:
        here = here[key]
    here["[key]"] = "x"
    refused(tmp_path, data, "[key]")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("porject",), "did you mean project?"),
        (("project",), "SCENARIO"),
        (("project", "baseline", "--lag", "vi"), "--lang"),
        (("ensemble", "baseline", "--draws", "many"), "--draws"),
        (("project", "a\x1b[31m\nb\u202e.yaml"), "\\x1b[31m\\x0ab\\x202e.yaml"),
    ],
)
def test_a_wrong_call_is_one_line_that_no_terminal_obeys(tmp_path, call, said):
    answer = survives(tmp_path, *call)
    assert answer.status == 2
    assert said in answer.err


@pytest.mark.parametrize("growth", ["300%", "-99%", "1000%"])
@pytest.mark.parametrize("times", [-1000, 1000])
def test_numbers_without_bounds_are_refused_or_computed_without_a_warning(tmp_path, growth, times):
    data = plan(gdp=growth, end_year=2324)
    data["components"]["ict"]["growth"] = {"gdp_multiple": {"times": times}}
    data["components"]["sectoral"]["growth"] = {"relative": {"speed": 5}}
    path = write(data, tmp_path)
    for call in (("project", path), ("targets", path), ("ensemble", path, "--draws", "10")):
        survives(tmp_path, *call)


@pytest.mark.parametrize("name", ["notebooks", "figures"])
def test_a_run_never_clears_away_a_folder_that_is_not_its_own(tmp_path, name):
    own = tmp_path / name / "mine.ipynb"
    own.parent.mkdir()
    own.write_text("mine")
    answer = survives(tmp_path, "run", "baseline", "--out", tmp_path)
    assert answer.status == 2 and f"{name}/ is not of a run" in answer.err
    assert own.read_text() == "mine"


def test_a_sweep_never_replaces_the_manifest_of_a_run(tmp_path):
    """Its figures stay verifiable: what they were made of is known from there alone."""
    (tmp_path / "out" / "figures").mkdir(parents=True)
    (tmp_path / "out" / "manifest.json").write_text("a run's")
    for also in ((), ("--notebooks",)):
        answer = survives(tmp_path, "sweep", "growth-grid", "--out", tmp_path / "out", *also)
        assert answer.status == 2 and "that of a run" in answer.err


@pytest.mark.parametrize("base", ["1e40 trn VND", "1e300 trn VND", "1e-300 trn VND"])
def test_a_component_beyond_all_gdp_is_refused_with_its_share(tmp_path, base):
    data = plan(gdp="10%")
    data["gdp"]["base"] = "1e-100 trn VND"
    data["components"]["ict"]["base"] = base
    answer = survives(tmp_path, "project", write(data, tmp_path))
    assert answer.status == 2, answer


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ('series,value\n"' + "a" * 140_000 + '",3\n', "field"),
        (f"series,value\ndigital_share,{'9' * 400}\n", "a number"),
        ("series\x1b[31m,val\u202eue\nx,3\n", "a column series"),
        ("series,value\ndigital_share,13,4\n", "3 cells"),
        ('series,value\n"digital_share,13\n', "end of data"),
        ("series,value,value\ndigital_share,1,2\n", "a column twice"),
        (",,\n , ,\n", "a column series"),
    ],
)
def test_outcomes_that_are_no_table_are_refused(tmp_path, outcomes, said):
    forecast, came_out = tmp_path / "f.yaml", tmp_path / "o.csv"
    forecast.write_bytes(yaml_bytes(FORECASTS))
    came_out.write_text(outcomes, encoding="utf-8")
    answer = survives(tmp_path, "backtest", "--score", forecast, came_out, "--json")
    assert answer.status == 2 and said in answer.err


@pytest.mark.parametrize("quantile", ["inf", "nan", "1e400", "-1e300"])
def test_a_forecast_without_bounds_is_refused(tmp_path, quantile):
    forecast, came_out = tmp_path / "f.yaml", tmp_path / "o.csv"
    entry = FORECASTS["forecasts"][0] | {"quantiles": {"p50": quantile}}
    forecast.write_bytes(yaml_bytes(FORECASTS | {"forecasts": [entry]}))
    came_out.write_text(OUTCOMES, encoding="utf-8")
    answer = survives(tmp_path, "backtest", "--score", forecast, came_out, "--json")
    assert answer.status == 2 and "p50" in answer.err and quantile in answer.err


def test_a_skill_against_next_to_nothing_is_not_stated(tmp_path):
    forecast, came_out = tmp_path / "f.yaml", tmp_path / "o.csv"
    entry = FORECASTS["forecasts"][0] | {"quantiles": {"p50": "9e29"}, "marks": {"x": {"p50": 0}}}
    forecast.write_bytes(yaml_bytes(FORECASTS | {"forecasts": [entry]}))
    came_out.write_text(f"series,value\ndigital_share,0.{'0' * 299}1\n", encoding="utf-8")
    answer = survives(tmp_path, "backtest", "--score", forecast, came_out, "--json")
    assert answer.status == 0 and json.loads(answer.out)["scores"][0]["skill"] is None


def test_a_day_before_all_knowledge_is_refused(tmp_path):
    for call in ((), ("--errors",), ("--forecast", "1990")):
        answer = survives(tmp_path, "backtest", *call, "--as-of", "1980")
        assert answer.status == 2 and "1980-12-31" in answer.err


@pytest.mark.parametrize(
    "call",
    [
        ("run", "baseline", "--timeout", "nan"),
        ("run", "baseline", "--timeout", "inf"),
        ("sweep", "platform-base", "--timeout", "1e300"),
        ("require", "baseline", "--target", "share-2030", "--addition", "nan"),
        ("run", "baseline", "-p", "draws", "many"),
        ("run", "baseline", "-p", "draws", "2.5"),
        ("run", "baseline", "-p", "draws", "true"),
        ("run", "baseline", "-p", "addition", "NaN"),
        ("run", "baseline", "-p", "addition", "1e999"),
    ],
)
def test_a_number_that_is_none_is_refused_before_anything_runs(tmp_path, call):
    out = () if call[0] == "require" else ("--out", tmp_path / "out")
    assert survives(tmp_path, *call, *out).status == 2


def test_a_parameter_is_of_the_kind_its_notebook_declares():
    texts = {"as_of": "2025", "draws": "5000", "addition": "2", "bounds": "a:b:c:d:e, f:g:h:i:j"}
    assert notebook_parameters(texts) == {
        "as_of": "2025",
        "draws": 5000,
        "addition": 2,
        "bounds": ["a:b:c:d:e", "f:g:h:i:j"],
    }


@pytest.mark.parametrize("year", ["-5", "0", "99999999"])
def test_a_forecast_for_no_year_is_refused(tmp_path, year):
    assert survives(tmp_path, "backtest", "--forecast", year).status == 2


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_number_of_many_digits_is_written(tmp_path, lang):
    data = plan()
    data["gdp"]["base"] = "1e60 trn VND"
    path = write(data, tmp_path)
    for command in ("project", "targets"):
        assert survives(tmp_path, command, path, "--lang", lang).status == 0


def test_a_workbook_with_a_damaged_stream_is_refused(tmp_path):
    book = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 200)
    data = bytearray(book.read_bytes())
    start = 30 + len("xl/workbook.xml")
    data[start : start + 8] = b"\xff" * 8
    book.write_bytes(bytes(data))
    answer = survives(tmp_path, "import", book)
    assert answer.status == 2
    assert "no Excel file" in answer.err


@pytest.mark.parametrize("last", [2030, 2045])
def test_a_limit_for_each_year_and_component_is_soon_judged(tmp_path, last):
    """A conflict of nineteen among many: subsets by size would be tried for ever."""
    caps = [
        {"id": f"cap-{name}-{year}", "of": name, "years": year, "max": "13%"}
        for year in range(2025, last + 1)
        for name in ("ict", "platform", "sectoral")
    ]
    path = write({"name": "own", "extends": "baseline", "bounds": caps}, tmp_path)
    answer = survives(tmp_path, "feasible", path, "--targets", "share-2030", "--json")
    needed = {cap["id"] for cap in caps if int(cap["years"]) <= 2030}
    assert set(json.loads(answer.out)["conflict"]) == {"share-2030", *needed}


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_plain_file_is_never_written_over(tmp_path, kind):
    """A device too: a forecast written to /dev/full once took its place."""
    made = tmp_path / "made.csv"
    os.mkfifo(made) if kind == "pipe" else made.mkdir()
    answer = survives(tmp_path, "export", "baseline", "--out", made)
    assert answer.status == 2 and "no plain file" in answer.err
    assert made.exists() and not made.is_file()
