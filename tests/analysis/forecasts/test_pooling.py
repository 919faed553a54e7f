"""Hierarchical pooling recovers what made the data, and shrinks the less a series says."""

import math

import numpy as np
import pytest

from dxsim.analysis import episodes, outside_view
from dxsim.analysis.forecasts import pooling, reference_class
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.reference_class import Knowledge
from dxsim.analysis.forecasts.settings import WeakPrior, settings

DF = 6.0
WEAK = WeakPrior(0.03, 0.05, 0.03, 0.05, 1.0, 0.5)


def drawn(seed, members, years, mean=0.05, between=0.03, yearly=0.02):
    draws = np.random.default_rng(seed)
    found = []
    for _ in range(members):
        gain = draws.normal(mean, between)
        shocks = draws.standard_t(DF, years) * yearly * math.sqrt((DF - 2) / DF)
        path = np.r_[-2, -2 + np.cumsum(gain + shocks)]
        found.append(History(np.arange(years + 1.0), path, "share"))
    return found


def likelihood(history, half_life=math.inf, revision_sd=0.0):
    return pooling.log_likelihood(history, DF, half_life, revision_sd)


def test_the_class_s_mean_and_spreads_are_recovered():
    fitted = pooling.fit_class(drawn(3, 200, 10), WEAK, DF)
    assert fitted.mean == pytest.approx(0.05, abs=0.006)
    assert fitted.between_sd == pytest.approx(0.03, rel=0.2)
    assert fitted.yearly_sd == pytest.approx(0.02, rel=0.1)
    assert fitted.mean_sd < 0.004  # two hundred series settle their mean


def test_a_class_of_none_is_its_prior():
    fitted = pooling.fit_class([], WEAK, DF)
    assert fitted.mean == pytest.approx(WEAK.mean, abs=1e-6)
    assert fitted.mean_sd == pytest.approx(WEAK.mean_sd, rel=0.03)


def test_what_is_not_known_of_the_class_widens_its_pace():
    """The spread of a new series' mean gain contains the error of the class's mean and of tau."""
    few, many = (pooling.fit_class(drawn(4, n, 10), WEAK, DF) for n in (4, 200))
    assert few.mean_sd > 3 * many.mean_sd
    assert few.belief.persistent_sd > math.hypot(few.mean_sd, 0.8 * few.between_sd)


def test_nearly_normal_shocks_and_a_known_class_shrink_by_precision():
    """Against the closed form of the normal-normal model with known spreads."""
    df, years, gain, sigma, tau = 200.0, 8, 0.12, 0.03, 0.02
    prior_mean = 0.04
    history = History(np.arange(years + 1.0), -2 + gain * np.arange(years + 1.0), "share")
    column = int(np.argmin(np.abs(pooling.SPREADS - sigma)))
    sigma = float(pooling.SPREADS[column])
    weights = np.zeros((len(pooling.GAINS), len(pooling.SPREADS)))
    density = np.exp(-0.5 * ((pooling.GAINS - prior_mean) / tau) ** 2) * np.gradient(pooling.GAINS)
    weights[:, column] = density / density.sum()
    known = pooling.ClassPosterior(pooling.Belief(weights, df), 12, prior_mean, 0.0, tau)
    found = pooling.pooled_belief(pooling.log_likelihood(history, df, math.inf, 0.0), known)
    own = years / sigma**2
    assert found.mean == pytest.approx(
        (own * gain + prior_mean / tau**2) / (own + 1 / tau**2), abs=1e-3
    )
    assert found.persistent_sd == pytest.approx((own + 1 / tau**2) ** -0.5, rel=0.05)


def test_shrinkage_falls_as_the_history_grows_and_the_mean_lies_between():
    prior = pooling.fit_class(drawn(9, 40, 10, 0.05, 0.02, 0.01), WEAK, DF)
    long = drawn(5, 1, 20, mean=0.15, between=0.0, yearly=0.01)[0]
    sds = []
    for count in (2, 4, 8, 16):
        history = long.until(count)
        found = pooling.pooled_belief(likelihood(history), prior)
        own = (history.last - history.values[0]) / history.length
        assert min(own, prior.mean) - 0.01 <= found.mean <= max(own, prior.mean) + 0.01
        sds.append(found.persistent_sd)
    assert sds == sorted(sds, reverse=True) and sds[0] < prior.belief.persistent_sd


