"""Scores against their definitions by numerical integration, and the paired test's limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from dxsim.analysis.forecasts import scores
from dxsim.analysis.forecasts.scores import Predictive


def crps_by_integral(made: Predictive, outcome: float) -> float:
    below, _ = integrate.quad(lambda x: made.cdf(x) ** 2, -math.inf, outcome)
    above, _ = integrate.quad(lambda x: (1 - made.cdf(x)) ** 2, outcome, math.inf)
    return below + above


@pytest.mark.parametrize("df", [3.0, 4.5, 12.0, math.inf])
@pytest.mark.parametrize("outcome", [-2.0, 0.1, 0.4, 5.0])
def test_the_closed_form_is_the_integral(df, outcome):
    made = Predictive(0.3, 0.7, df)
    assert scores.crps(made, outcome) == pytest.approx(crps_by_integral(made, outcome), abs=1e-6)


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(-10, 10))
def test_crps_scales_with_its_units_and_tends_to_the_absolute_error(loc, scale, outcome):
    made = Predictive(loc, scale, 6)
    twice = scores.crps(Predictive(2 * loc, 2 * scale, 6), 2 * outcome)
    assert twice == pytest.approx(2 * scores.crps(made, outcome), rel=1e-9, abs=1e-12)
    sharp = scores.crps(Predictive(loc, 1e-7, 6), outcome)
    assert sharp == pytest.approx(abs(outcome - loc), abs=1e-6)


def test_many_degrees_of_freedom_are_the_normal():
    for outcome in (-1.0, 0.0, 3.0):
        near, normal = Predictive(0.5, 1.2, 1e7), Predictive(0.5, 1.2)
        assert scores.crps(near, outcome) == pytest.approx(scores.crps(normal, outcome), abs=1e-6)
        assert scores.log_score(near, outcome) == pytest.approx(
            scores.log_score(normal, outcome), abs=1e-6
        )


def test_log_score_and_quantiles_are_those_of_the_distribution():
    made = Predictive(1.0, 2.0, 5.0)
    assert scores.log_score(made, 2.5) == pytest.approx(-stats.t(5, 1, 2).logpdf(2.5))
    assert made.quantile(0.9) == pytest.approx(stats.t(5, 1, 2).ppf(0.9))
    assert made.sd == pytest.approx(stats.t(5, 1, 2).std())


def test_the_quantile_score_nears_the_crps_as_the_quantiles_grow_dense():
    made = Predictive(0.0, 1.0)
    levels = (np.arange(2000) + 0.5) / 2000
    dense = {float(p): made.quantile(float(p)) for p in levels}
    assert scores.quantile_score(dense, 0.8) == pytest.approx(scores.crps(made, 0.8), rel=2e-3)


def test_a_truthful_forecast_beats_a_biased_and_a_blurred_one_in_expectation():
    outcomes = np.random.default_rng(1).normal(0.0, 1.0, 4000)
    mean = {
        name: np.mean([scores.crps(made, x) for x in outcomes])
        for name, made in {
            "true": Predictive(0, 1), "biased": Predictive(0.5, 1), "blurred": Predictive(0, 2),
        }.items()
    }  # fmt: skip
    assert mean["true"] < mean["biased"] and mean["true"] < mean["blurred"]
    assert mean["true"] == pytest.approx(1 / math.sqrt(math.pi), rel=0.05)


def test_coverage_carries_its_own_uncertainty():
    low, high = scores.binomial_interval(8, 10)
    assert low < 0.5 and high > 0.95  # ten forecasts prove very little
    assert scores.binomial_interval(0, 0) == (0.0, 1.0)


def test_the_paired_test_keeps_silent_on_few_pairs():
    assert scores.diebold_mariano([1, 2, 3], [2, 3, 5]).p_value is None
    assert scores.diebold_mariano([1.0] * 20, [1.0] * 20).p_value is None


def test_one_step_ahead_the_paired_test_is_student_s():
    draws = np.random.default_rng(7)
    row = draws.normal(0.2, 1.0, size=30)
    found = scores.diebold_mariano(row, np.zeros(30))
    assert found.p_value == pytest.approx(stats.ttest_1samp(row, 0).pvalue)
    better = scores.diebold_mariano(draws.normal(-1, 0.5, 30), np.zeros(30))
    assert better.difference < 0 and better.p_value < 0.001


def test_overlapping_horizons_make_the_paired_test_more_careful():
    steps = np.random.default_rng(2).normal(0.0, 1.0, 60)
    overlapping = np.convolve(steps, np.ones(4), "valid") + 1.0
    naive = scores.diebold_mariano(overlapping, np.zeros(57), horizon=1)
    careful = scores.diebold_mariano(overlapping, np.zeros(57), horizon=4)
    assert careful.p_value > naive.p_value
