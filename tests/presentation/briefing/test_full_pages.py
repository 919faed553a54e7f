"""Pages are full: where a figure has no room, the text after it comes first."""

from dataclasses import replace

import pytest
from support.printed import EMPTY, briefing, empty, grey_pages, text_pages

import dxsim as dx
from dxsim.presentation import figures
from dxsim.presentation.briefing import blocks, compose, made_from
from dxsim.presentation.briefing.blocks import bullets, heading, paragraph, table
from dxsim.presentation.briefing.pdf import pdf_bytes

ROWS = table((["name", "value"], [["a row", "1"]] * 60))


@pytest.fixture(scope="module", name="figure")
def figure_fixture():
    several = [dx.load_scenario(name) for name in dx.list_scenarios()]
    drawn = figures.required_vs_projected(several, size="half", titled=False, noted=False)
    return blocks.picture(drawn, "A caption.")


@pytest.fixture(scope="module", name="material")
def material_fixture():
    return made_from([dx.load_scenario(name) for name in dx.list_scenarios()], draws=100)


@pytest.mark.parametrize("lines", range(4, 64, 20))
@pytest.mark.parametrize("count", [1, 3])
def test_a_figure_without_room_lets_the_text_after_it_come_first(
    lines, count, figure, require_program
):
    """Wherever on the page the figures fall due, and however many follow one another."""
    require_program("pdftoppm", "poppler-utils")
    above, below = bullets([f"line {at}" for at in range(lines)]), [paragraph("word " * 400), ROWS]
    parts = [heading("Above"), above, *figure * count, heading("Below"), *below]
    found = grey_pages(pdf_bytes(briefing([*parts, bullets(["the end"])])))
    assert len(found) > 1
    assert max(map(empty, found[:-1])) < EMPTY


def test_figures_alone_fill_their_pages(figure, require_program):
    """Two stand on a page: none is higher than half of one."""
    require_program("pdftoppm", "poppler-utils")
    found = grey_pages(
        pdf_bytes(briefing([heading("Figures"), *figure * 5, paragraph("The end.")]))
    )
    assert len(found) == 3
    assert max(map(empty, found[:-1])) < EMPTY


@pytest.mark.parametrize(("lang", "kept"), [("en", "programmes"), ("vi", "figures")])
def test_a_briefing_has_no_half_empty_page_whatever_is_left_out(
    lang, kept, material, require_program
):
    require_program("pdftoppm", "poppler-utils")
    sections = ("front", "matrix", kept, "sure", "rest", "assumptions", "quoting", "reproduction")
    layout = material.layout.model_copy(update={"sections": sections})
    found = grey_pages(pdf_bytes(compose(replace(material, layout=layout), lang)))
    assert len(found) > 4
    assert max(map(empty, found[1:-1])) < EMPTY  # page one ends where it is meant to


def test_page_two_holds_the_matrix_with_its_note(material, require_program):
    """In Vietnamese, whose note is the longer one."""
    require_program("pdftotext", "poppler-utils")
    layout = material.layout.model_copy(update={"sections": ("front", "matrix", "definitions")})
    made = compose(replace(material, layout=layout), "vi")
    _, second, third, *_ = (" ".join(page.split()) for page in text_pages(pdf_bytes(made)))
    at = [block["kind"] for block in made.blocks].index("matrix")
    note = next(block["text"] for block in made.blocks[at:] if block["kind"] == "small")
    assert note.split()[-3:] == second.split(" dxsim ")[0].split()[-3:]
    assert third.startswith(next(b["text"] for b in made.blocks[at:] if b.get("level") == 1))


def test_a_sentence_on_sources_stands_under_the_first_figure_that_needs_it():
    one = {"kind": "figure", "note": "Measured by A. Sources: B. Scenario: x."}
    two = {"kind": "figure", "note": "Measured by A. Sources: C. Scenario: x."}
    found = blocks.numbered([one, paragraph("words"), two, {**one}], "en")
    assert [b.get("number") for b in found] == [1, None, 2, 3]
    assert found[2]["note"] == "Sources: C. Further as under figure 1."
    assert found[3]["note"] == "Further as under figure 1."
