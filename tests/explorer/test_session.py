"""What the screen says is what the package returns, and no message can break a session."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dxsim.analysis.backwards.solving import required_parameter
from dxsim.analysis.judged import verdict, verdicts
from dxsim.analysis.targets import find_target, load_targets
from dxsim.data.arrays import finite
from dxsim.data.observations import yearly
from dxsim.model.projection import project, simulate
from dxsim.presentation.explorer import downloads
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text.messages import percent, signed
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import numeric_parameters, with_parameters

FORMS = ("high-growth", "rest-given", "saturating", "plan-repeated")
FADE = "components.sectoral.growth.fade.from"


def session(name: str = "plan-fading", lang: str = "en") -> Session:
    return Session(opened(name, lang))


def test_every_number_of_the_picture_is_the_package_s():
    screen = session()
    reply = screen.answer({"do": "move", "path": FADE, "text": "22.5"})
    data = project(with_parameters(load_scenario("plan-fading"), {FADE: 0.225}))
    picture = reply["picture"]
    assert picture["years"] == [int(year) for year in data["year"]]
    assert picture["share"] == finite(data["share"].values)
    for part in picture["parts"]:
        shares = data["component_share"].sel(component=part["id"]).values
        assert part["values"] == pytest.approx(list(shares), abs=1e-15)
        assert part["end"] == percent(float(shares[-1]), "en")
    assert picture["end"] == percent(float(data["share"][-1]), "en")
    assert reply["rest"]["growth"] == finite(data["non_digital_growth"].values[1:])
    assert reply["rest"]["real"] == finite(data["non_digital_growth_real"].values[1:])


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", ["plan-fading", "plan-repeated", "nso-trend", "high-growth"])
def test_every_number_of_the_verdict_table_is_the_package_s(name, lang):
    screen = session(name, lang)
    reply = screen.answer({"do": "hello"})
    details = screen.answer({"do": "details"})
    for row in reply["rows"]:
        facts = verdict(load_scenario(name), find_target(load_targets(), row["id"]))
        assert row["value"] == percent(facts.value, lang)
        assert row["gap"] == signed(facts.gap_pp, lang)
        assert row["money"] == signed(facts.gap_money, lang, 0)
        judged = facts.final  # the published value where the year is over
        assert row["state"] == ("none" if judged.reached is None else judged.state)
        if facts.first_year:
            assert str(facts.first_year) in row["first"]
        needed = facts.additions[facts.target.lever]
        if facts.reached is not None and needed is not None:
            assert details["missing"][row["id"]] == signed(needed * 100, lang, 2)


def test_the_history_is_all_that_was_published_whatever_the_base_year():
    history = session("nso-trend").answer({"do": "hello"})["history"]
    published = yearly("digital_share", "nso") / 100
    assert history["years"][-1] == 2025 > load_scenario("nso-trend").base_year
    assert history["lines"][-1] == "14.02% in 2025"
    assert history["years"] == list(published.index)
    assert history["share"] == pytest.approx(list(published))


def test_the_ghost_is_the_other_scenario_and_the_difference_is_in_points():
    reply = session().answer({"do": "compare", "scenario": "baseline"})
    ghost = project(load_scenario("baseline"))["share"]
    own = project(load_scenario("plan-fading"))["share"]
    assert reply["picture"]["ghosts"][0]["share"] == finite(ghost.values)
    gap = 100 * float(own.sel(year=2030) - ghost.sel(year=2030))
    words = reply["picture"]["ghosts"][0]["words"]
    assert f"2030 {signed(gap, 'en')};" in words and "percentage points" in words


def test_the_fan_and_the_odds_are_the_ensemble_s():
    from dxsim.analysis.uncertainty.ensemble import QUANTILES, Plan, futures, study_of

    screen = session()
    screen.answer({"do": "fan", "on": True})
    fan = screen.answer({"do": "details"})["fan"]
    found = futures(study_of(load_scenario("plan-fading")), Plan(draws=4000))
    assert fan["bands"][0]["low"] == finite(found.quantiles[QUANTILES.index(0.05)])
    assert fan["bands"][0]["high"] == finite(found.quantiles[QUANTILES.index(0.95)])
    odds = dict(zip([t.id for t in found.study.targets], found.probabilities, strict=True))
    assert (
        fan["odds"]["share-2030"]["short"]
        == f"{percent(float(odds['share-2030']), 'en', 0)} likely"
    )
    facts = [verdict(load_scenario("plan-fading"), target) for target in screen.state.targets]
    decided = {one.target.id for one in facts if one.published}
    known = {name for name, chance in odds.items() if chance == chance}
    assert decided and set(fan["odds"]) == known & {one.target.id for one in facts} - decided
    assert "Assumes" in fan["words"] and "4,000 draws, seed 2025" in fan["words"]


def test_what_would_it_take_gives_the_library_s_value_and_just_meets_the_target():
    screen = session()
    screen.answer({"do": "choose", "path": FADE})
    reply = screen.answer({"do": "solve", "target": "share-2045"})
    target = find_target(load_targets(), "share-2045")
    found = required_parameter(load_scenario("plan-fading"), target, FADE, -0.1, 0.45)
    assert reply["panel"]["values"][FADE] == pytest.approx(100 * found.value, rel=1e-12)
    assert percent(found.value, "en", 2) in reply["notice"]
    row = next(row for row in reply["rows"] if row["id"] == "share-2045")
    assert (row["state"], row["value"], row["gap"]) == ("reached", "50.0%", "0.0")


def test_what_would_it_take_says_so_where_nothing_does():
    screen = session()
    screen.answer({"do": "choose", "path": "components.platform.growth.fade.half_life"})
    before = screen.state
    reply = screen.answer({"do": "solve", "target": "share-2045"})
    assert "no value from" in reply["notice"]
    assert screen.state == before
    nso = session("nso-trend")
    assert (
        "publishes no such part" in nso.answer({"do": "solve", "target": "sectoral-2030"})["notice"]
    )


def test_a_target_that_every_value_meets_is_said_to_be_met():
    screen = session()
    screen.answer({"do": "choose", "path": "components.platform.growth.fade.half_life"})
    before = screen.state
    reply = screen.answer({"do": "solve", "target": "industry-2030"})
    assert "is reached whatever" in reply["notice"] and screen.state == before


def test_a_carve_out_moves_against_its_source_and_keeps_the_published_total():
    reply = session().answer({"do": "move", "path": "components.platform.base", "text": "2"})
    assert reply["values"]["components.platform.base"] == pytest.approx(2)
    assert reply["values"]["components.ict.base"] == pytest.approx(7.516)
    assert reply["picture"]["share"][0] == pytest.approx(0.183)


def kept(reply: dict) -> dict:
    """Return a reply without the message's number."""
    return {key: value for key, value in reply.items() if key != "id"}


