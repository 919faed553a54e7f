"""Additions to a growth law in single years: `growth: {add: {2028: -8%}}`.

Beside a law they belong to it; alone they are laid over the law that a file inherits, which stays
as it is, and over the additions it has already, to which they are added. They are percentage points
on the yearly rate that the law states.
"""

from collections.abc import Mapping

from pydantic_core import PydanticCustomError

from dxsim.data.numerals import QuantityError, format_percent
from dxsim.data.quantities import parse_rate, parse_years
from dxsim.data.yamlfile import Node

ADD = "add"


def adds_only(node: Node | None) -> bool:
    """Return whether a growth or deflator node states additions and no law."""
    return node is not None and isinstance(node.value, dict) and set(node.value) == {ADD}


def by_year(stated: object) -> object:
    """Return additions by year from texts by year or range of years; ranges that overlap add up.

    Raises
    ------
    PydanticCustomError
        with what was found and what is expected, for a key that is no year and a value that is no
        rate.
    """
    if stated is None or not isinstance(stated, Mapping):
        return stated
    additions: dict[int, float] = {}
    for years, rate in stated.items():
        try:
            first, last = parse_years(str(years))
            value = parse_rate(rate) if isinstance(rate, str) else rate
        except QuantityError as error:
            said = f"{years}: {rate}"
            context = {"found": said, "expected": error.expected, "hint": error.hint}
            raise PydanticCustomError("quantity", "{expected}", context) from None
        if value is None or isinstance(value, (Mapping, list, bool)):
            context = {"found": f"{years} without a number", "expected": "percentage points"}
            raise PydanticCustomError("quantity", "{expected}", context)
        for year in range(first, last + 1):
            additions[year] = additions[year] + value if year in additions else value
    return dict(sorted(additions.items()))


def laid_over(below: Node, own: Node) -> Node:
    """Return an inherited law with the additions of a file on top of its own.

    Additions of the same years are summed as texts, so that a fault in either is found where it
    stands; years stated otherwise stand side by side and add up in the record.
    """
    if not isinstance(below.value, dict):
        return own
    more = own.mapping("growth")[ADD]
    before = below.value.get(ADD)
    if before is not None and isinstance(before.value, dict) and isinstance(more.value, dict):
        both = {key: _sum(before.value.get(key), node) for key, node in more.value.items()}
        lines = {**before.key_lines, **more.key_lines}
        more = Node({**before.value, **both}, more.file, more.line, lines)
    lines = {**below.key_lines, **own.key_lines}
    return Node({**below.value, ADD: more}, own.file, own.line, lines)


def _sum(before: Node | None, node: Node) -> Node:
    if before is None or not (isinstance(before.value, str) and isinstance(node.value, str)):
        return node
    try:
        whole = parse_rate(before.value) + parse_rate(node.value)
    except QuantityError:
        return node
    return Node(format_percent(round(whole, 12)), node.file, node.line)
