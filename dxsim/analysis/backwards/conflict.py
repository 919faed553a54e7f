"""Conflicts: the smallest set of demands that cannot hold together, with a proof.

The proof is Farkas': multipliers `y >= 0` with `y A = 0` and `y b < 0` show that `A x <= b` has no
solution. They are made exact fractions, and checked as such.
"""

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from dxsim.data.arrays import Array

Test = Callable[[frozenset[str]], bool]
_TINY = 1e-11
_LEAST = (0.0, 1e-5, 1e-3)
_HALF = 0.5
_LOOKED_AT = 5000


def smallest_conflict(demands: Sequence[str], holds: Test) -> tuple[str, ...]:
    """Return a least set of demands that cannot hold together, empty where all can.

    Every set of demands that can hold together leaves some out; a conflict shares a demand with
    each set left out. So the smallest set that meets all sets left out so far is tried: if it
    holds it teaches another set, if not it is a smallest conflict.

    Parameters
    ----------
    demands
        the names of what is demanded.
    holds
        whether a set of demands can hold together.
    """
    if holds(frozenset(demands)):
        return ()
    left_out: list[frozenset[str]] = []
    while True:
        guess = _smallest_meeting(demands, left_out)
        if not holds(guess):
            return tuple(d for d in demands if d in guess)
        left_out.append(frozenset(demands) - _grown(guess, demands, holds))


def conflicts_of_size(
    demands: Sequence[str], size: int, holds: Test, most: int = 200
) -> list[tuple[str, ...]]:
    """Return the sets of a size that cannot hold together, none of them smaller inside.

    At most `most` sets that hold nothing known already are tried, and 5,000 looked at.
    """
    held: list[frozenset[str]] = []
    conflicts: list[tuple[str, ...]] = []
    for guess in itertools.islice(itertools.combinations(demands, size), _LOOKED_AT):
        chosen = frozenset(guess)
        if any(chosen <= known for known in held):
            continue
        if len(held) + len(conflicts) >= most:
            break
        if holds(chosen):
            held.append(_grown(chosen, demands, holds))
        else:
            conflicts.append(guess)
    return conflicts


def _smallest_meeting(demands: Sequence[str], sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return a least set of demands that shares one with each set: a covering programme.

    Of two equally small sets the one with earlier demands is taken.
    """
    from scipy.optimize import LinearConstraint, milp

    if not sets:
        return frozenset()
    count = len(demands)
    shares = np.array([[demand in one for demand in demands] for one in sets], float)
    cost = 1 + np.arange(count) / (count**2 + 1)  # what is added up never makes one more
    covered = LinearConstraint(shares, lb=1)
    exact = {"mip_rel_gap": 0.0}
    result = milp(
        cost, constraints=covered, integrality=np.ones(count), bounds=(0, 1), options=exact
    )
    if result.x is None:
        raise ValueError("some set is empty")
    return frozenset(d for d, taken in zip(demands, result.x > _HALF, strict=True) if taken)


def _grown(chosen: frozenset[str], demands: Sequence[str], holds: Test) -> frozenset[str]:
    """Return a set with every demand added, one after the other, that it can still hold."""
    added = [demand for demand in demands if demand not in chosen]
    if not added or holds(chosen | set(added)):
        return chosen | set(added)
    if len(added) == 1:
        return chosen
    half = len(added) // 2
    return _grown(_grown(chosen, added[:half], holds), added[half:], holds)


def multipliers(a: Array, b: Array) -> list[Fraction] | None:
    """Return exact Farkas multipliers that show `a x <= b` has no solution, None if none is found.

    A linear programme finds which rows take part; exact elimination then finds the multipliers.
    Rates of growth alone conflict by as little as the level that something must be left with, less
    than the tolerances of a linear programme: then such limits are looked at as larger ones.
    """
    for least in _LEAST:
        cost = np.sign(b) * np.maximum(np.abs(b), least)
        weights = _certificate(a, b, cost)
        if weights is not None:
            return weights
    return None


def _certificate(a: Array, b: Array, cost: Array) -> list[Fraction] | None:
    from scipy.optimize import linprog

    lhs = np.vstack([a.T, np.ones(len(b))])
    rhs = np.append(np.zeros(a.shape[1]), 1.0)
    result = linprog(cost, A_eq=lhs, b_eq=rhs, method="highs-ds")
    if result.status != 0:
        return None
    used = np.flatnonzero(result.x > _TINY)
    exact = _null_vector([[Fraction(x) for x in a[i]] for i in used])
    if exact is None:
        return None
    certificate = [Fraction(0)] * len(b)
    for row, value in zip(used, exact, strict=True):
        certificate[row] = value
    return certificate if proves(a, b, certificate) else None


def proves(a: Array, b: Array, proof: Sequence[Fraction]) -> bool:
    """Return whether multipliers prove `a x <= b` without a solution, in exact arithmetic."""
    combined = [
        sum((y * Fraction(x) for y, x in zip(proof, column, strict=True)), start=Fraction(0))
        for column in a.T
    ]
    total = sum((y * Fraction(x) for y, x in zip(proof, b, strict=True)), start=Fraction(0))
    return all(y >= 0 for y in proof) and not any(combined) and total < 0


def _null_vector(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Return the one combination of rows that is zero, summing to one; None if not just one."""
    matrix = [list(column) for column in zip(*rows, strict=True)]
    count = len(rows)
    pivots: list[int] = []
    for column in range(count):
        at = next((i for i in range(len(pivots), len(matrix)) if matrix[i][column]), None)
        if at is None:
            continue
        top = len(pivots)
        matrix[top], matrix[at] = matrix[at], matrix[top]
        head = matrix[top][column]
        matrix[top] = [x / head for x in matrix[top]]
        for i, other in enumerate(matrix):
            if i != top and other[column]:
                factor = other[column]
                matrix[i] = [x - factor * y for x, y in zip(other, matrix[top], strict=True)]
        pivots.append(column)
    free = [column for column in range(count) if column not in pivots]
    if len(free) != 1:
        return None
    vector = [Fraction(0)] * count
    vector[free[0]] = Fraction(1)
    for row, column in enumerate(pivots):
        vector[column] = -matrix[row][free[0]]
    total = sum(vector)
    return [x / total for x in vector] if total else None
