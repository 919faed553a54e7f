"""What tables, screens and figures state of any legal scenario is the library's answer."""

import re
import subprocess
from html import unescape
from io import BytesIO
from unittest import mock

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from support import scenarios as generated
from support.sharing import in_one_language

import dxsim as dx
from dxsim.analysis.evidence.facts_used import base_days, known_until
from dxsim.data.sources import producer
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.presentation import figures
from dxsim.presentation.briefing import BriefingResults, compose, sentences
from dxsim.presentation.briefing.assumptions import assumptions
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.briefing.sections import subtitle
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.state import has_row, opened
from dxsim.presentation.figures.remarks import rest_in_short
from dxsim.presentation.index_page.page import write_index
from dxsim.presentation.text.messages import percent, say, signed
from dxsim.presentation.text.standing import known_line
from dxsim.presentation.text.tables import in_unit, rest_in_words
from dxsim.presentation.text.words import basis_line, cite
from dxsim.presentation.workbook import workbook_bytes
from dxsim.scenario.parameters import number_sources

NAMES = ("baseline", "plan-fading", "mine", "x9")
TITLES = ("Our own view", "Góc nhìn riêng", "A title so long that no label of a figure holds it")
READER = ("pdftotext", "poppler-utils")
SOURCES = ("imf-weo-2024-10", "ministry-report-2024", "assumption")


@st.composite
def files(draw):
    """A scenario unlike those shipped: name, title, producer, base year, sources, components."""
    with mock.patch.object(generated, "BASE", draw(st.integers(2015, 2035))):
        data = draw(generated.scenarios())
    data["name"], data["title"] = draw(st.sampled_from(NAMES)), draw(st.sampled_from(TITLES))
    data["gdp"]["sources"] = {"base": draw(st.sampled_from(SOURCES))}
    return data


def held(folder, program, data, lang):
    """Hold what is shown of a scenario to what its file and the library say."""
    try:
        path = generated.write(data, folder)
        scenario = dx.load_scenario(path)
        facts = dx.verdicts([scenario])
    except InputError:
        return
    who = producer(data["producer"])
    title = data["title"] if len(data["title"]) <= 40 else data["title"][:20]
    assert f"{who.label[lang]}: {title}" in figures.verdict_matrix([scenario], lang=lang).alt
    line = basis_line(scenario, lang)
    assert who.names[lang] in line and say(f"verdict.basis_{data['prices']}", lang) in line
    cited = data["gdp"]["sources"]["base"]
    assert number_sources(scenario)["gdp.base"] == (() if cited == "assumption" else (cited,))
    for source in SOURCES[:2]:
        assert (cite(source, lang) in line) == (source == cited)
    rows = Session(opened(str(path), lang)).answer({"do": "hello"})
    shown = [target.id for target in dx.load_targets() if has_row(target)]
    assert line in rows["basis"] and [row["id"] for row in rows["rows"]] == shown
    known = {fact.target.id: fact for fact in facts}
    for row, fact in ((row, known[row["id"]]) for row in rows["rows"]):
        assert row["value"] == percent(fact.value, lang)
        assert row["gap"] == signed(fact.gap_pp, lang)
        decided = fact.published if fact.over else fact
        reached = None if decided is None else decided.reached
        assert (row["state"] == "none") == (reached is None)
        assert (row["state"] == "missed") == (reached is False)
    results = BriefingResults.of([scenario], draws=100)
    dated(folder, results, lang)
    printed(program, results, lang)
    table = next(b for b in assumptions(results, lang) if "rows" in b)
    (said,) = table["rows"]
    assert who.label[lang] in said[1] and str(data["base_year"]) in said[1]


def dated(folder, results, lang):
    """Hold title, producer, strain and date of index, briefing and workbook to the library's."""
    (scenario,) = results.scenarios
    text = unescape(write_index(folder, [scenario], results.targets, lang=lang).read_text())
    other = "vi" if lang == "en" else "en"
    half = text.split(f'<div class="{lang}" lang="{lang}">')[1]
    half = half.split(f'<div class="{other}" lang="{other}">')[0]
    day = known_until([scenario], results.targets)
    for said in (half, subtitle(results, lang)):
        assert (known_line(day, lang).lower() in said.lower()) == (day is not None)
    assert scenario.heading(lang) in half
    assert producer(scenario.producer).names[lang].lower() in half.lower()
    assert "; ".join(rest_in_short(simulate(scenario).strain, lang)) in half
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(scenario, lang, results.targets)))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    own = max(base_days(scenario), default=None)
    assert (known_line(own, lang) in cells) == (own is not None)
    assert scenario.heading(lang) in cells
    assert producer(scenario.producer).names[lang] in cells


def printed(program, results, lang):
    """Hold the pages of the PDF, as a reader copies them, to the library's answers."""
    (scenario,) = results.scenarios
    data = pdf_bytes(compose(results, lang))
    ran = subprocess.run([program, "-raw", "-", "-"], input=data, capture_output=True, check=True)
    text = copied(ran.stdout.decode())
    who = producer(scenario.producer)
    day = known_until([scenario], results.targets)
    said = [scenario.heading(lang), who.names[lang], known_line(day, lang) or who.names[lang]]
    said += rest_in_words(simulate(scenario).strain, lang).split(". ")
    for fact in (f for f in dx.verdicts([scenario], results.targets) if not f.over):
        if fact.reached is not None:
            said += [fact.target.title.get(lang), in_unit(fact.value, fact.unit, lang)]
            said.append(sentences.counted(fact.producer, [fact], lang))
    assert [one for one in said if copied(one).lower() not in text.lower()] == []


def copied(text):
    """Return a text without the spaces and breaks that a page sets anew."""
    return re.sub(r"[\s\u00ad]+", "", text)


@pytest.mark.parametrize(("title", "lang"), in_one_language((title,) for title in TITLES))
def test_every_statement_on_another_country_is_the_library_s(
    tmp_path, monkeypatch, require_program, title, lang
):
    """A scenario of Malaysia under a name and a title of its own, on index, workbook and PDF."""
    monkeypatch.setenv("DXSIM_COUNTRY", "malaysia")
    parent = dx.list_scenarios()[TITLES.index(title) % len(dx.list_scenarios())]
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"name: mine\ntitle: {title}\nextends: {parent}\nend_year: {2035 + len(title)}\n"
    )
    results = BriefingResults.of([dx.load_scenario(file)], draws=64)
    dated(tmp_path, results, lang)
    printed(require_program(*READER), results, lang)


@pytest.mark.parametrize("examples", [4, pytest.param(50, marks=pytest.mark.soak)])
@pytest.mark.timeout(900)
def test_every_statement_is_the_library_s(tmp_path, require_program, examples):
    program = require_program(*READER)

    @seed(17)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(files(), st.sampled_from(("en", "vi")))
    def hold(data, lang):
        held(tmp_path, program, data, lang)

    hold()