@pytest.mark.parametrize("path", [FADE, "components.platform.base", "gdp.base"])
def test_an_answer_ahead_is_the_one_that_the_move_gives_and_moves_nothing(path):
    screen = session()
    low, value = ("2", "1.55") if path.endswith("platform.base") else ("22", "29.5")
    screen.answer({"do": "move", "path": path, "text": low, "fresh": True})
    before, past = screen.state, screen.past
    told = screen.answer({"do": "ahead", "path": path, "texts": [value, low]})["ahead"]
    assert (screen.state, screen.past) == (before, past)
    moved = screen.answer({"do": "move", "path": path, "text": value})
    assert told[value] == kept(moved)
    assert told[low]["values"].keys() == moved["values"].keys()
    back = screen.answer({"do": "move", "path": path, "text": low})
    assert told[low]["picture"] == back["picture"] and told[low]["rows"] == back["rows"]


@pytest.mark.parametrize("texts", [None, "21", 5, [], ["nonsense", "-200", None, {}], ["x"] * 999])
def test_places_that_cannot_be_are_not_answered_for(texts):
    screen = session()
    assert screen.answer({"do": "ahead", "path": FADE, "texts": texts})["ahead"] == {}
    assert "error" in screen.answer({"do": "ahead", "path": "x", "texts": ["21"]})


