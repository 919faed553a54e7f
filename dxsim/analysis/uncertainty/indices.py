"""Sobol indices of many outputs at once, with intervals from independent replicates.

From two independent samples A and B and, by factor, A with the factor's values of B: first order
`mean(f(B) (f(AB) - f(A)))/var` (Saltelli and others, 2010, Computer Physics Communications
181:259), total order `mean((f(A) - f(AB))^2)/(2 var)` (Jansen, 1999, ibid. 117:35). Points of a
quasi-random design are not independent, so their spread comes from randomising it anew.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dxsim.data.arrays import Array
from dxsim.data.files import Document
from dxsim.model.labelled import labelled
from dxsim.model.projection import coordinates

if TYPE_CHECKING:
    import xarray as xr

CONFIDENCE = 0.95


class Indices(NamedTuple):
    """First- and total-order indices by factor and output, with half-widths of 95% intervals."""

    first: Array
    first_half: Array
    total: Array
    total_half: Array


@dataclass(frozen=True, eq=False)
class Importance:
    """Indices of every factor for each year's share and for each target being reached.

    Attributes
    ----------
    factors, years, targets
        the labels: names of the factors, calendar years, ids of the targets.
    attrs
        the assumptions and settings, as the attributes of the data set.
    share, reached
        the indices, each of shape (factors, years) and (factors, targets).
    """

    factors: tuple[str, ...]
    years: tuple[int, ...]
    targets: tuple[str, ...]
    attrs: Document
    share: Indices
    reached: Indices

    @classmethod
    def of(cls, found: "Importance | xr.Dataset") -> "Importance":
        """Return the indices that a data set of `dataset` holds; indices are returned as given."""
        if isinstance(found, Importance):
            return found
        names = Indices._fields
        return cls(
            factors=tuple(map(str, found["factor"].values)),
            years=tuple(found["year"].values.tolist()),
            targets=tuple(map(str, found["target"].values)),
            attrs=found.attrs,
            share=Indices(*(found[name].values for name in names)),
            reached=Indices(*(found[f"reached_{name}"].values for name in names)),
        )

    def dataset(self) -> "xr.Dataset":
        """Return the indices as labelled data."""
        variables: dict[str, object] = {}
        for name in Indices._fields:
            variables[name] = (("factor", "year"), getattr(self.share, name))
            variables[f"reached_{name}"] = (("factor", "target"), getattr(self.reached, name))
        named = coordinates(year=self.years, target=self.targets)
        return labelled(variables, named.assign(factor=list(self.factors)), self.attrs)


def sobol_indices(a: Array, b: Array, mixed: Array, replicates: int) -> Indices:
    """Return the indices of every output.

    Parameters
    ----------
    a, b
        outputs of the two samples, shape (draws, outputs), one replicate after the other.
    mixed
        outputs of A with one factor from B, shape (factors, draws, outputs).
    replicates
        how many independent randomisations the draws are made of, each as large.

    Returns
    -------
    Indices
        each of shape (factors, outputs); missing where an output does not vary or is missing in
        some draw, a half-width also where it does not vary in some replicate.
    """
    factors, draws, outputs = mixed.shape
    centre = (a.sum(axis=0) + b.sum(axis=0) + mixed.sum(axis=(0, 1))) / (draws * (factors + 2))
    a, b, mixed = a - centre, b - centre, mixed - centre
    shape = (replicates, draws // replicates, outputs)
    change = (mixed - a).reshape(factors, *shape)
    one, other = a.reshape(shape), b.reshape(shape)
    first = np.einsum("rdo,frdo->fro", other, change) / shape[1]
    total = 0.5 * np.einsum("frdo,frdo->fro", change, change) / shape[1]
    mean = (one.mean(axis=1) + other.mean(axis=1)) / 2
    square = ((one**2).mean(axis=1) + (other**2).mean(axis=1)) / 2
    together = _varying(square.mean(axis=0) - mean.mean(axis=0) ** 2, centre, draws)
    apart = _varying(square - mean**2, centre, draws)
    return Indices(
        first.mean(axis=1) / together,
        _half_width(first / apart),
        total.mean(axis=1) / together,
        _half_width(total / apart),
    )


def _varying(variance: Array, centre: Array, draws: int) -> Array:
    """Return a variance, missing where it is no more than rounding."""
    varies = variance > (np.finfo(float).eps * centre) ** 2 * draws
    return np.where(varies, variance, np.nan)


def _half_width(values: Array) -> Array:
    """Return half the Student-t interval of the mean over replicates, shape (factors, outputs)."""
    from scipy.special import stdtrit

    count = values.shape[1]
    quantile = float(stdtrit(count - 1, (1 + CONFIDENCE) / 2))
    return np.asarray(quantile * values.std(axis=1, ddof=1) / math.sqrt(count))
