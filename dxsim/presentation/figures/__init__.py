"""The house figures: one style, one way of saving, every text in English and Vietnamese.

A figure function takes results (a scenario, scenarios, a table) and `lang` and `size`, and returns
a `Figure`: the matplotlib figure, its alternative text and the table of the numbers it shows.
How one is written:

    @style.styled
    def share(scenario, *, lang="en", size="page", titled=True) -> sheet.Figure:
        words = sheet.Words(title=..., subtitle=..., source=style.basis([scenario], lang))
        figure = sheet.canvas(size, words if titled else words._replace(title=""), lang)
        axes = figure.subplots()
        axes.plot(years, shares, **style.line(0, size))
        labels.label_ends(axes, [labels.Label(2045, 0.5, "ICT", style.colour(0))])
        return sheet.finish(figure, words.title, alt, table)

    saving.save(share(scenario, lang="vi"), folder, "share-baseline")   # PDF, SVG, PNG, CSV, TXT

`size` is "column" (A4 column), "page" (A4 page) or "slide" (16:9). The same inputs give the same
bytes. Names below load their module when first used.
"""

import importlib
from typing import Any

_HOMES = {
    "Figure": "saving",
    "ceilings": "ceiling_profiles",
    "comparison": "lines",
    "composition": "makeup",
    "difference": "difference_steps",
    "fan": "fan_chart",
    "frontier": "frontier_curve",
    "history": "published",
    "importance": "importance_bars",
    "pace": "pace_paths",
    "paths": "stacked",
    "reliability": "calibration_plot",
    "required_vs_projected": "speeds",
    "rest_of_economy": "panels",
    "revisions": "vintage_steps",
    "save": "saving",
    "tornado": "tornado_bars",
    "verdict_map": "flip_map",
    "verdict_matrix": "matrix",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
