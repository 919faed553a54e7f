"""Texts from a file that would be code elsewhere: shown as they are or refused, never obeyed."""

import csv
import datetime as dt
import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pikepdf
import pytest
import yaml
from nbconvert.filters import markdown2html
from support.attack import listing, survives
from support.scenarios import plan

from dxsim.presentation import figures
from dxsim.presentation.briefing import elements
from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.figures.drawing import saving
from dxsim.presentation.index_page.page import write_index
from dxsim.presentation.notebooks import show
from dxsim.scenario.loading import load_scenario

TITLES = {
    "path": "../../../../tmp/escaped",
    "formula": '=HYPERLINK("http://198.51.100.1","click")',
    "formula-plus": "+cmd|' /C calc'!A0",
    "formula-at": "@SUM(1+1)*cmd",
    "typst": '#include "/etc/passwd" #read("/etc/passwd") *bold* $x^2$ @ref <label> `raw` \\u{41}',
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "shell": "$(touch escaped) `touch escaped` ; touch escaped | tee escaped && true",
    "template": "{{ 7*7 }} {% include 'x' %} ${7*7} #{7*7} %(x)s {0.__class__}",
    "mathtext": r"$\frac{1}{0}$ $\undefinedmacro$ \textbf{x} $",
    "markdown": "[click](javascript:alert(1)) ![x](file:///etc/passwd) | a | b |",
    "long": "x" * 2000,
    "words": "dài " * 400,
    "marks": "abc \u05d0\u05d1\u05d2 def \u1ec7",
    "letters": "\u0395\u03bb\u03bb \u041f\u0440\u0438 \u1ec7 \u2192 \u2265",
    "lines": "one\ntwo\n\n# three",
    "quotes": "'\"\\'\"; --",
    "xml": "]]> & &amp; <!ENTITY x> ",
}
REFUSED = {
    "nul": '"a\\0b"',
    "escape": '"a\\e[31mb"',
    "override": '"a\\u202Eb"',
    "isolate": '"a\\u2067b"',
    "surrogate": '"a\\ud800b"',
    "tag": "!!python/object/apply:os.system ['touch escaped']",
    "own-tag": "!run x",
    "too-long": "x" * 2001,
}
NAMES = (
    "../plan",
    "plan/x",
    "a b",
    "=1+1",
    "$(id)",
    "<b>",
    "plan\n",
    "Plan",
    "x" * 65,
    "-rf",
    "a--b",
    "con.",
)


def evil(folder: Path, title: str) -> Path:
    """Write a scenario that says a text wherever a text may stand; return its path."""
    data = plan(title={"en": title, "vi": title}, note=title, question=title)
    data["components"]["platform"]["note"] = title
    data["gdp"]["note"] = title
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """A folder to work in, within one that must stay as it is."""
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "params").symlink_to(Path(__file__).resolve().parents[2] / "params")
    monkeypatch.chdir(folder)
    before = listing(tmp_path)
    yield folder
    strangers = {name for name in listing(tmp_path) if not name.startswith("inside/")}
    assert strangers <= set(before) and not list(folder.rglob("escaped*"))


@pytest.mark.parametrize("name", TITLES)
def test_a_title_is_shown_and_never_obeyed_in_a_terminal(inside, name):
    path = evil(inside, TITLES[name])
    for call in (("project", path), ("diff", path, "baseline"), ("targets", path)):
        answer = survives(inside, *call)
        assert answer.status == 0, answer.err
        assert all(char.isprintable() or char in "\n" for char in answer.out)
        assert "49" not in answer.out.splitlines()[0]
    said = load_scenario(path).heading("en")
    assert said == " ".join(TITLES[name].split())


LONGER = [
    pytest.param(name, marks=pytest.mark.soak) for name in ("formula-plus", "long", "lines", "xml")
]


@pytest.mark.parametrize("name", ["formula", "script", *LONGER])
def test_a_title_is_a_text_in_a_workbook(inside, name):
    out = inside / "out" / "book.xlsx"
    answer = survives(inside, "workbook", evil(inside, TITLES[name]), "--out", out)
    assert answer.status == 0, answer.err
    with zipfile.ZipFile(out) as book:
        formulas = b"".join(
            found
            for part in book.namelist()
            if part.startswith("xl/worksheets/sheet")
            for found in re.findall(rb"<f>[^<]*</f>", book.read(part))
        )
        parts = b"".join(map(book.read, book.namelist()))
    for word in (b"HYPERLINK", b"cmd", b"198.51"):
        assert word not in formulas
    assert b"<script" not in parts and b"relationships/hyperlink" not in parts
    values = [
        cell.value
        for sheet in openpyxl.load_workbook(out)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s"
    ]
    shown = " ".join(TITLES[name].split())
    assert any(isinstance(value, str) and shown[:200] in value for value in values)
    assert survives(inside, "import", out).status == 0


PRINTED = [name for name in TITLES if name != "marks"]


