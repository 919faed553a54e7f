"""Interpolated values of a beta distribution are those of the inverted function, to 1e-12."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, ndtr

from dxsim.scenario.programmes import beta_scores
from dxsim.scenario.programmes.beta_scores import beta_at_scores

SCORES = np.concatenate([np.linspace(-8, 8, 4_001), np.random.default_rng(6).normal(size=4_000)])


@settings(max_examples=60, deadline=None)
@given(mean=st.floats(0.001, 0.999), weight=st.floats(0.05, 5_000))
def test_values_are_those_of_the_inverted_function(mean, weight):
    """Whatever the shape: one too steep to interpolate is inverted number by number."""
    ones, zeros = mean * weight, weight - mean * weight
    found = beta_at_scores(ones, zeros, SCORES)
    lower = betaincinv(ones, zeros, ndtr(-np.abs(SCORES)))
    upper = 1 - betaincinv(zeros, ones, ndtr(-np.abs(SCORES)))
    assert np.abs(found - np.where(SCORES < 0, lower, upper)).max() < 1e-12
    assert (np.diff(found[:4_001]) >= -1e-14).all()


@pytest.mark.parametrize("mean", [0.1, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("weight", [4, 6, 20])
def test_shapes_that_programmes_state_are_interpolated(mean, weight):
    ones, zeros = mean * weight, weight * (1 - mean)
    assert beta_scores._pieces(ones, zeros) is not None
    # The sum of a beta value and its mirror image is one.
    mirrored = beta_at_scores(zeros, ones, -SCORES)
    assert np.abs(beta_at_scores(ones, zeros, SCORES) + mirrored - 1).max() < 1e-12


def test_a_uniform_distribution_gives_back_the_probability():
    """Beta with both parameters 1 is uniform, so its value is the probability itself."""
    assert np.abs(beta_at_scores(1.0, 1.0, SCORES) - ndtr(SCORES)).max() < 1e-12
