"""A component's growth from what makes it up: revenue times value added in it, firms times value.

Value added is a sum over parts, such as domestic and foreign firms, of products:
`V[t] = sum of revenue[t] ratio[t]`, or `V[t] = sum of firms[t] per_firm[t] ratio[t]`. Under
`growth: {identity: …}` a component grows as that sum does: its base stays the published one, and
the law that results is the path of the sum's yearly growth. Money is at current prices.
"""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from dxsim.data.arrays import Array
from dxsim.data.numerals import format_percent
from dxsim.data.quantities import Base
from dxsim.data.yamlfile import Node
from dxsim.scenario.laws import Rate, Record, Year
from dxsim.scenario.names import ID
from dxsim.scenario.programmes.quantities import Amount, Count
from dxsim.scenario.programmes.records import PartPath, Plan
from dxsim.scenario.validation import input_error, plain

KEY = "identity"


class RatePath(Plan):
    """Yearly growth in some years: linear between them, flat outside."""

    path: dict[Year, Rate] = Field(min_length=1)


class Pace(Record):
    """Yearly growth of a factor: one rate, or rates by year."""

    constant: Rate | None = None
    path: dict[Year, Rate] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one(self) -> "Pace":
        if (self.constant is None) == (self.path is None):
            raise _refused("exactly one of constant, path")
        return self

    def index(self, years: Array) -> Array:
        """Return the level over years relative to the first of them."""
        stated = self.path or {int(years[0]): self.constant or 0.0}
        rates = RatePath.model_construct(path=stated).at(years[1:])
        return np.concatenate([[1.0], np.cumprod(1 + rates)])


class Money(Record):
    """A factor in money: its level in the base year, and its growth."""

    base: Amount
    growth: Pace


class Number(Record):
    """A factor that counts firms: their number in the base year, and its growth."""

    base: Count
    growth: Pace


class Part(Record):
    """A part of the component: revenue, or firms times what each makes, times value added in it.

    `ratio` is the value added in a unit of revenue, by year; left out where what a firm makes is
    value added already.
    """

    revenue: Money | None = None
    firms: Number | None = None
    per_firm: Money | None = None
    ratio: PartPath | None = None

    @model_validator(mode="after")
    def _one_form(self) -> "Part":
        by_firms = self.firms is not None and self.per_firm is not None
        if (self.firms is None) != (self.per_firm is None) or by_firms == (
            self.revenue is not None
        ):
            raise _refused("revenue, or firms and per_firm")
        if self.revenue is not None and self.ratio is None:
            raise _refused("a ratio beside revenue: the value added in it")
        return self

    @property
    def unit(self) -> str:
        """The unit of its money."""
        money = self.revenue or self.per_firm
        assert money is not None
        return money.base.unit

    def value_added(self, years: Array) -> Array:
        """Return value added over years, trillions."""
        factors = [factor for factor in (self.revenue, self.firms, self.per_firm) if factor]
        product: Array = np.ones(len(years))
        for factor in factors:
            base: float | Base = factor.base
            level = base.value if isinstance(base, Base) else base
            product = product * level * factor.growth.index(years)
        return np.asarray(product if self.ratio is None else product * self.ratio.at(years))


class Identity(Record):
    """The parts that make a component up, by name."""

    parts: dict[Annotated[str, Field(pattern=ID, max_length=64)], Part] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_unit(self) -> "Identity":
        units = list(dict.fromkeys(part.unit for part in self.parts.values()))
        if len(units) > 1:
            raise _refused(f"one currency, {units[0]}", found=units[1])
        return self

    def growth(self, years: Array) -> Array:
        """Return the yearly growth of the sum of the parts, from the second of the years on.

        It is missing where the parts add up to nothing in the year before.
        """
        level = sum((p.value_added(years) for p in self.parts.values()), start=np.zeros(len(years)))
        before = np.where(level[:-1] == 0, np.nan, level[:-1])
        return np.asarray(level[1:] / before - 1)


def with_identities(tree: Node) -> Node:
    """Return a scenario's tree in which each identity is the path of growth that it makes.

    Raises
    ------
    InputError
        for a part without its factors, a level of zero, and under constant prices, as an identity
        is in money of each year.
    """
    given = tree.mapping("file")
    components = given.get("components")
    if components is None or not isinstance(components.value, dict):
        return tree
    identities = dict(components.value)
    for name, block in components.value.items():
        growth = block.value.get("growth") if isinstance(block.value, dict) else None
        stated = growth.value if growth is not None and isinstance(growth.value, dict) else {}
        if growth is not None and KEY in stated:
            place = f"components.{name}.growth.{KEY}"
            path = _path_of(stated[KEY], given, place, alone=len(stated) == 1)
            law = Node({"path": path}, growth.file, growth.line, growth.key_lines)
            identities[name] = _replaced(block, "growth", law)
    return _replaced(tree, "components", _with_value(components, identities))


def _path_of(node: Node, given: Mapping[str, Node], place: str, *, alone: bool) -> Node:
    """Return the path of growth of an identity, one rate a year of the scenario."""
    if not alone:
        raise node.error(place, "an identity beside another law", "exactly one")
    if "prices" in given and given["prices"].value == "constant":
        expected = "prices: current, as an identity is in money of each year"
        raise node.error(place, "an identity at constant prices", expected)
    parts = Node({"parts": node}, node.file, node.line, {"parts": node.line})
    try:
        identity = Identity.model_validate(plain(parts))
    except ValidationError as error:
        raise input_error(error, parts, Identity) from None
    first, last = (_year(given, key) for key in ("base_year", "end_year"))
    years = np.arange(first, last + 1, dtype=float)
    rates = identity.growth(years) if len(years) > 1 else np.zeros(1)
    if not np.isfinite(rates).all():
        raise node.error(place, "a value added of nothing in a year", "parts that always add some")
    texts = {str(first + 1 + t): format_percent(float(rate)) for t, rate in enumerate(rates)}
    return Node({year: Node(text, node.file, node.line) for year, text in texts.items()},
                node.file, node.line, dict.fromkeys(texts, node.line))  # fmt: skip


def _year(given: Mapping[str, Node], key: str) -> int:
    from dxsim.data.numerals import QuantityError
    from dxsim.data.quantities import parse_year

    text = str(given[key].value) if key in given else ""
    try:
        return parse_year(text)
    except QuantityError:
        return 2000  # refused in its own place when the whole is validated


def _replaced(holder: Node, key: str, child: Node) -> Node:
    return _with_value(holder, {**holder.mapping(key), key: child})


def _with_value(node: Node, value: dict[str, Node]) -> Node:
    return Node(value, node.file, node.line, node.key_lines)


def _refused(expected: str, **more: str) -> PydanticCustomError:
    return PydanticCustomError("identity", "{expected}", {"expected": expected, **more})
