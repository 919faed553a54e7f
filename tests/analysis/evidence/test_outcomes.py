"""A forecast file is scored against whatever table of outcomes an economist brings."""

import math

import pytest

from dxsim.analysis.evidence import outcomes
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


def test_the_score_is_the_pinball_loss_by_hand(files):
    scored, _ = outcomes.score(*files("series,value\ndigital_share,14.1\n"))
    levels = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95]
    values = [12.8, 13.0, 13.2, 13.4, 13.7, 14.0, 14.2]
    losses = [
        p * (14.1 - q) if q <= 14.1 else (1 - p) * (q - 14.1)
        for p, q in zip(levels, values, strict=True)
    ]
    assert scored["crps"][0] == pytest.approx(2 * math.fsum(losses) / 7)
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