def test_no_message_makes_the_session_answer_for_more_than_a_dozen_places():
    texts = [str(10 + step / 10) for step in range(99)]
    told = session().answer({"do": "ahead", "path": FADE, "texts": texts})["ahead"]
    assert list(told) == texts[:12]


def test_a_drag_is_undone_in_one_step_and_the_language_survives():
    screen = session()
    for step in range(10):
        screen.answer({"do": "move", "path": FADE, "text": str(20 + step), "fresh": step == 0})
    screen.answer({"do": "threshold", "target": "share-2030", "text": "35", "fresh": True})
    screen.answer({"do": "speak", "lang": "vi"})
    screen.answer({"do": "undo"})
    assert numeric_parameters(screen.state.scenario)[FADE] == 0.29
    assert screen.state.targets == screen.state.official
    reply = screen.answer({"do": "undo"})
    assert screen.state.scenario == load_scenario("plan-fading")
    assert reply["lang"] == "vi" and not reply["can_undo"]


def test_the_language_changes_words_and_no_number():
    screen = session()
    screen.answer({"do": "move", "path": FADE, "text": "21"})
    english, before = screen.answer({"do": "hello"}), screen.state
    vietnamese = screen.answer({"do": "speak", "lang": "vi"})
    assert screen.state.scenario == before.scenario
    assert vietnamese["picture"]["share"] == english["picture"]["share"]
    assert vietnamese["sentence"] != english["sentence"]
    assert "Đạt" in vietnamese["sentence"]


def test_a_moved_target_is_judged_at_its_new_threshold_and_can_go_back():
    screen = session()
    reply = screen.answer({"do": "threshold", "target": "share-2030", "text": "35,5"})
    row = next(row for row in reply["rows"] if row["id"] == "share-2030")
    moved = find_target(load_targets(), "share-2030").model_copy(update={"threshold": 0.355})
    assert row["gap"] == signed(verdict(load_scenario("plan-fading"), moved).gap_pp, "en")
    assert row["moved"] == "the published threshold is 30.0%"
    reply = screen.answer({"do": "reset", "what": "target.share-2030"})
    assert not any(row["moved"] for row in reply["rows"])


@pytest.mark.parametrize("text", ["nonsense", "", "1e5", "12;3", "nan", "inf", "-200"])
def test_a_wrong_entry_is_explained_beside_its_box_and_changes_nothing(text):
    for lang, word in (("en", "a number is expected"), ("vi", "cần một con số")):
        screen = session(lang=lang)
        reply = screen.answer({"do": "move", "path": FADE, "text": text})
        assert word in reply["error"] and reply["at"] == FADE
        assert screen.state.scenario == load_scenario("plan-fading")


@pytest.mark.parametrize("text", ["18,3", "18.3", " 18.3 % ", "18,3\u00a0%"])
def test_a_decimal_comma_a_sign_and_spaces_are_understood(text):
    screen = session()
    assert "error" not in screen.answer({"do": "move", "path": FADE, "text": text})
    assert numeric_parameters(screen.state.scenario)[FADE] == 0.183


def test_a_reset_takes_a_value_a_group_or_everything_back():
    screen, start = session(), load_scenario("plan-fading")
    screen.answer({"do": "move", "path": FADE, "text": "21"})
    screen.answer({"do": "move", "path": "components.ict.base", "text": "8"})
    screen.answer({"do": "reset", "what": FADE})
    assert numeric_parameters(screen.state.scenario)[FADE] == 0.3
    screen.answer({"do": "law", "block": "sectoral", "law": "logistic"})
    screen.answer({"do": "reset", "what": "sectoral"})
    assert screen.state.scenario.components["sectoral"] == start.components["sectoral"]
    assert screen.state.scenario != start
    screen.answer({"do": "reset", "what": ""})
    assert screen.state.scenario == start


