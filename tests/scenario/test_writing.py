"""Scenario to file to scenario is the identity, whole or as differences from any other."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import Words, list_scenarios, load_scenario
from dxsim.scenario.parameters import with_parameters
from dxsim.scenario.writing import differences, scenario_text


def read_back(folder, name, text):
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return load_scenario(file)


@pytest.mark.parametrize("name", list_scenarios())
def test_a_scenario_written_whole_reads_back_as_itself(name, tmp_path):
    scenario = load_scenario(name)
    found = read_back(tmp_path, name, scenario_text(scenario))
    assert found.model_copy(update={"origins": scenario.origins}) == scenario


def test_differences_from_any_other_scenario_read_back_as_itself(tmp_path):
    scenarios = {name: load_scenario(name) for name in list_scenarios()}
    for parent, child in itertools.permutations(scenarios.values(), 2):
        folder = tmp_path / parent.name
        folder.mkdir(exist_ok=True)
        found = read_back(folder, child.name, differences(parent, child))
        assert found.model_copy(update={"origins": child.origins}) == child


def test_differences_hold_only_what_differs():
    parent = load_scenario("plan-fading")
    child = with_parameters(parent, {"components.sectoral.growth.fade.from": 0.25})
    child = child.model_copy(update={"name": "slower"})
    text = differences(parent, child)
    assert "sectoral" in text
    assert "25%" in text
    assert not any(word in text for word in ("ict", "gdp", "producer", "base", "sources"))


@settings(max_examples=40)
@given(st.floats(1e-6, 0.9), st.floats(-0.99, 10), st.floats(0.001, 1000))
def test_every_digit_of_a_number_survives(tmp_path_factory, share, rate, half_life):
    changes = {
        "components.platform.base": share * 1e-3,
        "components.ict.growth.fade.from": rate,
        "components.ict.growth.fade.half_life": half_life,
    }
    scenario = with_parameters(load_scenario("plan-fading"), changes | {"gdp.base": share * 1e5})
    found = read_back(tmp_path_factory.mktemp("digits"), scenario.name, scenario_text(scenario))
    assert found.gdp == scenario.gdp
    assert found.components == scenario.components


@pytest.mark.parametrize(
    "title", ["null", "~", "yes", "15%", "a: b # c", "'\"", "- x", "{", "Kế hoạch"]
)
def test_any_title_survives(tmp_path, title):
    scenario = load_scenario("baseline").model_copy(update={"title": Words(en=title, vi=title)})
    found = read_back(tmp_path, scenario.name, scenario_text(scenario))
    assert found.title == scenario.title


def test_an_array_is_not_written():
    scenario = with_parameters(load_scenario("baseline"), {"gdp.base": np.array([1.0, 2.0])})
    with pytest.raises(InputError, match="array"):
        scenario_text(scenario)


def test_a_missing_component_cannot_be_said_as_a_difference():
    parent = load_scenario("baseline")
    components = {n: c for n, c in parent.components.items() if n != "platform"}
    child = parent.model_copy(update={"name": "two-parts", "components": components})
    with pytest.raises(InputError, match=r"components\.platform"):
        differences(parent, child)
