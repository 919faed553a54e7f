"""The briefing as a Word file: headings, tables, captions and alternative texts to edit."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.presentation.briefing import elements
from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.elements import Element
from dxsim.presentation.briefing.office import heights, tables
from dxsim.presentation.briefing.office.files import fixed_times
from dxsim.presentation.briefing.office.styles import LOOKS, SMALL, TINY, empty_document, pitch
from dxsim.presentation.figures.drawing.saving import drawn
from dxsim.presentation.text.messages import say

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

TALLEST = 0.8
"""Greatest height of a figure, as a part of the text's: for pages smaller than A4."""
EMU_A_POINT = 12_700
LOCALES = {"en": "en-GB", "vi": "vi-VN"}


def docx_bytes(briefing: Briefing, template: Path | None = None) -> bytes:
    """Return the briefing as a Word file; the same inputs give the same bytes.

    Parameters
    ----------
    briefing
        what to set.
    template
        a .docx whose styles, page, headers and footers are used, and whose text is not.

    Raises
    ------
    InputError
        for a template that is no Word file.
    """
    document = empty_document(template)
    _properties(document, briefing)
    writer = Writer(document, briefing.lang, house=template is None)
    across, down = writer.room / EMU_A_POINT, writer.tall / EMU_A_POINT
    begun = _head(document, briefing, across)
    page = heights.Page(across, down, begun)
    several = elements.numbered(briefing.elements, briefing.lang)
    writer.tight = heights.crowded(several, page)
    writer.scale = heights.first_scale(several, page._replace(tight=writer.tight))
    for element, leads in heights.arranged(several, page._replace(tight=writer.tight)):
        writer.write(element, leads)
    if template is None:
        _footer(document, briefing.footer)
    stream = io.BytesIO()
    document.save(stream)
    return fixed_times(stream.getvalue())


class Writer:
    """Writes elements at the end of a document."""

    def __init__(self, document: "Document", lang: str, *, house: bool) -> None:
        self.document, self.lang, self.house = document, lang, house
        section = document.sections[0]
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        self.room = (section.page_width or 0) - margins
        margins = (section.top_margin or 0) + (section.bottom_margin or 0)
        self.tall = (section.page_height or 0) - margins
        self.new_page, self.leads, self.tight, self.above = False, False, False, ""
        self.scale = 1.0

    def write(self, element: Element, leads: bool) -> None:
        """Write one element; a page break is kept for the paragraph after it.

        `leads` says whether it has to stand on one page with the next element.
        """
        self.leads = leads
        kinds: dict[str, Callable[[Element], None]] = {
            "heading": self._heading, "paragraph": self._paragraph,
            "small": self._small, "list": self._list, "cards": self._cards,
            "figure": self._figure, "table": self._table, "matrix": self._matrix,
            "pagebreak": self._break,
        }  # fmt: skip
        kinds[element["kind"]](element)
        self.above = element["kind"]

    def _break(self, _: Element) -> None:
        self.new_page, self.scale = True, 1.0

    def _add(self, text: str, style: str | None = None, size: float | None = None) -> "Paragraph":
        from docx.shared import Pt

        paragraph = self.document.add_paragraph(style=style)
        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
            if self.house:
                paragraph.paragraph_format.line_spacing = Pt(pitch(size))
        if self.new_page:
            paragraph.paragraph_format.page_break_before = True
            self.new_page = False
        if self.leads:
            paragraph.paragraph_format.keep_with_next = True
        if self.above in heights.TABLES and style in (None, "List Bullet"):
            paragraph.paragraph_format.space_before = Pt(heights.BELOW_TABLE)
            self.above = ""
        return paragraph

    def _heading(self, element: Element) -> None:
        self._add(element["text"], f"Heading {element['level']}")

    def _paragraph(self, element: Element) -> None:
        self._add(element["text"])

    def _small(self, element: Element) -> None:
        from docx.shared import Pt

        self._add(element["text"], size=SMALL).paragraph_format.space_before = Pt(
            heights.BELOW_TABLE
        )

    def _list(self, element: Element) -> None:
        for item in element["items"]:
            self._add(item, "List Bullet", SMALL if element["fine"] else None)

    def _cards(self, element: Element) -> None:
        tables.cards(self.document, element)

    def _figure(self, element: Element) -> None:
        from docx.shared import Emu

        paragraph = self._add("")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.line_spacing = 1.0
        data = io.BytesIO(drawn(element["picture"], "png"))
        shape = paragraph.add_run().add_picture(data, width=Emu(int(self.room * self.scale)))
        most = self.tall * TALLEST
        if shape.height > most:
            shape.width, shape.height = Emu(int(shape.width * most / shape.height)), Emu(int(most))
        shape._inline.docPr.set("descr", element["alt"])
        shape._inline.docPr.set("title", element["title"])
        caption = self._add(f"{say('briefing.figure', self.lang)} ", "Caption")
        _field(caption, "SEQ Figure \\* ARABIC", str(element["number"]))
        caption.add_run(f". {element['caption']}")
        if element["note"]:
            caption.paragraph_format.keep_with_next = True
            self._add(element["note"], size=TINY)

    def _table(self, element: Element) -> None:
        tables.texts(self.document, element, self.room)

    def _matrix(self, element: Element) -> None:
        tables.verdicts(self.document, element, self.room, self.tight)


def _properties(document: "Document", briefing: Briefing) -> None:
    import datetime as dt

    from docx.oxml.ns import qn

    about = document.core_properties
    about.title, about.author, about.subject = briefing.title, briefing.author, briefing.subtitle
    about.language, about.comments = LOCALES[briefing.lang], briefing.footer
    about.last_modified_by, about.revision = briefing.author, 1
    about.created = about.modified = dt.datetime.combine(briefing.date, dt.time())
    for language in document.styles.element.xpath("./w:docDefaults//w:lang"):
        language.set(qn("w:val"), LOCALES[briefing.lang])


def _head(document: "Document", briefing: Briefing, width: float) -> float:
    """Write what stands above the first element; return its height in points, `width` across."""
    from docx.shared import Mm

    high = 0.0
    if briefing.logo is not None:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.line_spacing = 1.0
        shape = paragraph.add_run().add_picture(str(briefing.logo), height=Mm(14))
        shape._inline.docPr.set("descr", briefing.office or briefing.author)
        high += shape.height / EMU_A_POINT + 6
    if briefing.office:
        document.add_paragraph().add_run(briefing.office).bold = True
    document.add_paragraph(briefing.title, style="Title")
    author = "" if briefing.author == say("briefing.author", briefing.lang) else briefing.author
    lines = [text for text in (briefing.issued, author, briefing.subtitle) if text]
    for text in lines:
        document.add_paragraph(text)
    above = [text for text in (briefing.office, *lines) if text]
    high += heights.lines(briefing.title, width, LOOKS["Title"].size, bold=True)
    return high + sum(heights.height(elements.paragraph(text), width) for text in above)


def _footer(document: "Document", text: str) -> None:
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text}\t\t")
    _field(paragraph, "PAGE", "1")
    for run in paragraph.runs:
        run.font.size = Pt(SMALL)


def _field(paragraph: "Paragraph", code: str, shown: str) -> None:
    """Add a field that Word counts itself, with what it shows until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
