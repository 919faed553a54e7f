"""The bridge to a target: the published level, own trend, each programme, and what is left open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.judged import Given
from dxsim.analysis.programmes.bridge import Bridge
from dxsim.presentation.figures.drawing import (
    axis,
    canvas,
    picture_settings,
    scenario_lines,
    style,
    wording,
)
from dxsim.presentation.text.messages import number, say
from dxsim.presentation.text.programmes.bridge import PERCENT, headline, steps
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@style.styled
def bridge(
    scenario: Given,
    bridge: Bridge,
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
    noted: bool = True,
) -> canvas.Figure:
    """Draw the steps from the base year's level to a target, the last one without a programme.

    `bridge` is what `dxsim.bridge` returned for the scenario and the target.
    """
    (run,) = scenario_lines.runs(scenario)
    scenario = run.scenario
    titles = {programme.name: programme.heading(lang) for programme in scenario.programmes}
    names = [
        say("programmes.step_start", lang, year=scenario.base_year),
        say("programmes.step_trend", lang),
        *(titles[name] for name in bridge.steps),
        say("programmes.step_open", lang),
    ]
    left = number(abs(bridge.open) * PERCENT, lang, 2)
    key = "programmes.bridge_title_met" if bridge.open <= 0 else "programmes.bridge_title"
    title = say(key, lang, open=left, year=bridge.target.year)
    words = canvas.Words(
        title=title,
        subtitle=say("programmes.bridge_subtitle", lang, year=bridge.target.year),
        source=style.basis([scenario], lang, [bridge.target.source]),
        warning=wording.warning(run.path.strain, lang),
    )
    figure = canvas.canvas(
        size,
        words.shown(titled=titled, noted=noted),
        lang,
        height=55 + 7 * len(names),
        least=30 + 4 * len(names),
    )
    _draw(figure.subplots(), bridge, names, lang)
    return canvas.finish(figure, title, headline(bridge, lang), _table(scenario, bridge))


def _draw(axes: "Axes", bridge: Bridge, names: Sequence[str], lang: str) -> None:
    points = picture_settings.letter_size(axes)
    sizes = [bridge.trend, *bridge.steps.values(), bridge.open]
    ranges = [None, *(bridge.spread.alone[name] for name in bridge.steps), None]
    axes.barh(0, bridge.start, height=0.6, color=style.colour(4))
    level = bridge.start
    for place, (value, spread) in enumerate(zip(sizes, ranges, strict=True), start=1):
        last = place == len(sizes)
        look: style.Look = {"color": style.colour(0 if value >= 0 else 1)}
        if last:
            look = {"facecolor": "none", "edgecolor": style.INK, "hatch": "///", "linewidth": 0.6}
        axes.barh(place, value, left=level, height=0.6, **look)
        right = max(level, level + value)
        if spread is not None:
            ends = [level + spread[0], level + spread[-1]]
            axes.plot(ends, [place, place], color=style.INK, linewidth=1)
            right = max(right, ends[1])
        axes.annotate(
            steps(value, lang), (right, place), (points * 0.4, 0), textcoords="offset points",
            va="center", size=points, color=style.INK, zorder=4, path_effects=style.halo(),
        )  # fmt: skip
        level += value
    axes.axvline(bridge.target.threshold, color=style.INK, linewidth=1, linestyle=style.LINES[1])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axis.ticks(axes.xaxis, lang, 100)
    axis.name_below(axes, say("programmes.bridge_axis", lang), "right")
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.spines["left"].set_visible(False)


def _table(scenario: Scenario, bridge: Bridge) -> "pd.DataFrame":
    import pandas as pd

    nothing = (None, None, None)
    rows: list[tuple[object, ...]] = [
        ("start", bridge.start, *nothing),
        ("trend", bridge.trend, *nothing),
    ]
    rows += [(name, value, *bridge.spread.alone[name]) for name, value in bridge.steps.items()]
    rows.append(("open", bridge.open, *nothing))
    table = pd.DataFrame(rows, columns=["step", "size", "p10", "p50", "p90"])
    return table.assign(
        scenario=scenario.name, producer=scenario.producer, target=bridge.target.id,
        threshold=bridge.target.threshold, year=bridge.target.year,
    )  # fmt: skip
