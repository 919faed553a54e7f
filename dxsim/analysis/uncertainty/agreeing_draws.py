"""Draws that agree with outcomes: exactly where the errors enter linearly, else by weights.

An outcome is a first release: what is known is the value to come less a revision, whose standard
deviation is part of the scenario's errors.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from typing import NamedTuple

import numpy as np

from dxsim.analysis.uncertainty.engine.deviations import deviations
from dxsim.analysis.uncertainty.engine.process import ErrorProcess
from dxsim.analysis.uncertainty.engine.samplers import sampler, student_scale
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.analysis.uncertainty.outcomes import Outcome
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import growth_of
from dxsim.model.projection import simulate
from dxsim.model.share_curves import logit
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.assumed_errors.completion import uncertainty_of
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import Errors

ROUNDING = 0.001
"""Standard deviation of an outcome for its rounding, as a fraction: a tenth of a point."""


class Conditioned(NamedTuple):
    """Unit draws that agree with outcomes, shape (rows, draws), and the log weight of each."""

    unit: Array
    log_weight: Array


def is_linear(scenario: Scenario, of: str) -> bool:
    """Return whether the log growth of a block is linear in the errors: the given aggregate's is.

    A component's is not, as its level is its ratio times the rest of GDP; nor is one that an event
    may strike.
    """
    struck = any(event.of == of for event in uncertainty_of(scenario).events)
    return of == scenario.aggregate and not struck


def revision_sd(scenario: Scenario, of: str) -> float:
    """Return the standard deviation of the revision of a first release.

    Of log growth for a block, of the log-odds for the share. A component whose revisions the
    scenario does not state is revised as the published total is.
    """
    stated = uncertainty_of(scenario)
    total = stated.measurement_sd or 0.0
    if of == "share":
        return total
    own = stated.errors.get(of, Errors()).revision_sd
    return own if own is not None else 0.0 if of in ("gdp", "non_digital") else total


def conditional_draws(
    study: Study, outcomes: Sequence[Outcome], draws: int, seed: int
) -> Conditioned:
    """Return unit draws that agree with outcomes which are linear in the errors.

    With `z` standard normal, `S` what the mixing variables of Student's t scale it by, `A` the
    outcomes' rows and `R` the variance of their revisions, `A S z + r = y`. Given S, with
    `V = A S S A' + R`, a draw of z and r becomes `z + S A' V^-1 (y - A S z - r)`; a draw of S
    weighs as the normal density of y with variance V.
    """
    process = study.process
    normal = sampler(replace(process, degrees_of_freedom=None), draws, seed).whole()
    sequence = np.random.SeedSequence(seed, spawn_key=(0, 2))
    generator = np.random.default_rng(sequence)
    scale = _mixing(process, draws, generator)
    rows, y, revisions = _as_linear(study, outcomes)
    if not len(y):
        return Conditioned(normal * scale, np.zeros(draws))
    variance = np.einsum("kr,rd,lr->dkl", rows, scale**2, rows) + np.diag(revisions**2)
    error = revisions * generator.standard_normal((draws, len(y)))
    surprise = y - np.einsum("kr,rd->dk", rows, scale * normal) - error
    gain = np.linalg.solve(variance, np.stack([surprise, np.broadcast_to(y, surprise.shape)], -1))
    met = normal + scale * (rows.T @ gain[..., 0].T)
    distance, volume = gain[..., 1] @ y, np.linalg.slogdet(variance)[1]
    return Conditioned(met * scale, -0.5 * (distance + volume))


def _mixing(process: ErrorProcess, draws: int, generator: np.random.Generator) -> Array:
    """Return the scale of each row from Student's mixing variables, shape (rows, draws)."""
    scale, freedom = np.ones((process.rows.total, draws)), process.degrees_of_freedom
    if freedom is not None:
        for group in process.rows.mixed:
            scale[group] = student_scale(generator.chisquare(freedom, draws), freedom)
    return scale


def _as_linear(study: Study, outcomes: Sequence[Outcome]) -> tuple[Array, Array, Array]:
    """Return the rows A, the surprises y in log points, and the spread of their revisions."""
    process, scenario = study.process, study.scenario
    path = simulate(scenario, masked=False)
    moved = deviations(process, np.eye(process.rows.total))[:, -1]
    rows, surprises = np.zeros((len(outcomes), process.rows.total)), np.zeros(len(outcomes))
    for k, outcome in enumerate(outcomes):
        at = outcome.year - scenario.base_year
        rows[k] = moved[at] - moved[at - 1]
        expected = growth_of(_levels(path, outcome.of))[at - 1]
        surprises[k] = np.log1p(outcome.value) - np.log1p(expected)
    if np.linalg.matrix_rank(rows) < len(outcomes):
        expected = "outcomes with an error of their own, each once"
        raise InputError("outcome", found="one without error, or twice", expected=expected)
    return rows, surprises, np.array([revision_sd(scenario, outcome.of) for outcome in outcomes])


def _levels(path: Trajectory, of: str) -> Array:
    aggregates = {"gdp": path.gdp, "non_digital": path.non_digital}
    return aggregates[of] if of in aggregates else path.components[of]


def importance_weights(
    study: Study, path: Trajectory, outcomes: Sequence[Outcome], log_weight: Array
) -> Array:
    """Return the weight of each draw, summing to one, from the outcomes it should come near.

    `log_weight` is what each draw weighs before. A share is compared on its log-odds, growth on
    its log, each with the deviation of a first release and of rounding.
    """
    scenario, found = study.scenario, np.array(log_weight)
    nearest = np.full(len(found), 0.0)
    for outcome in outcomes:
        at = outcome.year - scenario.base_year
        release = revision_sd(scenario, outcome.of)
        if outcome.of == "share":
            miss = logit(path.share[:, at]) - logit(outcome.value)
            rounding = ROUNDING / (outcome.value * (1 - outcome.value))
        else:
            grown = growth_of(_levels(path, outcome.of))[:, at - 1]
            miss, rounding = np.log1p(grown) - np.log1p(outcome.value), ROUNDING
        sd = hypot(release, rounding)
        nearest -= 0.5 * np.nan_to_num(miss / sd, nan=np.inf) ** 2
    if nearest.max() < np.log(np.finfo(float).tiny):
        expected = "an outcome that some future comes near"
        raise InputError("outcome", found="none of the draws near it", expected=expected)
    found += nearest
    weights = np.exp(found - found.max())
    return np.asarray(weights / weights.sum())


def effective_draws(weights: Array) -> float:
    """Return the number of equally weighted draws that the weights are worth."""
    return float(1 / np.sum(weights**2))
