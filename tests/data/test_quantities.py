"""Quantities as economists write them: what is written reads back, what is none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxsim.data.numerals import QuantityError, format_number, format_percent, parse_percent
from dxsim.data.quantities import (
    parse_base,
    parse_money,
    parse_number,
    parse_positive,
    parse_rate,
    parse_year,
    parse_years,
)

numbers = st.floats(-1e25, 1e25).filter(lambda x: x == 0 or abs(x) > 1e-250)


@given(numbers)
def test_a_fraction_written_in_per_cent_reads_back_to_the_last_digit(value):
    assert parse_percent(format_percent(value)) == value


@given(st.floats(-1000, 1000).filter(lambda x: x == 0 or abs(x) > 1e-250))
def test_a_number_written_plainly_reads_back_to_the_last_digit(value):
    assert parse_number(format_number(value)) == value


@given(st.integers(1, 10**9))
def test_units_of_money_are_thousands_of_one_another(amount):
    in_trillions = parse_money(f"{amount} trn VND").value
    assert parse_money(f"{amount * 1000} bn VND").value == in_trillions
    assert parse_money(f"{amount * 1000_000} m VND").value == in_trillions


@given(st.integers(-9999, 100_000))
def test_a_per_cent_is_a_hundredth_however_it_is_spelt(hundredths):
    text = f"{hundredths / 100:.2f}"
    assert parse_rate(f"{text}%") == parse_rate(f" {text} % ") == hundredths / 10_000


@pytest.mark.parametrize(
    "text", ["nan%", "inf%", "1,5%", "%", "1%%", "1e9999%", "--1%", "0x1%", "1_0%"]
)
def test_what_is_no_per_cent_is_refused(text):
    with pytest.raises(QuantityError):
        parse_percent(text)


@pytest.mark.parametrize(("text", "hint"), [("15", "15% or 1500%"), ("0.15", "15% or 0.15%")])
def test_a_bare_number_is_answered_with_what_was_meant(text, hint):
    with pytest.raises(QuantityError) as refusal:
        parse_rate(text)
    assert hint in refusal.value.hint


@given(st.integers(1000, 9999), st.integers(0, 500))
def test_years_run_forwards(first, more):
    last = min(first + more, 9999)
    assert parse_years(f"{first}-{last}") == (first, last)
    if first < last:
        with pytest.raises(QuantityError):
            parse_years(f"{last}-{first}")


@pytest.mark.parametrize("text", ["0% of gdp", "100% of gdp", "0 trn VND", "-1 trn VND", "8%", "8"])
def test_a_base_is_a_share_below_all_gdp_or_money(text):
    with pytest.raises(QuantityError):
        parse_base(text)


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_rate, ".5%", 0.005),
        (parse_rate, "２０％", 0.2),
        (parse_rate, "\u22122.5\xa0%", -0.025),
        (parse_number, "1.28E+02", 128),
        (parse_positive, "４．５", 4.5),
        (parse_year, "２０３０", 2030),
        (parse_years, "2025–2029", (2025, 2029)),
        (parse_money, "11511.9\xa0trn\u202fVND", (11511.9, "trn VND")),
    ],
)
def test_signs_and_digits_are_read_as_they_are_printed(parse, text, value):
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "hint"),
    [
        (parse_positive, "4,5", "decimals take a point: 4.5"),
        (parse_base, "8,316% of gdp", "decimals take a point: 8.316% of gdp"),
        (parse_money, "11511,9 trn VND", "decimals after a point"),
        (parse_rate, "(3.2%)", "did you mean -3.2%?"),
        (parse_rate, "(3.2)%", "did you mean -3.2%?"),
        (parse_number, "(3.2)", "did you mean -3.2?"),
        (parse_years, "2025-29", "did you mean 2025-2029?"),
        (parse_years, "2025/29", "did you mean 2025-2029?"),
    ],
)
def test_a_text_with_one_fault_is_answered_with_the_right_spelling(parse, text, hint):
    with pytest.raises(QuantityError) as refusal:
        parse(text)
    assert hint in refusal.value.hint
