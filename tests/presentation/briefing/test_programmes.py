"""The briefing's page on programmes, and what a workbook says of a scenario that has some."""

import pytest

import dxsim as dx
from dxsim.analysis.programmes.effects import anchors, growth_added
from dxsim.presentation.briefing import BriefingResults, programmes
from dxsim.presentation.briefing.document import compose
from dxsim.presentation.text import programmes as words


@pytest.fixture(scope="module")
def results():
    scenarios = [dx.load_scenario(name) for name in ("plan-programmes", "nso-trend")]
    return BriefingResults.of(scenarios, draws=200)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_page_says_in_one_sentence_what_programmes_do_and_do_not(results, lang):
    blocks = programmes.programmes(results, lang)
    said = " ".join(block.get("text", "") for block in blocks)
    assert {"en": "there is no programme", "vi": "chưa có chương trình nào"}[lang] in said
    kinds = [block["kind"] for block in blocks]
    assert kinds.count("figure") == 1 and "table" in kinds
    assert {"en": "assumption", "vi": "giả định"}[lang] in " ".join(blocks[-1]["items"])
    assert blocks[1]["text"] in compose(results, lang).texts


def test_a_briefing_without_programmes_has_no_such_page():
    alone = BriefingResults.of([dx.load_scenario("nso-trend")], draws=200)
    assert programmes.programmes(alone, "en") == []


def test_a_set_beyond_what_was_published_warns(tmp_path):
    own = dx.load_scenario("plan-programmes")
    assert 0 < 100 * growth_added(own, 2030) < min(row.value for row in anchors())
    assert "Warning" not in words.growth_sentence(own, 2030, "en")
    bold = own.model_copy(update={"programmes": tuple(
        p.model_copy(update={"productivity": 1.5, "realisation": 1.0})
        if p.kind == "adoption" else p for p in own.programmes
    )})  # fmt: skip
    assert 100 * growth_added(bold, 2030) > 1.15
    assert "Warning" in words.growth_sentence(bold, 2030, "en")
