"""Revisions and breaks: from what they are estimated, and what they add to a forecast."""

import datetime as dt
import math

import numpy as np
import pytest

from dxsim.analysis.episodes import revised_shares
from dxsim.analysis.forecasts.distributions import student
from dxsim.analysis.forecasts.histories import is_mature, subject
from dxsim.analysis.forecasts.measurement import (
    EXACT,
    Measurement,
    error_draws,
    measured,
    measurement,
    revisions,
)
from dxsim.analysis.forecasts.settings import settings
from dxsim.model.share_curves import logit

CUT = dt.date(2025, 2, 28)
# The office's totals of 2020 to 2023, first release to latest: 2020 and 2021 stood as they were.
REVISED = [0.0, 0.0, logit(0.1283) - logit(0.1286), logit(0.1287) - logit(0.1233)]


def test_own_revisions_are_shrunk_to_those_abroad():
    given = settings()
    found = revisions(subject("digital_share", "nso"), given, CUT)
    abroad = np.array([logit(b) - logit(a) for a, b in revised_shares(CUT)])
    assert (found.own_years, found.foreign_years) == (4, len(abroad))
    assert found.own_sd == pytest.approx(math.sqrt(np.mean(np.square(REVISED))))
    years = given.revision_prior_years
    variance = (years * np.mean(abroad**2) + np.sum(np.square(REVISED))) / (years + 4)
    assert found.sd == pytest.approx(math.sqrt(variance))
    assert min(found.own_sd, found.foreign_sd) <= found.sd <= max(found.own_sd, found.foreign_sd)


def test_a_total_never_revised_has_the_spread_of_others():
    found = revisions(subject("digital_share", "mic"), settings(), CUT)
    assert found.own_sd is None and found.sd == pytest.approx(found.foreign_sd)
    early = revisions(subject("digital_share", "nso"), settings(), dt.date(2015, 1, 1))
    assert early.foreign_sd is None and early.sd == settings().revision_sd["share"]


def test_a_value_is_mature_once_it_was_published_again():
    office = subject("digital_share", "nso")
    assert is_mature(office, 2023, CUT) and not is_mature(office, 2024, CUT)


def test_which_release_is_forecast_decides_the_error_of_the_target():
    about, given = subject("digital_share", "nso"), settings()
    revised = revisions(about, given, CUT)
    first = measurement(about, "first", revised, False, given)
    mature = measurement(about, "mature", revised, False, given)
    assert (first.base_sd, first.target_sd) == (revised.sd, revised.sd)
    assert (mature.base_sd, mature.target_sd) == (revised.sd, 0.0)
    assert measurement(about, "first", revised, True, given).base_sd == 0.0
    rate = measurement(subject("gdp_real_growth", "imf"), "first", revised, False, given)
    assert rate.break_rate == 0.0  # a re-basing moves levels and shares, not a year's growth


def test_errors_add_their_variance_and_never_narrow():
    signal = student(-1.9, 0.05, 6.0)
    assert measured(signal, 1.0, EXACT) is signal
    both = measured(signal, 1.0, Measurement(0.03, 0.04))
    assert both.sd == pytest.approx(math.hypot(signal.sd, 0.05), rel=0.02)
    assert both.mean == pytest.approx(signal.mean, abs=1e-3)
    broken = measured(signal, 5.0, Measurement(0.0, 0.0, 0.08, 0.20))
    assert broken.sd == pytest.approx(math.sqrt(signal.sd**2 + 5 * 0.08 * 0.2**2), rel=0.05)
    assert broken.quantile(0.95) > signal.quantile(0.95)


def test_drawn_errors_are_those_that_a_forecast_is_given():
    errors = Measurement(0.03, 0.03, 0.08, 0.20)
    ranks = (np.arange(50_000) + 0.5) / 50_000
    drawn = np.random.default_rng(0).permutation(error_draws(3.0, errors, ranks))
    signal = student(0.0, 0.05)
    total = signal.draws(ranks) + drawn
    made = measured(signal, 3.0, errors)
    for p in (0.05, 0.25, 0.75, 0.95):
        assert np.quantile(total, p) == pytest.approx(made.quantile(p), abs=4e-3)
