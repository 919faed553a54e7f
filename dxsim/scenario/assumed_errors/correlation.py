"""Correlation matrices: are they possible, and which possible one is nearest."""

import numpy as np

from dxsim.data.arrays import Array

SMALLEST_EIGENVALUE = 1e-8
"""A correlation matrix with a smaller eigenvalue counts as not positive definite."""
ROUNDS = 500
"""Alternating projections at most; the matrices here have a handful of rows."""


def is_positive_definite(matrix: Array) -> bool:
    """Return whether a symmetric matrix is positive definite with something to spare."""
    return bool(np.linalg.eigvalsh(matrix)[0] >= SMALLEST_EIGENVALUE)


def nearest_correlation(matrix: Array) -> Array:
    """Return the correlation matrix nearest to a symmetric one in the Frobenius norm.

    Alternating projections with Dykstra's correction between the matrices with eigenvalues not
    below a small positive floor and those with a unit diagonal (Higham, 2002, IMA Journal of
    Numerical Analysis 22:329). The result is positive definite and has a unit diagonal.
    """
    floor = 10 * SMALLEST_EIGENVALUE
    current, correction = np.array(matrix, dtype=float), np.zeros_like(matrix, dtype=float)
    for _ in range(ROUNDS):
        reduced = current - correction
        definite = _eigenvalues_raised(reduced, floor)
        correction = definite - reduced
        before, current = current, _unit_diagonal(definite)
        if np.abs(current - before).max() < floor / 10:
            break
    return _rescaled(_eigenvalues_raised(current, floor))


def _eigenvalues_raised(matrix: Array, floor: float) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.maximum(values, floor)) @ vectors.T


def _unit_diagonal(matrix: Array) -> Array:
    result = matrix.copy()
    np.fill_diagonal(result, 1.0)
    return result


def _rescaled(matrix: Array) -> Array:
    scale = 1 / np.sqrt(np.diag(matrix))
    return _unit_diagonal(matrix * scale[:, np.newaxis] * scale)
