"""A briefing projects each scenario once, whatever it says of it and in however many languages."""

from collections import Counter

from support.counting import calls

import dxsim as dx
from dxsim.analysis.judged import judge
from dxsim.batch.main_job.finish import write_tables
from dxsim.model.projection import simulate
from dxsim.presentation.briefing import BriefingResults, compose
from dxsim.presentation.workbook import workbook_bytes

NAMES = ("plan-fading", "plan-repeated", "nso-trend", "high-growth")


def test_pages_in_two_languages_need_one_projection_a_scenario():
    scenarios = [dx.load_scenario(name) for name in NAMES]
    with calls(simulate) as judging:
        judged = judge(scenarios)
    results = BriefingResults.of(judged, draws=200)
    with calls(simulate) as writing:
        for lang in ("en", "vi"):
            compose(results, lang)
    assert Counter(judging) == {"Judged.of": len(NAMES)}
    assert writing == []


def test_a_run_projects_and_draws_each_scenario_once(tmp_path):
    """Tables, two workbooks beside one another and two briefings are made from one judging."""
    judged = judge([dx.load_scenario(name) for name in NAMES[:2]])
    first = judged[0]
    expected = workbook_bytes(first.scenario, "en", compare=[judged[1].scenario])
    with calls(simulate) as projecting:
        write_tables(judged, [verdict for each in judged for verdict in each.verdicts], tmp_path)
        books = [workbook_bytes(first, lang, compare=judged[1:]) for lang in ("en", "vi")]
        results = BriefingResults.of(judged)
    assert set(projecting) == {"Numbers.__init__", "summarise"}  # spare years; futures drawn once
    assert Counter(projecting)["summarise"] == len({each.scenario.producer for each in judged})
    assert books[0] == expected
    assert results.futures[first.scenario.name] is first.futures()
