"""The two engines of an ensemble: the model's own equations in NumPy, and the same compiled.

Both take the same unit draws, so they give the same numbers; which one ran is always said.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis import compiling
from dxsim.analysis.quantiles import Counts, add_to_histogram
from dxsim.analysis.samplers import Sampler
from dxsim.analysis.shocks import error_paths
from dxsim.analysis.tally import BlockTally, Study, Sums, empty_histogram, summed, tally_paths
from dxsim.data.yamlfile import InputError
from dxsim.model.parameters import holds_arrays
from dxsim.model.projection import simulate

Array = NDArray[np.float64]
Choice = Literal["auto", "numpy", "compiled"]
CHOICES: tuple[Choice, ...] = ("auto", "numpy", "compiled")
_NONE = np.empty((0, 0))
COMPILED_FROM = 65_536
"""Draws from which "auto" takes the compiled engine; below, compiling costs more than it saves."""


class Engine(NamedTuple):
    """How a block is run: the name, why this one, and its two steps.

    `start` is called once a thread and gives what counts a block; the shares it returns hold
    until the next block.
    """

    name: str
    reason: str
    start: Callable[[], Callable[[Array], BlockTally]]
    add_shares: Callable[[Counts, Array], None]


def numpy_engine(study: Study, reason: str) -> Engine:
    """Return the engine that calls `simulate`."""

    def tally(unit: Array) -> BlockTally:
        path = simulate(study.scenario, **error_paths(study.process, unit)._asdict())
        return tally_paths(study, path)

    return Engine("numpy", reason, lambda: tally, add_to_histogram)


def compiled_engine(study: Study, reason: str) -> Engine:
    """Return the engine of compiled kernels; the first in a process compiles or loads them.

    A damaged cache is deleted and made again.
    """
    from dxsim.analysis import compiled, kernels

    try:
        start = compiled.compiled_tally(study)
    except Exception:  # noqa: BLE001 - a damaged cache raises anything; a real fault comes again
        compiling.forget()
        start = compiled.compiled_tally(study)
    return Engine("compiled", reason, start, kernels.count_shares)


def choose(study: Study, draws: int, choice: Choice = "auto") -> Engine:
    """Return the engine for a study; the reason is a key of the catalogue.

    Raises
    ------
    InputError
        where "compiled" is asked for and cannot run here.
    """
    if choice not in CHOICES:
        raise InputError("engine", found=choice, expected=f"one of {', '.join(CHOICES)}")
    if choice == "numpy":
        return numpy_engine(study, "engine_chosen")
    if choice == "auto" and draws < COMPILED_FROM:
        return numpy_engine(study, "engine_few_draws")
    obstacle = "engine_parameters" if holds_arrays(study.scenario) else compiling.obstacle()
    if obstacle is None:
        return compiled_engine(study, "engine_chosen" if choice == "compiled" else "engine_many")
    if choice == "compiled":
        expected = "a scenario of numbers and a working numba"
        raise InputError("engine", found="'compiled' where it cannot run", expected=expected)
    return numpy_engine(study, obstacle)


def run_blocks(
    engine: Engine, sampler: Sampler, first: int, last: int, shares: Array | None = None
) -> Sums:
    """Return the sums over blocks `first` to `last - 1`, each block run by itself.

    Every share is written to its column of `shares`, shape (years, draws), where that is given;
    else the shares are counted into a histogram.
    """
    tallies, counts = [], None
    tally, unit = engine.start(), np.empty((sampler.rows, sampler.size))
    for index in range(first, last):
        found = tally(sampler.block(index, unit))
        if shares is not None:
            begin = index * sampler.size
            shares[:, begin : begin + found.share.shape[1]] = found.share
        else:
            counts = empty_histogram(len(found.share)) if counts is None else counts
            engine.add_shares(counts, found.share)
        tallies.append(found._replace(share=_NONE))
    return summed(tallies, counts)
