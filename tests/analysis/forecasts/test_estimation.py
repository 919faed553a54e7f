"""Fits: known laws come back from made-up data, and a written scenario moves as its fit says."""

import datetime as dt
import math
import shutil

import numpy as np
import pytest

from dxsim.analysis.forecasts import estimation, fitted_scenario
from dxsim.analysis.forecasts.histories import known_history, subject
from dxsim.data import locations
from dxsim.data.yamlfile import InputError
from dxsim.model import share_curves
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario

CUT = "2025-02-28"
HEAD = "series,producer,period,variant,value,unit,known_since,kind,confidence,source,remark\n"


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """Write made-up yearly values of a series in place of the observations."""
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    folder = tmp_path / "params" / "viet-nam" / "data" / "observations"
    for file in folder.glob("*.csv"):
        file.unlink()

    def write(series, producer, unit, values):
        rows = [
            f"{series},{producer},{year},,{value!r},{unit},2024-12-31,observation,verified,"
            "bao-moi-digital-2025,\n"
            for year, value in values.items()
        ]
        (folder / "made.csv").write_text(HEAD + "".join(rows))

    return write


def share(log_odds):
    return 100 / (1 + math.exp(-log_odds))


@pytest.mark.parametrize("method", ["drift", "ols", "pooled", "local_trend"])
def test_a_straight_log_odds_path_comes_back_as_its_relative_law(made_up, method):
    """Ten paths with their own noise: an 80 % interval misses five of ten only in 3 % of trials."""
    held = 0
    for seed in range(10):
        noise = np.random.default_rng(seed).normal(0, 5e-4, 14)
        made_up(
            "digital_share", "nso", "% of GDP",
            {2011 + k: share(-2.2 + 0.07 * k + noise[k]) for k in range(14)},
        )  # fmt: skip
        found = estimation.fit("digital_share", "nso", method)
        assert found.law == "relative"
        assert found.gain == pytest.approx(0.07, abs=0.004)
        held += found.low < 0.07 < found.high
    assert held > 5


def test_exponential_growth_comes_back_as_a_constant(made_up):
    noise = np.random.default_rng(6).normal(0, 1e-3, 14)
    made_up(
        "gdp_nominal", "imf", "trn VND",
        {2011 + k: 3000 * math.exp(0.09 * k + noise[k]) for k in range(14)},
    )  # fmt: skip
    found = estimation.fit("gdp_nominal", "imf", "ols")
    assert found.law == "constant" and found.gain == pytest.approx(0.09, abs=1e-3)
    assert found.low < 0.09 < found.high


def test_a_damped_trend_slows(made_up):
    gains = 0.15 * 0.8 ** np.arange(16)
    noise = np.random.default_rng(8).normal(0, 1e-4, 17)
    path = -2.2 + np.concatenate([[0], np.cumsum(gains)]) + noise
    values = {2008 + k: share(x) for k, x in enumerate(path)}
    made_up("digital_share", "nso", "% of GDP", values)
    found = estimation.fit("digital_share", "nso", "damped")
    assert found.law == "path"
    assert 0 < found.gains[10] < found.gains[0] < gains[-1]


def test_the_straight_line_s_interval_is_student_s():
    """Slope and interval by the textbook formula on the office's five points."""
    from scipy import stats

    found = estimation.fit("digital_share", "nso", "ols", CUT)
    history = known_history(subject("digital_share", "nso"), CUT)
    by_hand = stats.linregress(history.times, history.values)
    half = stats.t(3).ppf(0.9) * by_hand.stderr
    assert found.gain == pytest.approx(by_hand.slope)
    assert (found.low, found.high) == pytest.approx(
        (by_hand.slope - half, by_hand.slope + half), rel=1e-3
    )


def test_the_office_s_drift_and_its_shrinkage():
    drift = estimation.fit("digital_share", "nso", "drift", CUT)
    assert drift.gain == pytest.approx(share_curves.pace(0.1266, 0.1317, 4), rel=1e-3)
    pooled = estimation.fit("digital_share", "nso", "pooled", CUT)
    pace = estimation.fit("digital_share", "nso", "class_pace", CUT)
    assert drift.gain < pooled.gain < pace.gain
    assert 0.2 < pooled.shrinkage < 0.6


def test_a_ceiling_is_hardly_informed_by_five_points():
    for curve in ("logistic", "gompertz"):
        found = estimation.fit("digital_share", "nso", curve, CUT)
        assert found.information < 0.3 and 0.2 < found.ceiling < 0.5


def test_an_earlier_day_fits_fewer_points():
    assert estimation.fit("digital_share", "nso", "drift", "2024-06").last == 2023
    with pytest.raises(InputError, match="usable points"):
        estimation.fit("digital_share", "nso", "damped", CUT)
    with pytest.raises(InputError, match="no value known then"):
        estimation.fit_all("digital_share", "nso", "2020")
    with pytest.raises(InputError, match="did you mean pooled"):
        estimation.fit("digital_share", "nso", "poled")
    with pytest.raises(InputError, match="did you mean digital_share"):
        estimation.fit("digital_shares", "nso")
    with pytest.raises(InputError, match="a share or a level"):
        estimation.fit("gdp_real_growth", "imf")


