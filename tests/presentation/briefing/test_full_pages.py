"""Pages are full: where a figure has no room, the text after it comes first."""

import subprocess
from dataclasses import replace

import pytest
from support.printed import EMPTY, briefing, empty, grey_pages, text_pages

import dxsim as dx
from dxsim.presentation import figures
from dxsim.presentation.briefing import compose, elements, made_from
from dxsim.presentation.briefing.elements import (
    bullets,
    heading,
    page_break,
    paragraph,
    small,
    table,
)
from dxsim.presentation.briefing.office.heights import (
    Page,
    arranged,
    first_scale,
    height,
    smallest_letters,
)
from dxsim.presentation.briefing.office.word import docx_bytes
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.figures.drawing.style import LEAST_LETTERS

ROWS = table((["name", "value"], [["a row", "1"]] * 60))


@pytest.fixture(scope="module", name="figure")
def figure_fixture():
    several = [dx.load_scenario(name) for name in dx.list_scenarios()]
    drawn = figures.required_vs_projected(several, size="half", titled=False, noted=False)
    return elements.picture(drawn, "A caption.")


@pytest.fixture(scope="module", name="results")
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
    lang, kept, results, require_program
):
    require_program("pdftoppm", "poppler-utils")
    sections = ("front", "matrix", kept, "sure", "rest", "assumptions", "quoting", "reproduction")
    layout = results.layout.model_copy(update={"sections": sections})
    found = grey_pages(pdf_bytes(compose(replace(results, layout=layout), lang)))
    assert len(found) > 4
    assert max(map(empty, found[1:-1])) < EMPTY  # page one ends where it is meant to


def test_page_two_holds_the_matrix_with_its_note(results, require_program):
    """In Vietnamese, whose note is the longer one."""
    require_program("pdftotext", "poppler-utils")
    layout = results.layout.model_copy(update={"sections": ("front", "matrix", "definitions")})
    made = compose(replace(results, layout=layout), "vi")
    _, second, third, *_ = (" ".join(page.split()) for page in text_pages(pdf_bytes(made)))
    at = [block["kind"] for block in made.elements].index("matrix")
    note = next(block["text"] for block in made.elements[at:] if block["kind"] == "small")
    assert note.split()[-3:] == second.split(" dxsim ")[0].split()[-3:]
    assert third.startswith(next(b["text"] for b in made.elements[at:] if b.get("level") == 1))


def test_a_sentence_on_sources_stands_under_the_first_figure_that_needs_it():
    one = {"kind": "figure", "note": "Measured by A. Sources: B. Scenario: x."}
    two = {"kind": "figure", "note": "Measured by A. Sources: C. Scenario: x."}
    found = elements.numbered([one, paragraph("words"), two, {**one}], "en")
    assert [b.get("number") for b in found] == [1, None, 2, 3]
    assert found[2]["note"] == "Sources: C. Further as under figure 1."
    assert found[3]["note"] == "Further as under figure 1."


def test_word_pages_are_full_too(figure, require_program, tmp_path):
    """Wherever figures fall due; each part of the file ends a page of its own."""
    require_program("pdftoppm", "poppler-utils")
    office = require_program("lowriter", "libreoffice-writer")
    several = []
    for lines, count in ((4, 1), (24, 1), (44, 1), (14, 3), (34, 3)):
        above = [heading("Above"), bullets([f"line {at}" for at in range(lines)])]
        below = [heading("Below"), paragraph("word " * 400), ROWS, bullets(["the end"])]
        several += [*above, *figure * count, *below, page_break()]
    (tmp_path / "made.docx").write_bytes(docx_bytes(briefing(several[:-1])))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    command.append(str(tmp_path / "made.docx"))
    subprocess.run(command, check=True, timeout=200, capture_output=True)
    printed = (tmp_path / "made.pdf").read_bytes()
    after = [text.lstrip().startswith("Above") for text in text_pages(printed)[1:]]
    found = zip(grey_pages(printed)[:-1], after, strict=False)
    inner = [empty(page) for page, ends in found if not ends]
    assert len(inner) > 6
    assert max(inner) < EMPTY


def test_a_waiting_figure_stands_neither_in_a_list_nor_before_a_remark(figure):
    """It waits for the end of what is being said."""
    tall = bullets([f"line {at}" for at in range(20)])
    rows = [table((["a"], [["x"]] * 2)), small("a remark"), paragraph("on")]
    made = [heading("Above"), tall, *figure, *figure, heading("Below"), *rows, bullets(["a"] * 40)]
    page = Page(480, 700)
    found = [block for block, _ in arranged(elements.numbered(made, "en"), page)]
    kinds = [block["kind"] for block in found]
    assert kinds.count("figure") == 2
    for at in (at for at, kind in enumerate(kinds) if kind == "figure"):
        assert found[at - 1]["text"] == figure[0]["text"]
        assert "small" not in kinds[at + 1 : at + 2]
        assert not found[at - 2].get("goes_on")


@pytest.mark.parametrize(("begun", "fits"), [(0, True), (260, True), (600, False)])
def test_the_figure_of_page_one_is_drawn_smaller_only_as_far_as_it_can_be_read(begun, fits, figure):
    """With little room left its letters keep seven points, and it goes overleaf."""
    page = Page(480, 740, begun)
    several = elements.numbered([heading("A finding"), *figure, page_break(), *figure], "en")
    scale = first_scale(several, page)
    drawn = several[2]["picture"].figure
    assert scale * smallest_letters(drawn) >= LEAST_LETTERS
    across, high = drawn.get_size_inches()
    saved = (1 - scale) * page.width * high / across
    left = page.height - begun - sum(height(block, page.width) for block in several[:3]) + saved
    assert (left >= 0) == fits
    assert (scale < 1) == (begun > 0)
