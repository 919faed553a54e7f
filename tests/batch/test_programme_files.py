"""A programme's file from outside the country's folder is an input as a scenario's is."""

import pytest
import yaml

from dxsim.batch.main_job.files import place
from dxsim.batch.main_job.plan import Plan
from dxsim.presentation.briefing.results import BriefingResults
from dxsim.presentation.briefing.sections import hashes
from dxsim.scenario.loading import load_scenario

SHOPS = {
    "name": "my-shops", "component": "sectoral", "kind": "adoption", "reach": "4% of gdp",
    "coverage": {"path": {2025: "0%", 2030: "40%"}}, "intensity": "5%", "intensity_rise": 0.5,
    "productivity": "2%", "ramp": 2,
}  # fmt: skip


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "my-shops.yaml").write_text(yaml.safe_dump(SHOPS))
    own = {"name": "with-shops", "extends": "nso-trend", "programmes": ["my-shops", "retail"]}
    (tmp_path / "with-shops.yaml").write_text(yaml.safe_dump(own))
    return load_scenario(tmp_path / "with-shops.yaml")


def test_a_scenario_names_the_files_of_its_programmes(scenario, tmp_path):
    assert scenario.programme_files[0] == str(tmp_path / "my-shops.yaml")
    assert [place(file).rsplit("/", 2)[1:] for file in scenario.programme_files] == [
        ["programmes", "my-shops.yaml"],
        ["programmes", "retail.yaml"],
    ]


def test_a_batch_rests_on_the_programmes_file(scenario, tmp_path):
    plan = Plan.of([str(tmp_path / "with-shops.yaml")], None, "en")
    inputs = plan.inputs(scenario)
    assert inputs[place(scenario.programme_files[0])] == tmp_path / "my-shops.yaml"


def test_a_briefing_names_the_programmes_file_by_its_hash(scenario):
    names = [name for name, _ in hashes(BriefingResults.of([scenario], draws=50))]
    assert {"programmes/my-shops.yaml", "programmes/retail.yaml"} <= set(names)
