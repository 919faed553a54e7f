"""When it holds: the rule that tells the futures in which a target is reached, and its checks.

Inputs are the average growth a year to the target's year, in money, of each component and of
GDP, and the base-year shares where they are uncertain.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target, as_target
from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.analysis.uncertainty.boxes import Box, Fit, dense_box, fit
from dxsim.analysis.uncertainty.ensemble import study_of
from dxsim.analysis.uncertainty.samplers import sampler
from dxsim.analysis.uncertainty.tally import Study
from dxsim.data.yamlfile import InputError
from dxsim.model.projection import Trajectory
from dxsim.scenario.defaults import RULE_DRAWS, SEED
from dxsim.scenario.loading import Scenario

Array = NDArray[np.float64]
Hits = NDArray[np.bool_]
MOST_DRAWS = 200_000
DENSITY = 0.8
RESAMPLES = 20
RESAMPLED_DRAWS = 4_000
LEAST_HITS = 30
"""Fewer draws with (or without) the outcome than this give no rule."""


@dataclass(frozen=True)
class Limit:
    """One limit of a rule: an input at least or at most a value (a fraction).

    `without` is the fit of the rule with this limit dropped, `again` the share of bootstrap
    samples whose own rule limits the same input from the same side.
    """

    name: str
    side: str
    value: float
    without: Fit
    again: float


@dataclass(frozen=True)
class Rule:
    """When a target is reached, as limits on inputs; no limits where there is no rule.

    `fresh` is the fit on draws that had no part in finding the rule, `noise` the density that
    peeling reaches when the outcomes are shuffled. `reason` is a message key where there is none.
    """

    scenario: Scenario
    target: Target
    draws: int
    seed: int
    base_rate: float
    limits: tuple[Limit, ...]
    fit: Fit
    fresh: Fit
    noise: float
    reason: str | None = None


def discover(
    scenario: Scenario,
    target: Target | str,
    *,
    draws: int = RULE_DRAWS,
    seed: int = SEED,
    density: float = DENSITY,
) -> Rule:
    """Return the rule that tells when a target is reached.

    Parameters
    ----------
    scenario
        the assumptions and, with the producer's defaults, their uncertainty.
    target
        one that can be judged on the scenario.
    draws, seed
        how many futures, and their seed; as many fresh ones test the rule.
    density
        the share of futures inside that should reach the target, as far as that can be had; at
        least half-way from the share of all futures to 1.
    """
    target = as_target(target)
    study = _study(scenario, target, draws)
    names, inputs, hits = futures_table(study, draws, seed)
    rate = float(hits.mean())
    if min(hits.sum(), (~hits).sum()) < LEAST_HITS:
        why = "too_rare" if rate < 0.5 else "too_common"
        nothing = Fit(rate, 1.0, 1.0)
        return Rule(scenario, target, draws, seed, rate, (), nothing, nothing, rate, why)
    density = max(density, (1 + rate) / 2)
    box = dense_box(inputs, hits, density)
    limits, noise = _limits(box, names, (inputs, hits), density, seed)
    _, fresh_inputs, fresh_hits = futures_table(study, draws, seed + 1)
    fresh = fit(box, fresh_inputs, fresh_hits)
    reason = None if limits else "no_rule"
    own = fit(box, inputs, hits)
    return Rule(scenario, target, draws, seed, rate, limits, own, fresh, noise, reason)


def _study(scenario: Scenario, target: Target, draws: int) -> Study:
    study = study_of(scenario, [target])
    if not study.targets:
        expected = "a target whose year and part this scenario has"
        raise InputError(scenario.name, key="target", found=target.id, expected=expected)
    if not LEAST_HITS <= draws <= MOST_DRAWS:
        expected = f"from {LEAST_HITS} to {MOST_DRAWS}"
        raise InputError("draws", found=str(draws), expected=expected)
    return study


def _limits(
    box: Box, names: list[str], table: tuple[Array, Hits], density: float, seed: int
) -> tuple[tuple[Limit, ...], float]:
    """Return the limits of a box with what each costs to drop, and the density noise gives."""
    again, noise = resampled(*table, density, seed)
    limits = tuple(
        Limit(
            names[place], side, float(getattr(box, side)[place]),
            fit(box.without((place, side)), *table), again.get((place, side), 0.0),
        )
        for place, side in box.limits()
    )  # fmt: skip
    return limits, noise


def futures_table(study: Study, draws: int, seed: int) -> tuple[list[str], Array, Hits]:
    """Return the names of the inputs, their values (inputs, draws), and where the target holds."""
    unit, target = sampler(study.process, draws, seed).whole(), study.targets[0]
    path = study.run(unit)
    inputs, hits = inputs_of(study, path, study.at(target)), study.met(target, path)
    return list(inputs), np.stack(list(inputs.values())), hits


def inputs_of(study: Study, path: Trajectory, at: int) -> dict[str, Array]:
    """Return average growth a year to a place in time by block, and uncertain base shares."""
    levels = {**path.components, "gdp": path.gdp}
    found = {f"growth.{name}": average_growth(values, at) for name, values in levels.items()}
    if study.process.measurement_sd:
        found["base.digital"] = path.share[:, 0]
    known = {name: np.nan_to_num(values, nan=np.inf) for name, values in found.items()}
    return {name: values for name, values in known.items() if values.min() < values.max()}


def average_growth(levels: Array, years: int) -> Array:
    """Return the compound growth a year from the base year over some years."""
    with np.errstate(invalid="ignore", divide="ignore"):
        growth: Array = (levels[..., years] / levels[..., 0]) ** (1 / years) - 1
    return growth


def resampled(
    inputs: Array, hits: Hits, density: float, seed: int
) -> tuple[dict[tuple[int, str], float], float]:
    """Return how often each limit comes back in bootstrap samples, and what noise would give.

    Noise is the mean density of rules found on shuffled outcomes.
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 1)))
    size = min(hits.size, RESAMPLED_DRAWS)
    counts: dict[tuple[int, str], int] = {}
    noise = []
    for _ in range(RESAMPLES):
        pick = generator.integers(hits.size, size=size)
        for limit in dense_box(inputs[:, pick], hits[pick], density).limits():
            counts[limit] = counts.get(limit, 0) + 1
        shuffled = generator.permutation(hits[pick])
        box = dense_box(inputs[:, pick], shuffled, density)
        noise.append(fit(box, inputs[:, pick], shuffled).density)
    return {limit: n / RESAMPLES for limit, n in counts.items()}, float(np.mean(noise))


def rule_record(rule: Rule) -> dict[str, Any]:
    """Return a rule as the plain values that the command line prints."""
    return {
        "scenario": rule.scenario.name,
        "producer": rule.scenario.producer,
        "target": rule.target.id,
        "draws": rule.draws,
        "seed": rule.seed,
        "base_rate": rule.base_rate,
        "density": rule.fit.density,
        "coverage": rule.fit.coverage,
        "mass": rule.fit.mass,
        "fresh": _fit_record(rule.fresh),
        "noise_density": rule.noise,
        "limits": [
            {
                "input": limit.name,
                "side": {"low": "at_least", "high": "at_most"}[limit.side],
                "value": limit.value,
                "without": _fit_record(limit.without),
                "found_again": limit.again,
            }
            for limit in rule.limits
        ],
        "reason": rule.reason,
        "assumptions": assumptions(rule.scenario),
    }


def _fit_record(found: Fit) -> dict[str, float]:
    return {"density": found.density, "coverage": found.coverage, "mass": found.mass}
