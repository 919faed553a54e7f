"""The points of a sweep: at which a target is reached, over the parameters that move it most."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.sweeps.answer import Answer
from dxsim.analysis.sweeps.definition import Sweep
from dxsim.presentation.figures.drawing import axis, canvas, picture_settings, style
from dxsim.presentation.figures.drawing.saving import Figure
from dxsim.presentation.sweeps.sentence import answer_sentence, question
from dxsim.presentation.text.backwards import parameter_name
from dxsim.presentation.text.messages import capital, say
from dxsim.scenario.parameters import quantity

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class _Axis(NamedTuple):
    """Content of an axis: values, name, and the factor they are shown with."""

    values: NDArray[np.float64]
    name: str
    scale: float


@style.styled
def points(
    sweep: Sweep, answer: Answer, *, lang: str = "en", size: str = "page", titled: bool = True
) -> Figure:
    """Draw the points of a sweep: reached, reached while the rest of GDP shrinks, missed.

    The parameter that the value follows most closely runs along, the next one up; where a single
    one is varied, what is judged stands in its place, with the threshold.
    """
    said = answer_sentence(sweep, answer, lang)
    title = capital(question(sweep, lang))
    words = canvas.Words(
        title=title if titled else "",
        subtitle=f"{said} {say('sweeps.marks', lang)}",
        source=style.basis([sweep.scenario], lang, [answer.target.source]),
    )
    figure = canvas.canvas(size, words, lang, height=120)
    axes = figure.subplots()
    along = _parameter(sweep, answer.order[0], lang)
    alone = len(answer.order) == 1
    up = _judged(answer, lang) if alone else _parameter(sweep, answer.order[1], lang)
    _draw(axes, answer, along, up)
    if alone:
        axes.axhline(answer.target.threshold, color=style.INK, linewidth=1)
    for side, shown in ((axes.xaxis, along), (axes.yaxis, up)):
        axis.ticks(side, lang, shown.scale)
        side.set_label_text(shown.name)
    axes.grid()
    alt = say("sweeps.alt", lang, x=along.name, y=up.name, count=answer.judged, answer=said)
    return canvas.finish(figure, title, alt, _table(sweep, answer))


def _parameter(sweep: Sweep, path: str, lang: str) -> _Axis:
    name, measured = capital(parameter_name(path, lang)), quantity(sweep.scenario, path)
    titled = f"{name}, %" if measured.look.in_per_cent else name
    return _Axis(sweep.points[path], titled, measured.scale)


def _judged(answer: Answer, lang: str) -> _Axis:
    percent = answer.target.in_per_cent
    name = capital(answer.target.title.get(lang))
    return _Axis(answer.value, f"{name}, %" if percent else name, 100 if percent else 1)


def _draw(axes: "Axes", answer: Answer, along: _Axis, up: _Axis) -> None:
    size = picture_settings.letter_size(axes) * 4
    missed = np.isfinite(answer.value) & ~answer.reached
    for chosen, mark, edge, face in (
        (missed, "o", style.ink(3), "none"),
        (answer.reached & ~answer.strained, "o", style.ink(0), style.ink(0)),
        (answer.reached & answer.strained, "s", style.ink(1), style.ink(1)),
    ):
        x, y = along.values[chosen], up.values[chosen]
        axes.scatter(x, y, marker=mark, s=size, edgecolors=edge, facecolors=face)


def _table(sweep: Sweep, answer: Answer) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({
        "point": sweep.names(), "scenario": sweep.scenario.name,
        "producer": sweep.scenario.producer, **sweep.points, answer.target.id: answer.value,
        "reached": answer.reached, "rest_shrinks": answer.strained,
    })  # fmt: skip
