"""A workbook's assumptions come back as a scenario file, or one line names sheet and cell."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from support.scenarios import plan, scenarios, write
from support.workbooks import cell_of

from dxsim.data.yamlfile import InputError
from dxsim.presentation.workbook import named_cells, read_workbook, workbook_bytes
from dxsim.presentation.workbook.input_cells import GRIDS, MEANT, inputs, slots
from dxsim.presentation.workbook.name_checks import expected_names
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import scenario_text


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The baseline as a workbook."""
    path = tmp_path_factory.mktemp("written") / "baseline.xlsx"
    path.write_bytes(workbook_bytes(load_scenario("baseline"), "en", targets=[]))
    return path


@pytest.fixture(scope="module")
def opened(written):
    """The same workbook, open; what a test types in is taken back by `changed`."""
    return openpyxl.load_workbook(written)


def changed(book, folder, **values):
    """Return a file of a workbook with other values in named cells."""
    before = {name: cell_of(book, name).value for name in values}
    for name, value in values.items():
        cell_of(book, name).value = value
    path = folder / "changed.xlsx"
    book.save(path)
    for name, value in before.items():
        cell_of(book, name).value = value
    return path


@settings(max_examples=6, phases=[Phase.explicit, Phase.generate])  # an example is a file
@given(data=scenarios())
def test_any_scenario_comes_back_as_it_was(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    scenario = load_scenario(write(data, folder))
    path = folder / "any.xlsx"
    path.write_bytes(workbook_bytes(scenario, "en", targets=[]))
    text = read_workbook(path, "again")
    (folder / "again.yaml").write_text(text, encoding="utf-8")
    again = load_scenario(folder / "again.yaml")
    assert inputs(again.model_copy(update={"name": scenario.name})) == inputs(scenario)


def test_bounds_notes_uncertainty_and_texts_travel_along(tmp_path):
    bounds = [{"id": "cap", "of": "digital", "years": "2030-2040", "max": "18%"}]
    errors = {"errors": {"ict": {"yearly_sd": "3%", "ar1": "0.4"}, "gdp": {"yearly_sd": "1%"}}}
    data = plan(
        bounds=[*bounds, {"id": "floor", "of": "gdp", "years": "2030", "min": "5%"}],
        uncertainty={"distribution": "student_t", "degrees_of_freedom": "5", **errors},
        title={"en": "=1+1", "vi": "@tiêu đề"},
        note="- a note: with a colon",
    )
    scenario = load_scenario(write(data, tmp_path))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook_bytes(scenario, "vi", targets=[]))
    assert read_workbook(path) == scenario_text(scenario)


def test_a_switched_law_leaves_out_what_it_has_no_use_for(opened, tmp_path):
    path = changed(
        opened,
        tmp_path,
        closure="non_digital_given",
        non_digital_growth_law="constant",
        non_digital_growth_constant_rate=0.08,
        ict_growth_law="fade",
        ict_growth_fade_from=0.2,
        ict_growth_fade_to="7.5%",
        ict_growth_fade_half_life=4,
    )
    text = read_workbook(path)
    assert "growth: {path" not in text and "constant: 8%" in text
    assert "from: 20%" in text and "to: 7.5%" in text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ict_growth_relative_speed", 12, "speed"),
        ("ict_growth_relative_speed", "fast", "'fast'"),
        ("ict_growth_relative_speed", None, "a value for relative"),
        ("ict_growth_relative_speed", True, "truth value"),
        ("ict_growth_law", "relativ", "relative"),
        ("ict_growth_law", None, "growth"),
        ("ict_base_share", 1.5, "below 100%"),
        ("ict_base_money", 900.0, "one of the two"),
        ("gdp_base", -5, "above zero"),
        ("ict_growth_relative_speed", 1e300, "a plain number"),
        ("producer", "gso", "one of"),
        ("prices", "fixed", "current"),
        ("base_year", 2024.5, "2024.5"),
        ("end_year", 2020, "2025"),
        ("closure", None, "closure"),
        ("unit", "dollars", "trn VND"),
        ("platform_carved_from", "software", "ict"),
        ("scenario_sources", "no-such-source", "source"),
        ("scenario_name", "../escape", "lower-case"),
        ("uncertainty_text", "uncertainty: {errors: {ict: {yearly_sd: 3}}}", "%"),
        ("uncertainty_text", "[1, 2", "YAML"),
        ("gdp_growth_path", "quick", "per-cent"),
    ],
)
def test_a_wrong_cell_is_named_in_one_line(opened, tmp_path, name, value, said):
    place = f"Assumptions!{cell_of(opened, name).coordinate}"
    with pytest.raises(InputError) as caught:
        read_workbook(changed(opened, tmp_path, **{name: value}))
    message = str(caught.value)
    assert said in message and place in message and "\n" not in message


