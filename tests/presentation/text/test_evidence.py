"""The audit as a reader sees it: both languages, every field filled, numbers in local form."""

import re

import pytest

from dxsim.analysis import episodes, outside_view
from dxsim.analysis.forecasts.scoring import coverage
from dxsim.analysis.forecasts.scoring.backtest import run_backtest
from dxsim.cases.viet_nam import audit
from dxsim.presentation.text import evidence, forecasts, messages


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_page_has_a_finished_sentence_for_every_check(lang):
    header, page = evidence.audit_page(lang)
    assert len(page) == len(audit()) and len(header) == 5
    for text in (row[2] for row in page):
        assert not re.search(r"[{}]|nan", text)
        assert text.partition(" (")[0] if text.endswith(")") else text.endswith(".")


def test_numbers_stand_in_the_locale_s_form():
    results = {result.id: result for result in audit()}
    assert "51.06%" in evidence.sentence(results["C01"], "en")
    assert "51,06%" in evidence.sentence(results["C01"], "vi")
    assert "2032" in evidence.sentence(results["C17"], "vi")
    assert "4.17 percentage points" in evidence.sentence(results["C10"], "en")


def test_the_same_numbers_stand_in_both_languages():
    for result in audit():
        words = {
            lang: set(re.findall(r"\{(\w+)\}", messages.catalogue(lang)[result.key]))
            for lang in ("en", "vi")
        }
        assert words["en"] == words["vi"] == set(result.numbers)


def test_the_summary_counts_add_up():
    text = evidence.audit_summary(audit(), "en")
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    assert numbers[0] == len(audit()) == sum(numbers[1:])


def test_a_fiscal_year_is_written_as_its_two_years():
    assert [evidence.period(year) for year in (2019, 2020.5, 1999.5)] == [
        "2019",
        "2020/21",
        "1999/00",
    ]


def test_every_scope_of_the_reference_class_is_said_in_vietnamese():
    for episode in outside_view.reference_class():
        assert evidence.scope_in_words(episode.scope, "vi") != episode.scope
    assert evidence.scope_in_words("something else", "vi") == "something else"


@pytest.fixture(scope="module")
def scored():
    return run_backtest("2025-02-28")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_the_back_test_proves_says_where_its_outcomes_come_from(scored, lang):
    """Hits of the office's own share and of the largest series stand beside the pooled ones."""
    said = forecasts.backtest_findings(scored, lang)[-1]
    own = coverage.rows_of(scored, "share", coverage.record(scored, "share").method)
    held = own.assign(held=(own["pit"] - 0.5).abs() <= 0.4).groupby("subject")["held"]
    hits, counts = held.sum(), held.count()
    largest = counts.idxmax()
    named = episodes.measures()[largest].label[lang]
    shown = [int(n) for n in re.findall(r"\d+", said.partition(named)[2])]
    others = [counts.sum() - counts[largest], hits.sum() - hits[largest]]
    assert shown[:4] == [counts[largest], hits[largest], *others]
    assert [hits["digital_share/nso"], counts["digital_share/nso"]] == shown[-2:]


def test_a_series_is_named_by_its_producer():
    assert forecasts.subject_name("china-caict", "en") == "China (CAICT)"
    assert "Bộ" in forecasts.subject_name("digital_share/mic", "vi")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_years_of_the_outcomes_outside_are_told_with_how_many_origins_saw_them(scored, lang):
    """Growth missed the years of the pandemic, from every origin that forecast them."""
    said = " ".join(forecasts.backtest_findings(scored, lang))
    for year in (2020, 2021, 2022):
        assert f"{year} (5)" in said
    rows = coverage.rows_of(scored, "share", "combination")
    outside = rows[~coverage.inside(rows, 0.8)]
    half = "2018,5 (1)" if lang == "vi" else "2018.5 (1)"
    assert sum(outside["year"] % 1 > 0) == said.count(half) == 1


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_an_interval_shown_to_be_too_wide_says_why_and_that_it_is_not_narrowed(scored, lang):
    """For shares even the lower end of the coverage over series lies above 80%."""
    said = forecasts.backtest_findings(scored, lang)
    for scale in ("share", "level", "rate"):
        found = coverage.record(scored, scale)
        wide = found.held.band is not None and found.held.band[0] > found.held.level
        name = messages.say(f"evidence.scale_{scale}", lang)
        fields = {"scale": name, "interval": messages.percent(found.held.level, lang, 0)}
        start = messages.say("evidence.wide", lang, why="|", **fields).partition("|")[0]
        assert [line.startswith(start) for line in said].count(True) == int(wide)
        if scale == "share":
            why = messages.say("evidence.wide_averaged", lang)
            assert wide and any(why in line for line in said)
