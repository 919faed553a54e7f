"""The one style of all figures: sizes, colours, fonts, the words around the axes.

No state of pyplot is touched. Colours are the petroff6 set, told apart under the three kinds of
colour blindness; line styles, markers and direct labels tell them apart in grey print. DejaVu Sans
comes with matplotlib and has every Vietnamese letter.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model.scenario import Scenario
from dxsim.presentation.figures import lettering
from dxsim.presentation.messages import MISSING, catalogue, language, say
from dxsim.presentation.words import cite

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

P = ParamSpec("P")
R = TypeVar("R")

PALETTE = ("#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd")
LINES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (4, 1, 1, 1)), (0, (7, 2)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")
INK, QUIET, FAINT, PAPER = "#1a1a1a", "#595959", "#d0d0d0", "#ffffff"
WARNING = "#b01020"
COMPONENT = {"ict": 0, "platform": 1, "sectoral": 3}
"""Place of each component in the palette."""
PRODUCER = {"mic": 1, "nso": 5}
"""Place of each producer in the palette."""
BEHIND = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 0.8}
"""The paper behind a text that may lie on a line or an area."""
_MM = 1 / 25.4


class Size(NamedTuple):
    """A format: width and height in millimetres, size of the running text in points."""

    width: float
    height: float
    font: float


SIZES = {
    "column": Size(85.0, 95.0, 6.5),
    "page": Size(170.0, 105.0, 8.0),
    "slide": Size(338.7, 190.5, 13.0),
}


class Words(NamedTuple):
    """What stands around the axes.

    The finding, what is measured, source and basis, and a warning where the rest of the economy
    shrinks or is exhausted.
    """

    title: str
    subtitle: str = ""
    source: str = ""
    warning: str = ""


class Figure(NamedTuple):
    """A figure, its alternative text in the figure's language, and the numbers it shows."""

    figure: "Picture"
    alt: str
    table: "pd.DataFrame"

    @property
    def title(self) -> str:
        """The figure's finding, also where it is not drawn."""
        return str(self.figure.get_label())

    @property
    def lang(self) -> str:
        """The language of the figure's texts."""
        return str(self.figure._dxsim_lang)  # type: ignore[attr-defined]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - IPython's protocol
        from dxsim.presentation.figures.saving import drawn

        return {"image/png": drawn(self, "png"), "text/plain": self.alt}


def size_named(name: str) -> Size:
    """Return the format of a name, or raise an InputError with the nearest spelling."""
    if name in SIZES:
        return SIZES[name]
    expected = f"one of {', '.join(SIZES)}"
    raise InputError("size", found=quoted(name), expected=expected, hint=nearest(name, SIZES))


def settings() -> dict[str, Any]:
    """Return the matplotlib settings of the house style, complete for drawing and saving.

    A `$` in a text is a dollar sign, not mathematics.
    """
    quiet = ("axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor")
    return {
        "font.family": ["DejaVu Sans"],
        "text.parse_math": False,
        "text.usetex": False,
        "text.color": INK,
        "axes.unicode_minus": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.6,
        "axes.grid": False,
        "axes.axisbelow": True,
        "grid.color": FAINT,
        "grid.linewidth": 0.5,
        "hatch.linewidth": 0.4,
        "lines.solid_capstyle": "butt",
        "pdf.fonttype": 42,
        "pdf.compression": 6,
        "svg.fonttype": "path",
        "svg.hashsalt": "dxsim",
        "savefig.bbox": None,
        "figure.facecolor": PAPER,
        **dict.fromkeys(quiet, QUIET),
    }


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Draw a figure function in the house style, whatever the notebook or the user has set."""

    @wraps(function)
    def drawing(*args: P.args, **kwargs: P.kwargs) -> R:
        import matplotlib as mpl

        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(settings())
            return function(*args, **kwargs)

    return drawing


def colour(place: int) -> str:
    """Return the fill colour of a place in the palette."""
    return PALETTE[place % len(PALETTE)]


def ink(place: int) -> str:
    """Return a place's colour darkened until text in it stands out from white (4.5 to 1)."""
    from matplotlib.colors import to_hex, to_rgb

    rgb = to_rgb(colour(place))
    while 1.05 / (_luminance(rgb) + 0.05) < 4.5:
        rgb = (rgb[0] * 0.96, rgb[1] * 0.96, rgb[2] * 0.96)
    return str(to_hex(rgb))


