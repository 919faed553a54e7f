"""Partial pooling recovers what made the data, and shrinks the less a series says."""

import numpy as np
import pytest

from dxsim.analysis import outside_view
from dxsim.analysis.forecasts import pooling
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.settings import settings


def drawn(seed, members, years, mean=0.05, between=0.03, yearly=0.02):
    draws = np.random.default_rng(seed)
    found = []
    for _ in range(members):
        gain = draws.normal(mean, between)
        steps = gain + draws.normal(0, yearly, years)
        found.append(History(np.arange(years + 1.0), np.r_[-2, -2 + np.cumsum(steps)], "share"))
    return found


def test_the_class_s_mean_and_spreads_are_recovered():
    fitted = pooling.fit_class(drawn(3, 200, 10), settings().class_priors["share"])
    assert fitted.mean == pytest.approx(0.05, abs=0.006)
    assert fitted.between_sd == pytest.approx(0.03, rel=0.15)
    assert fitted.yearly_sd == pytest.approx(0.02, rel=0.05)


def test_an_empty_class_is_its_weak_prior():
    weak = settings().class_priors["level"]
    fitted = pooling.fit_class([], weak)
    assert fitted.mean == pytest.approx(weak.mean)
    assert fitted.between_sd == pytest.approx(weak.between, rel=1e-3)
    assert fitted.yearly_sd == pytest.approx(weak.yearly, rel=1e-3)


def test_shrinkage_falls_as_the_history_grows_and_the_mean_lies_between():
    prior = pooling.ClassPrior(0.05, 0.02, 0.05, 12)
    long = drawn(5, 1, 20, mean=0.15, yearly=0.01)[0]
    shrinkages = []
    for count in (2, 4, 8, 16):
        found = pooling.pool(long.until(count), prior, 4, half_life=30)
        assert min(found.own, 0.05) <= found.mean <= max(found.own, 0.05)
        assert found.sd < prior.between_sd
        shrinkages.append(found.shrinkage)
    assert shrinkages == sorted(shrinkages, reverse=True)


def test_a_series_of_one_value_is_its_class():
    prior = pooling.ClassPrior(0.05, 0.02, 0.05, 12)
    found = pooling.pool(History(np.array([2024.0]), np.array([-2.0]), "share"), prior, 4, 3)
    assert (found.mean, found.sd, found.shrinkage) == (0.05, 0.02, 1.0)


def test_an_old_gain_weighs_half_after_its_half_life():
    times, values = np.array([0.0, 1.0, 4.0]), np.array([0.0, 0.3, 0.6])
    prior = pooling.ClassPrior(0.0, 1e6, 0.05, 12)  # a class that says nothing
    found = pooling.pool(History(times, values, "share"), prior, 4, half_life=3)
    assert found.own == pytest.approx((0.5 * 0.3 + 0.3) / (0.5 * 1 + 3))


def test_an_economy_left_out_of_its_class_is_not_in_it():
    everyone = pooling.class_histories()
    without = pooling.class_histories("China")
    china = sum(e.measure.label["en"] == "China" for e in outside_view.reference_class())
    assert len(everyone) == 12 and len(without) == 12 - china == 10


def test_an_episode_keeps_the_years_between():
    by_id = {e.id: e for e in outside_view.reference_class()}
    history = pooling.episode_history(by_id["china-caict-2012-2023"])
    assert list(history.times) == [2012, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2023]
    assert list(pooling.episode_history(by_id["eu-ict-2009-2021"]).times) == [2009, 2020, 2021]
    gained = history.last - history.values[0]
    assert gained / history.length == pytest.approx(by_id["china-caict-2012-2023"].pace)
