"""Direct labels: a name at the end of its line, moved apart where two would overlap."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dxsim.presentation.figures.drawing import lettering, picture_settings, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

_MARK = "dxsim-direct-label"
POINT = "dxsim-point-label"
"""The `gid` of a name beside a point that `finish` may move up or down off another name."""
AMONG_LINES = "dxsim-point-label-among-lines"
"""The `gid` of such a name that is moved off lines too, where that takes it no further away than
the lines it would hide are long."""
_MARGIN = 2.0
"""Points of paper kept around a name where its thin line begins."""
LINE_WIDTHS = 2.0
"""How much further a name moves off a line than the letters of it that would be hidden are high."""


class Label(NamedTuple):
    """A name for the point (x, y), in data units, in a colour that can be read as text."""

    x: float
    y: float
    text: str
    colour: str


def label_ends(
    axes: "Axes",
    labels: Iterable[Label],
    *,
    room: float = 14.0,
    size: float | None = None,
    behind: bool = False,
) -> None:
    """Write names to the right of the points they belong to.

    `finish` moves them apart and draws a thin line to the point from a name that was moved. The
    name of a line that ends before the others stands above its end.

    Parameters
    ----------
    axes
        where; the limits of its y axis should be set before the figure is finished.
    labels
        the names and their points.
    room
        width at which a name is broken into lines, in sizes of the letters.
    size
        size of the letters in points; by default that of the figure.
    behind
        whether the names have a rim of paper, where lines pass there.
    """
    points = size or picture_settings.letter_size(axes)
    several = list(labels)
    last = max((label.x for label in several), default=0.0)
    for label in several:
        if label.x < last - 1e-9:
            _above(axes, label, points)
            continue
        _beside(axes, label, points, room, behind)


def _beside(axes: "Axes", label: Label, points: float, room: float, behind: bool) -> None:
    axes.annotate(
        "\n".join(lettering.wrap(label.text, room * points, points)),
        xy=(label.x, label.y), xytext=(points * 1.2, 0),
        textcoords="offset points", va="center", ha="left", size=points, color=label.colour,
        annotation_clip=False, linespacing=1.1, gid=_MARK,
        path_effects=style.halo() if behind else None,
    )  # fmt: skip


def _thin_line(axes: "Axes", note: "Annotation") -> None:
    """Draw the thin line from a name that was moved to its point, under the names.

    It is drawn only where it is seen, since matplotlib measures a line with its name each time.
    """
    begins = _paper_before(axes, note)
    line = {"arrowstyle": "-", "linewidth": 0.5, "color": note.get_color(), "shrinkA": begins}
    axes.annotate(
        "", note.xy, note.get_position(), textcoords="offset points", annotation_clip=False,
        arrowprops={**line, "shrinkB": 1, "zorder": note.get_zorder() - 0.1},
    )  # fmt: skip


def _paper_before(axes: "Axes", note: "Annotation") -> float:
    """Return the points from the middle of a name's left edge to where its thin line begins.

    The line goes to the name's point and begins outside the box of the letters with its margin.
    """
    picture = note.get_figure(root=True)
    assert picture is not None
    box = note.get_window_extent()
    across, up = axes.transData.transform(note.xy) - (box.x0, (box.y0 + box.y1) / 2)
    length = float(np.hypot(across, up))
    half = box.height / 2 * 72 / picture.dpi + _MARGIN
    sides = ((_MARGIN, abs(across)), (half, abs(up)))
    return min(room * length / way for room, way in sides if way) + 1.0


def _above(axes: "Axes", label: Label, points: float) -> None:
    axes.annotate(
        label.text, (label.x, label.y), (0, points * 0.4), textcoords="offset points",
        ha="right", va="bottom", size=points, color=label.colour, gid=POINT,
        path_effects=style.halo(),
    )  # fmt: skip


def move_apart(picture: "Picture") -> None:
    """Move the direct labels of a laid-out figure so that none overlaps another."""
    from matplotlib.text import Annotation, Text

    for axes in picture.axes:
        marked = [text for text in axes.texts if isinstance(text, Annotation)]
        notes = [note for note in marked if note.get_gid() == _MARK]
        if notes:
            _move(axes, notes, 72 / picture.dpi)
        points = [note for note in marked if note.get_gid() in (POINT, AMONG_LINES)]
        _settle(axes, points, [Text.get_window_extent(note) for note in notes])


def _settle(axes: "Axes", notes: "list[Annotation]", taken: "list[Bbox]") -> None:
    """Move each name onto the page, then up or down by the least that takes it off other names.

    Names in bold keep their places before the others. A name that has a thin line to its point
    shows it where it was moved.
    """
    from matplotlib.transforms import Bbox

    picture = axes.get_figure(root=True)
    assert picture is not None
    point = 72 / picture.dpi
    among_lines = any(note.get_gid() == AMONG_LINES for note in notes)
    hidden_lines = _hidden_lines(axes) if among_lines else None
    for note in sorted(notes, key=lambda n: (n.get_fontweight() != "bold", n.xy[1])):
        x, y = note.get_position()
        box = note.get_window_extent()
        aside = max(picture.bbox.x0 - box.x0, 0.0) - max(box.x1 - picture.bbox.x1, 0.0)
        x, box = x + aside * point, box.translated(aside, 0)
        step = box.height / 4
        if note.get_gid() == AMONG_LINES:
            box = Bbox.from_extents(box.x0 - (_MARGIN + 1) / point, box.y0, box.x1, box.y1)
        hidden = hidden_lines if note.get_gid() == AMONG_LINES else None
        places = [(n, box.translated(0, n * step)) for n in sorted(range(-24, 25), key=abs)]
        best, place, moved = float("inf"), 0, box
        for away, there in places:
            if abs(away) * step >= best:
                break  # those that follow lie further away
            if any(there.overlaps(one) for one in taken):
                continue
            worth = abs(away) * step + (LINE_WIDTHS * hidden(there) if hidden else 0.0)
            if worth < best:
                best, place, moved = worth, away, there
        taken.append(moved)
        note.set_position((x, y + place * step * point))
        if note.get_gid() == AMONG_LINES and abs(place) > 2:
            _thin_line(axes, note)


def _hidden_lines(axes: "Axes") -> "Callable[[Bbox], float]":
    """Return a function that gives the length of the lines of axes within a box, in pixels."""
    pieces = []
    for line in axes.lines:
        ends = line.get_transform().transform(line.get_xydata())
        share = np.linspace(0, 1, 200)[:, np.newaxis, np.newaxis]
        points = ends[:-1] + share * np.diff(ends, axis=0)
        lengths = np.hypot(*np.diff(ends, axis=0).T) / len(share)
        pieces.append((points.reshape(-1, 2), np.tile(lengths, len(share))))
    places = np.concatenate([points for points, _ in pieces])
    lengths = np.concatenate([length for _, length in pieces])

    def hidden(box: "Bbox") -> float:
        inside = (places >= (box.x0, box.y0)).all(axis=1) & (places <= (box.x1, box.y1)).all(axis=1)
        return float(lengths[inside].sum())

    return hidden


def _move(axes: "Axes", notes: "list[Annotation]", point: float) -> None:
    """Move names apart, in smaller letters where there are more than the axes are high."""
    frame = axes.get_window_extent()
    wanted, heights = [], []
    for note in notes:
        wanted.append(float(axes.transData.transform(note.xy)[1]) * point)
        heights.append(note.get_window_extent().height * point * 1.08)
    low, high = frame.y0 * point, frame.y1 * point
    shrink = min(1.0, (high - low) / sum(heights))
    heights = [height * shrink for height in heights]
    for note, want, place in zip(notes, wanted, spread(wanted, heights, low, high), strict=True):
        points = float(note.get_fontsize()) * shrink
        note.set_fontsize(points)
        note.set_position((points * 1.2, place - want))
        if abs(place - want) > points * 0.6:
            _thin_line(axes, note)


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return centres as near as can be to the wanted ones at which no two blocks overlap.

    Blocks keep the order of their wanted centres; those that touch move as one (least squares).
    They stay within `low` and `high` where there is room.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while len(groups) > 1 and _top(groups[-2], wanted, heights, low, high) > _bottom(
            groups[-1], wanted, heights, low, high
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    places = [0.0] * len(wanted)
    for group in groups:
        edge = _bottom(group, wanted, heights, low, high)
        for index in group:
            places[index] = edge + heights[index] / 2
            edge += heights[index]
    return places


def _bottom(
    group: list[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> float:
    edges, edge = [], 0.0
    for index in group:
        edges.append(wanted[index] - heights[index] / 2 - edge)
        edge += heights[index]
    best = sum(edges) / len(edges)
    return max(min(best, high - edge), low)


def _top(
    group: list[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> float:
    total = sum(heights[i] for i in group)
    return _bottom(group, wanted, heights, low, high) + total - 1e-9
