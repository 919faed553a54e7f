import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm
from support.scenarios import plan, write
from support.uncertainty import with_errors

from dxsim.analysis.targets import load_targets
from dxsim.analysis.uncertainty.agreeing_draws import (
    ROUNDING,
    conditional_draws,
    effective_draws,
    importance_weights,
)
from dxsim.analysis.uncertainty.condition import condition
from dxsim.analysis.uncertainty.engine.deviations import deviations, mean_errors
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of
from dxsim.analysis.uncertainty.outcomes import Outcome, parse_outcome
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.model.share_curves import logit
from dxsim.scenario.loading import load_scenario

PERSISTENT, YEARLY = 0.02, 0.03


def one_component(tmp_path, freedom=None, measured="0%", release=None):
    """Return a scenario in which GDP and the ratio of one component to the rest err alone."""
    data = plan(components={"ict": {"base": "10% of gdp", "growth": {"constant": "12%"}}})
    errors = {"persistent_sd": f"{PERSISTENT:.0%}", "yearly_sd": f"{YEARLY:.0%}"}
    gdp = errors | ({"revision_sd": release} if release else {})
    loaded = load_scenario(write(data, tmp_path))
    return with_errors(loaded, None, freedom, measured, ict=errors, gdp=gdp)


def gdp_given(scenario, outcome, freedom=None, draws=100_000):
    study = study_of(scenario, [])
    found = conditional_draws(study, [outcome], draws, 1)
    weights = importance_weights(study, study.run(found.unit), [], found.log_weight)
    return np.log(study.run(found.unit).gdp), weights


@pytest.mark.parametrize("release", [None, "2%"])
def test_after_one_year_mean_and_spread_of_gdp_have_their_closed_form(tmp_path, release):
    """x1 = m + u1 is seen less its revision; x6 = 6 m + u1 + ... + u6 given that is normal."""
    scenario, grown = one_component(tmp_path, release=release), 0.15
    moved, weights = gdp_given(scenario, Outcome(2025, "gdp", grown))
    np.testing.assert_allclose(weights, 1e-5, rtol=1e-9)
    surprise, revision = np.log(1.15 / 1.10), 0.02 if release else 0.0
    seen = PERSISTENT**2 + YEARLY**2 + revision**2
    together, alone = 6 * PERSISTENT**2 + YEARLY**2, 36 * PERSISTENT**2 + 6 * YEARLY**2
    change = moved[:, 6] - np.log(simulate(scenario).gdp[6])
    assert change.mean() == pytest.approx(together / seen * surprise, abs=1e-3)
    assert change.std() == pytest.approx(np.sqrt(alone - together**2 / seen), rel=0.02)
    if release is None:
        assert np.ptp(moved[:, 1]) < 1e-12


def test_a_surprise_under_student_errors_says_that_the_spread_is_wide(tmp_path):
    """Exact draws given the mixing variables, weighed by them, against plain rejection."""
    scenario = one_component(tmp_path, "5")
    outcome = Outcome(2025, "gdp", 0.2)
    moved, weights = gdp_given(scenario, outcome, draws=200_000)
    assert effective_draws(weights) > 10_000
    unit = sampler(study_of(scenario, []).process, 1_000_000, 3).whole()
    process = study_of(scenario, []).process
    free = np.array([mean_errors(process, unit, 2)[1], unit[process.rows.yearly][1]])
    first = free[0] + YEARLY * free[1]
    near = np.abs(first - np.log(1.2 / 1.10)) < 0.004
    assert near.sum() > 500
    persistent = (moved[:, 2] - moved[:, 1] - np.log(1.10)) @ weights
    assert persistent == pytest.approx(free[0][near].mean(), abs=3e-3)


def test_a_correlated_block_learns_from_the_other():
    scenario = with_errors(
        "plan-repeated",
        {"gdp": {"sectoral": 0.8}},
        gdp={"persistent_sd": "3%"},
        sectoral={"persistent_sd": "4%"},
    )
    study = study_of(scenario, [])
    own = simulate(scenario).gdp
    grown = own[1] / own[0] * np.exp(0.03) - 1
    unit = conditional_draws(study, [Outcome(2025, "gdp", grown)], 50_000, 1).unit
    moved = dict(zip(study.process.blocks, deviations(study.process, unit)[1], strict=True))
    assert np.ptp(moved["gdp"]) < 1e-12
    assert moved["sectoral"].mean() == pytest.approx(0.8 * 4 / 3 * 0.03, abs=5e-4)
    assert moved["sectoral"].std() == pytest.approx(0.04 * np.sqrt(1 - 0.64), rel=0.02)


