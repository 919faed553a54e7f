"""A forecast file is scored against whatever table of outcomes an economist brings."""

import math
import unicodedata

import pytest

from dxsim.analysis.forecasts.scoring import outcomes
from dxsim.data.yamlfile import InputError

FORECAST = """
year: 2025
forecasts:
  - series: digital_share
    producer: nso
    method: combination
    quantiles: {p05: 12.8, p10: 13.0, p25: 13.2, p50: 13.4, p75: 13.7, p90: 14.0, p95: 14.2}
    marks:
      last_value: {p05: 11.6, p10: 12.0, p25: 12.5, p50: 13.2, p75: 13.8, p90: 14.5, p95: 15.0}
  - series: gdp_nominal
    producer: imf
    method: pooled
    quantiles: {p05: 11796, p10: 11984, p25: 12289, p50: 12623, p75: 12966, p90: 13295, p95: 13506}
"""


@pytest.fixture
def files(tmp_path):
    def write(table):
        forecast, outcome = tmp_path / "f.yaml", tmp_path / "o.csv"
        forecast.write_text(FORECAST)
        outcome.write_text(table, encoding="utf-8")
        return forecast, outcome

    return write


@pytest.mark.parametrize(
    "table",
    [
        "series,producer,year,value,unit\ndigital_share,nso,2025,13.6,% of GDP\n",
        "Value , Series\n13.6 %,Digital economy in GDP\n",
        "series;value;year\ndigital_share/nso;13,6;2025\n",
        "\ufeffNăm,Chỉ tiêu,Giá trị\n2025,Tỷ trọng kinh tế số trong GDP,13.6\n",
    ],
)
def test_the_same_outcome_is_read_from_any_of_these(files, table):
    scored, left = outcomes.score(*files(table))
    assert left == [] and len(scored) == 1
    row = scored.iloc[0]
    assert row["outcome"] == 13.6 and row["error"] == pytest.approx(0.2)
    assert row["in_50"] and row["in_80"] and row["in_90"]
    assert row["crps"] < row["crps_last_value"] and 0 < row["skill"] < 1


@pytest.mark.parametrize("text", ["12,847.6", "12847.6", '"12.847,6"', "12 847.6"])
def test_thousands_separators_do_not_change_a_number(files, text):
    quoted = text if text.startswith('"') else f'"{text}"'
    scored, _ = outcomes.score(*files(f"series,value\ngdp_nominal,{quoted}\n"))
    assert scored["outcome"][0] == pytest.approx(12847.6)


@pytest.mark.parametrize(
    ("table", "written"),
    [
        ('series,value\ngdp_nominal,"8,020"\n', "8020 or 8.0200"),
        ('series,value\ngdp_nominal,"-12,847 "\n', "-12847 or -12.8470"),
        ("series;value\ngdp_nominal;12.847\n", "12847 or 12,8470"),
    ],
)
def test_a_number_that_reads_as_two_is_refused_and_said_how_to_write(files, table, written):
    with pytest.raises(InputError, match=rf"o\.csv:2: value: .* expected {written}"):
        outcomes.score(*files(table))


@pytest.mark.parametrize(
    ("table", "read"),
    [
        ("series;value\ngdp_nominal;8,020\n", 8.02),
        ("series;value\ngdp_nominal;8,0200\n", 8.02),
        ("series;value\ngdp_nominal;12.847,125\n", 12847.125),
        ('series,value\ngdp_nominal,"0,123"\n', 0.123),
        ('series,value\ngdp_nominal,"1,234,567"\n', 1234567),
        ("series,value\ngdp_nominal,12.847\n", 12.847),
        ("series,value\ngdp_nominal,12847\n", 12847),
    ],
)
def test_a_number_is_read_where_it_reads_as_one(files, table, read):
    assert outcomes.score(*files(table))[0]["outcome"][0] == pytest.approx(read)


@pytest.mark.parametrize(
    ("series", "value", "unit"),
    [
        ("digital_share", "0.19", "share"),
        ("digital_share", "13.4", "trn VND"),
        ("gdp_nominal", "500", "bn USD"),
        ("gdp_nominal", "12500", "%"),
        ("gdp_nominal", "12500 %", ""),
    ],
)
def test_a_unit_that_is_not_the_forecast_s_is_refused(files, series, value, unit):
    with pytest.raises(InputError, match=r"o\.csv:2: unit: found .* the unit of the forecast of"):
        outcomes.score(*files(f"series,value,unit\n{series},{value},{unit}\n"))


@pytest.mark.parametrize(
    ("series", "unit"),
    [
        ("digital_share", "%"),
        ("digital_share", "% of gdp"),
        ("digital_share", "Phần trăm  GDP"),
        ("gdp_nominal", "trn VND"),
        ("gdp_nominal", "nghìn tỷ đồng"),
        ("gdp_nominal", ""),
    ],
)
def test_a_unit_may_be_named_as_elsewhere(files, series, unit):
    scored, _ = outcomes.score(*files(f"series,value,unit\n{series},13.4,{unit}\n"))
    assert list(scored["series"]) == [series]


