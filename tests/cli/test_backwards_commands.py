"""The commands that ask backwards: shapes of their JSON, words in both languages, refusals."""

import json

import pytest
from click.testing import CliRunner

from dxsim.analysis.backwards.solving import required_growth
from dxsim.analysis.targets import find_target, load_targets
from dxsim.cli.main import cli
from dxsim.presentation import quoting
from dxsim.presentation.text.backwards import required_sentences
from dxsim.scenario.loading import load_scenario

BOUNDS = ("--bound", "floor:ict:2025-2030:15%:", "--bound", "cap:sectoral:2025-2030::30%")
PLAN = ("plan-repeated", "--targets", "share-2030,sectoral-2030")
REQUIRE = ("require", "baseline", "--target", "share-2030")


def run(*words, status=0):
    result = CliRunner().invoke(cli, list(words), standalone_mode=False)
    if status == 0:
        assert result.exception is None, result.output
    return result


def as_json(*words):
    return json.loads(run(*words, "--json").output)


def test_a_conflict_is_named_and_proved():
    found = as_json("feasible", *PLAN, *BOUNDS)
    assert list(found)[:2] == ["feasible", "conflict"]
    assert found["feasible"] is False
    assert set(found["conflict"]) == {"sectoral-2030", "floor", "cap"}
    assert set(found["proof"]) == set(found["conflict"]) == set(found["without"])
    assert found["sentence"]["en"] == (
        "Sectoral cannot be 70% of the digital economy in 2030 while it grows at most 30% a year "
        "in 2025-2030 and ICT grows at least 15% a year in 2025-2030."
    )
    assert "không thể đạt 70%" in found["sentence"]["vi"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "It cannot be that the digital economy grows exactly 25% a year in 2025-2030 and "
               "the rest of GDP grows at least 6% a year in 2027."),
        ("vi", "Không thể đồng thời kinh tế số tăng đúng 25% mỗi năm trong giai đoạn "
               "2025-2030 và phần còn lại của GDP tăng tối thiểu 6% mỗi năm trong năm 2027."),
    ],
)  # fmt: skip
def test_limits_alone_can_conflict(lang, said):
    bounds = ("--bound", "d:digital:2025-2030:25%:25%", "--bound", "n:non_digital:2027:6%:")
    found = run("feasible", "plan-repeated", "--targets", "", *bounds, "--lang", lang).output
    assert said in found
    alone = ("--bound", "d:digital:2025-2045:60%:")
    one = run("feasible", "plan-repeated", "--targets", "", *alone, "--lang", lang).output
    assert {"en": "One demand alone", "vi": "Chỉ riêng một"}[lang] in one
    assert {"en": "without it", "vi": "bỏ đi"}[lang] not in one


def test_a_target_named_twice_is_one_demand():
    found = as_json("feasible", "plan-repeated", "--targets", "share-2030,share-2030")
    assert found["demands"] == ["share-2030"]


def test_a_witness_has_levels_and_shares_by_year():
    found = as_json("feasible", *PLAN, *BOUNDS[:2])
    assert list(found)[:2] == ["feasible", "witness"]
    witness = found["witness"]
    assert witness["years"] == list(range(2024, 2031))
    assert set(witness["components"]) == {"ict", "platform", "sectoral"}
    digital = sum(levels[-1] for levels in witness["components"].values())
    assert digital / witness["gdp"][-1] == pytest.approx(witness["share"][-1], rel=1e-12)
    assert witness["components"]["sectoral"][-1] / digital >= 0.7
    assert witness["share"][-1] >= 0.3


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_command_speaks_both_languages(lang):
    words = {"en": "Ministry", "vi": "Bộ"}[lang]
    for command in (
        ("feasible", "baseline"),
        ("feasible", *PLAN, *BOUNDS),
        ("require", "plan-fading", "--target", "share-2045"),
        ("explain", "baseline", "high-growth"),
    ):
        assert words in run(*command, "--lang", lang).output


def test_required_growth_is_that_of_the_verdict():
    found = as_json("require", "plan-fading", "--target", "share-2030")
    verdicts = json.loads(run("targets", "plan-fading", "--json").output)
    verdict = next(v for v in verdicts if v["target"] == "share-2030")
    assert found["required"] == pytest.approx(verdict["required"], abs=1e-12)
    assert (found["producer"], found["prices"]) == ("mic", "current")


