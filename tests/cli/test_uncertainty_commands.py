"""`dxsim ensemble`, `sensitivity` and `discover`: their JSON, both languages, wrong input."""

import json
import re

import pytest
from click.testing import CliRunner

from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.cli.main import cli
from dxsim.data.country import component_names
from dxsim.data.yamlfile import InputError
from dxsim.presentation.text.words import block_name
from dxsim.scenario.loading import load_scenario


def run(*arguments):
    result = CliRunner().invoke(cli, list(arguments))
    if result.exception is not None:
        raise result.exception
    return result.output


def test_the_ensemble_prints_its_contract():
    asked = ("ensemble", "nso-reference-pace", "--draws", "300", "--seed", "7", "--json")
    found = json.loads(run(*asked))
    assert (found["scenario"], found["draws"], found["seed"]) == ("nso-reference-pace", 300, 7)
    assert set(found["share_quantiles"]["p05"]) == {str(year) for year in range(2024, 2046)}
    first = found["targets"][0]
    assert {"target", "probability", "range", "basis", "sampling_error"} <= set(first)
    low, high = first["range"]
    assert 0 <= low <= first["probability"] <= high <= 1
    assert low == min(first["probability"], *first["by_basis"].values())
    assert set(first["by_basis"]) == {
        "own_history",
        "lasting",
        "fading",
        "breaks",
        "thin_tails",
        "fat_tails",
    }
    assert first["basis"] == "reference_class" and 0 < first["sampling_error"] < 0.03
    assert 0 <= found["joint_probability"] <= 1
    assert found["exhausted_draws"] == 0
    assert set(found["scenario_share"]) == set(found["share_quantiles"]["p50"])
    assert found["assumptions"]["degrees_of_freedom"]
    assert found == json.loads(run(*asked))


def test_exhausted_quantiles_are_null():
    found = json.loads(run("ensemble", "plan-repeated", "--draws", "300", "--json"))
    assert found["exhausted_draws"] > 100
    assert found["share_quantiles"]["p95"]["2045"] is None
    assert found["share_quantiles"]["p05"]["2030"] > 0
    assert found["exhausted_in"] == 2038


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_command_speaks_both_languages(lang):
    few = ("--draws", "64", "--lang", lang)
    texts = [
        run("ensemble", "plan-fading", *few),
        run("ensemble", "plan-fading", *few, "--given", "2025:gdp=10%"),
        run("sensitivity", "plan-fading", *few),
        run("discover", "plan-fading", *few),
    ]
    owed = ("Student-t", "Student-t", "Sobol", "Student-t")
    for text, word in zip(texts, owed, strict=True):
        assert "{" not in text
        assert word in text
    assert ("phần còn lại" in texts[0]) == (lang == "vi")


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("command", ["ensemble", "sensitivity", "discover"])
def test_no_probability_stands_without_the_errors_it_assumes(command, lang):
    text = run(command, "plan-fading", "--draws", "64", "--lang", lang)
    spreads = {"en": "(standard deviations)", "vi": "(độ lệch chuẩn)"}[lang]
    told = [line.partition(":")[0] for line in text.splitlines() if spreads in line]
    blocks = {block_name(name, lang) for name in (*component_names(), "gdp")}
    assert {name for subject in told for name in subject.strip("- ").split(", ")} == blocks
    assert ("Student-t" in text) == (command != "sensitivity")  # whose errors are normal
    proof = assumptions(load_scenario("plan-fading"))["provenance"][lang]
    assert proof in text and re.search(r"94\s?%", proof)  # how the back-test did


def test_sensitivity_and_discovery_print_json():
    indices = json.loads(run("sensitivity", "baseline", "--draws", "64", "--json"))
    assert {row["factor"] for row in indices["share"]["2030"]} >= {"ict.persistent", "gdp.yearly"}
    rule = json.loads(run("discover", "plan-fading", "--draws", "4000", "--json"))
    assert rule["limits"][0]["input"].startswith("excess.")
    assert 0 < rule["density"] <= 1 and rule["assumptions"]["producer"] == "mic"


def test_outcomes_update_the_record():
    arguments = ("ensemble", "plan-fading", "--draws", "2000", "--json")
    found = json.loads(run(*arguments, "--given", "2025:sectoral=36%", "--given", "2025:gdp=10%"))
    assert 200 < found["effective_draws"] < 2000
    assert [one["of"] for one in found["outcomes"]] == ["sectoral", "gdp"]


def test_outcomes_as_json_run_no_ensemble_beside_them(monkeypatch):
    def never(*_, **__):
        raise AssertionError("an ensemble that nobody asked for")

    monkeypatch.setattr("dxsim.cli.uncertainty._futures", never)
    arguments = ("ensemble", "plan-fading", "--draws", "300", "--given", "2025:gdp=10%", "--json")
    assert json.loads(run(*arguments))["outcomes"] == [{"year": 2025, "of": "gdp", "value": 0.1}]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ensemble", "baseline", "--draws", "1000", "--method", "sobol"),
        ("ensemble", "baseline", "--given", "2025:gdp=0.1"),
        ("ensemble", "base-line"),
        ("ensemble", "baseline", "--given", "2025:gdp=10%", "--method", "random"),
        ("ensemble", "baseline", "--given", "2025:gdp=10%", "--engine", "numpy"),
        ("ensemble", "baseline", "--given", "2025:gdp=10%", "--cluster", "local"),
        ("sensitivity", "baseline", "--draws", "1000"),
        ("discover", "baseline", "--target", "share-2031"),
    ],
)
def test_wrong_input_is_one_line(arguments):
    with pytest.raises(InputError) as error:
        run(*arguments)
    assert "\n" not in str(error.value)
