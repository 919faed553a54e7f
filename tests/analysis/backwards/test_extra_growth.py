"""Extra growth: two passes of the model say what any addition does, and roots have closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import scenarios, write

import dxsim as dx
from dxsim.analysis.backwards.compounding import Compound, nearest_roots, stacked
from dxsim.analysis.backwards.extra_growth import Efforts
from dxsim.analysis.backwards.required import required_additions, required_totals
from dxsim.analysis.targets import find_target, metric, question
from dxsim.model.projection import simulate
from dxsim.scenario.laws import GROWTH_LAWS

TARGETS = dx.load_targets()


@settings(max_examples=80)
@given(data=scenarios(), addition=st.floats(-0.1, 0.3), lever=st.integers(0, 4))
def test_any_addition_gives_the_levels_of_the_model_itself(tmp_path_factory, data, addition, lever):
    scenario = dx.load_scenario(write(data, tmp_path_factory.mktemp("effort")))
    given_one = "gdp" if scenario.closure == "gdp_given" else "non_digital"
    levers = [given_one, "all", *scenario.components]
    name = levers[lever % len(levers)]
    names = list(scenario.components) if name == "all" else [name]
    ratio = [
        n for n in names if n != given_one and scenario.components[n].growth.kind not in GROWTH_LAWS
    ]
    if ratio:
        return
    window = (scenario.base_year + 1, scenario.base_year + 2)
    years = np.arange(scenario.base_year + 1, scenario.end_year + 1)
    extra = addition * ((years >= window[0]) & (years <= window[1]))
    found = Efforts(scenario, window).lever(name).levels(np.array(addition))
    with np.errstate(all="ignore"):
        path = simulate(scenario, extra=dict.fromkeys(names, extra), masked=False)
        np.testing.assert_allclose(found.gdp + 0 * path.gdp, path.gdp, rtol=1e-9)
        for component, levels in path.components.items():
            np.testing.assert_allclose(found.components[component] + 0 * levels, levels, rtol=1e-9)


def test_a_ratio_law_that_receives_nothing_keeps_its_own_path():
    scenario = dx.load_scenario("saturating")
    effort = Efforts(scenario).lever("all")
    np.testing.assert_allclose(
        effort.levels(np.array(0.0)).components["ict"], simulate(scenario).components["ict"]
    )


def test_the_lever_that_follows_is_no_lever():
    with pytest.raises(ValueError, match="non_digital follows"):
        Efforts(dx.load_scenario("baseline")).lever("non_digital")


def problem(constant, weight, slope, earlier=0.0):
    slope = np.atleast_2d(np.asarray(slope, dtype=float))
    weight = np.atleast_1d(np.asarray(weight, dtype=float))
    before = np.zeros_like(weight) + earlier
    return Compound(
        np.array([float(constant)]),
        weight[:, np.newaxis],
        before[:, np.newaxis],
        slope.T[..., None],
    )


@given(st.floats(0.2, 5), st.integers(1, 20), st.floats(-0.2, 0.4))
def test_one_driver_has_its_closed_form(multiple, years, rate):
    slope = np.full(years, 1 / (1 + rate))
    root = (multiple ** (1 / years) - 1) * (1 + rate)
    found = nearest_roots(problem(-multiple, 1.0, slope), -0.99, 5.0)[0, 0]
    assert found == pytest.approx(root, abs=1e-12)


def test_of_several_roots_the_nearest_comes_first():
    two = problem(0.0, [1.0, -1.0], [[2.0, 0.5], [1.0, 1.6]])
    grid = np.linspace(-0.45, 0.9, 200_001)
    values = two.at(grid[:, np.newaxis])[0][:, 0]
    turns = grid[np.flatnonzero(values[:-1] * values[1:] <= 0)]
    found = nearest_roots(two, -0.45, 0.9)[:, 0]
    assert found[0] == pytest.approx(0, abs=1e-12)
    assert np.nanmin(np.abs(turns)) < 1e-5
    assert np.isnan(nearest_roots(problem(5.0, 1.0, [1.0]), -0.9, 1.0)).all()


def test_growth_in_the_last_year_alone():
    """`X - 1.1 X'` is zero where the last year's factor is 1.1."""
    slope = np.array([[0.9, 0.8, 1 / 1.05]])
    single = problem(0.0, 1.0, slope, earlier=1.1 / 1.05)
    found = nearest_roots(single, -0.5, 1.0)[0, 0]
    assert found == pytest.approx(0.05, abs=1e-12)


def test_problems_stacked_are_solved_as_alone():
    several = [
        problem(-1.5, 1.0, np.full(3, 0.9)),
        problem(0.1, [0.5, -0.7], np.full((2, 6), [[0.8], [0.9]])),
        problem(-3.0, [1.0, 0.5], np.full((2, 2), 0.7)),
    ]
    together = nearest_roots(stacked(several), -0.9, 1.0)
    for row, one in enumerate(several):
        alone = nearest_roots(one, -0.9, 1.0)[:, 0]
        np.testing.assert_allclose(together[: len(alone), row], alone, atol=1e-13)
        assert np.isnan(together[len(alone) :, row]).all()


def test_an_exhausted_path_is_brought_back_to_its_target():
    scenario = dx.load_scenario("plan-repeated")
    asked = find_target(TARGETS, "share-2045")
    efforts = Efforts(scenario)
    levers = [efforts.lever(name) for name in ("all", "sectoral")]
    found = required_additions(levers, [question(asked)])
    for name, value in zip(("all", "sectoral"), found[:, 0], strict=True):
        names = scenario.components if name == "all" else [name]
        path = simulate(scenario, extra=dict.fromkeys(names, float(value)))
        assert metric(scenario, asked, path)[-1] == pytest.approx(0.5, abs=1e-10)


def test_totals_have_their_closed_form_under_both_closures():
    plan, rest = dx.load_scenario("plan-repeated"), dx.load_scenario("rest-given")
    given = required_totals(Efforts(plan), [0.3], [2030])[0]
    assert given.digital_cagr == pytest.approx((0.3 * 1.1**6 / 0.183) ** (1 / 6) - 1, abs=1e-13)
    assert given.non_digital_cagr == pytest.approx((0.7 * 1.1**6 / 0.817) ** (1 / 6) - 1, abs=1e-13)
    follows = required_totals(Efforts(rest), [0.3], [2030])[0]
    assert follows.non_digital_cagr == pytest.approx(0.08, abs=1e-13)
    digital = (0.817 * 1.08**6 * 0.3 / 0.7 / 0.183) ** (1 / 6) - 1
    assert follows.digital_cagr == pytest.approx(digital, abs=1e-13)
