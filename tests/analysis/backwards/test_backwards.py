"""The model asked backwards: what is found, put back into the model, just meets the target."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenarios import scenarios, write

import dxsim as dx
from dxsim.analysis.backwards.solving import required_growth, required_parameter
from dxsim.analysis.backwards.start_year import required_start
from dxsim.analysis.targets import Target, find_target, judged, metric
from dxsim.data.yamlfile import InputError
from dxsim.model.drivers import drivers
from dxsim.model.growth import growth_of
from dxsim.model.projection import simulate
from dxsim.scenario.laws import GROWTH_LAWS, Law
from dxsim.scenario.parameters import numeric_parameters, with_parameters

TARGETS = dx.load_targets()
GDP_CAP = "gdp.growth.constant"


def target(target_id):
    return find_target(TARGETS, target_id)


def value_with(scenario, aim, extra):
    path = simulate(scenario, extra=extra)
    return metric(scenario, aim, path)[aim.year - scenario.base_year]


def test_30_per_cent_in_2030_holds_while_nominal_gdp_grows_less_than_13_58():
    found = required_parameter(
        dx.load_scenario("plan-repeated"), target("share-2030"), GDP_CAP, 0.0, 0.3
    )
    needed = (0.09516 * 1.15**6 + 0.08784 * 1.3**6) / 0.3
    assert found.value == pytest.approx(needed ** (1 / 6) - 1, abs=1e-12)
    assert round(found.value * 100, 2) == 13.58


def test_one_constant_rate_has_its_closed_form():
    scenario = dx.load_scenario("plan-repeated")
    found = required_growth(scenario, target("share-2030"), "sectoral")
    needed = ((0.3 * 1.1**6 - 0.09516 * 1.15**6) / 0.08784) ** (1 / 6) - 1.3
    assert found.value == pytest.approx(needed, abs=1e-13)
    assert found.best == pytest.approx(0.3, abs=1e-13)


@pytest.mark.parametrize("name", dx.list_scenarios())
@pytest.mark.parametrize("lever", ["all", "ict", "platform", "sectoral", "given"])
def test_extra_growth_over_a_window_just_meets_the_target(name, lever):
    scenario, aim = dx.load_scenario(name), target("share-2030")
    if lever == "given":
        lever = "gdp" if scenario.closure == "gdp_given" else "non_digital"
    found = required_growth(scenario, aim, lever, window=(2027, 2029), bounds=(-0.9, 0.9))
    names = list(scenario.components) if lever == "all" else [lever]
    realised = with_realised_growth(scenario, names)
    years = scenario.base_year + 1 + np.arange(scenario.horizon)
    window = ((years >= 2027) & (years <= 2029)).astype(float)
    if found.value is None:
        additions = np.linspace(-0.9, 0.9, 91)
        extra = dict.fromkeys(names, additions[:, np.newaxis] * window)
        values = metric(realised, aim, simulate(realised, extra=extra))
        values = values[:, aim.year - scenario.base_year]
        met = values[~np.isnan(values)] >= aim.threshold
        assert met.all() if found.held else not met.any()
        assert (found.best_at == 0) if found.held else (-0.9 <= found.best_at <= 0.9)
    else:
        reached = value_with(realised, aim, dict.fromkeys(names, found.value * window))
        assert reached == pytest.approx(aim.threshold, abs=1e-12)


def with_realised_growth(scenario, names):
    """The scenario with the growth of its ratio-law components written out year by year."""
    bare = scenario.without_programmes()
    path, components = simulate(bare, masked=False), dict(scenario.components)
    for name in set(names) & set(components):
        if components[name].growth.kind not in GROWTH_LAWS:
            rates = growth_of(path.components[name])
            years = (int(year) for year in path.years[1:])
            law = Law.model_construct(path=dict(zip(years, rates, strict=True)))
            components[name] = components[name].model_copy(update={"growth": law})
    return scenario.model_copy(update={"components": components})


GROWTH = Target.model_construct(
    id="real-gdp", title=None, metric="growth", of="gdp", prices="real", sense="at_least",
    threshold=0.08, year=2030, source="", producers=("mic", "nso"), judge="nso",
)  # fmt: skip


def test_a_growth_target_is_met_in_its_year():
    scenario = dx.load_scenario("plan-fading")
    found = required_growth(scenario, GROWTH, "gdp")
    assert value_with(scenario, GROWTH, {"gdp": found.value * np.ones(21)}) == pytest.approx(
        0.08, abs=1e-13
    )


def test_where_nothing_within_bounds_is_enough_the_best_is_told():
    scenario, aim = dx.load_scenario("plan-fading"), target("share-2045")
    found = required_growth(scenario, aim, "platform", bounds=(-0.05, 0.05))
    assert found.value is None
    assert found.best_at == pytest.approx(0.05)
    reached = value_with(scenario, aim, {"platform": np.full(21, 0.05)})
    assert found.best == pytest.approx(reached, abs=1e-12)
    assert found.best < 0.5


def test_growth_below_minus_100_per_cent_is_never_the_best():
    """Where digital value added would be below zero, shares of it can have any value."""
    scenario = dx.load_scenario("plan-repeated")
    ict = {"components.ict.growth.constant": -0.5, "components.platform.growth.constant": -0.5}
    falling = with_parameters(scenario, ict | {"components.sectoral.growth.constant": -0.6})
    aim = target("sectoral-2030").model_copy(update={"threshold": 0.9999})
    found = required_growth(falling, aim)
    assert found.value is None
    assert found.best < 1
    assert found.best_at >= -0.5


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [
        ("components.sectoral.growth.fade.from", 0.1, 0.9),
        ("components.sectoral.growth.fade.half_life", 0.5, 30),
        ("components.platform.base", 0.005, 0.05),
        ("gdp.growth.path.2045", -0.2, 0.2),
    ],
)
def test_a_parameter_put_back_just_meets_the_target(path, low, high):
    scenario, aim = dx.load_scenario("plan-fading"), target("share-2030")
    found = required_parameter(scenario, aim, path, low, high)
    moved = with_parameters(scenario, {path: found.value})
    assert value_with(moved, aim, {}) == pytest.approx(0.3, abs=1e-12)


def test_a_parameter_that_cannot_do_it_tells_the_best():
    scenario, aim = dx.load_scenario("plan-fading"), target("share-2045")
    path = "components.platform.growth.fade.from"
    found = required_parameter(scenario, aim, path, 0.1, 0.2)
    assert found.value is None
    assert (found.best_at, round(found.best, 6)) == (
        pytest.approx(0.2),
        round(float(value_with(with_parameters(scenario, {path: 0.2}), aim, {})), 6),
    )


def test_the_latest_start_meets_the_target_and_a_year_later_misses_it():
    scenario, aim = dx.load_scenario("nso-reference-pace"), target("share-2030")
    found = required_start(scenario, aim, "all", 0.35)
    starts = (found.value, found.value + 1)
    windows = [(start, 2030) for start in starts]
    needed = [required_growth(scenario, aim, window=window).value for window in windows]
    assert needed[0] <= 0.35 < needed[1]
    never = required_start(scenario, aim, "all", 0.05)
    assert (never.value, never.best_at) == (None, 2025)
    assert never.best < 0.3
    assert required_start(dx.load_scenario("plan-repeated"), aim, "all", 0.01).value == 2031


DRAWS = 40


def test_the_latest_starts_of_draws_are_those_of_each_alone():
    rng, scenario = np.random.default_rng(6), dx.load_scenario("plan-fading")
    aim, path = target("share-2030"), "components.sectoral.growth.fade.from"
    rates, additions = rng.uniform(0.1, 0.4, DRAWS), rng.uniform(0.01, 0.12, DRAWS)
    drawn = with_parameters(scenario, {path: rates})
    found = required_start(drawn, aim, "all", additions)
    for k, (rate, addition) in enumerate(zip(rates, additions, strict=True)):
        alone = required_start(with_parameters(scenario, {path: rate}), aim, "all", addition)
        start = None if np.isnan(found.value[k]) else int(found.value[k])
        assert (start, found.best_at[k], found.held[k]) == (
            alone.value, alone.best_at, alone.held,
        )  # fmt: skip
        assert found.best[k] == pytest.approx(alone.best, abs=1e-14)
    assert len(np.unique(found.value[~np.isnan(found.value)])) > 3
    assert np.isnan(found.value).any()
    one = required_start(drawn, aim, "all", 0.05).value
    same = required_start(drawn, aim, "all", np.full(DRAWS, 0.05)).value
    np.testing.assert_array_equal(one, same)


def test_draws_that_no_value_misses_are_told_apart_from_those_that_none_meets():
    scenario, aim = dx.load_scenario("plan-repeated"), target("share-2030")
    rates = np.array([0.10, 0.13, 0.20])
    drawn = with_parameters(scenario, {GDP_CAP: rates})
    found = required_growth(drawn, aim, "sectoral", bounds=(-0.02, 0.02))
    assert np.isnan(found.value).tolist() == [True, False, True]
    assert found.held.tolist() == [True, False, False]
    assert found.best_at.tolist()[::2] == [0.0, pytest.approx(0.02)]
    grown = 0.09516 * 1.15**6 + 0.08784 * np.array([1.3, np.nan, 1.32]) ** 6
    np.testing.assert_allclose(found.best[::2], (grown / (1 + rates) ** 6)[::2], atol=1e-12)
    solved = required_parameter(drawn, aim, "components.ict.growth.constant", 0.14, 0.16)
    assert solved.held.tolist() == [True, True, False]


@pytest.mark.parametrize("lever", ["all", "sectoral", "gdp"])
@pytest.mark.parametrize("aim", ["share-2030", "sectoral-2030"])
def test_draws_are_solved_as_they_are_one_by_one(lever, aim):
    rng, scenario = np.random.default_rng(4), dx.load_scenario("plan-fading")
    paths = {
        "components.sectoral.growth.fade.from": rng.uniform(0.1, 0.5, DRAWS),
        "gdp.growth.path.2029": rng.uniform(0.02, 0.12, DRAWS),
    }
    together = required_growth(with_parameters(scenario, paths), target(aim), lever)
    alone = [
        required_growth(
            with_parameters(scenario, {p: v[i] for p, v in paths.items()}), target(aim), lever
        )
        for i in range(DRAWS)
    ]
    values = np.array([np.nan if found.value is None else found.value for found in alone])
    np.testing.assert_allclose(together.value, values, rtol=0, atol=1e-10)


def test_draws_with_errors_and_a_parameter_are_solved_together():
    rng, scenario = np.random.default_rng(5), dx.load_scenario("plan-fading")
    aim, path = target("share-2030"), "components.ict.growth.fade.from"
    factor = {
        "sectoral": np.exp(rng.normal(0, 0.1, (DRAWS, 22))),
        "gdp": np.exp(rng.normal(0, 0.02, (DRAWS, 22))),
    }
    found = required_growth(scenario, aim, "ict", errors={"factor": factor})
    extra = {"ict": found.value[:, np.newaxis] * np.ones(21)}
    reached = simulate(scenario, extra=extra, factor=factor)
    np.testing.assert_allclose(reached.share[:, 6], 0.3, atol=1e-12)
    drawn = with_parameters(scenario, {"gdp.base": scenario.gdp.base.value * np.ones(DRAWS)})
    rates = rng.uniform(0.25, 0.35, DRAWS)
    drawn = with_parameters(drawn, {"components.sectoral.growth.fade.from": rates})
    solved = required_parameter(drawn, aim, path, 0.0, 0.9)
    met = ~np.isnan(solved.value)
    assert met.sum() > DRAWS / 2
    moved = with_parameters(drawn, {path: np.where(met, solved.value, 0.9)})
    np.testing.assert_allclose(simulate(moved).share[met, 6], 0.3, atol=1e-12)
    assert set(numeric_parameters(moved)) == set(numeric_parameters(scenario))


@settings(max_examples=60)
@given(data=scenarios(), lever=st.sampled_from(["all", "first"]))
def test_no_grid_finds_a_nearer_answer(tmp_path_factory, data, lever):
    data = data | {"producer": "mic", "end_year": max(data["end_year"], 2030)}
    data["components"] = {
        name: block | {"growth": {"constant": "12%"}} for name, block in data["components"].items()
    }
    if data["prices"] == "constant":
        for block in data["components"].values():
            block.setdefault("deflator", {"constant": "2%"})
    scenario = dx.load_scenario(write(whole_horizon(data), tmp_path_factory.mktemp("grid")))
    names = list(scenario.components) if lever == "all" else list(scenario.components)[:1]
    aim, at = target("share-2030"), 2030 - scenario.base_year
    found = required_growth(
        scenario, aim, "all" if lever == "all" else names[0], bounds=(-0.5, 0.5)
    )
    reach = 0.5 if found.value is None else 0.999 * abs(found.value)
    grid = np.linspace(-reach, reach, 201)
    path = simulate(scenario, extra=dict.fromkeys(names, grid[:, np.newaxis]))
    met = path.share[:, at][~path.exhausted[:, at]] >= 0.3
    assert met.all() or not met.any()
    if found.held:
        assert met.all()
    elif found.value is None and met.size:
        assert not met.any()
        assert found.best >= path.share[:, at][~path.exhausted[:, at]].max() - 1e-9


def whole_horizon(data):
    """Replace step laws, which would leave years uncovered, by a constant."""
    for block in (data["gdp"], data.get("non_digital") or {}):
        for key in ("growth", "deflator"):
            if "steps" in (block.get(key) or {}):
                block[key] = {"constant": "3%"}
    for block in data["components"].values():
        if "steps" in (block.get("deflator") or {}):
            block["deflator"] = {"constant": "3%"}
    return data


def cut(scenario, **changes):
    return scenario.model_copy(update=changes)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: required_growth(s, target("share-2030"), "sectorl"), "did you mean sectoral?"),
        (lambda s: required_growth(s, target("share-2030"), "non_digital"), "one of all, ict"),
        (lambda s: required_growth(cut(s, end_year=2028), target("share-2030")), "2025-2028"),
        (lambda s: required_growth(cut(s, producer="nso"), target("sectoral-2030")), "no such"),
        (lambda s: required_parameter(s, target("share-2030"), "gdp.base", -1, 2), "an amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_one_line(ask, said):
    with pytest.raises(InputError) as caught:
        ask(dx.load_scenario("plan-fading"))
    assert said in str(caught.value)


@settings(max_examples=60)
@given(data=scenarios(), pick=st.integers(0, 999), factor=st.floats(0.9, 1.1))
def test_drivers_of_a_moved_scenario_are_those_computed_anew(tmp_path_factory, data, pick, factor):
    """What rests on no number that moved is taken over; the rest must not be."""
    scenario = dx.load_scenario(write(data, tmp_path_factory.mktemp("moved")))
    numbers = numeric_parameters(scenario)
    path = list(numbers)[pick % len(numbers)]
    with np.errstate(all="ignore"):
        moved = with_parameters(scenario, {path: np.array([numbers[path] * factor])})
        known, anew = (
            drivers(moved, known=before) for before in ((scenario, drivers(scenario)), None)
        )
        assert list(known.levels().components) == list(anew.levels().components)
    for group in ("grown", "stated", "shares", "ratios"):
        assert list(getattr(known, group)) == list(getattr(anew, group))
        for name, values in getattr(anew, group).items():
            np.testing.assert_array_equal(getattr(known, group)[name] + 0 * values, values)
    np.testing.assert_array_equal(known.aggregate + 0 * anew.aggregate, anew.aggregate)


def test_the_last_years_alone_have_the_measure_that_all_years_have():
    scenario = dx.load_scenario("baseline")
    path = simulate(scenario)
    for aim in judged(scenario, TARGETS):
        whole = metric(scenario, aim, path)
        np.testing.assert_array_equal(metric(scenario, aim, path, last=3), whole[-3:])
