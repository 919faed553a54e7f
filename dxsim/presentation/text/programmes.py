"""What programmes deliver in words and tables: the bridge, targets with and without, a budget."""

from collections.abc import Sequence
from typing import Any

from dxsim.analysis.programmes.bridge import Bridge
from dxsim.analysis.programmes.effects import anchors, growth_added
from dxsim.analysis.programmes.sizes import Needed, ProgrammeBar, is_assumed
from dxsim.data.facts import facts
from dxsim.data.plain import number as plain_number
from dxsim.data.programme_numbers import programme_numbers
from dxsim.presentation.text.messages import MISSING, money, number, odds, percent, points, say
from dxsim.presentation.text.messages import signed as signed_number
from dxsim.presentation.text.tables import Table, plain_text
from dxsim.presentation.text.words import basis_line, programme_number
from dxsim.scenario.loading import Scenario
from dxsim.scenario.programmes.records import ASSUMPTION, Adoption

PERCENT = 100
FEW = 0.005
"""Points below which two decimals show nothing."""


def programme_lines(
    scenario: Scenario, record: dict[str, Any], found: Bridge | None, lang: str
) -> list[str]:
    """Return what `dxsim programmes` prints: the headline and bridge if any, every target."""
    lines = [scenario.heading(lang), basis_line(scenario, lang), ""]
    if found is not None:
        lines += [
            headline(found, lang),
            growth_sentence(scenario, found.target.year, lang),
            assumed_sentence(scenario, lang),
            say("programmes.range_note", lang),
            "",
            plain_text(bridge_table(scenario, record, found, lang)),
            "",
        ]
    lines += [plain_text(targets_table(record, lang)), say("programmes.odds_note", lang)]
    if "budget" in record:
        lines += ["", *budget_lines(scenario, record["budget"], lang)]
    return lines


def headline(found: Bridge, lang: str) -> str:
    """Return in one sentence what the programmes bring and what nobody has a programme for."""
    low, _, high = found.spread.together
    fields = {
        "start": percent(found.start, lang, 2),
        "threshold": percent(found.target.threshold, lang),
        "year": found.target.year,
        "trend": steps(found.trend, lang),
        "delivered": steps(found.delivered, lang),
        "low": steps(low, lang),
        "high": steps(high, lang),
        "count": len(found.steps),
    }
    if found.open > 0:
        left = points(found.open * PERCENT, lang, _digits(found.open))
        return say("programmes.headline_open", lang, **fields, open=left)
    spare = points(-found.open * PERCENT, lang, _digits(found.open))
    return say("programmes.headline_met", lang, **fields, spare=spare)


def steps(value: float, lang: str) -> str:
    """Return a difference of shares in points with its sign, in as many decimals as it needs."""
    return signed_number(value * PERCENT, lang, _digits(value))


def _digits(value: float) -> int:
    return 2 if abs(value * PERCENT) >= 2 * FEW else 3


def bridge_table(scenario: Scenario, record: dict[str, Any], found: Bridge, lang: str) -> Table:
    """Return the bridge as a table: a row a step, in points, with ranges and costs."""
    keys = ("step", "points", "range", "cost")
    header = [say(f"programmes.column_{key}", lang) for key in keys]
    start, unit_name = say("programmes.step_start", lang, year=scenario.base_year), scenario.unit
    rows = [[start, number(found.start * PERCENT, lang, 2), MISSING, MISSING]]
    trend = say("programmes.step_trend", lang)
    rows.append([trend, steps(found.trend, lang), MISSING, MISSING])
    titles = {programme.name: programme.heading(lang) for programme in scenario.programmes}
    for name, value in found.steps.items():
        spent = [cost for cost in record["cost"][name] if cost is not None]
        cost = money(sum(spent), unit_name, lang, 1) if spent else say("programmes.unsaid", lang)
        rows.append(
            [titles[name], steps(value, lang), _range(found.spread.alone[name], lang), cost]
        )
    together = _range(found.spread.together, lang)
    rows.append([say("programmes.step_all", lang), steps(found.delivered, lang), together, MISSING])
    rows.append([say("programmes.step_open", lang), steps(found.open, lang), MISSING, MISSING])
    goal = say("programmes.step_target", lang, year=found.target.year)
    rows.append([goal, number(found.target.threshold * PERCENT, lang, 2), MISSING, MISSING])
    return header, rows


