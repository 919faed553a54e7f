"""A source stands beside the number it supports; a number that replaces it loses it."""

import pytest
from support.scenarios import plan, write

import dxsim as dx
from dxsim.analysis import restatement
from dxsim.data.yamlfile import InputError
from dxsim.scenario.parameters import number_sources, with_parameters

GDP, ICT = "imf-weo-2024-10", "ministry-report-2024"


def parent(tmp_path, **changes):
    data = plan(name="parent")
    data["gdp"]["sources"] = {"growth": GDP}
    data["components"]["ict"] |= {
        "growth": {"fade": {"from": "15%", "to": "8%", "half_life": 4}},
        "sources": {"base": ICT, "growth.fade.from": ICT},
    }
    return write(data | changes, tmp_path)


def sources(path):
    return number_sources(dx.load_scenario(path))


def test_a_source_supports_the_number_it_stands_beside_and_no_other(tmp_path):
    found = sources(parent(tmp_path))
    assert found["components.ict.growth.fade.from"] == found["components.ict.base"] == (ICT,)
    assert found["components.ict.growth.fade.half_life"] == ()
    assert found["gdp.growth.constant"] == (GDP,) and found["gdp.base"] == ()


def test_a_replaced_number_loses_its_source_and_the_others_keep_theirs(tmp_path):
    parent(tmp_path)
    own = {"gdp": {"growth": {"constant": "32%"}}}
    found = sources(write({"name": "mine", "extends": "parent", **own}, tmp_path))
    assert found["gdp.growth.constant"] == ()
    assert found["components.ict.growth.fade.from"] == (ICT,)


def test_sources_at_the_top_support_what_the_file_itself_states(tmp_path):
    parent(tmp_path)
    own = {"sources": [GDP], "components": {"ict": {"base": "8% of gdp"}}}
    found = sources(write({"name": "mine", "extends": "parent", **own}, tmp_path))
    assert found["components.ict.base"] == (GDP,)
    assert found["components.ict.growth.fade.from"] == (ICT,)
    assert found["components.sectoral.base"] == ()


def test_an_assumption_among_cited_numbers_says_so(tmp_path):
    path = parent(tmp_path, sources=[ICT])
    data = {"name": "mine", "extends": "parent", "sources": [ICT]}
    data["components"] = {"platform": {"base": "1.5% of gdp", "sources": "assumption"}}
    assert sources(path)["components.platform.base"] == (ICT,)
    assert sources(write(data, tmp_path))["components.platform.base"] == ()


def test_a_span_of_years_supports_the_years_within_it(tmp_path):
    growth = {"path": {2025: "9%", 2029: "8%", 2045: "7%"}}
    gdp = plan()["gdp"] | {"growth": growth, "sources": {"growth.path.2025-2029": GDP}}
    found = sources(write(plan(gdp=None) | {"name": "plan", "gdp": gdp}, tmp_path))
    supported = [year for year in (2025, 2029, 2045) if found[f"gdp.growth.path.{year}"]]
    assert supported == [2025, 2029]


@pytest.mark.parametrize(
    "cited",
    [{"bass": ICT}, {"growth.fade.form": ICT}, {"base": "no-such-source"}, "no-such-source"],
)
def test_a_source_of_nothing_and_an_unknown_one_are_refused(tmp_path, cited):
    data = plan(name="mine")
    data["components"]["ict"]["sources"] = cited
    with pytest.raises(InputError, match=r"components\.ict\.sources.*expected"):
        dx.load_scenario(write(data, tmp_path))


def test_a_number_moved_by_hand_loses_its_source_and_only_it(tmp_path):
    scenario = dx.load_scenario(parent(tmp_path))
    moved = with_parameters(scenario, {"components.ict.growth.fade.from": 0.12})
    found, before = number_sources(moved), number_sources(scenario)
    assert found == before | {"components.ict.growth.fade.from": ()}
    same = with_parameters(scenario, {"components.ict.growth.fade.from": 0.15})
    assert number_sources(same) == before


def test_another_law_is_not_credited_to_the_source_of_the_old_one(tmp_path):
    moved = restatement.with_law(dx.load_scenario(parent(tmp_path)), "ict", "constant")
    found = number_sources(moved)
    assert found["components.ict.growth.constant"] == ()
    assert found["components.ict.base"] == (ICT,)


@pytest.mark.parametrize("name", dx.list_scenarios())
def test_every_shipped_half_life_is_an_assumption_and_no_carve_out_is_cited(name):
    found = number_sources(dx.load_scenario(name))
    assert not [p for p, ids in found.items() if ids and p.endswith(("half_life", "platform.base"))]