@pytest.mark.parametrize("name", PRINTED)
def test_a_title_is_a_text_on_paper(name):
    text = " ".join(TITLES[name].split())
    told = ([text, "x"], [[text, "1"], ["=1", text]])
    pages = [elements.heading(text), elements.paragraph(text), elements.bullets([text])]
    pages += [elements.small(text), elements.table(told)]
    date = dt.date(2025, 1, 1)
    briefing = Briefing(
        lang="en", title=text, subtitle=text, author=text, office=text, issued=text, logo=None,
        footer="footer", date=date, elements=tuple(pages),
    )  # fmt: skip
    with pikepdf.open(io.BytesIO(pdf_bytes(briefing))) as pdf:
        assert str(pdf.docinfo["/Title"]) == text
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        assert all("/Annots" not in page for page in pdf.pages)
        outline = pdf.Root.Outlines.First.Title
        assert str(outline) == text


@pytest.mark.parametrize("name", ["mathtext", "script", "xml", "long", "letters"])
def test_a_title_is_a_text_in_a_figure(tmp_path, name):
    loaded = [load_scenario(evil(tmp_path, TITLES[name])), load_scenario("baseline")]
    files = saving.save(figures.comparison(loaded, lang="en"), tmp_path, "shown", ("svg", "pdf"))
    drawn = files[0].read_text(encoding="utf-8")
    assert "<script" not in drawn and "<image" not in drawn and "onerror=" not in _tags(drawn)
    ElementTree.fromstring(drawn)


@pytest.mark.parametrize(
    "call",
    [("run", "--out", "out"), ("briefing", "--out", "a.pdf"), ("briefing", "--out", "a.docx")],
)
def test_a_title_no_font_can_print_is_refused_by_its_letter(inside, call):
    command, *options = call
    answer = survives(inside, command, evil(inside, TITLES["marks"]), *options)
    assert answer.status == 2 and answer.err.count("\n") == 1
    assert "plan.yaml: title: found the letter '\u05d0' (U+05D0)" in answer.err
    assert not list(inside.glob("a.*")) and not (inside / "out").exists()


def _tags(drawn: str) -> str:
    return "".join(re.findall(r"<[^>]*>", drawn))


class Seen(HTMLParser):
    """What a browser would find on a page: its text, its tags, and attributes that act."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.acting, self.text = set(), [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        own = ("src", "href", "action")
        self.acting += [(n, v) for n, v in attrs if n in own or n.startswith("on")]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", TITLES)
def test_a_title_is_a_text_on_the_page_of_a_run(inside, name):
    (inside / "out").mkdir()
    (inside / "out" / "verdicts.csv").write_text("scenario\n")
    pages = [
        Seen(write_index(inside / "out", [load_scenario(path)]).read_text(encoding="utf-8"))
        for path in (evil(inside, TITLES[name]), "baseline")
    ]
    titled, usual = pages
    assert titled.tags == usual.tags and titled.acting == usual.acting
    assert "verdicts.csv" in dict(usual.acting).values()


@pytest.mark.parametrize("name", TITLES)
def test_a_title_is_a_text_in_a_notebook(inside, name):
    title = load_scenario(evil(inside, TITLES[name]))
    shown = Seen(markdown2html(show.question(title).data))
    assert shown.tags == {"p", "strong"} and not shown.acting
    told = " ".join(TITLES[name].split())
    assert [line for line in shown.text.splitlines() if line] == [told] * 3
    table = Seen(show.scenario_list([title]).to_html())
    assert table.tags <= {"style", "table", "thead", "tbody", "tr", "th", "td"}
    assert not table.acting and told in " ".join(table.text.split())


@pytest.mark.parametrize("name", ["formula", "formula-plus", "formula-at"])
def test_no_cell_of_a_table_begins_like_a_formula(inside, name):
    path = evil(inside, TITLES[name])
    assert survives(inside, "export", path, "--out", inside / "a.csv").status == 0
    loaded = [load_scenario(path), load_scenario("baseline")]
    saving.save(figures.comparison(loaded, lang="vi"), inside, "b", ("svg",))
    saving.save(figures.verdict_matrix(loaded, lang="vi"), inside, "c", ("svg",))
    for table in inside.glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as rows:
            cells = [cell for row in csv.reader(rows) for cell in row]
        assert len(cells) > 20
        assert not [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?![\d.])", cell)]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_seen_or_would_build_an_object_is_refused(inside, name):
    path = evil(inside, "HERE")
    text = path.read_text(encoding="utf-8").replace("HERE", REFUSED[name], 1)
    path.write_text(text, encoding="utf-8")
    for call in (("project", path), ("check", path)):
        assert survives(inside, *call).status == 2


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_a_path_an_option_or_a_formula(inside, name):
    path = inside / "plan.yaml"
    path.write_text(yaml.safe_dump(plan(name=name)), encoding="utf-8")
    assert survives(inside, "project", path).status == 2
    file = inside / f"{name.replace('/', '_').strip()}.yaml"
    file.write_text(yaml.safe_dump(plan(name=name)), encoding="utf-8")
    assert survives(inside, "project", "--", file).status == 2