@pytest.mark.parametrize(
    "row",
    ["digital_share,mic,19", "digital_share,world-bank,19", "digital_share/mic,,19"],
)
def test_what_another_producer_measured_is_not_scored(files, row):
    scored, left = outcomes.score(*files(f"series,producer,value\n{row}\ndigital_share,,13.4\n"))
    assert list(scored["outcome"]) == [13.4]
    assert len(left) == 1 and "measured by another producer than the forecast: nso" in left[0]


@pytest.mark.parametrize("name", ["nso", "NSO", "Cục Thống kê"])
def test_a_producer_is_known_by_its_short_names_too(files, name):
    scored, left = outcomes.score(*files(f"series,producer,value\ndigital_share,{name},13.4\n"))
    assert len(scored) == 1 and left == []


def test_a_row_without_producer_is_not_guessed_among_several_forecasts(files):
    forecast, table = files("series,value\ndigital_share,19\n")
    entry = FORECAST[FORECAST.index("  - series: digital") : FORECAST.index("  - series: gdp")]
    forecast.write_text(FORECAST + entry.replace("nso", "mic"))
    assert outcomes.score(forecast, table)[0].empty
    table.write_text("series,producer,value\ndigital_share,mic,19\n")
    assert list(outcomes.score(forecast, table)[0]["producer"]) == ["mic"]


def test_the_score_is_the_pinball_loss_weighed_by_hand(files):
    scored, _ = outcomes.score(*files("series,value\ndigital_share,14.1\n"))
    levels = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]
    values = [12.8, 13.0, 13.2, 13.4, 13.7, 14.0, 14.2]
    losses = [
        p * (14.1 - q) if q <= 14.1 else (1 - p) * (q - 14.1)
        for p, q in zip(levels, values, strict=True)
    ]
    stands_for = [0.05, 0.10, 0.20, 0.25, 0.20, 0.10, 0.05]  # half of what lies to either side
    weighted = math.fsum(w * loss for w, loss in zip(stands_for, losses, strict=True))
    assert scored["crps"][0] == pytest.approx(2 * weighted)
    assert not scored["in_80"][0] and scored["in_90"][0]


def test_what_fits_no_forecast_is_listed_and_the_rest_is_scored(files):
    table = (
        "series,year,value\ndigital_shares,2025,14\ndigital_share,2024,14\ngdp_nominal,2025,12500\n"
    )
    scored, left = outcomes.score(*files(table + "gdp_nominal,2025,12600\n"))
    assert list(scored["series"]) == ["gdp_nominal"]
    assert len(left) == 3 and "did you mean digital_share" in left[0]
    assert "scored already" in left[2]


