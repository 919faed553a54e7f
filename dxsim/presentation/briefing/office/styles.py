"""The styles and the page of a Word file: those of an office's template, or the house's."""

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxsim.presentation.briefing.office.files import OFFICE_FONT, opened

if TYPE_CHECKING:
    from docx.document import Document

STYLES = (
    "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption", "Table Grid",
)  # fmt: skip
ACCENT = (0x1F, 0x4E, 0x9E)
"""Red, green and blue of headings and large numbers."""


def empty_document(template: Path | None) -> "Document":
    """Return an empty document in the styles of a template, or in ours."""
    import docx

    if template is None:
        document = docx.Document()
        _house_styles(document)
        return document
    document = opened(template, ".docx", "Word", docx.Document)
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    _add_missing_styles(document)
    return document


def _house_styles(document: "Document") -> None:
    """Set A4, margins, and a font with Vietnamese letters that every office has."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    for name in ("Normal", *STYLES[:-1]):
        style: Any = document.styles[name]
        style.font.name = OFFICE_FONT
        fonts = style.element.rPr.rFonts
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:hAnsi"), OFFICE_FONT)
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.0
    for name, points in (("Title", 22), ("Heading 1", 15), ("Heading 2", 11), ("Caption", 8.5)):
        style = document.styles[name]
        style.font.size, style.font.bold = Pt(points), name != "Caption"
    document.styles["Heading 1"].font.color.rgb = RGBColor(*ACCENT)


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
