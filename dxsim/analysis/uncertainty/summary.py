"""Summary of an ensemble: fan and odds as plain arrays, from which the data set is made.

Commands print from it, so that they need no library of labelled arrays; `dxsim.ensemble` and
`dxsim.condition` return the same numbers as an `xarray.Dataset`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple, Self, cast

from dxsim.data.arrays import Array
from dxsim.data.files import Document
from dxsim.model.labelled import labelled
from dxsim.model.projection import coordinates

if TYPE_CHECKING:
    import xarray as xr

QUANTILES = (0.05, 0.1, 0.2, 0.25, 0.35, 0.5, 0.65, 0.75, 0.8, 0.9, 0.95)
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "share": ("quantile", "year"),
    "scenario_share": ("year",),
    "probability": ("target",),
    "range_low": ("target",),
    "range_high": ("target",),
    "sampling_error": ("target",),
    "probability_by_basis": ("basis", "target"),
    "shortfall": ("target",),
    "first_year": ("target", "year"),
    "never": ("target",),
    "exhausted": ("year",),
    "joint_probability": (),
    "exhausted_draws": (),
    "effective_draws": (),
}
"""The dimensions of each variable, in the order of the data set."""


class Odds(NamedTuple):
    """Odds of one target, their range over all bases, and `by_basis` by the name of the others."""

    target: str
    probability: float
    range_low: float
    range_high: float
    sampling_error: float
    by_basis: dict[str, float]

    @staticmethod
    def range_of(one: "Odds | xr.Dataset") -> tuple[float, float, float]:
        """Return probability and range of odds, or of one target of a data set."""
        if isinstance(one, Odds):
            return one.probability, one.range_low, one.range_high
        chance, low, high = (float(one[key]) for key in ("probability", "range_low", "range_high"))
        return chance, low, high


@dataclass(frozen=True, eq=False)
class Summary:
    """Fan and odds of an ensemble, as fractions; a missing value is NaN.

    Attributes
    ----------
    years, targets, bases
        the labels: calendar years, ids of the targets, names of the other bases.
    attrs
        the assumptions and settings, as the attributes of the data set.
    share
        quantiles of the digital share, shape (`QUANTILES`, years).
    probability, range_low, range_high, sampling_error
        by target; the range is over all bases.
    probability_by_basis
        shape (bases, targets).
    exhausted
        share of the draws in which nothing is left for the rest of GDP, by year.
    """

    years: tuple[int, ...]
    targets: tuple[str, ...]
    bases: tuple[str, ...]
    attrs: Document
    share: Array
    probability: Array
    range_low: Array
    range_high: Array
    sampling_error: Array
    probability_by_basis: Array
    exhausted: Array

    @classmethod
    def of(cls, found: "Summary | xr.Dataset") -> Self:
        """Return the summary that a data set of `dataset` holds; a summary is returned as it is.

        Called on `Summary` it is the kind that the data set is of.
        """
        if isinstance(found, Summary):
            assert isinstance(found, cls)
            return found
        kind = cls if cls is not Summary else _kind_of(found)
        names = (field.name for field in fields(kind) if field.name in DIMENSIONS)
        return cast(type[Self], kind)(
            years=tuple(found["year"].values.tolist()),
            targets=tuple(map(str, found["target"].values)),
            bases=tuple(map(str, found["basis"].values)),
            attrs=found.attrs,
            **{n: found[n].values if DIMENSIONS[n] else found[n].item() for n in names},
        )

    def dataset(self) -> "xr.Dataset":
        """Return the summary as labelled data."""
        named = coordinates(quantile=QUANTILES, year=self.years, target=self.targets)
        held = {n: (dims, getattr(self, n)) for n, dims in DIMENSIONS.items() if hasattr(self, n)}
        return labelled(held, named.assign(basis=list(self.bases)), self.attrs)

    def share_at(self, quantile: float) -> Array:
        """Return one of `QUANTILES` of the digital share, by year."""
        values: Array = self.share[QUANTILES.index(quantile)]
        return values

    def odds(self) -> Iterator[Odds]:
        """Give the odds of each target in turn."""
        return map(self.odds_of, self.targets)

    def odds_of(self, target: str) -> Odds:
        """Return the odds of a target by its id."""
        at = self.targets.index(target)
        by_basis = zip(self.bases, self.probability_by_basis[:, at].tolist(), strict=True)
        return Odds(
            target=target,
            probability=float(self.probability[at]),
            range_low=float(self.range_low[at]),
            range_high=float(self.range_high[at]),
            sampling_error=float(self.sampling_error[at]),
            by_basis=dict(by_basis),
        )


@dataclass(frozen=True, eq=False)
class Free(Summary):
    """Summary of free futures, those given no outcome.

    Attributes
    ----------
    scenario_share
        the digital share of the scenario itself, by year.
    shortfall
        mean distance from a target in the draws that miss it: points, or the target's unit.
    first_year, never
        share of the draws that first reach a target in a year, shape (targets, years), or never.
    joint_probability, exhausted_draws
        share of the draws that reach every target; draws exhausted by the last year.
    """

    scenario_share: Array
    shortfall: Array
    first_year: Array
    never: Array
    joint_probability: float
    exhausted_draws: int


@dataclass(frozen=True, eq=False)
class Given(Summary):
    """Summary of futures given outcomes: `effective_draws` equal draws are worth the weighted."""

    effective_draws: float


def _kind_of(found: "xr.Dataset") -> type[Free | Given]:
    return Given if "effective_draws" in found else Free
