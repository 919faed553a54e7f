"""Strain on the rest of the economy: the years it lasts, and the verdicts it bears on."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from support.scenarios import plan, scenarios, write

import dxsim as dx
from dxsim.model.plain_values import projection_record
from dxsim.model.projection import simulate
from dxsim.model.trajectory import Strain
from dxsim.presentation.figures.verdict_cells import cell_text, shade
from dxsim.presentation.text import tables
from dxsim.presentation.text.findings import sentence


def one_bad_year(folder):
    """The plan with a sectoral part that leaps in 2028 and stands still afterwards."""
    data = plan()
    data["components"]["sectoral"]["growth"] = {
        "steps": {"2025-2027": "20%", "2028": "110%", "2029-2045": "8%"}
    }
    data["components"]["ict"]["growth"] = {"constant": "8%"}
    data["components"]["platform"]["growth"] = {"constant": "8%"}
    return dx.load_scenario(write(data, folder))


def test_one_bad_year_is_listed_and_is_not_the_start_of_a_fall(tmp_path):
    strain = simulate(one_bad_year(tmp_path)).strain
    assert strain.shrinks_in == [2028]
    assert strain.shrinks_from is None
    assert tables.rest_in_words(strain, "en").count("from") == 0


def test_a_verdict_is_marked_down_only_by_what_happens_up_to_its_year(tmp_path):
    scenario = one_bad_year(tmp_path)
    share = next(t for t in dx.load_targets() if t.is_digital_share)
    easy = [
        share.model_copy(update={"year": y, "threshold": 0.1, "id": str(y)}) for y in (2027, 2030)
    ]
    early, late = dx.verdicts([scenario], easy)
    assert early.state == "reached"
    assert late.state == "strained"
    assert early.strain.shrinks_in == late.strain.shrinks_in == [2028]
    assert "after 2027 the rest of the economy shrinks" in sentence(early, "", "en")
    assert "but the rest of the economy shrinks" in sentence(late, "", "en")


def test_an_impossible_path_is_not_painted_as_the_best_result():
    facts = dx.verdicts([dx.load_scenario("plan-repeated")])
    ahead = [f for f in facts if not f.over]
    strained = [f for f in ahead if f.state == "strained"]
    assert strained
    sound = [replace(f, strain=Strain()) for f in strained]
    for paler, plain in zip(strained, sound, strict=True):
        assert shade(paler) != shade(plain)
        assert cell_text(paler, {}, "en").startswith("(✓)")
        assert cell_text(plain, {}, "en").startswith("✓")


@settings(max_examples=150)
@given(scenarios())
def test_the_years_of_strain_follow_from_the_printed_levels(tmp_path_factory, data):
    record = projection_record(dx.load_scenario(write(data, tmp_path_factory.mktemp("s"))))
    pairs = list(zip(record["years"][1:], record["growth"]["non_digital"], strict=True))
    clear = [(y, g) for y, g in pairs if g is None or abs(g) > 1e-11]
    falls = [year for year, rate in clear if rate is not None and rate < 0]
    assert set(falls) <= set(record["shrinks_in"]) <= {y for y, g in pairs if g is not None}
    alive = [year for year, rate in pairs if rate is not None]
    run = [y for y in alive if set(range(y, alive[-1] + 1)) <= set(record["shrinks_in"])]
    assert record["shrinks_from"] == (run[0] if run else None)


def test_draws_have_their_own_years_of_strain():
    scenario = dx.load_scenario("plan-repeated")
    path = "components.sectoral.growth.constant"
    moved = dx.with_parameters(scenario, {path: np.array([0.05, 0.30])})
    calm, strained = dx.project(moved).transpose("draw", ...)["shrinks_in"].values
    assert not calm.any()
    alone = simulate(dx.with_parameters(scenario, {path: 0.30}))
    assert (strained == alone.shrinks).all()


@pytest.mark.parametrize(
    ("years", "lasting", "said"),
    [
        ((2028,), None, "in 2028"),
        ((2028, 2030, 2031), None, "in 2028, 2030-2031"),
        ((2028, 2030, 2031), 2030, "in 2028, from 2030"),
        ((2030, 2031), 2030, "from 2030"),
        ((), None, ""),
    ],
)
def test_years_are_drawn_together_and_the_lasting_ones_said_so(years, lasting, said):
    assert tables.years_in_words(years, lasting, "en") == said
    vietnamese = tables.years_in_words(years, lasting, "vi")
    assert re.findall(r"\d{4}", vietnamese) == re.findall(r"\d{4}", said)


def test_a_map_of_verdicts_says_where_the_rest_shrinks():
    scenario = dx.load_scenario("plan-fading")
    x, y = "components.sectoral.growth.fade.from", "gdp.growth.path.2025"
    ranges = (x, (0.1, 0.9)), (y, (0.02, 0.14))
    found = dx.verdict_map(scenario, "share-2030", *ranges, size=5)
    assert found.strained.any() and not found.strained.all()
    short = scenario.model_copy(update={"end_year": 2030})
    for row, column in ((0, 0), (4, 4), (2, 3)):
        moved = dx.with_parameters(short, {x: found.x[column], y: found.y[row]})
        assert bool(simulate(moved).strain.years) == found.strained[row, column]
