"""Errors of a scenario: its own statements, completed by its producer's defaults."""

from typing import NamedTuple

import numpy as np

from dxsim.data.yamlfile import InputError
from dxsim.scenario.assumed_errors.defaults import Provenance, default_uncertainty
from dxsim.scenario.laws import SHARE_LAWS
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import (
    Basis,
    BasisName,
    Errors,
    Origin,
    ProducerDefaults,
    Uncertainty,
)

WHOLE = ("correlation", "distribution", "measurement_sd", "breaks")
"""Keys taken whole from the scenario or from the defaults, beside the errors of a block."""


HALF_A_DIGIT = 5e-5
"""Of a pace as the defaults state it."""


class CompleteUncertainty(NamedTuple):
    """A scenario's uncertainty, complete; its producer's defaults; where these come from.

    `provenance` is that of what `defaulted` names, None where that is nothing.
    """

    uncertainty: Uncertainty
    defaults: ProducerDefaults | None
    provenance: Provenance | None


def blocks_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the blocks that err: the components, then the aggregate that the closure gives."""
    return (*scenario.components, scenario.aggregate)


def defaulted(scenario: Scenario) -> tuple[str, ...]:
    """Return the errors that a scenario leaves to its producer's defaults."""
    stated = scenario.uncertainty or Uncertainty()
    return (
        *(name for name in blocks_of(scenario) if name not in stated.errors),
        *(key for key in WHOLE if getattr(stated, key) is None),
    )


def basis_of(scenario: Scenario) -> BasisName:
    """Return the basis of centre and spread of a scenario; by default its own path."""
    stated = scenario.uncertainty
    return (stated.basis if stated is not None else None) or "path"


def centre_of(scenario: Scenario) -> BasisName:
    """Return the basis of the centre of a scenario's futures: stated, or its own path.

    Its basis where every component's ratio to the rest of GDP rises by the pace of that posterior,
    to the digits that are stated.
    """
    basis, defaults = basis_of(scenario), default_uncertainty().producers.get(scenario.producer)
    if basis == "path" or defaults is None or basis not in defaults.bases:
        return "path"
    pace = defaults.bases[basis].pace
    laws = [component.growth for component in scenario.components.values()]
    stated = (law.relative.speed for law in laws if law is not None and law.relative is not None)
    at_pace = [bool(np.all(np.abs(speed - pace) < HALF_A_DIGIT)) for speed in stated]
    return basis if all(at_pace) and len(at_pace) == len(laws) else "path"


def complete_uncertainty(scenario: Scenario) -> CompleteUncertainty:
    """Return a scenario's uncertainty, complete, with its producer's defaults.

    Raises
    ------
    InputError
        where the scenario leaves something to defaults that its producer has not.
    """
    stated = scenario.uncertainty or Uncertainty()
    file = default_uncertainty()
    defaults = file.producers.get(scenario.producer)
    left = defaulted(scenario)
    if defaults is None:
        if left or basis_of(scenario) != "path":
            hint = f"the country's uncertainty.yaml has no default for {scenario.producer}"
            expected = f"{', '.join(WHOLE)} and errors of every block"
            raise InputError(scenario.place, key="uncertainty", found="not all",
                             expected=expected, hint=hint)  # fmt: skip
        return CompleteUncertainty(restricted(stated, scenario), None, None)
    own = stated.over(_based(defaults, scenario)) if left else stated
    return CompleteUncertainty(
        restricted(own, scenario), defaults, file.provenance if left else None
    )


def states_errors(scenario: Scenario) -> bool:
    """Return whether a scenario, with its producer's defaults, states all errors of its draws."""
    left = defaulted(scenario) or basis_of(scenario) != "path"
    return not left or scenario.producer in default_uncertainty().producers


def uncertainty_of(scenario: Scenario) -> Uncertainty:
    """Return a scenario's uncertainty, complete."""
    return complete_uncertainty(scenario).uncertainty


def _based(defaults: ProducerDefaults, scenario: Scenario) -> Uncertainty:
    """Return a producer's defaults with the components' sizes of the scenario's basis."""
    name = basis_of(scenario)
    if name == "path":
        return defaults
    if name not in defaults.bases:
        known = ", ".join((*defaults.bases, "path"))
        raise InputError(
            scenario.place, key="uncertainty.basis", found=f"'{name}'",
            expected=f"one of {known} for {scenario.producer}",
        )  # fmt: skip
    return with_basis(defaults, defaults.bases[name], tuple(scenario.components))


def with_basis(stated: Uncertainty, basis: Basis, components: tuple[str, ...]) -> Uncertainty:
    """Return an uncertainty whose components spread as a basis says, and which says so."""
    sizes = {
        "persistent_sd": basis.persistent_sd,
        "half_life": basis.half_life,
        "yearly_sd": basis.yearly_sd,
        "ar1": basis.ar1,
    }
    errors: dict[str, Errors] = dict(stated.errors)
    for name in components:
        errors[name] = errors.get(name, Errors()).model_copy(update=sizes)
    origin = Origin(status=basis.status, en=basis.en, vi=basis.vi)
    provenance = {**(stated.provenance or {}), "growth": origin}
    update: dict[str, object] = {"errors": errors, "provenance": provenance}
    if basis.degrees_of_freedom is not None:
        update |= {"distribution": "student_t", "degrees_of_freedom": basis.degrees_of_freedom}
    return stated.model_copy(update=update)


def restricted(stated: Uncertainty, scenario: Scenario) -> Uncertainty:
    """Return the part of an uncertainty whose blocks exist in a scenario."""
    blocks = blocks_of(scenario)
    correlation = {
        one: {other: value for other, value in row.items() if other in blocks}
        for one, row in (stated.correlation or {}).items()
        if one in blocks
    }
    errors = {
        name: errors.model_copy(update=_nothing_to_move(scenario, name))
        for name, errors in stated.errors.items()
        if name in blocks
    }
    return stated.model_copy(update={"errors": errors, "correlation": correlation})


def _nothing_to_move(scenario: Scenario, name: str) -> dict[str, float]:
    component = scenario.components.get(name)
    law = component.growth.kind if component is not None and component.growth else ""
    none: dict[str, float] = {} if law in SHARE_LAWS else {"ceiling_sd": 0.0}
    carved = component is not None and component.carved_from in scenario.components
    return none if carved else none | {"allocation_sd": 0.0}
