"""The page of a run: it links every file, says the verdicts in words and runs nothing."""

import re
import subprocess
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from support.typography import slips

import dxsim as dx
from dxsim.model.projection import simulate
from dxsim.presentation.briefing.target_pages import answer
from dxsim.presentation.figures.verdict_cells import columns, spoken
from dxsim.presentation.index_page.links import kind_of, listing
from dxsim.presentation.index_page.page import write_index

HOSTILE = "<script>alert('x')</script> \"&amp; <img src=x onerror=y>"
VOID = {"meta", "input", "img", "br"}


class Reader(HTMLParser):
    """Collects tags with their attributes and checks that every one is closed."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def reader(text):
    found = Reader()
    found.feed(text)
    assert not found.open
    return found


@pytest.fixture(scope="module", name="scenarios")
def scenarios_fixture():
    return [dx.load_scenario(name) for name in ("nso-trend", "plan-repeated")]


@pytest.fixture(scope="module", name="facts")
def facts_fixture(scenarios):
    return dx.verdicts(scenarios)


def fill(folder):
    files = ["briefing-vi.pdf", "figures/a b&c.svg", "figures/a b&c.png", "figures/a b&c.csv",
             "workbooks/x.xlsx", "notebooks/n.ipynb", "notebooks/n.html",
             "results.csv", "jobs/j/<b>.json"]  # fmt: skip
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1")
    (folder / ".hidden").write_text("1")
    words = f"{HOSTILE}\n\nAlternative {HOSTILE}"
    (folder / "figures/a b&c.txt").write_text(words)
    return files


def test_every_file_is_linked_and_nothing_else(tmp_path, scenarios, facts):
    files = fill(tmp_path)
    page = reader(write_index(tmp_path, scenarios, facts=facts).read_text())
    linked = {unquote(a["href"]) for a in page.all("a")}
    assert linked == set(files)
    write_index(tmp_path, scenarios, facts=facts)  # the page does not list itself
    assert all((tmp_path / name).is_file() for name in linked)


def test_it_loads_and_runs_nothing(tmp_path, scenarios, facts):
    fill(tmp_path)
    text = write_index(tmp_path, scenarios, facts=facts).read_text()
    page = reader(text)
    assert "http:" not in text and "https:" not in text and "url(" not in text
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert not [a for _, a in page.tags for key in a if key.startswith("on")]


def test_titles_and_names_from_files_are_text(tmp_path, scenarios, facts):
    fill(tmp_path)
    title = scenarios[0].title.model_copy(update={"en": HOSTILE, "vi": HOSTILE})
    hostile = scenarios[0].model_copy(update={"title": title})
    page = reader(write_index(tmp_path, [hostile, scenarios[1]], facts=facts).read_text())
    assert [a["title"] for a in page.all("th") if a.get("title") == HOSTILE]
    alts = [a["alt"] for a in page.all("img")]
    assert alts == [f"Alternative {HOSTILE}"] * 2  # once a language
    assert HOSTILE in "".join(page.words)


def test_the_matrix_says_every_verdict_in_words_in_both_languages(tmp_path, scenarios, facts):
    page = reader(write_index(tmp_path, scenarios, facts=facts).read_text())
    words = "\n".join(page.words)
    shown = {target.id for target in columns(dx.load_targets(), facts)}
    for lang in ("en", "vi"):
        for fact in (f for f in facts if f.target.id in shown):
            assert spoken(fact, lang) in words
    scopes = [a.get("scope") for a in page.all("th")]
    targets = len(shown)
    blocks = [block for lang in ("en", "vi") for block in answer(dx.load_targets(), facts, lang)]
    tables = [block for block in blocks if block["kind"] == "table"]
    answered = sum(len(table["rows"]) for table in tables)
    assert answered and scopes.count("row") == 2 * len(scenarios) + answered
    heads = sum(len(table["header"]) for table in tables)
    assert scopes.count("col") == 2 * (targets + 1) + heads
    assert scopes.count("rowgroup") == 2 * 2  # two producers, two languages
    assert len(page.all("caption")) == 2


def test_a_shrinking_rest_stands_in_the_matrix(tmp_path, scenarios, facts):
    text = write_index(tmp_path, scenarios, facts=facts).read_text()
    assert "real: shrinks from 2030; shrinks from 2032; nothing left from 2038" in text


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_one_language_is_shown_first_and_a_click_shows_the_other(tmp_path, scenarios, facts, lang):
    text = write_index(tmp_path, scenarios, facts=facts, lang=lang).read_text()
    checked = [a["id"] for a in reader(text).all("input") if "checked" in a]
    assert checked == [f"to-{lang}"]
    for each, other in (("en", "vi"), ("vi", "en")):
        assert f"body:has(#to-{each}:checked) .{other}" in text


@pytest.mark.parametrize(("lang", "other"), [("en", "vi"), ("vi", "en")])
def test_its_texts_are_in_the_form_of_the_house(tmp_path, scenarios, facts, lang, other):
    text = write_index(tmp_path, scenarios, facts=facts).read_text()
    half = text.split(f'<div class="{lang}" lang="{lang}">')[1]
    half = half.split(f'<div class="{other}" lang="{other}">')[0]
    assert "%" in half and slips(re.sub("<[^>]*>", " ", half), lang) == []


def test_the_same_run_gives_the_same_page(tmp_path, scenarios, facts):
    first = write_index(tmp_path, scenarios, facts=facts).read_bytes()
    assert write_index(tmp_path, scenarios).read_bytes() == first


def test_hidden_files_are_left_out(tmp_path):
    fill(tmp_path)
    assert ".hidden" not in [path.name for path in listing(tmp_path)]
    assert {kind_of(path) for path in listing(tmp_path)} == {
        "briefings", "figures", "workbooks", "notebooks", "tables", "other",
    }  # fmt: skip


def test_a_printed_page_holds_the_last_column_of_the_matrix(tmp_path, require_program):
    """Every scenario and target shipped, printed by a browser: nothing is cut off at the right."""
    chromium = require_program("chromium", "chromium")
    reader = require_program("pdftotext", "poppler-utils")
    scenarios = [dx.load_scenario(name) for name in dx.list_scenarios()]
    page, made = write_index(tmp_path, scenarios, lang="en"), tmp_path / "index.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    printing = [chromium, *flags, f"--print-to-pdf={made}", page.as_uri()]
    subprocess.run(printing, check=True, capture_output=True, timeout=120)
    ran = subprocess.run([reader, "-layout", str(made), "-"], capture_output=True, check=True)
    lines = [line for line in ran.stdout.decode().splitlines() if line.strip().endswith("grows")]
    assert len(lines) == sum(not simulate(scenario).strain.years for scenario in scenarios)
