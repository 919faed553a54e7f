"""The figures that ask backwards: what they say, what their tables hold, in both languages."""

import numpy as np
import pytest
from support.pictures import faults, smallest

import dxsim as dx
from dxsim.analysis.backwards.feasibility import parse_bound
from dxsim.analysis.targets import find_target
from dxsim.presentation import figures
from dxsim.presentation.text.backwards import break_even_sentence

PLAN = dx.load_scenario("plan-repeated")
TARGETS = dx.load_targets()
SHARE, SECTORAL = (find_target(TARGETS, name) for name in ("share-2030", "sectoral-2030"))
GDP, GROWTH = "gdp.growth.constant", "components.sectoral.growth.constant"
BOUNDS = [parse_bound("floor:ict:2025-2030:15%:"), parse_bound("cap:sectoral:2025-2030::30%")]


def tornado(lang="en", size="page"):
    return figures.tornado(PLAN, SHARE, dx.tornado(PLAN, SHARE), lang=lang, size=size)


def verdict_map(lang="en", size="page"):
    found = dx.verdict_map(PLAN, SHARE, (GDP, (0.05, 0.2)), (GROWTH, (0.1, 0.4)), 11)
    return figures.verdict_map(PLAN, SHARE, found, lang=lang, size=size)


def frontier(lang="en", size="page"):
    found = dx.frontier(PLAN, [SECTORAL], BOUNDS, "cap", "sectoral-2030", [0.25, 0.30, 0.35])
    return figures.frontier(PLAN, [SECTORAL], BOUNDS, found, lang=lang, size=size)


def difference(lang="en", size="page"):
    pair = [dx.load_scenario("baseline"), dx.load_scenario("export-shock")]
    return figures.difference(pair, dx.explain(*pair, 2030), lang=lang, size=size)


DRAWN = {f.__name__: f for f in (tornado, verdict_map, frontier, difference)}


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", DRAWN)
def test_each_names_producer_basis_and_source_and_has_its_numbers(name, lang):
    found = DRAWN[name](lang)
    texts = " ".join(text.get_text() for text in found.figure.texts)
    assert {"en": "Measured by", "vi": "Cơ quan công bố số liệu"}[lang] in texts
    assert len(found.alt) > 40
    assert found.title[0].isupper()
    assert len(found.table)
    assert found.figure.get_size_inches()[0] == pytest.approx(170 / 25.4)


@pytest.mark.parametrize("size", ["column", "page"])
@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", DRAWN)
def test_each_fits_its_sheet_in_letters_that_can_be_read(name, lang, size):
    picture = DRAWN[name](lang, size).figure
    assert faults(picture) == [] and smallest(picture) >= 7


def test_a_shrinking_rest_of_the_economy_is_said():
    texts = " ".join(text.get_text() for text in tornado().figure.texts)
    assert "rest of the economy shrinks" in texts.replace("\n", " ")


def test_tables_hold_the_numbers_of_the_analysis():
    bars = dx.tornado(PLAN, SHARE)
    table = tornado().table
    assert list(table["parameter"]) == [bar.parameter for bar in bars]
    np.testing.assert_allclose(table["at_low"], [bar.at_low for bar in bars])
    steps = difference().table
    gap = steps["second_share"][0] - steps["first_share"][0]
    assert steps["effect"].sum() == pytest.approx(gap, abs=1e-12)


def test_a_flip_is_a_sentence_in_both_languages():
    found = dx.break_even(PLAN, SHARE, GDP)
    said = break_even_sentence(PLAN, SHARE, found, "en")
    assert said.endswith("holds while GDP, growth is below 13.58% (now 10.00%).")
    assert "dưới 13,58%" in break_even_sentence(PLAN, SHARE, found, "vi")
    missed = dx.load_scenario("baseline")
    speed = dx.break_even(missed, SHARE, "components.sectoral.growth.relative.speed")
    assert "is missed unless sectoral, speed" in break_even_sentence(missed, SHARE, speed, "en")
    never = dx.break_even(PLAN, SHARE, "gdp.deflator.constant")
    assert "turns the verdict" in break_even_sentence(PLAN, SHARE, never, "en")


@pytest.mark.parametrize(
    ("reach", "said"),
    [((0.1, 0.12), "missed wherever"), ((0.6, 0.7), "reached wherever"), ((0.1, 0.4), "the line")],
)
def test_a_map_without_a_line_tells_the_verdict_that_holds_all_over_it(reach, said):
    found = dx.verdict_map(PLAN, SHARE, (GDP, (0.08, 0.1)), (GROWTH, reach), 5)
    drawn = figures.verdict_map(PLAN, SHARE, found, lang="en")
    assert said in drawn.title and said in drawn.alt
    lines = np.isfinite(found.flips_x).any() or np.isfinite(found.flips_y).any()
    assert lines == (said == "the line")
