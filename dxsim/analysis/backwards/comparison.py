"""Two scenarios: what must hold to compare them, what differs, and the scenarios between them."""

from collections.abc import Iterable

from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError
from dxsim.model import growth
from dxsim.model.projection import simulate
from dxsim.scenario.laws import GROWTH_LAWS, Law
from dxsim.scenario.records import Block, Component, Scenario, StatedBlock

_TERMS = ("base", "growth", "deflator")


def comparable(first: Scenario, second: Scenario, year: int) -> tuple[Scenario, Scenario]:
    """Return two scenarios said the same way: one closure and one price basis.

    Raises
    ------
    InputError
        where base year or components differ, a year is beyond either, or has no share.
    """
    if first.base_year != second.base_year:
        found, expected = str(second.base_year), f"the base year of {first.name}, {first.base_year}"
        raise InputError(second.name, key="base_year", found=found, expected=expected)
    if set(first.components) != set(second.components):
        found = ", ".join(second.components)
        expected = f"the components of {first.name}: {', '.join(first.components)}"
        raise InputError(second.name, key="components", found=found, expected=expected)
    pair = []
    for scenario in (first, second):
        if not scenario.base_year <= year <= scenario.end_year:
            expected = f"a year of {scenario.base_year}-{scenario.end_year}"
            raise InputError(scenario.name, key="year", found=str(year), expected=expected)
        if simulate(scenario).exhausted[year - scenario.base_year]:
            found = f"nothing left of the rest of GDP in {year}"
            raise InputError(scenario.name, key="year", found=found, expected="an earlier year")
        pair.append(scenario)
    return pair[0], _said_as(pair[1], first.closure, first.prices)


def _said_as(scenario: Scenario, closure: str, prices: str) -> Scenario:
    """Return the scenario under another closure and price basis, with the very same path.

    What was stated otherwise becomes realised growth by year; real growth is growth after the GDP
    deflator.
    """
    if (scenario.closure, scenario.prices) == (closure, prices):
        return scenario
    bare, real = scenario.without_programmes(), prices == "constant"
    path = simulate(bare, masked=False)
    deflator = scenario.gdp.deflator if real else None

    def law(levels: Array) -> Law:
        rates = growth.growth_of(levels / path.deflator if real else levels)
        return Law.model_construct(path=dict(zip(path.years[1:].astype(int), rates, strict=True)))

    def stated(name: str, block: Component) -> Component:
        kind = block.growth.kind if block.growth else ""
        kept = scenario.prices == prices and kind != "gdp_multiple"
        if kept or kind not in GROWTH_LAWS:
            return block
        update = {"growth": law(path.components[name]), "deflator": deflator}
        return block.model_copy(update=update)

    given = closure == "gdp_given"
    rest = None if given else Block(growth=law(path.non_digital), deflator=deflator)
    gdp = scenario.gdp.model_copy(update={"growth": law(path.gdp) if given else None})
    components = {name: stated(name, block) for name, block in scenario.components.items()}
    update = {"closure": closure, "prices": prices, "gdp": gdp, "non_digital": rest}
    return scenario.model_copy(update=update | {"components": components})


def differing(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """Return the assumptions of two scenarios that differ: terms of blocks, and programmes."""
    blocks: list[tuple[str, Block, Block | None]] = [("gdp", first.gdp, second.gdp)]
    if first.non_digital is not None:
        blocks.append(("non_digital", first.non_digital, second.non_digital))
    for name, component in first.components.items():
        blocks.append((f"components.{name}", component, second.components[name]))
    differ = [
        f"{name}.{term}" for name, one, other in blocks for term in _differing_terms(one, other)
    ]
    return (*differ, "programmes") if first.programmes != second.programmes else tuple(differ)


def differ(first: Scenario, second: Scenario, year: int) -> bool:
    """Return whether two scenarios can be compared in a year and assume different things."""
    try:
        return bool(differing(*comparable(first, second, year)))
    except InputError:
        return False


def _differing_terms(first: Block, second: Block | None) -> tuple[str, ...]:
    """List the differences between two blocks; a deflator only one has goes with its law."""
    terms = [t for t in _TERMS if getattr(first, t, None) != getattr(second, t, None)]
    if _one_sided(first, second):
        terms = [t for t in terms if t != "deflator"]
    return tuple(terms)


def _one_sided(first: Block, second: Block | None) -> bool:
    return second is not None and (first.deflator is None) != (second.deflator is None)


def mixed(first: Scenario, second: Scenario, taken: Iterable[str]) -> Scenario:
    """Return the first scenario with some assumptions taken from the second."""
    update: dict[str, object] = {}
    components = dict(first.components)
    for name in taken:
        *holder, term = name.split(".")
        if not holder:
            update[term] = getattr(second, term)
        elif holder[0] == "components":
            key = holder[1]
            components[key] = _moved(components[key], second.components[key], term)
        else:
            block = update.get(holder[0]) or getattr(first, holder[0])
            update[holder[0]] = _moved(block, getattr(second, holder[0]), term)
    return first.model_copy(update=update | {"components": components})


def _moved(block: StatedBlock, other: StatedBlock, term: str) -> StatedBlock:
    """Return a block with one term, or a growth law with its deflator, taken from another."""
    terms = ("growth", "deflator") if term == "growth" and _one_sided(block, other) else (term,)
    return block.model_copy(update={t: getattr(other, t) for t in terms})
