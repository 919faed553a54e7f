"""What a figure's picture must not have: texts that overlap or leave the page."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matplotlib.figure import Figure as Picture
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from dxsim.presentation.figures.drawing.picture_settings import settings_of
from support.typography import slips


def faults(figure: Picture) -> list[str]:
    """Say which texts of a drawn figure overlap, leave the page or are not in the house's form."""
    figure.draw_without_rendering()
    boxes = [(text.get_text(), box(text)) for text in texts(figure)]
    page = figure.bbox.padded(0.5)
    found = [f"{t!r} leaves the page" for t, b in boxes if not inside(b, page)]
    pairs = combinations([(t, b.padded(-1.0)) for t, b in boxes], 2)
    found += [f"{s!r} lies on {t!r}" for (s, a), (t, b) in pairs if a.overlaps(b)]
    return found + [slip for text, _ in boxes for slip in slips(text, settings_of(figure).lang)]


def smallest(figure):
    """Return the size in points of the smallest letters of a figure."""
    return min(text.get_fontsize() for text in texts(figure))


def texts(figure: Picture) -> list[Text]:
    """Return every text that is drawn."""
    found = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    hidden = {id(label) for axes in figure.axes for label in unseen_ticks(axes)}
    return [text for text in found if id(text) not in hidden]


def unseen_ticks(axes: Any) -> list[Text]:
    """Return tick labels outside the view, which are not drawn."""
    labels: list[Text] = []
    for one in (axes.xaxis, axes.yaxis):
        low, high = sorted(one.get_view_interval())
        slack = (high - low) * 1e-9
        for tick in [*one.get_major_ticks(), *one.get_minor_ticks()]:
            out = not low - slack <= tick.get_loc() <= high + slack
            if out or not axes.axison or not one.get_visible():
                labels += [tick.label1, tick.label2]
    return labels


def box(text: Text) -> Bbox:
    """Return the box of a text without its arrow or frame, in pixels."""
    return Text.get_window_extent(text)


def inside(inner: Bbox, outer: Bbox) -> bool:
    """Return whether a box lies within another."""
    return (
        inner.x0 >= outer.x0
        and inner.x1 <= outer.x1
        and inner.y0 >= outer.y0
        and inner.y1 <= outer.y1
    )
