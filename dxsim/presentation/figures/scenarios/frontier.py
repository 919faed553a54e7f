"""The frontier between two demands: how much of one can be had with how much of the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.backwards.frontier import Frontier, level_of
from dxsim.analysis.targets import Target, cited
from dxsim.presentation.figures.drawing import axis, canvas, picture_settings, style
from dxsim.presentation.text.frontier import demand_name
from dxsim.presentation.text.messages import capital, percent, say
from dxsim.presentation.text.words import bound_in_words
from dxsim.scenario.records import Bound, Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@style.styled
def frontier(
    scenario: Scenario,
    targets: Sequence[Target],
    bounds: Sequence[Bound],
    tradeoff: Frontier,
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw what trades against what between two targets or limits on growth, the others kept.

    `tradeoff` is what `dxsim.frontier` returned for the scenario and all its demands; a dot marks
    what is demanded of the two.
    """
    demands: dict[str, Target | Bound] = {t.id: t for t in targets} | {b.id: b for b in bounds}
    names = [demand_name(demands[one], lang) for one in (tradeoff.first, tradeoff.second)]
    title = capital(say("backwards.frontier_finding", lang, first=names[0], second=names[1]))
    others = [d for name, d in demands.items() if name not in (tradeoff.first, tradeoff.second)]
    kept = "; ".join(_stated(d, lang) for d in others)
    side = "frontier_subtitle" if tradeoff.y_is_floor else "frontier_subtitle_cap"
    words = canvas.Words(
        title=title if titled else "",
        subtitle=say(
            f"backwards.{side}", lang, kept=kept or say("backwards.frontier_nothing", lang)
        ),
        source=style.basis([scenario], lang, cited(targets)),
    )
    figure = canvas.canvas(size, words, lang, height=115)
    axes = figure.subplots()
    _draw(
        axes,
        tradeoff,
        names,
        [level_of(demands[n]) for n in (tradeoff.first, tradeoff.second)],
        lang,
    )
    alt = say(
        "backwards.alt_frontier", lang, x=names[0], y=names[1], count=int(tradeoff.x.size),
        low=percent(float(np.nanmin(tradeoff.y)), lang),
        high=percent(float(np.nanmax(tradeoff.y)), lang),
    )  # fmt: skip
    return canvas.finish(figure, title, alt, _table(scenario, tradeoff))


def _draw(
    axes: "Axes", frontier: Frontier, names: Sequence[str], asked: Sequence[float], lang: str
) -> None:
    points = picture_settings.letter_size(axes)
    axes.plot(frontier.x, frontier.y, **style.line(0))
    lowest, highest = axes.get_ylim()
    held = np.full(frontier.y.shape, lowest if frontier.y_is_floor else highest)
    axes.fill_between(frontier.x, held, frontier.y, color=style.colour(0), alpha=0.2, linewidth=0)
    axes.plot(*asked, marker="o", color=style.INK, markersize=points * 0.8, linestyle="none")
    for side, name in ((axes.xaxis, names[0]), (axes.yaxis, names[1])):
        axis.ticks(side, lang, 100)
        side.set_label_text(f"{name}, %")
    axes.grid()


def _stated(demand: Target | Bound, lang: str) -> str:
    if isinstance(demand, Bound):
        return bound_in_words(demand, lang)
    return demand.title.get(lang)


def _table(scenario: Scenario, frontier: Frontier) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({
        "scenario": scenario.name, "producer": scenario.producer,
        frontier.first: frontier.x, frontier.second: frontier.y,
    })  # fmt: skip
