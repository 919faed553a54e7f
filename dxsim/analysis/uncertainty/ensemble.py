"""Ensemble: many futures of one scenario, and what they say of its targets.

The laws are evaluated once, for the scenario's own path; draws deviate from its ratios, as those of
a single run do. The scenario is the median future of each block taken alone; where components err
apart, the median of their sum lies above it, since those that grow faster than assumed come to
weigh more. The same seed gives the same numbers on any number of threads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target, judged, load_targets
from dxsim.analysis.uncertainty.assumed import assumptions
from dxsim.analysis.uncertainty.bases import studies_by_basis
from dxsim.analysis.uncertainty.engine.deviations import deviations_of
from dxsim.analysis.uncertainty.engine.engines import Choice, Engine, choose, run_blocks
from dxsim.analysis.uncertainty.engine.process import process_of
from dxsim.analysis.uncertainty.engine.quantiles import (
    EXACT_DRAWS,
    STREAMING_ERROR,
    exact_quantiles,
    histogram_quantiles,
)
from dxsim.analysis.uncertainty.engine.samplers import Method, Sampler, sampler
from dxsim.analysis.uncertainty.engine.tally import Study, Sums, merged
from dxsim.analysis.uncertainty.engine.threads import shared_out, spans, threads_for
from dxsim.analysis.uncertainty.probabilities import replicate_error, sampling_error
from dxsim.analysis.uncertainty.summary import QUANTILES, Free
from dxsim.data.arrays import Array
from dxsim.data.files import Document
from dxsim.model.projection import attributes, simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.defaults import DRAWS, SEED
from dxsim.scenario.programmes.draws import one_draw
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import xarray as xr

Runner = Callable[[Engine, Sampler, int, int], Sums]
"""Gives the sums over all blocks of a sampler: engine, sampler, years, threads."""
RANGE_DRAWS = 20_000
"""Futures at most under each of the other bases."""


@dataclass(frozen=True)
class Plan:
    """Settings of an ensemble: draws, seed, sampling method, engine, threads (None: as it pays)."""

    draws: int = DRAWS
    seed: int = SEED
    method: Method = "random"
    engine: Choice = "auto"
    threads: int | None = None


@dataclass(frozen=True)
class Futures:
    """Results of the draws of a study; arrays by target or by year, fractions throughout.

    `quantiles` has the shape (levels, years); a quantile among exhausted draws is missing.
    `quantile_error` bounds its distance from the exact quantile of these draws.
    """

    study: Study
    plan: Plan
    engine: Engine
    sums: Sums
    quantiles: Array
    quantile_error: float
    sampling_errors: tuple[float, ...]

    @property
    def probabilities(self) -> Array:
        """Share of the draws that reach each target in its year.

        Missing where the scenario's own path is exhausted by then: no future says anything there.
        """
        return _share_that_reaches(self.study, self.sums, self.plan.draws)

    @property
    def joint(self) -> float:
        """Share of the draws that reach every target, missing where one has no probability."""
        reached = float(self.sums.joint.sum() / self.plan.draws)
        return reached if self.study.targets and not any(self.study.ended) else float("nan")

    @property
    def exhausted(self) -> int:
        """Draws in which nothing is left for the rest of GDP by the last year."""
        return int(self.sums.gone[-1])


def study_of(scenario: Scenario, targets: Iterable[Target] | None = None) -> Study:
    """Build the study of an ensemble: a scenario, its errors and its targets."""
    known = tuple(targets) if targets is not None else load_targets()
    return Study(scenario, process_of(scenario), judged(scenario, known))


def futures(
    study: Study,
    plan: Plan = Plan(),
    runner: Runner | None = None,
) -> Futures:
    """Run the draws of a study, here or by another runner, and return what they came to."""
    source, engine, threads = _set_up(study, plan)
    sums = (runner or run)(engine, source, study.scenario.horizon + 1, threads)
    levels = np.array(QUANTILES)
    if sums.shares is not None:
        quantiles = exact_quantiles(sums.shares, levels, threads, engine.order)
        error = 0.0
    else:
        assert sums.counts is not None
        quantiles = histogram_quantiles(sums.counts, plan.draws, levels)
        error = STREAMING_ERROR
    errors = tuple(_sampling_error(source, sums.reached[:, k]) for k in range(len(study.targets)))
    return Futures(study, plan, engine, sums, quantiles, error, errors)


def _set_up(study: Study, plan: Plan) -> tuple[Sampler, Engine, int]:
    """Return where the draws of a plan come from, what runs them and on how many threads."""
    source = sampler(study.process, plan.draws, plan.seed, plan.method)
    threads = threads_for(source.draws * source.rows, plan.threads)
    return source, choose(study, plan.draws, plan.engine), threads


def _share_that_reaches(study: Study, sums: Sums, draws: int) -> Array:
    """Return the share of draws that reach each target; missing where the path is exhausted."""
    reached: Array = sums.reached.sum(axis=0) / draws
    return np.where(study.ended, np.nan, reached)


def probabilities_by_basis(study: Study, plan: Plan, most: int) -> dict[str, Array]:
    """Return the probability of each target under every other basis that could be defended.

    `most` are the futures drawn under each at most, by the engine that runs the study's own.
    """
    engine: Choice = choose(study, plan.draws, plan.engine).name
    small = replace(plan, draws=min(plan.draws, most), method="random", engine=engine)
    return {name: _probabilities(other, small) for name, other in studies_by_basis(study).items()}


def _probabilities(study: Study, plan: Plan) -> Array:
    """Return the probability of each target alone, without the fan that `futures` adds."""
    source, chosen, threads = _set_up(study, plan)
    sums = run(chosen, source, study.scenario.horizon + 1, threads)
    return _share_that_reaches(study, sums, plan.draws)


def run(engine: Engine, source: Sampler, years: int, threads: int) -> Sums:
    """Return the sums over all blocks, on some threads; their number changes no result."""
    shares = room_for_shares(source, years)
    some = partial(run_blocks, engine, source, shares=shares)
    return merged(shared_out(some, spans(source.blocks, threads)), shares)


def room_for_shares(source: Sampler, years: int) -> Array | None:
    """Return an array for every share, shape (years, draws), None where there are too many."""
    return np.empty((years, source.draws)) if source.draws <= EXACT_DRAWS else None


def _sampling_error(source: Sampler, reached: NDArray[np.int64]) -> float:
    if source.method == "random":
        return sampling_error(int(reached.sum()), source.draws)
    return replicate_error(reached, source.size)


def draw(study: Study, index: int, plan: Plan = Plan()) -> Trajectory:
    """Return one draw of an ensemble, run alone through the model."""
    source = sampler(study.process, plan.draws, plan.seed, plan.method)
    block, place = divmod(index, source.size)
    unit = source.block(block)[:, place : place + 1]
    errors = deviations_of(study.process, unit)
    factor, ceiling, allocation = (
        {name: error[0] for name, error in kind.items()}
        for kind in (errors.factor, errors.ceiling, errors.allocation)
    )
    scenario = study.scenario
    if study.process.programme_numbers:
        drawn = tuple(one_draw(programme) for programme in study.programmes_in(unit))
        scenario = scenario.model_copy(update={"programmes": drawn})
    return simulate(scenario, factor=factor, ceiling=ceiling, allocation=allocation)


def ensemble(
    scenario: Scenario,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    targets: Iterable[Target] | None = None,
    method: Method = "random",
    engine: Choice = "auto",
    threads: int | None = None,
) -> "xr.Dataset":
    """Return the fan, the probabilities and what stands behind them, as labelled data.

    Parameters
    ----------
    scenario
        the assumptions; its `uncertainty`, completed by the producer's defaults, gives the errors.
    draws, seed
        how many futures, and the seed that makes them the same again.
    targets
        by default those of the country's `targets.yaml`; only those that can be judged count.
    method
        how the draws are spread.
    engine
        what runs them; the numbers are the same.
    threads
        how many run at a time; None for as many as pay, up to one a core.

    Returns
    -------
    xarray.Dataset
        `share` by quantile and year, `scenario_share` (the scenario itself, missing where its
        parameters are arrays) by year; `probability`, missing where the path is exhausted by then,
        `range_low` and `range_high` over the bases that could be defended, `sampling_error`
        (standard error), `shortfall` (mean distance where missed, in percentage points or
        the unit of the target) and
        `first_year` (share of draws) by target; `probability_by_basis` by basis and target;
        `exhausted` (share of draws) by year; the assumptions as attributes.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = dx.ensemble(dx.load_scenario("baseline"), draws=200)
    >>> 0 <= float(found["probability"].sel(target="share-2030")) <= 1
    True
    """
    return as_dataset(
        futures(study_of(scenario, targets), Plan(draws, seed, method, engine, threads))
    )


def as_dataset(found: Futures, range_draws: int = RANGE_DRAWS) -> "xr.Dataset":
    """Return futures as labelled data; under each other basis at most `range_draws` are drawn."""
    return summarise(found, range_draws).dataset()


def summarise(found: Futures, range_draws: int = RANGE_DRAWS) -> Free:
    """Return fan and odds of futures; under each other basis at most `range_draws` are drawn."""
    study, sums, draws = found.study, found.sums, found.plan.draws
    own = simulate(study.scenario)
    others = probabilities_by_basis(study, found.plan, range_draws)
    spread = np.array([found.probabilities, *others.values()])
    return Free(
        years=tuple(study.scenario.calendar),
        targets=tuple(target.id for target in study.targets),
        bases=tuple(others),
        attrs=_attributes(found) | own.strain._asdict(),
        share=found.quantiles,
        scenario_share=_one_path(own.share),
        probability=found.probabilities,
        range_low=spread.min(axis=0),
        range_high=spread.max(axis=0),
        sampling_error=np.array(found.sampling_errors),
        probability_by_basis=spread[1:],
        shortfall=_scales(study) * sums.mean_shortfall(),
        first_year=sums.first[:, :-1] / draws,
        never=sums.first[:, -1] / draws,
        exhausted=sums.gone / draws,
        joint_probability=found.joint,
        exhausted_draws=found.exhausted,
    )


def _scales(study: Study) -> Array:
    """Return by target what turns its value into points where it is shown in per cent, else 1."""
    return np.array([100.0 if target.in_per_cent else 1.0 for target in study.targets])


def _one_path(share: Array) -> Array:
    """Return a share by year, missing where there is more than one path of it."""
    return share if share.ndim == 1 else np.full(share.shape[-1], np.nan)


def _attributes(found: Futures) -> Document:
    plan = found.plan
    return {
        **attributes(found.study.scenario),
        "draws": plan.draws,
        "seed": plan.seed,
        "method": plan.method,
        "engine": found.engine.name,
        "engine_reason": found.engine.reason,
        "quantile_error": found.quantile_error,
        "assumptions": assumptions(found.study.scenario),
        "units": {target.id: target.unit for target in found.study.targets},
    }
