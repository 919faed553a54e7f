"""Scenario to file to scenario is the identity, whole or as differences from any other."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, write

from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import list_scenarios, load_scenario
from dxsim.scenario.parameters import with_parameters
from dxsim.scenario.texts import Words
from dxsim.scenario.writing import differences, scenario_text


def read_from(scenario):
    """Return the files a scenario was read from, which a scenario written whole does not have."""
    return {"origins": scenario.origins, "programme_files": scenario.programme_files}


def read_back(folder, name, text):
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return load_scenario(file)


@pytest.mark.parametrize("name", list_scenarios())
def test_a_scenario_written_whole_reads_back_as_itself(name, tmp_path):
    scenario = load_scenario(name)
    found = read_back(tmp_path, name, scenario_text(scenario))
    assert found.model_copy(update=read_from(scenario)) == scenario


def each_after_another():
    """Every scenario once as parent and once as child, in steps that cross base years both ways."""
    names = list_scenarios()
    return list(zip(names, [*names[5:], *names[:5]], strict=True))


@pytest.mark.parametrize(("parent", "child"), each_after_another())
def test_differences_from_another_scenario_read_back_as_itself(parent, child, tmp_path):
    parent, child = load_scenario(parent), load_scenario(child)
    found = read_back(tmp_path, child.name, differences(parent, child))
    assert found.model_copy(update=read_from(child)) == child


JOBS = {"employment": {"base": "51.9 m", "growth": {"constant": "0.9%"}}}


@pytest.mark.parametrize("kept", [True, False])
def test_differences_across_base_years_say_every_level_also_where_it_is_equal(kept, tmp_path):
    parent = load_scenario(write(plan(**JOBS), tmp_path))
    update = {"name": "a-year-on", "base_year": 2025}
    child = parent.model_copy(update=update | ({} if kept else {"employment": None}))
    text = differences(parent, child)
    assert len(re.findall(r"\bbase: ", text)) == 1 + len(child.components) + kept
    found = read_back(tmp_path, child.name, text)
    assert found.model_copy(update=read_from(child)) == child


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