def _luminance(rgb: Sequence[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def line(place: int, size: str = "page", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return colour, line style and width of a place, for `axes.plot`."""
    width = size_named(size).font / 5
    style = {"color": ink(place), "linestyle": LINES[place % len(LINES)], "linewidth": width}
    return style | more


def canvas(
    size: str, words: Words, lang: str, *, height: float | None = None, left: float = 0.0
) -> "Picture":
    """Return an empty figure with its words set and the room for the axes kept free.

    Parameters
    ----------
    size
        "column", "page" or "slide".
    words
        the finding, what is measured, and source and basis; an empty title takes no room.
    lang
        the language of the words.
    height
        another height in millimetres, for a figure that grows with its rows (not on a slide).
    left
        room kept free at the left, as a fraction of the width.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Picture

    form = size_named(size)
    tall = form.height if height is None or size == "slide" else height
    figure = Picture(figsize=(form.width * _MM, tall * _MM), dpi=100 if size == "slide" else 200)
    FigureCanvasAgg(figure)
    figure._dxsim_lang = language(lang)  # type: ignore[attr-defined]
    figure._dxsim_font = form.font  # type: ignore[attr-defined]
    top, bottom = _set_words(figure, form, tall, words)
    figure._dxsim_room = (bottom, top)  # type: ignore[attr-defined]
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


def _set_words(figure: "Picture", form: Size, tall: float, words: Words) -> tuple[float, float]:
    """Set the words at the edges; return the top and bottom of the room between them."""
    margin = form.font * 0.8
    width, height = form.width * _MM * 72, tall * _MM * 72
    room = width - 2 * margin
    y = height - margin
    blocks = (
        (words.title, form.font * 1.25, "bold", INK),
        (words.warning, form.font, "bold", WARNING),
        (words.subtitle, form.font, "normal", QUIET),
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
        points = form.font * 0.82
        lines = lettering.wrap(words.source, room, points)
        figure.text(
            margin / width, margin / height, "\n".join(lines), size=points, color=QUIET,
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
    bottom, top = figure._dxsim_room  # type: ignore[attr-defined]
    across, tall = (float(inches) * 72 for inches in figure.get_size_inches())
    margin = figure._dxsim_font * 0.8  # type: ignore[attr-defined]
    room, height = across - 2 * margin, tall * (top - bottom)
    figure.set_layout_engine("none")
    axes = figure.add_axes((margin / across, bottom, room / across, top - bottom))
    axes.set(xlim=(0, room), ylim=(0, height))
    axes.set_axis_off()
    return axes, room, height


def finish(figure: "Picture", title: str, alt: str, table: "pd.DataFrame") -> Figure:
    """Return the finished figure: layout settled, direct labels moved apart, then frozen."""
    from dxsim.presentation.figures import labels

    figure.set_label(lettering.plain(title))
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    labels.move_apart(figure)
    return Figure(figure, lettering.plain(alt), table)


def basis(scenarios: Iterable[Scenario], lang: str, more_sources: Iterable[str] = ()) -> str:
    """Return the line that names who measured, on which price basis, from which sources."""
    several = list(scenarios)
    by = dict.fromkeys(s.producer for s in several)
    ids = dict.fromkeys([i for s in several for i in s.sources] + list(more_sources))
    prices = dict.fromkeys(say(f"verdict.basis_{s.prices}", lang) for s in several)
    measured = say("verdict.measured_by", lang, producer=", ".join(full_name(p, lang) for p in by))
    cited = say("verdict.sources", lang, sources=", ".join(cite(id, lang) for id in ids) or MISSING)
    key = {1: "scenario"}.get(len(several), "scenarios" if len(several) < 5 else "scenarios_many")
    names = ", ".join(s.name for s in several)
    named = say(f"figures.{key}", lang, name=names, count=len(several))
    parts = [measured, "; ".join(prices), cited, named]
    return " ".join(f"{lettering.capital(part)}." for part in parts if part)


def full_name(producer: str, lang: str) -> str:
    """Return a producer's name, with the abbreviation that labels use."""
    known = producers()
    name = known[producer].names[lang] if producer in known else producer
    short = abbreviation(producer, lang)
    return name if short in name.split("(")[-1] else f"{name} ({short})"


def short_name(producer: str, lang: str) -> str:
    """Return a producer's name as prose says it."""
    known = producers()
    return known[producer].short[lang] if producer in known else producer


def abbreviation(producer: str, lang: str) -> str:
    """Return how labels name a producer."""
    return catalogue(lang).get(f"short.{producer}", producer)
