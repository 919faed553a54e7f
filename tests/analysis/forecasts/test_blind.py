"""Blind forecasts: what is on the record stays, and nothing known later is in a new one."""

import datetime as dt
import hashlib

import pytest

from dxsim.analysis.forecasts import blind
from dxsim.analysis.forecasts.histories import subject
from dxsim.analysis.forecasts.information_set import information_set
from dxsim.analysis.forecasts.scoring import outcomes
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.locations import country_dir
from dxsim.data.yamlfile import InputError

CUT = "2025-02-28"
DAY = dt.date(2025, 2, 28)
FILE = country_dir() / "forecasts" / "2025.yaml"
AS_MADE = "867b0f7a20a5fc15a1989e383ae0f72e810fc541f5863ba64056e7c71af1e3e3"


@pytest.fixture(scope="module")
def content(scored):
    return blind.blind_forecasts(2025, CUT, scored)


@pytest.fixture(scope="module")
def by_series(content):
    return {entry["series"]: entry for entry in content["forecasts"]}


def test_the_forecast_of_february_2025_stays_as_it_was_made():
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == AS_MADE


@pytest.mark.parametrize("year", [2026, 2030])
def test_the_forecasts_of_march_2026_are_what_the_code_makes_and_know_nothing_later(year):
    import yaml

    day = dt.date(2026, 3, 31)
    held = yaml.safe_load((FILE.parent / f"{year}.yaml").read_text(encoding="utf-8"))
    assert (held["as_of"], held["release"], held["made"]) == ("2026-03-31", "first", "beforehand")
    made = blind.forecasts(year, day)
    assert len(made) == len(held["forecasts"]) == 7
    for entry, found in zip(held["forecasts"], made, strict=True):
        assert entry["last_known"] == found.last_year == 2025
        assert (entry["series"], entry["producer"]) == (found.series, found.producer)
        assert list(entry["quantiles"].values()) == pytest.approx(
            list(found.quantiles.values()), rel=1e-3
        )


def test_growth_goes_on_with_the_office_whose_numbers_a_fund_carries():
    history = information_set(subject("gdp_real_growth", "imf"), 2026, dt.date(2026, 3, 31)).history
    assert history.last_time == 2025 and history.last == pytest.approx(0.07714, abs=1e-4)
    assert information_set(subject("gdp_real_growth", "imf"), 2025, DAY).history.last_time == 2024


def test_every_series_asked_for_has_seven_rising_quantiles_its_release_and_its_marks(by_series):
    assert set(by_series) == {
        "digital_share", "core_share", "digitised_share", "gdp_real_growth", "gdp_nominal",
        "ict_revenue", "ecommerce_turnover",
    }  # fmt: skip
    for entry in by_series.values():
        values = list(entry["quantiles"].values())
        assert list(entry["quantiles"]) == ["p05", "p10", "p25", "p50", "p75", "p90", "p95"]
        assert values == sorted(values) and entry["last_known"] == 2024
        assert entry["release"] == "first" and entry["mark"] in entry["marks"]
        assert entry["mark"] in settings().marks.values()


def test_parts_and_total_growth_and_level_hang_together(by_series):
    median = {name: entry["quantiles"]["p50"] for name, entry in by_series.items()}
    parts = median["core_share"] + median["digitised_share"]
    assert parts == pytest.approx(median["digital_share"], abs=0.06)
    assert [by_series[name]["method"] for name in ("core_share", "gdp_nominal")] == [
        blind.SPLIT, blind.COMPOUNDED,
    ]  # fmt: skip
    base = information_set(subject("gdp_nominal", "imf"), 2025, DAY).history
    prices = information_set(subject("gdp_deflator_growth", "imf"), 2025, DAY).made_by(
        "combination"
    )
    import math

    implied = math.exp(base.last + prices.median) * (1 + median["gdp_real_growth"] / 100)
    assert median["gdp_nominal"] == pytest.approx(implied, rel=5e-3)


def test_draws_of_the_parts_sum_to_those_of_the_total():
    drawn = blind._Draws(2025, DAY, "first")
    total, core, digitised = (
        drawn.of(subject(name, "nso"))[1]
        for name in ("digital_share", "core_share", "digitised_share")
    )
    assert core + digitised == pytest.approx(total, abs=1e-9)


def test_a_mature_value_is_forecast_with_less_spread_than_a_first_release(by_series):
    mature = {f.series: f for f in blind.forecasts(2025, DAY, "mature")}

    def width(quantiles):
        low, high = list(quantiles.values())[0], list(quantiles.values())[-1]
        return high - low

    first = by_series["digital_share"]["quantiles"]
    assert mature["digital_share"].release == "mature"
    assert width(mature["digital_share"].quantiles) < width(first)


def test_the_same_day_gives_the_same_forecast(content, scored):
    assert blind.blind_forecasts(2025, CUT, scored) == content


def test_an_earlier_day_knows_less():
    about = subject("digital_share", "nso")
    late, early = (information_set(about, 2025, day) for day in (DAY, dt.date(2024, 6, 30)))
    assert (late.history.last_time, early.history.last_time) == (2024, 2023)
    assert early.made_by("combination").sd > late.made_by("combination").sd


def test_a_year_already_known_is_refused():
    with pytest.raises(InputError, match="a year after 2024"):
        information_set(subject("digital_share", "nso"), 2024, DAY)
    with pytest.raises(InputError, match="a day by which digital_share/nso was known"):
        information_set(subject("digital_share", "nso"), 2024, dt.date(2019, 1, 1))


def test_a_forecast_made_after_its_outcomes_says_so(content):
    late = content | {"made": "afterwards"}
    assert "MADE AFTERWARDS" in blind.forecast_text(late)
    assert "MADE AFTERWARDS" not in blind.forecast_text(content | {"made": "beforehand"})


def test_the_text_of_a_forecast_names_the_command_that_remakes_it_and_reads_back(content, tmp_path):
    text = blind.forecast_text(content, "params/forecasts/x.yaml")
    command = "dxsim backtest --forecast 2025 --as-of 2025-02-28 --out params/forecasts/x.yaml"
    assert command in text
    assert "/tmp" not in blind.forecast_text(content, "/tmp/x.yaml")
    assert "--release mature" in blind.forecast_text(content | {"release": "mature"})
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    year, read = outcomes.read_forecasts(file)
    assert year == "2025" and len(read) == 7
