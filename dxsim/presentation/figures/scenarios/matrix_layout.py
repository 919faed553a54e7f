"""Layout of the verdict matrix: letters and columns that fit its width, places of its rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dxsim.analysis.verdicts import Verdict
from dxsim.presentation.figures import remarks
from dxsim.presentation.figures.drawing import (
    lettering,
    picture_settings,
    scenario_lines,
    style,
)
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import scenario_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes


NARROW = 5.5
"""Width of a cell below which heads stand upright, in sizes of the letters."""


HEADS = {False: 6.5, True: 12.2}
"""Height of the column heads in sizes of the letters, in wide and in narrow columns."""


LOWEST = 1.1
"""Height of a row below which names lie on one another, in sizes of the letters."""


SMALL = 0.82
"""Size of heads and remarks, in sizes of the letters."""


SHRINKS = tuple(0.96**step for step in range(40))
"""Sizes of letters tried, of the house's, on a sheet that cannot grow with its rows."""


class Grid(NamedTuple):
    """Widths of the names, of a cell and of the remarks, and the letters' size, in points."""

    names: float
    cell: float
    remarks: float
    font: float

    @property
    def narrow(self) -> bool:
        """Whether a cell has no room for a line of words."""
        return self.cell < self.font * NARROW

    @property
    def small(self) -> float:
        """The size of heads and remarks."""
        return style.smaller(self.font, SMALL)

    @property
    def heads(self) -> float:
        """The height of the column heads."""
        return self.font * (HEADS[self.narrow] + 0.2)


class Places(NamedTuple):
    """Names in lines, remarks and heights of the rows, and the height of a producer's head."""

    names: list[list[str]]
    said: list[remarks.Remark]
    heights: list[float]
    head: float


def fitted_grid(
    axes: "Axes",
    room: tuple[float, float],
    runs: Sequence[scenario_lines.Run],
    facts: Sequence[Sequence[Verdict]],
    lang: str,
) -> tuple[Grid, Places]:
    """Return the columns and rows of a table in a room of some width and height, in points.

    The letters are the house's, or the largest at which the rows fit under their heads.
    """
    wanted = style.smaller(picture_settings.letter_size(axes), 0.95)
    for shrink in SHRINKS:
        grid = _columns(wanted * shrink, room[0], len(facts[0]), lang)
        places = _places(grid, room[1] - grid.heads, runs, facts, lang)
        if places.head >= grid.font * LOWEST:
            break
    return grid, places


def _columns(font: float, width: float, targets: int, lang: str) -> Grid:
    """Return the columns of a table of some width for letters of a size, in points.

    The last one holds a word in letters that are never smaller than the other remarks.
    """
    names = min(width * 0.27, font * 13.5)
    narrow = (width - names) / (targets + 1.4) < font * NARROW
    beside = 1.2 if narrow else 1.75
    words = (say(f"figures.matrix_{key}", lang) for key in ("grows", "shrinks"))
    small = style.smaller(font, SMALL)
    least = max(lettering.width(word, small) for word in words) + font * 0.4
    last = max((width - names) / (targets + beside) * beside, least)
    return Grid(names, (width - names - last) / targets, last, font)


def _places(
    grid: Grid,
    top: float,
    runs: Sequence[scenario_lines.Run],
    facts: Sequence[Sequence[Verdict]],
    lang: str,
) -> Places:
    """Return names, remarks and heights of the rows below a top, in points."""
    room = grid.remarks - grid.font * 0.3
    said = [remarks.remark(row[0], lang, room, grid.small) for row in facts]
    size = style.smaller(grid.font, 0.9)
    names = [lettering.wrap(scenario_label(r.scenario, lang), grid.names, size) for r in runs]
    high = [len(name) * size * remarks.LEADING for name in names]
    heads = len({r.scenario.producer for r in runs})
    *heights, head = remarks.heights(said, high, heads, top, grid.small)
    return Places(names, said, heights, head)


def fitting_size(lines: Sequence[str], room: float, size: float) -> float:
    """Return the size at which lines fit a room, at most the wanted one."""
    widest = max(lettering.width(text, 1.0) for text in lines)
    return min(size, room / widest)
