"""What the screen says stays true whatever is done on it: states, links, names, downloads."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from pptx import Presentation
from support.scenarios import plan, write

from dxsim.analysis import outside_view
from dxsim.analysis.judged import verdicts
from dxsim.analysis.uncertainty.summary import Odds
from dxsim.presentation import quoting
from dxsim.presentation.explorer import downloads, fan, results, sharing
from dxsim.presentation.explorer.briefing import composed, moves
from dxsim.presentation.explorer.picture import figure
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.state import compared, opened
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.words import basis_line, scenario_label
from dxsim.scenario.loading import load_scenario

FADE = "components.sectoral.growth.fade.from"


def test_another_producer_s_growth_is_said_to_be_another_scenario_s():
    session = Session(opened("plan-fading"))
    reply = session.answer({"do": "frame", "key": "producer", "value": "nso"})
    donor = load_scenario("nso-reference-pace").heading("en")
    assert donor in reply["notice"] and donor in reply["basis"]
    assert session.state.start.heading("en") in reply["basis"]
    back = session.answer({"do": "frame", "key": "producer", "value": "mic"})
    assert not back["notice"] and donor not in back["basis"]


def test_a_shared_state_is_read_in_the_reader_s_language_and_keeps_the_comparison(tmp_path):
    other = write(plan(name="mine", title="A plan of our own"), tmp_path)
    link = sharing.shared(compared(opened("plan-fading", "vi"), str(other)))
    other.unlink()
    reader = Session(opened("baseline", "en"))
    reply = reader.answer({"do": "restore", "text": link})
    assert reply["lang"] == "en" and reader.state.scenario.name == "plan-fading"
    assert reader.state.others[0].heading("en") == "A plan of our own"


def test_a_state_without_a_comparison_leaves_the_reader_s_own():
    link = sharing.shared(opened("plan-fading"))
    reader = Session(compared(opened("baseline"), "nso-trend"))
    reader.answer({"do": "restore", "text": link})
    assert [one.name for one in reader.state.others] == ["nso-trend"]


@pytest.mark.parametrize(("entered", "cautioned"), [("1000", True), ("25", False)])
def test_a_value_far_beyond_the_usual_is_asked_about(entered, cautioned):
    reply = Session(opened("plan-fading")).answer({"do": "move", "path": FADE, "text": entered})
    assert bool(reply["caution"][FADE]) is cautioned


def test_what_cannot_be_judged_is_not_said_to_be_missed():
    rows = Session(opened("nso-trend")).answer({"do": "hello"})["rows"]
    unjudged = [row for row in rows if row["state"] == "none"]
    assert unjudged and {row["first"] for row in unjudged} == {"–"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kế hoạch của Đà Nẵng 2030", "ke-hoach-cua-da-nang-2030"),
        ("A slower plan", "a-slower-plan"),
        ("word " * 40, "word-" * 12 + "word"),
    ],
)
def test_a_title_makes_the_name_and_stands_in_the_file(tmp_path, title, name):
    session = Session(opened(str(write(plan(name="mine"), tmp_path))))
    session.answer({"do": "save", "title": title})
    saved = load_scenario(tmp_path / f"{name}.yaml")
    assert saved.heading("vi") == " ".join(title.split())


def test_a_title_that_makes_no_free_name_is_asked_for_again(tmp_path):
    session = Session(opened(str(write(plan(name="mine"), tmp_path))))
    for title in ("高增长", "Mine"):
        reply = session.answer({"do": "save", "title": title})
        assert reply["ask_title"] and reply["title"] == title and "error" not in reply


def test_the_downloaded_table_is_data():
    state = replace(opened("plan-fading"), lang="vi")
    table = pd.read_csv(io.BytesIO(downloads.made(state, "csv").data))
    facts = verdicts([state.scenario], state.targets)
    assert table["value"].dtype == table["gap_pp"].dtype == float
    values = [float("nan") if fact.value is None else fact.value for fact in facts]
    assert table["value"].tolist() == pytest.approx(values, nan_ok=True)
    assert table["value"].isna().tolist() == [fact.reason is not None for fact in facts]
    assert table["title"].tolist() == [target.title.vi for target in state.targets]


@pytest.mark.parametrize(
    ("chance", "shown"), [(0.0, "<0.1%"), (0.004, "0.4%"), (0.325, "32%"), (0.9999, ">99.9%")]
)
def test_odds_near_an_end_are_told_as_everywhere_else(chance, shown):
    of_one = Odds("share-2030", chance, 0.0, 1.0, sampling_error=0.0, by_basis={})
    said = fan.odds(SimpleNamespace(odds=lambda: [of_one]), "en")["share-2030"]
    assert shown in said["short"]
    assert "<0.1%" in said["full"] and ">99.9%" in said["full"]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_solving_where_nothing_is_left_of_the_rest_names_no_best_value(tmp_path, lang):
    lost = {"sectoral": {"growth": {"constant": "900%"}}}
    file = write({"name": "lost", "extends": "baseline", "components": lost}, tmp_path)
    session = Session(opened(str(file), lang))
    session.answer({"do": "choose", "path": "gdp.growth.path.2025"})
    said = session.answer({"do": "solve", "target": "share-2030"})["notice"]
    assert "2030" in said and "–" not in said


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_picture_is_a_slide_under_the_sentence_of_the_screen(lang):
    session = Session(opened("plan-fading", lang))
    shown = session.answer({"do": "move", "path": FADE, "text": "25"})
    file = session.answer({"do": "download", "what": "slide"})["file"]
    assert file.name == "plan-fading-explored-paths.pptx"
    (slide,) = Presentation(io.BytesIO(file.data)).slides
    assert slide.shapes.title.text_frame.text == shown["sentence"]
    pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) == 1 and pictures[0]._element.nvPicPr.cNvPr.get("descr")
    notes = slide.notes_slide.notes_text_frame.text
    assert basis_line(session.state.scenario, lang) in notes
    assert quoting.pointer(lang) in notes
    assert file.data == downloads.made(session.state, "slide").data


def test_a_story_keeps_names_order_and_place_and_travels_in_a_link():
    session = Session(opened("plan-fading"))
    for name, text in (("One", "30"), ("Two", "25"), ("Three", "20")):
        session.answer({"do": "move", "path": FADE, "text": text})
        said = session.answer({"do": "keep", "name": f"  {name} "})["story"]
    assert said == {"names": ["One", "Two", "Three"], "place": 2, "shown": True}
    session.answer({"do": "step", "at": 0})
    assert session.state.values[FADE] == pytest.approx(0.30)
    link = session.answer({"do": "keep", "name": "Between"})["token"]
    reader = Session(opened("nso-trend", "vi"))
    told = reader.answer({"do": "restore", "text": link})["story"]
    assert told["names"] == ["One", "Between", "Two", "Three"] and told["shown"]
    shown = reader.answer({"do": "step", "at": 3})
    assert shown["lang"] == "vi" and reader.state.values[FADE] == pytest.approx(0.20)
    assert reader.answer({"do": "drop", "at": 3})["story"]["names"] == ["One", "Between", "Two"]
    assert "error" in reader.answer({"do": "step", "at": 3})


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_a_step_without_a_usable_name_is_asked_for_again(name):
    reply = Session(opened("plan-fading")).answer({"do": "keep", "name": name})
    assert reply["ask_step"] and reply["name"] == name


def test_a_fifth_line_is_refused_in_words_and_the_four_stay():
    session = Session(opened("plan-fading"))
    for name in ("baseline", "nso-trend", "high-growth", "saturating"):
        session.answer({"do": "compare", "scenario": name})
    assert "4" in session.answer({"do": "compare", "scenario": "plan-repeated"})["error"]
    session.answer({"do": "compare", "scenario": "nso-trend", "on": False})
    drawn = session.answer({"do": "hello"})["picture"]["ghosts"]
    assert [one["id"] for one in drawn] == ["baseline", "high-growth", "saturating"]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_is_drawn_of_another_producer_says_so_in_every_title(lang):
    session = Session(opened("plan-fading", lang))
    donor = load_scenario("nso-reference-pace").heading(lang)
    reply = session.answer({"do": "frame", "key": "producer", "value": "nso"})
    titles = (reply["opened_as"], reply["picture"]["alt"], figure(session.state).title)
    assert all(donor in title for title in titles)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_targets_are_counted_as_one_says_it(lang):
    said = {
        (reached, count): results.counted(reached, count, lang)
        for count in range(4)
        for reached in range(count + 1)
    }
    assert "0" not in said[0, 0] and "1" not in said[1, 1] + said[0, 1]
    assert len(set(said.values())) == len(said)


def test_the_fan_shows_where_the_paces_abroad_lead():
    session = Session(opened("nso-trend"))
    session.answer({"do": "fan", "on": True})
    low, high = session.answer({"do": "details"})["fan"]["abroad"]
    years = list(session.state.scenario.calendar)
    start = float(session.state.path.share[0])
    at = years.index(2030)
    assert (low["share"][at], high["share"][at]) == outside_view.band(start, at)


@pytest.fixture(scope="module", params=["en", "vi"])
def moved(request):
    """A screen on which much was moved, in each language."""
    session = Session(opened("plan-fading", request.param))
    for message in (
        {"do": "move", "path": FADE, "text": "26"},
        {"do": "law", "block": "ict", "law": "logistic"},
        {"do": "frame", "key": "closure", "value": "non_digital_given"},
        {"do": "threshold", "target": "share-2030", "text": "31.5"},
        {"do": "compare", "scenario": "high-growth"},
        {"do": "beside", "on": True},
    ):
        assert "error" not in session.answer(message)
    return session


def test_the_briefing_of_a_view_has_its_pictures_what_was_moved_and_the_way_back(moved):
    state = moved.state
    made = composed(state, draws=200)
    captions = [block["caption"] for block in made.elements if block["kind"] == "figure"]
    seen = moved.answer({"do": "hello"})
    assert any(seen["sentence"] in said for said in captions)
    assert any(one["sentence"] in said for said in captions for one in seen["beside"])
    assert any(seen["picture"]["ghosts"][0]["words"] in said for said in captions)
    rows = [row for block in made.elements if block["kind"] == "table" for row in block["rows"]]
    found = [[cell.replace(",", ".") for cell in row[1:]] for row in rows]
    assert ["30.00%", "26.00%"] in found and ["30.0%", "31.5%"] in found
    words = [say(f"words.closure_{one}", state.lang) for one in ("gdp_given", "non_digital_given")]
    assert [row[1:] for row in rows].count(words) == 1
    way_back = next(text for text in reversed(made.texts) if sharing.MARK in text)
    found = sharing.restored(opened("nso-trend", state.lang), way_back)
    assert [*moves(found)] == [*moves(state)] != []
    assert found.others == state.others and found.beside
    assert "-" not in way_back


def test_the_slides_of_both_measures_name_theirs(moved):
    data = moved.answer({"do": "download", "what": "slide"})["file"].data
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(data)).slides]
    own, other = moved.state.scenario, load_scenario("nso-reference-pace")
    labels = [scenario_label(one, moved.state.lang) for one in (own, other)]
    assert [title.startswith(label) for title, label in zip(titles, labels, strict=True)] == [
        True
    ] * 2


def test_another_measure_stands_beside_also_where_its_scenarios_have_another_base_year():
    session = Session(opened("nso-2025-class-pace"))
    (beside,) = session.answer({"do": "beside", "on": True})["beside"]
    assert beside["id"] == "mic" and beside["picture"]["years"][0] == 2024
    assert session.answer({"do": "hello"})["measures"] == 2
