"""The model against a second implementation, closed forms and the identities."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import reference
from support.scenarios import plan, scenarios, write

import dxsim as dx
from dxsim.model.projection import simulate


def load(data, folder):
    return dx.load_scenario(write(data, folder))


def same(ours, theirs, tolerance=1e-9):
    ours, theirs = np.asarray(ours, float), np.array([math.nan if v is None else v for v in theirs])
    assert (np.isnan(ours) == np.isnan(theirs)).all()
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=0, equal_nan=True)


@settings(max_examples=200)
@given(scenarios())
def test_agrees_with_a_second_implementation(tmp_path_factory, data):
    path = simulate(load(data, tmp_path_factory.mktemp("s")))
    other = reference.project(data)
    same(path.gdp, other["gdp"].values())
    same(path.non_digital, other["non_digital"].values(), 1e-7)
    for name, levels in other["components"].items():
        same(path.components[name], levels.values(), 1e-7)
    exhausted = None if np.isnan(path.exhausted_in) else int(path.exhausted_in)
    assert exhausted == other["exhausted_in"]


@settings(max_examples=100)
@given(scenarios())
def test_identities_hold_to_rounding(tmp_path_factory, data):
    result = dx.project(load(data, tmp_path_factory.mktemp("s")))
    alive = ~np.isnan(result.gdp.values)
    digital, gdp = result.digital.values[alive], result.gdp.values[alive]
    total = result.value_added.sum("component", skipna=False).values[alive]
    np.testing.assert_allclose(total, digital, rtol=1e-12)
    np.testing.assert_allclose(digital + result.non_digital.values[alive], gdp, rtol=1e-12)
    np.testing.assert_allclose(result.share.values[alive], digital / gdp, rtol=1e-12)
    assert (result.share.values[alive] < 1).all()
    assert (result.share.values[alive] > 0).all()
    parts = result.contribution.sum("component", skipna=False).values
    rest = np.diff(result.non_digital.values) / result.gdp.values[:-1]
    np.testing.assert_allclose(
        parts[1:] + rest, result.gdp_growth.values[1:], rtol=1e-9, atol=1e-12
    )


@settings(max_examples=150)
@given(scenarios(closures=("gdp_given",), prices=("current",)))
def test_the_two_closures_agree_when_fed_each_others_paths(tmp_path_factory, data):
    given_gdp = simulate(load(data, tmp_path_factory.mktemp("s")))
    if given_gdp.exhausted.any() or (given_gdp.non_digital <= 1e-6).any():
        return
    if any("gdp_multiple" in c["growth"] for c in data["components"].values()):
        return
    growth = given_gdp.non_digital[1:] / given_gdp.non_digital[:-1] - 1
    if (growth > 9).any() or (growth < -0.99).any():
        return
    steps = {2025 + i: f"{g * 100:.14f}%" for i, g in enumerate(growth)}
    gdp = {k: v for k, v in data["gdp"].items() if k != "growth"}
    other = data | {
        "closure": "non_digital_given",
        "gdp": gdp,
        "non_digital": {"growth": {"steps": steps}},
    }
    given_rest = simulate(load(other, tmp_path_factory.mktemp("s")))
    np.testing.assert_allclose(given_rest.gdp, given_gdp.gdp, rtol=1e-9)
    np.testing.assert_allclose(given_rest.share, given_gdp.share, rtol=1e-9)


def test_a_trajectory_comes_back_whole_from_another_process():
    path = simulate(dx.load_scenario("baseline"))
    again = pickle.loads(pickle.dumps(path))
    assert list(again.components) == list(path.components)
    for name, level in path.components.items():
        np.testing.assert_array_equal(again.components[name], level)
    np.testing.assert_array_equal(again.share, path.share)


def test_plan_arithmetic_of_2025(tmp_path):
    result = dx.project(load(plan(gdp="9.09%"), tmp_path)).sel(year=2025)
    digital = result.digital.item()
    published_ict = result.value_added.sel(component=["ict", "platform"]).sum().item()
    assert published_ict / digital == pytest.approx(0.4894, abs=5e-5)
    assert result.digital_growth.item() == pytest.approx(0.222, abs=1e-12)
    assert result.share.item() == pytest.approx(0.205, abs=1e-5)
    assert result.contribution.sum().item() * 100 == pytest.approx(4.1, abs=0.05)
    assert result.gdp_growth.item() * 100 == pytest.approx(9.1, abs=0.05)


@pytest.mark.parametrize(("real", "share"), [("8%", 0.2003), ("10%", 0.1967)])
def test_share_when_the_gdp_target_is_real(tmp_path, real, share):
    nominal = (1 + reference.percent(real)) * 1.0335 - 1
    result = dx.project(load(plan(gdp=f"{nominal * 100:.10f}%"), tmp_path))
    assert result.share.sel(year=2025).item() == pytest.approx(share, abs=5e-5)


def test_the_plan_repeated_exhausts_the_rest_of_the_economy(tmp_path):
    result = dx.project(load(plan(), tmp_path))
    assert result.exhausted_in.item() == 2038
    assert result.shrinks_from.item() == 2032
    assert result.shrinks_from_real.item() == 2030
    after = result.sel(year=slice(2038, None))
    for name in ("gdp", "non_digital", "digital", "share", "gdp_growth"):
        assert np.isnan(after[name].values).all()
    assert np.isnan(after.value_added.values).all()
    assert not np.isnan(result.share.sel(year=2037).item())


def test_an_exhausted_path_never_recovers(tmp_path):
    data = plan()
    data["components"]["sectoral"]["growth"] = {"steps": {"2025-2027": "150%", "2028-2045": "-50%"}}
    path = simulate(load(data, tmp_path))
    unmasked = simulate(load(data, tmp_path), masked=False)
    assert unmasked.non_digital[-1] > 0
    assert np.isnan(path.share[path.years >= path.exhausted_in]).all()


def test_share_laws_that_fill_gdp_exhaust_it(tmp_path):
    data = plan(closure="non_digital_given", non_digital={"growth": {"constant": "8%"}})
    del data["gdp"]["growth"]
    for name in ("ict", "sectoral"):
        data["components"][name]["growth"] = {"logistic": {"ceiling": "60%", "speed": 0.5}}
    path = simulate(load(data, tmp_path))
    shares = sum(
        reference.percent("60%") / (1 + (0.6 / s0 - 1) * np.exp(-0.5 * (path.years - 2024)))
        for s0 in (0.08316, 0.08784)
    )
    assert path.exhausted_in == path.years[(shares >= 1).argmax()]


def test_relative_law_has_its_closed_form(tmp_path):
    data = plan()
    for component in data["components"].values():
        component["growth"] = {"relative": {"speed": 0.05}}
    path = simulate(load(data, tmp_path))
    odds = 0.183 / 0.817 * np.exp(0.05 * (path.years - 2024))
    np.testing.assert_allclose(path.share, odds / (1 + odds), rtol=1e-13)


def test_gdp_multiple_of_real_growth_under_both_price_bases(tmp_path):
    law = {"gdp_multiple": {"times": 3, "of": "real"}}
    current = plan(gdp="10%")
    current["components"]["ict"]["growth"] = law
    constant = plan(gdp="10%", prices="constant")
    constant["components"]["ict"]["growth"] = law
    nominal = dx.project(load(current, tmp_path)).component_growth.sel(component="ict", year=2025)
    assert nominal.item() == pytest.approx(3 * (1.10 / 1.0335 - 1), rel=1e-12)
    real = dx.project(load(constant, tmp_path)).component_growth.sel(component="ict", year=2025)
    assert real.item() == pytest.approx(1.3 * 1.0335 - 1, rel=1e-12)


@settings(max_examples=60)
@given(scenarios(), st.integers(2, 6))
def test_parameters_as_arrays_give_the_same_rows(tmp_path_factory, data, count):
    scenario = load(data, tmp_path_factory.mktemp("s"))
    base = scenario.gdp.base
    many = np.linspace(0.8, 1.2, count) * base.value
    gdp = scenario.gdp.model_copy(update={"base": base._replace(value=many)})
    together = simulate(scenario.model_copy(update={"gdp": gdp}))
    for row, value in enumerate(many):
        one = scenario.gdp.model_copy(update={"base": base._replace(value=value)})
        alone = simulate(scenario.model_copy(update={"gdp": one}))
        np.testing.assert_array_equal(together.gdp[row], alone.gdp)
        np.testing.assert_array_equal(together.share[row], alone.share)


@settings(max_examples=60)
@given(scenarios(closures=("non_digital_given",)), st.floats(0.001, 0.05))
def test_more_growth_of_a_component_never_lowers_the_share(tmp_path_factory, data, extra):
    scenario = load(data, tmp_path_factory.mktemp("s"))
    name = next(iter(scenario.components))
    if scenario.components[name].growth.kind not in ("constant", "path", "steps", "fade"):
        return
    share = simulate(scenario).share
    more = simulate(scenario, extra={name: extra}).share
    alive = ~np.isnan(share) & ~np.isnan(more)
    assert (more[alive] >= share[alive] - 1e-12).all()


@settings(max_examples=60)
@given(scenarios())
def test_projecting_year_by_year_is_projecting_at_once(tmp_path_factory, data):
    whole = simulate(load(data, tmp_path_factory.mktemp("s")))
    scenario = load(data, tmp_path_factory.mktemp("s"))
    for end in range(2025, scenario.end_year + 1, 7):
        part = simulate(scenario.model_copy(update={"end_year": end}))
        np.testing.assert_array_equal(part.share, whole.share[: end - 2023])


@pytest.mark.parametrize("growth", ["-99%", "300%"])
@pytest.mark.parametrize("end", [2045, 2324])
def test_extreme_but_legal_growth_stays_finite_or_is_refused(tmp_path, growth, end):
    data = plan(end_year=end)
    data["components"]["ict"]["growth"] = {"constant": growth}
    scenario = load(data, tmp_path)
    try:
        result = dx.project(scenario)
    except dx.InputError as error:
        assert "beyond what can be computed" in str(error)
        return
    share = result.share.values
    assert ((share > 0) & (share < 1) | np.isnan(share)).all()


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_shipped_scenarios_say_who_measures_and_why(name):
    scenario = dx.load_scenario(name)
    attributes = dx.project(scenario).attrs
    assert {"producer", "prices", "unit", "version"} <= set(attributes)
    assert scenario.sources
    assert scenario.question.en
    assert scenario.question.vi
    assert scenario.title.en != scenario.title.vi
