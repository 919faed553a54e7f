"""The sheet a figure is drawn on: its words set, room kept for the axes, finished at the end."""

from typing import TYPE_CHECKING, NamedTuple

from dxsim.presentation.figures.drawing import labels, lettering, picture_settings, style
from dxsim.presentation.figures.drawing.saving import Figure
from dxsim.presentation.text.messages import language

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

__all__ = ["Figure", "Words", "canvas", "finish", "plate", "statement"]


class Words(NamedTuple):
    """Texts around the axes.

    The finding, what is measured, source and basis, a warning where the rest of the economy
    shrinks or is exhausted, and the source and basis that a page sets itself beside the picture.
    """

    title: str
    subtitle: str = ""
    source: str = ""
    warning: str = ""
    note: str = ""

    def shown(self, *, titled: bool, noted: bool = True) -> "Words":
        """Return the words to be drawn: no finding, no source where a page sets them itself."""
        title = self.title if titled else ""
        if noted:
            return self._replace(title=title)
        return self._replace(title=title, source="", note=self.source)


def canvas(
    size: str,
    words: Words,
    lang: str,
    *,
    height: float | None = None,
    least: float = 0.0,
    left: float = 0.0,
) -> "Picture":
    """Return an empty figure with its words set and the room for the axes kept free.

    Parameters
    ----------
    size
        "column", "page", "half" (of a page) or "slide".
    words
        the finding, what is measured, and source and basis; what is empty takes no room.
    lang
        the language of the words.
    height
        another height in millimetres, for a figure that grows with its rows, where `size` lets it.
    least
        height in millimetres that its rows need at the least, for half a page.
    left
        room kept free at the left, as a fraction of the width.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Picture

    form = style.size_named(size)
    tall = height or form.height
    if size in style.FIXED:
        tall = max(form.height, least) if size == "half" else form.height
    figure = Picture(
        figsize=(form.width * style.MM, tall * style.MM), dpi=100 if size == "slide" else 200
    )
    FigureCanvasAgg(figure)
    top, bottom = _set_words(figure, form, tall, words)
    picture_settings.keep_settings(
        figure, picture_settings.PictureSettings(language(lang), form.font, bottom, top, words.note)
    )
    figure.set_layout_engine(
        "constrained", rect=(left + 0.01, bottom, 0.98 - left, top - bottom), h_pad=0.02, w_pad=0.02
    )
    _scale_ticks(form.font)
    return figure


def _scale_ticks(font: float) -> None:
    import matplotlib as mpl

    mpl.rcParams.update({
        "font.size": font, "axes.titlesize": font, "axes.labelsize": font,
        "xtick.labelsize": font, "ytick.labelsize": font,
        "xtick.major.size": font / 3, "ytick.major.size": font / 3,
        "xtick.major.width": 0.6, "ytick.major.width": 0.6,
    })  # fmt: skip


def _set_words(
    figure: "Picture", form: style.Size, tall: float, words: Words
) -> tuple[float, float]:
    """Set the words at the edges; return the top and bottom of the room between them."""
    margin = form.font * 0.8
    width, height = form.width * style.MM * 72, tall * style.MM * 72
    room = width - 2 * margin
    y = height - margin
    blocks = (
        (words.title, form.font * 1.25, "bold", style.INK),
        (words.warning, form.font, "bold", style.WARNING),
        (words.subtitle, form.font, "normal", style.QUIET),
    )
    for text, points, weight, shade in blocks:
        if text:
            lines = lettering.wrap(text, room, points, bold=weight == "bold")
            figure.text(
                margin / width, y / height, "\n".join(lines), size=points, color=shade,
                weight=weight, va="top", linespacing=1.2,
            )  # fmt: skip
            y -= points * (1.4 * len(lines) + 0.35)
    below = margin
    if words.source:
        points = style.smaller(form.font, 0.82)
        lines = lettering.wrap(words.source, room, points)
        figure.text(
            margin / width, margin / height, "\n".join(lines), size=points, color=style.QUIET,
            va="bottom", linespacing=1.2,
        )  # fmt: skip
        below += points * 1.45 * len(lines) + points * 0.4
    return y / height, below / height


def statement(size: str, text: str, lang: str) -> Figure:
    """Return a figure that only says why there is nothing to draw, with an empty table."""
    import pandas as pd

    return finish(canvas(size, Words(text), lang, height=20), text, text, pd.DataFrame())


def plate(figure: "Picture") -> tuple["Axes", float, float]:
    """Return axes that fill the room between the words, with its width and height in points.

    Their data units are points from the lower left corner: for tables drawn by hand.
    """
    laid = picture_settings.settings_of(figure)
    bottom, top = laid.bottom, laid.top
    across, tall = (float(inches) * 72 for inches in figure.get_size_inches())
    margin = laid.font * 0.8
    room, height = across - 2 * margin, tall * (top - bottom)
    figure.set_layout_engine("none")
    axes = figure.add_axes((margin / across, bottom, room / across, top - bottom))
    axes.set(xlim=(0, room), ylim=(0, height))
    axes.set_axis_off()
    return axes, room, height


def finish(figure: "Picture", title: str, alt: str, table: "pd.DataFrame") -> Figure:
    """Return the finished figure: layout settled, direct labels moved apart, then frozen."""
    figure.set_label(lettering.plain(title))
    engine = figure.get_layout_engine()
    if figure.axes and engine is not None:
        engine.execute(figure)  # what drawing the figure would do first, without the drawing
    figure.set_layout_engine(None)  # "none" would have it drawn twice whenever it is written
    _settle(figure)
    labels.move_apart(figure)
    return Figure(figure, lettering.plain(alt), table)


def _settle(figure: "Picture") -> None:
    """Round the places of the axes: the layout's solver sums in the order of memory addresses.

    Its last digit differs from one process to the next, and an SVG names its clips by a hash of
    every digit. A millionth of the sheet is a quarter of a micrometre.
    """
    for axes in figure.axes:
        place = axes.get_position(original=True)
        left, bottom, width, height = (round(float(x), 6) for x in place.bounds)
        axes.set_position((left, bottom, width, height))
