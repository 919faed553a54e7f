"""Vintages never leak, every row has a source, and wrong rows are refused in one line."""

import datetime as dt
import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxsim.data import locations, observations, sources
from dxsim.data.vintages import parse_known, parse_period
from dxsim.data.yamlfile import InputError

DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2026, 12, 31))
KEYS = ["series", "producer", "period", "variant"]


@settings(max_examples=150, deadline=None)
@given(day=DAYS)
def test_nothing_known_later_leaks(day):
    seen = observations.observations(as_of=day, include_remembered=True)
    assert (seen["known_since"].dt.date <= day).all()


@settings(max_examples=60, deadline=None)
@given(earlier=DAYS, later=DAYS)
def test_knowledge_only_grows(earlier, later):
    earlier, later = sorted((earlier, later))
    before = observations.observations(as_of=earlier)[KEYS].drop_duplicates()
    after = observations.observations(as_of=later)[KEYS].drop_duplicates()
    assert len(before.merge(after)) == len(before)


@settings(max_examples=60, deadline=None)
@given(day=DAYS)
def test_each_number_is_its_latest_vintage_then_known(day):
    seen = observations.yearly("digital_share", "nso", as_of=day)
    for year, value in seen.items():
        rows = observations.revisions("digital_share", year, "nso")
        known = rows[rows["known_since"].dt.date <= day]
        assert value == known["value"].iloc[-1]


def test_a_month_counts_from_its_last_day_and_a_year_from_its_last():
    assert parse_known("2024-02") == dt.date(2024, 2, 29)
    assert parse_known("2023") == dt.date(2023, 12, 31)
    assert parse_known("2025-01-06") == dt.date(2025, 1, 6)
    first = observations.observations("gdp_real_growth", "nso", as_of="2022-12-30")
    assert 2022 not in set(first["year"])
    assert 8.02 in set(observations.observations("gdp_real_growth", "nso", "2022-12")["value"])


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "24", "2024-1", "soon", ""])
def test_a_wrong_date_is_refused(text):
    with pytest.raises(InputError, match="expected a date"):
        observations.observations(as_of=text)


def test_periods():
    assert parse_period("2023") == (2023, True)
    assert parse_period("2020-2022") == (2022, False)
    for part in ("2023-H1", "2023-Q2", "2023-9M", "2023-10M", "2023-08", "2023-12"):
        assert parse_period(part) == (2023, False)
    for wrong in ("2022-2020", "2023-Q5", "23", "2023 H1", "2023-13", "2023-00", "2023-8M"):
        with pytest.raises(ValueError):
            parse_period(wrong)


def test_the_revisions_of_2022():
    office = observations.revisions("digital_share", 2022, "nso")
    assert list(office["value"]) == [12.86, 12.67, 12.63, 12.83, 12.83]
    growth = observations.revisions("gdp_real_growth", 2022)
    assert list(growth["value"].round(2)) == [8.02, 8.12, 8.54, 8.54]
    assert list(growth["producer"]) == ["nso", "imf", "imf", "nso"]
    assert growth["change"].iloc[2] == pytest.approx(8.538 - 8.124)


def test_the_release_of_january_2026_revises_and_leaves_what_stood_before():
    """First and latest values of the judge's share, and the year that had ended."""
    before = observations.yearly("digital_share", "nso", as_of="2025-02-28")
    now = observations.yearly("digital_share", "nso")
    assert before.loc[2023:].to_dict() == {2023: 12.87, 2024: 13.17}
    assert now.loc[2021:].to_dict() == {
        2021: 12.87, 2022: 12.83, 2023: 12.97, 2024: 13.21, 2025: 14.02,
    }  # fmt: skip
    average = observations.observations("digital_share", "nso").set_index("period")["value"]
    assert now.loc[2021:].mean() == pytest.approx(average["2021-2025"], abs=0.005)


def test_parts_by_sector_add_up_to_the_share_of_2025():
    sectors = ("agriculture", "industry", "services")
    parts = [observations.yearly(f"digital_share_{name}", "nso")[2025] for name in sectors]
    assert sum(parts) == pytest.approx(observations.yearly("digital_share", "nso")[2025])


def test_provinces_add_up_to_somewhat_less_than_gdp():
    """Taxes and activities that no province records make the difference: 0.5 % in 2025."""
    table = observations.observations("grdp", "nso")
    provinces = table[table["year"] == 2025]
    gdp = observations.yearly("gdp_nominal", "nso")[2025]
    assert len(provinces) == 34
    assert 0.99 * gdp < provinces["value"].sum() < gdp


def test_what_others_quote_keeps_that_grade():
    table = observations.observations("gdp_nominal", "nso")
    assert set(table[table["source"] == "nso-tables-2026"]["confidence"]) == {"second-hand"}


