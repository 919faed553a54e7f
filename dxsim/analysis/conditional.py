"""Given what the first years turned out to be: the fan and the odds, updated.

Growth of an aggregate or component that is linear in the errors is conditioned on exactly, normal
or Student-t; a share, and growth that is not linear, by importance weights.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.ensemble import (
    DRAWS,
    QUANTILES,
    SEED,
    assumptions,
    quantile_record,
    rest_of_economy,
    study_of,
)
from dxsim.analysis.probabilities import wilson_interval
from dxsim.analysis.quantiles import weighted_quantiles
from dxsim.analysis.samplers import sampler
from dxsim.analysis.shocks import deviations, error_paths
from dxsim.analysis.tally import Study
from dxsim.analysis.targets import Target, metric, reaches
from dxsim.data.quantities import QuantityError, parse_percent, parse_year
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model.growth import growth_of
from dxsim.model.laws import RATE_LAWS
from dxsim.model.projection import Trajectory, attributes, simulate
from dxsim.model.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
MOST_DRAWS = 200_000
SHARE_SD = 0.001
"""Measurement error of an observed share of GDP: a tenth of a point, as far as it is published."""
GROWTH_SD = 0.001
"""Measurement error of observed growth where it enters by weights."""
FEWEST_EFFECTIVE = 100
"""Below so many effective draws a result is marked as thin."""


class Outcome(NamedTuple):
    """What a year turned out to be: growth in money of a block, or the digital `share` of GDP.

    `value` is a fraction; `of` a component, "gdp", "non_digital" or "share".
    """

    year: int
    of: str
    value: float


def parse_outcome(text: str) -> Outcome:
    """Return the outcome that a text such as `2025:gdp=10.2%` or `2025 gdp 10.2%` states."""
    year, of, value = (*re.split(r"[:=\s]+", text.strip(), maxsplit=2), "", "")[:3]
    try:
        return Outcome(parse_year(year), of, parse_percent(value))
    except QuantityError as error:
        expected = "YEAR:WHAT=RATE, such as 2025:gdp=10.2%"
        raise InputError(
            "outcome", found=quoted(text), expected=expected, hint=error.hint
        ) from None


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
        _check(scenario, outcome)
    exact = [outcome for outcome in known if is_linear(scenario, outcome.of)]
    unit = conditional_draws(study, exact, draws, seed)
    path = simulate(study.scenario, **error_paths(study.process, unit)._asdict())
    rest = [outcome for outcome in known if outcome not in exact]
    return _dataset(study, path, importance_weights(study, path, rest), known, seed)


def _check_draws(draws: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError("draws", found=str(draws), expected=f"from 1 to {MOST_DRAWS}")


def _check(scenario: Scenario, outcome: Outcome) -> None:
    first, last = scenario.base_year + 1, scenario.end_year
    if not first <= outcome.year <= last:
        found, expected = str(outcome.year), f"a year from {first} to {last}"
        raise InputError("outcome", key="year", found=found, expected=expected)
    allowed = (*scenario.components, "gdp", "non_digital", "share")
    if outcome.of not in allowed:
        expected = f"one of {', '.join(allowed)}"
        raise InputError("outcome", key="of", found=f"'{outcome.of}'", expected=expected)
    low, high = (0.0, 1.0) if outcome.of == "share" else (-1.0, 10.0)
    if not low < outcome.value < high:
        found, expected = f"{outcome.value:.2%}", f"between {low:.0%} and {high:.0%}"
        raise InputError("outcome", key=outcome.of, found=found, expected=expected)


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
    unit = np.concatenate([normal.block(i).copy() for i in range(normal.blocks)], axis=1)
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


def _dataset(
    study: Study, path: Trajectory, weights: Array, known: Sequence[Outcome], seed: int
) -> "xr.Dataset":
    import xarray as xr

    scenario, worth = study.scenario, effective_draws(weights)
    shares = np.broadcast_to(path.share, path.gdp.shape).T
    odds = np.array([float(weights @ _met(study, target, path)) for target in study.targets])
    intervals = [wilson_interval(p * worth, worth) for p in odds]
    low, high = np.array(intervals).reshape(-1, 2).T
    gone = np.broadcast_to(path.exhausted, path.gdp.shape)
    variables: dict[str, Any] = {
        "share": (("quantile", "year"), weighted_quantiles(shares, weights, np.array(QUANTILES))),
        "probability": (("target",), odds),
        "low": (("target",), low),
        "high": (("target",), high),
        "exhausted": (("year",), weights @ gone),
        "effective_draws": ((), worth),
    }
    coordinates = {
        "quantile": list(QUANTILES),
        "year": np.arange(scenario.base_year, scenario.end_year + 1),
        "target": [target.id for target in study.targets],
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
    return xr.Dataset(variables, coordinates, facts)


def _met(study: Study, target: Target, path: Trajectory) -> NDArray[np.bool_]:
    met = reaches(target, metric(study.scenario, target, path))
    return met[:, study.at(target)]


def condition_record(found: "xr.Dataset") -> dict[str, Any]:
    """Return conditional futures as the plain values that the command line prints."""
    keys = ("scenario", "producer", "prices", "draws", "seed", "outcomes", "thin")
    return {
        **{key: found.attrs[key] for key in keys},
        "effective_draws": float(found["effective_draws"]),
        "share_quantiles": quantile_record(found),
        "targets": [
            {
                "target": str(name),
                "probability": float(found["probability"].sel(target=name)),
                "interval": [float(found[side].sel(target=name)) for side in ("low", "high")],
            }
            for name in found["target"].values
        ],
        "exhausted_share": float(found["exhausted"][-1]),
        "assumptions": found.attrs["assumptions"],
    }
