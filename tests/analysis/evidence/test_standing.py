"""Where the share stands without any scenario, and whether a scenario's base is the newest."""

import math

import pytest
from click.testing import CliRunner

import dxsim as dx
from dxsim.analysis.evidence.base_vintage import known_since_base
from dxsim.analysis.evidence.past_targets import also_said
from dxsim.analysis.evidence.standing import standing, still_asked
from dxsim.cli.main import cli
from dxsim.data.sources import producer
from dxsim.presentation.explorer.session import Session
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text.messages import percent
from dxsim.presentation.text.standing import base_vintage_sentence, standing_sentences
from dxsim.presentation.text.words import cite

TARGETS = dx.load_targets()


def test_the_judge_s_newest_value_and_the_pace_that_30_per_cent_asks():
    """16.4% a year of share growth to 2030 against 2.1% a year in 2020-2025."""
    stands = standing("nso")
    assert (stands.year, stands.share, stands.since) == (2025, 0.1402, 2020)
    assert stands.pace == pytest.approx((14.02 / 12.66) ** (1 / 5) - 1)
    asked = still_asked(stands, TARGETS)
    assert asked["share-2030"] == pytest.approx(math.exp(math.log(30 / 14.02) / 5) - 1)
    assert "share-2025" not in asked  # its year is over


def test_each_day_has_its_own_standing():
    assert standing("nso", "2025-02-28").share == 0.1317
    assert standing("mic").year == 2024
    assert standing("imf") is None


def test_who_acknowledged_the_missed_target_is_said():
    target = next(t for t in TARGETS if t.id == "share-2025")
    said = {one.value for one in also_said(target)}
    assert said == {0.14, 0.139}
    assert also_said(target, "2025-11-30") == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["14.02%", "16.4%", "2.1%", "missed by 5.98"]),
        ("vi", ["14,02%", "16,4%", "2,1%", "thiếu 5,98"]),
    ],
)
def test_a_reader_learns_how_2025_ended_and_what_2030_asks(lang, words):
    text = " ".join(" ".join(standing_sentences(TARGETS, lang=lang)).split())
    assert all(word in text for word in words)


def test_a_base_of_an_older_vintage_says_what_replaced_it():
    office = dx.load_scenario("nso-reference-pace")
    since = known_since_base(office)
    assert [(r.series, r.latest) for r in since.revised] == [
        ("digital_share", 0.1321), ("gdp_nominal", 11510.329),
    ]  # fmt: skip
    assert (since.year, since.share) == (2025, 0.1402)
    assert known_since_base(office, "2025-02-28") == ((), None, None)
    assert "13.21%" in base_vintage_sentence(office) and "14.02%" in base_vintage_sentence(office)


def test_a_base_that_no_release_states_is_not_called_old():
    rebased = dx.load_scenario("gdp-rebenchmarked")
    assert known_since_base(rebased).revised == ()
    unknown = rebased.model_copy(update={"producer": "somebody"})
    assert base_vintage_sentence(unknown) == ""


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_command_and_screen_say_how_2025_ended_what_2030_asks_and_on_whose_word(lang):
    printed = CliRunner().invoke(cli, ["targets", "baseline", "--lang", lang]).output
    screen = Session(opened("nso-2025-class-pace", lang)).answer({"do": "hello"})["basis"]
    who = cite("congress-xiv-resolution", lang)
    for text in (printed, screen):
        for number in (0.1402, 0.164):
            assert percent(number, lang, 2 if number < 0.15 else 1) in text
        assert who in text and producer("nso").short[lang] in text
