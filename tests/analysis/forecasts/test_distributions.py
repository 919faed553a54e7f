"""Distributions on a grid of quantiles against closed forms and brute force."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dxsim.analysis.forecasts import distributions as d


@pytest.mark.parametrize("df", [3.0, 6.0, 30.0, math.inf])
def test_a_student_has_its_quantiles_density_and_spread(df):
    made = d.student(1.0, 2.0, df)
    law = stats.norm(1, 2) if math.isinf(df) else stats.t(df, 1, 2)
    for p in (0.001, 0.05, 0.5, 0.9, 0.999):
        assert made.quantile(p) == pytest.approx(law.ppf(p), rel=2e-4, abs=1e-6)
        assert made.cdf(law.ppf(p)) == pytest.approx(p, rel=1e-3)
    for x in (-3.0, 0.5, 2.5, 6.0):
        assert made.log_density(x) == pytest.approx(law.logpdf(x), abs=5e-3)
    if df > 3:
        assert made.sd == pytest.approx(law.std(), rel=0.01)


def test_beyond_the_grid_the_density_goes_on_falling():
    made = d.student(0.0, 1.0)
    far = [made.log_density(x) for x in (4.5, 5.5, 7.0, 9.0)]
    assert far == sorted(far, reverse=True)
    assert far[-1] == pytest.approx(stats.norm.logpdf(9.0), abs=1e-6)


def test_a_mixture_is_the_weighted_sum_of_its_components():
    weights, locs, scales = np.array([0.3, 0.7]), np.array([-1.0, 2.0]), np.array([0.5, 1.5])
    made = d.student_mixture(weights, locs, scales, 7.0)
    for x in (-2.0, -0.5, 0.7, 3.0, 6.0):
        expected = sum(
            w * stats.t.cdf(x, 7, m, s) for w, m, s in zip(weights, locs, scales, strict=True)
        )
        assert made.cdf(x) == pytest.approx(expected, abs=2e-3)


def test_adding_an_error_adds_means_and_variances():
    made = d.student(0.5, 0.3)
    nodes = np.linspace(-4, 4, 41)
    weights = np.exp(-0.5 * nodes**2) / np.exp(-0.5 * nodes**2).sum()
    both = d.convolved(made, 0.1 + 0.4 * nodes, weights)
    assert both.mean == pytest.approx(0.6, abs=1e-3)
    assert both.sd == pytest.approx(0.5, rel=5e-3)
    assert both.quantile(0.9) == pytest.approx(0.6 + 0.5 * stats.norm.ppf(0.9), abs=3e-3)


def test_averaging_quantiles_does_not_count_disagreement_as_spread():
    members = [d.student(-1.0, 0.2), d.student(1.0, 0.4)]
    found = d.averaged(members)
    assert found.median == pytest.approx(0.0)
    assert found.sd == pytest.approx(0.3, rel=1e-4)


@given(st.floats(0.01, 0.99), st.floats(-3, 3), st.floats(0.1, 3))
def test_draws_at_ranks_are_the_quantiles(rank, loc, scale):
    made = d.student(loc, scale, 5.0)
    assert made.draws(np.array([rank]))[0] == pytest.approx(made.quantile(rank))
