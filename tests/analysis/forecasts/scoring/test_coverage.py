"""What the back-test proves: by series, with the marks named beforehand."""

import numpy as np
import pandas as pd
import pytest

from dxsim.analysis.forecasts.scoring import coverage
from dxsim.analysis.forecasts.settings import settings


def table(hits_by_series):
    rows = [
        {"subject": name, "pit": 0.5 if hit else 0.99}
        for name, hits in hits_by_series.items() for hit in hits
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_every_series_counts_alike_however_many_its_forecasts():
    rows = table({"long": [True] * 20, "short": [False], "other": [True, False]})
    held = coverage.inside(rows, 0.8)
    assert coverage.by_series(rows, held) == pytest.approx((1 + 0 + 0.5) / 3)
    low, high = coverage.cluster_band(rows, held)
    assert low == 0.0 and high == 1.0  # three series prove nothing


def test_two_series_have_no_interval():
    rows = table({"one": [True], "two": [False]})
    assert coverage.cluster_band(rows, coverage.inside(rows, 0.8)) is None


def test_the_interval_over_series_is_wider_than_that_over_forecasts():
    from scipy.stats import binomtest

    rows = table({f"s{k}": [k % 4 != 0] * 25 for k in range(12)})
    held = coverage.inside(rows, 0.8)
    low, high = coverage.cluster_band(rows, held)
    naive = binomtest(int(held.sum()), len(held)).proportion_ci()
    assert high - low > 2 * (naive.high - naive.low)
    assert coverage.cluster_band(rows, held) == (low, high)  # drawn by one seed


def test_the_conformal_level_is_that_which_would_have_held_enough():
    draws = np.random.default_rng(3).uniform(size=2000)
    even = pd.DataFrame({"subject": [f"s{k % 10}" for k in range(2000)], "pit": draws})
    assert coverage.conformal_level(even, 0.8) == pytest.approx(0.8, abs=0.03)
    timid = even.assign(pit=0.5 + (draws - 0.5) / 2)  # outcomes nearer than stated
    assert coverage.conformal_level(timid, 0.8) == pytest.approx(0.4, abs=0.03)


def test_the_record_compares_with_the_mark_named_beforehand(scored):
    given = settings()
    for scale in ("share", "level", "rate"):
        found = coverage.record(scored, scale)
        assert (found.method, found.mark) == (given.published[scale], given.marks[scale])
        both = coverage.paired(scored, scale, found.method, found.mark)
        own, mark = both.mean()
        assert found.gain == pytest.approx(1 - own / mark)
        if found.gain_band:
            assert found.gain_band[0] < found.gain < found.gain_band[1]
            assert found.gain_least <= found.gain
    assert coverage.record(scored, "rate").gain_band is None  # one series


def test_shares_are_forecast_no_worse_than_the_tool_of_february_2025(scored):
    """Its mean CRPS over these origins was .0463 and its log score -1.10, before any scaling."""
    found = coverage.record(scored, "share")
    assert found.crps <= 0.0463 and found.log_score <= -1.10
    assert found.gain_least > 0  # no single series makes the gain