def test_another_producer_s_number_of_the_series_is_taken_where_it_is_the_only_one(files):
    scored, _ = outcomes.score(*files("series,producer,value\ngdp_nominal,NSO,12500\n"))
    assert scored["outcome"][0] == 12500


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("serie,value\nx,1\n", "expected a column series"),
        ("series,number\nx,1\n", "expected a column value"),
        ("series,value\ndigital_share,many\n", "o.csv:2: value: found 'many'"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_clear_line(files, table, said):
    with pytest.raises(InputError, match=said.replace(".", r"\.")):
        outcomes.score(*files(table))


def test_a_forecast_file_whose_quantiles_fall_is_refused(tmp_path):
    file = tmp_path / "f.yaml"
    file.write_text(FORECAST.replace("p50: 13.4", "p50: 12.4"))
    with pytest.raises(InputError, match="rising quantiles"):
        outcomes.read_forecasts(file)


@pytest.mark.parametrize(
    "period", ["2025Q1", "2025-H1", "2025/26", "31/12/2025", "2025-12-31", "20250", "Q4 2025"]
)
def test_only_a_year_is_a_year(files, period):
    with pytest.raises(InputError, match=r"o\.csv:2: year: found '.*', expected a year"):
        outcomes.score(*files(f"series,year,value\ndigital_share,{period},13.4\n"))


def test_a_forecast_is_for_a_year(files):
    forecast, table = files("series,value\ndigital_share,13.4\n")
    forecast.write_text(FORECAST.replace("year: 2025", "year: 2025Q1"))
    with pytest.raises(InputError, match=r"f\.yaml:2: year: found '2025Q1'"):
        outcomes.score(forecast, table)


@pytest.mark.parametrize("unit", ["", "%", "% of GDP"])
def test_a_fraction_where_per_cents_are_expected_is_asked_about(files, unit):
    with pytest.raises(InputError, match=r"o\.csv:2: value: .*did you mean 14.02\?"):
        outcomes.score(*files(f"series,value,unit\ndigital_share,0.1402,{unit}\n"))


def test_a_fraction_with_its_sign_stands_as_it_is_written(files):
    scored, _ = outcomes.score(*files("series,value\ndigital_share,0.1402%\n"))
    assert scored["outcome"][0] == 0.1402


def test_a_small_rate_is_no_fraction(files):
    forecast, table = files("series,value\ngdp_deflator_growth,0.63\n")
    entry = "{series: gdp_deflator_growth, unit: '%', quantiles: {p05: 0.4, p50: 3.3, p95: 6}}"
    forecast.write_text(f"year: 2025\nforecasts:\n- {entry}\n")
    assert outcomes.score(forecast, table)[0]["outcome"][0] == 0.63


@pytest.mark.parametrize(
    "table",
    [
        "sep=;\nseries;value\ndigital_share;13,6\n",
        "series\tvalue\ndigital_share\t13,6\n",
        "\n,,\nseries,value,\n,,\ndigital_share,13.6,\n",
        "series,value\ndigital_share,1.36E+01\n",
        unicodedata.normalize("NFD", "Chỉ tiêu,Giá trị\nTỷ trọng kinh tế số trong GDP,13.6\n"),
    ],
)
def test_a_table_as_spreadsheets_save_or_paste_it_is_read(files, table):
    scored, left = outcomes.score(*files(table))
    assert left == [] and list(scored["outcome"]) == [13.6]


@pytest.mark.parametrize(
    ("value", "said"), [("(3.2)", "such as -3.2"), ("13 4", "expected a number")]
)
def test_a_number_that_may_be_none_is_answered_with_its_spelling(files, value, said):
    with pytest.raises(InputError, match=said):
        outcomes.score(*files(f"series,value\ndigital_share,{value}\n"))


def test_a_printed_minus_is_a_minus(files):
    scored, _ = outcomes.score(*files("series,value\ndigital_share,−3.2\n"))
    assert scored["outcome"][0] == -3.2


def test_a_row_that_cannot_be_read_is_listed_where_nothing_like_it_was_forecast(files):
    rows = "average digital growth,2021-2025,10.4 / 9.8\ndigital_share,2025,13.6\n"
    scored, left = outcomes.score(*files(f"series,year,value\n{rows}"))
    assert list(scored["series"]) == ["digital_share"]
    assert len(left) == 1 and left[0].startswith("line 2: average digital growth 2021-2025")
    with pytest.raises(InputError, match=r"o\.csv:2: value"):
        outcomes.score(*files("series,value\ndigital_share,10.4 / 9.8\n"))


def test_the_gain_is_on_the_mark_that_the_file_names(files):
    forecast, table = files("series,value\ndigital_share,13.6\n")
    assert outcomes.score(forecast, table)[0].iloc[0]["mark"] == ""
    record = "backtest:\n  share: {best_naive: last_value}\n"
    forecast.write_text(FORECAST.replace("forecasts:", record + "forecasts:", 1))
    named = outcomes.score(forecast, table)[0].iloc[0]
    assert named["mark"] == "last_value"
    assert named["skill"] == pytest.approx(1 - named["crps"] / named["crps_last_value"])


def test_a_successor_s_value_is_the_forecast_producer_s(files):
    forecast, table = files("series,producer,value\nict_revenue,most,198\nict_revenue,moit,1\n")
    entry = "{series: ict_revenue, producer: mic, quantiles: {p05: 140, p50: 165, p95: 197}}"
    forecast.write_text(f"year: 2025\nforecasts:\n- {entry}\n")
    scored, left = outcomes.score(forecast, table)
    assert list(scored["outcome"]) == [198.0]
    assert len(left) == 1 and "another producer" in left[0]


def test_the_record_of_2025_is_scored_by_the_first_releases():
    """As it fell: 14.02 in January 2026, by its own producer; what others measured is listed."""
    from dxsim.data.locations import country_dir

    scored, left = outcomes.score(country_dir() / "forecasts" / "2025.yaml")
    by_series = scored.set_index("series")
    assert by_series.loc["digital_share", "outcome"] == 14.02
    assert by_series.loc["gdp_real_growth", "outcome"] == 8.02
    assert not by_series.loc["digital_share", "in_80"] and by_series.loc["digital_share", "in_90"]
    assert not by_series.loc["ict_revenue", "in_90"]
    assert any("ecommerce_turnover 36 by most" in line for line in left)


@pytest.mark.parametrize(("rows", "year"), [("2026", "2026"), ("2025", "2025"), ("", "2025")])
def test_a_table_alone_is_scored_against_the_record_of_its_year(tmp_path, rows, year):
    table = tmp_path / "o.csv"
    table.write_text(f"series,year,value\ndigital_share,{rows},14.1\n")
    assert outcomes.file_on_record(table).stem == year
