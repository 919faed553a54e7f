"""Roots and maxima of any function: closed forms, the nearest first, edges and ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxsim.analysis.backwards.roots import bracketed, highest, interpolated, nearest_root

BOUNDS = (0.0, 4.0)


def everywhere(function):
    return lambda x: (function(x), np.isfinite(x))


@given(st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_any_function_is_solved_inside_its_bracket(root, power):
    def function(x):
        return np.sign(x - root) * np.abs(x - root) ** power, x > 0

    low, high = np.array(root - 0.7), np.array(root + 1.3)
    found = bracketed(function, (low, function(low)[0]), (high, function(high)[0])).at
    assert found == pytest.approx(root, abs=1e-5 if power > 1 else 1e-9)


@given(st.floats(0.01, 3.99), st.floats(0.3, 3.0))
def test_a_smooth_function_is_solved_in_a_few_looks(root, rate):
    looks = []

    def function(x):
        looks.append(x)
        return np.expm1(rate * (x - root)), np.isfinite(x)

    found, left_over = nearest_root(function, np.array(2.0), BOUNDS)
    assert found == pytest.approx(root, abs=1e-11)
    assert left_over == pytest.approx(0, abs=1e-11)
    assert len(looks) <= 6


@given(st.floats(-2, 2), st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=6))
def test_the_inverse_of_a_polynomial_is_interpolated_exactly(root, coefficients):
    """`x = root + y + c2 y^2 + ...` up to the seventh power is zero in `y` at `x = root`."""
    values = np.linspace(-0.45, 0.55, 11)
    powers = [c * values ** (k + 2) for k, c in enumerate(coefficients)]
    points = root + values + sum(powers)
    at = np.flatnonzero(values[:-1] * values[1:] <= 0)[0]
    assert interpolated(points, values, at) == pytest.approx(root, abs=1e-12)


def test_the_nearest_root_that_counts_is_taken():
    def function(x):
        return np.sin(np.pi * x), x > 1.5

    found, _ = nearest_root(function, np.array(1.2), (0.5, 3.5))
    assert found == pytest.approx(2, abs=1e-12)
    together, _ = nearest_root(function, np.array([1.2, 2.9, 2.2]), (0.5, 3.5))
    np.testing.assert_allclose(together, [2, 3, 2], atol=1e-12)
    nowhere, _ = nearest_root(everywhere(lambda x: 1 + x**2), np.array(1.0), BOUNDS)
    assert np.isnan(nowhere)


@given(st.floats(0.1, 3.9))
def test_the_highest_value_is_found_inside_and_at_an_edge(peak):
    inside, at = highest(lambda x: 1 - (x - peak) ** 2, np.array(1.0), BOUNDS)
    assert inside == pytest.approx(1, abs=1e-11)
    assert at == pytest.approx(peak, abs=1e-5)
    edge, _ = highest(lambda x: np.where(x < peak, x, np.nan), np.array(1.0), BOUNDS)
    assert edge == pytest.approx(peak, abs=1e-8)


def test_of_equally_high_values_the_nearest_to_the_start_is_told():
    level, at = highest(lambda x: np.full(x.shape, 0.2), np.array(1.3), BOUNDS)
    assert (level, at) == (pytest.approx(0.2), pytest.approx(1.3))
    assert np.isnan(highest(lambda x: x * np.nan, np.array(1.0), BOUNDS)[0])
