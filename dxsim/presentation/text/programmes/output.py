"""Output of `dxsim programmes`, line by line."""

from dxsim.analysis.programmes.bridge import Bridge
from dxsim.data.files import Document
from dxsim.presentation.text.blocks import Block
from dxsim.presentation.text.messages import money_unit, percent, say
from dxsim.presentation.text.programmes.bridge import bridge_table, headline, targets_table
from dxsim.presentation.text.programmes.costs import (
    budget_lines,
    cost_table,
    needed_table,
    worth_table,
)
from dxsim.presentation.text.programmes.evidence import assumed_sentence, growth_sentence
from dxsim.presentation.text.words import basis_line
from dxsim.scenario.records import Scenario


def programme_lines(
    scenario: Scenario, record: Document, bridge: Bridge | None, lang: str
) -> list[Block]:
    """Return the headline and bridge if any, every target, costs and what it would take."""
    lines: list[Block] = [scenario.heading(lang), basis_line(scenario, lang), ""]
    if bridge is not None:
        lines += [
            headline(bridge, lang),
            growth_sentence(scenario, bridge.target.year, lang),
            assumed_sentence(scenario, lang),
            say("programmes.range_note", lang),
            "",
            bridge_table(scenario, record, bridge, lang),
            "",
        ]
    lines += [targets_table(record, lang), say("programmes.odds_note", lang)]
    if bridge is not None:
        lines += _answers(scenario, record, bridge.target.year, lang)
    if "budget" in record:
        lines += ["", *budget_lines(scenario, record["budget"], lang)]
    return lines


def _answers(scenario: Scenario, record: Document, year: int, lang: str) -> list[Block]:
    """Return the tables of costs and benefits, costs by year, and requirements."""
    own, beside = record["worth"], record["beside"]
    rate = percent(record["discount"], lang)
    lines: list[Block] = ["", say("programmes.worth_heading", lang, rate=rate, year=year)]
    lines += [worth_table(scenario, [*own, *beside], lang)]
    if any(one["cost"] is not None for one in (*own, *beside)):
        lines += ["", say("programmes.cost_heading", lang, unit=money_unit(scenario.unit, lang))]
        lines += [cost_table(scenario, [*own, *beside], lang, year)]
    lines += ["", say("programmes.needed_heading", lang, year=year)]
    return [*lines, needed_table(record["needed"], lang)]