def test_a_formula_in_a_cell_counts_once_it_has_a_value(opened, tmp_path):
    with pytest.raises(InputError, match="a formula without a value"):
        read_workbook(changed(opened, tmp_path, ict_growth_relative_speed="=0.05+0.01"))


def test_what_is_no_workbook_of_ours_is_refused(tmp_path):
    (tmp_path / "text.xlsx").write_text("not a zip")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("text", "other", "folder", "none"):
        with pytest.raises(InputError) as caught:
            read_workbook(tmp_path / f"{name}.xlsx")
        assert f"{name}.xlsx" in str(caught.value)


def repacked(written, path, **parts):
    """Write a workbook again with other parts."""
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, parts.pop(part.rpartition("/")[2].partition(".")[0], old.read(part)))
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def test_a_bomb_is_refused_before_it_goes_off(written, tmp_path):
    big = io.BytesIO(b"0" * (named_cells.MOST_UNPACKED + 1)).getvalue()
    with pytest.raises(InputError, match="unpacked"):
        read_workbook(repacked(written, tmp_path / "big.xlsx", filler=big))
    many = {f"part{n}": b"" for n in range(named_cells.MOST_PARTS + 1)}
    with pytest.raises(InputError, match="parts"):
        read_workbook(repacked(written, tmp_path / "many.xlsx", **many))
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(InputError, match="entity"):
        read_workbook(repacked(written, tmp_path / "laughs.xlsx", sharedStrings=laughs))
    huge = tmp_path / "huge.xlsx"
    huge.write_bytes(b"0" * (named_cells.MOST_BYTES + 1))
    with pytest.raises(InputError, match="MB"):
        read_workbook(huge)


@pytest.mark.parametrize(("limit", "found"), [("MOST_NAMES", "names"), ("MOST_CELLS", "cells")])
def test_what_costs_time_to_read_is_limited(written, monkeypatch, limit, found):
    monkeypatch.setattr(named_cells, limit, 10)
    with pytest.raises(InputError, match=found):
        read_workbook(written)


