"""Uncertainty as it stands in a file: how far growth, yearly shocks and base levels may be off.

The error process itself is in `dxsim.analysis.uncertainty.shocks`. Standard deviations are of log
deviations, written with a per-cent sign (3% is 0.03 log points). A scenario states only what
differs from its producer's defaults in `params/data/uncertainty.yaml`.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from dxsim.data.quantities import QuantityError, parse_number, parse_percent
from dxsim.scenario.correlation import is_positive_definite, nearest_correlation
from dxsim.scenario.laws import Record, parsed_by
from dxsim.scenario.names import COMPONENTS

ErrorBlock = Literal["ict", "platform", "sectoral", "gdp", "non_digital"]
AGGREGATES = ("gdp", "non_digital")


def _spread(text: str) -> float:
    value = parse_percent(text)
    if not 0 <= value <= 1:
        raise QuantityError("a standard deviation from 0% to 100%, such as 3%")
    return value


def _inside_one(text: str) -> float:
    value = parse_number(text)
    if not -1 < value < 1:
        raise QuantityError("a number between -1 and 1, such as 0.3")
    return value


def _freedom(value: float) -> float:
    if not 2 < value <= 1000:
        context = {"expected": "degrees of freedom above 2 and at most 1000, such as 5"}
        raise PydanticCustomError("quantity", "{expected}", context)
    return value


Spread = Annotated[float, parsed_by(_spread)]
Correlation = Annotated[float, parsed_by(_inside_one)]
Freedom = Annotated[float, parsed_by(parse_number), AfterValidator(_freedom)]


class Errors(Record):
    """Errors of one component or aggregate, as standard deviations of log deviations.

    `persistent_sd` is of mean growth a year (one error a path), `yearly_sd` of a year's shock,
    whose first-order autocorrelation is `ar1`, `base_sd` of the base level.
    """

    persistent_sd: Spread = 0.0
    yearly_sd: Spread = 0.0
    ar1: Correlation = 0.0
    base_sd: Spread = 0.0


class Uncertainty(Record):
    """Errors by component and aggregate, their correlation and their distribution.

    `correlation` holds the pairs that are not zero, each once, as `{ict: {sectoral: 0.3}}`. It
    is the correlation of growth errors; errors of base levels are independent.
    """

    distribution: Literal["normal", "student_t"] | None = None
    degrees_of_freedom: Freedom | None = None
    errors: dict[ErrorBlock, Errors] = {}
    correlation: dict[ErrorBlock, dict[ErrorBlock, Correlation]] | None = None

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

        A block's errors, the correlation, and the distribution are each taken whole.
        """
        own = self if self.distribution is not None else defaults
        return Uncertainty(
            distribution=own.distribution,
            degrees_of_freedom=own.degrees_of_freedom,
            errors={**defaults.errors, **self.errors},
            correlation=defaults.correlation if self.correlation is None else self.correlation,
        )


class Problem(NamedTuple):
    """What is wrong in an uncertainty mapping: key within it, found, expected, hint."""

    key: str
    found: str
    expected: str
    hint: str = ""


def first_problem(stated: Uncertainty, allowed: Iterable[str]) -> Problem | None:
    """Return the first thing that cannot hold, or None.

    `allowed` are the blocks that have errors of their own: the components, and the aggregate that
    the closure gives.
    """
    student = stated.distribution == "student_t"
    if student != (stated.degrees_of_freedom is not None):
        found = "nothing" if student else "degrees of freedom"
        expected = "a number such as 5" if student else "none: only student_t has them"
        return Problem("degrees_of_freedom", found, expected)
    allowed = list(allowed)
    for name, errors in stated.errors.items():
        if name not in allowed:
            return Problem(f"errors.{name}", f"'{name}'", f"one of {', '.join(allowed)}")
        if name in AGGREGATES and errors.base_sd:
            expected = "no error of this base: base GDP is kept and the rest follows"
            return Problem(f"errors.{name}.base_sd", f"{errors.base_sd:.2%}", expected)
    return _wrong_pair(stated, allowed) or _impossible(stated, allowed)


def _wrong_pair(stated: Uncertainty, allowed: list[str]) -> Problem | None:
    seen: set[frozenset[str]] = set()
    for one, row in (stated.correlation or {}).items():
        for other in row:
            key = f"correlation.{one}.{other}"
            wrong = next((name for name in (one, other) if name not in allowed), None)
            if wrong is not None:
                return Problem(key, f"'{wrong}'", f"one of {', '.join(allowed)}")
            if one == other or frozenset((one, other)) in seen:
                return Problem(key, "a pair twice or a block with itself", "each pair once")
            seen.add(frozenset((one, other)))
    return None


def _impossible(stated: Uncertainty, names: list[str]) -> Problem | None:
    matrix = stated.matrix(names)
    if is_positive_definite(matrix):
        return None
    nearest = nearest_correlation(matrix)
    pairs = [
        f"{one}-{other} {nearest[names.index(one), names.index(other)]:.3f}"
        for one, row in (stated.correlation or {}).items()
        for other in row
    ]
    found = "correlations that cannot hold together (not positive definite)"
    hint = f"the nearest that can: {', '.join(pairs)}"
    return Problem("correlation", found, "a positive definite correlation matrix", hint)


class Provenance(Record):
    """Where the default errors come from, in both languages, and whether they are calibrated."""

    status: Literal["provisional", "calibrated"]
    en: str
    vi: str


class Defaults(Record):
    """The default uncertainty of each producer's measure, with its provenance."""

    provenance: Provenance
    producers: dict[str, Uncertainty] = Field(min_length=1)


def default_uncertainty() -> Defaults:
    """Return the defaults of `params/data/uncertainty.yaml`.

    Raises
    ------
        InputError: for anything amiss in the file, with its place.
    """
    from dxsim.data import locations
    from dxsim.data.kept import kept_text

    file = locations.data_dir() / "uncertainty.yaml"
    return _read(kept_text(file), str(file))


@lru_cache(maxsize=4)
def _read(text: str, file: str) -> Defaults:
    from dxsim.data.yamlfile import InputError, parse
    from dxsim.scenario.validation import input_error, plain

    tree = parse(text, file)
    try:
        defaults = Defaults.model_validate(plain(tree))
    except ValidationError as error:
        raise input_error(error, tree, Defaults) from None
    for name, stated in defaults.producers.items():
        for aggregate in AGGREGATES:
            problem = first_problem(_with_one(stated, aggregate), (*COMPONENTS, aggregate))
            if problem is not None:
                key, found, expected, hint = problem
                place = f"producers.{name}.{key}"
                raise InputError(file, key=place, found=found, expected=expected, hint=hint)
    return defaults


def _with_one(stated: Uncertainty, aggregate: str) -> Uncertainty:
    """Return the defaults as they hold where `aggregate` is given and the other follows."""
    other = next(name for name in AGGREGATES if name != aggregate)
    correlation = {
        one: {name: value for name, value in row.items() if name != other}
        for one, row in (stated.correlation or {}).items()
        if one != other
    }
    errors = {name: value for name, value in stated.errors.items() if name != other}
    return stated.model_copy(update={"errors": errors, "correlation": correlation})
