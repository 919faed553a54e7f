"""The end of a run: one screen says which headline targets each scenario reaches, by how much."""

from dataclasses import replace

import pytest

import dxsim as dx
from dxsim.analysis.judged import judge
from dxsim.presentation.terminal import folded
from dxsim.presentation.terminal.overview import MOST_ROWS, headline, overview
from dxsim.presentation.text.messages import say


@pytest.fixture(scope="module", name="judged")
def three():
    """A path that reaches, one that misses and one that is exhausted."""
    return judge([dx.load_scenario(name) for name in ("plan-fading", "nso-trend", "plan-repeated")])


def renamed(scenario, n):
    return scenario.model_copy(update={"name": f"{scenario.name}-{n}"})


def table_of(blocks):
    return next(block for block in blocks if isinstance(block, tuple))


def sentences_of(blocks):
    return "\n".join(block for block in blocks if isinstance(block, str))


def test_columns_are_the_shares_of_gdp_ahead_each_asked_once(judged):
    facts = [fact for each in judged for fact in each.glances()]
    shown = headline(judged[0].targets, facts)
    assert all(target.is_digital_share for target in shown)
    asked = [(target.year, target.threshold) for target in shown]
    assert asked == sorted(set(asked))  # "about 30%" and "at least 30%" of one year share a column
    over = {fact.target.id for fact in facts if fact.over}
    assert over and not over & {target.id for target in shown}


def test_a_cell_says_the_verdict_and_its_gap_in_points(judged):
    header, rows = table_of(overview(judged, "en"))
    facts = {(v.scenario, v.target.id): v for each in judged for v in each.verdicts}
    shown = headline(judged[0].targets, facts.values())
    assert len(header) == 2 + len(shown)
    for row in rows:
        for cell, target in zip(row[2:], shown, strict=True):
            fact = facts[row[0], target.id]
            if fact.reached is None:
                assert cell == "a"
                continue
            mark, gap = cell.split(" ")
            assert mark == {"reached": "✓", "strained": "(✓)", "missed": "✗"}[fact.state]
            assert float(gap.replace("−", "-")) == pytest.approx(fact.gap_pp, abs=0.051)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_official_measure_stands_first_and_what_was_published_below(judged, lang):
    blocks = overview(judged, lang)
    rows = table_of(blocks)[1]
    official = {v.scenario for each in judged for v in each.glances() if v.judge}
    assert [row[0] in official for row in rows] == sorted(r[0] in official for r in rows)[::-1]
    below = sentences_of(blocks)
    share = {"en": "14.02%", "vi": "14,02%"}[lang]
    assert below.count(share) == 2  # two targets for 2025, held to what was published
    others = [t for t in judged[0].targets if not t.is_digital_share]
    assert say("overview.others", lang, count=len(others)) in below


def test_hundreds_of_scenarios_are_counted_by_verdict(judged):
    copies = [
        replace(
            each, scenario=each.scenario.model_copy(update={"name": f"{n}-{each.scenario.name}"})
        )
        for n in range(100)
        for each in judged
    ]
    assert len(copies) > MOST_ROWS
    header, rows = table_of(overview(copies, "en"))
    assert len(rows) == 6  # three targets, two producers
    assert {sum(map(int, row[2:])) for row in rows} == {100, 200}
    assert header[2:] == ["reached", "reached, but the rest shrinks", "missed", "not evaluable"]
    assert len(folded(overview(copies, "en"), 80, sentences=True)) <= 30


def test_a_country_without_targets_sees_its_shares(judged):
    bare = [each.held_to(()) for each in judged]
    blocks = overview(bare, "en")
    found = {row[0]: row[-1] for row in table_of(blocks)[1]}
    assert found["plan-repeated"] == "–"  # exhausted: no share in the last year
    assert found["nso-trend"] == f"{bare[1].path.share[-1]:.1%}"
    years = {row[-2] for row in table_of(blocks)[1]}
    assert years == {str(each.scenario.end_year) for each in bare}
    assert "no targets" in sentences_of(blocks)


def test_without_a_target_on_the_share_others_have_columns(judged):
    growth = [each.held_to(t for t in each.targets if not t.is_digital_share) for each in judged]
    header, rows = table_of(overview(growth, "en"))
    assert 2 < len(header) <= 6 and all(len(row) == len(header) for row in rows)
    assert len(folded(overview(growth[:1], "en"), 80, sentences=True)) <= 30
