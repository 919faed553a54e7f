"""The names of what a scenario speaks of: components, and the blocks that growth belongs to."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from dxsim.data.country import component_names, nearest_of

ID = r"^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$"
"""Form of the id of a bound or target."""
GIVEN_AGGREGATES = ("gdp", "non_digital")
"""Aggregates that a closure gives, one or the other."""
AGGREGATES = ("digital", *GIVEN_AGGREGATES)
BESIDE = ("employment", "population", "exchange_rate")
"""Blocks beside the levels, from which labour productivity and GDP per head follow."""


def block_names() -> tuple[str, ...]:
    """Return the names of all that grows: the country's components and the aggregates."""
    return (*component_names(), *AGGREGATES)


def _known(names: Callable[[], tuple[str, ...]]) -> AfterValidator:
    """Return the pydantic validator that refuses a name not among `names()`."""

    def check(word: str) -> str:
        if word in names():
            return word
        expected, hint = nearest_of(word, names())
        raise PydanticCustomError("quantity", "{expected}", {"expected": expected, "hint": hint})

    return AfterValidator(check)


ComponentName = Annotated[str, _known(component_names)]
BlockName = Annotated[str, _known(block_names)]
