"""Draws that agree with outcomes: exactly where growth is linear in the errors, else by weights."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.uncertainty.given import Outcome
from dxsim.analysis.uncertainty.samplers import sampler
from dxsim.analysis.uncertainty.shocks import deviations
from dxsim.analysis.uncertainty.tally import Study
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import growth_of
from dxsim.model.projection import Trajectory, simulate
from dxsim.scenario.laws import RATE_LAWS
from dxsim.scenario.loading import Scenario

Array = NDArray[np.float64]
SHARE_SD = 0.001
"""Measurement error of an observed share of GDP: a tenth of a point, as far as it is published."""
GROWTH_SD = 0.001
"""Measurement error of observed growth where it enters by weights."""


def is_linear(scenario: Scenario, of: str) -> bool:
    """Return whether the log growth of a block is linear in the errors."""
    if of == scenario.aggregate:
        return True
    component = scenario.components.get(of)  # type: ignore[call-overload]
    return bool(component and component.growth and component.growth.kind in RATE_LAWS)


def conditional_draws(study: Study, outcomes: Sequence[Outcome], draws: int, seed: int) -> Array:
    """Return unit draws that meet some outcomes exactly, shape (rows, draws).

    With `z` the unit draws and `A z = y` the outcomes, `z = A'(AA')^-1 y + r`, where r is what is
    left of a draw off the rows of A. Under Student-t with nu degrees of freedom and k outcomes,
    r is scaled by `sqrt((nu - 2 + y'(AA')^-1 y)/chi2_(nu + k))`.
    """
    process = study.process
    normal = sampler(replace(process, degrees_of_freedom=None), draws, seed)
    unit = normal.whole()
    rows, y = _as_linear(study, outcomes)
    gain = np.linalg.pinv(rows)
    left = unit - gain @ (rows @ unit)
    if process.degrees_of_freedom is not None:
        freedom = process.degrees_of_freedom
        sequence = np.random.SeedSequence(seed, spawn_key=(0, 2))
        chi_square = np.random.default_rng(sequence).chisquare(freedom + len(y), draws)
        distance = float(np.sum((gain @ y) ** 2))
        left *= np.sqrt((freedom - 2 + distance) / chi_square)
    met: Array = (gain @ y)[:, np.newaxis] + left
    return met


def _as_linear(study: Study, outcomes: Sequence[Outcome]) -> tuple[Array, Array]:
    """Return the matrix A and the surprises y of `A z = y`, in log points."""
    process, scenario = study.process, study.scenario
    path = simulate(scenario, masked=False)
    moved = deviations(process, np.eye(process.rows.total))
    basis = dict(zip(process.blocks, moved, strict=True))
    rows, surprises = np.zeros((len(outcomes), process.rows.total)), np.zeros(len(outcomes))
    for k, outcome in enumerate(outcomes):
        at = outcome.year - scenario.base_year
        rows[k] = basis[outcome.of][at] - basis[outcome.of][at - 1]
        expected = growth_of(_levels(path, outcome.of))[at - 1]
        surprises[k] = np.log1p(outcome.value) - np.log1p(expected)
    if np.linalg.matrix_rank(rows) < len(outcomes):
        expected = "outcomes with an error of their own, each once"
        raise InputError("outcome", found="one without error, or twice", expected=expected)
    return rows, surprises


def _levels(path: Trajectory, of: str) -> Array:
    aggregates = {"gdp": path.gdp, "non_digital": path.non_digital}
    return aggregates[of] if of in aggregates else path.components[of]


def importance_weights(study: Study, path: Trajectory, outcomes: Sequence[Outcome]) -> Array:
    """Return the weight of each draw, summing to one, from the outcomes it should come near."""
    log_weight = np.zeros(len(path.gdp))
    for outcome in outcomes:
        at = outcome.year - study.scenario.base_year
        if outcome.of == "share":
            value, sd = path.share[:, at], SHARE_SD
        else:
            value, sd = growth_of(_levels(path, outcome.of))[:, at - 1], GROWTH_SD
        log_weight -= 0.5 * np.nan_to_num((value - outcome.value) / sd, nan=np.inf) ** 2
    if log_weight.max() < np.log(np.finfo(float).tiny):
        expected = "an outcome that some future comes near"
        raise InputError("outcome", found="none of the draws near it", expected=expected)
    weights = np.exp(log_weight - log_weight.max())
    return weights / weights.sum()


def effective_draws(weights: Array) -> float:
    """Return the number of equally weighted draws that the weights are worth."""
    return float(1 / np.sum(weights**2))
