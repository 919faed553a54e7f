"""Texts: both languages say the same things with the same fields; numbers in the locale's form."""

import ast
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dxsim
from dxsim.presentation.text import messages
from dxsim.presentation.text.blocks import numeric_columns

PACKAGE = Path(dxsim.__file__).parent
FORMATTER = string.Formatter()


def fields(text):
    return {name for _, name, _, _ in FORMATTER.parse(text) if name is not None}


def said_keys():
    """Yield (file, key) for every key that stands as a literal in a call of say()."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "say" and isinstance(node.args[0].value, str):
                    yield path.relative_to(PACKAGE), node.args[0].value


def test_no_text_is_missing_in_either_language():
    english, vietnamese = messages.catalogue("en"), messages.catalogue("vi")
    assert len(english) > 100
    assert set(english) == set(vietnamese)


def test_both_languages_fill_in_the_same_fields():
    english, vietnamese = messages.catalogue("en"), messages.catalogue("vi")
    assert {k: fields(t) for k, t in english.items()} == {
        k: fields(t) for k, t in vietnamese.items()
    }


def test_texts_differ_between_the_languages():
    english, vietnamese = messages.catalogue("en"), messages.catalogue("vi")
    wordy = [key for key in english if len(english[key].split()) > 5 and "how_" not in key]
    same = [key for key in wordy if english[key] == vietnamese[key]]
    assert not [key for key in same if not english[key].startswith("{") and "=" not in english[key]]


def test_every_key_asked_for_exists():
    known = set(messages.catalogue("en"))
    asked = list(said_keys())
    assert len(asked) > 20
    assert [(str(path), key) for path, key in asked if key not in known] == []


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        (0.183, "18.3%", "18,3%"),
        (-0.01, "−1.0%", "−1,0%"),
        (-0.00001, "0.0%", "0,0%"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
        (12.345, "1,234.5%", "1.234,5%"),
    ],
)
def test_percentages_in_the_locales_form(value, english, vietnamese):
    assert messages.percent(value, "en") == english
    assert messages.percent(value, "vi") == vietnamese


def test_money_and_points_in_the_locales_form():
    assert messages.money(11511.9, "trn VND", "en", 1) == "11,511.9 trn VND"
    assert messages.money(11511.9, "trn VND", "vi", 1) == "11.511,9 nghìn tỷ đồng"
    assert messages.points(-4.25, "vi", 2, sign=True) == "−4,25 điểm phần trăm"
    assert messages.points(4.2, "en", sign=True) == "+4.2 percentage points"


@given(st.floats(-1e6, 1e6))
def test_a_number_reads_back_from_either_form(value):
    english = messages.number(value, "en", 2).replace(",", "").replace("−", "-")
    vietnamese = messages.number(value, "vi", 2).replace(".", "").replace(",", ".")
    assert float(english) == pytest.approx(value, abs=0.00501)
    assert float(vietnamese.replace("−", "-")) == float(english)


def test_text_from_a_file_is_never_a_template():
    assert (
        messages.say("verdict.sources", "en", sources="{0.__class__}") == "Sources: {0.__class__}"
    )


def test_an_unknown_language_is_refused():
    with pytest.raises(dxsim.InputError, match="one of en, vi"):
        messages.say("verdict.reached", "fr")


def test_a_column_of_small_odds_is_one_of_numbers():
    odds = [messages.odds(chance, "vi") for chance in (0.045, 0.00001, 0.99999)]
    rows = [["a", one, f"{one} – {one}"] for one in odds]
    assert [one[0] for one in odds] == ["4", "<", ">"]
    assert numeric_columns((["target", "odds", "interval"], rows)) == [False, True, False]
