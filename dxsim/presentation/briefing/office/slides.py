"""The figures of the briefing as slides (16:9): titles to edit, notes to speak from."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dxsim.data.yamlfile import InputError, quoted
from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.office.files import OFFICE_FONT, fixed_times, opened
from dxsim.presentation.briefing.office.opening import opening
from dxsim.presentation.figures.drawing.saving import Figure, drawn

WIDE, HIGH = 12_192_000, 6_858_000
"""A slide of 13.33 by 7.5 inches, in English Metric Units."""
EDGE, HEAD = 0.035, 0.14
"""Margin and height of the title, as parts of the width and the height."""


def pptx_bytes(briefing: Briefing, template: Path | None = None) -> bytes:
    """Return the briefing's figures as slides; the same inputs give the same bytes.

    The first slide has the title and what page one says; each further one has a figure under its
    finding, the figure's alternative text and, in the notes, caption and alternative text.

    Parameters
    ----------
    briefing
        composed with figures in the size of a slide.
    template
        a .pptx whose masters are used, and whose slides are not.

    Raises
    ------
    InputError
        for a template that is no PowerPoint file or has no layout with a title alone.
    """
    deck = _deck(template)
    _properties(deck, briefing)
    layout = _title_only(deck, template)
    house = template is None
    opening(deck.slides.add_slide(layout), deck, briefing, house=house)
    for element in briefing.elements:
        if element["kind"] == "figure":
            _figure(deck, layout, element, house)
    stream = io.BytesIO()
    deck.save(stream)
    return fixed_times(stream.getvalue())


class Slide(NamedTuple):
    """A figure as a slide of its own.

    `figure` is drawn without its title, in the size of a slide; `title` is the finding, to be
    edited; `notes` are what a speaker says beside it: basis and sources.
    """

    figure: Figure
    title: str
    notes: str


def slide_bytes(slides: Sequence[Slide]) -> bytes:
    """Return figures as slides without an opening; the same inputs give the same bytes."""
    deck, first = _deck(None), slides[0]
    about = deck.core_properties
    about.title, about.language = first.title, first.figure.lang
    about.author = about.last_modified_by = ""
    layout = _title_only(deck, None)
    for one in slides:
        shown = {"picture": one.figure, "alt": one.figure.alt}
        _figure(deck, layout, {"title": one.title, "caption": one.notes, **shown}, True)
    stream = io.BytesIO()
    deck.save(stream)
    return fixed_times(stream.getvalue())


def _deck(template: Path | None) -> Any:
    import pptx

    if template is None:
        deck: Any = pptx.Presentation()
        deck.slide_width, deck.slide_height = WIDE, HIGH
        return deck
    deck = opened(template, ".pptx", "PowerPoint", pptx.Presentation)
    slides = deck.slides._sldIdLst
    for slide in list(slides):
        deck.part.drop_rel(slide.rId)
        slides.remove(slide)
    return deck


def _title_only(deck: Any, template: Path | None) -> Any:
    """Return the layout that has a title and nothing else to fill in."""
    footing = {13, 15, 16}  # slide number, footer, date
    for layout in deck.slide_layouts:
        kinds = {p.placeholder_format.type for p in layout.placeholders}
        if {int(kind) for kind in kinds} - footing == {1}:
            return layout
    expected = "a presentation with a layout that has a title alone"
    raise InputError("--template", found=quoted(str(template)), expected=expected)


def _properties(deck: Any, briefing: Briefing) -> None:
    import datetime as dt

    about = deck.core_properties
    about.title, about.author, about.subject = briefing.title, briefing.author, briefing.subtitle
    about.language, about.comments = briefing.lang, briefing.footer
    about.last_modified_by, about.revision = briefing.author, 1
    about.created = about.modified = dt.datetime.combine(briefing.date, dt.time())


def _slide(deck: Any, layout: Any, title: str, house: bool) -> Any:
    """Return a new slide with its title at the top left."""
    from pptx.util import Emu, Pt

    slide = deck.slides.add_slide(layout)
    wide, high = deck.slide_width, deck.slide_height
    head = slide.shapes.title
    head.left, head.top = Emu(int(wide * EDGE)), Emu(int(high * 0.03))
    head.width, head.height = Emu(int(wide * (1 - 2 * EDGE))), Emu(int(high * HEAD))
    head.text_frame.text = title
    head.text_frame.word_wrap = True
    paragraph = head.text_frame.paragraphs[0]
    paragraph.alignment = 1
    paragraph.font.size, paragraph.font.bold = Pt(24 if len(title) < 110 else 18), True
    if house:
        paragraph.font.name = OFFICE_FONT
    return slide


def _figure(deck: Any, layout: Any, element: Any, house: bool) -> None:
    """Add a figure as large as fits under its title, in the middle."""
    from pptx.util import Emu

    slide = _slide(deck, layout, element["title"], house)
    shape = slide.shapes.add_picture(io.BytesIO(drawn(element["picture"], "png")), 0, 0)
    wide, high = deck.slide_width, deck.slide_height
    top = int(high * (HEAD + 0.05))
    scale = min((high - top) / shape.height, wide / shape.width)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left, shape.top = Emu((wide - shape.width) // 2), Emu(top)
    shape._element.nvPicPr.cNvPr.set("descr", element["alt"])
    slide.notes_slide.notes_text_frame.text = f"{element['caption']}\n\n{element['alt']}"
