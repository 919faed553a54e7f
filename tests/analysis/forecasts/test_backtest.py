"""The back-test is honest: nothing later leaks into an origin, and what it proves is stated."""

import datetime as dt
import shutil

import numpy as np
import pytest

from dxsim.analysis.forecasts import backtest, choice, origins
from dxsim.analysis.forecasts.histories import known_history, restore, subject, subjects, transform
from dxsim.analysis.forecasts.methods import NAIVE, TREND_METHODS, Setting
from dxsim.analysis.forecasts.origins import official_figures, vintage_origins
from dxsim.analysis.forecasts.settings import settings
from dxsim.data import locations
from dxsim.data.observations import releases
from dxsim.data.vintages import parse_known

CUT = dt.date(2025, 2, 28)


def test_an_origin_knows_only_what_was_published_on_its_day():
    for one in subjects():
        rows = releases(one.series, one.producer)
        for origin in vintage_origins(one, 5, CUT):
            known = rows[rows["known_since"].dt.date <= parse_known(origin.at)]
            latest = known.groupby("year")["value"].last()
            for time, value in zip(origin.history.times, origin.history.values, strict=True):
                assert restore(value, one.scale) == pytest.approx(latest[int(time)])
            assert all(time > origin.history.last_time for time in origin.outcomes)


def test_an_outcome_is_the_first_release_after_the_origin():
    (origin,) = vintage_origins(subject("digital_share", "nso"), 5, CUT)
    assert origin.at == "2023-12-29"  # the office's one origin true to its vintages
    assert restore(origin.history.last, "share") == pytest.approx(12.33)
    assert {t: restore(v, "share") for t, v in origin.outcomes.items()} == pytest.approx(
        {2024: 13.17}
    )


def test_a_cut_off_day_hides_what_came_out_later():
    assert not list(vintage_origins(subject("digital_share", "nso"), 5, dt.date(2025, 1, 5)))
    for origin in origins.all_origins(5, dt.date(2020, 12, 31)):
        assert max(origin.outcomes) < 2021
    assert origins.official_figures(subject("gdp_real_growth", "imf"), dt.date(2024, 1, 1)) == {}


def test_parts_are_never_spliced_across_releases():
    core = known_history(subject("core_share", "nso"), CUT)
    assert list(core.times) == [2020, 2024]  # 2022 and 2023 belong to releases since revised
    total = known_history(subject("digital_share", "nso"), CUT)
    assert restore(total.last, "share") == pytest.approx(13.17)


def test_an_official_figure_is_the_producer_s_before_the_government_s():
    plans = official_figures(subject("digital_share", "mic"), dt.date(2024, 10, 31))
    assert restore(plans[2024.0], "share") == pytest.approx(17.5)
    office = official_figures(subject("digital_share", "nso"), CUT)
    assert restore(office[2025.0], "share") == pytest.approx(20)
    growth = official_figures(subject("gdp_real_growth", "imf"), CUT)
    assert restore(growth[2025.0], "rate") == pytest.approx(6.42, abs=0.01)  # three projections


@pytest.mark.parametrize("scale", ["share", "level", "rate"])
def test_the_scale_is_undone_by_its_inverse(scale):
    for value in (0.5, 7.1, 42.0):
        assert restore(transform(value, scale), scale) == pytest.approx(value)


def test_known_laws_are_recovered_by_every_method_that_should():
    """A straight path in log-odds, nearly without noise: each trend method carries it on."""
    from dxsim.analysis.forecasts.histories import History

    noise = np.random.default_rng(0).normal(0, 1e-4, 15)
    history = History(np.arange(2010.0, 2025), -2 + 0.08 * np.arange(15) + noise, "share")
    setting = Setting(backtest.class_prior("share"), settings(), {})
    for name in ("drift", "pooled", "ols", "local_trend", "damped"):
        made = TREND_METHODS[name](history, [1, 3], setting)
        least, most = (0.6, 1.0) if name == "damped" else (0.95, 1.01)
        assert least * 0.24 < made[1].loc - history.last < most * 0.24, name
        assert made[1].scale > made[0].scale, name


def test_the_back_test_is_mostly_abroad_and_says_so(scored):
    kinds = scored[scored["scale"] == "share"].drop_duplicates(backtest.ORIGIN)["kind"]
    assert (kinds == "abroad").sum() >= 15
    assert (kinds == "vintage").sum() <= 5
    office = scored[(scored["subject"] == "digital_share/nso") & (scored["kind"] == "vintage")]
    assert office["origin"].nunique() == 1