def test_an_old_gain_says_less_after_its_half_life():
    times = np.arange(9.0)
    values = np.r_[0.0, np.cumsum([0.3] * 4 + [0.05] * 4)]  # fast, then slow
    history = History(times, values, "share")
    prior = pooling.fit_class([], WeakPrior(0.15, 0.2, 0.2, 0.05, 0.3, 0.5), DF)
    whole, recent = (
        pooling.pooled_belief(likelihood(history, half), prior).mean for half in (math.inf, 2)
    )
    assert recent < whole


def test_a_gain_between_two_releases_says_less():
    times, values = np.arange(4.0), np.array([0.0, 0.05, 0.10, 0.30])
    prior = pooling.fit_class(drawn(9, 40, 10), WEAK, DF)
    one = History(times, values, "share", (1, 1, 1, 1))
    two = History(times, values, "share", (1, 1, 1, 2))
    assert list(two.spliced) == [False, False, True] and not one.spliced.any()
    jump, revised = (
        pooling.pooled_belief(likelihood(h, revision_sd=0.1), prior) for h in (one, two)
    )
    assert revised.mean < jump.mean and revised.yearly_sd < jump.yearly_sd


def test_a_sum_of_shocks_has_their_variance_and_kurtosis():
    draws = np.random.default_rng(1).standard_t(8.0, (400_000, 3)) * math.sqrt(6 / 8)
    total = draws.sum(axis=1)
    df = pooling.shock_df(3.0, 8.0)
    scale = float(pooling.shock_scale(np.array(1.0), 3.0, 8.0))
    assert scale**2 * df / (df - 2) == pytest.approx(3.0) == pytest.approx(total.var(), rel=0.02)
    excess = np.mean(total**4) / total.var() ** 2 - 3
    assert 6 / (df - 4) == pytest.approx(excess, abs=0.15)


def test_a_forecast_spreads_as_its_belief_says():
    belief = pooling.fit_class(drawn(3, 30, 10), WEAK, DF).belief
    for years in (1.0, 5.0, 20.0):
        made = pooling.after(-2.0, belief, years)
        variance = belief.yearly_sd**2 * years + (belief.persistent_sd * years) ** 2
        assert made.mean == pytest.approx(-2 + belief.mean * years, abs=2e-3 * years)
        assert made.sd == pytest.approx(math.sqrt(variance), rel=0.03)


def test_no_change_is_centred_on_the_last_value():
    prior = reference_class.class_prior("share")
    history = drawn(5, 1, 5)[0]
    made = pooling.after(history.last, pooling.unchanged_belief(likelihood(history), prior), 3)
    assert made.median == pytest.approx(history.last, abs=1e-3)


def test_an_economy_left_out_of_its_class_is_not_in_it():
    everyone = reference_class.class_histories()
    without = reference_class.class_histories(Knowledge(without="China"))
    china = sum(e.measure.label["en"] == "China" for e in outside_view.reference_class())
    assert len(everyone) == 12 and len(without) == 12 - china == 10


def test_a_class_holds_only_what_was_known_at_the_origin():
    import datetime as dt

    day = dt.date(2020, 6, 30)
    for episode in outside_view.reference_class():
        history = reference_class.episode_history(episode, Knowledge(as_of=day))
        vintages = [
            p for id in (episode.measure.id, episode.end_measure)
            for p in episodes.shares(id, as_of=day)
        ]  # fmt: skip
        assert all(p.known_since <= day for p in vintages)
        assert set(history.times) <= {p.year for p in vintages}
    assert len(reference_class.class_histories(Knowledge(as_of=day))) < 12
    cut = reference_class.class_histories(Knowledge(until=2018))
    assert cut and max(h.last_time for h in cut) <= 2018
    assert reference_class.class_prior("share", Knowledge(as_of=day)).members == len(
        reference_class.class_histories(Knowledge(as_of=day))
    )


def test_an_episode_keeps_the_years_between():
    by_id = {e.id: e for e in outside_view.reference_class()}
    history = reference_class.episode_history(by_id["china-caict-2012-2023"])
    assert list(history.times) == [2012, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2023]
    assert list(reference_class.episode_history(by_id["eu-ict-2009-2021"]).times) == [
        2009,
        2020,
        2021,
    ]
    gained = history.last - history.values[0]
    assert gained / history.length == pytest.approx(by_id["china-caict-2012-2023"].pace)


def test_levels_and_rates_have_no_class_but_a_stated_prior():
    for scale in ("level", "rate", "ratio"):
        found = reference_class.class_prior(scale)
        assert found.members == 0
        assert found.mean == pytest.approx(settings().class_priors[scale].mean, abs=1e-6)