def test_a_parameter_is_solved_for_within_bounds_written_as_in_a_file():
    words = ("--target", "share-2030", "--parameter", "gdp.growth.constant")
    found = as_json("require", "plan-repeated", *words, "--low", "0%", "--high", "30%")
    assert round(found["required"]["gdp.growth.constant"] * 100, 2) == 13.58
    said = run("require", "plan-repeated", *words, "--low", "0%", "--high", "30%", "--lang", "vi")
    assert "13,58" in said.output
    none = run("require", "plan-repeated", *words, "--low", "15%", "--high", "20%")
    assert "No value of GDP, growth" in none.output


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "It is reached anyway: no value of GDP"), ("vi", "Mục tiêu vẫn đạt")]
)
def test_a_target_that_no_value_misses_is_never_said_to_be_out_of_reach(lang, said):
    slow = ("--parameter", "gdp.growth.constant", "--low", "0%", "--high", "5%")
    ask = ("require", "plan-repeated", "--target", "share-2030")
    assert said in run(*ask, *slow, "--lang", lang).output
    table = run(*ask, "--lever", "platform").output
    assert "none from −100.00 to +100.00 points misses it" in table
    assert "100.00%" not in table
    (found,) = as_json(*ask, "--lever", "platform")["results"]
    assert (found["value"], found["held"], found["best_at"]) == (None, True, 0)
    own = (0.09516 * 1.15**6 + 0.08784 * 1.3**6) / 1.1**6
    assert found["best"] == pytest.approx(own, abs=1e-12)


def test_the_bounds_of_an_addition_can_be_stated():
    ask = (*REQUIRE, "--low", "0%", "--high", "2%")
    assert "none from 0.00 to +2.00 points" in run(*ask).output
    for one in as_json(*ask)["results"]:
        assert (one["value"], one["low"], one["high"]) == (None, 0, 0.02)
        assert (one["best_at"], one["held"]) == (pytest.approx(0.02), False)
    above = as_json("require", "plan-repeated", *ask[2:4], "--low", "1%", "--high", "2%")
    assert {one["best_at"] for one in above["results"]} == {0.01}


def test_a_start_year_and_a_window():
    late = run("require", "nso-reference-pace", "--target", "share-2030", "--addition", "35")
    assert "as late as 2028" in late.output
    never = run("require", "nso-reference-pace", "--target", "share-2030", "--addition", "1")
    assert "reaches only" in never.output
    adverse = (
        "require",
        "plan-fading",
        "--target",
        "share-2045",
        "--addition",
        "2",
        "--lever",
        "gdp",
    )
    useless = run(*adverse).output
    assert "it is 43.41% at best, without any" in useless
    assert "cao nhất là 43,41" in run(*adverse, "--lang", "vi").output
    without = ("require", "nso-trend", *adverse[2:5], "5", "--lever", "gdp")
    assert "16.13% at best, without any" in run(*without).output
    window = ("--target", "share-2030", "--from-year", "2028", "--lever", "sectoral")
    short = as_json("require", "baseline", *window)["required"]["sectoral"]
    whole = as_json("require", "baseline", *window[:2], *window[4:])["required"]["sectoral"]
    assert short > whole > 0


def test_a_scenario_explained_by_itself_is_said_to_be_the_same():
    said = run("explain", "baseline", "baseline").output
    assert "baseline and baseline make the same assumptions" in said
    assert "synergy" not in said
    assert as_json("explain", "baseline", "baseline")["effects"] == []


def test_an_explanation_sums_to_the_difference():
    found = as_json("explain", "baseline", "saturating", "--year", "2035")
    assert sum(e["effect"] for e in found["effects"]) == pytest.approx(
        found["difference"], abs=1e-9
    )
    for change in found["changes"]:
        share = "first_share" if change["scenario"] == "baseline" else "second_share"
        moved = sum(part["change"] for part in change["components"])
        start = 0.183 if change["producer"] == "mic" else 0.1317
        assert moved == pytest.approx(found[share] - start, abs=1e-9)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("require", "plan-fading", "--target", "share-203"), "did you mean share-2030?"),
        (
            ("require", "plan-fading", "--target", "share-2030", "--lever", "itc"),
            "did you mean ict?",
        ),
        (("require", "plan-fading", "--target", "share-2030", "--from-year", "2040"), "2025-2030"),
        (
            ("require", "plan-fading", "--target", "share-2030", "--parameter", "gdp.base"),
            "both --low and --high",
        ),
        ((*REQUIRE, "--low", "5"), "5% or 500%?"),
        ((*REQUIRE, "--low", "200%"), "a low below the"),
        (
            (*REQUIRE, "--addition", "3", "--low", "1%"),
            "only one of --addition and --low",
        ),
        (
            (*REQUIRE, "--addition", "3", "--from-year", "2027"),
            "only one of --addition and --from-year",
        ),
        (
            (*REQUIRE, "--parameter", "gdp.base", "--lever", "ict"),
            "only one of --parameter and --lever",
        ),
        (
            (*REQUIRE, "--addition", "3", "--to-year", "2031"),
            "2025-2030",
        ),
        (("feasible", "plan-fading", "--targets", "share-203"), "did you mean share-2030?"),
        (("feasible", "plan-fading", "--bound", "x"), "id:of:years:min:max"),
        (("feasible", "saturating", "--targets", "sectoral-2030"), "no such part"),
        (("explain", "plan-fading", "plan-repeated", "--year", "2040"), "nothing left"),
        (("explain", "plan-fading", "baseline", "--year", "2000"), "2024-2045"),
    ],
)
def test_wrong_input_is_one_line(words, said):
    result = run(*words, status=2)
    assert result.exception is not None
    line = str(result.exception)
    assert said in line
    assert "\n" not in line


