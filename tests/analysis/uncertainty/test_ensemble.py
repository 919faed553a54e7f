import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm, t
from support.laws import curve
from support.scenarios import extremes, plan, scenarios, write
from support.uncertainty import cumulated_sd, with_errors

from dxsim.analysis.judged import verdicts
from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.uncertainty.engine.samplers import BLOCK
from dxsim.analysis.uncertainty.ensemble import (
    QUANTILES,
    Plan,
    draw,
    ensemble,
    futures,
    study_of,
)
from dxsim.analysis.uncertainty.ensemble_records import ensemble_record
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.model.share_curves import logit
from dxsim.scenario.laws import SHARE_LAWS
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import with_parameters


def share_target(threshold, year=2030):
    return Target.model_validate(
        {
            "id": f"share-{year}",
            "title": "a share",
            "metric": "digital_share_of_gdp",
            "sense": "at_least",
            "threshold": threshold,
            "year": str(year),
            "source": "plan-dossier-2024",
            "producers": ["mic", "nso"],
            "judge": "nso",
        }
    )


def one_component(tmp_path, law=None, freedom=None, measured="0%", **errors):
    """Return a scenario of one component whose log ratio to the rest of GDP errs alone."""
    growth = law or {"constant": "12%"}
    data = plan(components={"ict": {"base": "10% of gdp", "growth": growth}})
    loaded = load_scenario(write(data, tmp_path))
    return with_errors(loaded, None, freedom, measured, ict=errors)


ROUNDING = 4 * np.finfo(float).eps
SPREADS = {"persistent_sd": "1.5%", "yearly_sd": "3%", "ar1": "0.4", "half_life": "9"}
LOGIT_NORMAL = (
    {"constant": "12%"},
    {"relative": {"speed": 0.04}},
    {"gdp_multiple": {"times": 1.2}},
)


@pytest.mark.parametrize("law", LOGIT_NORMAL)
@pytest.mark.parametrize("method", ["random", "latin_hypercube", "sobol"])
def test_one_component_with_normal_errors_is_logit_normal(tmp_path, method, law):
    """Quantiles and odds of the share have exact values under every law without a ceiling."""
    scenario = one_component(tmp_path, law, measured="4%", **SPREADS)
    draws, years = 65_536, 6
    target = float(simulate(scenario).share[years]) * 1.04
    found = futures(study_of(scenario, [share_target(f"{100 * target}%")]), Plan(draws, 3, method))
    sd = float(np.hypot(cumulated_sd(0.015, 0.03, 0.4, years, 9), 0.04))
    middle = logit(simulate(scenario).share[years])
    exact = expit(middle + sd * norm.ppf(QUANTILES))
    density = norm.pdf(norm.ppf(QUANTILES)) / (sd * exact * (1 - exact))
    error = np.sqrt(np.multiply(QUANTILES, 1 - np.array(QUANTILES)) / draws) / density
    assert np.all(np.abs(found.quantiles[:, years] - exact) < 4 * error)
    probability = norm.sf((logit(target) - middle) / sd)
    standard = np.sqrt(probability * (1 - probability) / draws)
    assert found.probabilities[0] == pytest.approx(probability, abs=4 * standard)
    assert found.sampling_errors[0] <= standard * 1.5


@pytest.mark.parametrize("law", SHARE_LAWS)
def test_below_a_ceiling_the_odds_are_log_normal(tmp_path, law):
    stated = curve(law, "30%", 0.1)
    scenario = one_component(tmp_path, stated, **SPREADS)
    found = futures(study_of(scenario, []), Plan(65_536, 3))
    own, sd = simulate(scenario).share[6] / 0.3, cumulated_sd(0.015, 0.03, 0.4, 6, 9)
    exact = 0.3 * expit(logit(own) + sd * norm.ppf(QUANTILES))
    np.testing.assert_allclose(found.quantiles[:, 6], exact, rtol=0.01)


def test_student_errors_of_one_kind_have_their_closed_form(tmp_path):
    scenario = one_component(tmp_path, freedom="5", persistent_sd="2%")
    found = futures(study_of(scenario, []), Plan(65_536, 3))
    scale = 0.02 * 6 / np.sqrt(5 / 3)
    exact = expit(logit(simulate(scenario).share[6]) + scale * t(5).ppf(QUANTILES))
    np.testing.assert_allclose(found.quantiles[:, 6], exact, rtol=0.01)