@pytest.mark.parametrize("method", ["pooled", "drift"])
def test_a_fitted_relative_scenario_moves_by_its_gain(method):
    parent = load_scenario("nso-reference-pace")
    found = estimation.fit("digital_share", "nso", method, CUT)
    child = fitted_scenario.fitted_scenario(found, parent, "x", {})
    path = simulate(child).share
    for year in (1, 10, 21):
        assert share_curves.pace(path[0], path[year], year) == pytest.approx(
            round(found.gain, 4), abs=1e-9
        )


@pytest.mark.parametrize("curve", ["logistic", "gompertz"])
def test_a_fitted_curve_bends_towards_its_ceiling(curve):
    parent = load_scenario("nso-reference-pace")
    found = estimation.fit("digital_share", "nso", curve, CUT)
    path = simulate(fitted_scenario.fitted_scenario(found, parent, "x", {})).share
    assert (np.diff(path) > 0).all() and path[-1] < found.ceiling


def test_a_path_of_gains_becomes_growth_that_moves_the_share_by_them():
    from dataclasses import replace

    parent = load_scenario("nso-reference-pace")
    found = estimation.fit("digital_share", "nso", "drift", CUT)
    damped = replace(found, law="path", gains=tuple(0.06 * 0.9**k for k in range(25)))
    path = simulate(fitted_scenario.fitted_scenario(damped, parent, "x", {})).share
    moved = np.log(path / (1 - path)) - np.log(path[0] / (1 - path[0]))
    assert moved == pytest.approx([0, *np.cumsum(damped.gains)[:21]], abs=2e-3)


def test_every_year_takes_the_gain_fitted_for_it_and_none_is_made_up():
    from dataclasses import replace

    parent = load_scenario("nso-reference-pace")
    found = estimation.fit("digital_share", "nso", "drift", CUT)
    earlier = replace(found, law="path", last=2022, gains=tuple(0.01 * k for k in range(1, 26)))
    path = simulate(fitted_scenario.fitted_scenario(earlier, parent, "x", {})).share
    assert share_curves.pace(path[0], path[1], 1) == pytest.approx(0.03, abs=1e-3)  # of 2025
    for short in (
        replace(earlier, gains=earlier.gains[:22]),  # 2023 to 2044 only
        replace(earlier, last=2025),  # the base year is observed past
    ):
        with pytest.raises(InputError, match="which the fit has gains for"):
            fitted_scenario.fitted_scenario(short, parent, "x", {})
    whole = replace(earlier, gains=earlier.gains[:23])
    assert len(fitted_scenario.digital_growth(whole, parent)) == parent.horizon


def test_the_total_has_the_fit_s_errors():
    parent = load_scenario("nso-reference-pace")
    found = estimation.fit("digital_share", "nso", "pooled", CUT)
    child = fitted_scenario.fitted_scenario(found, parent, "x", {})
    weights = fitted_scenario.base_weights(parent)
    weights /= weights.sum()
    matrix = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    part = child.uncertainty.errors["ict"].persistent_sd
    assert part * math.sqrt(weights @ matrix @ weights) == pytest.approx(
        found.persistent_sd, abs=2e-4
    )
    assert child.uncertainty.errors["platform"].persistent_sd == part
    assert child.uncertainty.errors["platform"].allocation_sd == 0.3
    assert child.uncertainty.errors["ict"].allocation_sd == 0


def test_a_fit_of_gdp_replaces_gdp_s_growth_and_nothing_else():
    parent = load_scenario("baseline")
    found = estimation.fit("gdp_nominal", "imf", "drift", CUT)
    child = fitted_scenario.fitted_scenario(found, parent, "x", {})
    assert child.gdp.growth.constant == pytest.approx(math.expm1(found.gain), abs=1e-4)
    assert child.components == parent.components


def test_a_fit_does_not_cross_producers():
    found = estimation.fit("digital_share", "nso", "drift", CUT)
    with pytest.raises(InputError, match="a scenario of nso"):
        fitted_scenario.fitted_scenario(found, load_scenario("baseline"), "x", {})
    with pytest.raises(InputError, match="digital_share or gdp_nominal"):
        level = estimation.fit("ict_revenue", "mic", "drift", CUT)
        fitted_scenario.fitted_scenario(level, load_scenario("baseline"), "x", {})


def test_a_fit_cites_the_release_it_was_read_from():
    found = estimation.fit("digital_share", "nso", "drift", CUT)
    assert found.sources == ("bao-moi-digital-2025",)
    assert dt.date.fromisoformat(found.known_since) == dt.date(2025, 1, 6)
