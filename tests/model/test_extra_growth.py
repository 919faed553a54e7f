"""Extra growth under every law, and names that stand for nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import plan, scenarios, write

import dxsim as dx
from dxsim.analysis.backwards.extra_growth import Efforts
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import growth_of
from dxsim.model.projection import simulate

ADDED = 0.03


@settings(max_examples=150)
@given(data=scenarios(), name=st.sampled_from(("ict", "platform", "sectoral")))
def test_extra_growth_lifts_realised_growth_whatever_the_law(tmp_path_factory, data, name):
    scenario = dx.load_scenario(write(data, tmp_path_factory.mktemp("s")))
    if name not in scenario.components:
        return
    own, more = simulate(scenario), simulate(scenario, extra={name: ADDED})
    before, after = growth_of(own.components[name]), growth_of(more.components[name])
    alive = ~np.isnan(after)
    lift = after - before
    assert (lift[alive] > 0).all()
    if scenario.prices == "current":
        np.testing.assert_allclose(lift[alive], ADDED, atol=1e-8, rtol=1e-7)


@settings(max_examples=60)
@given(data=scenarios())
def test_it_is_the_same_extra_growth_as_the_solver_gives(tmp_path_factory, data):
    scenario = dx.load_scenario(write(data, tmp_path_factory.mktemp("s")))
    effort = Efforts(scenario).lever("all")
    levels = effort.levels(np.array(ADDED))
    path = simulate(scenario, extra=dict.fromkeys(scenario.components, ADDED))
    gone = np.broadcast_to(levels.exhausted, path.exhausted.shape)
    assert (path.exhausted == gone).all()
    for name in scenario.components:
        solved = np.where(gone, np.nan, levels.components[name])
        np.testing.assert_allclose(path.components[name], solved, rtol=1e-9)


def test_a_component_under_a_ratio_law_keeps_its_realised_path_where_nothing_is_added(tmp_path):
    data = plan()
    data["components"]["sectoral"]["growth"] = {"logistic": {"ceiling": "40%", "speed": 0.1}}
    scenario = dx.load_scenario(write(data, tmp_path))
    own, same = simulate(scenario), simulate(scenario, extra={"sectoral": 0.0})
    np.testing.assert_allclose(same.share, own.share, rtol=1e-12)


@pytest.mark.parametrize("what", ["extra", "factor", "ceiling", "allocation"])
@pytest.mark.parametrize("name", ["sectorial", "digital", "non_digital"])
def test_a_name_that_stands_for_nothing_is_refused(tmp_path, what, name):
    scenario = dx.load_scenario(write(plan(), tmp_path))
    with pytest.raises(InputError) as refusal:
        dx.simulate(scenario, **{what: {name: np.ones(1)}})
    assert what in str(refusal.value) and name in str(refusal.value)
    if name == "sectorial" and what in ("extra", "factor"):
        assert "sectoral?" in str(refusal.value)


def test_a_window_without_a_projected_year_and_unknown_errors_are_refused():
    scenario = dx.load_scenario("baseline")
    for window in ((2031, 2040), (2010, 2015), (2030, 2027)):
        with pytest.raises(InputError, match="window"):
            dx.required_growth(scenario, "share-2030", window=window)
    with pytest.raises(InputError, match="factor"):
        dx.required_growth(scenario, "share-2030", errors={"factors": {}})
