"""A workbook's assumptions come back as a scenario file, or one line names sheet and cell."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from support.scenarios import plan, scenarios, write
from support.workbooks import cell_of

from dxsim.data.yamlfile import InputError
from dxsim.presentation.workbook import cells, read_workbook, workbook_bytes
from dxsim.presentation.workbook.layout import inputs
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
    big = io.BytesIO(b"0" * (cells.MOST_UNPACKED + 1)).getvalue()
    with pytest.raises(InputError, match="unpacked"):
        read_workbook(repacked(written, tmp_path / "big.xlsx", filler=big))
    many = {f"part{n}": b"" for n in range(cells.MOST_PARTS + 1)}
    with pytest.raises(InputError, match="parts"):
        read_workbook(repacked(written, tmp_path / "many.xlsx", **many))
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(InputError, match="entity"):
        read_workbook(repacked(written, tmp_path / "laughs.xlsx", sharedStrings=laughs))
    huge = tmp_path / "huge.xlsx"
    huge.write_bytes(b"0" * (cells.MOST_BYTES + 1))
    with pytest.raises(InputError, match="MB"):
        read_workbook(huge)


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
