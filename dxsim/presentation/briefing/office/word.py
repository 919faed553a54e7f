"""The briefing as a Word file: headings, tables, captions and alternative texts to edit."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.presentation.briefing.blocks import Block, leading, numbered
from dxsim.presentation.briefing.composed import Briefing
from dxsim.presentation.briefing.office.cells import close, keep_rows, shade
from dxsim.presentation.briefing.office.files import fixed_times
from dxsim.presentation.briefing.office.styles import ACCENT, empty_document
from dxsim.presentation.figures.drawing.saving import drawn
from dxsim.presentation.text.messages import say

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

SMALL, TINY = 8.0, 7.5
FRONT_FIGURE, LATER_FIGURE = 0.34, 0.8
"""Greatest height of a figure, as a part of the text's: below large numbers, and elsewhere."""
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
    _head(document, briefing)
    writer = Writer(document, briefing.lang)
    blocks = numbered(briefing.blocks, briefing.lang)
    for block, leads in zip(blocks, leading(blocks), strict=True):
        writer.write(block, leads)
    if template is None:
        _footer(document, briefing.footer)
    stream = io.BytesIO()
    document.save(stream)
    return fixed_times(stream.getvalue())


class Writer:
    """Writes blocks at the end of a document."""

    def __init__(self, document: "Document", lang: str) -> None:
        self.document, self.lang = document, lang
        section = document.sections[0]
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        self.room = (section.page_width or 0) - margins
        margins = (section.top_margin or 0) + (section.bottom_margin or 0)
        self.tall = (section.page_height or 0) - margins
        self.new_page, self.below_cards, self.leads = False, False, False

    def write(self, block: Block, leads: bool) -> None:
        """Write one block; a page break is kept for the paragraph after it.

        `leads` says whether it has to stand on one page with the next block.
        """
        self.leads = leads
        kinds: dict[str, Callable[[Block], None]] = {
            "heading": self._heading, "paragraph": self._paragraph,
            "small": self._small, "list": self._list, "cards": self._cards,
            "figure": self._figure, "table": self._table, "matrix": self._matrix,
            "pagebreak": self._break,
        }  # fmt: skip
        kinds[block["kind"]](block)

    def _break(self, _: Block) -> None:
        self.new_page, self.below_cards = True, False

    def _add(self, text: str, style: str | None = None, size: float | None = None) -> "Paragraph":
        from docx.shared import Pt

        paragraph = self.document.add_paragraph(style=style)
        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
        if self.new_page:
            paragraph.paragraph_format.page_break_before = True
            self.new_page = False
        if self.leads:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _heading(self, block: Block) -> None:
        self._add(block["text"], f"Heading {block['level']}")

    def _paragraph(self, block: Block) -> None:
        self._add(block["text"])

    def _small(self, block: Block) -> None:
        from docx.shared import Pt

        self._add(block["text"], size=SMALL).paragraph_format.space_before = Pt(3)

    def _list(self, block: Block) -> None:
        for item in block["items"]:
            self._add(item, "List Bullet", SMALL if block["fine"] else None)

    def _cards(self, block: Block) -> None:
        from docx.shared import Pt, RGBColor

        self.below_cards = True
        items = block["items"]
        table = self.document.add_table(rows=(len(items) + 1) // 2, cols=2)
        for at, item in enumerate(items):
            cell = table.cell(at // 2, at % 2)
            large = cell.paragraphs[0].add_run(item["number"])
            large.bold, large.font.size = True, Pt(24)
            large.font.color.rgb = RGBColor(*ACCENT)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            cell.add_paragraph(item["text"])

    def _figure(self, block: Block) -> None:
        from docx.shared import Emu

        paragraph = self._add("")
        paragraph.paragraph_format.keep_with_next = True
        data = io.BytesIO(drawn(block["picture"], "png"))
        shape = paragraph.add_run().add_picture(data, width=self.room)
        most = self.tall * (FRONT_FIGURE if self.below_cards else LATER_FIGURE)
        if shape.height > most:
            shape.width, shape.height = Emu(int(shape.width * most / shape.height)), Emu(int(most))
        shape._inline.docPr.set("descr", block["alt"])
        shape._inline.docPr.set("title", block["title"])
        caption = self._add(f"{say('briefing.figure', self.lang)} ", "Caption")
        _field(caption, "SEQ Figure \\* ARABIC", str(block["number"]))
        caption.add_run(f". {block['caption']}")
        if block["note"]:
            caption.paragraph_format.keep_with_next = True
            self._add(block["note"], size=TINY)

    def _table(self, block: Block) -> None:
        rows = [block["header"], *block["rows"]]
        widths = block["widths"] if any(block["widths"]) else [1.0] * len(block["header"])
        table = self._grid(rows, widths)
        keep_rows(table, whole=not block["long"], tall=block["tall"])
        for row in table.rows:
            for column, right in enumerate(block["right"]):
                if right:
                    row.cells[column].paragraphs[0].alignment = 2

    def _matrix(self, block: Block) -> None:
        texts = [[row["name"], *(c["text"] for c in row["cells"]), *row["rest"]]
                 for row in block["rows"]]  # fmt: skip
        first = block["rows"][0]
        widths = [2.8, *[1.0] * len(first["cells"]), *[2.0] * len(first["rest"])]
        table = self._grid([block["heads"], *texts], widths)
        keep_rows(table, whole=False, tall=False)
        for line, row in zip(table.rows[1:], block["rows"], strict=True):
            cells = line.cells[1 : 1 + len(row["cells"])]
            for cell, verdict in zip(cells, row["cells"], strict=True):
                shade(cell, verdict["fill"])
                cell.paragraphs[0].alignment = 1
                cell.paragraphs[0].runs[0].bold = bool(verdict["judge"])

    def _grid(self, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> "Table":
        """Return a table of texts in small letters, its first row repeated on every page."""
        from docx.oxml import OxmlElement
        from docx.shared import Emu, Pt

        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(int(self.room * width / sum(widths)))
        for at, (line, texts) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, text, width in zip(line.cells, texts, widths, strict=True):
                cell.width = Emu(int(self.room * width / sum(widths)))
                close(cell)
                run = cell.paragraphs[0].add_run(text)
                run.font.size, run.bold = Pt(TINY), at == 0
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))
        return table


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


def _head(document: "Document", briefing: Briefing) -> None:
    from docx.shared import Mm

    if briefing.logo is not None:
        shape = document.add_paragraph().add_run().add_picture(str(briefing.logo), height=Mm(14))
        shape._inline.docPr.set("descr", briefing.office or briefing.author)
    if briefing.office:
        document.add_paragraph().add_run(briefing.office).bold = True
    document.add_paragraph(briefing.title, style="Title")
    for text in filter(None, (briefing.issued, briefing.subtitle)):
        document.add_paragraph(text)


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
