"""When it holds: the rule that tells the futures in which a target is reached, and its checks.

Inputs are what the measure of a target depends on: by how much each component outgrows the rest of
GDP on average up to the target's year, growth of GDP where the target is on growth, and the
measured share of the base year. A limit is set only on the side on which the model says that the
target gains, and stands with the interval of its threshold over samples of other seeds.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dxsim.analysis.targets import Target, as_target, metric
from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.analysis.uncertainty.boxes import Box, Fit, Side, dense_box, everything, fit
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.engine.tally import Study
from dxsim.analysis.uncertainty.ensemble import study_of
from dxsim.data.arrays import Array, Flags
from dxsim.data.yamlfile import InputError
from dxsim.model.growth import compound_growth
from dxsim.model.levels import all_years, gdp_deflator
from dxsim.model.perturbed import Deviations, levels
from dxsim.model.trajectory import Trajectory, trajectory
from dxsim.scenario.defaults import RULE_DRAWS, SEED
from dxsim.scenario.records import Scenario

MOST_DRAWS = 200_000
DENSITY = 0.8
SAMPLES = 20
"""Samples of other seeds in which the rule is sought again."""
SAMPLE_DRAWS = 4_000
LEAST_AGAIN = 0.8
"""Share of the samples that must find a limit again for a rule to be stable."""
WIDEST = 1.0
"""Widest interval of a stable threshold, in standard deviations of its input."""
ENDS = (0.1, 0.9)
"""Quantiles of a threshold over samples that its interval lies between."""
LEAST_HITS = 30
"""Fewer draws with (or without) the outcome than this give no rule."""
STEP = 1e-4
"""Log deviation by which the side is found on which a target gains."""


@dataclass(frozen=True)
class Limit:
    """One limit of a rule: an input at least or at most a value (a fraction).

    `low` and `high` are the interval of the value over samples of other seeds, `again` the share
    of the samples whose own rule limits the same input, `without` the fit of the rule with this
    limit dropped.
    """

    name: str
    side: str
    value: float
    low: float
    high: float
    without: Fit
    again: float


@dataclass(frozen=True)
class Rule:
    """When a target is reached, as limits on inputs; no limits where there is no stable rule.

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


@dataclass(frozen=True)
class Table:
    """Futures as rows of inputs, shape (inputs, draws), and in which the target holds."""

    names: tuple[str, ...]
    inputs: Array
    hits: Flags


def discover(
    scenario: Scenario,
    target: Target | str,
    *,
    draws: int = RULE_DRAWS,
    seed: int = SEED,
    density: float = DENSITY,
) -> Rule:
    """Return the rule that tells when a target is reached, or that no rule is stable.

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

    Examples
    --------
    >>> import dxsim as dx
    >>> rule = dx.discover(dx.load_scenario("plan-fading"), "share-2030", draws=400)
    >>> rule.target.id
    'share-2030'
    """
    target = as_target(target)
    study = _study(scenario, target, draws)
    table = futures_table(study, draws, seed)
    rate = float(table.hits.mean())
    nothing = Fit(rate, 1.0, 1.0)
    why = _no_rule(study, table.hits)
    if why is None:
        density = max(density, (1 + rate) / 2)
        again = [_sample(study, min(draws, SAMPLE_DRAWS), seed, k) for k in range(SAMPLES)]
        sides = gaining_sides(study, table.names)
        box, limits = _stable(table, [dense_box(t.inputs, t.hits, density, sides) for t in again])
        if limits:
            other = futures_table(study, draws, seed + 1)
            own, fresh = (fit(box, t.inputs, t.hits) for t in (table, other))
            noise = float(np.mean([_noise(t, density, sides, k) for k, t in enumerate(again)]))
            return Rule(scenario, target, draws, seed, rate, limits, own, fresh, noise)
        why = "no_rule"
    return Rule(scenario, target, draws, seed, rate, (), nothing, nothing, rate, why)


def _no_rule(study: Study, hits: Flags) -> str | None:
    """Return why no rule is sought: the path ends before, or success or failure is too rare."""
    if study.ended[0]:
        return "ended"
    if min(hits.sum(), (~hits).sum()) >= LEAST_HITS:
        return None
    return "too_rare" if hits.mean() < 0.5 else "too_common"


def _study(scenario: Scenario, target: Target, draws: int) -> Study:
    study = study_of(scenario, [target])
    if not study.targets:
        expected = "a target whose year and part this scenario has"
        raise InputError(scenario.name, key="target", found=target.id, expected=expected)
    if not LEAST_HITS <= draws <= MOST_DRAWS:
        expected = f"from {LEAST_HITS} to {MOST_DRAWS}"
        raise InputError("draws", found=str(draws), expected=expected)
    return study


