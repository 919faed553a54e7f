"""Empty parameters of notebooks follow the scenario that is run, whatever its base year."""

import datetime as dt
from pathlib import Path

import nbformat
import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation.notebooks import backwards, defaults, evidence, uncertainty


def of_2027(folder, prices="current"):
    """A plan with another name and base year, which no shipped scenario has."""
    return write(plan(prices=prices) | {"name": "ours", "base_year": 2027}, folder)


@pytest.mark.parametrize("prices", ["current", "constant"])
def test_limits_are_the_first_growth_as_the_scenario_states_it(tmp_path, prices):
    about = backwards.setting(str(of_2027(tmp_path, prices)), "share-2030")
    floor, cap = about.bounds
    assert (floor.of, floor.min, cap.of, cap.max) == ("ict", 0.15, "sectoral", 0.3)
    assert floor.years == cap.years == (2028, 2030)
    assert backwards.together(about).data


def test_what_is_given_and_what_stands_beside_is_of_the_scenario_s_own_years(tmp_path):
    scenario = dx.load_scenario(of_2027(tmp_path))
    assert defaults.next_outcome(scenario).startswith("2028 share ")
    after = uncertainty.given(scenario, "", draws=2000, seed=1)
    assert int(after["year"][0]) == 2027
    assert [one.name for one in defaults.beside(scenario)] == ["ours"]
    target = next(t for t in dx.load_targets() if t.id == "share-2045")
    assert defaults.shown_year(scenario, 0, target) == 2045


def test_a_single_component_is_only_capped(tmp_path):
    data = plan(name="ours")
    data["components"] = {"ict": data["components"]["ict"]}
    scenario = dx.load_scenario(write(data, tmp_path))
    target = next(t for t in dx.load_targets() if t.id == "share-2030")
    assert [bound.id for bound in defaults.own_limits(scenario, target)] == ["cap"]


def test_every_notebook_reads_all_there_is_unless_a_day_is_asked_for():
    found = []
    for file in sorted(Path("notebooks").glob("*.ipynb")):
        cells = nbformat.read(file, as_version=4)["cells"]
        (cell,) = (c for c in cells if "parameters" in c["metadata"].get("tags", []))
        lines = cell["source"].splitlines()
        found += [line.split("#")[0].strip() for line in lines if line.startswith("as_of")]
    assert len(found) > 1 and set(found) == {'as_of: str = ""'}


def test_the_year_forecast_is_the_first_that_is_not_over(monkeypatch):
    asked = []

    def page(scored, *about):
        asked.append(about)
        return [], []

    monkeypatch.setattr(evidence.forecasts, "forecast_page", page)
    for day, year in ((None, 2026), (dt.date(2025, 2, 28), 2025), (dt.date(2024, 1, 31), 2024)):
        evidence.forecast(None, as_of=day)
        assert asked[-1][0] == year and (day is None or asked[-1][1] == day)
    evidence.forecast(None, 2031)
    assert asked[-1][0] == 2031