def test_the_frontier_is_a_table_json_csv_and_a_figure(tmp_path):
    ask = ("frontier", "plan-repeated", "cap", "sectoral-2030", *BOUNDS)
    found = as_json(*ask, "--from", "20%", "--to", "40%", "--points", "3")
    assert (found["first"], found["second"], found["best"]) == ("cap", "sectoral-2030", "highest")
    for point, cap in zip(found["points"], (0.2, 0.3, 0.4), strict=True):
        grown, ict = 0.08784 * (1 + cap) ** 6, 0.08316 * 1.15**6
        assert point["cap"] == cap
        assert point["sectoral-2030"] == pytest.approx(grown / (grown + ict), abs=1e-6)
    assert "the highest sectoral share" in run(*ask, "--points", "2").output
    assert "mức cao nhất" in run(*ask, "--points", "2", "--lang", "vi").output
    for ending, start in (
        ("csv", b"scenario,producer,cap"),
        ("png", b"\x89PNG"),
        ("svg", b"<?xml"),
    ):
        out = tmp_path / f"frontier.{ending}"
        run(*ask, "--points", "3", "--out", str(out))
        assert out.read_bytes().startswith(start)


def test_a_frontier_of_shares_never_asks_for_more_than_the_whole():
    found = as_json("frontier", "plan-repeated", "sectoral-2030", "cap", *BOUNDS, "--points", "5")
    assert found["best"] == "lowest"
    assert [round(p["sectoral-2030"], 4) for p in found["points"]] == [
        0.35, 0.51, 0.67, 0.83, 0.99,
    ]  # fmt: skip
    least = [p["cap"] for p in found["points"]]
    assert least[-1] is None
    assert least[:-1] == sorted(least[:-1])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cap", "sectorl-2030"), "did you mean sectoral-2030?"),
        (("cap", "cap"), "'cap' twice, expected two demands"),
        (("cap", "share-2030", "--from", "20"), "per-cent sign"),
        (("cap", "share-2030", "--from", "30%", "--to", "20%"), "below --to"),
        (("cap", "share-2030", "--out", "x.doc"), ".pdf, .svg, .png or .csv"),
        (("floor", "share-2030", "--from", "80%", "--to", "90%", "--out", "x.png"), "a level of"),
    ],
)
def test_a_wrong_frontier_is_refused_in_one_line(words, said):
    result = run("frontier", "plan-repeated", *words, *BOUNDS, status=2)
    assert said in str(result.exception)


LOST = "name: lost\nextends: baseline\ncomponents: {sectoral: {growth: {constant: 900%}}}\n"


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    "more",
    [
        ("--lever", "ict", "--addition", "5"),
        ("--parameter", "gdp.growth.path.2025", "--low", "1%", "--high", "9%"),
    ],
)
def test_where_no_value_leaves_a_rest_of_the_economy_no_best_is_named(tmp_path, lang, more):
    own = tmp_path / "lost.yaml"
    own.write_text(LOST, encoding="utf-8")
    said = run("require", str(own), "--target", "share-2030", *more, "--lang", lang).output
    last = said.partition(f"\n\n{quoting.pointer(lang)}")[0].splitlines()[-1]
    assert "2030" in last and "–" not in last
    target = find_target(load_targets(), "share-2030")
    found = [required_growth(load_scenario(own), target, "ict")]
    answers = required_sentences(target, found, lang)
    assert all("–" not in answer for answer in answers)


def test_the_measure_that_just_meets_a_target_stands_in_its_unit():
    said = run("require", "nso-2025-official-growth", "--target", "income-2026").output
    assert " USD  " in said and "%  0.00" not in said
