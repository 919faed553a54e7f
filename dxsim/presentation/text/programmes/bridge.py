"""The bridge in words and as a table, and every target with programmes and without."""

from dxsim.analysis.programmes.bridge import Bridge
from dxsim.data.files import Document
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import (
    MISSING,
    interval,
    money,
    number,
    odds,
    percent,
    points,
    say,
)
from dxsim.presentation.text.messages import signed as signed_number
from dxsim.scenario.records import Scenario

PERCENT = 100
FEW = 0.005
"""Points below which two decimals show nothing."""


def headline(bridge: Bridge, lang: str) -> str:
    """Return in one sentence what the programmes bring and what nobody has a programme for."""
    low, _, high = bridge.spread.together
    fields = {
        "start": percent(bridge.start, lang, 2),
        "threshold": percent(bridge.target.threshold, lang),
        "year": bridge.target.year,
        "trend": steps(bridge.trend, lang),
        "delivered": steps(bridge.delivered, lang),
        "low": steps(low, lang),
        "high": steps(high, lang),
        "count": len(bridge.steps),
    }
    if bridge.open > 0:
        left = points(bridge.open * PERCENT, lang, _digits(bridge.open))
        return say("programmes.headline_open", lang, **fields, open=left)
    spare = points(-bridge.open * PERCENT, lang, _digits(bridge.open))
    return say("programmes.headline_met", lang, **fields, spare=spare)


def steps(value: float, lang: str) -> str:
    """Return a difference of shares in points with its sign, in as many decimals as it needs."""
    return signed_number(value * PERCENT, lang, _digits(value))


def _digits(value: float) -> int:
    return 2 if abs(value * PERCENT) >= 2 * FEW else 3


def bridge_table(scenario: Scenario, record: Document, bridge: Bridge, lang: str) -> Table:
    """Return the bridge as a table: a row a step, in points, with ranges and costs."""
    keys = ("step", "points", "range", "cost")
    header = [say(f"programmes.column_{key}", lang) for key in keys]
    start, unit_name = say("programmes.step_start", lang, year=scenario.base_year), scenario.unit
    rows = [[start, number(bridge.start * PERCENT, lang, 2), MISSING, MISSING]]
    trend = say("programmes.step_trend", lang)
    rows.append([trend, steps(bridge.trend, lang), MISSING, MISSING])
    titles = {programme.name: programme.heading(lang) for programme in scenario.programmes}
    for name, value in bridge.steps.items():
        spent = [cost for cost in record["cost"][name] if cost is not None]
        cost = money(sum(spent), unit_name, lang, 1) if spent else say("programmes.unsaid", lang)
        rows.append(
            [titles[name], steps(value, lang), _range(bridge.spread.alone[name], lang), cost]
        )
    together = _range(bridge.spread.together, lang)
    rows.append(
        [say("programmes.step_all", lang), steps(bridge.delivered, lang), together, MISSING]
    )
    rows.append([say("programmes.step_open", lang), steps(bridge.open, lang), MISSING, MISSING])
    goal = say("programmes.step_target", lang, year=bridge.target.year)
    rows.append([goal, number(bridge.target.threshold * PERCENT, lang, 2), MISSING, MISSING])
    return header, rows


def _range(levels: tuple[float, ...], lang: str) -> str:
    return interval(steps(levels[0], lang), steps(levels[-1], lang))


def targets_table(record: Document, lang: str) -> Table:
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