@pytest.mark.parametrize("name", FORMS)
def test_every_scenario_law_and_frame_can_be_shown(name):
    screen = session(name)
    reply = screen.answer({"do": "hello"})
    assert "error" not in reply
    for group in reply["panel"]["groups"]:
        for law in group["law"]["options"] if group["law"] else ():
            message = {"do": "law", "block": group["id"], "law": law["value"]}
            assert "error" not in screen.answer(message), message
    for choice in reply["panel"]["frame"]:
        for one in choice["options"]:
            message = {"do": "frame", "key": choice["key"], "value": one["value"]}
            assert "error" not in screen.answer(message), message
    assert json.dumps(screen.answer({"do": "hello"}), allow_nan=False)


def test_a_multiple_of_nominal_growth_becomes_one_of_real_growth_and_keeps_its_number():
    screen = session()
    screen.answer({"do": "law", "block": "ict", "law": "gdp_multiple"})
    times = screen.state.values["components.ict.growth.gdp_multiple.times"]
    reply = screen.answer({"do": "multiple", "block": "ict", "of": "real"})
    (group,) = [one for one in reply["panel"]["groups"] if one["id"] == "ict"]
    assert group["of"]["value"] == "real"
    path = simulate(screen.state.scenario)
    nominal = path.gdp[1:] / path.gdp[:-1]
    real = nominal / (path.deflator[1:] / path.deflator[:-1]) - 1
    ict = path.components["ict"]
    assert ict[1:] / ict[:-1] - 1 == pytest.approx(times * real, rel=1e-9)
    assert "error" in screen.answer({"do": "multiple", "block": "sectoral", "of": "real"})
    assert "error" in screen.answer({"do": "multiple", "block": "ict", "of": "money"})


def test_a_multiple_of_real_growth_gets_a_deflator_at_constant_prices():
    screen = session()
    screen.answer({"do": "frame", "key": "prices", "value": "constant"})
    screen.answer({"do": "law", "block": "ict", "law": "gdp_multiple"})
    for of in ("real", "nominal", "real"):
        assert "error" not in screen.answer({"do": "multiple", "block": "ict", "of": of})
        assert screen.state.scenario.components["ict"].growth.gdp_multiple.of == of


def test_a_refusal_is_said_in_the_reader_s_language():
    texts = (
        ({"do": "restore", "text": "dx1.!!!"}, "cần liên kết hoặc văn bản"),
        ({"do": "save", "name": "A b"}, "cần chữ thường không dấu"),
        ({"do": "choose", "path": "x"}, "cần một giả định trên màn hình"),
        ({"do": "compare", "scenario": "nowhere"}, "cần tên một kịch bản của nước"),
    )
    for message, words in texts:
        reply = session(lang="vi").answer(message)
        assert words in reply["error"] and "expected" not in reply["error"], reply
        assert "found" not in reply["error"]
        assert "expected" in session().answer(message)["error"]


def test_downloads_hold_what_the_screen_shows():
    screen = session(lang="vi")
    screen.answer({"do": "move", "path": FADE, "text": "21"})
    table = screen.answer({"do": "download", "what": "csv"})["file"]
    facts = verdicts([screen.state.scenario])[2]
    assert percent(facts.value, "vi") in table.data.decode("utf-8-sig")
    workbook = screen.answer({"do": "download", "what": "workbook"})["file"]
    assert workbook.name == "plan-fading-explored.xlsx" and workbook.data[:2] == b"PK"


TARGETS = """targets:
  - id: own-2030
    title: {en: Our own goal, vi: Mục tiêu riêng}
    metric: digital_share_of_gdp
    sense: at_least
    threshold: 27.5%
    year: 2030
    source: plan-dossier-2024
    pointer: none
    producers: [nso, mic]
    judge: nso
"""


