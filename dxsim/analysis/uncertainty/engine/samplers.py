"""Unit draws: standard normal or Student-t variates in blocks keyed by (seed, block).

A sampler gives the rows of a block of draws, always the same for the same seed, whatever the
number of draws, threads, processes or the order in which blocks are asked for.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from dxsim.analysis.uncertainty.engine.process import ErrorProcess, Rows
from dxsim.analysis.uncertainty.engine.sobol import MOST_DIMENSIONS, sobol_points
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError, shown
from dxsim.scenario.defaults import MOST_DRAWS

Method = Literal["random", "latin_hypercube", "sobol"]
METHODS: tuple[Method, ...] = ("random", "latin_hypercube", "sobol")
BLOCK = 2048
"""Draws a block; part of what a seed means, so it never changes with the machine."""
QUASI_LIMIT = 131_072
Normals = Callable[[Array, np.random.Generator], object]
"""Fills rows with standard normals, in the order and to the last bit as the generator would."""
REPLICATES = 8
"""Independent randomisations of a quasi-random design; their spread gives its error."""
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Sampler:
    """Where unit draws come from: `block(i)` has shape (rows, draws in block i).

    A block of a quasi-random design is one of its replicates. A second argument of shape (rows,
    size) is written to, so that a loop over blocks needs no new memory.
    """

    method: Method
    draws: int
    seed: int
    rows: int
    size: int
    block: Callable[..., Array]

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return -(-self.draws // self.size)

    def drawn_by(self, normals: Normals) -> "Sampler":
        """Return the sampler with another way to draw its normals; quasi-random ones have none."""
        if self.method != "random":
            return self
        return replace(self, block=partial(self.block, normals=normals))

    def blocks_of(self, first: int, last: int, out: Array) -> Array:
        """Return the unit draws of some blocks, shape (rows, draws), written to `out`."""
        if last - first == 1 and out.shape[1] == self.size:
            return self.block(first, out)
        room = np.empty((self.rows, self.size))
        for place, index in enumerate(range(first, last)):
            block = self.block(index, room)
            out[:, place * self.size :][:, : block.shape[1]] = block
        return out[:, : min(last * self.size, self.draws) - first * self.size]

    def whole(self) -> Array:
        """Return the unit draws of all blocks, shape (rows, draws)."""
        return self.blocks_of(0, self.blocks, np.empty((self.rows, self.blocks * self.size)))


def sampler(process: ErrorProcess, draws: int, seed: int, method: Method = "random") -> Sampler:
    """Return the sampler of an error process.

    Parameters
    ----------
    process
        the error process the draws are for.
    draws
        how many; quasi-random designs take at most 131,072, Sobol a power of two.
    seed
        a whole number from 0; the same seed gives the same draws.
    method
        "random", "latin_hypercube" or "sobol" (scrambled); the last two are made of eight
        independent replicates.
    """
    _check(draws, seed, method)
    rows, freedom = process.rows, process.degrees_of_freedom
    if method == "random":
        block = partial(random_block, rows, freedom, seed, draws)
        return Sampler(method, draws, seed, rows.total, BLOCK, block)
    each = draws // REPLICATES
    block = partial(quasi_random_block, rows, freedom, seed, each, method)
    return Sampler(method, draws, seed, rows.total, each, block)


def _check(draws: int, seed: int, method: str) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError("draws", found=shown(str(draws)), expected=f"1 to {MOST_DRAWS} draws")
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError("seed", found=str(seed), expected=f"a number from 0 to {LARGEST_SEED}")
    if method not in METHODS:
        raise InputError("method", found=method, expected=f"one of {', '.join(METHODS)}")
    if method == "random":
        return
    if draws > QUASI_LIMIT or draws % REPLICATES:
        expected = f"a multiple of {REPLICATES}, at most {QUASI_LIMIT}, for {method}"
        raise InputError("draws", found=str(draws), expected=expected)
    if method == "sobol" and draws & (draws - 1):
        near = 2 ** round(math.log2(draws))
        raise InputError("draws", found=str(draws), expected="a power of two", hint=f"{near}?")


def draw_normals(rows: Array, generator: np.random.Generator) -> None:
    """Write standard normals row by row, in one call: threads wait for one another at each."""
    generator.standard_normal(out=rows)


def random_block(
    rows: Rows,
    freedom: float | None,
    seed: int,
    draws: int,
    index: int,
    out: Array | None = None,
    normals: Normals = draw_normals,
) -> Array:
    """Return the unit draws of one block, cut at the last draw.

    Those of programmes and events come last, so that errors are the same with them and without.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(index,))
    generator = np.random.Generator(np.random.SFC64(sequence))
    unit = np.empty((rows.total, BLOCK)) if out is None else out
    normals(unit[: rows.programmes.start], generator)
    if freedom is not None:
        for group in rows.mixed:
            chi_square = 2 * generator.standard_gamma(freedom / 2, BLOCK)
            unit[group] *= student_scale(chi_square, freedom)
    if rows.programmes.start < rows.total:
        normals(unit[rows.programmes.start :], generator)
    return unit[:, : min(BLOCK, draws - index * BLOCK)]


def student_scale(chi_square: Array, freedom: float) -> Array:
    """Return the factors that scale normal vectors to multivariate Student-t, unit variance.

    `sqrt((nu - 2)/chi2_nu)`: one factor a draw and kind of error, of yearly shocks one a year.
    """
    return np.sqrt((freedom - 2) / chi_square)


def quasi_random_block(
    rows: Rows,
    freedom: float | None,
    seed: int,
    each: int,
    method: str,
    index: int,
    out: Array | None = None,
) -> Array:
    """Return the unit draws of one replicate of a quasi-random design."""
    sequence = np.random.SeedSequence(seed, spawn_key=(index,))
    mixing = len(rows.mixed) if freedom is not None else 0
    own = rows.programmes.start
    points = uniform_points(method, own + mixing, each, sequence)
    others = np.empty((0, each))
    if rows.total > own:
        others = uniform_points(method, rows.total - own, each, sequence.spawn(1)[0])
    unit = unit_variates(np.concatenate([points[:own], others]), out)
    for group, point in zip(rows.mixed, points[own:], strict=False):
        unit[group] *= student_scale(student_chi_square(point, freedom or 0), freedom or 0)
    return unit


def uniform_points(
    method: str, dimensions: int, draws: int, sequence: np.random.SeedSequence
) -> Array:
    """Return quasi-random points inside the unit cube, shape (dimensions, draws)."""
    generator = np.random.default_rng(sequence)
    if method == "sobol" and dimensions <= MOST_DIMENSIONS:
        points = sobol_points(dimensions, draws, generator)
    else:
        from scipy.stats import qmc

        design = qmc.Sobol if method == "sobol" else qmc.LatinHypercube
        points = design(dimensions, rng=generator).random(draws)
    smallest = np.finfo(float).tiny
    return np.clip(points.T, smallest, 1 - 2.0**-53)


def unit_variates(points: Array, out: Array | None = None) -> Array:
    """Return standard normal variates from uniform points."""
    from scipy.special import ndtri

    unit: Array = ndtri(points, out=out)
    return unit


def student_chi_square(points: Array, freedom: float) -> Array:
    """Return chi-square variates with some degrees of freedom from uniform points."""
    from scipy.special import gammaincinv

    return np.asarray(2 * gammaincinv(freedom / 2, points))
