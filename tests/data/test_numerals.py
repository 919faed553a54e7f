"""A number is one number, however it is printed, or it is refused and said how to write it."""

import pytest

from dxsim.data.numerals import NumeralError, read_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.28E+04", 12_800),
        ("−3.2", -3.2),
        ("–3,2", -3.2),
        ("３．５", 3.5),
        (".5", 0.5),
        ("12 847.6", 12_847.6),
        ("12\u202f847,6", 12_847.6),
        ("1.234.567", 1_234_567),
        ("+7", 7),
        ("0,140", 0.14),
    ],
)
def test_a_number_is_read_in_any_of_its_forms(text, value):
    assert read_numeral(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(3.2)", "-3.2"),
        ("13 4", "a number"),
        ("8,020", "8020 or 8.0200"),
        ("1e9999x", "a number"),
        ("0x1F", "a number"),
        ("1_000", "a number"),
        ("nan", "a number"),
        ("", "a number"),
        ("3.2.1", "a number"),
    ],
)
def test_what_is_no_one_number_is_refused(text, said):
    with pytest.raises(NumeralError) as refusal:
        read_numeral(text)
    assert said in refusal.value.expected
