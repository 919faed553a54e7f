"""Every variable of every result has a unit and a name in words; its values are of that unit."""

import numpy as np
import pytest

import dxsim as dx
from dxsim.model.labelled import labelled

SETS = {
    "projection": lambda: dx.project(dx.load_scenario("plan-fading")),
    "projection on prices of its own": lambda: dx.project(dx.load_scenario("high-growth")),
    "ensemble": lambda: dx.ensemble(dx.load_scenario("baseline"), draws=64),
    "sensitivity": lambda: dx.sensitivity(dx.load_scenario("baseline"), draws=64),
    "odds given an outcome": lambda: dx.condition(
        dx.load_scenario("baseline"), [dx.Outcome(2025, "share", 0.191)], draws=256
    ),
    "programmes": lambda: dx.programme_effects(dx.load_scenario("plan-programmes")),
}


@pytest.fixture(scope="module", params=SETS)
def found(request):
    return SETS[request.param]()


def test_every_variable_and_label_has_a_unit_and_a_name_in_words(found):
    for name, variable in found.variables.items():
        assert variable.attrs["units"].strip(), name
        words = variable.attrs["long_name"]
        assert words.strip() and "_" not in words, name


def test_the_set_says_who_measured_and_on_which_prices(found):
    assert found.attrs["producer"] and found.attrs["prices"] and found.attrs["version"]


def test_values_are_of_the_unit_they_state(found):
    """Fractions of one lie between 0 and 1, years are years, money is in the scenario's unit."""
    for name, variable in found.data_vars.items():
        unit, values = variable.attrs["units"], np.asarray(variable.values, float)
        values = values[np.isfinite(values)]
        signed = name.startswith(("effect_", "first", "total", "reached_"))
        if unit == "fraction" and not signed:
            assert ((values >= 0) & (values <= 1)).all(), name
        if unit == "year":
            assert ((values >= 2000) & (values <= 2100)).all(), name
    assert (found["year"].values >= 2000).all()
    money = {v.attrs["units"] for n, v in found.data_vars.items() if n in ("gdp", "cost")}
    assert money <= {found.attrs["unit"]}


def test_a_variable_without_a_unit_is_no_result():
    with pytest.raises(KeyError, match="speed"):
        labelled({"speed": (("year",), [0.1])}, {"year": [2024]}, {"unit": "trn VND"})
