"""A target's measure over two assumptions, and the line, solved exactly, where verdicts flip."""

from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.backwards.break_even_values import VerdictMap
from dxsim.analysis.targets import Target, reaches
from dxsim.data.arrays import Array
from dxsim.model.projection import simulate
from dxsim.presentation.figures.drawing import axis, canvas, picture_settings, style, wording
from dxsim.presentation.text.backwards import parameter_name
from dxsim.presentation.text.messages import capital, say
from dxsim.scenario.parameters import numeric_parameters, quantity
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize


@style.styled
def verdict_map(
    scenario: Scenario,
    target: Target,
    mapped: VerdictMap,
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw a target's measure over two assumptions with the line where the verdict flips.

    Parameters
    ----------
    scenario
        whose assumptions move; a dot marks where it stands.
    target
        whose measure is drawn, in its year.
    mapped
        what `dxsim.verdict_map` returned for both.
    lang, size, titled
        as for every figure.
    """
    title = capital(_finding(target, mapped, lang))
    words = canvas.Words(
        title=title if titled else "",
        subtitle=capital(_subtitle(target, mapped, lang)),
        source=style.basis([scenario], lang, target.sources),
        warning=wording.warning(simulate(scenario).strain, lang),
    )
    measure = say(f"metrics.measure_{target.metric}", lang)
    figure = canvas.canvas(size, words, lang, height=120)
    axes = figure.subplots()
    _draw(axes, scenario, target, mapped, lang)
    alt = say(
        "backwards.alt_map", lang, measure=measure, year=target.year,
        x=parameter_name(mapped.x_parameter, lang), y=parameter_name(mapped.y_parameter, lang),
        finding=_finding(target, mapped, lang),
    )  # fmt: skip
    return canvas.finish(figure, title, alt, _table(scenario, mapped))


def _finding(target: Target, mapped: VerdictMap, lang: str) -> str:
    """Return that a line is where the verdict flips, or which verdict holds all over the map."""
    key = "backwards.map_finding"
    if not (np.isfinite(mapped.flips_x).any() or np.isfinite(mapped.flips_y).any()):
        met = reaches(target, mapped.values).any()
        key = "backwards.map_reached" if met else "backwards.map_missed"
    return say(key, lang, target=target.title.get(lang))


def _subtitle(target: Target, mapped: VerdictMap, lang: str) -> str:
    measure = say(f"metrics.measure_{target.metric}", lang)
    strained = mapped.strained.any()
    key = "backwards.map_subtitle_strained" if strained else "backwards.map_subtitle"
    return say(key, lang, measure=measure, year=target.year)


def _draw(axes: "Axes", scenario: Scenario, target: Target, mapped: VerdictMap, lang: str) -> None:
    points = picture_settings.letter_size(axes)
    shades = axes.pcolormesh(
        mapped.x, mapped.y, mapped.values, cmap="PuOr", shading="nearest", rasterized=True,
        norm=_around(target.threshold, mapped.values),
    )  # fmt: skip
    if mapped.strained.any():
        axes.contourf(
            mapped.x, mapped.y, mapped.strained.astype(float), [0.5, 1.5],
            colors=[(1.0, 1.0, 1.0, 0.6)], hatches=["////"],
        )  # fmt: skip
    bar = axes.figure.colorbar(shades, ax=axes, fraction=0.05, pad=0.02)
    axis.ticks(bar.ax.yaxis, lang, 100)
    bar.ax.spines["outline"].set_visible(False)
    line: style.Look = {"color": style.INK, "linewidth": points / 5}
    axes.plot(mapped.flips_x, mapped.y, **line)
    axes.plot(mapped.x, mapped.flips_y, **line)
    own = numeric_parameters(scenario)
    axes.plot(
        own[mapped.x_parameter], own[mapped.y_parameter], marker="o", color=style.INK,
        markeredgecolor=style.PAPER, markersize=points * 0.8,
    )  # fmt: skip
    axes.set(xlim=mapped.x[[0, -1]], ylim=mapped.y[[0, -1]])
    for side, path in ((axes.xaxis, mapped.x_parameter), (axes.yaxis, mapped.y_parameter)):
        scale = quantity(scenario, path).scale
        axis.ticks(side, lang, scale)
        side.set_label_text(parameter_name(path, lang) + (", %" if scale > 1 else ""))


def _around(centre: float, values: Array) -> "Normalize":
    """Return the shading that is neutral at the target, whatever lies on either side."""
    from matplotlib.colors import TwoSlopeNorm

    least = 1e-3
    low, high = min(np.nanmin(values), centre - least), max(np.nanmax(values), centre + least)
    return TwoSlopeNorm(centre, vmin=low, vmax=high)


def _table(scenario: Scenario, mapped: VerdictMap) -> "pd.DataFrame":
    import pandas as pd

    y, x = np.meshgrid(mapped.y, mapped.x, indexing="ij")
    return pd.DataFrame({
        "scenario": scenario.name, "producer": scenario.producer,
        mapped.x_parameter: x.ravel(), mapped.y_parameter: y.ravel(),
        "value": mapped.values.ravel(), "rest_shrinks": mapped.strained.ravel(),
        f"flips at {mapped.x_parameter}": np.repeat(mapped.flips_x, len(mapped.x)),
    })  # fmt: skip
