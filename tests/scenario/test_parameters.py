"""Parameters by path: what can be moved, within which limits, and what moves with it."""

import numpy as np
import pytest

from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.loading import list_scenarios, load_scenario
from dxsim.scenario.parameters import (
    holds_arrays,
    numeric_parameters,
    quantity,
    with_carve_out,
    with_parameters,
)


@pytest.mark.parametrize("name", list_scenarios())
def test_moving_a_parameter_to_its_own_value_changes_nothing(name):
    scenario = load_scenario(name)
    assert with_parameters(scenario, numeric_parameters(scenario)) == scenario


@pytest.mark.parametrize("name", list_scenarios())
def test_each_parameter_can_be_moved_alone_and_then_matters_or_is_a_price(name):
    scenario = load_scenario(name)
    before = simulate(scenario)
    own = {p: v for p, v in numeric_parameters(scenario).items() if not p.startswith("programmes.")}
    for path, value in own.items():
        moved = with_parameters(scenario, {path: value * 1.01})
        assert numeric_parameters(moved)[path] == pytest.approx(value * 1.01)
        after = simulate(moved)
        same = np.array_equal(after.gdp, before.gdp) and np.array_equal(
            after.digital, before.digital
        )
        assert not same or "deflator" in path, path


def test_an_array_gives_the_same_paths_as_its_numbers_one_by_one():
    scenario = load_scenario("plan-fading")
    path = "components.sectoral.growth.fade.from"
    rates = np.array([0.2, 0.25, 0.3])
    together = simulate(with_parameters(scenario, {path: rates}))
    for row, rate in enumerate(rates):
        alone = simulate(with_parameters(scenario, {path: rate}))
        np.testing.assert_array_equal(together.share[row], alone.share)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            "components.sectoral.growth.fade.form",
            0.2,
            "did you mean components.sectoral.growth.fade.from?",
        ),
        ("gdp.growth.path.2030", 0.1, "a numeric parameter"),
        ("components.ict.growth.fade.from", -1.0, "above -100% and at most 1000%"),
        ("components.ict.growth.fade.half_life", 0.0, "above 0"),
        ("components.ict.base", 0.95, "below 100% of GDP together"),
        ("components.ict.base", 1.2, "above 0% and below 100%"),
        ("gdp.base", float("nan"), "an amount with its unit"),
        ("gdp.growth.path.2025", float("inf"), "a per-cent sign"),
    ],
)
def test_a_number_beyond_the_readers_limits_is_refused_with_its_path(path, value, said):
    scenario = load_scenario("plan-fading")
    with pytest.raises(InputError) as caught:
        with_parameters(scenario, {path: value})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_ceiling_below_the_base_share_is_refused_as_in_a_file():
    scenario = load_scenario("saturating")
    with pytest.raises(InputError, match="a ceiling above the base share"):
        with_parameters(scenario, {"components.ict.growth.logistic.ceiling": 0.05})


def test_what_a_parameter_measures_is_known():
    scenario = load_scenario("saturating")
    units = {
        "gdp.base": "money",
        "components.ict.base": "share",
        "components.ict.growth.logistic.ceiling": "share",
        "components.ict.growth.logistic.speed": "speed",
        "gdp.growth.path.2025": "rate",
    }
    for path, unit in units.items():
        assert quantity(scenario, path).unit == unit
    assert (
        quantity(load_scenario("plan-fading"), "components.ict.growth.fade.half_life").unit
        == "years"
    )


def test_moving_a_carve_out_keeps_the_published_total():
    scenario = load_scenario("baseline")
    for share in (0.005, 0.02, np.array([0.005, 0.012, 0.02])):
        moved = with_carve_out(scenario, "platform", share)
        start = simulate(moved)
        np.testing.assert_allclose(start.share[..., 0], 0.183, atol=1e-15)
        np.testing.assert_allclose(
            start.components["platform"][..., 0], share * start.gdp[..., 0], rtol=1e-15
        )


def test_a_carve_out_in_money_is_taken_from_a_share_of_gdp():
    scenario = load_scenario("baseline")
    money = scenario.components["platform"].model_copy(
        update={"base": scenario.gdp.base._replace(value=0.012 * scenario.gdp.base.value)}
    )
    mixed = scenario.model_copy(update={"components": {**scenario.components, "platform": money}})
    moved = with_carve_out(mixed, "platform", 0.02 * scenario.gdp.base.value)
    assert simulate(moved).share[0] == pytest.approx(0.183, abs=1e-15)
    assert moved.components["ict"].base.unit == "gdp"


@pytest.mark.parametrize("name", ["ict", "telecoms"])
def test_what_is_not_carved_out_is_refused(name):
    with pytest.raises(InputError, match="platform"):
        with_carve_out(load_scenario("baseline"), name, 0.02)


def test_more_cannot_be_carved_out_than_there_is():
    with pytest.raises(InputError, match=r"components\.ict\.base"):
        with_carve_out(load_scenario("baseline"), "platform", 0.1)


def test_arrays_are_noticed():
    scenario = load_scenario("baseline")
    assert not holds_arrays(scenario)
    assert holds_arrays(with_parameters(scenario, {"gdp.base": np.array([1.0, 2.0])}))
