"""workbook, import and export on the command line: whole files, one line for wrong input."""

import json

import pandas as pd
import pytest
import sdmx
from click.testing import CliRunner

from dxsim.cli.exports import export_command, import_command, workbook_command
from dxsim.data.yamlfile import InputError
from dxsim.presentation import quoting
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.writing import scenario_text


def run(command, *arguments):
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    if isinstance(done.exception, InputError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_a_scenario_goes_out_as_a_workbook_and_comes_back(tmp_path):
    file, back = tmp_path / "sheet.xlsx", tmp_path / "my-plan.yaml"
    assert run(workbook_command, "plan-fading", "--lang", "vi", "--out", file) == f"{file}\n"
    assert run(import_command, file) == scenario_text(load_scenario("plan-fading"))
    assert run(import_command, file, "--out", back) == f"{back}\n"
    taken = load_scenario(back)
    assert taken.name == "my-plan"
    assert taken.components == load_scenario("plan-fading").components


@pytest.mark.parametrize("form", ["csv", "parquet", "iamc", "sdmx"])
def test_results_are_exported(tmp_path, form):
    path = tmp_path / ("r.parquet" if form == "parquet" else "r.csv")
    run(export_command, "baseline", "--format", form, "--out", path)
    assert path.stat().st_size > 5000
    written = {found.name for found in tmp_path.iterdir()}
    beside = {"csv": "r.csv-metadata.json", "iamc": "r.csv-metadata.json",
              "sdmx": "r.structure.xml", "parquet": "r.parquet"}  # fmt: skip
    assert written == {path.name, beside[form]}


@pytest.mark.parametrize("form", ["csv", "parquet", "iamc", "sdmx"])
def test_every_export_says_what_to_mind_before_quoting_a_number(tmp_path, form):
    """Read as the form's own reader would, in both languages."""
    path = tmp_path / ("r.parquet" if form == "parquet" else "r.csv")
    run(export_command, "baseline", "--format", form, "--out", path)
    if form == "parquet":
        rules = pd.read_parquet(path).attrs["read_before_quoting"]
        found = [*rules["en"], *rules["vi"]]
    elif form == "sdmx":
        (flow,) = sdmx.read_sdmx(tmp_path / "r.structure.xml").dataflow.values()
        found = [text for note in flow.annotations for text in note.text.localizations.values()]
    else:
        about = json.loads((tmp_path / "r.csv-metadata.json").read_text(encoding="utf-8"))
        found = [one["@value"] for one in about["dc:description"]]
    assert sorted(found) == sorted(quoting.rules("en") + quoting.rules("vi"))


@pytest.mark.parametrize("form", ["csv", "iamc"])
def test_the_metadata_of_a_table_describes_the_columns_it_has(tmp_path, form):
    """By the standard: the address is the file's name, columns are in its order, types hold."""
    path = tmp_path / "r.csv"
    run(export_command, "baseline", "--format", form, "--out", path)
    about = json.loads((tmp_path / "r.csv-metadata.json").read_text(encoding="utf-8"))
    table = pd.read_csv(path)
    assert about["url"] == path.name
    columns = about["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == list(table.columns)
    numeric = {"integer", "number"}
    stated = {column["name"]: column["datatype"] in numeric for column in columns}
    assert stated == {name: table[name].dtype.kind in "if" for name in stated}
    assert all(column["dc:description"][0]["@value"] for column in columns)


def test_a_wrong_ending_or_name_writes_nothing(tmp_path):
    for command, arguments in (
        (workbook_command, ["baseline", "--out", tmp_path / "a.xls"]),
        (export_command, ["baseline", "--format", "parquet", "--out", tmp_path / "a.csv"]),
        (export_command, ["base-line", "--out", tmp_path / "a.csv"]),
        (import_command, [tmp_path / "none.xlsx"]),
    ):
        with pytest.raises(InputError):
            run(command, *arguments)
    assert not list(tmp_path.iterdir())


def test_a_name_that_no_scenario_may_have_is_refused(tmp_path):
    file = tmp_path / "sheet.xlsx"
    run(workbook_command, "baseline", "--out", file)
    with pytest.raises(InputError, match="lower-case"):
        run(import_command, file, "--out", tmp_path / "My Plan.yaml")
    assert [found.name for found in tmp_path.iterdir()] == ["sheet.xlsx"]


@pytest.mark.parametrize("form", ["csv", "parquet", "iamc", "sdmx"])
def test_the_same_scenario_twice_is_refused_and_nothing_is_written(tmp_path, form):
    out = tmp_path / ("a.parquet" if form == "parquet" else "a.csv")
    own = tmp_path / "baseline.yaml"
    own.write_text("name: baseline\nextends: plan-fading\n")
    for pair in (("baseline", "baseline"), ("baseline", str(own))):
        with pytest.raises(InputError, match="'baseline' twice, expected each name once"):
            export_command.main([*pair, "--format", form, "--out", str(out)], standalone_mode=False)
    assert list(tmp_path.iterdir()) == [own]