def test_a_damaged_file_is_refused_in_one_line(written, tmp_path):
    content = written.read_bytes()
    for cut in (100, len(content) // 2, len(content) - 30):
        path = tmp_path / f"cut-{cut}.xlsx"
        path.write_bytes(content[:cut])
        with pytest.raises(InputError):
            read_workbook(path)
    for part in ("workbook", "sheet2", "styles"):
        path = repacked(written, tmp_path / f"{part}.xlsx", **{part: b"<broken"})
        with pytest.raises(InputError) as caught:
            read_workbook(path)
        assert "\n" not in str(caught.value)


INPUT_NAMES = sorted(expected_names())


def renamed(book, folder, name, place):
    """Return a file of a workbook in which a name points elsewhere, or is gone (None)."""
    defined = book.defined_names
    before = defined[name].attr_text
    kept = defined.pop(name)
    if place is not None:
        kept.attr_text = place
        defined[name] = kept
    path = folder / "renamed.xlsx"
    book.save(path)
    kept.attr_text = before
    defined[name] = kept
    return path


def test_the_names_held_are_those_written(opened):
    """A name that is written and not held would be lost unseen."""
    inputs_written = set(inputs(load_scenario("baseline")).cells) - {MEANT}
    rows = {f"{slot.name}_{grid}" for slot in slots() for grid in GRIDS}
    assert set(INPUT_NAMES) == inputs_written | rows | {"grid_years", "bounds"}
    assert set(INPUT_NAMES) <= set(opened.defined_names)


@pytest.mark.parametrize("place", [None, "#REF!", "Assumptions!#REF!", "Verdicts!$B$2"])
@pytest.mark.parametrize(
    "name",
    [
        "sectoral_base_share", "platform_carved_from", "bounds", "uncertainty_text", "grid_years",
        "ict_growth_law", "scenario_title_vi", "gdp_base", "unit", "producer",
        "gdp_deflator_path", "sectoral_growth_fade_from",
    ],
)  # fmt: skip
def test_a_lost_name_is_refused_by_name(opened, tmp_path, name, place):
    with pytest.raises(InputError, match=rf"renamed\.xlsx: {name}: found ") as caught:
        read_workbook(renamed(opened, tmp_path, name, place))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["sectoral_base_share", "ict_growth_law", "base_year"])
def test_so_is_a_name_that_has_moved_away_from_its_table(opened, tmp_path, name):
    with pytest.raises(InputError, match=rf"{name}: found a cell away from its table"):
        read_workbook(renamed(opened, tmp_path, name, "Assumptions!$F$90"))


@pytest.mark.parametrize("name", ["gdp_growth_path", "bounds", "closure"])
def test_so_is_a_range_that_has_lost_cells(opened, tmp_path, name):
    sheet, _, cells_of = opened.defined_names[name].attr_text.partition("!")
    first = cells_of.partition(":")[0]
    range_of = f"{sheet}!{first}:$H${first.rpartition('$')[2]}"
    with pytest.raises(InputError, match=rf"{name}: found a range of another size"):
        read_workbook(renamed(opened, tmp_path, name, range_of))


def test_rows_and_columns_put_in_between_keep_the_names(opened, tmp_path):
    """All names move together, as a spreadsheet program moves them."""
    path = tmp_path / "moved.xlsx"
    opened.save(path)
    moved = openpyxl.load_workbook(path)
    sheet = moved["Assumptions"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.move_range(f"A1:{sheet.dimensions.partition(':')[2]}", rows=4, cols=2)
    for name in INPUT_NAMES:
        place = moved.defined_names[name]
        head, _, reference = place.attr_text.partition("!")
        place.attr_text = f"{head}!{_shifted(reference, 4, 2)}"
    moved.save(path)
    assert read_workbook(path) == read_workbook(changed(opened, tmp_path))


def _shifted(reference, rows, columns):
    from openpyxl.utils import get_column_letter, range_boundaries

    left, top, right, bottom = range_boundaries(reference.replace("$", ""))
    first = f"${get_column_letter(left + columns)}${top + rows}"
    last = f"${get_column_letter(right + columns)}${bottom + rows}"
    return first if first == last else f"{first}:{last}"


@pytest.mark.parametrize(
    ("name", "law", "value", "said"),
    [
        ("ict_growth_constant_rate", "constant", 8, "did you mean 8%?"),
        ("ict_growth_constant_rate", "constant", 9.61, "did you mean 9.61%?"),
        ("ict_growth_constant_rate", "constant", 1, "did you mean 1%?"),
        ("ict_growth_constant_rate", "constant", -3, "did you mean -3%?"),
        ("ict_growth_logistic_ceiling", "logistic", 45, "did you mean 45%?"),
        ("ict_growth_fade_from", "fade", 8, "did you mean 8%?"),
        ("sectoral_base_share", None, 8.3, "did you mean 8.3%?"),
    ],
)
def test_a_number_that_reads_as_hundreds_of_per_cent_is_asked_about(
    opened, tmp_path, name, law, value, said
):
    more = {"ict_growth_law": law} if law else {}
    with pytest.raises(InputError) as caught:
        read_workbook(changed(opened, tmp_path, **{name: value}, **more))
    place = f"Assumptions!{cell_of(opened, name).coordinate}"
    assert said in str(caught.value) and place in str(caught.value)


def test_a_rate_of_hundreds_of_per_cent_that_is_meant_is_listed_or_written_with_its_sign(
    opened, tmp_path
):
    given = {"ict_growth_law": "constant", "ict_growth_constant_rate": 1.5}
    for more in ({MEANT: "150%; 200%"}, {"ict_growth_constant_rate": "150%"}):
        assert "constant: 150%" in read_workbook(changed(opened, tmp_path, **{**given, **more}))
    with pytest.raises(InputError, match="rates such as 150%; 200%"):
        read_workbook(changed(opened, tmp_path, **given, **{MEANT: "high ones"}))


def test_a_scenario_of_rates_beyond_the_plausible_comes_back_as_it_was(tmp_path):
    data = plan(gdp="120%")
    data["components"]["ict"]["growth"] = {"path": {2025: "300%", 2026: "-5%"}}
    data["components"]["sectoral"]["growth"] = {"logistic": {"ceiling": "100%", "speed": 0.1}}
    data["bounds"] = [{"id": "cap", "of": "ict", "years": 2030, "max": "700%"}]
    scenario = load_scenario(write(data, tmp_path))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook_bytes(scenario, "en", targets=[]))
    assert read_workbook(path) == scenario_text(scenario)


