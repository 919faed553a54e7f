"""The default errors of each producer's scenarios, read from their file."""

from functools import lru_cache
from typing import Literal

from pydantic import ValidationError

from dxsim.data.country import component_names
from dxsim.scenario.assumed_errors.checks import first_problem
from dxsim.scenario.laws import Record
from dxsim.scenario.names import GIVEN_AGGREGATES
from dxsim.scenario.uncertainty import ProducerDefaults, Uncertainty


class Provenance(Record):
    """Where the default errors come from, in both languages, and whether they are calibrated."""

    status: Literal["provisional", "calibrated"]
    en: str
    vi: str


class Defaults(Record):
    """The default uncertainty of each producer's measure, with its provenance."""

    provenance: Provenance
    producers: dict[str, ProducerDefaults]


def default_uncertainty() -> Defaults:
    """Return the defaults of the country's `data/uncertainty.yaml`; none where it has no such file.

    Raises
    ------
    InputError
        for anything amiss in the file, with its place.
    """
    from dxsim.data import locations
    from dxsim.data.text_cache import cached_text

    file = locations.data_dir() / "uncertainty.yaml"
    if not file.is_file():
        return Defaults(provenance=Provenance(status="provisional", en="", vi=""), producers={})
    return _read(cached_text(file), str(file))


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
        for aggregate in GIVEN_AGGREGATES:
            problem = first_problem(_with_one(stated, aggregate), (*component_names(), aggregate))
            if problem is not None:
                key, found, expected, hint = problem
                place = f"producers.{name}.{key}"
                raise InputError(file, key=place, found=found, expected=expected, hint=hint)
    return defaults


def _with_one(stated: Uncertainty, aggregate: str) -> Uncertainty:
    """Return the defaults as they hold where `aggregate` is given and the other follows."""
    other = next(name for name in GIVEN_AGGREGATES if name != aggregate)
    correlation = {
        one: {name: value for name, value in row.items() if name != other}
        for one, row in (stated.correlation or {}).items()
        if one != other
    }
    errors = {name: value for name, value in stated.errors.items() if name != other}
    return stated.model_copy(update={"errors": errors, "correlation": correlation})
