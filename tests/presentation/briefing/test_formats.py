"""Word and slides hold what the PDF holds, can be edited, and repeat byte for byte."""

import io
import subprocess
from uuid import UUID, uuid5

import docx
import pikepdf
import pptx
import pytest
from click.testing import CliRunner
from docx.shared import Inches, Pt
from matplotlib.text import Text
from support.printed import EMPTY, empty, grey_pages

import dxsim as dx
from dxsim.cli.main import cli
from dxsim.data.yamlfile import InputError
from dxsim.presentation import quoting
from dxsim.presentation.briefing import compose, content, made_from
from dxsim.presentation.briefing.office.fonts import masked
from dxsim.presentation.figures.drawing.lettering import FONT, FONTS

NAMES = ("nso-trend", "baseline")


@pytest.fixture(scope="module", name="results")
def material_fixture():
    return made_from([dx.load_scenario(name) for name in NAMES], draws=100)


@pytest.fixture(scope="module", name="word")
def word_fixture(results):
    return content(results, "vi", ".docx")


@pytest.fixture(scope="module", name="deck")
def deck_fixture(results):
    return content(results, "en", ".pptx")


def font_names(printed: bytes) -> set[str]:
    """Return the fonts of a PDF without the mark of a part of one."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        names = [str(o.FontName) for o in found if o.get("/Type") == "/FontDescriptor"]
    return {name.lstrip("/").split("+")[-1] for name in names}


def test_the_word_file_has_every_sentence_heading_and_picture_of_the_briefing(results, word):
    briefing, file = compose(results, "vi"), docx.Document(io.BytesIO(word))
    in_tables = [p.text for t in file.tables for row in t.rows for c in row.cells
                 for p in c.paragraphs]  # fmt: skip
    assert set(briefing.texts) <= {p.text for p in file.paragraphs} | set(in_tables)
    large = [i["number"] for b in briefing.elements if b["kind"] == "cards" for i in b["items"]]
    assert large and set(large) <= set(in_tables)
    headed = {p.text for p in file.paragraphs if p.style.name.startswith("Heading")}
    assert {b["text"] for b in briefing.elements if b["kind"] == "heading"} == headed
    drawn = [b for b in briefing.elements if b["kind"] == "figure"]
    assert [s._inline.docPr.get("descr") for s in file.inline_shapes] == [b["alt"] for b in drawn]
    captions = [p.text for p in file.paragraphs if p.style.name == "Caption"]
    assert [text.split(". ", 1)[1] for text in captions] == [b["caption"] for b in drawn]
    assert file.core_properties.title == briefing.title
    tables = [b for b in briefing.elements if b["kind"] in ("table", "matrix", "cards")]
    assert len(file.tables) == len(tables)


def test_each_slide_has_its_finding_as_a_title_to_edit_and_notes(results, deck):
    slides = pptx.Presentation(io.BytesIO(deck)).slides
    drawn = [b for b in compose(results, "en", "slide").elements if b["kind"] == "figure"]
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles[1:] == [b["title"] for b in drawn]
    opening = slides[0].notes_slide.notes_text_frame.text
    assert all(rule in opening for rule in quoting.rules("en"))
    for slide, block in zip(list(slides)[1:], drawn, strict=True):
        assert block["alt"] in slide.notes_slide.notes_text_frame.text
        (picture,) = [s for s in slide.shapes if s.shape_type == 13]
        assert picture._element.nvPicPr.cNvPr.get("descr") == block["alt"]
        assert picture.top >= slide.shapes.title.top + slide.shapes.title.height


def test_the_first_slide_says_what_page_one_says_in_large_statements(results, deck):
    """Each number stands in letters larger than its sentence, and no box lies on another."""
    briefing, first = (
        compose(results, "en", "slide"),
        pptx.Presentation(io.BytesIO(deck)).slides[0],
    )
    assert first.shapes.title.text_frame.text == briefing.title
    boxes = [shape for shape in first.shapes if shape.has_text_frame and shape.text_frame.text]
    told = {box.text_frame.paragraphs[0].text: box.text_frame.paragraphs for box in boxes}
    items = next(b["items"] for b in briefing.elements if b["kind"] == "cards")
    assert len(items) >= 3
    for item in items:
        number, sentence = told[item["number"]]
        assert sentence.text == item["text"]
        assert number.font.size >= 2 * sentence.font.size >= Pt(20)
    assert next(b["text"] for b in briefing.elements if b["kind"] == "heading") in told
    assert briefing.subtitle in told
    for at, one in enumerate(boxes):
        assert one.left + one.width <= pptx.Presentation(io.BytesIO(deck)).slide_width
        for other in boxes[:at]:
            beside = one.left >= other.left + other.width or other.left >= one.left + one.width
            apart = one.top >= other.top + other.height or other.top >= one.top + one.height
            assert beside or apart


def test_a_deck_in_an_office_s_template_keeps_the_template_s_font(results, tmp_path):
    template = pptx.Presentation()
    template.slides.add_slide(template.slide_layouts[6])
    template.save(tmp_path / "office.pptx")
    deck = content(results, "en", ".pptx", tmp_path / "office.pptx")
    made = pptx.Presentation(io.BytesIO(deck))
    assert made.slide_width == template.slide_width
    assert len(made.slides) == 1 + sum(
        b["kind"] == "figure" for b in compose(results, "en").elements
    )
    frames = [s.text_frame for slide in made.slides for s in slide.shapes if s.has_text_frame]
    assert {p.font.name for frame in frames for p in frame.paragraphs} == {None}


@pytest.mark.parametrize(("kind", "lang"), [(".docx", "vi"), (".pptx", "en")])
def test_the_same_inputs_give_the_same_file(kind, lang, results, word, deck):
    assert content(results, lang, kind) == {".docx": word, ".pptx": deck}[kind]


@pytest.mark.parametrize(("kind", "lang"), [("docx", "vi"), ("pptx", "en")])
def test_libreoffice_opens_it(kind, lang, results, word, deck, tmp_path, require_program):
    program = {
        "docx": ("lowriter", "libreoffice-writer"),
        "pptx": ("loimpress", "libreoffice-impress"),
    }
    office = require_program(*program[kind])
    file = tmp_path / f"briefing.{kind}"
    file.write_bytes(word if kind == "docx" else deck)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(file)], check=True, timeout=200, capture_output=True)
    printed = file.with_suffix(".pdf").read_bytes()
    assert len(printed) > 10_000
    if kind == "docx":
        assert font_names(printed) == {"SourceSans3-Regular", "SourceSans3-Bold"}
        assert max(map(empty, grey_pages(printed)[1:-1])) < EMPTY


def test_no_letters_of_the_word_file_are_below_seven_points(results, word):
    """In texts and in the pictures, at the size at which they stand on the page."""
    file = docx.Document(io.BytesIO(word))
    cells = [c for table in file.tables for row in table.rows for c in row.cells]
    written = [*file.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    assert min(run.font.size for p in written for run in p.runs if run.font.size) >= Pt(7)
    drawn = [b["picture"].figure for b in compose(results, "vi").elements if b["kind"] == "figure"]
    for shape, figure in zip(file.inline_shapes, drawn, strict=True):
        scale = shape.width / Inches(figure.get_size_inches()[0])
        shown = [t for t in figure.findobj(Text) if t.get_text() and t.get_visible()]
        assert min(text.get_fontsize() for text in shown) * scale >= 6.99


def test_the_font_is_inside_the_word_file(word):
    """It is masked by its key, as the format wants it."""
    file = docx.Document(io.BytesIO(word))
    held = [p for p in file.part.package.iter_parts() if p.partname.endswith(".odttf")]
    names = sorted(p.partname.split("/")[-1].split(".")[0] for p in held)
    assert names == ["bold", "regular"]
    for part in held:
        weight = "Bold" if "bold" in part.partname else "Regular"
        key = uuid5(UUID(int=0), f"{FONT} {weight}")
        assert masked(part.blob, key) == (FONTS / f"SourceSans3-{weight}.ttf").read_bytes()


def test_a_template_gives_its_styles_and_header_and_not_its_text(results, tmp_path):
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Ministry of Planning"
    template.add_paragraph("an old letter")
    template.styles["Heading 1"].font.name = "Arial"
    template.save(tmp_path / "office.docx")
    made = docx.Document(io.BytesIO(content(results, "en", ".docx", tmp_path / "office.docx")))
    assert made.sections[0].header.paragraphs[0].text == "Ministry of Planning"
    assert made.styles["Heading 1"].font.name == "Arial"
    assert "an old letter" not in [p.text for p in made.paragraphs]


@pytest.mark.parametrize("name", ["office.dotx", "missing.docx", "broken.docx"])
def test_what_is_no_template_is_refused(name, results, tmp_path):
    (tmp_path / "office.dotx").write_bytes(b"")
    (tmp_path / "broken.docx").write_bytes(b"no archive")
    with pytest.raises(InputError, match="--template"):
        content(results, "en", ".docx", tmp_path / name)


@pytest.mark.parametrize(
    "asked",
    [
        ["--format", "docx", "--out", "x.pdf"],
        ["--out", "x.odt"],
        ["--template", "x.docx", "--out", "x.pdf"],
        ["--layout", "missing.yaml"],
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_written(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["briefing", "nso-trend", "--draws", "100", *asked])
    assert isinstance(result.exception, InputError)
    assert not list(tmp_path.iterdir())
