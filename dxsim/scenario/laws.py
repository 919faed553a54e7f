"""The growth laws as they stand in a scenario file: one record a law, parameters only.

The equations are in `dxsim.model.growth`; here is what each law is given. A number may be
replaced by an array (scenarios or draws) through `dxsim.scenario.parameters`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import (
    CEILING,
    NUMBER,
    POSITIVE,
    RATE,
    SPEED,
    Quantity,
    parse_year,
    parse_years,
)
from dxsim.scenario.additions import by_year

ADDITIONS = "add"
"""The key beside a law of growth rates that adds points to the rate of single years."""


def parsed_by(parse: Callable[[str], object]) -> BeforeValidator:
    """Return the pydantic validator that reads a text with one of the quantity parsers."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parse(value)
        except QuantityError as error:
            context = {"expected": error.expected, "hint": error.hint}
            raise PydanticCustomError("quantity", "{expected}", context) from None

    return BeforeValidator(read)


Value = SerializeAsAny[float]
"""A number, or the array of scenarios or draws that stands in its place."""
Rate = Annotated[Value, parsed_by(RATE.parse), RATE]
Percent = Annotated[Value, parsed_by(parse_percent)]
Positive = Annotated[Value, parsed_by(POSITIVE.parse), POSITIVE]
Number = Annotated[Value, parsed_by(NUMBER.parse), NUMBER]
Speed = Annotated[Value, parsed_by(SPEED.parse), SPEED]
Ceiling = Annotated[Value, parsed_by(CEILING.parse), CEILING]
Year = Annotated[int, parsed_by(parse_year)]


def _years(text: str) -> str:
    first, last = parse_years(text)
    return str(first) if first == last else f"{first}-{last}"


Additions = Annotated[
    dict[Year, Annotated[Value, RATE]], BeforeValidator(by_year), Field(min_length=1)
]
YearRange = Annotated[str, parsed_by(_years)]


class Record(BaseModel):
    """An immutable record of parameters; unknown keys are refused.

    Its checks are built with the first file that is read, once for all records within it, as most
    commands need few of the kinds that there are.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        arbitrary_types_allowed=True,
        defer_build=True,
    )


class Fade(Record):
    """Growth that decays from one rate to another: rates a year, half-life in years."""

    start: Rate = Field(alias="from")
    end: Rate = Field(alias="to")
    half_life: Positive


class GdpMultiple(Record):
    """Growth as a multiple of nominal or real GDP growth."""

    times: Number
    of: Literal["nominal", "real"] = "nominal"


class Relative(Record):
    """Substitution: the log of the component over the rest of GDP rises by `speed` a year."""

    speed: Speed


class ShareCurve(Record):
    """A curve of the share of GDP below a ceiling: its fields are what the equation takes."""

    ceiling: Ceiling


class Saturation(ShareCurve):
    """A share of GDP that bends towards a ceiling at a speed a year."""

    speed: Speed


class Law(Record):
    """Exactly one growth law with its parameters, and what is added to its rate in some years."""

    constant: Rate | None = None
    path: dict[Year, Rate] | None = Field(default=None, min_length=1)
    steps: dict[YearRange, Rate] | None = Field(default=None, min_length=1)
    fade: Fade | None = None
    gdp_multiple: GdpMultiple | None = None
    relative: Relative | None = None
    logistic: Saturation | None = None
    gompertz: Saturation | None = None
    add: Additions | None = None

    @model_validator(mode="before")
    @classmethod
    def _exactly_one(cls, data: object) -> object:
        known = ", ".join(LAWS)
        if not isinstance(data, Mapping):
            raise PydanticCustomError(
                "law", "{expected}", {"expected": f"one growth law with its parameters: {known}"}
            )
        given = [name for name in data if name in LAWS]
        if len(given) > 1:
            context = {
                "found": f"{len(given)} laws ({', '.join(given)})",
                "expected": "exactly one",
            }
            raise PydanticCustomError("law", "{expected}", context)
        if not data:
            raise PydanticCustomError("law", "{expected}", {"expected": f"one of {known}"})
        if "add" in data and data["add"] is None:
            context = {"found": "add without a value", "expected": "percentage points"}
            raise PydanticCustomError("law", "{expected}", context)
        if set(data) == {"add"}:
            context = {"found": "add without a law", "expected": f"a law to add to: {known}"}
            raise PydanticCustomError("law", "{expected}", context)
        if given and data[given[0]] is None:
            context = {"found": f"{given[0]} without a value", "expected": "its parameters"}
            raise PydanticCustomError("law", "{expected}", context)
        return data

    @property
    def curve(self) -> ShareCurve | None:
        """The parameters of a law that is a curve of the share of GDP, None of any other."""
        return next((getattr(self, name) for name in SHARE_LAWS if getattr(self, name)), None)

    @property
    def kind(self) -> str:
        """The name of the law."""
        return next(name for name in LAWS if getattr(self, name) is not None)


def _record_of(law: str) -> type[Record] | None:
    """Return the record of a law's parameters, None of a law of one number or one a year."""
    known = get_args(Law.model_fields[law].annotation)
    return next((one for one in known if isinstance(one, type) and issubclass(one, Record)), None)


def _quantity_in(annotation: object, metadata: Sequence[object] = ()) -> Quantity | None:
    """Return the quantity that an annotation carries: of a number, or of the numbers of a table."""
    carried = (*metadata, *getattr(annotation, "__metadata__", ()))
    inner = (_quantity_in(part) for part in get_args(annotation))
    result = (one for one in (*carried, *inner) if isinstance(one, Quantity))
    return next(result, None)


def _parameters(law: str) -> dict[str, Quantity | None]:
    record = _record_of(law)
    if record is None:
        return {law: _quantity_in(Law.model_fields[law].annotation)}
    fields = record.model_fields.items()
    return {f.alias or name: _quantity_in(f.annotation, f.metadata) for name, f in fields}


RATE_LAWS = ("constant", "path", "steps", "fade")
GROWTH_LAWS = (*RATE_LAWS, "gdp_multiple")
LAWS = tuple(name for name in Law.model_fields if name != ADDITIONS)
SHARE_LAWS = tuple(name for name in LAWS if issubclass(_record_of(name) or Record, ShareCurve))
RATIO_LAWS = tuple(name for name in LAWS if name not in GROWTH_LAWS)
PARAMETERS: Mapping[str, Mapping[str, Quantity | None]] = {
    name: _parameters(name) for name in (*LAWS, ADDITIONS)
}
"""By law, the quantity of each parameter by its key in a file; None of a parameter that is a word.
A law of one number, or of one a year, has it under its own name."""
