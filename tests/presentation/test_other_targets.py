"""Targets of one's own: every page and figure follows them, whichever there are."""

import io

import pikepdf
import pytest
from click.testing import CliRunner
from support.pictures import faults
from support.sharing import in_one_language

import dxsim as dx
from dxsim.cli.briefing import briefing_command
from dxsim.presentation import figures
from dxsim.presentation.briefing import BriefingResults, compose
from dxsim.presentation.briefing.pdf import pdf_bytes
from dxsim.presentation.figures.drawing import saving
from dxsim.presentation.index_page.page import write_index
from dxsim.presentation.text.tables import target_in_words
from dxsim.presentation.text.words import block_name

OWN = """
targets:
  - id: a-quarter
    title: {en: A quarter of GDP by 2032, vi: Một phần tư GDP vào năm 2032}
    metric: digital_share_of_gdp
    sense: at_least
    threshold: 25%
    year: 2032
    source: plan-dossier-2024
    producers: [nso, mic]
    judge: nso
  - id: ict-part
    title: {en: ICT 40% of the digital economy by 2030, vi: ICT 40% kinh tế số đến năm 2030}
    metric: component_share_of_digital
    of: ict
    sense: at_least
    threshold: 40%
    year: 2030
    source: ministry-report-2024
    producers: [mic]
    judge: mic
  - id: faster
    title: {en: Digital economy grows 20% in 2028, vi: Kinh tế số tăng 20% năm 2028}
    metric: growth
    of: digital
    prices: nominal
    sense: at_least
    threshold: 20%
    year: 2028
    source: ministry-report-2024
    producers: [nso, mic]
    judge: nso
"""
IDS = ("a-quarter", "ict-part", "faster")
SETS = [(name,) for name in IDS] + [IDS]
IN_A_LANGUAGE = in_one_language(((ids,) for ids in SETS), in_both=lambda ids: len(ids) > 1)
"""Each target alone, in one language in the short run, and all together in both."""


@pytest.fixture(scope="module", name="own")
def own_fixture(tmp_path_factory):
    file = tmp_path_factory.mktemp("targets") / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    return file


@pytest.fixture(scope="module", name="scenarios")
def scenarios_fixture():
    return [dx.load_scenario(name) for name in ("baseline", "nso-trend", "plan-repeated")]


@pytest.mark.parametrize(("ids", "lang"), IN_A_LANGUAGE)
def test_any_targets_make_a_briefing_and_a_page(tmp_path, own, scenarios, ids, lang):
    targets = [t for t in dx.load_targets(own) if t.id in ids]
    briefing = compose(BriefingResults.of(scenarios, targets, draws=200), lang)
    with pikepdf.open(io.BytesIO(pdf_bytes(briefing))) as pdf:
        assert len(pdf.pages) >= 3
    page = write_index(tmp_path, scenarios, targets, lang=lang).read_text(encoding="utf-8")
    for target in targets:
        assert any(target.title.get(lang) in text for text in briefing.texts)
        assert target.title.get(lang) in page
    others = [t.title.get(lang) for t in dx.load_targets() if t.metric != "growth"]
    assert not [title for title in others for text in briefing.texts if title in text]


@pytest.mark.parametrize("ids", SETS, ids="+".join)
@pytest.mark.parametrize(
    "name", ["comparison", "composition", "required_vs_projected", "verdict_matrix"]
)
def test_a_figure_shows_the_targets_it_is_given_or_says_there_is_none(own, scenarios, ids, name):
    targets = [t for t in dx.load_targets(own) if t.id in ids]
    drawn = getattr(figures, name)(scenarios, targets=targets, lang="vi")
    assert faults(drawn.figure) == [] and drawn.title and len(saving.drawn(drawn, "svg")) > 1000
    goal = {"composition": "ict-part", "required_vs_projected": "a-quarter"}.get(name)
    assert drawn.table.empty == (goal is not None and goal not in ids)


def test_a_panel_is_about_the_part_its_target_names(own, scenarios):
    targets = dx.load_targets(own)
    drawn = figures.composition(scenarios, targets=targets, lang="en")
    assert drawn.title.startswith("ICT 40% of the digital economy by 2030")
    assert set(drawn.table["metric"]) == {"component_share_of_digital:ict"}


@pytest.mark.parametrize("of", ["gdp", "non_digital", "digital", "ict"])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_target_on_growth_names_what_grows_in_words(own, of, lang):
    faster = next(target for target in dx.load_targets(own) if target.id == "faster")
    said = target_in_words(faster.model_copy(update={"of": of, "prices": "real"}), lang)
    assert block_name(of, lang) in said
    assert "_" not in said and (lang == "en" or "digital" not in said)


def test_the_command_takes_a_file_of_targets_and_says_so_on_the_page(tmp_path, own):
    out = tmp_path / "b.pdf"
    call = ["baseline", "--lang", "en", "--targets", str(own), "--draws", "200", "--out", str(out)]
    done = CliRunner().invoke(briefing_command, call, catch_exceptions=False)
    assert done.exit_code == 0 and out.stat().st_size > 10_000
    results = BriefingResults.of([dx.load_scenario("baseline")], draws=200, targets_file=own)
    said = str(compose(results, "en").elements)
    assert "--targets own.yaml" in said
