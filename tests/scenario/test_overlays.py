"""Several files laid over one another: what each states holds, and no disagreement is silent."""

import json

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from support.scenarios import plan

from dxsim.data.yamlfile import InputError
from dxsim.model.projection import simulate
from dxsim.scenario.loading import load_scenario

RETAIL = {
    "name": "retail", "component": "sectoral", "kind": "demand",
    "spending": {"path": {2024: "0 trn VND", 2030: "60 trn VND"}}, "content": "20%",
}  # fmt: skip
FARMS = RETAIL | {"name": "farms", "component": "ict"}


@pytest.fixture
def folder(tmp_path):
    files = [
        plan(),
        {"name": "slowdown", "title": "Slow", "gdp": {"growth": {"constant": "6%"}}},
        {"name": "slump", "extends": "plan", "gdp": {"growth": {"steps": {"2025-2045": "2%"}}}},
        {"name": "core", "extends": "plan", "components": {"ict": {"growth": {"constant": "9%"}}}},
        {"name": "sets", "programmes": ["retail", "farms"]},
        {"name": "late", "programmes": [{"name": "retail", "delay": 2}]},
        RETAIL,
        FARMS,
    ]
    for data in files:
        write(tmp_path, data)
    return tmp_path


def write(folder, data):
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    (folder / f"{data['name']}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{data['name']}.yaml"


def stacked(folder, *names, **more):
    return load_scenario(write(folder, {"name": "stack", "extends": list(names), **more}))


def test_what_is_laid_over_holds_and_the_rest_is_the_parents(folder):
    both = stacked(folder, "plan", "slowdown", "core")
    assert both.gdp.growth.constant == 0.06
    assert both.components["ict"].growth.constant == 0.09
    assert both.components["sectoral"] == load_scenario(folder / "plan.yaml").components["sectoral"]
    assert both.name == "stack" and both.title is None


def test_a_files_own_statement_stands_above_its_overlays(folder):
    own = stacked(folder, "plan", "slowdown", gdp={"growth": {"constant": "7%"}})
    assert own.gdp.growth.constant == 0.07


def test_of_an_overlay_only_its_own_statements_are_laid_over(folder):
    """`core` extends the plan; laid over the slump it does not bring the plan's GDP with it."""
    assert stacked(folder, "slump", "core").gdp.growth.steps == {"2025-2045": 0.02}


def test_a_file_without_an_assumption_of_its_own_is_not_laid_over(folder):
    """It would change nothing: what it extends is named, to be laid over in its place."""
    write(folder, {"name": "both", "title": "Both", "extends": ["plan", "sets", "slowdown"]})
    with pytest.raises(InputError, match=r"no assumption of its own.*extends: sets, slowdown"):
        load_scenario(f"{folder / 'plan.yaml'}+both")
    pair = [f"{folder / 'plan.yaml'}+sets+slowdown", folder / "both.yaml"]
    stacked, extended = (simulate(load_scenario(name)).share for name in pair)
    assert stacked == pytest.approx(extended, nan_ok=True)


def test_overlays_that_differ_are_refused_and_both_are_named(folder):
    with pytest.raises(InputError, match=r"slump\.yaml:\d+: gdp\.growth: .*slowdown and slump"):
        stacked(folder, "plan", "slowdown", "slump")


@pytest.mark.parametrize(("preferred", "growth"), [("slowdown", "constant"), ("slump", "steps")])
def test_the_preferred_overlay_wins_wherever_it_stands(folder, preferred, growth):
    for order in (("slowdown", "slump"), ("slump", "slowdown")):
        assert stacked(folder, "plan", *order, prefer=preferred).gdp.growth.kind == growth


def test_overlays_that_say_the_same_agree(folder):
    write(folder, {"name": "twin", "gdp": {"growth": {"constant": " 6 %"}}})
    assert stacked(folder, "plan", "slowdown", "twin").gdp.growth.constant == 0.06


@pytest.mark.parametrize(
    ("names", "more", "said"),
    [
        (("plan", "slowdown"), {"prefer": "slowdown"}, "two or more to choose between"),
        (("plan", "slowdown", "core"), {"prefer": "slowdown"}, "no two overlays differ"),
        (("plan", "slowdown", "slump"), {"prefer": "slamp"}, "did you mean slump"),
        (("plan", "slowdon"), {}, "did you mean slowdown"),
        (("plan", "slowdown", "slowdown"), {}, "each name once"),
        (("plan", "stack"), {}, "a cycle"),
        ((), {}, "the name of a scenario"),
    ],
)
def test_a_stack_that_cannot_be_is_refused(folder, names, more, said):
    with pytest.raises(InputError, match=said):
        stacked(folder, *names, **more)


def test_programmes_of_overlays_are_joined_by_name(folder):
    both = stacked(folder, "plan", "sets", "late")
    assert [(p.name, p.delay) for p in both.programmes] == [("retail", 2), ("farms", 0)]
    assert stacked(folder, "plan", "late", "sets").programmes == (
        both.programmes[0],
        both.programmes[1],
    )


def test_two_overlays_cannot_change_one_programme_differently(folder):
    write(folder, {"name": "later", "programmes": [{"name": "retail", "delay": 5}]})
    with pytest.raises(InputError, match=r"programmes\.retail\.delay: .*late and later"):
        stacked(folder, "plan", "late", "later")
    chosen = stacked(folder, "plan", "sets", "late", "later", prefer="later")
    assert chosen.programmes[0].delay == 5


def test_a_sign_lays_over_as_a_file_does_and_says_so(folder):
    text = f"{folder / 'plan.yaml'}+slowdown+sets"
    laid = load_scenario(text)
    filed = stacked(folder, "plan", "slowdown", "sets")
    assert np.array_equal(simulate(laid).share, simulate(filed).share, equal_nan=True)
    assert laid.name == "plan-with-slowdown-with-sets"
    assert laid.heading("en") == "plan; Slow; sets"
    assert load_scenario(laid.reference).programmes == laid.programmes


def test_the_sign_may_stand_in_a_folders_name(folder):
    odd = folder / "c++"
    odd.mkdir()
    data = plan()
    write(odd, data)
    write(odd, {"name": "slowdown", "gdp": {"growth": {"constant": "5%"}}})
    assert load_scenario(f"{odd / 'plan.yaml'}+slowdown").gdp.growth.constant == 0.05


def test_with_lays_over_on_the_command_line(folder):
    from dxsim.cli.scenarios import project_command

    file, runner = str(folder / "plan.yaml"), CliRunner()
    bare = runner.invoke(project_command, [file, "--json"])
    slow = runner.invoke(project_command, [file, "--with", "slowdown", "--json"])
    assert bare.exit_code == slow.exit_code == 0
    assert '"scenario": "plan-with-slowdown"' in slow.output
    assert bare.output != slow.output
    both = runner.invoke(project_command, [file, "--with", "slowdown", "--with", "slump"])
    assert isinstance(both.exception, InputError)


def test_names_in_turn_make_every_combination(folder):
    """Two slowdowns or none by a set of programmes or none: the matrix in one command."""
    from dxsim.cli.scenarios import targets_command

    turns = ["--with", "none,slowdown,slump", "--with", "none,sets"]
    found = CliRunner().invoke(targets_command, [str(folder / "plan.yaml"), *turns, "--json"])
    assert found.exit_code == 0
    names = list(dict.fromkeys(item["scenario"] for item in json.loads(found.output)))
    assert names == [
        "plan", "plan-with-sets", "plan-with-slowdown", "plan-with-slowdown-with-sets",
        "plan-with-slump", "plan-with-slump-with-sets",
    ]  # fmt: skip
