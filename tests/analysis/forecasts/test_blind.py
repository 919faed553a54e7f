"""The blind forecast is what the code makes of February 2025, and nothing known later is in it."""

import datetime as dt

import pytest

from dxsim.analysis.forecasts import blind, outcomes
from dxsim.analysis.forecasts.histories import subject
from dxsim.data.locations import country_dir
from dxsim.data.yamlfile import InputError

CUT = "2025-02-28"
FILE = country_dir() / "forecasts" / "2025.yaml"


@pytest.fixture(scope="module")
def content(scored):
    return blind.blind_forecasts(2025, CUT, scored)


def test_the_committed_file_is_what_the_code_makes(content):
    year, committed = outcomes.read_forecasts(FILE)
    made = content["forecasts"]
    assert year == "2025" and len(committed) == len(made) == 7
    for old, new in zip(committed, made, strict=True):
        assert (old.series, old.producer, old.method) == (
            new["series"], new["producer"], new["method"],
        )  # fmt: skip
        assert list(old.quantiles.values()) == pytest.approx(
            list(new["quantiles"].values()), rel=2e-3
        )


def test_every_series_asked_for_has_seven_rising_quantiles_and_its_marks(content):
    wanted = {
        "digital_share", "core_share", "digitised_share", "gdp_real_growth", "gdp_nominal",
        "ict_revenue", "ecommerce_turnover",
    }  # fmt: skip
    assert {entry["series"] for entry in content["forecasts"]} == wanted
    for entry in content["forecasts"]:
        values = list(entry["quantiles"].values())
        assert list(entry["quantiles"]) == ["p05", "p10", "p25", "p50", "p75", "p90", "p95"]
        assert values == sorted(values) and entry["last_known"] == 2024
        assert {"last_value", "drift"} <= set(entry["marks"])


def test_the_parts_medians_add_up_to_the_whole_s(content):
    median = {entry["series"]: entry["quantiles"]["p50"] for entry in content["forecasts"]}
    parts = median["core_share"] + median["digitised_share"]
    assert parts == pytest.approx(median["digital_share"], abs=0.1)


def test_an_earlier_day_knows_less(scored):
    late = blind.forecast(subject("digital_share", "nso"), 2025, dt.date(2025, 2, 28), scored)
    early = blind.forecast(subject("digital_share", "nso"), 2025, dt.date(2024, 6, 30), scored)
    assert (late.last_year, early.last_year) == (2024, 2023)
    width = [f.quantiles[0.95] - f.quantiles[0.05] for f in (late, early)]
    assert width[1] > width[0]  # two years ahead is less certain than one


def test_a_year_already_known_is_refused(scored):
    with pytest.raises(InputError, match="a year after 2024"):
        blind.forecast(subject("digital_share", "nso"), 2024, dt.date(2025, 2, 28), scored)


def test_the_text_of_a_forecast_names_the_command_that_remakes_it(content):
    text = blind.forecast_text(content, "params/forecasts/2025.yaml")
    command = "dxsim backtest --forecast 2025 --as-of 2025-02-28 --out params/forecasts/2025.yaml"
    assert command in text and command in FILE.read_text(encoding="utf-8")
    assert "/tmp" not in blind.forecast_text(content, "/tmp/x.yaml")
