"""What a workbook is made of: formulas all spreadsheets know, texts that stay texts, all digits."""

import io
import re
import zipfile

import openpyxl
import pytest
from support.scenarios import plan, write
from support.workbooks import block, cell_of

from dxsim.analysis.evidence.past_targets import last_year_over
from dxsim.analysis.judged import Judged, verdicts
from dxsim.analysis.targets import load_targets
from dxsim.data.country import component_names
from dxsim.model.projection import simulate
from dxsim.presentation.text.messages import catalogue
from dxsim.presentation.text.words import block_name
from dxsim.presentation.workbook import required_growth, values, workbook_bytes
from dxsim.presentation.workbook.input_cells import SPARE_YEARS, inputs, slots
from dxsim.scenario.laws import LAWS, RATE_LAWS, Law
from dxsim.scenario.loading import load_scenario

SHARED = {
    "ABS", "AND", "COLUMNS", "COUNT", "EXP", "IF", "INDEX", "ISERROR", "ISNUMBER", "LEFT",
    "LN", "MATCH", "MAX", "MIN", "NA",
    "NOT", "OR", "ROUND", "SEARCH", "SUM", "SUMIF", "SUMPRODUCT", "VALUE",
}  # fmt: skip
HOSTILE = '=HYPERLINK("http://example.invalid","x")'


@pytest.fixture(scope="module")
def content():
    others = [load_scenario("saturating")]
    return workbook_bytes(load_scenario("plan-fading"), "vi", compare=others)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def formulas(book):
    """Return every formula with its place."""
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(c.parent.title, c.coordinate): c.value for c in cells if c.data_type == "f"}


def test_no_verdict_looks_clean_where_the_rest_of_gdp_shrinks():
    """Under every verdict of the repeated plan stand the years in which it costs the rest."""
    written = workbook_bytes(load_scenario("plan-repeated"), "en")
    sheet = openpyxl.load_workbook(io.BytesIO(written), data_only=True)["Verdicts"]
    rows = {row[0]: row[2 : 2 + len(load_targets())] for row in sheet.iter_rows(values_only=True)}
    texts = catalogue("en")
    for key, year in (("shrinks_from", 2032), ("shrinks_from_real", 2030), ("exhausted_in", 2038)):
        assert set(rows[texts[f"workbook.line_{key}"]]) == {year}


def test_only_functions_that_all_spreadsheets_share(book):
    found = formulas(book)
    without_texts = (re.sub(r'"[^"]*"', "", formula) for formula in found.values())
    used = {name for text in without_texts for name in re.findall(r"([A-Z][A-Z.0-9]*)\(", text)}
    assert used <= SHARED and len(found) > 3000
    assert not any("_xlfn" in formula or "{" in formula for formula in found.values())


def test_nothing_is_protected_hidden_or_run(content, book):
    parts = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [part for part in parts if "vba" in part.lower() or "externalLink" in part]
    for sheet in book:
        assert not sheet.protection.sheet and sheet.sheet_state == "visible"
    assert not any(row.hidden for sheet in book for row in sheet.row_dimensions.values())


def test_the_same_scenario_is_the_same_bytes(content):
    again = workbook_bytes(
        load_scenario("plan-fading"), "vi", compare=[load_scenario("saturating")]
    )
    assert again == content


def test_every_law_of_a_slot_is_in_its_list(book):
    sheet = book[catalogue("vi")["workbook.sheet_assumptions"]]
    lists = {
        str(cell): rule.formula1
        for rule in sheet.data_validations.dataValidation
        for cell in rule.sqref.ranges
        if rule.type == "list"
    }
    for slot in slots():
        offered = lists[cell_of(book, f"{slot.name}_law").coordinate].strip('"').split(",")
        laws = LAWS if slot.part == "growth" and slot.block in component_names() else RATE_LAWS
        assert tuple(offered) == laws


def test_input_cells_hold_every_digit(tmp_path):
    rates = {"constant": "12.345678901234567%"}
    data = plan()
    data["components"]["ict"] = {"base": "8.31612345678901234% of gdp", "growth": rates}
    scenario = load_scenario(write(data, tmp_path))
    read = openpyxl.load_workbook(io.BytesIO(workbook_bytes(scenario, "en", targets=[])))
    assert cell_of(read, "ict_growth_constant_rate").value == 0.12345678901234567
    assert cell_of(read, "ict_base_share").value == scenario.components["ict"].base.value
    for name, value in inputs(scenario).cells.items():
        assert cell_of(read, name).value == (value or None), name


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path):
    """Titles, notes and bounds of a file, beside and inside the workbook, are never run."""
    hostile = dict.fromkeys(("title", "question", "note"), {"en": HOSTILE, "vi": "@SUM(1)"})
    data = plan(**hostile)
    data["components"]["ict"]["note"] = "+cmd|' /C calc'!A0"
    scenario = load_scenario(write(data, tmp_path))
    content = workbook_bytes(scenario, "en", compare=[scenario])
    read = openpyxl.load_workbook(io.BytesIO(content))
    assert not any("HYPERLINK" in formula for formula in formulas(read).values())
    title = cell_of(read, "scenario_title_en")
    assert title.value == HOSTILE and title.data_type == "s" and title.quotePrefix
    seen = [c for sheet in read for row in sheet.iter_rows() for c in row if c.value == HOSTILE]
    assert len(seen) >= 4 and all(cell.data_type == "s" for cell in seen)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_no_text_breaks_a_formula_or_a_limit(lang):
    texts = {k: v for k, v in catalogue(lang).items() if k.startswith(("workbook.", "verdict."))}
    assert not [key for key, text in texts.items() if '"' in text and len(text) < 250]
    sheets = [text for key, text in texts.items() if key.startswith("workbook.sheet_")]
    assert len(set(sheets)) == len(sheets) and all(len(name) <= 31 for name in sheets)
    messages = [text for key, text in texts.items() if key.startswith("workbook.error_")]
    assert all(len(text) <= 255 for text in messages)


