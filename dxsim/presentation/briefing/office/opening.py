"""The first slide of a deck: title, finding, large statements, office and date."""

from itertools import pairwise
from typing import Any, NamedTuple

from dxsim.presentation import quoting
from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.office.files import OFFICE_FONT
from dxsim.presentation.briefing.office.styles import ACCENT
from dxsim.presentation.text.messages import say

WIDE_SLIDE = 12_192_000
"""Width of a slide, in English Metric Units, for which the sizes of letters are made."""
QUIET = (0x59, 0x59, 0x59)
"""Red, green and blue of what stands beside."""


class Place(NamedTuple):
    """A place on a slide, as parts of its width and height."""

    left: float
    top: float
    width: float
    height: float


class Letters(NamedTuple):
    """Size in points, weight and colour of letters; no colour is that of the master."""

    size: float
    bold: bool = False
    colour: tuple[int, int, int] | None = None


EDGE, WIDE = 0.055, 0.89
ABOVE = Place(EDGE, 0.05, 0.7, 0.055)
TITLE = Place(EDGE, 0.10, WIDE, 0.15)
FINDING = Place(EDGE, 0.26, WIDE, 0.15)
LOGO = Place(0.85, 0.04, 0.1, 0.08)
BELOW = Place(EDGE, 0.935, WIDE, 0.05)


def opening(slide: Any, deck: Any, briefing: Briefing, *, house: bool) -> None:
    """Set the first slide; its notes are what it says, and the rules of quoting a number.

    Parameters
    ----------
    slide
        a new one that has a title.
    deck
        the presentation it is in.
    briefing
        what it opens: its cards are the large statements, the heading above them the finding.
    house
        whether colours and font are the house's, not those of an office's template.
    """
    writer = _Writer(slide, deck, house)
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = writer.box(TITLE)
    head.text_frame.word_wrap, head.text_frame.vertical_anchor = True, 3  # in the middle
    head.text_frame.text = briefing.title
    writer.set_letters(head.text_frame.paragraphs[0], Letters(30, bold=True))
    head.text_frame.paragraphs[0].alignment = 1
    author = "" if briefing.author == say("briefing.author", briefing.lang) else briefing.author
    above = " · ".join(text for text in (briefing.office, author, briefing.issued) if text)
    if above:
        writer.text(ABOVE, above, Letters(14, bold=True, colour=QUIET))
    if briefing.logo is not None:
        writer.logo(briefing)
    finding, items = statements(briefing)
    if finding:
        writer.text(FINDING, finding, Letters(20, bold=True, colour=ACCENT))
    for at, item in enumerate(items):
        writer.card(at, item)
    writer.text(BELOW, briefing.subtitle, Letters(12, colour=QUIET))
    said = [finding, *(f"{item['number']} {item['text']}" for item in items)]
    rules = [quoting.heading(briefing.lang), *quoting.rules(briefing.lang)]
    notes = [text for text in said if text]
    slide.notes_slide.notes_text_frame.text = "\n".join([*notes, "", *rules])


def statements(briefing: Briefing) -> tuple[str, list[dict[str, str]]]:
    """Return the finding of page one and its large statements; nothing where it has none."""
    for before, element in pairwise(briefing.elements):
        if element["kind"] == "cards":
            return before["text"], element["items"]
    return "", []


class _Writer:
    """Writes texts at places of one slide."""

    def __init__(self, slide: Any, deck: Any, house: bool) -> None:
        self.slide, self.house = slide, house
        self.wide, self.high = deck.slide_width, deck.slide_height
        self.scale = min(1.0, self.wide / WIDE_SLIDE)

    def box(self, place: Place) -> list[Any]:
        """Return left, top, width and height of a place in English Metric Units."""
        from pptx.util import Emu

        sides = (self.wide, self.high, self.wide, self.high)
        return [Emu(int(part * side)) for part, side in zip(place, sides, strict=True)]

    def text(self, place: Place, text: str, letters: Letters, more: str = "") -> None:
        """Write a text, and `more` of it below in running letters."""
        frame = self.slide.shapes.add_textbox(*self.box(place)).text_frame
        frame.word_wrap = True
        frame.paragraphs[0].text = text
        self.set_letters(frame.paragraphs[0], letters)
        if more:
            below = frame.add_paragraph()
            below.text = more
            self.set_letters(below, Letters(14))

    def set_letters(self, paragraph: Any, letters: Letters) -> None:
        """Set size and weight, and font and colour where they are the house's."""
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        paragraph.font.size = Pt(round(letters.size * self.scale))
        paragraph.font.bold = letters.bold
        if self.house:
            paragraph.font.name = OFFICE_FONT
            if letters.colour is not None:
                paragraph.font.color.rgb = RGBColor(*letters.colour)

    def card(self, at: int, item: dict[str, str]) -> None:
        """Write a large number over its sentence under a line, two in a row."""
        column, row = at % 2, at // 2
        place = Place(EDGE + column * 0.46, 0.43 + row * 0.25, 0.43, 0.24)
        left, top, width, _ = self.box(place)
        rule = self.slide.shapes.add_connector(1, left, top, left + width, top)
        if self.house:
            from pptx.dml.color import RGBColor
            from pptx.oxml.ns import qn

            rule._element.remove(rule._element.find(qn("p:style")))  # the master's shadow
            rule.line.color.rgb = RGBColor(*ACCENT)
        rule.line.width = 25_400
        large = Letters(32, bold=True, colour=ACCENT)
        self.text(place._replace(top=place.top + 0.005), item["number"], large, item["text"])

    def logo(self, briefing: Briefing) -> None:
        """Set the office's logo at the top right."""
        left, top, width, height = self.box(LOGO)
        shape = self.slide.shapes.add_picture(str(briefing.logo), left, top, height=height)
        shape.left = left + width - shape.width
        shape._element.nvPicPr.cNvPr.set("descr", briefing.office or briefing.author)
