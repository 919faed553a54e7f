"""The one style of all figures: sizes, colours, fonts, the words around the axes.

No state of pyplot is touched. Colours are the petroff6 set, told apart under the three kinds of
colour blindness; line styles, markers and direct labels tell them apart in grey print. The font
comes with the package and has every Vietnamese letter.
"""

import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from dxsim.data.country import load_country
from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.presentation.figures.drawing import lettering
from dxsim.presentation.figures.drawing.picture_settings import settings_of
from dxsim.presentation.text.messages import capital, say
from dxsim.presentation.text.standing import assumed_base_sentence
from dxsim.presentation.text.words import abbreviation, scenario_label, sources_line
from dxsim.scenario.records import Scenario

P = ParamSpec("P")
R = TypeVar("R")

PALETTE = ("#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd")
LINES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (4, 1, 1, 1)), (0, (7, 2)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")
INK, QUIET, FAINT, PAPER = "#1a1a1a", "#595959", "#d0d0d0", "#ffffff"
WARNING = "#b01020"
OTHERS = 4
"""Place in the palette of what is no component."""
PRODUCER = (5, 1, 2, 4, 3, 0)
"""Places in the palette for those who publish parts, in the order of their file."""
BEHIND = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 0.8}
"""The paper behind a text that may lie on a line or an area."""
MM = 1 / 25.4
LEAST_LETTERS = 7.0
"""The smallest letters of a printed page, in points."""


class Size(NamedTuple):
    """A format: width and height in millimetres, size of the running text in points."""

    width: float
    height: float
    font: float


SIZES = {
    "column": Size(85.0, 110.0, 7.2),
    "page": Size(170.0, 105.0, 9.0),
    "half": Size(170.0, 88.0, 9.0),
    "slide": Size(338.7, 190.5, 13.3),
}
FIXED = ("half", "slide")
"""Formats whose height stays as long as letters of `LEAST_LETTERS` have room in it."""


def size_named(name: str) -> Size:
    """Return the format of a name, or raise an InputError with the nearest spelling."""
    if name in SIZES:
        return SIZES[name]
    expected = f"one of {', '.join(SIZES)}"
    raise InputError("size", found=quoted(name), expected=expected, hint=nearest(name, SIZES))


def smaller(points: float, part: float) -> float:
    """Return a fraction of a letter size in points, no smaller than print can be read in."""
    return min(points, max(points * part, LEAST_LETTERS))


Look = dict[str, Any]
"""Properties of lines and marks, as matplotlib names them."""


def place_of(name: str) -> int:
    """Return the place in the palette of a component, or of what is none."""
    parts = load_country().components
    return parts[name].colour if name in parts else OTHERS


def settings() -> Look:
    """Return the matplotlib settings of the house style, complete for drawing and saving.

    A `$` in a text is a dollar sign, not mathematics.
    """
    quiet = ("axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor")
    return {
        "font.family": [lettering.FONT],
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
    """Draw a figure function in the house style, whatever the notebook or the user has set.

    The picture remembers how it was drawn, for `saving.in_language`.
    """

    @wraps(function)
    def drawing(*args: P.args, **kwargs: P.kwargs) -> R:
        import matplotlib as mpl

        with mpl.rc_context(), warnings.catch_warnings():
            # letters without a form are refused where the figure is written
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            mpl.rcdefaults()
            lettering.font_file()
            mpl.rcParams.update(settings())
            result = function(*args, **kwargs)
        picture = getattr(result, "figure", None)
        if picture is not None:
            settings_of(picture).redraw = partial(drawing, *args, **kwargs)
        return result

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


def halo() -> list[object]:
    """Return a rim of paper around letters, which stand out from lines and hide little of them."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.5, foreground=PAPER)]


def line(place: int, size: str = "page", **more: object) -> Look:
    """Return colour, line style and width of a place, for `axes.plot`."""
    width = size_named(size).font / 5
    style = {"color": ink(place), "linestyle": LINES[place % len(LINES)], "linewidth": width}
    return style | more


def basis(scenarios: Iterable[Scenario], lang: str, more_sources: Iterable[str] = ()) -> str:
    """Return the line that names who measured, on which price basis, from which sources.

    It also says why a scenario starts from another share than was published.
    """
    several = list(scenarios)
    by = dict.fromkeys(s.producer for s in several)
    measured = say("verdict.measured_by", lang, producer=", ".join(full_name(p, lang) for p in by))
    cited = sources_line(several, lang, more_sources)
    key = {1: "scenario"}.get(len(several), "scenarios" if len(several) < 5 else "scenarios_many")
    names = ", ".join(s.name for s in several)
    named = say(f"figures.{key}", lang, name=names, count=len(several))
    parts = [measured, _price_basis(several, lang), cited, named]
    rebased = filter(None, (assumed_base_sentence(s, lang) for s in several))
    return " ".join([*(f"{capital(part)}." for part in parts if part), *rebased])


def _price_basis(scenarios: Sequence[Scenario], lang: str) -> str:
    """Return on which prices scenarios are stated; of several bases the rarer names its own."""
    constant = [s for s in scenarios if s.prices == "constant"]
    if not constant or len(constant) == len(scenarios):
        return say(f"verdict.basis_{'constant' if constant else 'current'}", lang)
    names = ", ".join(scenario_label(s, lang) for s in constant)
    return say("verdict.basis_mixed", lang, names=names)


def hue(producer: str) -> int:
    """Return the place of a producer's colour in the palette; 0 for one that is not known."""
    known = [id for id, about in producers().items() if about.parts]
    return PRODUCER[known.index(producer) % len(PRODUCER)] if producer in known else 0


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
