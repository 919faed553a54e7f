"""The briefing: its sentences agree with the results, its pages are tagged and repeat."""

import hashlib
import io
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from itertools import combinations

import pikepdf
import pytest
from click.testing import CliRunner
from support.typography import slips

import dxsim as dx
from dxsim.analysis import outside_view
from dxsim.analysis.forecasts.scoring.outcomes import score
from dxsim.data import locations
from dxsim.presentation.briefing import BriefingResults, compose, sections, sentences, target_pages
from dxsim.presentation.briefing.office.heights import smallest_letters
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.figures.drawing import style
from dxsim.presentation.text.forecasts import lessons
from dxsim.presentation.text.messages import MISSING, catalogue, number, odds, percent
from dxsim.presentation.text.tables import in_unit
from dxsim.presentation.text.words import cite, law_in_words

LANGUAGES = ("vi", "en")
STATED = ("411", "2022", "100", "95", "256", "16", "0")  # a decision, ranges, a hash, nothing
HOSTILE = '#strong[x] *y* $z^2$ <b>&amp;</b> #sys.inputs "]} \\ _u_'


@pytest.fixture(scope="module", name="results")
def material_fixture():
    return BriefingResults.of(map(dx.load_scenario, dx.list_scenarios()), draws=400)


@pytest.fixture(scope="module", name="briefings")
def briefings_fixture(results):
    return {lang: compose(results, lang) for lang in LANGUAGES}


