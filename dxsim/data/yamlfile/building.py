"""Building a tree from YAML events, refusing what a parameter file has no use for."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

from dxsim.data.yamlfile.errors import InputError, hidden, quoted, shown
from dxsim.data.yamlfile.tree import Node

if TYPE_CHECKING:
    from yaml.events import AliasEvent, Event, ScalarEvent, SequenceStartEvent

MAX_DEPTH = 12
MAX_VALUES = 20_000
_YEAR = re.compile(r"(19|2\d)\d\d(-(19|2\d)\d\d)?")
"""A key that stands for a year or a range of years, not for the decimals of a number."""
_TIGHT_YEARS = re.compile(r"[12]\d{3}")


class Builder:
    """Builds the tree from YAML events, refusing what a parameter file has no use for."""

    def __init__(self, file: str, *, may_hide: bool) -> None:
        self.file = file
        self.may_hide = (
            may_hide  # a text that holds nothing hidden, and no escape, has no such value
        )
        self.values = 0
        self.anchors: dict[str, tuple[Node, int]] = {}

    def document(self, events: "Iterator[Event]") -> Node:
        """Return the tree of the one document in a stream of events."""
        tree = Node(None, self.file, 1)
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "a second document", "one document")
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                tree = self._node(event, events, depth=0)
        return tree

    def _node(self, event: "Event", events: "Iterator[Event]", depth: int) -> Node:
        if _is_scalar(event) and not (event.tag or event.anchor or depth > MAX_DEPTH):
            self._count(event, 1)
            return self._scalar(event)
        if _is_alias(event):
            return self._alias(event)
        if tag := getattr(event, "tag", None):
            raise self._refuse(event, f"the tag {quoted(tag)}", "a plain value")
        if depth > MAX_DEPTH:
            raise self._refuse(event, "values nested too deeply", f"at most {MAX_DEPTH} levels")
        before = self.values
        self._count(event, 1)
        node = self._content(event, events, depth)
        if anchor := getattr(event, "anchor", None):
            self.anchors[anchor] = (node, self.values - before)
        return node

    def _alias(self, event: "AliasEvent") -> Node:
        if event.anchor is None or event.anchor not in self.anchors:
            raise self._refuse(
                event, f"the alias {quoted(str(event.anchor))}", "an anchor before it"
            )
        node, size = self.anchors[event.anchor]
        self._count(event, size)
        return node

    def _count(self, event: "Event", values: int) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            raise self._refuse(
                event, "more values than a parameter file has", f"at most {MAX_VALUES}"
            )

    def _content(self, event: "Event", events: "Iterator[Event]", depth: int) -> Node:
        if _is_sequence(event):
            return self._sequence(event, events, depth)
        if _is_scalar(event):
            return self._scalar(event)
        return self._mapping(events, _line(event), depth)

    def _scalar(self, event: "ScalarEvent") -> Node:
        if self.may_hide and (problem := hidden(event.value)):
            raise self._refuse(event, problem, "text that can be seen")
        null = not event.style and event.value in ("", "~", "null")
        return Node(None if null else event.value, self.file, _line(event))

    def _sequence(self, start: "SequenceStartEvent", events: "Iterator[Event]", depth: int) -> Node:
        items: list[Node] = []
        last: ScalarEvent | None = None
        while type(item := next(events)).__name__ != "SequenceEndEvent":
            scalar = item if _is_scalar(item) else None
            if start.flow_style and last and scalar and _cut_at_comma(last, scalar):
                said = f"{quoted(f'{last.value},{scalar.value}')}, which reads as one number or two"
                expected = (
                    f"{last.value}.{scalar.value}, or {last.value}, {scalar.value} with a space"
                )
                raise self._refuse(item, said, expected)
            items.append(self._node(item, events, depth + 1))
            last = scalar
        return Node(items, self.file, _line(start))

    def _mapping(self, events: "Iterator[Event]", line: int, depth: int) -> Node:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        laid_under: list[Node] = []
        while type(event := next(events)).__name__ != "MappingEndEvent":
            if not _is_scalar(event):
                raise self._refuse(event, "a key that is not a single word", "a plain key")
            key_node = self._node(event, events, depth + 1)
            key = key_node.value if isinstance(key_node.value, str) else ""
            if key in entries:
                raise self._refuse(
                    event,
                    f"the key {quoted(key)} twice",
                    "each key once",
                    f"first on line {lines[key]}",
                )
            value = self._node(next(events), events, depth + 1)
            if key == "<<" and not event.style:
                laid_under += self._merged(event, value)
                continue
            if value.value is None and _YEAR.fullmatch(key):
                raise self._refuse(event, f"{key} without a value", "a value")
            if value.value is None and re.fullmatch(r"\d+\s?(%.*|[a-z]+ [A-Z]{3})?", key):
                raise self._cut_in_two(event, key, entries)
            lines[key], entries[key] = key_node.line, value
        for other in laid_under:
            for key, value in other.mapping("<<").items():
                entries.setdefault(key, value)
                lines.setdefault(key, other.key_lines.get(key, value.line))
        return Node(entries, self.file, line, lines)

    def _cut_in_two(self, event: "Event", rest: str, before: dict[str, Node]) -> InputError:
        """Return the error on a number whose decimals YAML took for a key of their own."""
        last = next((node.value for node in reversed(before.values())), None)
        whole = isinstance(last, str) and last.lstrip("+-").isdigit()
        said = f"a number cut in two at its comma, before {quoted(rest)}"
        hint = f"did you mean {last}.{shown(rest)}?" if whole else ""
        return self._refuse(event, said, "decimals after a point, such as 8.5%", hint)

    def _merged(self, event: "Event", value: Node) -> list[Node]:
        """Return the mappings that a merge key lays under the keys beside it, the nearest first."""
        several = value.value if isinstance(value.value, list) else [value]
        if all(isinstance(one.value, dict) for one in several):
            return several
        raise self._refuse(
            event, "a merge key '<<' without a mapping", "an alias, such as <<: *base"
        )

    def _refuse(self, event: "Event", found: str, expected: str, hint: str = "") -> InputError:
        return InputError(self.file, line=_line(event), found=found, expected=expected, hint=hint)


def _is_alias(event: "Event") -> "TypeGuard[AliasEvent]":
    return type(event).__name__ == "AliasEvent"


def _is_scalar(event: "Event") -> "TypeGuard[ScalarEvent]":
    return type(event).__name__ == "ScalarEvent"


def _is_sequence(event: "Event") -> "TypeGuard[SequenceStartEvent]":
    return type(event).__name__ == "SequenceStartEvent"


def _line(event: "Event") -> int:
    """Return the line of the file on which an event begins, counted from 1."""
    assert event.start_mark is not None
    return event.start_mark.line + 1


def _cut_at_comma(last: "ScalarEvent", item: "ScalarEvent") -> bool:
    """Return whether two items of a list may be one number with a decimal comma, such as 4,5."""
    if last.style or item.style or item.start_mark is None or last.end_mark is None:
        return False
    tight = item.start_mark.index - last.end_mark.index == 1
    years = _TIGHT_YEARS.fullmatch(last.value) and _TIGHT_YEARS.fullmatch(item.value)
    return bool(
        tight and not years and re.fullmatch(r"[+-]?\d+", last.value) and item.value[:1].isdigit()
    )
