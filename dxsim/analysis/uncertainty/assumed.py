"""What stands beside every probability: the errors it assumes, and what becomes of the rest."""

from typing import Any

from dxsim.analysis.uncertainty.shocks import uncertainty_of
from dxsim.model.projection import simulate
from dxsim.model.scenario import Scenario


def rest_of_economy(scenario: Scenario) -> dict[str, int | None]:
    """Return the first years in which the rest shrinks or is exhausted in the scenario itself."""
    return simulate(scenario).strain


def assumptions(scenario: Scenario) -> dict[str, Any]:
    """Return what a probability rests on: the errors assumed, and where they come from."""
    stated, provenance = uncertainty_of(scenario)
    facts = stated.model_dump(mode="json")
    facts["producer"] = scenario.producer
    facts["from"] = "scenario" if provenance is None else "params/data/uncertainty.yaml"
    if provenance is not None:
        facts["status"] = provenance.status
        facts["provenance"] = {"en": provenance.en, "vi": provenance.vi}
    return facts
