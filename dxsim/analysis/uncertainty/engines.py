"""The two engines of an ensemble: the model's own equations in NumPy, and the same compiled.

Both take the same unit draws, so they give the same numbers; which one ran is always said.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.uncertainty import compiling
from dxsim.analysis.uncertainty.counting import tally_paths
from dxsim.analysis.uncertainty.quantiles import Counts, add_to_histogram
from dxsim.analysis.uncertainty.samplers import Sampler
from dxsim.analysis.uncertainty.tally import BlockTally, Study, Sums, empty_histogram, summed
from dxsim.data.yamlfile import InputError
from dxsim.model.parameters import holds_arrays

Array = NDArray[np.float64]
Choice = Literal["auto", "numpy", "compiled"]
CHOICES: tuple[Choice, ...] = ("auto", "numpy", "compiled")
GATHERED = 16_384
"""Draws whose shares are counted at a time: year by year, so that one row of bins is at hand."""
COMPILED_FROM = 65_536
"""Draws from which "auto" takes the compiled engine; below, compiling costs more than it saves."""


class Engine(NamedTuple):
    """How a block is run: the name, why this one, the years it gives, and its two steps.

    `start` is called once a thread. What it gives counts a block of unit draws, and writes their
    shares to an array of shape (years, draws of many blocks) from a column on.
    """

    name: str
    reason: str
    years: int
    start: Callable[[], Callable[[Array, Array, int], BlockTally]]
    add_shares: Callable[[Counts, Array], None]


def numpy_engine(study: Study, reason: str) -> Engine:
    """Return the engine that calls `simulate`."""

    def tally(unit: Array, shares: Array, begin: int) -> BlockTally:
        path = study.run(unit, masked=False)
        return tally_paths(study, path, shares[:, begin : begin + unit.shape[1]])

    return Engine("numpy", reason, study.process.years + 1, lambda: tally, add_to_histogram)


def compiled_engine(study: Study, reason: str) -> Engine:
    """Return the engine of compiled kernels; the first in a process compiles or loads them.

    A damaged cache is deleted and made again.
    """
    from dxsim.analysis.uncertainty import compiled, kernels

    try:
        start = compiled.compiled_tally(study)
    except Exception:  # noqa: BLE001 - a damaged cache raises anything; a real fault comes again
        compiling.forget()
        start = compiled.compiled_tally(study)
    return Engine("compiled", reason, study.process.years + 1, start, kernels.count_shares)


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
    else the shares of some blocks at a time are counted into a histogram.
    """
    hold_freed_memory()
    tally, unit, size = engine.start(), np.empty((sampler.rows, sampler.size)), sampler.size
    if shares is not None:
        blocks = range(first, last)
        return summed([tally(sampler.block(i, unit), shares, i * size) for i in blocks], None)
    tallies, counts = [], empty_histogram(engine.years)
    together = max(1, GATHERED // size)
    room = np.empty((engine.years, together * size))
    for begin in range(first, last, together):
        some = range(begin, min(begin + together, last))
        tallies += [tally(sampler.block(i, unit), room, (i - begin) * size) for i in some]
        drawn = min(some.stop * size, sampler.draws) - begin * size
        engine.add_shares(counts, room[:, :drawn])
    return summed(tallies, counts)


def hold_freed_memory() -> None:
    """Let the C library keep what is freed for the next block.

    GNU's hands memory back to the system and faults it in again, block after block, until it has
    seen a block as large as this one freed. Nothing is touched; elsewhere nothing happens.
    """
    np.empty(4_000_000)
