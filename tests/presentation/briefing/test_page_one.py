"""Page one: its large numbers are those of the record, the futures and the bridge."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

import dxsim as dx
from dxsim.analysis.evidence.standing import standing
from dxsim.analysis.targets import middle_target
from dxsim.presentation.briefing import BriefingResults, compose, page_one
from dxsim.presentation.text.messages import percent, points, signed
from dxsim.presentation.text.uncertainty import odds_and_range

NAMES = ("nso-trend", "plan-programmes")


@pytest.fixture(scope="module", name="results")
def material_fixture():
    return BriefingResults.of(map(dx.load_scenario, NAMES), draws=100)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_large_numbers_are_measured_asked_delivered_and_probable(lang, results):
    main = middle_target([t for t in results.targets if t.is_digital_share])
    stands = standing(main.judge)
    finding, cards = page_one.front(results, lang)
    where, needed, delivered, sure = (item["number"] for item in cards["items"])
    assert finding["kind"] == "heading" and main.title.get(lang) in finding["text"]
    assert where == percent(stands.share, lang)
    asked = (main.threshold - stands.share) / (main.year - stands.year)
    assert needed.startswith(signed(100 * asked, lang))
    ((each, bridge),) = results.bridges
    assert delivered.startswith(signed(100 * bridge.delivered, lang))
    told = cards["items"][2]["text"]
    for part in (signed(100 * bridge.trend, lang), points(100 * bridge.open, lang)):
        assert part in told
    assert bridge.delivered + bridge.trend + bridge.open == pytest.approx(bridge.asked)
    assert points(100 * bridge.asked, lang) in told and str(each.scenario.base_year) in told
    futures = next(iter(results.futures.values()))
    one = futures.sel(target=main.id)
    assert sure == odds_and_range(one, lang)[0]
    assert all(end in cards["items"][3]["text"] for end in odds_and_range(one, lang)[1].split("–"))


@pytest.mark.parametrize(("lang", "shown"), [("en", "+0.003"), ("vi", "+0,003")])
def test_programmes_that_add_little_are_not_said_to_add_nothing(lang, shown, results):
    ((each, bridge),) = results.bridges
    parts = {name: 0.00003 / len(bridge.steps) for name in bridge.steps}
    little = SimpleNamespace(bridges=[(each, replace(bridge, steps=parts))])
    ((number, _),) = page_one.delivered(little, lang)
    assert number.split()[0] == shown
    none = SimpleNamespace(bridges=[(each, replace(bridge, steps=dict.fromkeys(parts, 0.0)))])
    assert page_one.delivered(none, lang)[0][0].split()[0] == "0"


def test_page_one_ends_with_its_figure_and_the_matrix_follows(results):
    kinds = [block["kind"] for block in compose(results, "en").elements]
    until = kinds.index("pagebreak")
    assert kinds[:until] == ["heading", "cards", "heading", "figure"]
    assert kinds.index("matrix") == until + 2


def test_a_target_that_the_share_has_passed_asks_for_nothing(results):
    main = middle_target([t for t in results.targets if t.is_digital_share])
    stands = standing(main.judge)
    passed = main.model_copy(update={"threshold": stands.share})
    assert page_one.needed(stands, passed, "en") == []
