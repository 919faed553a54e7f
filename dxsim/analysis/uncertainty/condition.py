"""Given what the first years turned out to be: the fan and the odds, updated.

An outcome conditions and does not intervene: it says what was seen, a first release that will be
revised, and leaves the scenario's assumptions as they are. Growth of the given aggregate is
conditioned on exactly, growth of a component and the share by importance weights.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target
from dxsim.analysis.uncertainty.agreeing_draws import (
    conditional_draws,
    effective_draws,
    importance_weights,
    is_linear,
    revision_sd,
)
from dxsim.analysis.uncertainty.assumed import assumptions, rest_of_economy
from dxsim.analysis.uncertainty.bases import studies_by_basis
from dxsim.analysis.uncertainty.engine.quantiles import weighted_quantiles
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.analysis.uncertainty.ensemble import RANGE_DRAWS, study_of
from dxsim.analysis.uncertainty.outcomes import Outcome, refuse_impossible
from dxsim.analysis.uncertainty.probabilities import sampling_error
from dxsim.analysis.uncertainty.summary import QUANTILES, Given
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import attributes
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr

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
        by default those of the country's `targets.yaml`.

    Returns
    -------
    xarray.Dataset
        as `ensemble` returns; `effective_draws` says how many equal draws the weights are worth.

    Raises
    ------
    InputError
        for an outcome that cannot be, or that no future comes near.

    Examples
    --------
    >>> import dxsim as dx
    >>> known = dx.Outcome(2025, "gdp", 0.10)
    >>> after = dx.condition(dx.load_scenario("baseline"), [known], draws=500)
    >>> float(after["effective_draws"]) < 500
    True
    """
    return condition_study(study_of(scenario, targets), outcomes, draws, seed).dataset()


def condition_study(study: Study, outcomes: Iterable[Outcome], draws: int, seed: int) -> Given:
    """Return the fan and the odds of a study, given outcomes, as `condition` does."""
    known = tuple(outcomes)
    _check_draws(draws)
    for outcome in known:
        refuse_impossible(study.scenario, outcome)
    path, weights = _given(study, known, draws, seed)
    odds = _odds(study, path, weights), _odds_by_basis(study, known, draws, seed)
    return _summary(study, path, weights, odds, (known, seed))


def _odds_by_basis(
    study: Study, known: Sequence[Outcome], draws: int, seed: int
) -> dict[str, Array]:
    """Return the probability of each target under every other basis that could be defended."""
    few = min(draws, RANGE_DRAWS)
    return {
        name: _odds(other, *_given(other, known, few, seed))
        for name, other in studies_by_basis(study).items()
    }


def _given(
    study: Study, known: Sequence[Outcome], draws: int, seed: int
) -> tuple[Trajectory, Array]:
    """Return draws that agree with outcomes, and their weights."""
    exact = [outcome for outcome in known if is_linear(study.scenario, outcome.of)]
    drawn = conditional_draws(study, exact, draws, seed)
    path = study.run(drawn.unit)
    rest = [outcome for outcome in known if outcome not in exact]
    return path, importance_weights(study, path, rest, drawn.log_weight)


def _odds(study: Study, path: Trajectory, weights: Array) -> Array:
    """Return the probability of each target, missing where the path is exhausted by its year."""
    odds = np.array([_weighed(weights, study.met(target, path)) for target in study.targets])
    return np.where(study.ended, np.nan, odds)


def _check_draws(draws: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError("draws", found=str(draws), expected=f"from 1 to {MOST_DRAWS}")


def _summary(
    study: Study,
    path: Trajectory,
    weights: Array,
    odds: tuple[Array, dict[str, Array]],
    known: tuple[Sequence[Outcome], int],
) -> Given:
    scenario, worth = study.scenario, effective_draws(weights)
    (own, others), (outcomes, seed) = odds, known
    shares = np.broadcast_to(path.share, path.gdp.shape).T
    spread = np.array([own, *others.values()])
    gone = np.broadcast_to(path.exhausted, path.gdp.shape)
    facts = {
        **attributes(scenario),
        "draws": len(weights),
        "seed": seed,
        "outcomes": [outcome._asdict() for outcome in outcomes],
        "revisions": {outcome.of: revision_sd(scenario, outcome.of) for outcome in outcomes},
        "thin": worth < FEWEST_EFFECTIVE,
        "assumptions": assumptions(scenario),
        **rest_of_economy(scenario),
    }
    return Given(
        years=tuple(scenario.calendar),
        targets=tuple(target.id for target in study.targets),
        bases=tuple(others),
        attrs=facts,
        share=weighted_quantiles(shares, weights, np.array(QUANTILES)),
        probability=own,
        range_low=spread.min(axis=0),
        range_high=spread.max(axis=0),
        sampling_error=np.array([sampling_error(p * worth, worth) for p in own]),
        probability_by_basis=spread[1:],
        exhausted=_weighed(weights, gone),
        effective_draws=worth,
    )


def _weighed(weights: Array, flags: NDArray[np.bool_]) -> Array:
    """Return the weight of the draws with a flag; rounding takes no sum of weights above one."""
    return np.minimum(weights @ flags, 1.0)
