"""The house figures: one style, one way of saving, every text in English and Vietnamese.

A figure function takes results (a scenario, scenarios, a table) and `lang` and `size`, and returns
a `Figure`: the matplotlib figure, its alternative text and the table of the numbers it shows.
How one is written::

    @style.styled
    def share(scenario, *, lang="en", size="page", titled=True) -> sheet.Figure:
        words = sheet.Words(title=..., subtitle=..., source=style.basis([scenario], lang))
        figure = sheet.canvas(size, words if titled else words._replace(title=""), lang)
        axes = figure.subplots()
        axes.plot(years, shares, **style.line(0, size))
        labels.label_ends(axes, [labels.Label(2045, 0.5, "ICT", style.colour(0))])
        return sheet.finish(figure, words.title, alt, table)

    share(scenario, lang="vi").save(folder, "share-baseline")   # PDF, SVG, PNG, CSV, TXT

`size` is "column" (A4 column), "page" (A4 page) or "slide" (16:9). The same inputs give the same
bytes. Names below load their module when first used.

Examples
--------
>>> import dxsim as dx
>>> drawn = dx.figures.comparison(dx.load_scenario("baseline"), lang="en")
>>> bool(drawn.alt) and len(drawn.table) > 0
True
"""

import importlib
from typing import Any

_HOMES = {
    "Figure": "drawing.saving",
    "bridge": "kinds.bridge",
    "ceilings": "evidence.ceilings",
    "comparison": "kinds.comparison",
    "composition": "kinds.composition",
    "conditions": "evidence.conditions",
    "difference": "kinds.difference",
    "fan": "kinds.fan",
    "frontier": "kinds.frontier",
    "history": "evidence.history",
    "importance": "kinds.importance",
    "pace": "evidence.pace",
    "official_pace": "abroad.official_targets",
    "paths": "kinds.paths",
    "reliability": "evidence.reliability",
    "required_vs_projected": "kinds.required_vs_projected",
    "rest_of_economy": "kinds.rest_of_economy",
    "revisions": "evidence.revisions",
    "save": "drawing.saving",
    "tornado": "kinds.tornado",
    "verdict_map": "kinds.verdict_map",
    "verdict_matrix": "kinds.verdict_matrix",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