def test_the_end_year_has_room_to_move(book):
    years = [cell.value for cell in block(book, "grid_years")[0]]
    assert years == list(range(2025, 2045 + SPARE_YEARS + 1))


def test_a_scenario_of_one_component_makes_a_workbook(tmp_path):
    data = plan()
    data["components"] = {"sectoral": data["components"]["sectoral"]}
    scenario = load_scenario(write(data, tmp_path))
    shown = openpyxl.load_workbook(io.BytesIO(workbook_bytes(scenario, "en")), data_only=True)
    assert cell_of(shown, "ict_present").value == 0
    assert cell_of(shown, "assumptions_missing").value == 0


def test_rows_of_a_component_that_is_not_there_are_folded_and_no_others(tmp_path):
    """Its base, by which it is added, and the table behind the chart stay in sight."""
    data = plan()
    whole = openpyxl.load_workbook(io.BytesIO(workbook_bytes(load_scenario(write(data, tmp_path)))))
    assert not any(row.hidden for sheet in whole for row in sheet.row_dimensions.values())
    lacking = "platform"
    del data["components"][lacking]
    content = workbook_bytes(load_scenario(write(data, tmp_path)))
    found, name = openpyxl.load_workbook(io.BytesIO(content)), block_name(lacking, "en").lower()
    seen = [
        (sheet.title, row[0].row)
        for sheet in found
        for row in sheet.iter_rows(max_col=1)
        if name in str(row[0].value).lower() and not sheet.row_dimensions[row[0].row].hidden
    ]
    base = cell_of(found, f"{lacking}_base_share")
    assert (base.parent.title, base.row) in seen
    assert {title for title, _ in seen} <= {base.parent.title, "Chart", "Probabilities"}
    hidden = [
        sheet.cell(line, 1).value
        for sheet in found
        for line, row in sheet.row_dimensions.items()
        if row.hidden
    ]
    assert len(hidden) > 20 and all(name in (label or name).lower() for label in hidden)


@pytest.mark.parametrize("closure", ["gdp_given", "non_digital_given"])
@pytest.mark.parametrize("prices", ["current", "constant"])
@pytest.mark.parametrize("others", [{"relative": {"speed": "0.05"}}, {"constant": "12%"}])
def test_growth_needed_in_closed_form_is_what_the_solver_finds(tmp_path, closure, prices, others):
    """One component on a constant law: the closed form's addition is the root of the solver."""
    data = plan(prices=prices, closure=closure)
    if closure == "non_digital_given":
        rest = {"growth": data["gdp"].pop("growth"), "deflator": {"constant": "3.35%"}}
        data["non_digital"] = rest
    for name in ("platform", "sectoral"):
        data["components"][name]["growth"] = others
        if "relative" in others:
            data["components"][name].pop("deflator", None)
    scenario = load_scenario(write(data, tmp_path))
    numbers = values.Numbers(Judged.of(scenario), 2050)
    rows = values.equation_values(numbers)
    for target in load_targets():
        if target.metric != "digital_share_of_gdp" or target.year <= last_year_over():
            continue
        needed = required_growth.alone(numbers, target, "ict", rows)
        found = verdicts([scenario], [target])[0].additions["ict"]
        assert required_growth.addition(numbers, "ict", needed) == pytest.approx(found, abs=1e-11)


def test_a_law_that_is_not_constant_has_no_closed_form_of_the_addition():
    scenario = load_scenario("plan-fading")
    numbers = values.Numbers(Judged.of(scenario), 2050)
    assert scenario.components["ict"].growth.kind == "fade"
    assert required_growth.addition(numbers, "ict", 0.2) is None
    constant = scenario.components["ict"].model_copy(update={"growth": Law(constant=0.15)})
    changed = scenario.model_copy(update={"components": {"ict": constant}})
    assert required_growth.addition(
        values.Numbers(Judged.of(changed), 2050), "ict", 0.2
    ) == pytest.approx(0.05)


def test_no_chart_draws_an_exhausted_share_as_zero():
    """A text cell is drawn as 0; so every live series reads the row that is #N/A from that year."""
    scenario = load_scenario("plan-repeated")
    written = workbook_bytes(scenario, "en", compare=[load_scenario("nso-trend")])
    sheets = openpyxl.load_workbook(io.BytesIO(written), data_only=True)
    with zipfile.ZipFile(io.BytesIO(written)) as file:
        charts = [file.read(n).decode() for n in file.namelist() if "charts/chart" in n]
    ranges = [r for text in charts for r in re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", text)]
    alive = int(simulate(scenario).exhausted_in) - scenario.base_year
    for reference in ranges:
        sheet, _, cells = reference.replace("$", "").partition("!")
        shown = [c.value for row in sheets[sheet.strip("'")][cells] for c in row]
        assert len(shown) == scenario.horizon + 1
        assert not any(isinstance(value, str) and value != "#N/A" for value in shown)
        if sheet == "Chart" and isinstance(shown[0], float):  # a part or the whole, not a target
            assert shown[alive:] == ["#N/A"] * (len(shown) - alive)
    aims = sum(target.is_digital_share for target in load_targets())
    assert len(charts) == 2 and len(ranges) == len(scenario.components) + aims + 2
    assert all('dispNaAsBlank val="1"' in text for text in charts)
    assert 'dispBlanksAs val="span"' in charts[1]  # LibreOffice takes its absence for zero
