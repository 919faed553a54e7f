"""A shock in a year, laid over whatever law stands there: `growth: {add: {2028: -8%}}`."""

import numpy as np
import pytest
import yaml
from support.scenarios import plan

from dxsim.data.yamlfile import InputError
from dxsim.model import growth
from dxsim.model.later_base import continued
from dxsim.model.projection import simulate
from dxsim.presentation.text.words import law_in_words
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.parameters import number_sources, with_parameters
from dxsim.scenario.writing import differences, scenario_text

LAWS = {
    "constant": {"constant": "9%"},
    "path": {"path": {2025: "11%", 2030: "9%"}},
    "steps": {"steps": {"2025-2030": "10%", "2031-2035": "8%"}},
    "fade": {"fade": {"from": "12%", "to": "7%", "half_life": 4}},
}


def write(folder, **data):
    file = folder / f"{data['name']}.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


def slump(folder, of="gdp", part="growth", **years):
    block = {part: {"add": years or {"2028": "-8%"}}}
    whole = {of: block} if of in ("gdp", "non_digital") else {"components": {of: block}}
    return write(folder, name="slump", **whole)


def gdp_growth(scenario):
    return growth.growth_of(simulate(scenario).gdp)


@pytest.mark.parametrize("law", LAWS)
def test_a_shock_moves_one_year_and_keeps_the_law(tmp_path, law):
    data = plan(end_year=2035)
    data["gdp"]["growth"] = LAWS[law]
    own = load_scenario(write(tmp_path, **data))
    hit = load_scenario(f"{tmp_path / 'plan.yaml'}+{slump(tmp_path)}")
    change = gdp_growth(hit) - gdp_growth(own)
    assert change[3] == pytest.approx(-0.08)
    assert np.delete(change, 3) == pytest.approx(0)
    assert hit.gdp.growth.kind == law


def test_a_multiple_of_gdp_takes_an_addition_of_its_own(tmp_path):
    data = plan(end_year=2035)
    data["components"]["ict"]["growth"] = {"gdp_multiple": {"times": 1.5}, "add": {2026: "3%"}}
    path = simulate(load_scenario(write(tmp_path, **data)))
    expected = 1.5 * growth.growth_of(path.gdp) + np.where(path.years[1:] == 2026, 0.03, 0)
    assert growth.growth_of(path.components["ict"]) == pytest.approx(expected)


def test_shocks_of_several_overlays_and_of_the_file_add_up(tmp_path):
    write(tmp_path, **plan(end_year=2035))
    slump(tmp_path)
    write(tmp_path, name="drought", gdp={"growth": {"add": {"2028": "-1%", "2029-2030": "-2%"}}})
    own = {"gdp": {"growth": {"add": {2030: "0.5%"}}}}
    stack = write(tmp_path, name="stack", extends=["plan", "slump", "drought"], **own)
    rates = gdp_growth(load_scenario(stack))
    assert rates[3:6] == pytest.approx([0.10 - 0.09, 0.10 - 0.02, 0.10 - 0.015])


def test_a_law_of_ones_own_replaces_law_and_additions(tmp_path):
    data = plan(end_year=2035)
    data["gdp"]["growth"] |= {"add": {2028: "-8%"}}
    write(tmp_path, **data)
    child = {"name": "child", "extends": "plan", "gdp": {"growth": {"constant": "7%"}}}
    assert gdp_growth(load_scenario(write(tmp_path, **child))) == pytest.approx(0.07)


def test_an_addition_has_no_source_but_its_own(tmp_path):
    data = plan(end_year=2035)
    data["gdp"]["sources"] = {"growth": "imf-weo-2025-10"}
    write(tmp_path, **data)
    hit = load_scenario(f"{tmp_path / 'plan.yaml'}+{slump(tmp_path)}")
    known = number_sources(hit)
    assert known["gdp.growth.constant"] == ("imf-weo-2025-10",)
    assert known["gdp.growth.add.2028"] == ()
    cited = {"growth": {"add": {2028: "-8%"}}, "sources": "ministry-report-2024"}
    hit = load_scenario(f"{tmp_path / 'plan.yaml'}+{write(tmp_path, name='cited', gdp=cited)}")
    known = number_sources(hit)
    assert known["gdp.growth.constant"] == ("imf-weo-2025-10",)
    assert known["gdp.growth.add.2028"] == ("ministry-report-2024",)


