"""Every parameter of every law has its words, its unit and its slider, whatever block it is of."""

import pytest
from support.laws import example
from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation.explorer.controls import control, full_label, label, unit_of
from dxsim.presentation.explorer.solving import in_words
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text.backwards import parameter_name, parameter_value
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.presentation.text.words import law_in_words
from dxsim.presentation.workbook.styles import INPUTS, kind_of_cell
from dxsim.scenario.laws import LAWS, PARAMETERS, RATE_LAWS
from dxsim.scenario.parameters import numeric_parameters, quantity
from dxsim.scenario.programmes.records import KINDS


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


@pytest.fixture(scope="module")
def with_programmes():
    """The explorer's state on a scenario whose programmes are of every kind."""
    state = opened("plan-programmes")
    assert {one.kind for one in state.scenario.programmes} == set(KINDS)
    return state


def test_every_quantity_says_how_it_is_shown_and_where_it_is_sought(states, with_programmes):
    """Decimals, number format, slider and search of each assumption hold what it can be."""
    met = set()
    for state in (*states.values(), with_programmes):
        for path, value in state.values.items():
            measured = quantity(state.scenario, path)
            look, search = measured.look, measured.search
            met.add(measured.unit)
            assert look.digits >= 0 and ("%" in look.cell) == look.in_per_cent
            assert look.slider.low < look.slider.high and look.slider.step > 0
            assert search.low < search.high and (search.reach is None or search.reach > 0)
            if measured.unit != "money":  # whose slider is in per cent of its baseline
                assert measured.low * measured.scale <= look.slider.high
                assert look.slider.low <= measured.high * measured.scale
            for lang in LANGUAGES:
                assert unit_of(state, path) and in_words(state, path, value)
                assert parameter_value(state.scenario, path, value, lang)
    assert met == {
        "rate", "share", "part", "speed", "years", "whole_years", "times", "count", "money",
    }  # fmt: skip
    kinds = [kind_of_cell(one) for stated in PARAMETERS.values() for one in stated.values() if one]
    assert set(kinds) <= set(INPUTS)
