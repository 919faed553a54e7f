"""Counts of scenarios say that these are chosen; a single one is not counted."""

import re

import pytest

import dxsim as dx
from dxsim.analysis.judged import judge, verdicts
from dxsim.analysis.targets import find_target
from dxsim.presentation import figures
from dxsim.presentation.briefing.sentences import headline
from dxsim.presentation.briefing.target_pages import answer
from dxsim.presentation.text.findings import summary_sentences

OFFICE = ("nso-trend", "nso-reference-pace", "saturating")


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("names", [OFFICE[:1], OFFICE])
def test_one_scenario_reads_as_one_and_several_as_chosen(lang, names):
    target = find_target(dx.load_targets(), "share-2030")
    scenarios = [dx.load_scenario(name) for name in names]
    said = [
        headline(target, verdicts(scenarios, [target]), lang),
        *summary_sentences(scenarios, lang, (target,)),
    ]
    chosen = {"en": "chosen", "vi": "được chọn"}[lang]
    for text in said:
        assert (chosen in text) == (len(names) > 1)
        assert not any(odd in text for odd in ("1 scenarios", "of 1", "of 0", "trên 0"))


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_no_scenario_can_judge_is_named_in_one_sentence_a_reason(lang):
    targets = dx.load_targets()
    facts = verdicts([dx.load_scenario("nso-2025-class-pace")], targets)
    by_id = {target.id: target for target in targets}
    blocks = answer(targets, facts, lang)
    said = [block["text"] for block in blocks if block["kind"] == "small"]
    (silent,) = (text for text in said if by_id["private-2030"].named[lang] in text)
    assert silent.count(by_id["manufacturing-2030"].named[lang]) == 1
    early = [by_id[f"{name}-2021-2030"].title.get(lang) for name in ("growth", "productivity")]
    (sentence,) = (text for text in said if early[0] in text)
    assert early[1] in sentence and sentence != silent
    rows = [row for block in blocks if block["kind"] == "table" for row in block["rows"]]
    assert len(rows) == sum(
        f.reached is not None or f.published is not None or f.reason == "no_such_part"
        for f in facts
    )


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_figure_of_one_scenario_counts_nothing(lang):
    """Of one scenario a title says whether it is enough, not in how many of 1."""
    several = judge([dx.load_scenario("baseline")])
    for draw in (figures.required_vs_projected, figures.composition):
        title = draw(several, lang=lang).title
        assert not re.search(r"\b(of|of the|trong) 1\b", title), title


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_span_is_told_by_its_first_and_last_year(lang):
    (target,) = (t for t in dx.load_targets() if t.id == "growth-2026-2030")
    facts = verdicts([dx.load_scenario("nso-2025-class-pace")], [target])
    found = answer([target], facts, lang)
    (table,) = (block for block in found if block["kind"] == "table")
    said = str(table["rows"])
    assert "2026-2030" in said and "2030" not in said.replace("2026-2030", "")


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("names", [OFFICE[:1], OFFICE])
def test_a_heading_says_none_where_no_target_ahead_is_reached(lang, names):
    targets = [find_target(dx.load_targets(), "share-2045")]
    facts = verdicts([dx.load_scenario(name) for name in names], targets)
    assert not any(fact.reached for fact in facts)
    heads = [block["text"] for block in answer(targets, facts, lang) if block["kind"] == "heading"]
    assert not any(re.search(r"\b0\b", head) for head in heads)