def _range(levels: tuple[float, ...], lang: str) -> str:
    return f"{steps(levels[0], lang)} – {steps(levels[-1], lang)}"


def targets_table(record: dict[str, Any], lang: str) -> Table:
    """Return each target without and with programmes, in points, and its odds."""
    keys = ("target", "without", "with", "closed", "to_target", "odds_without", "odds_with")
    header = [say(f"programmes.column_{key}", lang) for key in keys]
    rows = []
    for one in (one for one in record["targets"] if one["with"] is not None):
        chances = [odds(one[f"probability_{case}"], lang) for case in ("without", "with")]
        rows.append(
            [
                f"{one['target']} ({one['year']})",
                percent(one["without"], lang, 2),
                percent(one["with"], lang, 2),
                signed_number(one["closed_pp"], lang, 3),
                signed_number(one["remaining_pp"], lang, 2),
                *chances,
            ]
        )
    return header, rows


def budget_lines(scenario: Scenario, best: dict[str, Any], lang: str) -> list[str]:
    """Return the best use of a budget in words: what is carried out and what it closes."""
    titles = {programme.name: programme.heading(lang) for programme in scenario.programmes}
    amount = money(best["money_a_year"], best["unit"], lang, 1)
    ten = money(10, best["unit"], lang)
    lines = [
        say(
            "programmes.budget",
            lang,
            amount=amount,
            target=best["target"],
            closed=signed_number(best["closed_pp"], lang, 3),
            price=number(best["shadow_price_pp_per_10"], lang, 4),
            ten=ten,
        )
    ]
    for name, scale in best["scale"].items():
        cautious = percent(best["cautious"]["scale"][name], lang, 0)
        part = percent(plain_number(scale), lang, 0)
        lines.append(
            say("programmes.budget_part", lang, name=titles[name], part=part, cautious=cautious)
        )
    if best["without_cost"]:
        left_out = ", ".join(titles[name] for name in best["without_cost"])
        lines.append(say("programmes.budget_left_out", lang, names=left_out))
    return lines


def evidence_table(scenario: Scenario, lang: str) -> Table:
    """Return each number of each programme with the row it rests on, or the word assumption."""
    header = [say(f"programmes.column_{key}", lang) for key in ("programme", "number", "evidence")]
    rows = []
    for programme in scenario.programmes:
        for name, row in programme.evidence.items():
            said = programme_number([name], lang)
            rows.append([programme.heading(lang), said, _cited(row, lang)])
    return header, rows


def _cited(row: str, lang: str) -> str:
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
    """Return what each uncertain number does alone to what all programmes add, in points."""
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


def needed_table(found: Sequence[Needed], lang: str) -> Table:
    """Return the size of each lever at which a target is just met, and what the best size gives."""
    header = [say(f"programmes.column_{key}", lang) for key in ("lever", "needed", "best")]
    rows = []
    for one in found:
        size = say("programmes.needed_none", lang)
        if one.value is not None:
            multiple = one.lever == "effect"
            size = number(one.value, lang, 2) if multiple else percent(one.value, lang)
        rows.append(
            [say(f"programmes.lever_{one.lever}", lang), size, percent(one.at_most, lang, 2)]
        )
    return header, rows


def assumed_sentence(scenario: Scenario, lang: str) -> str:
    """Return how many numbers of the programmes are assumptions, and which one carries most."""
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
    """Return what all programmes add to GDP growth a year, held against published studies."""
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