@pytest.mark.parametrize("of", ["gdp", "ict"])
def test_a_shock_is_written_read_back_and_moved(tmp_path, of):
    write(tmp_path, **plan(end_year=2035))
    hit = load_scenario(f"{tmp_path / 'plan.yaml'}+{slump(tmp_path, of)}")
    parent = load_scenario(tmp_path / "plan.yaml")
    for text in (scenario_text(hit), differences(parent, hit)):
        file = tmp_path / f"{hit.name}.yaml"
        file.write_text(text, encoding="utf-8")
        again = load_scenario(file)
        assert (again.gdp, again.components) == (hit.gdp, hit.components)
    path = "gdp.growth.add.2028" if of == "gdp" else "components.ict.growth.add.2028"
    less = simulate(with_parameters(hit, {path: 0.0}))
    assert less.share == pytest.approx(simulate(parent).share)


def test_a_later_base_year_keeps_what_is_still_to_come(tmp_path):
    data = plan(end_year=2035)
    data["gdp"]["growth"] = LAWS["fade"] | {"add": {2026: "-3%", 2028: "-8%"}}
    law = load_scenario(write(tmp_path, **data)).gdp.growth
    later, years = continued(law, 2024, 2026), np.arange(2027.0, 2036)
    assert later.add == {2028: -0.08}
    assert growth.rates(later, 2026, years) == pytest.approx(growth.rates(law, 2024, years))


def test_a_law_with_a_shock_is_said_with_it(tmp_path):
    data = plan(end_year=2035)
    data["gdp"]["growth"] |= {"add": {2028: "-8%"}}
    law = load_scenario(write(tmp_path, **data)).gdp.growth
    assert law_in_words(law, "en") == "10% every year; points added in 2028: −8.00"
    assert "2028: −8,00" in law_in_words(law, "vi")


@pytest.mark.parametrize(
    ("of", "part", "years", "key", "expected"),
    [
        ("gdp", "growth", {"2036": "-8%"}, "gdp.growth.add", "years within 2025-2035"),
        ("gdp", "growth", {"2024": "-8%"}, "gdp.growth.add", "years within 2025-2035"),
        ("gdp", "growth", {"2028": "-8"}, "gdp.growth.add", "-8%"),
        ("gdp", "growth", {"soon": "-8%"}, "gdp.growth.add", "a year or a range"),
        ("gdp", "growth", {"2028": "-112%"}, "gdp.growth.add", "-100%"),
        ("ict", "deflator", {"2028": "3%"}, "components.ict.deflator", "a law to add to"),
        ("non_digital", "growth", {"2028": "3%"}, "non_digital.growth", "a law to add to"),
    ],
)
def test_what_cannot_be_added_is_refused_on_one_line(tmp_path, of, part, years, key, expected):
    write(tmp_path, **plan(end_year=2035))
    with pytest.raises(InputError) as refused:
        load_scenario(f"{tmp_path / 'plan.yaml'}+{slump(tmp_path, of, part, **years)}")
    assert refused.value.key == key
    assert expected in str(refused.value)


def test_nothing_can_be_added_to_a_ratio(tmp_path):
    data = plan(end_year=2035)
    data["components"]["ict"]["growth"] = {"relative": {"speed": 0.05}}
    write(tmp_path, **data)
    with pytest.raises(InputError, match="relative describes a ratio"):
        load_scenario(f"{tmp_path / 'plan.yaml'}+{slump(tmp_path, 'ict')}")


def test_a_sum_of_minus_a_hundred_per_cent_is_refused(tmp_path):
    data = plan(gdp="-60%", end_year=2035)
    data["components"] = {"ict": {"base": "8% of gdp", "growth": {"constant": "-70%"}}}
    write(tmp_path, **data)
    text = f"{tmp_path / 'plan.yaml'}+{slump(tmp_path, **{'2028': '-45%'})}"
    with pytest.raises(InputError, match="growth of -105% in 2028"):
        simulate(load_scenario(text))


@pytest.mark.parametrize("wrong", [{"2026": "1%"}, ["1%"]])
@pytest.mark.parametrize("beside", [{}, {"2026": "1%"}])
def test_what_is_no_number_is_refused_alone_and_where_years_overlap(tmp_path, wrong, beside):
    data = plan()
    data["gdp"]["growth"]["add"] = {**beside, "2025-2030": wrong}
    with pytest.raises(InputError, match="2025-2030 without a number, expected percentage points"):
        load_scenario(write(tmp_path, **data))


@pytest.mark.parametrize(
    "growth", [{"add": None}, {"add": {}}, {"constant": "9%", "add": None}, {"add": {2028: None}}]
)
def test_an_empty_addition_is_refused(tmp_path, growth):
    own = write(tmp_path, name="empty", extends="baseline", gdp={"growth": growth})
    with pytest.raises(InputError, match="add.*(without a (value|number)|at least one entry)"):
        load_scenario(own)
