"""LibreOffice, given other assumptions, comes to the model's own numbers."""

import itertools

import openpyxl
import pytest
from support.workbooks import assumptions, differences, recalculated, scenario, typed_into

from dxsim.analysis.targets import load_targets
from dxsim.presentation.workbook import read_workbook, workbook_bytes
from dxsim.presentation.workbook.input_cells import inputs
from dxsim.presentation.workbook.sheets.projection import has_formula
from dxsim.scenario.laws import LAWS, Law
from dxsim.scenario.loading import load_scenario

CLOSURES, PRICES = ("gdp_given", "non_digital_given"), ("current", "constant")
CASES = list(itertools.product(CLOSURES, PRICES))


def laws_of(number, closure):
    """Return the laws of three components; over three numbers each law of a closure comes up."""
    allowed = [law for law in LAWS if law != "gdp_multiple" or closure == "gdp_given"]
    names = ("ict", "platform", "sectoral")
    return {name: allowed[(3 * number + i) % len(allowed)] for i, name in enumerate(names)}


def test_the_cases_cover_every_law_under_every_closure():
    for closure in CLOSURES:
        seen = {law for n in range(3) for law in laws_of(n, closure).values()}
        assert seen == set(LAWS) - ({"gdp_multiple"} if closure == "non_digital_given" else set())


def checked(soffice, folder, lang, cases):
    """Type each case into one workbook, recalculate all, say what differs from the model."""
    targets = tuple(target for target in load_targets() if has_formula(target))
    part = next(target for target in targets if target.base)
    law = Law.model_validate({"relative": {"speed": 0.03}})
    targets += (part.model_copy(update={"id": "part-of-its-own", "growth": law}),)
    start = load_scenario("baseline")
    written = folder / "start.xlsx"
    written.write_bytes(workbook_bytes(start, lang, targets))
    template = openpyxl.load_workbook(written)
    wanted, paths = {}, []
    for seed, closure, prices, laws in cases:
        wanted[f"random-{seed}"] = scenario(assumptions(seed, closure, prices, laws), folder)
        paths.append(folder / f"random-{seed}.xlsx")
        typed_into(template, wanted[f"random-{seed}"], paths[-1])
    found = {}
    for name, path in recalculated(soffice, paths, folder).items():
        found[name] = list(differences(path, wanted[name], targets, lang))
        file = folder / f"{name}.yaml"
        file.write_text(read_workbook(path), encoding="utf-8")
        if inputs(load_scenario(file)) != inputs(wanted[name]):
            found[name].append("not the same assumptions when taken back")
    assert len(found) == len(cases)
    return {name: said for name, said in found.items() if said}


def test_changed_assumptions_give_the_models_numbers(tmp_path, require_program):
    """Eight random sets of assumptions: all laws, both closures, both price bases."""
    soffice = require_program("soffice", "libreoffice-calc")
    cases = [
        (index * 3 + n, closure, prices, laws_of(n, closure))
        for index, (closure, prices) in enumerate(CASES)
        for n in ((0, 1) if prices == "current" else (1, 2))
    ]
    assert not checked(soffice, tmp_path, "vi", cases)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_many_changed_assumptions_give_the_models_numbers(tmp_path, require_program, part):
    soffice = require_program("soffice", "libreoffice-calc")
    closure, prices = CASES[part]
    numbers = range(1000 + 100 * part, 1018 + 100 * part)
    cases = [(n, closure, prices, laws_of(n, closure)) for n in numbers]
    assert not checked(soffice, tmp_path, "en", cases)


def test_what_a_workbook_shows_before_recalculation_is_what_its_formulas_give(
    tmp_path, require_program
):
    """Every formula of a workbook in use of every sheet, with other scenarios beside it."""
    soffice = require_program("soffice", "libreoffice-calc")
    others = [load_scenario(name) for name in ("plan-repeated", "saturating")]
    path = tmp_path / "high-growth.xlsx"
    path.write_bytes(workbook_bytes(load_scenario("high-growth"), "en", compare=others))
    formulas = openpyxl.load_workbook(path)
    shown = openpyxl.load_workbook(path, data_only=True)
    emptied = tmp_path / "emptied.xlsx"
    formulas.save(emptied)
    new = openpyxl.load_workbook(
        recalculated(soffice, [emptied], tmp_path)["emptied"], data_only=True
    )
    wrong, count = [], 0
    for sheet in formulas:
        for cell in itertools.chain.from_iterable(sheet.iter_rows()):
            if cell.data_type == "f":
                count += 1
                before = shown[sheet.title][cell.coordinate].value or 0
                after = new[sheet.title][cell.coordinate].value or 0
                number = isinstance(before, int | float) and isinstance(after, int | float)
                same = (
                    abs(before - after) <= 1e-9 * max(1, abs(before)) if number else before == after
                )
                if not same:
                    wrong.append((sheet.title, cell.coordinate, before, after))
    assert count > 3000 and not wrong
