"""The record of a target: metric, threshold, year, and who is asked.

A target on a share says of what it is a share; one on growth says whose growth.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from dxsim.analysis.metrics import METRICS, Measure, MetricName, Prices
from dxsim.data.numerals import QuantityError, parse_percent
from dxsim.data.quantities import parse_amount
from dxsim.scenario.laws import Law, Rate, Record, Year
from dxsim.scenario.names import ID, BlockName
from dxsim.scenario.records import Years
from dxsim.scenario.texts import SourceIds, Text

_AMOUNT = 2


class Target(Record):
    """A threshold for what a metric measures in a year or over a span, with who may judge it.

    `of` names the part, component or aggregate for the metrics that need one; `prices` the basis
    of a growth rate or a multiple; `years` the first and last year of an average, `year` its last.
    `threshold` is a fraction, a multiple, or money a head in `currency`. `what` names what the
    model does not hold (`metric: unmodelled`), `series` the published series that holds it.
    `base` is the share of GDP by year of a narrower part, named by `what`; `growth` its own law,
    the speed relative to what it is `of`, without which both grow alike.
    `year_note` says where the year was inferred.
    """

    id: Annotated[str, Field(pattern=ID, max_length=64)]
    title: Text
    metric: MetricName
    of: BlockName | None = None
    prices: Prices | None = None
    what: Text | None = None
    series: str | None = None
    base: dict[Year, Rate] | None = Field(default=None, min_length=1)
    base_sources: SourceIds = ()
    growth: Law | None = None
    sense: Literal["at_least", "more_than", "at_most", "about"]
    threshold: float
    currency: str = ""
    year: Year
    years: Years | None = None
    year_note: Text | None = None
    source: str
    pointer: str = ""
    producers: Annotated[tuple[str, ...], Field(min_length=1)]
    judge: str

    @model_validator(mode="before")
    @classmethod
    def _in_one_form(cls, data: object) -> object:
        """Fill in what a file may leave out, and split an amount from its currency."""
        if not isinstance(data, Mapping):
            return data
        stated = dict(data)
        if stated.get("of") == "gdp_real":
            stated |= {"of": "gdp", "prices": stated.get("prices", "real")}
        amount = str(stated.get("threshold")).split()
        metric = METRICS.get(str(stated.get("metric")))
        if metric is not None and metric.unit == "money" and len(amount) == _AMOUNT:
            stated |= {"threshold": amount[0], "currency": amount[1]}
        if "years" in stated and "year" not in stated:
            stated["year"] = str(stated["years"]).replace(" ", "")[-4:]
        return stated

    @field_validator("threshold", mode="before")
    @classmethod
    def _threshold(cls, value: object, info: ValidationInfo) -> object:
        """Read a threshold in the unit of the metric."""
        if not isinstance(value, str):
            return value
        metric = METRICS.get(info.data.get("metric", ""))
        in_per_cent = metric is None or metric.unit in ("share", "rate")
        try:
            return parse_percent(value) if in_per_cent else parse_amount(value)
        except QuantityError as error:
            context = {"expected": error.expected, "hint": error.hint}
            raise PydanticCustomError("quantity", "{expected}", context) from None

    @property
    def is_share(self) -> bool:
        """Whether the target is on a share, in a year or on average."""
        return METRICS[self.metric].form == "ratio" and METRICS[self.metric].unit == "share"

    @property
    def is_digital_share(self) -> bool:
        """Whether the target is on the digital share of GDP as a whole, in a single year."""
        return self.metric == "digital_share_of_gdp" and self.span == 1

    @property
    def is_by_producer(self) -> bool:
        """Whether who measures the digital economy decides what is published of the metric."""
        return METRICS[self.metric].of_digital_total or self.of not in (None, "gdp")

    @property
    def span(self) -> int:
        """The number of years the target is on."""
        return 1 if self.years is None else self.years[1] - self.years[0] + 1

    @property
    def unit(self) -> str:
        """The unit of value and threshold: "share", "rate", "times" or a currency."""
        return self.currency or METRICS[self.metric].unit

    @property
    def in_per_cent(self) -> bool:
        """Whether value and threshold are fractions that are shown in per cent."""
        return self.unit in ("share", "rate")

    @property
    def lever(self) -> str:
        """Whose growth the target asks for: "all" components', or one's within their total."""
        return str(self.of) if METRICS[self.metric].within_digital else "all"

    @property
    def measure(self) -> Measure:
        """The measure of the target; targets with equal measures have the same values."""
        base = tuple(sorted(self.base.items())) if self.base else ()
        own = self.growth.relative if self.growth else None
        speed = own.speed if own else 0.0
        return Measure(self.metric, self.of, self.prices, self.span, self.currency, base, speed)

    @property
    def named(self) -> dict[str, str] | None:
        """The target's own name by language (key `what`), None where its metric needs none."""
        return {"en": self.what.en, "vi": self.what.vi} if self.what else None

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the threshold and of the base of a narrower part."""
        return tuple(dict.fromkeys((self.source, *self.base_sources)))

    @property
    def measured(self) -> str:
        """The measure as one word for tables of results, such as "growth:gdp:real"."""
        return ":".join(str(part) for part in (self.metric, self.of, self.prices) if part)
