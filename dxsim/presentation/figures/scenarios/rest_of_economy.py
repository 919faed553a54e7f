"""Rest of the economy as scenarios imply it: growth in money and after inflation."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.judged import Given
from dxsim.data.arrays import Array
from dxsim.model.growth import growth_of
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.figures import remarks
from dxsim.presentation.figures.drawing import axis, canvas, scenario_lines, style
from dxsim.presentation.figures.drawing.scenario_lines import Run
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.words import scenario_label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = {"column": 2, "page": 3, "half": 4, "slide": 4}
FLOOR, CEILING = -0.1, 0.15
"""Growth beyond these limits leaves the panel: near exhaustion it has no bound."""
STEP = 0.05
"""Growth between the numbers of the axis."""
MOST = 12
"""Panels that a figure of one height holds: those whose rest of the economy grows least."""


@style.styled
def rest_of_economy(
    scenarios: Given | Iterable[Given],
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
    noted: bool = True,
) -> canvas.Figure:
    """Draw the implied growth of GDP outside the digital economy, one panel a scenario.

    The solid line is nominal growth, the dashed one growth after the GDP deflator.

    Where the rest shrinks, the panel is shaded below zero and such years are named. Half a page
    and a slide show the twelve in which it grows least; title, warning and table are about all.
    """
    runs = scenario_lines.runs(scenarios)
    shown = _least(runs, MOST) if size in style.FIXED else runs
    words = _words(runs, shown, lang)
    across = min(COLUMNS[size], len(shown))
    down = math.ceil(len(shown) / across)
    height = max(style.SIZES[size].height, 45 + 27 * down)
    figure = canvas.canvas(size, words.shown(titled=titled, noted=noted), lang, height=height)
    panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).ravel()
    for panel in panels[len(shown) :]:
        panel.set_axis_off()
    limits = _limits(shown)
    for index, (panel, run) in enumerate(zip(panels, shown, strict=False)):
        _panel(panel, run, limits, size, lang)
        panel.tick_params(labelleft=index % across == 0, labelbottom=index + across >= len(shown))
    return canvas.finish(figure, words.title, _alt(runs, lang), _table(runs))


def real_growth(path: Trajectory) -> Array:
    """Return growth of the rest of GDP after the GDP deflator, from the year after the base."""
    return growth_of(path.non_digital / path.deflator)


def _least(runs: Sequence[Run], count: int) -> list[Run]:
    """Return in their order the scenarios in which the rest grows least, at most `count`."""
    lowest = [float(np.nanmin(real_growth(run.path), initial=math.inf)) for run in runs]
    ended = [run.path.strain.exhausted_in is None for run in runs]
    first = sorted(range(len(runs)), key=lambda i: (ended[i], lowest[i]))[:count]
    return [runs[i] for i in sorted(first)]


def _words(runs: Sequence[Run], shown: Sequence[Run], lang: str) -> canvas.Words:
    strained = [r for r in runs if r.path.strain.years]
    last = max(r.scenario.end_year for r in runs)
    key = "figures.rest_title" if strained else "figures.rest_title_none"
    key += "_one" if len(runs) == 1 else ""
    title = say(key, lang, count=len(strained), all=len(runs), last=last)
    return canvas.Words(
        title=title,
        subtitle=say(
            "figures.rest_subtitle" if len(shown) == len(runs) else "figures.rest_subtitle_least",
            lang,
            shown=len(shown),
            all=len(runs),
        ),
        source=scenario_lines.note(runs, style.basis([r.scenario for r in runs], lang), lang),
        warning=scenario_lines.in_brief(runs, lang),
    )


def _limits(runs: Sequence[Run]) -> tuple[float, float]:
    """Return the range of the panels in whole steps: growth within the limits, and zero."""
    rates = [rate(run.path) for run in runs for rate in (nominal_growth, real_growth)]
    known = np.concatenate([rate[np.isfinite(rate)] for rate in rates] + [np.zeros(1)])
    low = max(FLOOR, math.floor(float(known.min()) / STEP) * STEP)
    return low, min(CEILING, max(STEP, math.ceil(float(known.max()) / STEP) * STEP))


def nominal_growth(path: Trajectory) -> Array:
    """Return growth of the rest of GDP at current prices, from the year after the base."""
    return growth_of(path.non_digital)


def _panel(
    axes: "Axes",
    run: scenario_lines.Run,
    limits: tuple[float, float],
    size: str,
    lang: str,
) -> None:
    points = style.SIZES[size].font
    years = run.path.years[1:]
    floor, ceiling = limits
    axes.axhspan(floor, 0, facecolor="#fbe9ea", zorder=0)
    axes.axhline(0, color=style.WARNING, linewidth=0.8)
    axes.plot(years, nominal_growth(run.path), **style.line(0, size))
    axes.plot(years, real_growth(run.path), **style.line(3, size, linestyle=style.LINES[1]))
    title = scenario_label(run.scenario, lang)
    axes.set_title(
        title, loc="left", size=style.smaller(points, 0.95), weight="bold", pad=points * 0.3
    )
    axes.set_xlim(run.scenario.base_year, run.scenario.end_year + 1)
    axes.set_ylim(floor, ceiling + STEP / 2)
    axis.per_cent(axes, lang)
    axes.set_yticks(sorted({floor, 0.0, ceiling}))
    tens = [y for y in run.scenario.calendar if y % 10 == 0]
    axes.set_xticks(tens or [run.scenario.end_year])
    strain = run.path.strain
    texts = remarks.in_short(strain, lang, narrow=True)
    axes.text(
        0.98, 0.96, "\n".join(texts), transform=axes.transAxes, size=style.smaller(points, 0.8),
        color=style.WARNING, ha="right", va="top", linespacing=1.15,
    )  # fmt: skip


def _alt(runs: Sequence[Run], lang: str) -> str:
    items = []
    for run in runs:
        rates = real_growth(run.path)
        alive = rates[np.isfinite(rates)]
        if not alive.size:
            continue  # exhausted at once, as the warning says
        low, high = (percent(float(v), lang) for v in (alive.min(), alive.max()))
        name = scenario_label(run.scenario, lang)
        items.append(say("figures.rest_item", lang, scenario=name, low=low, high=high))
    told = say("figures.rest_alt", lang, items=" ".join(items))
    return f"{told} {scenario_lines.warning(runs, lang)}"


def _table(runs: Sequence[Run]) -> "pd.DataFrame":
    import pandas as pd

    frames = [
        pd.DataFrame({
            "scenario": r.scenario.name, "producer": r.scenario.producer,
            "year": r.path.years[1:].astype(int),
            "non_digital_growth": nominal_growth(r.path),
            "non_digital_growth_real": real_growth(r.path),
        })
        for r in runs
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)