@pytest.fixture(scope="module", name="pages")
def pages_fixture(briefings):
    return {lang: pdf_bytes(briefing) for lang, briefing in briefings.items()}


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def tables(briefing) -> list[list[str]]:
    """Return the rows of all tables of a briefing."""
    return [row for b in briefing.elements if b["kind"] == "table" for row in b["rows"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answers_are_the_verdicts(lang, results, briefings):
    """Every target is in one group; its row tells counts and values of each who measures it."""
    groups = target_pages.groups(results.targets, results.facts)
    assert sorted(t.id for g in groups for t in g) == sorted(t.id for t in results.targets)
    rows: dict[str, list[str]] = {}
    for row in tables(briefings[lang]):
        rows.setdefault(row[0], row)
    for target in groups.ahead:
        cells = rows[target.title.get(lang)]
        for at, names in ((2, [target.judge]), (4, set(target.producers) - {target.judge})):
            about = [f for f in results.facts if f.target.id == target.id and f.producer in names]
            values = sorted(f.value for f in about if f.value is not None)
            reached = sum(f.reached is True for f in about)
            ends = [in_unit(value, target.unit, lang) for value in values[:: len(values) - 1 or 1]]
            assert all(end in cells[at + 1] for end in ends)
            assert not values or re.search(rf"\b{reached}\b", cells[at])
    for target in groups.over:
        facts = [f for f in results.facts if f.target.id == target.id]
        past = facts[0].published
        cells = rows[target.title.get(lang)]
        assert past is None or in_unit(past.value, target.unit, lang, digits=2) == cells[1]
    said = " ".join(briefings[lang].texts)
    for target in (*groups.silent, *groups.early):
        facts = [f for f in results.facts if f.target.id == target.id]
        assert all(f.reached is None and f.published is None for f in facts)
        assert (target.named[lang] if target.named else target.title.get(lang)) in said


def test_few_sentences_lead_and_tables_hold_what_repeats(briefings):
    """Of the answer and of what it would take no more than ten bullets stand on the page."""
    for lang, briefing in briefings.items():
        words = catalogue(lang)
        heads = [(at, b["text"]) for at, b in enumerate(briefing.elements) if b.get("level") == 1]
        for key in ("heading_answer", "heading_takes"):
            first = next(at for at, text in heads if text == words[f"briefing.{key}"])
            last = next(at for at, _ in heads if at > first)
            part = briefing.elements[first:last]
            assert sum(len(b["items"]) for b in part if b["kind"] == "list") <= 5
            assert any(b["kind"] == "table" for b in part)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_it_takes_just_reaches_the_target(lang, results, briefings):
    """The growth the sentence names carries the digital economy from its base to the target."""
    for judged in results.references:
        scenario = judged.scenario
        for target, fact in zip(results.targets, judged.verdicts, strict=True):
            needed = fact.digital_cagr
            if needed is None or target.year <= scenario.base_year + 1:
                continue
            path = dx.simulate(scenario)
            years = target.year - scenario.base_year
            reached = path.digital[0] * (1 + needed) ** years
            assert reached / path.gdp[years] == pytest.approx(target.threshold)
            said = sentences.takes(judged, target, fact, lang)
            projected = (path.digital[years] / path.digital[0]) ** (1 / years) - 1
            assert percent(needed, lang) in said and percent(projected, lang) in said
            title, who = target.title.get(lang), style.short_name(scenario.producer, lang)
            rows = [row for row in tables(briefings[lang]) if row[:2] == [title, who]]
            assert [row[2:4] for row in rows] == [[percent(needed, lang), percent(projected, lang)]]


def test_no_row_of_what_it_takes_is_empty(results):
    found = [block for block in target_pages.takes(results, "en") if block["kind"] == "table"]
    assert len(found) == 1 + len(results.references)
    assert all(set(row[1:]) != {MISSING} for table in found for row in table["rows"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_outside_view_counts_the_slower_episodes(lang, results):
    fact = next(f for f in results.facts if f.speed.percentile is not None)
    said = sentences.outside(fact, "X", lang)
    slower = sum(pace < fact.speed.required for pace in outside_view.paces())
    assert re.search(rf"\b{slower} (of|trong) {len(outside_view.paces())}\b", said)
    assert number(outside_view.median(), lang, 3) in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_probability_stands_between_its_futures_and_its_assumptions(lang, results, briefings):
    blocks = briefings[lang].elements
    for scenario in (judged.scenario for judged in results.references):
        found = results.futures[scenario.name]
        said = sentences.odds(scenario, found, lang)
        at = next(i for i, block in enumerate(blocks) if block.get("text") == said)
        rows = blocks[at + 1]["rows"]
        shown = [odds(float(p), lang) for p in found["probability"].values]
        assert [row[1] for row in rows] == shown
        assumed = " ".join(blocks[at + 2]["items"])
        freedom = found.attrs["assumptions"]["degrees_of_freedom"]
        assert number(freedom, lang, 0) in assumed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_is_typed_into_a_sentence(lang):
    for key, text in catalogue(lang).items():
        if key.startswith("briefing."):
            assert set(re.findall(r"\d+", re.sub(r"{\w+}", "", text))) <= set(STATED), key


def test_a_single_scenario_is_not_counted_as_several():
    scenario = dx.load_scenario("baseline")
    facts = dx.verdicts([scenario])
    target = next(t for t in dx.load_targets() if t.id == "share-2030")
    said = str(target_pages.answer([target], facts, "en"))
    assert "MIC: 0 of 1" in said and "none of" not in said
    assert catalogue("en")["briefing.counts_note"] not in said
    assert "no scenario here" in sentences.headline(target, facts, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sentence_counts_strained_and_exhausted_paths_as_the_bullets_do(lang):
    target = next(t for t in dx.load_targets() if t.id == "share-2045")
    target = target.model_copy(update={"judge": "mic"})
    names = [name for name in dx.list_scenarios() if dx.load_scenario(name).producer == "mic"]
    facts = dx.verdicts([dx.load_scenario(name) for name in names], [target])
    said, words = sentences.headline(target, facts, lang), catalogue(lang)
    strained = [f for f in facts if f.state == "strained"]
    ended = [f for f in facts if f.reason == "exhausted"]
    assert strained and ended
    assert words["briefing.clause_exhausted"].format(count=len(ended)) in said
    plain = [f for f in facts if f.reached and f not in strained]
    key = "briefing.headline_strained" if plain else "briefing.headline_strained_all"
    assert words[key].format(strained=len(strained)) in said
    gone = sentences.headline(target, ended, lang)
    assert words["briefing.clause_exhausted"].format(count=len(ended)) in gone


def test_every_parameter_file_behind_the_pages_has_its_hash(results, tmp_path):
    found = dict(sections.hashes(results))
    params = locations.country_dir()
    for file in [*params.glob("data/**/*.csv"), *params.glob("data/*.yaml")]:
        name = file.relative_to(params).as_posix()
        assert found[name] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert "targets.yaml" in found
    assert sum(name.startswith("scenarios/") for name in found) == len(dx.list_scenarios())


def test_a_law_is_named_only_where_its_producer_judges(results):
    law = "Statistics Law"
    assert any(law in str(block) for block in sections.definitions(results, "en"))
    other = [t.model_copy(update={"judge": "mic", "producers": ("mic",)}) for t in results.targets]
    without = replace(results, targets=tuple(other))
    assert not any(law in str(block) for block in sections.definitions(without, "en"))


def test_the_printed_command_finds_files_of_one_s_own(tmp_path, monkeypatch):
    (tmp_path / "my files").mkdir()
    own, goals = tmp_path / "my files" / "own.yaml", tmp_path / "my files" / "goals.yaml"
    own.write_text("name: own\ntitle: {en: Own, vi: Riêng}\nextends: baseline\n")
    shutil.copy(locations.country_dir() / "targets.yaml", goals)
    several = [dx.load_scenario(own), dx.load_scenario("nso-trend")]
    monkeypatch.setenv("DXSIM_HOME", str(locations.project_dir()))
    monkeypatch.chdir(tmp_path)
    blocks = sections.reproduction(
        BriefingResults.of(several, draws=100, targets_file=goals), "x", "en"
    )
    command = shlex.split(blocks[1]["rows"][2][1])
    given = command[command.index("--scenarios") + 1].split(",")
    assert {dx.load_scenario(name).name for name in given} == {"own", "nso-trend"}
    assert dx.load_targets(command[command.index("--targets") + 1]) == dx.load_targets()


def test_a_path_that_shrinks_the_rest_is_never_a_plain_success():
    facts = dx.verdicts([dx.load_scenario("plan-repeated")])
    for fact in facts:
        said = sentences.counted(fact.producer, [fact], "en")
        assert ("†" in said) == (fact.state == "strained")
        told = str(target_pages.answer([fact.target], [fact], "en"))
        ahead = fact.target in target_pages.groups([fact.target], [fact]).ahead
        noted = catalogue("en")["briefing.shrinks_note"] in told
        assert noted == (ahead and fact.state == "strained")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_that_has_ended_is_not_left_out_in_silence(lang, results):
    for target in results.targets:
        about = [f for f in results.facts if f.target.id == target.id]
        ended = sum(f.reason == "exhausted" for f in about)
        said = sentences.counted(about[0].producer, about, lang)
        assert (catalogue(lang)["briefing.counted_ended"].format(count=ended) in said) == (
            ended > 0
        )


def test_a_verdict_table_that_would_be_too_narrow_is_two_with_one_set_of_letters(results):
    found = [block for block in sections.matrix(results, "en") if block["kind"] == "matrix"]
    shown = [head for block in found for head in block["heads"][1:]]
    assert len(found) == 2 and all(len(b["rows"][0]["cells"]) <= 9 for b in found)
    note = sections.matrix(results, "en")[-1]["text"]
    letters = {
        c["text"] for b in found for r in b["rows"] for c in r["cells"] if len(c["text"]) == 1
    }
    assert len(shown) == len(set(shown)) and letters
    assert all(re.search(rf"\b{letter} [a-z]", note) for letter in letters)


def test_the_distance_between_producers_is_counted_against_that_between_scenarios(results):
    """Pair by pair; a revised GDP is an assumption, so that it does not become the published."""
    shares = {
        s.name: (s.producer, dx.simulate(s).share[2030 - s.base_year]) for s in results.scenarios
    }
    gaps = [
        abs(a - b)
        for (name, (one, a)), (other, (two, b)) in combinations(shares.items(), 2)
        if one == two and name != other
    ]
    closer = sum(gap < 0.183 - 0.1321 for gap in gaps)  # both as published last
    said = sentences.producers_apart(results.judged, 2030, "en")
    assert f"in 2030, {closer} of {len(gaps)} pairs" in said
    names = ("gdp-rebenchmarked", "nso-trend")
    chosen = [each for each in results.judged if each.scenario.name in names]
    said = sentences.producers_apart(chosen, 2030, "en")
    assert "18.30%" in said and "14.64%" not in said and "pairs" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_numbered_source_is_cited_somewhere(lang, briefings):
    blocks = briefings[lang].elements
    at = next(i for i, b in enumerate(blocks) if "[1] " in b.get("text", ""))
    text = blocks[at]["text"]
    listed = set(re.findall(r"\[\d+\](?= \w)", text))
    cited = " ".join(row[-1] for row in blocks[at - 1]["rows"]) + text.split(". [1]")[0]
    assert listed and listed == set(re.findall(r"\[\d+\]", cited))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inflation_and_the_pace_abroad_have_their_assumption_and_source(lang, results, briefings):
    said = " ".join(briefings[lang].texts)
    for scenario in results.scenarios:
        assert law_in_words(scenario.gdp.deflator, lang) in said
    for episode in outside_view.reference_class():
        assert cite(episode.start.source, lang) in said and cite(episode.end.source, lang) in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_real_growth_stands_beside_the_prices_it_is_multiplied_with(lang, results, briefings):
    tables = [b for b in briefings[lang].elements if b["kind"] == "table"]
    rows = {row[0]: row[2] for table in tables for row in table["rows"] if len(row) == 4}
    for scenario in results.scenarios:
        stated = next(text for title, text in rows.items() if f"({scenario.name})" in title)
        prices = {law_in_words(c.deflator, lang) for c in scenario.components.values()}
        key = catalogue(lang)["briefing.prices_of"].partition("{")[0]
        own = any(c.deflator for c in scenario.components.values())  # ratio laws have none
        assert (key in stated) == own
        assert not own or all(law in stated for law in prices)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_are_tagged_titled_and_bookmarked(lang, briefings, pages):
    with opened(pages[lang]) as pdf:
        assert 4 <= len(pdf.pages) <= 16
        assert str(pdf.Root.Lang).startswith(lang)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as facts:
            assert facts["dc:title"] == briefings[lang].title
            assert facts["pdfaid:part"] == "2" and facts["pdfaid:conformance"] == "A"
            assert facts["pdfuaid:part"] == "1"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        headings = [b["text"] for b in briefings[lang].elements if b.get("level") == 1]
        assert titles == headings


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_writes_numbers_days_and_terms_in_one_form(lang, briefings):
    assert [slip for text in briefings[lang].texts for slip in slips(text, lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_its_alternative_text_in_the_tags(lang, results, briefings, pages):
    with opened(pages[lang]) as pdf:
        found = [str(tag.Alt) for tag in pdf.objects if is_tag(tag, "/Figure") and "/Alt" in tag]
    wanted = [block["alt"] for block in briefings[lang].elements if block["kind"] == "figure"]
    bridges = sum(bool(scenario.programmes) for scenario in results.scenarios)
    assert bridges and len(wanted) == 5 + bridges
    assert set(wanted) <= set(found)


def is_tag(found, kind: str) -> bool:
    """Return whether an object is a structure element of a kind."""
    is_element = isinstance(found, pikepdf.Dictionary) and found.get("/S") is not None
    return is_element and str(found.get("/S")) == kind


def test_tables_have_header_cells(pages):
    with opened(pages["vi"]) as pdf:
        kinds = {str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Figure"} <= kinds


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_font_is_embedded(lang, pages):
    with opened(pages[lang]) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        descriptors = [o for o in fonts if o.get("/Type") == "/FontDescriptor"]
        assert descriptors
        assert all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptors)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_page_is_below_seven_points_or_in_another_font(lang, pages):
    with opened(pages[lang]) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        names = {str(o.FontName) for o in fonts if o.get("/Type") == "/FontDescriptor"}
        sizes = [
            float(operands[1])
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        ]
    assert names and all("SourceSans3" in name for name in names)
    assert len(sizes) > 100 and min(sizes) >= 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_letters_of_a_picture_are_below_seven_points_and_none_is_above_half_a_page(
    lang, briefings
):
    """Pictures stand on the page at the size at which they are drawn."""
    drawn = [b["picture"].figure for b in briefings[lang].elements if b["kind"] == "figure"]
    assert len(drawn) >= 5
    for picture in drawn:
        assert smallest_letters(picture) >= style.LEAST_LETTERS
        across, high = (side / style.MM for side in picture.get_size_inches())
        assert across == pytest.approx(170)
        assert high < (297 - 35) / 2


def test_the_same_inputs_give_the_same_bytes(results, pages):
    assert pdf_bytes(compose(results, "vi")) == pages["vi"]


def test_a_missing_alternative_text_is_refused(briefings):
    import dataclasses

    import typst

    blocks = [dict(b, alt="") if b["kind"] == "figure" else b for b in briefings["en"].elements]
    with pytest.raises(typst.TypstError):
        pdf_bytes(dataclasses.replace(briefings["en"], elements=tuple(blocks)))


def test_a_title_from_a_file_stays_text(require_program, tmp_path):
    program = require_program("pdftotext", "poppler-utils")
    scenario = dx.load_scenario("nso-trend")
    title = scenario.title.model_copy(update={"en": HOSTILE, "vi": HOSTILE})
    results = BriefingResults.of([scenario.model_copy(update={"title": title})], draws=200)
    file = tmp_path / "briefing.pdf"
    data = pdf_bytes(compose(results, "en"))
    file.write_bytes(data)
    with opened(data) as pdf:
        assert 4 <= len(pdf.pages) <= 12
    ran = subprocess.run([program, "-raw", str(file), "-"], capture_output=True, check=True)
    shown = re.sub(r"\s+", "", ran.stdout.decode())
    assert re.sub(r"\s+", "", HOSTILE).replace('"', "") in shown.replace('"', "")


def test_the_command_writes_the_file_and_refuses_what_it_does_not_know(tmp_path):
    from dxsim.cli.briefing import briefing_command
    from dxsim.data.yamlfile import InputError

    file = tmp_path / "out" / "b.pdf"
    given = ["--lang", "vi", "--scenarios", "nso-trend,mic-trend", "--draws", "200"]
    ran = CliRunner().invoke(briefing_command, [*given, "--out", str(file)])
    assert ran.exit_code == 0 and ran.output.strip() == str(file)
    assert file.read_bytes().startswith(b"%PDF-")
    wrong = CliRunner().invoke(briefing_command, ["--scenarios", "basline"])
    assert isinstance(wrong.exception, InputError) and "baseline" in str(wrong.exception)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_scores_of_the_forecast_of_2025_are_told_as_published(briefings, lang):
    made, _ = score(locations.country_dir() / "forecasts" / "2025.yaml")
    said = lessons(lang)
    assert all(line in briefings[lang].texts for line in said)
    for count in (len(made), int(made["in_80"].sum()), int((made["error"] > 0).sum())):
        assert f" {count} " in said[0].replace(",", " ")


def test_where_no_forecast_was_made_again_nothing_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(locations, "country_dir", lambda: tmp_path)
    assert lessons("en") == []
