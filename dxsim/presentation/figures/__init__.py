"""The house figures: one style, one way of saving, every text in English and Vietnamese.

A figure function takes results (a scenario, scenarios, a table) and `lang` and `size`, and returns
a `Figure`: the matplotlib figure, its alternative text and the table of the numbers it shows.

`size` is "column" (A4 column), "page" (A4 page), "half" (half of one) or "slide" (16:9). The same
inputs give the same bytes. Names below load their module when first used.

Examples
--------
How one is written:

>>> import pandas as pd
>>> import dxsim as dx
>>> from dxsim.presentation.figures.drawing import axis, canvas, labels, style
>>> @style.styled
... def share(scenario, *, lang="en", size="page", titled=True):
...     path = dx.simulate(scenario)
...     words = canvas.Words("Digital share of GDP", source=style.basis([scenario], lang))
...     picture = canvas.canvas(size, words.shown(titled=titled), lang)
...     axes = picture.subplots()
...     axes.plot(path.years, path.share, **style.line(0, size))
...     end = labels.Label(path.years[-1], path.share[-1], "all", style.ink(0))
...     labels.label_ends(axes, [end])
...     axis.per_cent(axes, lang)
...     table = pd.DataFrame({"year": path.years, "digital_share": path.share})
...     return canvas.finish(picture, words.title, "A line of the digital share of GDP.", table)
>>> drawn = share(dx.load_scenario("baseline"), lang="vi")
>>> bool(drawn.alt) and len(drawn.table) == 22
True

`drawn.save(folder, "share-baseline")` writes PDF, SVG, PNG, the numbers and the alternative text;
in the package the words come from `locales`. One that is there:

>>> drawn = dx.figures.comparison(dx.load_scenario("baseline"), lang="en")
>>> bool(drawn.alt) and len(drawn.table) > 0
True
"""

import importlib
from typing import Any

_HOMES = {
    "Figure": "drawing.saving",
    "bridge": "scenarios.bridge",
    "ceilings": "evidence.ceilings",
    "comparison": "scenarios.comparison",
    "composition": "scenarios.composition",
    "conditions": "evidence.conditions",
    "difference": "scenarios.difference",
    "fan": "scenarios.fan",
    "frontier": "scenarios.frontier",
    "history": "evidence.history",
    "importance": "scenarios.importance",
    "pace": "evidence.pace",
    "official_pace": "evidence.official_targets",
    "paths": "scenarios.paths",
    "reliability": "evidence.reliability",
    "required_vs_projected": "scenarios.required_vs_projected",
    "rest_of_economy": "scenarios.rest_of_economy",
    "revisions": "evidence.revisions",
    "save": "drawing.saving",
    "tornado": "scenarios.tornado",
    "verdict_map": "scenarios.verdict_map",
    "verdict_matrix": "scenarios.verdict_matrix",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