@pytest.mark.parametrize("name", ["baseline", "rest-given"])
def test_a_measurement_error_moves_the_base_year_and_leaves_gdp(name):
    scenario = with_errors(name, measured="10%")
    study = study_of(scenario, [])
    found = futures(study, Plan(32_768, 1))
    exact = expit(logit(simulate(scenario).share[0]) + 0.10 * norm.ppf(QUANTILES))
    np.testing.assert_allclose(found.quantiles[:, 0], exact, rtol=0.01)
    path, own = draw(study, 5), simulate(scenario)
    assert path.gdp[0] == pytest.approx(own.gdp[0], rel=1e-14)
    assert path.share[0] != pytest.approx(own.share[0], rel=1e-6)
    shares = [path.components[n][0] / path.digital[0] for n in path.components]
    expected = [own.components[n][0] / own.digital[0] for n in own.components]
    np.testing.assert_allclose(shares, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["baseline", "nso-reference-pace", "saturating", "rest-given"])
def test_an_allocation_error_leaves_every_total_where_it_is(name):
    scenario = with_errors(name, platform={"allocation_sd": "60%"})
    study, own = study_of(scenario, []), simulate(scenario)
    assert np.ptp(futures(study, Plan(2_000, 1)).quantiles, axis=0).max() < 1e-12
    host = scenario.components["platform"].carved_from
    for index in range(20):
        path = draw(study, index)
        moved = path.components["platform"] / own.components["platform"] - 1
        assert abs(moved[0]) > 1e-6
        both = path.components["platform"] + path.components[host]
        known = own.components["platform"] + own.components[host]
        np.testing.assert_allclose(both, known, rtol=1e-12)
        others = set(own.components) - {"platform", host}
        for other in others:
            np.testing.assert_allclose(path.components[other], own.components[other], rtol=1e-12)
        for part, component in scenario.components.items():
            bent = component.growth.curve
            if bent:
                assert (path.components[part] <= bent.ceiling * path.gdp * (1 + 1e-12)).all()


@pytest.mark.parametrize("law", SHARE_LAWS)
def test_an_error_of_the_ceiling_moves_where_a_share_bends_to_and_not_its_base(tmp_path, law):
    stated = curve(law, "30%", 0.5)
    scenario = one_component(tmp_path, stated, ceiling_sd="40%")
    found = futures(study_of(scenario, []), Plan(32_768, 1))
    np.testing.assert_allclose(found.quantiles[:, 0], 0.1, rtol=1e-12)
    expected = expit(logit(0.3) + 0.4 * norm.ppf(QUANTILES))
    np.testing.assert_allclose(found.quantiles[:, -1], expected, rtol=0.02)


def test_the_saturating_fan_goes_on_widening():
    """Without an error of the ceiling its half-width stood still from 2034 on."""
    found = ensemble(load_scenario("saturating"), draws=20_000, targets=[])["share"]
    width = found.sel(quantile=0.9) - found.sel(quantile=0.1)
    assert float(width.sel(year=2045)) > 1.15 * float(width.sel(year=2034))


@pytest.mark.parametrize("name", ["baseline", "plan-fading", "rest-given", "saturating"])
def test_a_draw_run_alone_is_the_draw_of_the_ensemble(name):
    study = study_of(load_scenario(name))
    plan_ = Plan(draws=BLOCK + 100, seed=11)
    shares = futures(study, plan_).sums.shares
    for index in (0, 17, BLOCK - 1, BLOCK, BLOCK + 99):
        np.testing.assert_allclose(
            draw(study, index, plan_).share, shares[:, index], rtol=1e-12, atol=0
        )


@settings(max_examples=40)
@given(st.one_of(scenarios(), extremes()))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_share_of_every_draw_lies_between_0_and_1(tmp_path_factory, data):
    try:
        scenario = load_scenario(write(data, tmp_path_factory.mktemp("draws")))
        verdicts([scenario])
    except InputError:
        return  # beyond what a computer holds
    shares = futures(study_of(scenario), Plan(100, 1, engine="numpy")).sums.shares
    assert ((shares >= 0) & (shares <= 1 + ROUNDING) | np.isnan(shares)).all()


@settings(max_examples=40)
@given(st.one_of(scenarios(), extremes()), st.sampled_from([None, "5"]))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_draw_is_exhausted_unless_the_path_is_and_then_in_the_same_year(
    tmp_path_factory, data, freedom
):
    """Under every law, closure and price basis, with every kind of error at once."""
    try:
        scenario = load_scenario(write(data, tmp_path_factory.mktemp("draws")))
        verdicts([scenario])
    except InputError:
        return  # beyond what a computer holds
    own = simulate(scenario)
    sizes = {"persistent_sd": "6%", "yearly_sd": "8%", "ar1": "0.3"}
    limited = [n for n, c in scenario.components.items() if c.growth.kind in SHARE_LAWS]
    errors = {
        name: sizes | ({"ceiling_sd": "50%"} if name in limited else {})
        for name in (*scenario.components, scenario.aggregate)
    }
    breaks = {"rate": 0.1, "sd": "20%", "included": "true"}
    study = study_of(with_errors(scenario, None, freedom, "5%", breaks, **errors), [])
    shares = futures(study, Plan(64, 1, engine="numpy")).sums.shares
    np.testing.assert_array_equal(np.isnan(shares), np.repeat(own.exhausted[:, None], 64, axis=1))
    np.testing.assert_array_equal(draw(study, 3).exhausted, own.exhausted)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("law", SHARE_LAWS)
