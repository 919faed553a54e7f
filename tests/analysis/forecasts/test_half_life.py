"""How long a departure from the class's pace lasts is not in the data: it is an assumption."""

import numpy as np
import pytest
from scipy.optimize import minimize

from dxsim.analysis.forecasts.reference_class import Knowledge, class_histories
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.records import day_of

STEPS = 2  # a year: some shares are of half-years


def log_likelihood(half_life: float) -> float:
    """Return the best log likelihood of the episodes under departures that halve so fast.

    A year's gain is the class's mean, a stationary departure and a shock of the year.
    """
    known = class_histories(Knowledge(as_of=day_of("2025-02-28")))

    def loss(at):
        (mean, departure, shock), found = (at[0], *np.exp(at[1:])), 0.0
        for history in known:
            ends = np.round(STEPS * (history.times - history.times[0])).astype(int)
            times = np.arange(ends[-1]) / STEPS
            apart = np.abs(times[:, None] - times)
            each = departure**2 * 0.5 ** (apart / half_life) / STEPS**2
            each += np.eye(len(times)) * shock**2 / STEPS
            span = np.add.reduceat
            variance = span(span(each, ends[:-1], axis=0), ends[:-1], axis=1)
            miss = history.gains - mean * history.gaps
            found += np.linalg.slogdet(variance)[1] + miss @ np.linalg.solve(variance, miss)
        return found / 2

    return -minimize(loss, [0.04, np.log(0.03), np.log(0.05)], method="Nelder-Mead").fun


def test_the_class_tells_as_little_of_a_half_life_of_three_years_as_of_none():
    found = [log_likelihood(years) for years in (3, 10, 20, 1e6)]
    assert np.ptp(found) < 0.5


@pytest.mark.parametrize(("basis", "years"), [("own_history", 20), ("reference_class", None)])
def test_the_half_lives_of_the_settings_are_read_by_basis(basis, years):
    assert settings().scenario_errors.half_life[basis] == years
