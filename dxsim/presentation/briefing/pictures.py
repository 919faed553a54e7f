"""The figures of the briefing, each with the caption under it."""

from collections.abc import Callable
from typing import Any

from dxsim.data.yamlfile import InputError, quoted
from dxsim.presentation import figures
from dxsim.presentation.briefing.elements import Element, picture
from dxsim.presentation.briefing.layout import FigureName
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.figures.drawing.saving import Figure
from dxsim.presentation.figures.scenarios.composition import METRICS
from dxsim.presentation.text.messages import say

MOST_LINES = 12
"""Lines whose labels a panel of shares holds; of more, one scenario a producer is drawn."""


def pictures(
    results: BriefingResults, lang: str, size: str = "half"
) -> dict[FigureName, list[Element]]:
    """Return the figures of the layout, in its order, each as elements.

    Their sources are drawn on a slide, and are given beside the picture for a page.

    Raises
    ------
    InputError
        for a figure that the layout names, and targets or errors are missing for.
    """
    several, few = results.judged, results.references
    first = few[0]
    how: dict[str, Any] = {**drawing(size), "lang": lang}
    goals = {"targets": results.targets}
    parted = several if len(several) <= MOST_LINES else few
    made: dict[FigureName, Callable[[], Figure]] = {
        "comparison": lambda: figures.comparison(several, **goals, **how),
        "fan": lambda: figures.fan(
            first.scenario, results.futures[first.scenario.name], **goals, **how
        ),
        "required_vs_projected": lambda: figures.required_vs_projected(several, **goals, **how),
        "composition": lambda: figures.composition(parted, **goals, **how),
        "rest_of_economy": lambda: figures.rest_of_economy(several, **how),
    }
    lacking = _lacking(results)
    asked = results.layout.figures
    if lacking & set(asked) and "figures" in results.layout.model_fields_set:
        name = next(name for name in asked if name in lacking)
        expected = "a figure that these scenarios and targets have"
        raise InputError(
            str(results.layout_file), key="figures", found=quoted(name), expected=expected
        )
    return {
        name: picture(made[name](), say(f"briefing.caption_{name}", lang))
        for name in asked
        if name not in lacking
    }


def drawing(size: str) -> dict[str, Any]:
    """Return how a figure of some size is drawn: without the words that the page sets itself."""
    return {"size": size, "titled": False, "noted": size == "slide"}


def _lacking(results: BriefingResults) -> set[FigureName]:
    """Return the figures that targets or errors are missing for."""
    lacking: set[FigureName] = set()
    if results.references[0].scenario.name not in results.futures:
        lacking.add("fan")
    if not results.targets:
        lacking.add("required_vs_projected")
    if not any(target.metric in METRICS.values() for target in results.targets):
        lacking.add("composition")
    return lacking
