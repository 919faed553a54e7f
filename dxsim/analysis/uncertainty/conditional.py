"""Given what the first years turned out to be: the fan and the odds, updated.

Growth of an aggregate or component that is linear in the errors is conditioned on exactly, normal
or Student-t; a share, and growth that is not linear, by importance weights.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.assumed import assumptions, rest_of_economy
from dxsim.analysis.uncertainty.conditioning import (
    conditional_draws,
    effective_draws,
    importance_weights,
    is_linear,
)
from dxsim.analysis.uncertainty.ensemble import QUANTILES, labels, study_of
from dxsim.analysis.uncertainty.given import Outcome, refuse_impossible
from dxsim.analysis.uncertainty.probabilities import wilson_interval
from dxsim.analysis.uncertainty.quantiles import weighted_quantiles
from dxsim.analysis.uncertainty.tally import Study
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import Trajectory, attributes
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.loading import Scenario

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
MOST_DRAWS = 200_000
FEWEST_EFFECTIVE = 100
"""Below so many effective draws a result is marked as thin."""


def condition(
    scenario: Scenario,
    outcomes: Iterable[Outcome],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    targets: Iterable[Target] | None = None,
) -> "xr.Dataset":
    """Return the fan and the odds, given outcomes.

    Parameters
    ----------
    scenario
        the assumptions and, with the producer's defaults, their uncertainty.
    outcomes
        what is known of years after the base year.
    draws, seed
        how many futures, and their seed.
    targets
        by default those of `params/targets.yaml`.

    Returns
    -------
    xarray.Dataset
        as `ensemble` returns; `effective_draws` says how many equal draws the weights are worth.

    Raises
    ------
    InputError
        for an outcome that cannot be, or that no future comes near.
    """
    study, known = study_of(scenario, targets), tuple(outcomes)
    _check_draws(draws)
    for outcome in known:
        refuse_impossible(scenario, outcome)
    exact = [outcome for outcome in known if is_linear(scenario, outcome.of)]
    unit = conditional_draws(study, exact, draws, seed)
    path = study.run(unit)
    rest = [outcome for outcome in known if outcome not in exact]
    return _dataset(study, path, importance_weights(study, path, rest), known, seed)


def _check_draws(draws: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError("draws", found=str(draws), expected=f"from 1 to {MOST_DRAWS}")


def _dataset(
    study: Study, path: Trajectory, weights: Array, known: Sequence[Outcome], seed: int
) -> "xr.Dataset":
    import xarray as xr

    scenario, worth = study.scenario, effective_draws(weights)
    shares = np.broadcast_to(path.share, path.gdp.shape).T
    odds = np.array([_weighed(weights, study.met(target, path)) for target in study.targets])
    intervals = [wilson_interval(p * worth, worth) for p in odds]
    low, high = np.array(intervals).reshape(-1, 2).T
    gone = np.broadcast_to(path.exhausted, path.gdp.shape)
    variables: dict[str, Any] = {
        "share": (("quantile", "year"), weighted_quantiles(shares, weights, np.array(QUANTILES))),
        "probability": (("target",), odds),
        "low": (("target",), low),
        "high": (("target",), high),
        "exhausted": (("year",), _weighed(weights, gone)),
        "effective_draws": ((), worth),
    }
    facts = {
        **attributes(scenario),
        "draws": len(weights),
        "seed": seed,
        "outcomes": [outcome._asdict() for outcome in known],
        "thin": worth < FEWEST_EFFECTIVE,
        "assumptions": assumptions(scenario),
        **rest_of_economy(scenario),
    }
    return xr.Dataset(variables, labels(study), facts)


def _weighed(weights: Array, flags: NDArray[np.bool_]) -> Array:
    """Return the weight of the draws with a flag; rounding takes no sum of weights above one."""
    return np.minimum(weights @ flags, 1.0)