def _sample(study: Study, draws: int, seed: int, index: int) -> Table:
    """Return futures of another seed, which follows from the rule's own."""
    other = np.random.SeedSequence(seed, spawn_key=(1, index)).generate_state(1)[0]
    return futures_table(study, draws, int(other))


def _noise(table: Table, density: float, sides: frozenset[Side], index: int) -> float:
    """Return the density that a rule reaches on shuffled outcomes."""
    shuffled = np.random.default_rng(index).permutation(table.hits)
    return fit(dense_box(table.inputs, shuffled, density, sides), table.inputs, shuffled).density


def _stable(table: Table, boxes: list[Box]) -> tuple[Box, tuple[Limit, ...]]:
    """Return the rule that most samples agree on, at its median thresholds; none if unstable."""
    found = Counter(tuple(box.limits()) for box in boxes)
    agreed = max(found, key=lambda limits: (found[limits], -len(limits)))
    spread = table.inputs.std(axis=1)
    box, ends = everything(len(table.names)), {}
    for place, side in agreed:
        values = [getattr(b, side)[place] for b in boxes if (place, side) in b.limits()]
        low, middle, high = np.quantile(values, (ENDS[0], 0.5, ENDS[1]))
        share = len(values) / len(boxes)
        if share < LEAST_AGAIN or high - low > WIDEST * spread[place]:
            return box, ()
        ends[place, side] = (float(middle), float(low), float(high), share)
    for (place, side), (middle, *_) in ends.items():
        box = box.limited((place, side), middle)
    limits = tuple(
        Limit(table.names[place], side, middle, low, high,
              fit(box.without((place, side)), table.inputs, table.hits), share)
        for (place, side), (middle, low, high, share) in ends.items()
    )  # fmt: skip
    return box, limits


def gaining_sides(study: Study, names: tuple[str, ...]) -> frozenset[Side]:
    """Return the sides on which a limit helps the target: "low" where it gains as an input rises.

    The model says so: the input alone is moved a little on the scenario's own path.
    """
    target = study.targets[0]
    years = all_years(study.scenario) - study.scenario.base_year

    def value(by: Deviations) -> float:
        path = trajectory(
            levels(study.ratios, by), gdp_deflator(study.scenario), all_years(study.scenario)
        )
        return float(np.mean(metric(study.scenario, target, path)[..., study.at(target)]))

    own, found = value(Deviations()), set()
    for place, name in enumerate(names):
        kind, block = name.split(".")
        blocks = tuple(study.scenario.components) if kind == "base" else (block,)
        rise = np.ones(len(years)) if kind == "base" else years / max(years[-1], 1)
        change = value(Deviations(dict.fromkeys(blocks, np.exp(STEP * rise)))) - own
        if abs(change) > STEP * STEP:
            found.add((place, "low" if change > 0 else "high"))
    return frozenset(found)


def futures_table(study: Study, draws: int, seed: int) -> Table:
    """Return futures as inputs and where the target holds."""
    unit, target = sampler(study.process, draws, seed).whole(), study.targets[0]
    path = study.run(unit)
    inputs = inputs_of(study, path, study.at(target))
    return Table(tuple(inputs), np.array(list(inputs.values())), study.met(target, path))


def inputs_of(study: Study, path: Trajectory, at: int) -> dict[str, Array]:
    """Return the inputs that vary among futures by name, each of shape (draws,).

    `excess.<component>` is average growth a year to a place in time over that of the rest of GDP,
    `growth.<aggregate>` that of the given aggregate in money, `base.digital` the measured share.
    """
    rest = 1 + average_growth(path.non_digital, at)
    found = {
        f"excess.{name}": (1 + average_growth(level, at)) / rest - 1
        for name, level in path.components.items()
    }
    if not study.shares_alone:
        given = path.gdp if study.ratios.gdp_given else path.non_digital
        found[f"growth.{study.scenario.aggregate}"] = average_growth(given, at)
    if study.process.measurement_sd:
        found["base.digital"] = path.share[:, 0]
    known = {name: np.nan_to_num(values, nan=np.inf) for name, values in found.items()}
    return {name: values for name, values in known.items() if values.min() < values.max()}


def average_growth(values: Array, years: int) -> Array:
    """Return the compound growth a year from the base year over some years."""
    with np.errstate(invalid="ignore", divide="ignore"):
        growth: Array = compound_growth(values[..., 0], values[..., years], years)
    return growth


def rule_record(rule: Rule) -> dict[str, object]:
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
                "interval": [limit.low, limit.high],
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
