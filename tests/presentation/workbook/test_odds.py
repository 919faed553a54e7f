"""The sheet of odds: the library's numbers, labelled as fixed, and told apart once stale."""

import io

import openpyxl
import pytest
from support.scenarios import plan, write
from support.workbooks import cell_of, recalculated

import dxsim as dx
from dxsim.analysis.evidence.past_targets import over
from dxsim.analysis.targets import load_targets
from dxsim.presentation.text.messages import number, say
from dxsim.presentation.text.tables import target_in_words
from dxsim.presentation.workbook import read_workbook, workbook_bytes
from dxsim.presentation.workbook.sheets.odds import CHECK, SHEET, TABLE
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import scenario_text

NAME = "nso-2025-class-pace"


@pytest.fixture(scope="module")
def ahead():
    """The targets of the country whose year is not over."""
    known = load_targets()
    return [target for target in known if target.id not in over(known, "nso")]


@pytest.fixture(scope="module", params=["en", "vi"])
def written(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("odds") / "book.xlsx"
    dx.write_workbook(load_scenario(NAME), path, request.param)
    return request.param, path


def lines(path, lang):
    """Return the rows of the sheet of odds as lists of values."""
    sheet = openpyxl.load_workbook(path, data_only=True)[say(f"workbook.sheet_{SHEET}", lang)]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_its_numbers_are_those_of_the_ensemble(written, ahead):
    lang, path = written
    found, known = dx.ensemble(load_scenario(NAME), targets=ahead), {t.id: t for t in ahead}
    rows = lines(path, lang)
    for row, name in zip(rows[TABLE + 1 :], found["target"].values, strict=False):
        one = found.sel(target=name)
        wanted = [float(one[key]) for key in ("probability", "range_low", "range_high")]
        wanted += [wanted[0], *map(float, one["probability_by_basis"].values)]
        wanted.append(float(one["sampling_error"]))
        assert row[0] == target_in_words(known[str(name)], lang)
        assert row[1 : 1 + len(wanted)] == pytest.approx(wanted, abs=1e-15)
    shares = [row for row in rows if row[0] in found["year"].values]
    assert len(shares) == found.sizes["year"]
    assert shares[-1][4] == pytest.approx(float(found["share"].sel(quantile=0.5)[-1]), abs=1e-15)


def test_it_says_what_computed_them_and_what_they_rest_on(written, ahead):
    lang, path = written
    found = dx.ensemble(load_scenario(NAME), targets=ahead)
    text = "\n".join(str(row[0]) for row in lines(path, lang))
    assert f"dxsim {dx.__version__}" in text and str(found.attrs["seed"]) in text
    assert number(found.attrs["draws"], lang, 0) in text
    assert say("ensemble.basis_path", lang) in text and say("ensemble.bases_note", lang) in text


def test_import_takes_the_assumptions_and_leaves_the_odds(written):
    _, path = written
    assert read_workbook(path) == scenario_text(load_scenario(NAME))


def test_changed_assumptions_make_them_those_of_the_scenario_as_written(
    written, tmp_path, require_program
):
    soffice = require_program("soffice", "libreoffice-calc")
    lang, path = written
    book, paths = openpyxl.load_workbook(path), {}
    for name, change in (("as-written", 1.0), ("changed", 1.01)):
        cell_of(book, "gdp_base").value *= change
        paths[name] = tmp_path / f"{name}.xlsx"
        book.save(paths[name])
    done = recalculated(soffice, list(paths.values()), tmp_path)
    said = {name: lines(done[name], lang)[CHECK][0] for name in paths}
    keys = {"as-written": "odds_same", "changed": "odds_changed"}
    assert said == {name: say(f"workbook.{key}", lang) for name, key in keys.items()}


def test_where_nothing_is_ahead_there_is_no_such_sheet():
    known = load_targets()
    past = [target for target in known if target.id in over(known, "nso")]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(load_scenario(NAME), "en", past)))
    assert past and say("workbook.sheet_odds", "en") not in book.sheetnames


def test_an_exhausted_path_has_no_probability(tmp_path):
    """Under the plan kept to 2045 nothing is left by then, so that target has no number."""
    book = workbook_bytes(load_scenario(write(plan(), tmp_path)), "en")
    sheet = openpyxl.load_workbook(io.BytesIO(book), data_only=True)[
        say("workbook.sheet_odds", "en")
    ]
    row = next(row for row in sheet.iter_rows(values_only=True) if "2045" in str(row[0]))
    assert row[1] == say("verdict.not_evaluable", "en")
