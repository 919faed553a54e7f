"""Growth that is missing or to spare: one rule in the tables, the notebooks and the explorer."""

import re

import pytest
from support.scenarios import plan, write

from dxsim.analysis import outside_view
from dxsim.analysis.judged import verdicts
from dxsim.analysis.targets import load_targets
from dxsim.data import locations
from dxsim.data.country import load_country
from dxsim.presentation.explorer import results as explorer
from dxsim.presentation.explorer.state import opened
from dxsim.presentation.text import backwards, findings, tables
from dxsim.scenario.loading import load_scenario

NAMES = sorted(file.stem for file in locations.scenarios_dir().glob("*.yaml"))
NO_NUMBER = ("–", "none does")


def sign(cell: str) -> str:
    """Return the sign of a cell such as "+8.75 (sectoral)", or nothing where it holds no number."""
    return "" if cell.startswith(NO_NUMBER) else cell[0]


@pytest.mark.parametrize("name", NAMES)
def test_growth_is_added_to_a_missed_target_and_taken_from_one_that_is_reached(name):
    state = opened(name)
    found = verdicts([state.scenario], state.targets)
    shown = explorer.missing_growth(state, found)
    listed = tables.verdict_table(found, "en")[1]
    by_lever = iter(findings.required_table(found, "en")[1])
    allowed = {True: "−0", False: "+0", None: ""}
    for verdict, row in zip(found, listed, strict=True):
        cells = [] if verdict.over else next(by_lever)
        for cell in (shown[verdict.target.id], row[7], *cells[1:]):
            assert sign(cell) in allowed[verdict.reached] or not sign(cell), (verdict, cell)
        assert sign(shown[verdict.target.id]) == sign(row[7])
        if verdict.over:
            assert {shown[verdict.target.id], row[7]} == {"–"}
    assert next(by_lever, None) is None  # growth stands for every target ahead and for no other


def test_a_component_s_share_of_digital_asks_for_that_component_s_growth():
    found = {v.target.id: v for v in verdicts([load_scenario("plan-fading")])}
    missed = found["sectoral-2030"]
    assert missed.reached is False and missed.additions["all"] < 0  # no advice
    own = missed.additions["sectoral"]
    row = tables.verdict_table([missed], "en")[1][0]
    assert row[7] == f"{tables.extra_points(own, 'en')} (sectoral)"
    assert missed.helpful() is None


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_table_of_speeds_counts_the_episodes_it_places_among(lang, monkeypatch):
    monkeypatch.setattr(
        findings, "paces", lambda scope="all": (0.1,) * {"all": 31, "broad": 7}[scope]
    )
    header, _ = findings.speed_table([], lang)
    assert [re.findall(r"\d+", name) for name in header[3:]] == [["31"], ["7"]]
    assert len(outside_view.paces("broad")) < len(outside_view.paces())


@pytest.mark.parametrize(("lang", "gained"), [("en", "+1,250 USD"), ("vi", "+1.250 USD")])
def test_what_extra_growth_changes_is_told_in_the_target_s_unit(lang, gained):
    """GDP per head is money: a hundredth of it is no percentage point."""
    target = next(t for t in load_targets() if t.metric == "gdp_per_head" and t.year == 2030)
    lines = backwards.measure_lines(target, 0.01, 2600.0, {"ict": 1250.0, "gdp": 1300.0}, lang)
    assert gained in lines[0] and "2030" in lines[0]
    assert "+50 USD" in lines[-1] and "%" not in " ".join(lines)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_component_that_a_scenario_has_not_is_no_lever(tmp_path, lang):
    """A scenario of two parts has two levers of one component, and one of all."""
    data = plan(name="two")
    del data["components"]["platform"]
    data["components"]["ict"]["base"] = "9.516% of gdp"
    found = verdicts([load_scenario(write(data, tmp_path))])
    header, rows = findings.required_table(list(found), lang)
    named = load_country().components
    assert not any(named["platform"].brief[lang] in head for head in header)
    assert len(header) == 4 and {len(row) for row in rows} == {4}
