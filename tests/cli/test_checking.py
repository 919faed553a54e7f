"""`dxsim check` reads the data too, each file with the reader that it is meant for."""

import shutil

import pytest
from click.testing import CliRunner

from dxsim.cli.checking import check_file, parameter_files
from dxsim.cli.main import cli
from dxsim.data import locations


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("observations/digital.csv", "nso-digital-2026", "nso-digital-2062", "nso-digital-2026"),
        ("conditions.yaml", "{2030: A049}", "{2030: A948}", "a fact's id"),
        ("producers.yaml", "successor: most", "successor: mosst", "did you mean most?"),
        ("facts.csv", "ministry-report-2024", "ministry-report-2042", "ministry-report-2024"),
    ],
)
def test_an_id_that_no_other_file_knows_is_refused(tmp_path, monkeypatch, file, old, new, said):
    """It is said in one line, before an audit or a page stumbles on it."""
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    wrong = locations.data_dir() / file
    wrong.write_text(wrong.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    for words in (["check"], ["check", str(wrong)]):
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 2
        lines = done.output.strip().splitlines()
        assert any(wrong.name in line and said in line for line in lines)


def test_every_data_file_that_ships_is_read():
    checked = {path.name for path in parameter_files()}
    for path in locations.data_dir().rglob("*"):
        if path.suffix in (".csv", ".yaml") and path.name != "programme_numbers.csv":
            assert path.name in checked
            check_file(path)


def test_an_overlay_anywhere_is_held_to_the_scenarios_it_could_be_laid_over(tmp_path):
    file = tmp_path / "slump.yaml"
    file.write_text("name: slump\ngdp: {growth: {add: {2028: -8%}}}\n")
    assert CliRunner().invoke(cli, ["check", str(file)]).exit_code == 0
    file.write_text("name: slump\ngdp: {growth: {add: {2028: -8}}}\n")
    refused = CliRunner().invoke(cli, ["check", str(file)])
    assert refused.exit_code == 2
    assert (
        "gdp.growth.add: found 2028: -8, expected a number with a per-cent sign" in refused.output
    )
