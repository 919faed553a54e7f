"""Uncertainty as it stands in a file: the kinds of error, how large each is, and who says so.

The error process itself is in `dxsim.analysis.uncertainty.engine.process`. Standard deviations are
of log deviations, written with a per-cent sign (3% is 0.03 log points). A scenario states only what
differs from its producer's defaults in the country's `data/uncertainty.yaml`.
"""

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import parse_number, parse_positive, parse_years
from dxsim.scenario.laws import Rate, Record, Speed, parsed_by
from dxsim.scenario.names import ID
from dxsim.scenario.texts import Text

ErrorBlock = str
"""A component, "gdp" or "non_digital"; which of them err is checked against the scenario."""
BasisName = Literal["own_history", "reference_class", "path"]
Kind = Literal[
    "growth", "aggregate", "measurement", "allocation", "ceiling", "breaks", "correlation",
    "distribution", "revision",
]  # fmt: skip


def _number_that(
    holds: Callable[[float], bool], expected: str, parse: Callable[[str], float] = parse_number
) -> BeforeValidator:
    """Return the pydantic validator of a text whose number keeps a condition."""

    def read(text: str) -> float:
        value = parse(text)
        if not holds(value):
            raise QuantityError(expected)
        return value

    return parsed_by(read)


def _yes_or_no(value: object) -> object:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise PydanticCustomError("quantity", "{expected}", {"expected": "true or false"})
        return value == "true"
    return value


def _freedom(value: float) -> float:
    if not 2 < value <= 1000:
        context = {"expected": "degrees of freedom above 2 and at most 1000, such as 5"}
        raise PydanticCustomError("quantity", "{expected}", context)
    return value


_SPREAD = "a standard deviation from 0% to 100%, such as 3%"
_CORRELATION = "a number between -1 and 1, such as 0.3"
_CHANCE = "a probability above 0% and at most 100%, such as 20%"
_FREQUENCY = "a number of breaks a year from 0 to 1, such as 0.08"
Spread = Annotated[float, _number_that(lambda sd: 0 <= sd <= 1, _SPREAD, parse_percent)]
Correlation = Annotated[float, _number_that(lambda r: -1 < r < 1, _CORRELATION)]
Chance = Annotated[float, _number_that(lambda p: 0 < p <= 1, _CHANCE, parse_percent)]
Freedom = Annotated[float, parsed_by(parse_number), AfterValidator(_freedom)]
HalfLife = Annotated[float, parsed_by(parse_positive)]
Frequency = Annotated[float, _number_that(lambda rate: 0 <= rate <= 1, _FREQUENCY)]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]


class Errors(Record):
    """Errors of one component or aggregate, as standard deviations of log deviations.

    What deviates is the ratio of a component to the rest of GDP (its odds below the ceiling, where
    its law has one), or the level of the aggregate that the closure gives. `persistent_sd` is of
    mean growth a year, one error a path, which halves every `half_life` years (None: it lasts);
    `yearly_sd` of a year's shock, whose first-order autocorrelation is `ar1`; `allocation_sd` of
    the ratio of a carved-out component to the one it is carved from; `ceiling_sd` of the log-odds
    of the ceiling; `revision_sd` of the revision of a first release of the block's growth.
    """

    persistent_sd: Spread = 0.0
    half_life: HalfLife | None = None
    yearly_sd: Spread = 0.0
    ar1: Correlation = 0.0
    allocation_sd: Spread = 0.0
    ceiling_sd: Spread = 0.0
    revision_sd: Spread | None = None


class Breaks(Record):
    """Breaks of definition: `rate` a year (Poisson), each moving the log-odds of the total.

    `sd` is the standard deviation of one break; `included` whether the headline has them.
    """

    rate: Frequency
    sd: Spread
    included: Flag = False


class Event(Record):
    """A shock that may come in one of some years, once at most.

    `probability` is that of its coming at all, each of the `years` being as likely; then the level
    of an aggregate, or the ratio of a component to the rest of GDP, is `size` higher from that year
    on (lower, for a negative size) than the path without it. `size_sd` is the spread of the log of
    that factor. Everything about it is an assumption.
    """

    id: Annotated[str, Field(pattern=ID, max_length=64)]
    title: Text | None = None
    of: ErrorBlock
    years: Annotated[tuple[int, int], parsed_by(parse_years)]
    probability: Chance
    size: Rate
    size_sd: Spread = 0.0


class Origin(Record):
    """Whether a size is estimated or assumed, and by whom, in both languages."""

    status: Literal["estimated", "assumed"]
    en: str
    vi: str


class Uncertainty(Record):
    """Errors by component and aggregate, those common to all, their correlation, their law.

    `basis` says where centre and spread of the path come from: the series' own history, the
    reference class, or the path itself, on which everything is then conditional. `correlation`
    holds the pairs that are not zero, each once, as `{ict: {sectoral: 0.3}}`: those of persistent
    and yearly errors. `measurement_sd` is of the log-odds of the published total, common to its
    parts. `events` are shocks that may come, beside these errors.
    """

    basis: BasisName | None = None
    distribution: Literal["normal", "student_t"] | None = None
    degrees_of_freedom: Freedom | None = None
    errors: dict[ErrorBlock, Errors] = {}
    measurement_sd: Spread | None = None
    breaks: Breaks | None = None
    correlation: dict[ErrorBlock, dict[ErrorBlock, Correlation]] | None = None
    events: tuple[Event, ...] = ()
    provenance: dict[Kind, Origin] | None = None

    def matrix(self, blocks: Iterable[str]) -> NDArray[np.float64]:
        """Return the correlation matrix of the blocks, in their order."""
        names = list(blocks)
        result = np.eye(len(names))
        for one, row in (self.correlation or {}).items():
            for other, value in row.items():
                if one in names and other in names:
                    i, j = names.index(one), names.index(other)
                    result[i, j] = result[j, i] = value
        return result

    def over(self, defaults: "Uncertainty") -> "Uncertainty":
        """Return these statements where given, and the defaults elsewhere.

        A block's errors, the correlation, the breaks and the distribution are each taken whole.
        """
        own = self if self.distribution is not None else defaults
        measured = self.measurement_sd
        return Uncertainty(
            basis=self.basis or defaults.basis,
            distribution=own.distribution,
            degrees_of_freedom=own.degrees_of_freedom,
            errors={**defaults.errors, **self.errors},
            measurement_sd=defaults.measurement_sd if measured is None else measured,
            breaks=self.breaks or defaults.breaks,
            correlation=defaults.correlation if self.correlation is None else self.correlation,
            events=self.events,
            provenance={**(defaults.provenance or {}), **(self.provenance or {})} or None,
        )


class Basis(Origin):
    """One posterior of the pace: its centre and the spread of each component around it.

    `pace` is the mean yearly rise of the log ratio of a component to the rest of GDP; the other
    fields are those of `Errors` and the degrees of freedom.
    """

    pace: Speed
    persistent_sd: Spread
    half_life: HalfLife | None = None
    yearly_sd: Spread
    ar1: Correlation = 0.0
    degrees_of_freedom: Freedom | None = None


class ProducerDefaults(Uncertainty):
    """Defaults of a producer's scenarios, and the bases that could be defended for them.

    `fat_tails` are the degrees of freedom of the basis with fatter tails.
    """

    bases: dict[Literal["own_history", "reference_class"], Basis] = {}
    fat_tails: Freedom | None = None
