"""Sobol points of our own: those of SciPy, to the last bit."""

import numpy as np
import pytest
from scipy.stats import qmc

from dxsim.analysis.uncertainty.engine.samplers import uniform_points
from dxsim.analysis.uncertainty.engine.sobol import MOST_DIMENSIONS, sobol_points


@pytest.mark.parametrize(
    ("dimensions", "count"), [(0, 4), (1, 1), (2, 2), (6, 4096), (180, 512), (MOST_DIMENSIONS, 16)]
)
def test_points_are_those_of_scipy_to_the_last_bit(dimensions, count):
    """Both spawn one generator of the same sequence, so what is drawn afterwards is the same."""
    ours, theirs = (np.random.default_rng(dimensions) for _ in range(2))
    points = sobol_points(dimensions, count, ours)
    expected = qmc.Sobol(dimensions, rng=theirs).random(count)
    np.testing.assert_array_equal(points, expected)
    np.testing.assert_array_equal(ours.spawn(1)[0].random(4), theirs.spawn(1)[0].random(4))


def test_more_dimensions_than_there_are_direction_numbers_are_drawn_all_the_same():
    """Scrambling is drawn for all dimensions at once, so the points are SciPy's from the first."""
    dimensions = MOST_DIMENSIONS + 1
    points = uniform_points("sobol", dimensions, 4, np.random.SeedSequence(1))
    expected = qmc.Sobol(dimensions, rng=np.random.default_rng(np.random.SeedSequence(1))).random(4)
    np.testing.assert_array_equal(points, expected.T)