def test_years_are_read_as_texts_too_and_each_once(opened, tmp_path):
    want = read_workbook(changed(opened, tmp_path))
    years = years_of(opened)
    before = [cell.value for cell in years]
    try:
        for cell in years:
            cell.value = str(cell.value)
        assert (
            read_workbook(changed(opened, tmp_path, base_year="2024", end_year="２０４５")) == want
        )
        years[1].value = before[0]
        with pytest.raises(InputError, match="2025 twice"):
            read_workbook(changed(opened, tmp_path, gdp_deflator_path=0.03))
        years[0].value = None
        with pytest.raises(InputError, match="expected a calendar year"):
            read_workbook(changed(opened, tmp_path))
    finally:
        for cell, value in zip(years, before, strict=True):
            cell.value = value


def years_of(book):
    """Return the cells that hold the years of the grid."""
    sheet, _, place = book.defined_names["grid_years"].attr_text.partition("!")
    return book[sheet.strip("'")][place.replace("$", "")][0]


def test_a_character_that_a_workbook_spells_out_is_itself(opened, tmp_path):
    said = "one_x000D_\ntwo _x005F_x000D_ e\u0302"
    scenario = read_workbook(changed(opened, tmp_path, scenario_note_en=said))
    assert "_x000D_" in scenario and scenario.count("_x000D_") == 1 and "\u00ea" in scenario
    with pytest.raises(InputError, match=r"Assumptions!\w+: found the hidden character U\+200E"):
        read_workbook(changed(opened, tmp_path, scenario_note_en="a_x200E_b"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xl/workbook.bin", b"x", "binary workbook"),
        ("content.xml", b"<x/>", "OpenDocument"),
        ("xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>',
         "Strict Open XML"),
    ],
)  # fmt: skip
def test_another_kind_of_spreadsheet_is_named_and_what_to_save_it_as(tmp_path, name, content, said):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "x")
        archive.writestr(name, content)
    with pytest.raises(InputError, match=f"{said}.*Excel Workbook"):
        read_workbook(path)


def test_an_old_workbook_is_named(tmp_path):
    path = tmp_path / "old.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    with pytest.raises(InputError, match=r"\.xls\).*Excel Workbook"):
        read_workbook(path)
