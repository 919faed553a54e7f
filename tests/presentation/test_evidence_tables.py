"""The audit as a reader sees it: both languages, every field filled, numbers in local form."""

import re

import pytest

from dxsim.analysis.evidence import outside_view
from dxsim.analysis.evidence.claims import audit
from dxsim.presentation import evidence_tables, messages


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_page_has_a_finished_sentence_for_every_check(lang):
    header, page = evidence_tables.audit_page(lang)
    assert len(page) == 38 and len(header) == 5
    for text in (row[2] for row in page):
        assert not re.search(r"[{}]|nan", text)
        assert text.partition(" (")[0] if text.endswith(")") else text.endswith(".")


def test_numbers_stand_in_the_locale_s_form():
    results = {result.id: result for result in audit()}
    assert "51.06%" in evidence_tables.sentence(results["C01"], "en")
    assert "51,06\u00a0%" in evidence_tables.sentence(results["C01"], "vi")
    assert "2032" in evidence_tables.sentence(results["C17"], "vi")
    assert "4.17 percentage points" in evidence_tables.sentence(results["C10"], "en")


def test_the_same_numbers_stand_in_both_languages():
    for result in audit():
        words = {
            lang: set(re.findall(r"\{(\w+)\}", messages.catalogue(lang)[result.key]))
            for lang in ("en", "vi")
        }
        assert words["en"] == words["vi"] == set(result.numbers)


def test_the_summary_counts_add_up():
    text = evidence_tables.audit_summary(audit(), "en")
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    assert numbers[0] == 38 == sum(numbers[1:])


def test_a_fiscal_year_is_written_as_its_two_years():
    assert [evidence_tables.period(year) for year in (2019, 2020.5, 1999.5)] == [
        "2019",
        "2020/21",
        "1999/00",
    ]


def test_every_scope_of_the_reference_class_is_said_in_vietnamese():
    for episode in outside_view.reference_class():
        assert evidence_tables.scope_in_words(episode.scope, "vi") != episode.scope
    assert evidence_tables.scope_in_words("something else", "vi") == "something else"
