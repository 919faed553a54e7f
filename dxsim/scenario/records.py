"""The records a scenario is made of: immutable, in the units the model computes with."""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, SerializeAsAny
from pydantic_core import PydanticCustomError

from dxsim.data.quantities import (
    Base,
    parse_base,
    parse_exchange_rate,
    parse_money,
    parse_persons,
    parse_years,
)
from dxsim.scenario.citations import telling
from dxsim.scenario.laws import Law, Rate, Record, Year, parsed_by
from dxsim.scenario.names import BESIDE, ID, BlockName, ComponentName
from dxsim.scenario.programmes.records import Programme
from dxsim.scenario.texts import SourceIds, Text, Words
from dxsim.scenario.uncertainty import Uncertainty

SHORT_TITLE = 40
"""Characters of a short title at the most, so that it fits beside a line or a row."""


def _tuple_years(text: str) -> tuple[int, int]:
    return parse_years(text)


MoneyBase = Annotated[Base, parsed_by(parse_money)]
ComponentBase = Annotated[Base, parsed_by(parse_base)]
Years = Annotated[tuple[int, int], parsed_by(_tuple_years)]


def shortened(text: str, most: int = SHORT_TITLE) -> str:
    """Return a text of at most so many characters, cut between words where it is longer."""
    if len(text) <= most:
        return text
    head = text[:most].rpartition(" ")[0] or text[: most - 1]
    return f"{head}…"


def _short_enough(words: Words) -> Words:
    if max(len(words.en), len(words.vi)) > SHORT_TITLE:
        raise PydanticCustomError(
            "quantity", "{expected}", {"expected": f"at most {SHORT_TITLE} characters"}
        )
    return words


ShortText = Annotated[Text, AfterValidator(_short_enough)]


def _stating(stated: Uncertainty | None) -> Uncertainty | None:
    """Return the stated uncertainty, None if nothing is stated and the defaults hold."""
    return None if stated == Uncertainty() else stated


class Block(Record):
    """Law, deflator and remarks of GDP, the rest of GDP or a component."""

    growth: Law | None = None
    deflator: Law | None = None
    note: Text | None = None
    sources: Annotated[dict[str, SourceIds], AfterValidator(telling)] = Field(default_factory=dict)


StatedBlock = TypeVar("StatedBlock", bound=Block)
"""A block of any kind, returned as the kind it came as."""


class Gdp(Block):
    """Gross domestic product: base-year level, growth (where given) and deflator."""

    base: MoneyBase


class Component(Block):
    """A component of the digital economy: base level, growth law, what it was carved from."""

    base: ComponentBase
    carved_from: ComponentName | None = None


class Persons(Block):
    """Persons employed or living in the country: base-year number and growth."""

    base: Annotated[Base, parsed_by(parse_persons)]


class ExchangeRate(Block):
    """The price of a foreign currency in the scenario's own: base-year price and growth."""

    base: Annotated[Base, parsed_by(parse_exchange_rate)]


class Bound(Record):
    """A limit on the yearly growth of a component, GDP or the rest over a range of years."""

    id: Annotated[str, Field(pattern=ID, max_length=64)]
    of: BlockName
    years: Years
    min: Rate | None = None
    max: Rate | None = None


class Scenario(Record):
    """A country's digital economy under stated assumptions.

    Rates and shares are fractions, money is in trillions. `origins` lists the files it was merged
    from, the scenario's own file first; `laid_over` those laid over it on the command line;
    `programme_files` those of its programmes.

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario = dx.load_scenario("baseline")
    >>> scenario.base_year, scenario.unit, list(scenario.components)
    (2024, 'trn VND', ['ict', 'platform', 'sectoral'])
    """

    name: str
    title: Text | None = None
    short: ShortText | None = None
    question: Text | None = None
    note: Text | None = None
    producer: str
    base_year: Year
    end_year: Year
    prices: Literal["current", "constant"]
    closure: Literal["gdp_given", "non_digital_given"]
    gdp: Gdp
    non_digital: Block | None = None
    components: dict[ComponentName, Component] = Field(min_length=1)
    employment: Persons | None = None
    population: Persons | None = None
    exchange_rate: ExchangeRate | None = None
    bounds: tuple[Bound, ...] = ()
    programmes: tuple[SerializeAsAny[Programme], ...] = ()
    uncertainty: Annotated[Uncertainty | None, AfterValidator(_stating)] = None
    origins: tuple[str, ...] = ()
    laid_over: tuple[str, ...] = ()
    programme_files: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the scenario and its programmes were read from, its own first."""
        return (*self.origins, *self.programme_files)

    @property
    def blocks(self) -> dict[str, Block]:
        """The blocks that state numbers, by their keys in the file."""
        blocks: dict[str, Block] = {"gdp": self.gdp}
        if self.non_digital is not None:
            blocks["non_digital"] = self.non_digital
        blocks |= {f"components.{name}": part for name, part in self.components.items()}
        beside = {name: getattr(self, name) for name in BESIDE}
        return blocks | {name: block for name, block in beside.items() if block is not None}

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of all numbers, each once, in the order of the file."""
        cited = [ids for block in self.blocks.values() for ids in block.sources.values()]
        return tuple(dict.fromkeys(id for ids in cited for id in ids))

    @property
    def unit(self) -> str:
        """The unit of money, such as "trn USD"."""
        return self.gdp.base.unit

    @property
    def currency(self) -> str:
        """The currency of money, such as "VND"."""
        return self.unit.rsplit(" ", 1)[-1]

    def block(self, name: str) -> Block | None:
        """Return a block by name: a component, an aggregate, or what stands beside the levels."""
        component = self.components.get(name)
        return component if component is not None else getattr(self, name, None)

    @property
    def aggregate(self) -> Literal["gdp", "non_digital"]:
        """The aggregate that the closure gives: GDP or the rest of GDP."""
        return "gdp" if self.closure == "gdp_given" else "non_digital"

    @property
    def calendar(self) -> range:
        """The years, the base year first."""
        return range(self.base_year, self.end_year + 1)

    @property
    def horizon(self) -> int:
        """The number of years projected after the base year."""
        return self.end_year - self.base_year

    @property
    def reference(self) -> str:
        """The text that `load_scenario` reads this scenario from, with what was laid over it."""
        return "+".join((self.place, *self.laid_over))

    @property
    def place(self) -> str:
        """The file a refusal names, or the scenario's name where it is of none."""
        return self.origins[0] if self.origins else self.name

    def without_programmes(self) -> "Scenario":
        """Return the scenario's own path: the same assumptions, no programme."""
        return self.model_copy(update={"programmes": ()}) if self.programmes else self

    def heading(self, lang: str) -> str:
        """Return the title in `lang`, or the name where no title is given."""
        return (self.title.get(lang) if self.title else "") or self.name

    def short_title(self, lang: str) -> str:
        """Return the short title in `lang`, else the title, cut between words where it is long."""
        return (self.short.get(lang) if self.short else "") or shortened(self.heading(lang))
