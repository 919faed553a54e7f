"""Tables of a Word file: large statements, tables of texts, verdicts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dxsim.presentation.briefing.elements import Element
from dxsim.presentation.briefing.office.cells import close, keep_rows, shade
from dxsim.presentation.briefing.office.styles import ACCENT, TINY, pitch

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

LARGE = 24.0
"""Size of a large number, in points."""


def cards(document: "Document", element: Element) -> None:
    """Add large numbers, two side by side, each with the sentence under it."""
    from docx.shared import Pt, RGBColor

    items = element["items"]
    table = document.add_table(rows=(len(items) + 1) // 2, cols=2)
    for at, item in enumerate(items):
        cell = table.cell(at // 2, at % 2)
        large = cell.paragraphs[0].add_run(item["number"])
        large.bold, large.font.size = True, Pt(LARGE)
        large.font.color.rgb = RGBColor(*ACCENT)
        form = cell.paragraphs[0].paragraph_format
        form.space_after, form.line_spacing = Pt(0), Pt(pitch(LARGE))
        cell.add_paragraph(item["text"]).paragraph_format.space_after = Pt(6)


def text_rows(element: Element) -> tuple[list[list[str]], list[float]]:
    """Return the rows of a table or of verdicts, head first, and the widths of the columns."""
    if element["kind"] == "table":
        rows = [element["header"], *element["rows"]]
        widths = element["widths"] if any(element["widths"]) else [1.0] * len(element["header"])
        return rows, widths
    texts = [[row["name"], *(c["text"] for c in row["cells"]), *row["rest"]]
             for row in element["rows"]]  # fmt: skip
    first = element["rows"][0]
    widths = [2.3, *[1.0] * len(first["cells"]), *[2.8] * len(first["rest"])]
    return [element["heads"], *texts], widths


def texts(document: "Document", element: Element, room: int) -> None:
    """Add a table of texts; `room` is the width of the page between margins, in EMU."""
    table = _grid(document, *text_rows(element), room)
    keep_rows(table, whole=not element["long"], tall=element["tall"])
    for row in table.rows:
        for column, right in enumerate(element["right"]):
            if right:
                row.cells[column].paragraphs[0].alignment = 2


def verdicts(document: "Document", element: Element, room: int, tight: bool) -> None:
    """Add a table of verdicts, shaded; `tight` leaves no room between the rows."""
    table = _grid(document, *text_rows(element), room, 0 if tight else 15)
    keep_rows(table, whole=False, tall=False)
    for line, row in zip(table.rows[1:], element["rows"], strict=True):
        cells = line.cells[1 : 1 + len(row["cells"])]
        for cell, verdict in zip(cells, row["cells"], strict=True):
            shade(cell, verdict["fill"])
            cell.paragraphs[0].alignment = 1
            cell.paragraphs[0].runs[0].bold = bool(verdict["judge"])


def _grid(
    document: "Document",
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    room: int,
    above: int = 15,
) -> "Table":
    """Return a table of texts in small letters, its first row repeated on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Emu, Pt

    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(int(room * width / sum(widths)))
    for at, (line, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, width in zip(line.cells, texts, widths, strict=True):
            cell.width = Emu(int(room * width / sum(widths)))
            close(cell, above)
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(TINY), at == 0
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(pitch(TINY))
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    return table
