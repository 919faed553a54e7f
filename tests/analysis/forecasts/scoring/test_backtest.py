"""The back-test is honest: nothing later leaks into an origin, and what it proves is stated."""

import datetime as dt
import shutil

import numpy as np
import pytest

from dxsim.analysis.forecasts import reference_class
from dxsim.analysis.forecasts.histories import known_history, restore, subject, subjects, transform
from dxsim.analysis.forecasts.methods import NAIVE, TREND_METHODS, Setting
from dxsim.analysis.forecasts.official_projections import official_figures
from dxsim.analysis.forecasts.scoring import backtest, origins
from dxsim.analysis.forecasts.scoring.origins import vintage_origins
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
    assert official_figures(subject("gdp_real_growth", "imf"), dt.date(2024, 1, 1)) == {}


def test_parts_are_never_spliced_across_releases():
    core = known_history(subject("core_share", "nso"), CUT)
    assert list(core.times) == [2020, 2024]  # 2022 and 2023 belong to releases since revised
    total = known_history(subject("digital_share", "nso"), CUT)
    assert restore(total.last, "share") == pytest.approx(13.17)


def test_a_level_s_projection_is_carried_over_as_growth_upon_the_revised_base():
    """The fund's vintage of October 2024 knew a lower base: its level would understate growth."""
    from dxsim.data.observations import observations

    then = observations("gdp_nominal", "imf", "2024-10-31").set_index("year")["value"]
    stated = official_figures(subject("gdp_nominal", "imf"), CUT)
    base = known_history(subject("gdp_nominal", "imf"), CUT)
    assert base.last_time == 2024 and restore(base.last, "level") > then[2024]
    growth = restore(stated[2025.0], "level") / restore(base.last, "level")
    assert growth == pytest.approx(then[2025] / then[2024]) and growth > 1.09


def test_a_forecast_abroad_is_pooled_with_what_was_known_of_others_by_its_year():
    for origin in origins.abroad_origins(5, CUT):
        members = reference_class.class_histories(origin.known)
        assert all(h.last_time <= origin.history.last_time for h in members)
        assert origin.known.without is not None


def test_left_out_alone_an_economy_abroad_is_forecast_from_the_rest_of_the_class():
    whole = reference_class.class_histories(reference_class.Knowledge(as_of=CUT))
    left_out = list(origins.abroad_origins(5, CUT, whole_class=True))
    for origin, cut in zip(left_out, origins.abroad_origins(5, CUT), strict=True):
        members = reference_class.class_histories(origin.known)
        assert len(reference_class.class_histories(cut.known)) <= len(members) < len(whole)
        assert max(h.last_time for h in members) > origin.history.last_time
        assert origin.outcomes == cut.outcomes


def test_with_the_whole_class_fewer_outcomes_of_shares_are_held_though_not_80_per_cent(scored):
    """A class of one or two episodes leaves the prior's spread, which is wider than the class's."""
    whole = backtest.run_backtest("2025-02-28", whole_class=True)
    tables = [backtest.summary(each).set_index(["scale", "method"]) for each in (scored, whole)]
    then, now = (table.loc[("share", "combination"), "coverage"] for table in tables)
    assert 0.80 < now < then
    others = [table.drop("share", level="scale").dropna(axis=1) for table in tables]
    assert others[0].equals(others[1])  # levels and rates have no class abroad


def test_where_vintages_are_recorded_a_forecast_has_the_errors_of_its_releases(scored):
    """The office's origin forecasts a first release from one: wider than the signal alone."""
    (origin,) = vintage_origins(subject("digital_share", "nso"), 5, CUT)
    setting = Setting(reference_class.class_prior("share", origin.known), settings(), {})
    signal = TREND_METHODS["pooled"](origin.history, [1.0], setting)[0]
    own = scored[(scored["subject"] == "digital_share/nso") & (scored["kind"] == "vintage")]
    published = own[own["method"] == "pooled"]["width"].iloc[0]
    assert published > 1.1 * signal.sd


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
    setting = Setting(reference_class.class_prior("share"), settings(), {})
    for name in ("drift", "pooled", "ols", "local_trend", "damped"):
        made = TREND_METHODS[name](history, [1, 3], setting)
        least, most = (0.6, 1.0) if name == "damped" else (0.95, 1.01)
        assert least * 0.24 < made[1].median - history.last < most * 0.24, name
        assert made[1].sd > made[0].sd, name


def test_the_back_test_is_mostly_abroad_and_says_so(scored):
    kinds = scored[scored["scale"] == "share"].drop_duplicates(backtest.ORIGIN)["kind"]
    assert (kinds == "abroad").sum() >= 15
    assert (kinds == "vintage").sum() <= 5
    office = scored[(scored["subject"] == "digital_share/nso") & (scored["kind"] == "vintage")]
    assert office["origin"].nunique() == 1


def test_every_scale_has_its_naive_marks_and_scores_are_finite(scored):
    for scale, found in scored.groupby("scale"):
        named = {settings().published[scale], settings().marks[scale], "last_value"}
        assert named <= set(found["method"]) and settings().marks[scale] in NAIVE, scale
    assert np.isfinite(scored[["error", "crps", "log_score", "pit"]].to_numpy()).all()
    assert (scored["crps"] <= scored["error"].abs() + 3 * scored["width"]).all()


def test_the_summary_counts_what_was_scored(scored):
    table = backtest.summary(scored)
    assert table["forecasts"].sum() == len(scored)
    known = table.dropna(subset=["coverage_low"])
    assert len(known) and (known["series"] >= 3).all()
    assert (known["coverage_low"] <= known["coverage"]).all()
    assert (known["coverage"] <= known["coverage_high"]).all()


def test_the_class_follows_its_files(tmp_path, monkeypatch):
    """What a running process knows of a class changes with the settings and with the episodes."""
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    before = {scale: reference_class.class_prior(scale) for scale in ("share", "level")}
    methods = tmp_path / "params" / "reference" / "methods.yaml"
    text = methods.read_text(encoding="utf-8")
    assert "level: {mean: 0.1," in text
    methods.write_text(text.replace("level: {mean: 0.1,", "level: {mean: 0.2,"), encoding="utf-8")
    assert reference_class.class_prior("level").mean == pytest.approx(before["level"].mean + 0.1)
    assert reference_class.class_prior("share") == before["share"]
    episodes = tmp_path / "params" / "reference" / "episodes.csv"
    lines = episodes.read_text(encoding="utf-8").splitlines(keepends=True)
    counted = next(i for i, line in enumerate(lines) if ",yes," in line)
    episodes.write_text("".join(lines[:counted] + lines[counted + 1 :]), encoding="utf-8")
    assert reference_class.class_prior("share").members == before["share"].members - 1
