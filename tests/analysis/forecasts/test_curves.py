"""Curves with a ceiling: flows, recovery of a known ceiling, and an unidentified one left alone."""

from functools import partial

import numpy as np
import pytest

from dxsim.analysis.forecasts import curves
from dxsim.analysis.forecasts.histories import History
from dxsim.analysis.forecasts.settings import settings
from dxsim.model import share_curves

YEARLY = 0.002
LAWS = {"logistic": share_curves.logistic_share, "gompertz": share_curves.gompertz_share}


def path(curve, ceiling, speed, start, years):
    shares = LAWS[curve](start, ceiling, speed, np.arange(years + 1.0))
    return History(np.arange(years + 1.0), np.log(shares / (1 - shares)), "share")


@pytest.mark.parametrize("curve", ["logistic", "gompertz"])
def test_a_flow_of_two_steps_is_one_of_both(curve):
    flow = partial(curves.share_after, curve)
    share, ceiling, speed = np.array(0.1), np.array(0.5), np.array(0.2)
    there = flow(flow(share, ceiling, speed, 3), ceiling, speed, 4)
    assert there == pytest.approx(flow(share, ceiling, speed, 7))
    assert flow(share, ceiling, speed, 1e4) == pytest.approx(0.5)


@pytest.mark.parametrize("curve", ["logistic", "gompertz"])
def test_a_long_saturating_path_gives_back_its_ceiling_and_speed(curve):
    posterior = curves.curve_posterior(path(curve, 0.4, 0.25, 0.05, 25), curve, YEARLY, settings())
    assert posterior.weights.sum() == pytest.approx(1)
    assert posterior.mean_ceiling == pytest.approx(0.4, rel=0.08)
    assert posterior.mean_speed == pytest.approx(0.25, rel=0.12)
    assert posterior.information > 1.5


def test_a_short_path_far_below_its_ceiling_does_not_identify_it():
    history = path("logistic", 0.4, 0.05, 0.127, 4)
    posterior = curves.curve_posterior(history, "logistic", 0.04, settings())
    assert posterior.information < 0.3  # the profile is nearly the prior
    low, high = posterior.ceilings[posterior.ceiling_profile > 0.002][[0, -1]]
    assert low < 0.2 and high > 0.7


def test_the_gain_ahead_is_that_of_the_curve_when_it_is_known():
    history = path("logistic", 0.4, 0.25, 0.05, 25).until(12)
    posterior = curves.curve_posterior(history, "logistic", YEARLY, settings())
    last = 1 / (1 + np.exp(-history.last))
    gain, variance = curves.curve_gain(posterior, last, 5)
    ahead = curves.share_after("logistic", np.array(last), np.array(0.4), np.array(0.25), 5)
    assert gain == pytest.approx(float(np.log(ahead / (1 - ahead)) - history.last), abs=0.05)
    assert variance < 0.05
