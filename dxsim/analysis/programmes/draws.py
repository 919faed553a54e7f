"""Effects of programmes whose parameters are drawn: ranges, and whether benefit exceeds cost.

Effects are computed on the scenario's own path without errors, so what is spread here is what is
not known of the programmes, and nothing else. Draws come in blocks keyed by seed, block and
parameter: neither their number nor the other programmes change them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from dxsim.analysis.programmes.combinations import Combinations
from dxsim.analysis.programmes.effects import costs, refuse_none
from dxsim.analysis.targets import Target
from dxsim.data.arrays import Array
from dxsim.model.programmes import present_value
from dxsim.scenario.defaults import SEED
from dxsim.scenario.programmes.draws import Parameter, drawn_parameters, with_draws
from dxsim.scenario.programmes.records import Adoption, Programme
from dxsim.scenario.records import Scenario

BLOCK = 1024
DRAWS = 4000
LEVELS = (0.1, 0.5, 0.9)


def probabilities(parameters: Sequence[Parameter], draws: int, seed: int) -> dict[Parameter, Array]:
    """Return uniform numbers between 0 and 1 by parameter, shape (draws,)."""
    chances = {}
    for parameter in parameters:
        key = crc32(".".join(parameter).encode())
        blocks = []
        for block in range(-(-draws // BLOCK)):
            sequence = np.random.SeedSequence(seed, spawn_key=(block, key))
            blocks.append(np.random.default_rng(sequence).random(BLOCK))
        chances[parameter] = np.concatenate(blocks)[:draws]
    return chances


def drawn(scenario: Scenario, draws: int = DRAWS, seed: int = SEED) -> tuple[Programme, ...]:
    """Return a scenario's programmes with their uncertain parameters as arrays of draws."""
    chosen = drawn_parameters(scenario.programmes)
    return with_draws(scenario.programmes, probabilities(chosen, draws, seed))


@dataclass(frozen=True)
class Spread:
    """Quantiles over draws, at `LEVELS`, of the addition of programmes to a target's measure.

    `alone` is by programme; `together` of all; `closes` the share of draws in which the target is
    met with all of them, on the path without errors.
    """

    target: Target
    alone: dict[str, tuple[float, ...]]
    together: tuple[float, ...]
    closes: float


def spread(scenario: Scenario, target: Target, *, draws: int = DRAWS, seed: int = SEED) -> Spread:
    """Return the spread over draws of what programmes add to a target.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    target
        a target that the scenario can be judged on.
    draws, seed
        how many draws of the programmes' parameters, and their seed.
    """
    refuse_none(scenario)
    moved = Combinations(scenario, drawn(scenario, draws, seed))
    bare = moved.value(target, ())
    names = list(moved.programmes)
    alone = {name: _levels(moved.value(target, [name]) - bare) for name in names}
    whole = moved.value(target, names)
    met = np.mean(np.broadcast_to(whole >= target.threshold, (draws,)))
    return Spread(target, alone, _levels(whole - bare), float(met))


def _levels(values: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in np.nanquantile(values, LEVELS))


@dataclass(frozen=True)
class Worth:
    """Cost of a programme and the GDP it adds, present values in trillions of base-year prices.

    `exceeds` is the share of draws in which the gain in GDP exceeds the cost. All are None where
    the programme states no cost.
    """

    programme: str
    cost: float | None
    gain: float | None
    exceeds: float | None


def worths(
    scenario: Scenario, discount: float, *, draws: int = DRAWS, seed: int = SEED
) -> list[Worth]:
    """Return cost and gain of each programme alone, and how often the gain exceeds the cost.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    discount
        the yearly rate at which later money counts less, where a programme states none of its own.
    draws, seed
        how many draws of the programmes' parameters, and their seed.
    """
    refuse_none(scenario)
    stated, moved = Combinations(scenario), Combinations(scenario, drawn(scenario, draws, seed))
    result = []
    for name, programme in stated.programmes.items():
        rate = _discount(programme, discount)
        own = costs(scenario, [programme])[name]
        if np.isnan(own).all():
            result.append(Worth(name, None, None, None))
            continue
        cost = present_value(costs(scenario, [moved.programmes[name]])[name], rate)
        gain = present_value(_gain(moved, name), rate)
        more = np.broadcast_to(gain > cost, (draws,))
        own_gain = float(present_value(_gain(stated, name), rate))
        result.append(Worth(name, float(present_value(own, rate)), own_gain, float(more.mean())))
    return result


def _gain(paths: Combinations, name: str) -> Array:
    """Return the GDP that a programme adds a year, in base-year prices."""
    bare, whole = paths.path(()), paths.path([name])
    gain = np.where(bare.exhausted, 0.0, whole.gdp - bare.gdp) / bare.deflator
    return np.asarray(gain)


def _discount(programme: Programme, otherwise: float) -> float:
    cost = programme.cost if isinstance(programme, Adoption) else None
    return otherwise if cost is None else cost.discount
