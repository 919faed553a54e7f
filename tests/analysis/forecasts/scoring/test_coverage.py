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
    low, high = coverage.share_band(rows, held)
    assert low < 0.05 and high > 0.95  # three series prove nothing


def test_two_series_have_no_interval():
    rows = table({"one": [True], "two": [False]})
    assert coverage.share_band(rows, coverage.inside(rows, 0.8)) is None


def test_the_interval_over_series_is_wider_than_that_over_forecasts():
    from scipy.stats import binomtest

    rows = table({f"s{k}": [k % 4 != 0] * 25 for k in range(12)})
    held = coverage.inside(rows, 0.8)
    low, high = coverage.share_band(rows, held)
    naive = binomtest(int(held.sum()), len(held)).proportion_ci()
    assert high - low > 2 * (naive.high - naive.low)


@pytest.mark.parametrize("dependence", [0.05, 2.0, 50.0])
@pytest.mark.parametrize("truth", [0.6, 0.8, 0.95])
def test_the_interval_over_series_holds_the_truth_in_95_of_100_cases(truth, dependence):
    """Series differ, as the forecasts of one share their shocks; sizes are the back-test's."""
    draws, sizes = np.random.default_rng(8), (23, 14, 6, 3, 3, 3, 1, 1, 1)
    rows = pd.DataFrame({"subject": np.repeat([f"s{k}" for k in range(9)], sizes)})
    hits = 0
    for _ in range(300):
        own = draws.beta(truth * dependence, (1 - truth) * dependence, 9)
        values = pd.Series(draws.uniform(size=len(rows)) < np.repeat(own, sizes))
        low, high = coverage.share_band(rows, values)
        hits += low <= truth <= high
    assert hits / 300 > 0.92


def test_the_interval_of_a_gain_holds_the_truth_in_95_of_100_cases():
    """Losses of a series are skewed and share a level; the method's are four fifths the mark's."""
    draws, hits = np.random.default_rng(9), 0
    names = pd.MultiIndex.from_arrays([np.repeat(range(9), 5)], names=["subject"])
    for _ in range(300):
        level = np.repeat(draws.gamma(2, size=9), 5)
        own, mark = level * draws.gamma(2, size=(2, 45))
        low, high = coverage._gain_band(pd.DataFrame({"own": 0.8 * own, "mark": mark}, names))
        hits += low <= 0.2 <= high
    assert 0.9 < hits / 300 < 1


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
