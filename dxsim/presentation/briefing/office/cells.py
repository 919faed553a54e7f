"""Table cells and rows of a Word file: margins, shades, and what stays on one page."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.table import Table, _Cell


def close(cell: "_Cell", above: int) -> None:
    """Let the text of a cell come close to its edges, so that many columns fit a page.

    `above` is the room above and below it, in twentieths of a point.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    margins = OxmlElement("w:tcMar")
    for side, room in (("top", above), ("left", 30), ("bottom", above), ("right", 30)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(room))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    cell._tc.get_or_add_tcPr().append(margins)


def keep_rows(table: "Table", *, whole: bool, tall: bool) -> None:
    """Keep the head of a table with its first row, or the `whole` of it on one page.

    No row goes on overleaf, unless the table has a `tall` one.
    """
    from docx.oxml import OxmlElement

    for at, row in enumerate(table.rows):
        if not tall:
            row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        if at == 0 or (whole and at < len(table.rows) - 1):
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def shade(cell: "_Cell", colour: str) -> None:
    """Fill a cell with a colour, given as #rrggbb."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        shade.set(qn(f"w:{key}"), value)
    properties = cell._tc.get_or_add_tcPr()
    margins = properties.find(qn("w:tcMar"))  # stands after the shade in the form of the file
    properties.append(shade) if margins is None else margins.addprevious(shade)
