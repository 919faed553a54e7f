"""A target is judged on what was published as soon as its year is one row in the data."""

import math
import shutil

import pytest

from dxsim.analysis.evidence.past_targets import past_verdicts
from dxsim.data import locations
from dxsim.data.observations import yearly

ROWS = (
    "digital_share,nso,2025,,14.2,% of GDP,2026-01-06,estimate,verified,bao-moi-digital-2025,\n"
    "digital_share,mic,2025,,20.5,% of GDP,2026-01-20,estimate,verified,ministry-report-2024,\n"
    "sectoral_share,mic,2025,,10.1,% of GDP,2026-01-20,estimate,verified,ministry-report-2024,\n"
)


@pytest.fixture
def with_2025(tmp_path, monkeypatch):
    shutil.copytree(locations.project_dir() / "params", tmp_path / "params")
    monkeypatch.setenv("DXSIM_HOME", str(tmp_path))
    file = tmp_path / "params" / "viet-nam" / "data" / "observations" / "digital.csv"
    file.write_text(file.read_text() + ROWS)


def test_no_target_s_year_had_been_observed_by_february_2025():
    assert past_verdicts("2025-02-28") == []


def test_the_year_2025_ended_at_14_02_by_the_judge():
    found = {v.target: v for v in past_verdicts() if v.judge}
    assert not found["share-2025"].reached
    assert found["share-2025"].gap_pp == pytest.approx(-5.98)
    shares = {v.producer for v in past_verdicts() if v.target.startswith("share")}
    assert shares == {"nso"}  # the ministry measured nothing after 2024


def test_one_row_a_series_judges_the_targets_of_its_year(with_2025):
    found = {(v.target, v.producer): v for v in past_verdicts()}
    office = found["share-2025", "nso"]
    assert office.judge and not office.reached
    assert office.gap_pp == pytest.approx(14.2 - 20)
    assert found["share-2025", "mic"].reached and not found["share-2025", "mic"].judge
    assert found["plan-share-2025", "mic"].reached  # exactly on the threshold


def test_a_part_of_the_digital_economy_is_judged_on_both_published_numbers(with_2025):
    sectoral = {v.target: v for v in past_verdicts()}["sectoral-2025"]
    assert sectoral.value == pytest.approx(10.1 / 20.5) and not sectoral.reached
    assert sectoral.sources == ("ministry-report-2024",)


def test_of_several_variants_the_plain_number_judges_as_everywhere(with_2025):
    file = locations.data_dir() / "observations" / "digital.csv"
    late = ROWS.splitlines(keepends=True)[0].replace("2025,,14.2", "2025,a,25")
    file.write_text(file.read_text() + late.replace("2026-01-06", "2026-03-01"))
    values = {v.producer: v.value for v in past_verdicts() if v.target == "share-2025"}
    assert values["nso"] == pytest.approx(yearly("digital_share", "nso")[2025] / 100)
    assert values["nso"] == pytest.approx(0.142)


def test_the_day_decides_what_is_past(with_2025):
    assert {v.producer for v in past_verdicts("2026-01-10")} == {"nso"}
    assert {v.value for v in past_verdicts("2026-01-05") if v.unit == "share"} == {0.1402}
    assert past_verdicts("2026-01-04") == []


def test_everything_downstream_follows_the_new_row(with_2025):
    from dxsim.analysis.forecasts.estimation import fit
    from dxsim.analysis.forecasts.histories import subject
    from dxsim.analysis.forecasts.scoring.origins import vintage_origins

    assert fit("digital_share", "nso", "drift").last == 2024 + 1
    office = list(vintage_origins(subject("digital_share", "mic"), 5))
    assert max(max(origin.outcomes) for origin in office) == 2025


def test_growth_is_required_for_no_target_whose_year_is_over():
    from dxsim.analysis.judged import verdicts
    from dxsim.scenario.loading import load_scenarios

    for found in verdicts(load_scenarios([])):
        assert found.over == (found.target.year <= 2025)
        if found.over:
            assert set(found.additions.values()) == {None}
            assert found.speed.required is None


def test_a_scenario_of_the_ministry_is_shown_what_the_judge_published():
    from dxsim.analysis.evidence.past_targets import over
    from dxsim.analysis.targets import load_targets

    ended = over(load_targets(), "mic")["share-2025"]
    assert ended.producer == "nso" and ended.value == 0.1402 and ended.judge
    assert over(load_targets(), "mic")["sectoral-2025"] is None  # over, and nobody published it
    assert over(load_targets(), "mic", as_of="2025-02-28") == {}


def test_a_year_is_over_from_the_day_of_its_release(with_2025):
    from dxsim.analysis.evidence.past_targets import last_year_over

    assert last_year_over("2026-01-04") == 2024 and last_year_over("2026-01-06") == 2025


def test_an_average_over_years_is_that_of_the_published_ones_or_the_published_average():
    """6.2 % a year of GDP from five yearly rates; of productivity only the average is published."""
    found = {v.target: v for v in past_verdicts()}
    rates = [2.55, 8.54, 4.98, 7.04, 8.02]
    mean = math.prod(1 + rate / 100 for rate in rates) ** (1 / 5) - 1
    assert found["growth-2021-2025"].value == pytest.approx(mean, abs=1e-12)
    assert found["growth-2021-2025"].confidence == "second-hand"
    assert found["productivity-2021-2025"].value == 0.05
    assert not found["productivity-2021-2025"].reached
    assert found["income-2025"].value == 5026 and found["income-2025"].gap_pp is None


def test_what_the_model_does_not_hold_is_judged_once_its_year_is_over():
    found = {v.target: v for v in past_verdicts()}
    assert found["tfp-2025"].reached and found["tfp-2025"].producer == "government"
    assert "manufacturing-2025" not in found  # nothing published was read