@pytest.mark.parametrize("speed", [-0.2, 0.2])
def test_no_error_of_measurement_lifts_a_share_above_its_ceiling(tmp_path, law, speed, engine):
    """A base at 98 % of its ceiling: as a level, a third of the draws would lie above it."""
    stated = curve(law, "20%", speed)
    data = plan(components={"ict": {"base": "19.6% of gdp", "growth": stated}})
    loaded = load_scenario(write(data, tmp_path))
    errors = {"yearly_sd": "10%"}
    study = study_of(with_errors(loaded, None, None, "5%", ict=errors), [share_target("19%")])
    found = futures(study, Plan(4_000, 1, engine=engine))
    assert found.sums.shares is not None and found.exhausted == 0
    assert found.sums.shares.min() > 0 and found.sums.shares.max() <= 0.2


def test_an_ensemble_over_arrays_of_parameters_has_no_single_path_of_its_own():
    speeds = np.linspace(0, 0.1, 50)
    many = with_parameters(
        load_scenario("baseline"), {"components.ict.growth.relative.speed": speeds}
    )
    found = ensemble(many, draws=50)
    shares = futures(study_of(many), Plan(50)).sums.shares
    np.testing.assert_allclose(
        found["share"].sel(quantile=0.5), np.median(shares, axis=1), rtol=1e-12
    )
    assert np.isnan(found["scenario_share"]).all()


def test_a_future_without_errors_is_the_scenario_itself():
    scenario = with_errors("baseline")
    found = futures(study_of(scenario), Plan(draws=10))
    expected = simulate(scenario).share
    np.testing.assert_allclose(found.quantiles, np.tile(expected, (len(QUANTILES), 1)), rtol=1e-14)


@pytest.mark.parametrize("together", [0.3, 0.7, 0.9999])
def test_the_median_rises_above_the_scenario_as_far_as_its_parts_err_apart(together):
    """To second order by half of what the parts' variance exceeds that of their sum."""
    parts = dict.fromkeys(("ict", "platform", "sectoral"), {"persistent_sd": "3%"})
    correlation = {"ict": {"platform": together, "sectoral": together}}
    scenario = with_errors(
        "baseline", correlation | {"platform": {"sectoral": together}}, None, **parts
    )
    path, found = simulate(scenario), ensemble(scenario, draws=65_536, method="sobol", targets=[])
    weights = np.array([levels[-1] for levels in path.components.values()]) / path.digital[-1]
    variance = cumulated_sd(0.03, 0.0, 0.0, scenario.horizon) ** 2
    expected = variance * (1 - together) * (1 - np.sum(weights**2)) / 2
    risen = logit(found["share"].sel(quantile=0.5).values[-1]) - logit(path.share[-1])
    assert risen == pytest.approx(expected, rel=0.1, abs=0.003)
    assert np.array_equal(found["scenario_share"], path.share)


def test_the_seed_gives_the_same_on_any_threads_and_the_first_draws_stay_the_same():
    study = study_of(load_scenario("baseline"))
    one = futures(study, Plan(3 * BLOCK + 5, 4, threads=1))
    for threads in (2, 3, 7):
        other = futures(study, Plan(3 * BLOCK + 5, 4, threads=threads))
        np.testing.assert_array_equal(one.sums.shares, other.sums.shares)
        np.testing.assert_array_equal(one.sums.mean_shortfall(), other.sums.mean_shortfall())
        np.testing.assert_array_equal(one.probabilities, other.probabilities)
    fewer = futures(study, Plan(BLOCK + 9, 4))
    np.testing.assert_array_equal(fewer.sums.shares, one.sums.shares[:, : BLOCK + 9])
    assert not np.array_equal(futures(study, Plan(100, 5)).sums.shares, one.sums.shares[:, :100])


def test_few_numbers_are_worth_one_thread_and_no_more_threads_than_cores_are_taken(monkeypatch):
    from dxsim.analysis.uncertainty.engine import threads

    monkeypatch.setattr(threads, "cores", lambda: 4)
    worth = threads.NUMBERS_A_THREAD
    taken = [threads.threads_for(n) for n in (1, worth, 2 * worth, 3 * worth + 1, 100 * worth)]
    assert taken == [1, 1, 2, 3, 4]
    assert threads.threads_for(1, asked=7) == 7


