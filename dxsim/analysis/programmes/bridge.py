"""The bridge from the base year to a target: own trend, each programme, and what nobody plans."""

from dataclasses import dataclass

import numpy as np

from dxsim.analysis.programmes.draws import DRAWS, Spread, spread
from dxsim.analysis.programmes.effects import Closing, programme_closings
from dxsim.analysis.targets import Target, judged, metric
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model.projection import simulate
from dxsim.scenario.defaults import SEED
from dxsim.scenario.records import Scenario


@dataclass(frozen=True)
class Bridge:
    """The steps from the base year's measure to a target's threshold, all in the target's unit.

    `start` is the measure in the base year, `trend` what the scenario adds without programmes,
    `steps` what each programme adds (Shapley values), `open` what is then missing, negative where
    the target is passed: they sum to the threshold. `spread` says how far what programmes add may
    lie from that.
    """

    target: Target
    start: float
    trend: float
    steps: dict[str, float]
    open: float
    spread: Spread

    @property
    def delivered(self) -> float:
        """Sum of what all programmes add."""
        return sum(self.steps.values())

    @property
    def asked(self) -> float:
        """The target's threshold, asked of the path and the programmes together."""
        return self.target.threshold - self.start


def bridge(scenario: Scenario, target: Target, *, draws: int = DRAWS, seed: int = SEED) -> Bridge:
    """Return the bridge of a scenario's programmes to a target on a share.

    Parameters
    ----------
    scenario
        the assumptions, with one programme at least.
    target
        a target on a share that the scenario can be judged on.
    draws, seed
        how many draws of the programmes' parameters the spread rests on, and their seed.

    Raises
    ------
    InputError
        where the scenario cannot be judged on the target, or has no programme.

    Examples
    --------
    >>> import dxsim as dx
    >>> target = next(t for t in dx.load_targets() if t.id == "share-2030")
    >>> found = dx.bridge(dx.load_scenario("plan-programmes"), target, draws=50)
    >>> total = found.start + found.trend + sum(found.steps.values()) + found.open
    >>> abs(total - target.threshold) < 1e-12
    True
    """
    closings: list[Closing] = (
        programme_closings(scenario, [target]) if judged(scenario, [target]) else []
    )
    if not closings:
        expected = f"a target that {scenario.name} can be judged on, with something left by then"
        raise InputError("target", found=quoted(target.id), expected=expected)
    one = closings[0]
    start = float(metric(scenario, target, simulate(scenario))[0])
    if np.isnan(start):
        expected = "a target on a level, which the base year has too"
        raise InputError("target", found=quoted(target.id), expected=expected)
    return Bridge(
        target,
        start,
        one.without - start,
        one.attribution,
        target.threshold - one.with_them,
        spread(scenario, target, draws=draws, seed=seed),
    )
