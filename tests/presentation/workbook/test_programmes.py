"""The sheet of programmes: typed numbers give the model's results, and come back as a scenario."""

import itertools

import openpyxl
import pytest
from support.workbooks import block, cell_of, differences, recalculated

from dxsim.analysis.targets import load_targets
from dxsim.data.yamlfile import InputError
from dxsim.presentation.workbook import read_workbook, workbook_bytes
from dxsim.presentation.workbook.sheets.projection import has_formula
from dxsim.scenario.loading import load_scenario

NAMES = [p.name for p in load_scenario("plan-programmes").programmes]
TYPED = {
    ("retail", "realisation"): 0.65,
    ("retail", "productivity"): -0.04,
    ("tourism", "scale"): 0.5,
    ("tourism", "lag"): 3,
    ("factories", "intensity_rise"): 1.4,
    ("sme-platforms", "reach"): 0.15,
    ("sme-platforms", "per_unit"): 61.5,
    ("domestic-ict", "delay"): 2,
    ("domestic-ict", "part"): 0.7,
    ("public-demand-3", "content"): 0.4,
    ("public-demand-3", "delay"): 1,
    ("farms", "on"): 0,
}
PLANNED = {("retail", 2030): 0.9, ("retail", 2035): 1.0, ("public-demand-3", 2026): 130.0}
IN_A_FILE = """
name: typed
extends: plan-programmes
programmes:
  - name: retail
    realisation: 65%
    productivity: -4%
    coverage: {path: {2025: 0%, 2030: 90%, 2035: 100%}}
  - {name: tourism, scale: 50%, lag: 3}
  - {name: factories, intensity_rise: 1.4}
  - {name: sme-platforms, reach: 15% of gdp, cost: {per_unit: 61.5 m VND}}
  - {name: domestic-ict, delay: 2, part: 70%}
  - {name: public-demand-3, content: 40%, delay: 1, SPENDING}
  - fibre-5g
  - semiconductors
  - data-economy
"""


def cell(book, name, key):
    """Return the cell of a programme's number."""
    return cell_of(book, f"programme_{NAMES.index(name) + 1}_{key}")


def planned(book, name, year):
    """Return the cell of a programme's plan for a year."""
    years = [c.value for c in block(book, "plan_years")[0]]
    return block(book, f"programme_{NAMES.index(name) + 1}_plan")[0][years.index(year)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("programmes")


@pytest.fixture(scope="module")
def untouched(folder):
    path = folder / "plan-programmes.xlsx"
    path.write_bytes(workbook_bytes(load_scenario("plan-programmes"), "vi"))
    return path


@pytest.fixture(scope="module")
def wanted(folder):
    """The scenario whose file says what is typed into the workbook."""
    spending = load_scenario("plan-programmes").programmes[NAMES.index("public-demand-3")].spending
    path = {y: f"{v.value} {v.unit}" for y, v in spending.path.items()} | {2026: "130 trn VND"}
    text = "spending: {path: {" + ", ".join(f"{y}: {v}" for y, v in path.items()) + "}}"
    file = folder / "typed.yaml"
    file.write_text(IN_A_FILE.replace("SPENDING", text), encoding="utf-8")
    return load_scenario(file)


@pytest.fixture(scope="module")
def changed(folder, untouched):
    book = openpyxl.load_workbook(untouched)
    for (name, key), value in TYPED.items():
        cell(book, name, key).value = value
    for (name, year), value in PLANNED.items():
        planned(book, name, year).value = value
    path = folder / "typed.xlsx"
    book.save(path)
    return path


def test_a_workbook_untouched_comes_back_as_its_programmes(untouched, folder):
    file = folder / "plan-programmes.yaml"
    file.write_text(read_workbook(untouched), encoding="utf-8")
    assert load_scenario(file).programmes == load_scenario("plan-programmes").programmes


def test_typed_numbers_come_back_as_a_file_would_state_them(changed, wanted, folder):
    """Distributions move with what was typed, and evidence of the old number is gone."""
    file = folder / "back.yaml"
    file.write_text(read_workbook(changed, "back"), encoding="utf-8")
    assert load_scenario(file).programmes == wanted.programmes
    assert load_scenario(file).programmes[0].uncertainty.realisation.beta.mean == 0.65


def test_typed_numbers_give_the_models_results(changed, untouched, wanted, folder, require_program):
    """LibreOffice's shares, growth, verdicts; and what it shows beforehand is what it computes."""
    soffice = require_program("soffice", "libreoffice-calc")
    emptied = folder / "emptied.xlsx"
    openpyxl.load_workbook(untouched).save(emptied)
    new = recalculated(soffice, [changed, emptied], folder)
    judged = [target for target in load_targets() if has_formula(target)]
    assert not list(differences(new["typed"], wanted, judged, "vi"))
    before = openpyxl.load_workbook(untouched, data_only=True)
    after = openpyxl.load_workbook(new["emptied"], data_only=True)
    formulas = openpyxl.load_workbook(untouched)
    wrong, count = [], 0
    for sheet in formulas:
        for one in itertools.chain.from_iterable(sheet.iter_rows()):
            if one.data_type != "f":
                continue
            count += 1
            shown, computed = (b[sheet.title][one.coordinate].value or 0 for b in (before, after))
            number = isinstance(shown, int | float) and isinstance(computed, int | float)
            if not (abs(shown - computed) <= 1e-9 * max(1, abs(shown)) if number else
                    shown == computed):  # fmt: skip
                wrong.append((sheet.title, one.coordinate, shown, computed))
    assert count > 5000 and not wrong[:5]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("realisation", 1.4, "a share from 0% to 100%"),
        ("lag", 1.5, "whole years from 0 to 100"),
        ("intensity_rise", 12, "at most 100%"),
        ("reach", None, "found nothing"),
        ("on", 2, "1, or 0 to leave it out"),
        ("per_unit", "dear", "an amount|money"),
    ],
)
def test_a_number_no_file_may_state_is_refused_at_its_cell(untouched, tmp_path, key, value, said):
    book = openpyxl.load_workbook(untouched)
    target = cell(book, "retail", key)
    target.value = value
    path = tmp_path / "wrong.xlsx"
    book.save(path)
    with pytest.raises(InputError, match=said) as refused:
        read_workbook(path)
    assert f"{target.parent.title}!{target.coordinate}" in str(refused.value)


def test_a_plan_that_falls_is_refused_at_its_cell(untouched, tmp_path):
    book = openpyxl.load_workbook(untouched)
    target = planned(book, "retail", 2033)
    target.value = 0.2
    path = tmp_path / "falls.xlsx"
    book.save(path)
    with pytest.raises(InputError, match="coverage that never falls") as refused:
        read_workbook(path)
    assert f"!{target.coordinate}" in str(refused.value)


def test_a_programmes_cell_that_was_deleted_is_missed(untouched, tmp_path):
    book = openpyxl.load_workbook(untouched)
    del book.defined_names["programme_2_lag"]
    path = tmp_path / "lost.xlsx"
    book.save(path)
    with pytest.raises(InputError, match="programme_2_lag: found no such name"):
        read_workbook(path)
