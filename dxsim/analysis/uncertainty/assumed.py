"""What stands beside every probability: the errors it assumes, and what becomes of the rest.

The back-test calibrates errors of the log-odds of the share and of the level of GDP. They hold as
calibrated for components whose ratio to the rest of GDP is what errs, and for GDP; growth-rate and
saturating laws, and the rest of GDP where it is given, are given them uncalibrated.
"""

from typing import Any, Literal

from dxsim.analysis.uncertainty.shocks import defaulted, uncertainty_of
from dxsim.model.projection import simulate
from dxsim.scenario.laws import SHARE_LAWS, Law
from dxsim.scenario.loading import Scenario

DEFAULTS = "params/data/uncertainty.yaml"
Moved = Literal["ratio", "odds", "level"]


def rest_of_economy(scenario: Scenario) -> dict[str, Any]:
    """Return the years in which the rest shrinks or is exhausted in the scenario itself."""
    return simulate(scenario).strain._asdict()


def assumptions(scenario: Scenario) -> dict[str, Any]:
    """Return what a probability rests on: the errors assumed, and where they come from.

    `moves` says of every block what its errors move; `defaulted` what the scenario leaves to the
    defaults; `calibrated` and `carried_over` divide the blocks among these by what `status` is
    worth there.
    """
    stated, provenance = uncertainty_of(scenario)
    facts = stated.model_dump(mode="json")
    facts["producer"] = scenario.producer
    left = defaulted(scenario)
    facts |= {"from": _origin(scenario, left), "moves": moves(scenario)}
    if provenance is not None:
        facts |= {"status": provenance.status, "defaulted": list(left)}
        if provenance.status == "calibrated":
            facts |= _worth(facts["moves"], left)
        facts["provenance"] = {"en": provenance.en, "vi": provenance.vi}
    return facts


def _origin(scenario: Scenario, left: tuple[str, ...]) -> str:
    if not left:
        return "scenario"
    whole = len(scenario.components) + 3  # the aggregate, correlation and distribution
    return DEFAULTS if len(left) == whole else f"scenario, completed by {DEFAULTS}"


def moves(scenario: Scenario) -> dict[str, Moved]:
    """Return by block what its errors move.

    The ratio to the rest of GDP, the log-odds below a ceiling, or the level.
    """
    found: dict[str, Moved] = {n: _moved(c.growth) for n, c in scenario.components.items()}
    return found | {scenario.aggregate: "level"}


def _moved(law: Law | None) -> Moved:
    kind = "" if law is None else law.kind
    if kind == "relative":
        return "ratio"
    return "odds" if kind in SHARE_LAWS else "level"


def _worth(moved: dict[str, Moved], left: tuple[str, ...]) -> dict[str, list[str]]:
    """Return for which of the defaulted blocks the errors are calibrated, and for which not."""
    blocks = [name for name in moved if name in left]
    held = [name for name in blocks if name == "gdp" or moved[name] == "ratio"]
    return {"calibrated": held, "carried_over": [name for name in blocks if name not in held]}
