"""The frontier between two demands in words, as a table and as plain values."""

import numpy as np

from dxsim.analysis.backwards.frontier import Frontier
from dxsim.analysis.targets import Target
from dxsim.data.files import Document
from dxsim.presentation.text.blocks import Block
from dxsim.presentation.text.feasibility import named, when
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.words import basis_line, block_name
from dxsim.scenario.records import Bound, Scenario

Demand = Target | Bound


def demand_name(demand: Demand, lang: str) -> str:
    """Name the measure of a demand: a share, or the least or greatest growth."""
    if isinstance(demand, Bound):
        key = "frontier_floor" if demand.min is not None else "frontier_cap"
        of, years = named(demand.of, lang), when(demand, lang)
        return say(f"feasibility.{key}", lang, of=of, when=years)
    part = block_name(demand.of, lang) if demand.of else ""
    return f"{say(f'metrics.short_{demand.metric}', lang, part=part)}, {demand.year}"


def frontier_record(frontier: Frontier) -> Document:
    """Return a frontier as plain values, as `dxsim frontier --json` prints it."""
    levels = zip(frontier.x.tolist(), frontier.y.tolist(), strict=True)
    points = [{frontier.first: x, frontier.second: None if np.isnan(y) else y} for x, y in levels]
    best = "highest" if frontier.y_is_floor else "lowest"
    return {"first": frontier.first, "second": frontier.second, "best": best, "points": points}


def frontier_lines(
    scenario: Scenario, frontier: Frontier, demands: dict[str, Demand], lang: str
) -> list[Block]:
    """Return a frontier as the lines that `dxsim frontier` prints."""
    names = [demand_name(demands[name], lang) for name in (frontier.first, frontier.second)]
    nothing = say("feasibility.frontier_none", lang)
    rows = [
        [percent(x, lang), nothing if np.isnan(y) else percent(y, lang)]
        for x, y in zip(frontier.x.tolist(), frontier.y.tolist(), strict=True)
    ]
    side = "highest" if frontier.y_is_floor else "lowest"
    limited = any(isinstance(demand, Bound) for demand in demands.values())
    return [
        scenario.heading(lang),
        basis_line(scenario, lang),
        say(f"feasibility.frontier_{side}", lang, first=names[0], second=names[1]),
        "",
        (names, rows),
        *([] if limited else ["", say("feasibility.frontier_unlimited", lang)]),
    ]
