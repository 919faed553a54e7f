import numpy as np
import pytest
from scipy.stats import norm, t
from support.scenarios import plan, write
from support.uncertainty import with_errors

from dxsim.analysis.targets import load_targets
from dxsim.analysis.uncertainty.conditional import condition
from dxsim.analysis.uncertainty.conditioning import conditional_draws, effective_draws
from dxsim.analysis.uncertainty.ensemble import Plan, futures, study_of
from dxsim.analysis.uncertainty.given import Outcome, parse_outcome
from dxsim.analysis.uncertainty.shocks import deviations
from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import load_scenario

PERSISTENT, YEARLY = 0.02, 0.03


def one_component(tmp_path, freedom=None, **more):
    data = plan(components={"ict": {"base": "10% of gdp", "growth": {"constant": "12%"}}})
    errors = {"persistent_sd": f"{PERSISTENT:.0%}", "yearly_sd": f"{YEARLY:.0%}"} | more
    return with_errors(load_scenario(write(data, tmp_path)), None, freedom, ict=errors)


@pytest.mark.parametrize("freedom", [None, "5"])
def test_after_one_year_the_mean_and_spread_of_the_rest_have_their_closed_form(tmp_path, freedom):
    """x1 = m + u1 is seen; m given x1 is normal (Student-t with one degree of freedom more)."""
    scenario = one_component(tmp_path, freedom)
    grown = 0.17
    found = condition(scenario, [Outcome(2025, "ict", grown)], draws=100_000, targets=[])
    surprise = np.log(1.17 / 1.12)
    total = PERSISTENT**2 + YEARLY**2
    years = 5
    mean = surprise * (1 + years * PERSISTENT**2 / total)
    variance = (years * PERSISTENT) ** 2 * (1 - PERSISTENT**2 / total) + years * YEARLY**2
    law, stretch = norm, 1.0
    if freedom is not None:
        law = t(6)
        stretch = np.sqrt((5 - 2 + surprise**2 / total) / 6)
    middle = np.log(0.10 * (1.12 / 1.10) ** (years + 1)) + mean
    exact = np.exp(middle + np.sqrt(variance) * stretch * law.ppf(found["quantile"].values))
    np.testing.assert_allclose(found["share"].sel(year=2030), exact, rtol=0.01)
    assert found["share"].sel(year=2025).values == pytest.approx(
        [0.10 * 1.17 / 1.10] * len(exact), rel=1e-12
    )
    assert found["effective_draws"].item() == pytest.approx(100_000)


def test_a_correlated_block_learns_from_the_other():
    scenario = with_errors(
        "plan-repeated",
        {"ict": {"sectoral": 0.8}},
        ict={"persistent_sd": "3%"},
        sectoral={"persistent_sd": "4%"},
    )
    study = study_of(scenario, [])
    unit = conditional_draws(study, [Outcome(2025, "ict", 0.1845)], 50_000, 1)
    moved = dict(zip(study.process.blocks, deviations(study.process, unit), strict=True))
    surprise = np.log(1.1845 / 1.15)
    assert np.ptp(moved["ict"][1]) < 1e-12
    assert moved["sectoral"][1].mean() == pytest.approx(0.8 * 4 / 3 * surprise, abs=5e-4)
    assert moved["sectoral"][1].std() == pytest.approx(0.04 * np.sqrt(1 - 0.64), rel=0.02)


def test_weights_agree_with_exact_conditioning_where_both_are_possible(tmp_path):
    """GDP is sure here, so the share of 2025 says the same as the growth of the component."""
    scenario = one_component(tmp_path)
    share = 0.10 * 1.15 / 1.10
    exact = condition(scenario, [Outcome(2025, "ict", 0.15)], draws=50_000, targets=[])
    weighed = condition(scenario, [Outcome(2025, "share", share)], draws=200_000, targets=[])
    assert 100 < weighed["effective_draws"].item() < 100_000
    assert not weighed.attrs["thin"]
    np.testing.assert_allclose(
        weighed["share"].sel(year=2030), exact["share"].sel(year=2030), rtol=0.01
    )


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


def test_an_outcome_of_what_has_no_error_is_refused(tmp_path):
    with pytest.raises(InputError, match="error of their own"):
        condition(one_component(tmp_path), [Outcome(2025, "gdp", 0.11)], draws=100)
