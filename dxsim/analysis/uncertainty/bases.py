"""The bases a probability could rest on: the same question under each, and the range they span.

Beside a scenario's own basis stand the series' own history and the reference class, each with the
spread of its posterior, errors of mean growth that never fade or that do, breaks of definition, and
thinner and fatter tails. A scenario whose path is a condition keeps its centre under every basis;
one that moves at the pace of the posterior it rests on takes the centre of the other with its
spread.
"""

from dataclasses import replace

from dxsim.analysis.uncertainty.engine.process import error_process
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.scenario.assumed_errors.completion import (
    CompleteUncertainty,
    basis_of,
    centre_of,
    complete_uncertainty,
    with_basis,
)
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import Uncertainty

POSTERIORS = ("own_history", "reference_class")
BASES = (*POSTERIORS, "lasting", "fading", "breaks", "thin_tails", "fat_tails")
"""The names of the bases beside a scenario's own, in the order in which they are shown."""


def studies_by_basis(study: Study) -> dict[str, Study]:
    """Return the same study under every other basis that could be defended, by its name."""
    scenario = study.scenario
    held = complete_uncertainty(scenario)
    found = {}
    for name in POSTERIORS:
        other = _posterior(scenario, held, name)
        if other is not None:
            found[name] = other
    stated = held.uncertainty
    for name, changed in _variants(stated, held).items():
        found[name] = (changed, 0.0)
    return {
        name: replace(study, process=error_process(scenario, errors, drift))
        for name, (errors, drift) in found.items()
    }


def _posterior(
    scenario: Scenario, held: CompleteUncertainty, name: str
) -> tuple[Uncertainty, float] | None:
    """Return the errors and the drift under a posterior, None for a scenario's own."""
    own = basis_of(scenario)
    known = held.defaults.bases if held.defaults is not None else {}
    if name not in known or name == own:
        return None
    other = known[name]
    centre = centre_of(scenario)
    drift = 0.0 if centre == "path" else other.pace - known[centre].pace
    return with_basis(held.uncertainty, other, tuple(scenario.components)), drift


def _variants(stated: Uncertainty, held: CompleteUncertainty) -> dict[str, Uncertainty]:
    """Return the errors that fade otherwise, with breaks, and with thinner and fatter tails."""
    found = _fading_otherwise(stated, held)
    if stated.breaks is not None and not stated.breaks.included:
        breaks = stated.breaks.model_copy(update={"included": True})
        found["breaks"] = stated.model_copy(update={"breaks": breaks})
    freedom = stated.degrees_of_freedom
    fat = held.defaults.fat_tails if held.defaults is not None else None
    if freedom is not None:
        thin = {"distribution": "normal", "degrees_of_freedom": None}
        found["thin_tails"] = stated.model_copy(update=thin)
    if fat is not None and (freedom is None or fat < freedom):
        tails = {"distribution": "student_t", "degrees_of_freedom": fat}
        found["fat_tails"] = stated.model_copy(update=tails)
    return found


def _fading_otherwise(stated: Uncertainty, held: CompleteUncertainty) -> dict[str, Uncertainty]:
    """Return the errors that never fade and, where a block's never do, those that fade.

    These fade as the producer's defaults do.
    """
    found = {}
    if any(errors.half_life is not None for errors in stated.errors.values()):
        lasting = {n: e.model_copy(update={"half_life": None}) for n, e in stated.errors.items()}
        found["lasting"] = stated.model_copy(update={"errors": lasting})
    usual = held.defaults.errors if held.defaults is not None else {}
    fading = {
        name: errors.model_copy(update={"half_life": usual[name].half_life})
        for name, errors in stated.errors.items()
        if errors.half_life is None and errors.persistent_sd and name in usual
    }
    if any(errors.half_life is not None for errors in fading.values()):
        found["fading"] = stated.model_copy(update={"errors": stated.errors | fading})
    return found
