"""A page is dated by the facts it shows, and not by what else stands in the data."""

import datetime as dt
import shutil

import pytest

import dxsim as dx
from dxsim.analysis.evidence.facts_used import base_days, drawn_days, known_until, told_days
from dxsim.data import locations
from dxsim.data.observations import revisions
from dxsim.presentation.text.standing import known_line

LATER = "2027-01-05"


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    return tmp_path


def add_row(like, **changes):
    """Add a row to the observations, like the last row that starts with some text."""
    folder = locations.data_dir() / "observations"
    for file in sorted(folder.glob("*.csv")):
        lines = file.read_text(encoding="utf-8").splitlines()
        header = lines[0].split(",")
        found = [line for line in lines if all(part in line.split(",") for part in like)]
        if found:
            cells = dict(zip(header, found[-1].split(","), strict=False)) | changes
            row = ",".join(cells[key] for key in header)
            file.write_text("\n".join([*lines, row]) + "\n", encoding="utf-8")
            return
    raise AssertionError(f"no row like {like}")


def test_a_base_year_is_known_since_its_first_equal_vintage():
    scenario = dx.load_scenario("nso-trend")
    table = revisions("digital_share", 2024, "nso")
    days = base_days(scenario)
    assert table["known_since"].iloc[0].date() in days
    assert table["known_since"].iloc[-1].date() in days, "what replaced it is told"


def test_a_row_of_another_producer_dates_no_page_of_this_one(project):
    scenario = dx.load_scenario("plan-fading")
    before = known_until([scenario], [])
    add_row(["digital_share", "nso", "2025"], known_since=LATER, period="2026")
    assert known_until([scenario], []) == before


def test_a_row_that_is_drawn_dates_the_page(project):
    scenario = dx.load_scenario("nso-trend")
    assert max(drawn_days(scenario)) < dt.date(2027, 1, 5)
    add_row(["digital_share", "nso", "2025"], known_since=LATER, period="2026")
    assert known_until([scenario], []) == dt.date(2027, 1, 5)
    assert max(told_days(dx.load_targets())) == dt.date(2027, 1, 5), "the judge stands there"
    assert max(base_days(scenario)) < dt.date(2027, 1, 5), "the workbook shows none of it"


def test_a_page_without_facts_has_no_date(tmp_path):
    scenario = dx.load_scenario("nso-trend").model_copy(update={"producer": "nobody"})
    assert known_until([scenario], []) is None
    assert known_line(None, "en") == known_line(None, "vi") == ""


@pytest.mark.parametrize(("lang", "said"), [("en", "5 January 2026"), ("vi", "5 tháng 1 năm 2026")])
def test_the_day_is_written_as_its_readers_write_it(lang, said):
    assert said in known_line(dt.date(2026, 1, 5), lang)
