"""Assumptions beside every probability: its basis, the errors assumed, and their source."""

from typing import Literal

from dxsim.data import locations
from dxsim.model.projection import simulate
from dxsim.scenario.assumed_errors.completion import (
    WHOLE,
    basis_of,
    centre_of,
    complete_uncertainty,
    defaulted,
)
from dxsim.scenario.laws import SHARE_LAWS, Law
from dxsim.scenario.records import Scenario

Moved = Literal["ratio", "odds", "level"]


def rest_of_economy(scenario: Scenario) -> dict[str, object]:
    """Return the years in which the rest shrinks or is exhausted in the scenario itself."""
    return simulate(scenario).strain._asdict()


def assumptions(scenario: Scenario) -> dict[str, object]:
    """Describe the basis of a probability, the errors assumed and their sources.

    `centre` is the basis where the scenario moves at the pace of that posterior, else the path;
    `moves` says of every block what its errors move; `defaulted` what the scenario leaves to the
    defaults; `kinds` whether each kind of error left to them is estimated or assumed, and why.
    """
    stated, _, provenance = complete_uncertainty(scenario)
    facts = stated.model_dump(mode="json")
    facts |= {"basis": basis_of(scenario), "centre": centre_of(scenario)}
    facts["producer"] = scenario.producer
    left = defaulted(scenario)
    facts["kinds"] = facts.pop("provenance") or {}
    facts |= {"from": _origin(scenario, left), "moves": moves(scenario)}
    facts["defaulted"] = list(left)
    if provenance is not None:
        facts |= {"status": provenance.status}
        facts["provenance"] = {"en": provenance.en, "vi": provenance.vi}
    return facts


def _origin(scenario: Scenario, left: tuple[str, ...]) -> str:
    if not left:
        return "scenario"
    whole = len(scenario.components) + 1 + len(WHOLE)
    defaults = locations.place(locations.data_dir() / "uncertainty.yaml")
    return defaults if len(left) == whole else f"scenario, completed by {defaults}"


def moves(scenario: Scenario) -> dict[str, Moved]:
    """Return by block what its errors move.

    The ratio to the rest of GDP, the log-odds below a ceiling, or the level of the aggregate.
    """
    found: dict[str, Moved] = {n: _moved(c.growth) for n, c in scenario.components.items()}
    return found | {scenario.aggregate: "level"}


def _moved(law: Law | None) -> Moved:
    return "odds" if law is not None and law.kind in SHARE_LAWS else "ratio"