def test_every_scale_has_its_naive_marks_and_scores_are_finite(scored):
    for scale, found in scored.groupby("scale"):
        assert {"last_value", "drift"} <= set(found["method"]) & set(NAIVE), scale
    assert np.isfinite(scored[["error", "crps", "log_score", "pit"]].to_numpy()).all()
    assert (scored["crps"] <= scored["error"].abs() + 3 * scored["width"]).all()


def test_the_chosen_method_beats_every_naive_mark_over_the_back_test(scored):
    for scale in ("share", "level", "rate"):
        table = choice.crps_table(scored, scale)
        chosen = choice.choose(scored, scale)
        marks = [name for name in table if name in NAIVE]
        assert chosen.method not in NAIVE
        assert table[chosen.method].mean() < table[marks].mean().min()
        assert chosen.skill == pytest.approx(
            1 - table[chosen.method].mean() / table[marks].mean().min()
        )


def test_a_choice_made_without_the_series_keeps_some_of_the_gain(scored):
    chosen = choice.choose(scored, "share")
    assert 0 < chosen.skill_unseen <= chosen.skill
    assert choice.choose(scored, "rate").skill_unseen is None  # one series: nothing is unseen
    assert choice.choose(scored, "level").p_value is None  # four series: no test


def test_a_fitted_spread_brings_coverage_nearer_to_its_level(scored):
    for scale in ("share", "level"):
        chosen = choice.choose(scored, scale)
        raw = choice.coverage(scored, scale, chosen.method, 0.8, 1.0)
        fitted = choice.coverage(scored, scale, chosen.method, 0.8, chosen.spread_factor)
        miss = [abs(c["hits"] / c["forecasts"] - 0.8) for c in (raw, fitted)]
        assert miss[1] <= miss[0]
        assert fitted["low"] < 0.8 < fitted["high"]


def test_unseen_coverage_takes_each_series_spread_from_the_others(scored):
    """By another road: likelihood and quantiles of scipy's Student-t, one series left out."""
    from scipy.optimize import minimize_scalar
    from scipy.stats import t

    method = choice.choose(scored, "share").method
    own = scored[(scored["scale"] == "share") & (scored["method"] == method)]
    hits = 0
    for name in own["subject"].unique():
        rest, left = own[own["subject"] != name], own[own["subject"] == name]

        def misfit(log_factor, rows=rest):
            scale = rows["width"] * np.exp(log_factor)
            return -t.logpdf(rows["error"], rows["df"], scale=scale).sum()

        factor = np.exp(minimize_scalar(misfit, bracket=(-1, 1)).x)
        reach = t.ppf(0.9, left["df"]) * left["width"] * factor
        hits += int((left["error"].abs() <= reach).sum())
    assert choice.coverage_unseen(scored, "share", method, 0.8) == hits < len(own)


def test_the_summary_counts_what_was_scored(scored):
    table = backtest.summary(scored)
    assert table["forecasts"].sum() == len(scored)
    assert (
        (table["coverage_low"] <= table["coverage"]) & (table["coverage"] <= table["coverage_high"])
    ).all()


def test_the_class_follows_its_files(tmp_path, monkeypatch):
    """What a running process knows of a class changes with the settings and with the episodes."""
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    before = {scale: backtest.class_prior(scale) for scale in ("share", "level")}
    methods = tmp_path / "params" / "viet-nam" / "forecasts" / "methods.yaml"
    text = methods.read_text(encoding="utf-8")
    assert "level: {mean: 0.1," in text
    methods.write_text(text.replace("level: {mean: 0.1,", "level: {mean: 0.2,"), encoding="utf-8")
    assert backtest.class_prior("level").mean == pytest.approx(before["level"].mean + 0.1)
    assert backtest.class_prior("share") == before["share"]
    episodes = tmp_path / "params" / "reference" / "episodes.csv"
    lines = episodes.read_text(encoding="utf-8").splitlines(keepends=True)
    counted = next(i for i, line in enumerate(lines) if ",yes," in line)
    episodes.write_text("".join(lines[:counted] + lines[counted + 1 :]), encoding="utf-8")
    assert backtest.class_prior("share").members == before["share"].members - 1