def test_a_released_share_moves_the_log_odds_as_its_revision_lets_it(tmp_path):
    """Log-odds of the share are normal here, so the update has a closed form."""
    scenario = one_component(tmp_path, measured="3%")
    own = logit(simulate(scenario).share)
    seen = float(expit(own[1] + 0.06))
    found = condition(scenario, [Outcome(2025, "share", seen)], draws=200_000, targets=[])
    prior = PERSISTENT**2 + YEARLY**2 + 0.03**2
    release = 0.03**2 + (ROUNDING / (seen * (1 - seen))) ** 2
    mean = own[1] + 0.06 * prior / (prior + release)
    spread = np.sqrt(prior * release / (prior + release))
    exact = expit(mean + spread * norm.ppf(found["quantile"].values))
    np.testing.assert_allclose(found["share"].sel(year=2025), exact, rtol=0.01)
    assert found["effective_draws"].item() > 50_000


def test_growth_of_a_component_is_weighed_as_a_first_release(tmp_path):
    scenario = one_component(tmp_path, measured="3%")
    found = condition(scenario, [Outcome(2025, "ict", 0.20)], draws=50_000)
    assert found["effective_draws"].item() > 5_000
    middle = found["share"].sel(year=2025, quantile=0.5).item()
    assert simulate(scenario).share[1] < middle < 0.1 * 1.2 / 1.1


def test_nothing_known_gives_back_the_ensemble():
    scenario = load_scenario("baseline")
    found = condition(scenario, [], draws=100_000)
    prior = futures(study_of(scenario), Plan(100_000))
    np.testing.assert_allclose(found["probability"], prior.probabilities, atol=0.006)
    np.testing.assert_allclose(found["share"], prior.quantiles, atol=0.006)


def test_good_news_raises_the_odds_and_narrows_the_fan():
    scenario = load_scenario("plan-fading")
    before = condition(scenario, [])
    after = condition(scenario, [Outcome(2025, "sectoral", 0.36), Outcome(2025, "gdp", 0.10)])
    odds = [found["probability"].sel(target="share-2030").item() for found in (before, after)]
    assert odds[1] > odds[0] + 0.1

    def width(found):
        ends = found["share"].sel(year=2026, quantile=[0.05, 0.95])
        return float(ends[1] - ends[0])

    assert width(after) < width(before)


@pytest.mark.parametrize("draws", [1, 7, 2049])
def test_what_is_certain_has_odds_of_one_and_never_above(draws):
    """Weights that sum to one do so within rounding; odds above one would not be odds."""
    sure = load_targets()[0].model_copy(update={"threshold": 0.01})
    given = [Outcome(2025, "share", 0.19)] if draws > 7 else []
    found = condition(load_scenario("baseline"), given, draws=draws, targets=[sure])
    assert found["probability"].item() <= 1
    assert found["probability"].item() == pytest.approx(1, abs=1e-12)
    assert found["exhausted"].max() <= 1


def test_weights_worth():
    assert effective_draws(np.full(10, 0.1)) == pytest.approx(10)
    assert effective_draws(np.array([1.0, 0, 0])) == 1


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome(2024, "gdp", 0.1), "2025 to 2045"),
        (Outcome(2025, "services", 0.1), "one of ict"),
        (Outcome(2025, "share", 1.2), "between 0% and 100%"),
        (Outcome(2025, "gdp", -1.5), "between -100%"),
        (Outcome(2025, "share", 0.9), "some future comes near"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(outcome, says):
    with pytest.raises(InputError, match=says):
        condition(load_scenario("baseline"), [outcome], draws=500)


def test_an_outcome_is_read_from_a_text():
    for text in ("2025:gdp=10.2%", "2025 gdp 10.2%", " 2025 : gdp = 10.2 %"):
        assert parse_outcome(text) == Outcome(2025, "gdp", 0.102)
    for wrong in ("gdp=10%", "2025:gdp=0.1", "2025:gdp", ""):
        with pytest.raises(InputError, match="YEAR:WHAT=RATE"):
            parse_outcome(wrong)


def test_an_outcome_of_what_has_no_error_is_refused():
    with pytest.raises(InputError, match="error of their own"):
        condition(with_errors("baseline"), [Outcome(2025, "gdp", 0.11)], draws=100)
