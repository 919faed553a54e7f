"""`dxsim programmes`: the shape that is promised, for paths long, short and exhausted."""

import json

import pytest
from click.testing import CliRunner
from support.scenarios import plan, write

from dxsim.cli.programmes import programmes_command
from dxsim.data.yamlfile import InputError

BUYING = {
    "name": "buying", "kind": "demand", "component": "ict", "content": "30%",
    "spending": {"path": {2024: "40 trn VND", 2030: "130 trn VND"}},
}  # fmt: skip


def run(folder, *options, **changes):
    path = str(write(plan(**changes) | {"programmes": [BUYING]}, folder))
    return CliRunner().invoke(programmes_command, [path, "--draws", "64", *options])


@pytest.mark.parametrize("end", [2045, 2026, 2025])
def test_the_record_has_what_is_promised(tmp_path, end):
    record = json.loads(run(tmp_path, "--json", end_year=end).output)
    years = end - 2024 + 1
    assert record["programmes"] == ["buying"] and len(record["years"]) == years
    for case in ("without", "with"):
        assert set(record[case]) == {"share", "gdp"} and len(record[case]["gdp"]) == years
        assert set(record[f"component_{case}"]) == {"ict", "platform", "sectoral"}
    assert set(record["effects"]["buying"]) == {"share_pp", "gdp_pct"}
    assert len(record["cost"]["buying"]) == years
    judged = [one for one in record["targets"] if one["with"] is not None]
    assert judged
    for one in judged:
        assert sum(one["attribution"].values()) == pytest.approx(one["closed_pp"], abs=1e-12)
        assert 0 <= one["probability_without"] <= 1 and 0 <= one["probability_with"] <= 1
    between = record["bridge"]
    parts = (between["start_pp"], between["trend_pp"], *between["steps_pp"].values())
    known = {one["target"]: one for one in record["targets"]}[between["target"]]
    assert sum(parts) == pytest.approx(100 * known["with"], abs=1e-9)


def test_without_a_target_within_the_years_there_is_no_bridge(tmp_path):
    late = [BUYING | {"spending": {"path": {2031: "40 trn VND"}}}]
    path = write(plan(base_year=2031, end_year=2032) | {"programmes": late}, tmp_path)
    found = CliRunner().invoke(programmes_command, [str(path), "--draws", "64", "--json"])
    record = json.loads(found.output)
    assert record["bridge"] is None and not any(one["with"] for one in record["targets"])


def test_a_target_that_is_asked_for_and_cannot_be_bridged_is_refused(tmp_path):
    found = run(tmp_path, "--target", "share-2045")
    assert isinstance(found.exception, InputError) and "share-2045" in str(found.exception)


def test_a_budget_is_read_in_the_scenarios_money(tmp_path):
    best = json.loads(run(tmp_path, "--json", "--budget", "30 trn VND").output)["budget"]
    assert 0 < best["scale"]["buying"] <= 1 and max(best["spent"]) <= 30 * (1 + 1e-9)
    with pytest.raises(InputError, match="money in trn VND"):
        raise run(tmp_path, "--budget", "30 trn USD").exception


def test_costs_gains_and_what_it_takes_are_told(tmp_path):
    """Present values by hand; another size of the programme stands beside, each alone."""
    whole = json.loads(
        run(tmp_path, "--json", "--discount", "5%", "--beside", "public-demand-2").output
    )
    own, (beside,) = whole["worth"][0], whole["beside"]
    yearly = own["cost_by_year"]
    assert own["cost"] == pytest.approx(sum(c / 1.05**t for t, c in enumerate(yearly)), rel=1e-12)
    assert own["cost_per_pp"] == pytest.approx(own["cost"] / own["share_pp"], rel=1e-12)
    assert 0 <= own["probability_gain_exceeds_cost"] <= 1 and own["gdp_gain"] > 0
    assert beside["programme"] == "public-demand-2" and beside["cost"] < own["cost"]
    assert {one["lever"] for one in whole["needed"]} > {"realisation", "coverage"}
    shown = run(tmp_path, "--discount", "5%", "--lang", "vi").output
    assert "Chi phí theo năm, nghìn tỷ đồng" in shown and "trn" not in shown
    assert "chi phí cho một điểm %" in shown and "Cần điều kiện gì để vừa đạt" in shown


def test_total_money_is_spent_whenever_it_closes_most(tmp_path):
    """A total is a present value: yearly costs may differ, their sum keeps the amount."""
    best = json.loads(
        run(tmp_path, "--json", "--budget", "90 trn VND", "--total", "--discount", "4%").output
    )["budget"]
    value = sum(c / 1.04**t for t, c in enumerate(best["spent"]))
    assert not best["yearly"] and value == pytest.approx(90, rel=1e-9)
    closed = [point["closed_pp"] for point in best["frontier"]]
    assert closed == sorted(closed) and closed[3] == pytest.approx(best["closed_pp"])
    assert best["best_over_draws"]["p20_pp"] <= best["best_over_draws"]["mean_pp"] + 1e-12
    with pytest.raises(InputError, match="--budget beside it"):
        raise run(tmp_path, "--total").exception
