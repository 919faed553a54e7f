"""How high the elements of a Word file stand, and where its figures go so that pages are full."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dxsim.presentation.briefing.elements import Element, floated, leading
from dxsim.presentation.briefing.office.styles import BODY, LOOKS, SMALL, TINY, Look, pitch
from dxsim.presentation.briefing.office.tables import LARGE, text_rows
from dxsim.presentation.figures.drawing.lettering import wrap
from dxsim.presentation.figures.drawing.style import LEAST_LETTERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Picture

INDENT = 18.0
"""Points by which the items of a list stand in."""
BESIDE, BETWEEN, RULE = 3.0, 2.0, 0.5
"""Points of a cell that are left free beside and above its text, or for the line below alone."""
TABLES = ("table", "matrix")
BELOW_TABLE = 3.0
"""Points between a table and the text after it."""
SPARE = 14.0
"""Points left free at the foot of page one."""
FIRST_LINES = 3
"""Lines of an element that stand with the heading above it."""


def lines(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """Return the height in points of a text broken into lines of a width in points."""
    return len(wrap(text, width, size, bold=bold)) * pitch(size)


def height(element: Element, width: float, tight: bool = False) -> float:
    """Return the height in points of an element between margins that are `width` points apart."""
    kinds: dict[str, Callable[[], float]] = {
        "heading": lambda: _paragraph(element["text"], width, LOOKS[f"Heading {element['level']}"]),
        "paragraph": lambda: _paragraph(element["text"], width, LOOKS["Normal"]),
        "small": lambda: _paragraph(element["text"], width, Look(SMALL, above=BELOW_TABLE)),
        "list": lambda: _list(element, width - INDENT),
        "cards": lambda: _cards(element, width / 2 - 12),
        "figure": lambda: _figure(element, width),
        "table": lambda: sum(row_heights(element, width)) + BELOW_TABLE,
        "matrix": lambda: sum(row_heights(element, width, tight)),
    }
    return kinds[element["kind"]]() if element["kind"] in kinds else 0.0


def _paragraph(text: str, width: float, look: Look) -> float:
    return look.above + lines(text, width, look.size, bold=look.bold) + look.below


def _list(element: Element, width: float) -> float:
    look = Look(SMALL if element["fine"] else BODY, below=LOOKS["List Bullet"].below)
    return sum(_paragraph(text, width, look) for text in element["items"])


def _cards(element: Element, width: float) -> float:
    each = [pitch(LARGE) + lines(item["text"], width, BODY) + 6 for item in element["items"]]
    return sum(max(each[at : at + 2]) for at in range(0, len(each), 2))


def _figure(element: Element, width: float) -> float:
    across, high = (float(side) for side in element["picture"].figure.get_size_inches())
    words = _paragraph(f"0000000000 {element['caption']}", width, LOOKS["Caption"])
    note = _paragraph(element["note"], width, Look(TINY)) if element["note"] else 0.0
    return width * high / across + words + note + 6


def row_heights(element: Element, width: float, tight: bool = False) -> list[float]:
    """Return the heights in points of the rows of a table, the head first."""
    rows, widths = text_rows(element)
    rooms = [width * each / sum(widths) - BESIDE for each in widths]
    between = RULE if tight else BETWEEN
    return [
        between
        + max(lines(text, room, TINY, bold=at == 0) for text, room in zip(row, rooms, strict=True))
        for at, row in enumerate(rows)
    ]


class Page(NamedTuple):
    """The room between the margins of a page in points, and what is written on the first one.

    `tight` says that tables of verdicts have no room between their rows.
    """

    width: float
    height: float
    begun: float = 0.0
    tight: bool = False


def arranged(elements: Sequence[Element], page: Page) -> list[tuple[Element, bool]]:
    """Return the elements with figures where they have room, after text that fits before them.

    Each stands with whether it has to stand on one page with the next; `elements` are those of a
    briefing, its figures numbered.
    """
    groups: list[list[Element]] = []
    waiting: list[list[Element]] = []
    y = page.begun
    units = list(_units(elements))
    for unit, after in zip(units, [*units[1:], []], strict=True):
        if unit[-1]["kind"] == "pagebreak":
            groups += [*waiting, unit]
            waiting, y = [], 0.0
            continue
        if _floats(unit):
            waiting.append(unit)
        else:
            y = _after(unit, y, page)
            groups.append(unit)
        inside = unit[-1].get("goes_on") or _remarks(after)
        while waiting and not inside and y + _tall(waiting[0], page) <= page.height:
            y += _tall(waiting[0], page)
            groups.append(waiting.pop(0))
    return [
        (element, at < len(unit) - 1)
        for unit in [*groups, *waiting]
        for at, element in enumerate(unit)
    ]


def _remarks(unit: Sequence[Element]) -> bool:
    """Return whether elements are a remark on what stands above them."""
    return bool(unit) and (unit[0]["kind"] == "small" or bool(unit[0].get("fine")))


def _units(elements: Sequence[Element]) -> Iterator[list[Element]]:
    """Yield what stands together: a figure with its finding, or what leads with what follows."""
    unit: list[Element] = []
    leads = iter(leading(elements))
    for group in floated(elements):
        if _floats(group):
            yield from ([unit, group] if unit else [group])
            unit = []
            for _ in group:
                next(leads)
            continue
        for element in group:
            goes_on = next(leads)
            *first, last = _items(element)
            for piece in first:
                yield [*unit, piece]
                unit = []
            unit = [*unit, last]
            if not goes_on:
                yield unit
                unit = []
    if unit:
        yield unit


def _floats(group: Sequence[Element]) -> bool:
    return len(group) > 1 and group[-1]["kind"] == "figure" and group[0].get("level") != 1


def _items(element: Element) -> list[Element]:
    """Return a list as one list for each item, any other element as it is."""
    if element["kind"] != "list" or len(element["items"]) < 2:
        return [element]
    *first, last = element["items"]
    return [
        *({**element, "items": [text], "leading": False, "goes_on": True} for text in first),
        {**element, "items": [last]},
    ]


def _tall(unit: Sequence[Element], page: Page) -> float:
    return sum(height(element, page.width, page.tight) for element in unit)


def _after(unit: Sequence[Element], y: float, page: Page) -> float:
    """Return how far down a page is written after elements that begin at `y`, or overleaf."""
    *heads, last = unit
    above = _tall(heads, page)
    if last["kind"] in TABLES:
        rows = row_heights(last, page.width, page.tight and last["kind"] == "matrix")
        kept = sum(rows if not last.get("long", True) else rows[:2])
    else:
        rows = [height(last, page.width)]
        whole = last["kind"] in ("figure", "cards")
        kept = rows[0] if whole else min(rows[0], FIRST_LINES * pitch(BODY))
    y = above if y + above + kept > page.height else y + above
    if last["kind"] not in TABLES:
        return y + rows[0] if y + rows[0] <= page.height else y + rows[0] - page.height
    for row in rows:
        y = rows[0] + row if y + row > page.height else y + row
    return y + BELOW_TABLE


def first_scale(elements: Sequence[Element], page: Page) -> float:
    """Return the size, as a part of its own, at which the figure of page one fits that page.

    It is small enough for what stands on the page before its end, as far as its letters stay
    `LEAST_LETTERS` high; 1 where there is no such page or figure.
    """
    kinds = [element["kind"] for element in elements]
    first = elements[: kinds.index("pagebreak")] if "pagebreak" in kinds else []
    drawn = [element["picture"].figure for element in first if element["kind"] == "figure"]
    over = page.begun + _tall(first, page) + SPARE - page.height
    if len(drawn) != 1 or over <= 0:
        return 1.0
    across, high = (float(side) for side in drawn[0].get_size_inches())
    return max(LEAST_LETTERS / smallest_letters(drawn[0]), 1 - over * across / (page.width * high))


def smallest_letters(picture: "Picture") -> float:
    """Return the size in points of the smallest letters of a picture."""
    from matplotlib.text import Text

    shown = [t for t in picture.findobj(Text) if t.get_visible()]
    return min(float(t.get_fontsize()) for t in shown if isinstance(t, Text) and t.get_text())


def crowded(elements: Sequence[Element], page: Page) -> bool:
    """Return whether tables of verdicts need closer rows to fit a page with their remark."""
    head = pitch(LOOKS["Heading 1"].size) + LOOKS["Heading 1"].below
    groups = [group for group in floated(elements) if group[0]["kind"] == "matrix"]
    return any(_tall(group, page) + head > page.height for group in groups)
