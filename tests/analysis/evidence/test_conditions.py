"""What the documents plan, what was measured, and the pace that is still needed."""

import json
import shutil

import pytest
from click.testing import CliRunner

from dxsim.analysis.evidence.conditions import paces, path_at
from dxsim.cli.main import cli
from dxsim.data import locations
from dxsim.data.conditions import Reading, conditions
from dxsim.data.facts import fact
from dxsim.data.yamlfile import InputError
from dxsim.presentation import figures
from dxsim.presentation.text.conditions import conditions_table


def found(as_of=None):
    return {one.condition.id: one for one in paces(as_of)}


def test_the_pace_of_domestic_products_is_that_of_the_facts():
    """31.8 % in 2024 to 50 % in 2030 by way of 33.5 % in 2025."""
    one = found()["domestic-products"]
    now, plan, goal = fact("B023").numbers
    assert one.latest.value == now and one.next.value == plan
    assert one.needed == pytest.approx(plan - now)
    assert one.condition.planned[-1].value == goal


def test_5g_is_held_to_its_plan_by_the_notice_and_not_by_the_review():
    one = found()["5g-coverage"]
    values = {round(r.time, 3): r.value for r in one.condition.actual}
    assert values[2025.0] == 59 and values[round(2024 + 8 / 12, 3)] == 26
    assert [plan.value for plan in one.missed] == [90]
    assert one.latest.value == 61.2
    months = 10 / 12  # from February to the end of 2026
    assert one.needed == pytest.approx((70 - 61.2) / months)


def test_a_day_of_knowledge_hides_what_came_later():
    assert found("2025-09-30")["5g-coverage"].latest.value == 26
    assert found("2025-02-28")["digital-firms"].latest is None


def test_an_indicator_without_a_value_says_so():
    assert found()["digital-skills"].latest is None
    assert found()["digital-skills"].needed is None


def test_the_planned_path_is_linear_between_plans_and_nowhere_else():
    plans = (Reading(2025.0, 50, "a", "s", "verified"), Reading(2030.0, 70, "a", "s", "verified"))
    assert path_at(plans, 2027.5) == pytest.approx(60)
    assert path_at(plans, 2025.0) == 50 and path_at(plans, 2030.0) == 70
    assert path_at(plans, 2024.0) is None and path_at(plans, 2031.0) is None


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_row_names_its_sources(lang):
    header, rows = conditions_table(paces(), lang)
    assert len(rows) == len(conditions())
    assert all(row[-1] and len(row) == len(header) for row in rows)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_the_figure_draws_every_reading(lang, size):
    figure = figures.conditions(lang=lang, size=size)
    readings = sum(len(c.planned) + len(c.actual) for c in conditions())
    assert len(figure.table) == readings
    assert set(figure.table["kind"]) == {"planned", "actual"}


def test_the_command_prints_plain_values():
    done = CliRunner().invoke(cli, ["conditions", "--json"])
    record = {one["condition"]: one for one in json.loads(done.output)}
    assert record["fibre"]["actual"][0]["value"] == 82.4
    assert record["fibre"]["planned"][-1]["value"] == 100


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("B023.2", "B023.7", "a place from 0 to 2"),
        ("A049", "A0499", "did you mean A049"),
        ("series: mobile_5g_coverage", "series: mobile_5g", "did you mean mobile_5g_coverage"),
        ("planned: {2030: A049}", "planed: {2030: A049}", "did you mean planned"),
        ("{2030: A049}", "{soon: A049}", "a year"),
    ],
)
def test_a_wrong_entry_is_one_line(tmp_path, monkeypatch, old, new, said):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    file = locations.data_dir() / "conditions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        conditions()
    assert "conditions.yaml:" in str(caught.value) and "\n" not in str(caught.value)
