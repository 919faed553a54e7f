"""No heading is left at the foot of a page: it stands with what it announces, whatever that is."""

import io

import docx
import pytest
from support.printed import briefing, text_pages

from dxsim.presentation.briefing.elements import (
    bullets,
    heading,
    leading,
    page_break,
    paragraph,
    small,
    table,
)
from dxsim.presentation.briefing.office.word import docx_bytes
from dxsim.presentation.briefing.pdf import pdf_bytes

HEAD = "Announced"
SHOWN = {
    "short table": [table((["name", "value"], [["shown", "1"]] * 6))],
    "long table": [table((["name", "value"], [["shown", "1"]] * 40))],
    "full rows": [table((["name", "value"], [["shown", "long words " * 50]] * 6))],
    "tall cell": [table((["name", "value"], [["shown", "long words " * 100]]))],
    "remark, then a table": [small("remark " * 60), table((["a"], [["shown"]] * 30))],
    "paragraph, then a heading": [
        paragraph("words " * 40), heading("Below", 2), table((["a"], [["shown"]] * 30)),
    ],
    "list": [bullets(["shown"] * 4)],
}  # fmt: skip


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_a_heading_stands_on_the_page_of_what_it_announces(shown, require_program):
    """Wherever the page ends: lines are put above until the heading has crossed to page two."""
    require_program("pdftotext", "poppler-utils")
    crossed = set()
    for lines in range(20, 61, 4):
        above = bullets([f"line {at}" for at in range(lines)])
        found = text_pages(pdf_bytes(briefing([above, heading(HEAD), *shown])))
        (at,) = [at for at, page in enumerate(found) if HEAD in page]
        assert "shown" in found[at], f"{lines} lines above"
        crossed.add(at)
    assert crossed == {0, 1}


def test_what_leads_into_the_next_block_is_kept_with_it_in_word():
    blocks = [
        heading("One"), small("before a table"), table((["a"], [["x"], ["y"]])),
        small("after it"), paragraph("before a part"), heading("Two"), paragraph("the end"),
        page_break(), heading("Three"), bullets(["an item"]),
    ]  # fmt: skip
    assert leading(blocks) == [True, True, *[False] * 3, True, *[False] * 2, True, False]
    file = docx.Document(io.BytesIO(docx_bytes(briefing(blocks))))
    kept = {p.text: p.paragraph_format.keep_with_next for p in file.paragraphs}
    assert [kept[name] for name in ("One", "before a table", "Two", "Three")] == [True] * 4
    assert not any(kept[name] for name in ("after it", "before a part", "the end", "an item"))
    rows = file.tables[0].rows
    together = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
    assert together == [True, True, None]
