"""Evidence behind the numbers of programmes, and how much of them is assumed."""

from collections.abc import Sequence

from dxsim.analysis.programmes.effects import anchors, growth_added
from dxsim.analysis.programmes.sizes import ProgrammeBar, is_assumed
from dxsim.data.facts import facts
from dxsim.data.programme_numbers import programme_numbers
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import number, say
from dxsim.presentation.text.messages import signed as signed_number
from dxsim.presentation.text.programmes.bridge import PERCENT, steps
from dxsim.presentation.text.words import programme_number
from dxsim.scenario.programmes.records import ASSUMPTION, Adoption
from dxsim.scenario.records import Scenario


def evidence_table(scenario: Scenario, lang: str) -> Table:
    """Return each number of each programme with the row it rests on, or the word assumption."""
    header = [say(f"programmes.column_{key}", lang) for key in ("programme", "number", "evidence")]
    rows = []
    for programme in scenario.programmes:
        for name, row in programme.evidence.items():
            said = programme_number([name], lang)
            rows.append([programme.heading(lang), said, cited(row, lang)])
    return header, rows


def cited(row: str, lang: str) -> str:
    """Return who published a number and how sure it is, or the word assumption."""
    known = programme_numbers()
    if row in known:
        one = known[row]
        grade = say(f"programmes.grade_{one.confidence.replace('-', '_')}", lang)
        if one.confidence == ASSUMPTION:
            return grade
        period = f", {one.period}" if one.period else ""
        return f"{one.publisher}: {one.title}{period} ({grade}; {row})"
    if row in facts():
        one_fact = facts()[row]
        return f"{one_fact.indicator}, {one_fact.period} ({row})"
    return say("programmes.grade_assumption", lang)


def tornado_table(scenario: Scenario, bars: Sequence[ProgrammeBar], lang: str) -> Table:
    """Return the effect of each uncertain number alone on the sum of programmes, in points."""
    keys = ("programme", "number", "at_low", "at_high", "evidence")
    header = [say(f"programmes.column_{key}", lang) for key in keys]
    titles = {programme.name: programme.heading(lang) for programme in scenario.programmes}
    assumed, known = (say(f"programmes.rests_{key}", lang) for key in ("assumed", "known"))
    rows = [
        [
            titles[bar.programme],
            programme_number([bar.parameter], lang),
            steps(bar.at_low, lang),
            steps(bar.at_high, lang),
            assumed if bar.assumed else known,
        ]
        for bar in bars
    ]
    return header, rows


def assumed_sentence(scenario: Scenario, lang: str) -> str:
    """Return how many numbers of the programmes are assumptions, and how many have no evidence."""
    rests = [(p, name) for p in scenario.programmes for name in p.evidence]
    assumed = [pair for pair in rests if is_assumed(*pair)]
    unsaid = sum(not programme.evidence for programme in scenario.programmes)
    fields = {"count": len(rests), "assumed": len(assumed), "unsaid": unsaid}
    said = [say("programmes.assumed", lang, **fields)] if rests else []
    if unsaid:
        said.append(say("programmes.without_evidence", lang, **fields))
    if any(isinstance(programme, Adoption) for programme in scenario.programmes):
        said.append(say("programmes.rise_assumed", lang))
    return " ".join(said)


def growth_sentence(scenario: Scenario, year: int, lang: str) -> str:
    """Compare the programmes' addition to yearly GDP growth with published studies."""
    added = growth_added(scenario, year)
    said = say("programmes.growth", lang, added=signed_number(added * PERCENT, lang, 3), year=year)
    studies = anchors()
    if not studies:
        return said
    highest = max(row.value if row.high is None else row.high for row in studies)
    low = min(row.value if row.low is None else row.low for row in studies)
    fields = {
        "low": number(low, lang, 2),
        "high": number(highest, lang, 2),
        "studies": "; ".join(dict.fromkeys(f"{r.publisher} {r.published}" for r in studies)),
    }
    key = "growth_beyond" if added * PERCENT > highest else "growth_range"
    return f"{said} {say(f'programmes.{key}', lang, **fields)}"
