"""The factors that give some levels are the exact inverse of moving a path by factors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, scenarios, write

import dxsim as dx
from dxsim.model.projection import simulate


def moved(scenario, seed):
    """Return random factors for a scenario: none in the base year, growing apart after it."""
    rng, years = np.random.default_rng(seed), scenario.horizon
    names = [*scenario.components, scenario.aggregate]
    walks = {name: np.cumsum(rng.normal(0, 0.02, (3, years)), axis=-1) for name in names}
    return {n: np.exp(np.concatenate([np.zeros((3, 1)), w], axis=-1)) for n, w in walks.items()}


@settings(max_examples=60)
@given(data=scenarios(), seed=st.integers(0, 99))
def test_levels_moved_by_factors_give_the_factors_back(tmp_path_factory, data, seed):
    scenario = dx.load_scenario(write(data, tmp_path_factory.mktemp("s")))
    factor = moved(scenario, seed)
    path = simulate(scenario, factor=factor)
    ends = np.isnan(path.gdp).any() or path.exhausted.any()
    rounded = min(float(np.nanmin(path.components[n] / path.gdp)) for n in path.components) < 1e-6
    left = float(np.nanmin(path.non_digital / path.gdp)) < 1e-6
    if ends or rounded or left:
        return
    try:
        found = dx.factors_giving(scenario, path.gdp, path.components)
    except dx.InputError as refusal:
        assert "ceiling" in str(refusal)  # at which the odds are rounded away
        return
    again = simulate(scenario, factor=found)
    assert again.gdp == pytest.approx(path.gdp, rel=1e-9)
    for name in scenario.components:
        assert again.components[name] == pytest.approx(path.components[name], rel=1e-6)


def test_a_scenario_s_own_levels_need_no_factor():
    scenario = dx.load_scenario("plan-fading")
    path = simulate(scenario)
    found = dx.factors_giving(scenario, path.gdp, path.components)
    assert set(found) == {*scenario.components, "gdp"}
    assert all(factor == pytest.approx(1) for factor in found.values())


def test_the_levels_of_another_scenario_are_given_whatever_the_laws(tmp_path):
    data = plan()
    data["components"]["ict"]["growth"] = {"logistic": {"ceiling": "60%", "speed": 0.05}}
    data["components"]["sectoral"]["growth"] = {"relative": {"speed": 0.02}}
    own, other = dx.load_scenario(write(data, tmp_path)), dx.load_scenario("plan-fading")
    wanted = simulate(other)
    found = dx.factors_giving(own, wanted.gdp, wanted.components)
    given_back = simulate(own, factor=found)
    assert given_back.share == pytest.approx(wanted.share, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda gdp, parts: (gdp, parts | {"ict": 0 * gdp}), "at zero or below"),
        (lambda gdp, parts: (gdp, parts | {"ict": gdp}), "non_digital at zero or below"),
        (lambda gdp, parts: (2 * gdp, parts), "another GDP in the base year"),
        (lambda gdp, parts: (gdp, {"ict": gdp / 9}), "ict, platform, sectoral"),
    ],
)
def test_levels_that_no_factor_gives_are_refused(change, said):
    scenario = dx.load_scenario("plan-fading")
    path = simulate(scenario)
    with pytest.raises(dx.InputError, match=said):
        dx.factors_giving(scenario, *change(path.gdp, dict(path.components)))