def test_a_producer_that_stopped_names_its_successor_and_its_last_year():
    ministry = sources.producer("mic")
    assert (ministry.successor, ministry.last_year) == ("most", 2024)
    assert observations.yearly("digital_share", "mic").index.max() == ministry.last_year
    assert sources.producer("nso").successor is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("successor: most", "successor: mos", "did you mean most?"),
        ("last_year: 2024", "last_year: soon", "a year"),
        ("  last_year: 2024\n", "", "the last_year"),
    ],
)
def test_half_a_succession_is_refused(copied, old, new, said):
    file = copied.parents[1] / "producers.yaml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(InputError, match=re.escape(said)):
        sources.producers()


def test_every_row_names_a_source_a_series_and_a_producer():
    table = observations.observations(include_remembered=True)
    assert set(table["source"]) <= set(sources.sources())
    assert set(table["producer"]) <= set(sources.producers())
    for id, unit in zip(table["series"], table["unit"], strict=True):
        assert sources.series(id).unit == unit


def test_the_remembered_stay_out_unless_asked_for():
    assert "remembered" not in set(observations.observations()["confidence"])
    assert "remembered" in set(observations.observations(include_remembered=True)["confidence"])
    assert "recollection" not in set(observations.observations()["source"])


@pytest.mark.parametrize(
    ("producer", "known", "year"),
    [
        ("nso", "2023-12-29", 2023),
        ("nso", "2025-01-06", 2024),
        ("nso", "2026-01-05", 2025),
        ("mic", "2025-02-28", 2024),
    ],
)
def test_published_parts_add_up_to_the_share_of_their_own_vintage(producer, known, year):
    total = observations.yearly("digital_share", producer, known)[year]
    parts = [
        observations.yearly(part, producer, known)[year]
        for part in sources.producer(producer).parts
    ]
    assert sum(parts) == pytest.approx(total, abs=0.011)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    return tmp_path / "params" / "viet-nam" / "data" / "observations" / "digital.csv"


ROW = "digital_share,nso,2025,,14.0,% of GDP,2026-01-06,estimate,verified,bao-moi-digital-2025,"


def test_a_new_year_is_one_row(copied):
    copied.write_text(copied.read_text() + ROW + "\n")
    assert observations.yearly("digital_share", "nso")[2025] == 14.0
    assert 2025 not in observations.yearly("digital_share", "nso", as_of="2025-12")
    assert observations.yearly("digital_share", "nso", as_of="2026-01-05")[2025] == 14.02


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("14.0", "14,0", None, "12 cells"),
        ("14.0", "fourteen", "value", "a number with a decimal point"),
        ("14.0", "nan", "value", "a finite number"),
        ("2026-01-06", "January", "known_since", "a date, a month or a year"),
        ("2026-01-06", "", "known_since", "an empty cell"),
        ("verified", "sure", "confidence", "verified, second-hand, derived, remembered"),
        ("estimate", "estimat", "kind", "did you mean estimate?"),
        ("bao-moi-digital-2025", "bao-moi-digital-2052", "source", "did you mean bao-moi"),
        ("digital_share", "digital_shar", "series", "did you mean digital_share?"),
        ("nso", "gso", "producer", "nso"),
        ("% of GDP", "%", "unit", "% of GDP"),
        (",2025,", ",2025 plan,", "period", "a period such as 2023"),
    ],
)
def test_a_wrong_row_is_one_clear_line(copied, old, new, column, said):
    copied.write_text(copied.read_text() + ROW.replace(old, new, 1) + "\n")
    line = len(copied.read_text().splitlines())
    with pytest.raises(InputError) as caught:
        observations.observations()
    text = str(caught.value)
    assert f"digital.csv:{line}" in text and said in text and "\n" not in text
    assert column is None or column in text


def test_a_vintage_stands_once(copied):
    copied.write_text(copied.read_text() + ROW + "\n" + ROW + "\n")
    with pytest.raises(InputError, match="first on line"):
        observations.observations()


def test_an_unknown_id_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="did you mean digital_share"):
        observations.yearly("digital_shares", "nso")
    with pytest.raises(InputError, match="did you mean mic"):
        observations.observations(producer="micc")


@pytest.mark.parametrize("variant", ["high", "a reading of its own"])
def test_a_variant_of_a_year_stands_beside_the_plain_number_and_never_replaces_it(copied, variant):
    before = observations.yearly("digital_share", "nso")
    row = f"digital_share,nso,2023,{variant},99,% of GDP,2026,observation,verified"
    copied.write_text(copied.read_text() + f"{row},bao-moi-digital-2025,\n")
    after = observations.yearly("digital_share", "nso")
    assert after.index.is_unique and after.equals(before)