def test_streaming_quantiles_keep_within_their_stated_error(monkeypatch):
    from dxsim.analysis.uncertainty import ensemble as module

    study = study_of(load_scenario("plan-repeated"))
    exact = futures(study, Plan(10_000, 2, threads=3))
    monkeypatch.setattr(module, "EXACT_DRAWS", 0)
    streamed = futures(study, Plan(10_000, 2, threads=3))
    assert exact.quantile_error == 0 < streamed.quantile_error
    known = ~np.isnan(exact.quantiles)
    assert (~known).any(), "the path is exhausted in its last years"
    np.testing.assert_array_equal(np.isnan(streamed.quantiles), ~known)
    gap = np.abs(streamed.quantiles - exact.quantiles)[known]
    assert gap.max() <= streamed.quantile_error
    np.testing.assert_array_equal(streamed.probabilities, exact.probabilities)


def test_where_the_path_is_exhausted_its_draws_end_and_targets_have_no_probability():
    scenario = load_scenario("plan-repeated")
    targets = [share_target("30%"), share_target("50%", 2045)]
    found = futures(study_of(scenario, targets), Plan(5_000, 6))
    ends = int(simulate(scenario).exhausted_in) - scenario.base_year
    assert found.exhausted == 5_000
    assert np.isnan(found.sums.shares[ends:]).all() and not np.isnan(found.sums.shares[:ends]).any()
    assert 0 < found.probabilities[0] < 1 and np.isnan(found.probabilities[1])
    record = ensemble_record(ensemble(scenario, draws=200, targets=targets))
    assert record["targets"][1]["probability"] is None and record["joint_probability"] is None
    assert record["exhausted_draws"] == 200 and record["exhausted_in"] == ends + scenario.base_year


def test_first_years_shortfall_and_joint_odds_agree_with_the_shares_themselves():
    study = study_of(load_scenario("baseline"), [share_target("30%"), share_target("26%", 2028)])
    found = futures(study, Plan(4_000, 8))
    shares = found.sums.shares
    met = shares >= 0.30
    assert found.sums.first[0, -1] == (~met.any(axis=0)).sum()
    np.testing.assert_array_equal(
        found.sums.first[0, :-1], np.bincount(met.argmax(axis=0)[met.any(axis=0)], minlength=22)
    )
    missed = shares[6][shares[6] < 0.30]
    assert found.sums.mean_shortfall()[0] == pytest.approx(np.mean(0.30 - missed), rel=1e-12)
    assert found.joint == np.mean((shares[6] >= 0.30) & (shares[4] >= 0.26))


def test_targets_that_cannot_be_judged_are_left_out():
    found = ensemble(load_scenario("nso-trend"), draws=64)
    assert "sectoral-2030" not in found["target"].values
    assert "share-2030" in found["target"].values
    alone = ensemble_record(ensemble(load_scenario("nso-trend"), draws=64, targets=[]))
    assert alone["joint_probability"] is None and alone["targets"] == []


def test_a_probability_has_its_assumptions_beside_it():
    record = ensemble_record(ensemble(load_scenario("baseline"), draws=64))
    facts = record["assumptions"]
    assert facts["from"] == "params/viet-nam/data/uncertainty.yaml"
    assert facts["status"] in ("provisional", "calibrated")
    assert set(facts["errors"]) == {"ict", "platform", "sectoral", "gdp"}
    own = ensemble_record(ensemble(with_errors("baseline"), draws=64))
    assert own["assumptions"]["from"] == "scenario"


@pytest.mark.parametrize(
    ("draws", "method", "says"),
    [
        (0, "random", "1 to 100000000"),
        (1_000, "sobol", "1024"),
        (262_144, "sobol", "131072"),
        (1_001, "latin_hypercube", "multiple of 8"),
        (64, "halton", "one of random"),
    ],
)
def test_draws_that_cannot_be_made_are_refused(draws, method, says):
    with pytest.raises(InputError, match=says):
        ensemble(load_scenario("baseline"), draws=draws, method=method)


def test_a_shortfall_stands_in_the_unit_of_its_target():
    """Points for a share, money a head for GDP per head: never above the threshold itself."""
    scenario = load_scenario("nso-2025-class-pace")
    targets = {target.id: target for target in load_targets()}
    found = ensemble(scenario, draws=200)
    record = {one["target"]: one["shortfall_pp"] for one in ensemble_record(found)["targets"]}
    for name in ("income-2030", "share-2030"):
        target, short = targets[name], float(found["shortfall"].sel(target=name))
        scale = 100 if target.in_per_cent else 1
        assert 0 < short < scale * target.threshold
        assert record[name] == (short if target.in_per_cent else None)
