"""Empty parameters of notebooks follow the scenario that is run, whatever its base year."""

import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation.notebooks import backwards, defaults, uncertainty


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
