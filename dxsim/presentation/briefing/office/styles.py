"""The styles and the page of a Word file: those of an office's template, or the house's."""

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dxsim.presentation.briefing.office.files import OFFICE_FONT, opened
from dxsim.presentation.briefing.office.fonts import embed
from dxsim.presentation.figures.drawing.lettering import FONT

if TYPE_CHECKING:
    from docx.document import Document

STYLES = (
    "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption", "Table Grid",
)  # fmt: skip
ACCENT = (0x1F, 0x4E, 0x9E)
"""Red, green and blue of headings and large numbers."""


BODY, CAPTION, SMALL, TINY = 10.0, 8.5, 8.0, 7.5
"""Sizes of letters in points: running text, captions, remarks, and tables and sources."""


class Look(NamedTuple):
    """A paragraph of the house: size in points, weight, and the room above and below in points."""

    size: float
    bold: bool = False
    above: float = 0.0
    below: float = 4.0


LOOKS = {
    "Normal": Look(BODY),
    "Title": Look(22, bold=True, below=8),
    "Subtitle": Look(11),
    "Heading 1": Look(15, bold=True, above=16, below=5),
    "Heading 2": Look(11, bold=True, above=9, below=4),
    "List Bullet": Look(BODY, below=2),
    "Caption": Look(CAPTION, above=2, below=3),
}


def pitch(size: float) -> float:
    """Return the distance of lines in points at a size of letters."""
    return round(size * 1.22, 1)


def empty_document(template: Path | None) -> "Document":
    """Return an empty document in the styles of a template, or in ours with the font inside."""
    import docx

    if template is None:
        document = docx.Document()
        _house_styles(document)
        embed(document, OFFICE_FONT)
        return document
    document = opened(template, ".docx", "Word", docx.Document)
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    _add_missing_styles(document)
    return document


def _house_styles(document: "Document") -> None:
    """Set A4, margins, the house font, and lines at fixed distances."""
    from docx.shared import Mm, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, look in LOOKS.items():
        _set_style(document.styles[name], look)
    document.styles["Heading 1"].font.color.rgb = RGBColor(*ACCENT)
    _light_borders(document.styles["Table Grid"])
    _bullets(document)


def _set_style(style: Any, look: Look) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = FONT, Pt(look.size), look.bold
    fonts = style.element.rPr.rFonts
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(kind), None)
    for kind in ("w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)
    style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(look.above), Pt(look.below)
    form.line_spacing = Pt(pitch(look.size))
    for joined in style.element.xpath(".//w:contextualSpacing"):
        joined.getparent().remove(joined)


def _light_borders(style: Any) -> None:
    """Draw thin grey lines between the rows of a table, and none between its columns."""
    from docx.oxml.ns import qn

    for edge in style.element.xpath(".//w:tblBorders/*"):
        shown = edge.tag in (qn("w:insideH"), qn("w:bottom"), qn("w:top"))
        edge.set(qn("w:val"), "single" if shown else "nil")
        edge.set(qn("w:color"), "BFBFBF")


def _bullets(document: "Document") -> None:
    """Take the dots before the items of lists from the house font."""
    from docx.oxml.ns import qn

    numbering = document.part.numbering_part.element
    for level in numbering.xpath('.//w:lvl[w:numFmt/@w:val="bullet"]'):
        level.find(qn("w:lvlText")).set(qn("w:val"), "•")
        for fonts in level.iter(qn("w:rFonts")):
            for kind in ("w:ascii", "w:hAnsi", "w:cs"):
                fonts.set(qn(kind), FONT)


def _add_missing_styles(document: "Document") -> None:
    """Take from the plain styles what a template has not."""
    import docx

    known = {style.name for style in document.styles}
    plain = docx.Document().styles
    for name in STYLES:
        if name not in known:
            style = deepcopy(plain[name].element)
            for numbering in style.xpath(".//w:numPr"):
                numbering.getparent().remove(numbering)
            document.styles.element.append(style)
