"""Costs and benefits of programmes, best use of a budget, and the sizes a target needs."""

from collections.abc import Sequence

from dxsim.data.arrays import number as plain_number
from dxsim.data.files import Document
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import (
    MISSING,
    in_money_unit,
    money,
    number,
    percent,
    say,
)
from dxsim.presentation.text.messages import signed as signed_number
from dxsim.scenario.programmes.files import load_programme
from dxsim.scenario.records import Scenario

MOST_YEARS = 8
"""Years that a table of costs by year has columns for."""
Record = Document


def worth_table(scenario: Scenario, records: Sequence[Record], lang: str) -> Table:
    """Tabulate each programme's present cost and benefit, odds, and cost of a point."""
    keys = (
        "programme",
        "present_cost",
        "present_gain",
        "gain_exceeds",
        "points_alone",
        "per_point",
    )
    header = [say(f"programmes.column_{key}", lang) for key in keys]
    rows = []
    for one in records:
        exceeds, share = one["probability_gain_exceeds_cost"], one["share_pp"]
        rows.append(
            [
                _title(scenario, one["programme"], lang),
                _money(one["cost"], scenario, lang),
                _money(one["gdp_gain"], scenario, lang),
                MISSING if exceeds is None else percent(exceeds, lang, 0),
                MISSING if share is None else signed_number(share, lang, 3),
                _money(one["cost_per_pp"], scenario, lang),
            ]
        )
    return header, rows


def cost_table(scenario: Scenario, records: Sequence[Record], lang: str, last: int) -> Table:
    """Tabulate yearly costs up to a last year, in the country's unit, where a cost is stated."""
    years = [year for year in scenario.calendar if scenario.base_year < year <= last]
    years = years[:: -(-len(years) // MOST_YEARS)] if years else []
    header = [say("programmes.column_programme", lang), *map(str, years)]
    rows = []
    for one in (one for one in records if one["cost"] is not None):
        costs = [one["cost_by_year"][year - scenario.base_year] for year in years]
        yearly = [in_money_unit(cost, scenario.unit) for cost in costs]
        rows.append(
            [_title(scenario, one["programme"], lang), *(number(c, lang, 1) for c in yearly)]
        )
    return header, rows


def _title(scenario: Scenario, name: str, lang: str) -> str:
    own = next((p for p in scenario.programmes if p.name == name), None)
    return (own or load_programme(name)).heading(lang)


def _money(value: float | None, scenario: Scenario, lang: str) -> str:
    return MISSING if value is None else money(value, scenario.unit, lang, 1)


def needed_table(records: Sequence[Record], lang: str) -> Table:
    """Return the size of each lever at which a target is just met, and what the best size gives."""
    header = [say(f"programmes.column_{key}", lang) for key in ("lever", "needed", "best")]
    rows = []
    for one in records:
        size = say("programmes.needed_none", lang)
        if one["value"] is not None:
            multiple = one["lever"] == "effect"
            value = one["value"]
            size = number(value, lang, 2) if multiple else percent(value, lang)
        best = percent(one["at_most"], lang, 2)
        rows.append([say(f"programmes.lever_{one['lever']}", lang), size, best])
    return header, rows


def budget_lines(scenario: Scenario, best: Record, lang: str) -> list[str]:
    """Return the best use of a budget in words: what is carried out and what it closes."""
    unit, tenth = best["unit"], best["money"] / 10
    fields = {
        "amount": money(best["money"], unit, lang, 1),
        "target": best["target"],
        "closed": signed_number(best["closed_pp"], lang, 3),
        "price": number(best["shadow_price_pp_per_10"] / 10 * tenth, lang, 4),
        "rate": percent(best["discount"], lang),
    }
    lines = [
        say("programmes.budget" if best["yearly"] else "programmes.budget_total", lang, **fields)
    ]
    for name, scale in best["scale"].items():
        cautious = percent(plain_number(best["cautious"]["scale"][name]), lang, 0)
        part, title = percent(plain_number(scale), lang, 0), _title(scenario, name, lang)
        lines.append(say("programmes.budget_part", lang, name=title, part=part, cautious=cautious))
    over = best["best_over_draws"], best["cautious"]
    keys = [f"{which}_{what}" for which in ("best", "cautious") for what in ("mean", "low")]
    values = [one[what] for one in over for what in ("mean_pp", "p20_pp")]
    said = {key: signed_number(v, lang, 3) for key, v in zip(keys, values, strict=True)}
    lines.append(say("programmes.budget_robust", lang, **said))
    amounts = [money(one["money"], unit, lang, 1) for one in best["frontier"]]
    closed = [signed_number(one["closed_pp"], lang, 3) for one in best["frontier"]]
    points = zip(amounts, closed, strict=True)
    curve = "; ".join(say("programmes.budget_point", lang, amount=a, closed=c) for a, c in points)
    lines.append(say("programmes.budget_frontier", lang, curve=curve))
    if best["without_cost"]:
        left_out = ", ".join(_title(scenario, name, lang) for name in best["without_cost"])
        lines.append(say("programmes.budget_left_out", lang, names=left_out))
    return lines
