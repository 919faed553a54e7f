"""Components are data: a fourth one is a few lines of the country's file, and no code."""

import io
import shutil

import openpyxl
import pytest

import dxsim as dx
from dxsim.data import locations
from dxsim.data.country import component_names, load_country
from dxsim.data.sources import unpublished_components
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.exports.interchange import csv_bytes
from dxsim.presentation.text.words import block_name
from dxsim.presentation.workbook import workbook_bytes

DATA = "  data: {label: {en: data, vi: kinh tế dữ liệu}}\n"
SCENARIO = """
name: with-data
title: {en: With a data economy, vi: Có kinh tế dữ liệu}
extends: baseline
components:
  data: {base: 0.4% of gdp, growth: {constant: 20%}, carved_from: platform, note: an assumption}
  platform: {base: 0.8% of gdp}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    return locations.country_dir()


def rewrite(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_components_are_called_as_the_country_says():
    for name, facts in load_country().components.items():
        assert block_name(name, "vi") == facts.label["vi"]
    assert set(unpublished_components()) < set(component_names())


def test_a_fourth_component_is_a_data_file(project):
    with (project / "country.yaml").open("a", encoding="utf-8") as file:
        file.write(DATA)
    own = project / "scenarios" / "with-data.yaml"
    own.write_text(SCENARIO, encoding="utf-8")
    scenario, parent = dx.load_scenario("with-data"), dx.load_scenario("baseline")
    assert "data" in component_names() and "data" in unpublished_components()
    path, before = dx.project(scenario), dx.project(parent)
    assert float(path.share[0]) == pytest.approx(float(before.share[0]), abs=1e-12)
    parts = path.component_share.sum("component")
    assert abs(parts - path.share).max() < 1e-12
    drawn = figures.paths(scenario, lang="vi")
    assert "kinh tế dữ liệu" in drawn.alt and "data" in "".join(map(str, drawn.table.columns))
    assert b",data," in csv_bytes([scenario])
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(scenario, "en")))
    assert "data_growth_law" in book.defined_names


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  ict:\n", "  gdp:\n", "no name of an aggregate"),
        ("colour: 1", "colour: 9", "a place from 1 to 6"),
        ("default_producer: nso\n", "", "default_producer.*found nothing"),
        ("vi: nền tảng}", "fr: plate-forme}", "unknown key"),
    ],
)
def test_a_wrong_country_file_is_one_line(project, old, new, said):
    rewrite(project / "country.yaml", old, new)
    with pytest.raises(InputError, match=said) as caught:
        dx.load_scenario("baseline")
    assert "country.yaml" in str(caught.value) and "\n" not in str(caught.value)


def test_an_unknown_component_is_named_with_the_nearest(tmp_path):
    file = tmp_path / "odd.yaml"
    file.write_text("name: odd\nextends: baseline\ncomponents: {sectorial: {base: 1% of gdp}}\n")
    with pytest.raises(InputError, match="did you mean sectoral"):
        dx.load_scenario(file)
