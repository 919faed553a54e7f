"""Every parameter of every law has its words, its unit and its slider, whatever block it is of."""

import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.presentation.explorer.controls import control, full_label, label
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text.backwards import parameter_name, parameter_value
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.scenario.laws import LAWS, RATE_LAWS
from dxsim.scenario.parameters import numeric_parameters

WRITTEN = {
    "constant": "8%",
    "path": {2025: "9%", 2040: "6%"},
    "steps": {"2025-2030": "9%", "2031-2045": "6%"},
    "fade": {"from": "9%", "to": "5%", "half_life": 4},
    "gdp_multiple": {"times": 1.2, "of": "real"},
    "relative": {"speed": 0.04},
    "logistic": {"ceiling": "45%", "speed": 0.08},
    "gompertz": {"ceiling": "45%", "speed": 0.06},
}


def test_every_law_is_written_here():
    assert set(WRITTEN) == set(LAWS)


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """The explorer's state on a scenario for each law, of growth and where it may be of prices."""
    found = {}
    for law, written in WRITTEN.items():
        data = plan()
        data["components"]["ict"]["growth"] = {law: written}
        if law in RATE_LAWS:
            data["gdp"]["deflator"] = {law: written}
        found[law] = opened(str(write(data, tmp_path_factory.mktemp(law))))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("law", LAWS)
def test_every_parameter_is_said_measured_and_moved(states, law, lang):
    state = states[law]
    scenario, paths = state.scenario, [*numeric_parameters(state.scenario)]
    assert any(f".{law}" in path for path in paths)
    for path in paths:
        value = state.values[path]
        said = (parameter_name(path, lang), label(path, lang), full_label(path, lang))
        assert all(said) and not any("{" in text or "_" in text for text in said)
        assert parameter_value(scenario, path, value, lang)
        slider = control(state, path)
        assert slider["low"] < slider["high"] and slider["step"] > 0
        moved = dx.with_parameters(scenario, {path: value * 1.01})
        assert numeric_parameters(moved)[path] == pytest.approx(value * 1.01)
