"""Every parameter of every law has its words, its unit and its slider, whatever block it is of."""

import pytest
from support.laws import example
from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation.explorer.controls import control, full_label, label
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text.backwards import parameter_name, parameter_value
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.presentation.text.words import law_in_words
from dxsim.scenario.laws import LAWS, RATE_LAWS
from dxsim.scenario.parameters import numeric_parameters


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """The explorer's state on a scenario for each law, of growth and where it may be of prices."""
    found = {}
    for law in LAWS:
        data = plan()
        data["components"]["ict"]["growth"] = example(law)
        if law in RATE_LAWS:
            data["gdp"]["deflator"] = example(law)
        found[law] = opened(str(write(data, tmp_path_factory.mktemp(law))))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("law", LAWS)
def test_every_parameter_is_said_measured_and_moved(states, law, lang):
    state = states[law]
    scenario, paths = state.scenario, [*numeric_parameters(state.scenario)]
    assert any(f".{law}" in path for path in paths)
    assert law_in_words(scenario.components["ict"].growth, lang)
    for path in paths:
        value = state.values[path]
        said = (parameter_name(path, lang), label(path, lang), full_label(path, lang))
        assert all(said) and not any("{" in text or "_" in text for text in said)
        assert parameter_value(scenario, path, value, lang)
        slider = control(state, path)
        assert slider["low"] < slider["high"] and slider["step"] > 0
        moved = dx.with_parameters(scenario, {path: value * 1.01})
        assert numeric_parameters(moved)[path] == pytest.approx(value * 1.01)
