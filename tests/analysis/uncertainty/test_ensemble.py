import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t
from support.scenarios import extremes, plan, scenarios, write
from support.uncertainty import cumulated_sd, with_errors

from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.ensemble import (
    QUANTILES,
    Plan,
    draw,
    ensemble,
    futures,
    study_of,
)
from dxsim.analysis.uncertainty.ensemble_records import ensemble_record
from dxsim.analysis.uncertainty.samplers import BLOCK
from dxsim.analysis.verdicts import verdicts
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import logit, simulate
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


def one_component(tmp_path, growth="12%", freedom=None, **errors):
    """Return a scenario of one component with log-normal levels over a certain GDP."""
    data = plan(components={"ict": {"base": "10% of gdp", "growth": {"constant": growth}}})
    return with_errors(load_scenario(write(data, tmp_path)), None, freedom, ict=errors)


SPREADS = {"persistent_sd": "1.5%", "yearly_sd": "3%", "ar1": "0.4"}


@pytest.mark.parametrize(("freedom", "law"), [(None, norm), ("5", t(5))])
@pytest.mark.parametrize("method", ["random", "latin_hypercube", "sobol"])
def test_quantiles_and_odds_have_their_closed_form(tmp_path, method, freedom, law):
    """Levels are log-normal (log-Student) under constant growth, so is the share of a sure GDP."""
    scenario = one_component(tmp_path, freedom=freedom, **SPREADS)
    draws, years = 65_536, 6
    found = futures(study_of(scenario, [share_target("12%")]), Plan(draws, 3, method))
    unit = 1 if freedom is None else np.sqrt(5 / 3)
    sd = cumulated_sd(0.015, 0.03, 0.4, years) / unit
    middle = np.log(0.10 * (1.12 / 1.10) ** years)
    exact = np.exp(middle + sd * law.ppf(QUANTILES))
    density = law.pdf(law.ppf(QUANTILES))
    error = exact * sd * np.sqrt(np.multiply(QUANTILES, 1 - np.array(QUANTILES)) / draws) / density
    assert np.all(np.abs(found.quantiles[:, years] - exact) < 4 * error)
    probability = law.sf((np.log(0.12) - middle) / sd)
    standard = np.sqrt(probability * (1 - probability) / draws)
    assert found.probabilities[0] == pytest.approx(probability, abs=4 * standard)
    low, high = found.intervals[0]
    assert low < probability + standard and probability - standard < high


def test_a_base_error_moves_the_base_year_and_leaves_gdp(tmp_path):
    scenario = one_component(tmp_path, base_sd="10%")
    found = futures(study_of(scenario, []), Plan(32_768, 1))
    exact = 0.10 * np.exp(0.10 * norm.ppf(QUANTILES))
    np.testing.assert_allclose(found.quantiles[:, 0], exact, rtol=0.01)
    path = draw(study_of(scenario, []), 5)
    assert path.gdp[0] == 11511.9
    assert path.gdp[0] - path.components["ict"][0] == pytest.approx(path.non_digital[0])


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
    assert ((shares >= 0) & (shares <= 1) | np.isnan(shares)).all()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("law", ["logistic", "gompertz"])
@pytest.mark.parametrize("speed", [-0.2, 0.2])
def test_no_error_of_measurement_lifts_a_share_above_its_ceiling(tmp_path, law, speed, engine):
    """A base at 98 % of its ceiling with errors of 5 %: a third of the draws would lie above it."""
    curve = {law: {"ceiling": "20%", "speed": speed}}
    data = plan(components={"ict": {"base": "19.6% of gdp", "growth": curve}})
    loaded = load_scenario(write(data, tmp_path))
    errors = {"base_sd": "5%", "yearly_sd": "10%"}
    study = study_of(with_errors(loaded, None, None, ict=errors), [share_target("19%")])
    found = futures(study, Plan(4_000, 1, engine=engine))
    assert found.sums.shares is not None and found.exhausted == 0
    assert found.sums.shares.min() > 0 and found.sums.shares.max() <= 0.2
    at_ceiling = (found.sums.shares[0] > 0.2 * (1 - 1e-6)).mean()
    assert at_ceiling == pytest.approx(norm.sf(np.log(1 / 0.98) / 0.05), abs=0.03)


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


def test_streaming_quantiles_keep_within_their_stated_error(monkeypatch):
    from dxsim.analysis.uncertainty import ensemble as module

    study = study_of(load_scenario("plan-repeated"))
    exact = futures(study, Plan(10_000, 2, threads=3))
    monkeypatch.setattr(module, "EXACT_DRAWS", 0)
    streamed = futures(study, Plan(10_000, 2, threads=3))
    assert exact.quantile_error == 0 < streamed.quantile_error
    known = ~np.isnan(exact.quantiles)
    assert (~known).any(), "some quantiles fall among exhausted draws"
    np.testing.assert_array_equal(np.isnan(streamed.quantiles), ~known)
    gap = np.abs(streamed.quantiles - exact.quantiles)[known]
    assert gap.max() <= streamed.quantile_error
    np.testing.assert_array_equal(streamed.probabilities, exact.probabilities)


def test_exhausted_draws_are_counted_rank_above_and_never_count_as_reached():
    scenario = load_scenario("plan-repeated")
    targets = [share_target("30%"), share_target("50%", 2045)]
    found = futures(study_of(scenario, targets), Plan(5_000, 6))
    shares = found.sums.shares
    gone = np.isnan(shares[-1]).sum()
    assert 0 < found.exhausted == gone < 5_000
    assert found.probabilities[1] == np.mean(shares[-1] >= 0.5)
    ranked = np.sort(np.where(np.isnan(shares[-1]), np.inf, shares[-1]))
    place = 0.25 * 4_999
    low, high = ranked[int(np.floor(place))], ranked[int(np.ceil(place))]
    at = QUANTILES.index(0.25)
    if np.isinf(high):
        assert np.isnan(found.quantiles[at, -1])
    else:
        assert found.quantiles[at, -1] == pytest.approx(low + (place % 1) * (high - low))
    assert np.isnan(found.quantiles[-1, -1])


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
    assert facts["from"] == "params/data/uncertainty.yaml"
    assert facts["status"] in ("provisional", "calibrated")
    assert set(facts["errors"]) == {"ict", "platform", "sectoral", "gdp"}
    own = ensemble_record(ensemble(with_errors("baseline"), draws=64))
    assert own["assumptions"]["from"] == "scenario"


@pytest.mark.parametrize(
    ("draws", "method", "says"),
    [
        (0, "random", "at least 1"),
        (1_000, "sobol", "1024"),
        (262_144, "sobol", "131072"),
        (1_001, "latin_hypercube", "multiple of 8"),
        (64, "halton", "one of random"),
    ],
)
def test_draws_that_cannot_be_made_are_refused(draws, method, says):
    with pytest.raises(InputError, match=says):
        ensemble(load_scenario("baseline"), draws=draws, method=method)
