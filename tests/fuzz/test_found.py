"""What attacks have found: each a test by name, so that it stays mended."""

import pytest
from support.attack import survives
from support.scenarios import plan, write


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