def test_a_targets_file_of_one_s_own_is_followed_by_all_that_leaves_the_screen(tmp_path):
    file = tmp_path / "targets.yaml"
    file.write_text(TARGETS)
    state = replace(opened("plan-fading", targets_file=str(file)), fan=True)
    screen = Session(state)
    assert [row["id"] for row in screen.answer({"do": "hello"})["rows"]] == ["own-2030"]
    assert list(screen.answer({"do": "details"})["fan"]["odds"]) == ["own-2030"]
    table = downloads.made(state, "csv").data.decode("utf-8-sig")
    assert "27.5%" in table and "2045" not in table
    drawn = "".join(text.get_text() for text in downloads.figure(state).figure.axes[0].texts)
    assert "27.5" in drawn and "50%" not in drawn
    book = load_workbook(io.BytesIO(downloads.made(state, "workbook").data), read_only=True)
    cells = {c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row}
    words = " ".join(str(cell) for cell in cells)
    assert "Our own goal" in words and "50 % of GDP" not in words
    assert downloads.made(state, "pdf").data != downloads.made(opened("plan-fading"), "pdf").data


def test_the_figure_taken_away_shows_what_the_screen_shows():
    screen = session()
    for message in (
        {"do": "move", "path": FADE, "text": "22.5"},
        {"do": "compare", "scenario": "baseline"},
        {"do": "threshold", "target": "share-2045", "text": "41.5"},
        {"do": "fan", "on": True},
    ):
        seen = screen.answer(message)["picture"]
    fan = screen.answer({"do": "details"})["fan"]
    axes = downloads.figure(screen.state).figure.axes[0]
    lines = [list(line.get_ydata()) for line in axes.lines]
    assert seen["ghosts"][0]["share"] in lines
    assert any(line == pytest.approx(seen["share"]) for line in lines if len(line) == 22)
    shapes = [shape.get_paths()[0].vertices for shape in axes.collections]
    for band in fan["bands"]:
        edges = zip(fan["years"], band["low"], band["high"], strict=True)
        alive = [(year, low, high) for year, low, high in edges if None not in (low, high)]
        corners = {(year, share) for year, *pair in alive for share in pair}
        assert any(corners <= {tuple(point) for point in shape} for shape in shapes)
    assert "41.5" in "".join(text.get_text() for text in axes.texts)


def test_the_figure_has_no_fan_while_the_screen_has_none():
    screen = session()
    plain = len(downloads.figure(screen.state).figure.axes[0].collections)
    screen.answer({"do": "fan", "on": True})
    assert len(downloads.figure(screen.state).figure.axes[0].collections) == plain + 3


MESSAGES = st.fixed_dictionaries(
    {
        "do": st.sampled_from(
            ["move", "choose", "threshold", "law", "frame", "reset", "undo", "open", "compare",
             "speak", "restore", "solve", "yaml", "details", "ping", "nothing", "download",
             "ahead"]
        )
    },
    optional={
        "path": st.sampled_from([FADE, "gdp.base", "components.platform.base", "x", "../../etc"])
        | st.text(max_size=8),
        "texts": st.lists(st.sampled_from(["5", "-3.5", "99", "1e9", "a"]), max_size=3) | st.none(),
        "text": st.sampled_from(["5", "-3,5", "99", "1e9", "dx1.", "a: x"]) | st.text(max_size=8),
        "target": st.sampled_from(["share-2030", "sectoral-2030", "none"]),
        "block": st.sampled_from(["gdp", "ict", "platform", "sectoral", "non_digital", "?"]),
        "law": st.sampled_from(["constant", "fade", "relative", "gompertz", "steps", "?"]),
        "key": st.sampled_from(["closure", "prices", "producer", "?"]),
        "value": st.sampled_from(["gdp_given", "non_digital_given", "constant", "nso", "mic", "?"]),
        "what": st.sampled_from(["", "ict", FADE, "target.share-2030", "csv", "?"]),
        "scenario": st.sampled_from(["baseline", "rest-given", "nowhere", "/etc/passwd", ""]),
        "lang": st.sampled_from(["en", "vi", "xx"]),
        "fresh": st.booleans(),
    },
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(MESSAGES, max_size=8))
def test_no_message_breaks_a_session(messages):
    screen = session()
    for message in messages:
        screen.answer(message)
    reply = screen.answer({"do": "hello"})
    assert "error" not in reply
    assert reply["picture"]["share"] == finite(project(screen.state.scenario)["share"].values)
