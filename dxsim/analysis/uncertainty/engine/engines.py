"""The two engines of an ensemble: the closure over ratios and odds in NumPy, and the same compiled.

Both take the same unit draws, so they give the same numbers; which one ran is always said.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from dxsim.analysis.uncertainty.engine import compiling
from dxsim.analysis.uncertainty.engine.counting import tally_paths
from dxsim.analysis.uncertainty.engine.quantiles import (
    Order,
    add_to_histogram,
    order_statistics,
)
from dxsim.analysis.uncertainty.engine.samplers import Normals, Sampler, draw_normals
from dxsim.analysis.uncertainty.engine.tally import Study, Sums, Tally, empty_histogram, merged
from dxsim.data.arrays import Array, Counts, hold_freed_memory
from dxsim.data.yamlfile import InputError

Choice = Literal["auto", "numpy", "compiled"]
CHOICES: tuple[Choice, ...] = ("auto", "numpy", "compiled")
GATHERED = 16_384
"""Draws that NumPy takes at a time, enough to be worth its calls, at each of which threads wait for
one another, and whose shares are counted at a time: year by year, so that one row of bins is at
hand."""
COMPILED_FROM = 65_536
"""Draws from which "auto" takes the compiled engine; below, compiling costs more than it saves."""


class Engine(NamedTuple):
    """An engine: its name, why it was chosen, the years it gives, and its four steps.

    `at_once` is the number of draws run at a time; `start` is called once a thread. All engines'
    `draw_normals` give the same numbers.
    """

    name: Choice
    reason: str
    years: int
    at_once: int
    start: Callable[[], Tally]
    add_shares: Callable[[Counts, Array], None]
    draw_normals: Normals
    order: Order


def numpy_engine(study: Study, reason: str) -> Engine:
    """Return the engine that runs many draws at a time through the model's closure."""

    def tally(unit: Array, size: int, shares: Array, place: int) -> Sums:
        own = shares[:, place : place + unit.shape[1]]
        path = study.run(unit, shares_alone=study.shares_alone)
        return tally_paths(study, path, size, own)

    years = study.process.years + 1
    steps = lambda: tally, add_to_histogram, draw_normals, order_statistics
    return Engine("numpy", reason, years, GATHERED, *steps)


def compiled_engine(study: Study, reason: str) -> Engine:
    """Return the engine of compiled kernels; the first in a process compiles or loads them.

    A damaged cache is deleted and made again.
    """
    from dxsim.analysis.uncertainty.engine import compiled, count_kernels, row_kernels

    try:
        start = compiled.compiled_tally(study)
    except Exception:
        compiling.forget()
        start = compiled.compiled_tally(study)
    counting = count_kernels.count_shares
    steps = start, counting, row_kernels.draw_normals, compiled.order_statistics
    return Engine("compiled", reason, study.process.years + 1, 0, *steps)


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
    obstacle = compiling.obstacle() if study.of_numbers else "engine_parameters"
    if obstacle is None:
        return compiled_engine(study, "engine_chosen" if choice == "compiled" else "engine_many")
    if choice == "compiled":
        expected = "numbers, and a working numba"
        raise InputError("engine", found="'compiled' where it cannot run", expected=expected)
    return numpy_engine(study, obstacle)


def run_blocks(
    engine: Engine, sampler: Sampler, first: int, last: int, shares: Array | None = None
) -> Sums:
    """Return the sums over blocks `first` to `last - 1`.

    Every share is written to its column of `shares`, shape (years, draws), where that is given;
    else the shares of some blocks at a time are counted into a histogram.
    """
    hold_freed_memory()
    tally = _tallied(engine, sampler, last - first)
    if shares is not None:
        return merged(tally(first, last, shares, first * sampler.size))
    parts, counts = [], empty_histogram(engine.years)
    for begin, end in runs(first, last, max(1, GATHERED // sampler.size)):
        drawn = min(end * sampler.size, sampler.draws) - begin * sampler.size
        room = np.empty((engine.years, drawn))
        parts += tally(begin, end, room, 0)
        engine.add_shares(counts, room)
    return merged(parts, counts=counts)


def _tallied(
    engine: Engine, sampler: Sampler, blocks: int
) -> Callable[[int, int, Array, int], list[Sums]]:
    """Return a function that runs given blocks, as many at a time as the engine takes.

    It is given the first and one past the last, and where their shares go: an array and a column.
    """
    size, count, sampler = sampler.size, engine.start(), sampler.drawn_by(engine.draw_normals)
    at_once = max(1, min(engine.at_once // size, blocks))
    unit = np.empty((sampler.rows, at_once * size))

    def tally(first: int, last: int, shares: Array, place: int) -> list[Sums]:
        parts = []
        for begin, end in runs(first, last, at_once):
            drawn = sampler.blocks_of(begin, end, unit)
            parts.append(count(drawn, size, shares, place + (begin - first) * size))
        return parts

    return tally


def runs(first: int, last: int, length: int) -> Iterator[tuple[int, int]]:
    """Return blocks in runs of a length: first and one past the last."""
    for begin in range(first, last, length):
        yield begin, min(begin + length, last)
