"""A switch of form keeps the path; a switch of basis or producer changes only what it says."""

from __future__ import annotations

import numpy as np
import pytest

from dxsim.analysis import restatement
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.laws import LAWS, RATIO_LAWS
from dxsim.scenario.loading import list_scenarios, load_scenario

END_TO_END = ("constant", *RATIO_LAWS)


@pytest.mark.parametrize("kind", LAWS)
@pytest.mark.parametrize("name", ["plan-fading", "saturating", "high-growth"])
def test_every_law_can_be_taken_and_gives_a_path(name, kind):
    moved = restatement.with_law(load_scenario(name), "sectoral", kind)
    assert restatement.current(moved, "sectoral").kind == kind
    assert np.isfinite(simulate(moved).share[:5]).all()


@pytest.mark.parametrize("kind", END_TO_END)
@pytest.mark.parametrize("name", ["baseline", "plan-fading", "nso-trend", "saturating"])
def test_laws_with_one_rate_end_at_the_same_level(name, kind):
    scenario = load_scenario(name)
    before = simulate(scenario).components["sectoral"]
    after = simulate(restatement.with_law(scenario, "sectoral", kind)).components["sectoral"]
    assert after[[0, -1]] == pytest.approx(before[[0, -1]], rel=1e-4)


def test_a_path_of_a_constant_law_is_that_law_again():
    scenario = restatement.with_law(load_scenario("baseline"), "ict", "constant")
    rate = restatement.current(scenario, "ict").constant
    path = restatement.current(restatement.with_law(scenario, "ict", "path"), "ict").path
    assert list(path.values()) == pytest.approx([rate] * len(path), abs=1e-6)


def test_an_exhausted_path_is_read_up_to_its_last_year():
    moved = restatement.with_law(load_scenario("plan-repeated"), "sectoral", "path")
    assert set(restatement.current(moved, "sectoral").path.values()) == {0.3}


@pytest.mark.parametrize("name", list_scenarios())
def test_the_other_closure_gives_nearly_the_same_path_and_back(name):
    scenario = load_scenario(name)
    other = {"gdp_given": "non_digital_given", "non_digital_given": "gdp_given"}[scenario.closure]
    moved = restatement.with_closure(scenario, other)
    assert moved.closure == other
    alive = ~simulate(scenario).exhausted & ~simulate(moved).exhausted
    before, after = simulate(scenario).share[alive], simulate(moved).share[alive]
    assert after[:8] == pytest.approx(before[:8], rel=0.03)
    assert restatement.with_closure(moved, scenario.closure).closure == scenario.closure


def test_rates_read_as_real_make_nominal_gdp_grow_by_the_deflator_too():
    scenario = load_scenario("plan-repeated")
    moved = restatement.with_prices(scenario, "constant")
    ratio = simulate(moved).gdp[1] / simulate(scenario).gdp[1]
    assert ratio == pytest.approx(1.0335)
    assert restatement.with_prices(moved, "current").components == scenario.components


def test_another_producer_brings_its_levels_and_its_growth():
    scenario, donor = load_scenario("plan-fading"), load_scenario("nso-reference-pace")
    moved = restatement.with_producer(scenario, donor)
    assert moved.producer == "nso"
    assert simulate(moved).share[0] == pytest.approx(0.1317)
    assert moved.components == donor.components
    assert moved.gdp == scenario.gdp


def test_a_law_without_meaning_is_refused_with_the_nearest_spelling():
    with pytest.raises(InputError, match="did you mean logistic"):
        restatement.with_law(load_scenario("baseline"), "ict", "logistik")
    with pytest.raises(InputError, match="one of constant, path, steps, fade"):
        restatement.with_law(load_scenario("baseline"), "gdp", "relative")
    with pytest.raises(InputError, match="gdp_multiple"):
        restatement.with_law(load_scenario("rest-given"), "ict", "gdp_multiple")
