"""The conditions the documents plan: planned path and measured values, one panel an indicator."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.evidence.conditions import Pace, paces
from dxsim.data.records import Date
from dxsim.presentation.figures.drawing import axis, canvas, lettering, picture_settings, style
from dxsim.presentation.text.conditions import reading_in_words, when, who, written
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import cite

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ACROSS = {"column": 2, "page": 3, "half": 4, "slide": 4}


@style.styled
def conditions(
    *, as_of: Date | None = None, lang: str = "en", size: str = "page", titled: bool = True
) -> canvas.Figure:
    """Draw each indicator that the documents plan: its plans, and what was measured.

    Plans are hollow marks on a broken line, measured values full marks on a solid one. An
    indicator of which nothing is known on the day is left out.
    """
    indicators = [one for one in paces(as_of) if one.condition.planned or one.condition.actual]
    if not indicators:
        return canvas.statement(size, say("conditions.title_none", lang), lang)
    words = _words(indicators, lang)
    across = ACROSS[size]
    down = math.ceil(len(indicators) / across)
    height = 45 + 42 * down
    figure = canvas.canvas(size, words.shown(titled=titled), lang, height=height)
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for panel in panels[len(indicators) :]:
        panel.set_axis_off()
    for panel, one in zip(panels, indicators, strict=False):
        _panel(panel, one, size, lang, across)
    return canvas.finish(figure, words.title, _alt(indicators, lang), _table(indicators))


def _panel(axes: "Axes", one: Pace, size: str, lang: str, across: int) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    points = picture_settings.letter_size(axes)
    planned, actual = one.condition.planned, one.condition.actual
    axes.plot(
        [r.time for r in planned], [r.value for r in planned], marker=style.MARKERS[0],
        markerfacecolor=style.PAPER, **style.line(3, size, linestyle=style.LINES[1]),
    )  # fmt: skip
    axes.plot(
        [r.time for r in actual], [r.value for r in actual], marker=style.MARKERS[0],
        **style.line(0, size),
    )  # fmt: skip
    heading = say("conditions.indicator", lang, title=one.condition.title[lang],
                  unit=one.condition.unit[lang])  # fmt: skip
    room = picture_settings.width_in_points(axes) / across - points * 4
    points = style.smaller(points, 0.95)
    lines = lettering.wrap(heading, room, points)
    axes.set_title("\n".join(lines), loc="left", size=points, color=style.INK)
    times = [r.time for r in (*planned, *actual)]
    highest = max(r.value for r in (*planned, *actual))
    axes.set_xlim(math.floor(min(times)) - 0.7, math.ceil(max(times)) + 0.7)
    axes.set_ylim(0, highest * 1.15)
    axis.ticks(axes.yaxis, lang)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    axes.grid(axis="y")


def _words(paces: Sequence[Pace], lang: str) -> canvas.Words:
    ended = [one for one in paces if _measured_plans(one)]
    missed = sum(1 for one in ended if one.missed)
    title = say("conditions.title" if ended else "conditions.title_none", lang, missed=missed,
                measured=len(ended))  # fmt: skip
    readings = [r for one in paces for r in (*one.condition.planned, *one.condition.actual)]
    source = say(
        "conditions.source", lang,
        producers=", ".join(dict.fromkeys(who(r, lang) for r in readings)),
        sources=", ".join(dict.fromkeys(cite(r.source, lang) for r in readings)),
    )  # fmt: skip
    return canvas.Words(title, say("conditions.subtitle", lang), source)


def _measured_plans(one: Pace) -> bool:
    """Say whether some plan's own time was measured."""
    times = {reading.time for reading in one.condition.actual}
    return any(plan.time in times for plan in one.condition.planned)


def _alt(paces: Sequence[Pace], lang: str) -> str:
    items = " ".join(
        say(
            "conditions.item", lang, title=one.condition.title[lang],
            unit=one.condition.unit[lang], actual=reading_in_words(one.latest, lang),
            next=reading_in_words(one.next, lang), done=written(one.done, lang, sign=True),
            needed=written(one.needed, lang, sign=True),
        )
        for one in paces
    )  # fmt: skip
    return say("conditions.alt", lang, items=items)


def _table(paces: Sequence[Pace]) -> "pd.DataFrame":
    import pandas as pd

    rows = [
        {
            "condition": one.condition.id, "kind": kind, "period": when(reading.time),
            "value": reading.value, "unit": one.condition.unit["en"], "source": reading.source,
            "confidence": reading.confidence,
        }
        for one in paces
        for kind, readings in (
            ("planned", one.condition.planned), ("actual", one.condition.actual),
        )
        for reading in readings
    ]  # fmt: skip
    return pd.DataFrame(rows)
