"""Scores against their definitions by closed form and numerical integration."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import betaln

from dxsim.analysis.forecasts.distributions import student
from dxsim.analysis.forecasts.scoring import scores


def crps_of_t(df: float, z: float) -> float:
    """The closed form of the standard Student-t (Jordan, Krueger and Lerch 2019)."""
    if math.isinf(df):
        law = stats.norm()
        return z * (2 * law.cdf(z) - 1) + 2 * law.pdf(z) - 1 / math.sqrt(math.pi)
    law = stats.t(df)
    tail = math.exp(betaln(0.5, df - 0.5) - 2 * betaln(0.5, df / 2))
    spread = 2 * law.pdf(z) * (df + z * z) / (df - 1)
    return z * (2 * law.cdf(z) - 1) + spread - 2 * math.sqrt(df) / (df - 1) * tail


@pytest.mark.parametrize("df", [4.5, 12.0, math.inf])
@pytest.mark.parametrize("outcome", [-2.0, 0.1, 0.4, 2.5])
def test_the_grid_gives_the_closed_form(df, outcome):
    made = student(0.3, 0.7, df)
    exact = 0.7 * crps_of_t(df, (outcome - 0.3) / 0.7)
    assert scores.crps(made, outcome) == pytest.approx(exact, rel=2e-3)


def test_the_closed_form_is_the_integral():
    law = stats.t(6)
    below, _ = integrate.quad(lambda x: law.cdf(x) ** 2, -math.inf, 0.7)
    above, _ = integrate.quad(lambda x: law.sf(x) ** 2, 0.7, math.inf)
    assert crps_of_t(6, 0.7) == pytest.approx(below + above, abs=1e-6)


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(-10, 10))
def test_crps_scales_with_its_units_and_tends_to_the_absolute_error(loc, scale, outcome):
    made = student(loc, scale, 6)
    twice = scores.crps(student(2 * loc, 2 * scale, 6), 2 * outcome)
    assert twice == pytest.approx(2 * scores.crps(made, outcome), rel=1e-9, abs=1e-9)
    sharp = scores.crps(student(loc, 1e-7, 6), outcome)
    assert sharp == pytest.approx(abs(outcome - loc), abs=1e-5)


def test_the_log_score_is_minus_the_log_density():
    made = student(1.0, 2.0, 5.0)
    assert scores.log_score(made, 2.5) == pytest.approx(-stats.t(5, 1, 2).logpdf(2.5), abs=2e-3)


LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


def test_seven_unevenly_spaced_quantiles_give_nearly_the_crps():
    """Over outcomes as stated; the plain mean of their losses lies far below it."""
    made = student(0.0, 1.0)
    stated = {level: made.quantile(level) for level in LEVELS}
    outcomes = stats.norm.ppf((np.arange(400) + 0.5) / 400)
    exact = np.mean([crps_of_t(math.inf, x) for x in outcomes])
    weighed = np.mean([scores.quantile_crps(stated, x) for x in outcomes])
    losses = [(p - (x < q)) * (x - q) for p, q in stated.items() for x in outcomes]
    assert weighed == pytest.approx(exact, rel=0.06)
    assert abs(2 * np.mean(losses) - exact) > 2 * abs(weighed - exact)


def test_the_score_of_quantiles_nears_the_crps_as_they_grow_dense():
    made = student(0.0, 1.0)
    levels = (np.arange(2000) + 0.5) / 2000
    dense = {float(p): made.quantile(float(p)) for p in levels}
    assert scores.quantile_crps(dense, 0.8) == pytest.approx(crps_of_t(math.inf, 0.8), rel=2e-3)


def test_a_truthful_forecast_beats_a_biased_and_a_blurred_one_in_expectation():
    outcomes = np.random.default_rng(1).normal(0.0, 1.0, 2000)
    made = {"true": student(0, 1), "biased": student(0.5, 1), "blurred": student(0, 2)}
    mean = {n: np.mean([scores.crps(f, x) for x in outcomes]) for n, f in made.items()}
    assert mean["true"] < mean["biased"] and mean["true"] < mean["blurred"]
    assert mean["true"] == pytest.approx(1 / math.sqrt(math.pi), rel=0.05)
