"""The tree of a parameter file: values with their file and line."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dxsim.data.yamlfile.errors import InputError, nearest, quoted


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a parameter file with its place; `value` is a text, a mapping, a list or None."""

    value: "str | dict[str, Node] | list[Node] | None"
    file: str
    line: int
    key_lines: dict[str, int] = field(default_factory=dict)

    def error(self, key: str, found: str = "", expected: str = "", hint: str = "") -> InputError:
        """Return the error that names this node's place."""
        return InputError(
            self.file, line=self.line, key=key, found=found, expected=expected, hint=hint
        )

    def mapping(self, key: str) -> "dict[str, Node]":
        """Return the mapping held here, or raise an InputError that names `key`."""
        if isinstance(self.value, dict):
            return self.value
        raise self.error(key, describe(self), "keys with values")

    def sequence(self, key: str) -> "list[Node]":
        """Return the list held here, or raise an InputError that names `key`."""
        if isinstance(self.value, list):
            return self.value
        raise self.error(key, describe(self), "a list")

    def text(self, key: str) -> str:
        """Return the text held here, or raise an InputError that names `key`."""
        if isinstance(self.value, str):
            return self.value
        raise self.error(key, describe(self), "a single value")


def describe(node: Node) -> str:
    """Return a node's value as it is quoted in a message."""
    if isinstance(node.value, str):
        return quoted(node.value) if node.value else "an empty text"
    if isinstance(node.value, dict):
        return "keys with values"
    return "a list" if isinstance(node.value, list) else "nothing"


def only_keys(node: Node, key: str, known: Iterable[str]) -> dict[str, Node]:
    """Return a mapping whose keys are all known, or raise an error with the nearest spelling."""
    known = list(known)
    mapping = node.mapping(key or "file")
    for name, child in mapping.items():
        if name not in known:
            path = f"{key}.{name}" if key else name
            line = node.key_lines.get(name, child.line)
            raise InputError(
                child.file,
                line=line,
                key=path,
                found=f"the unknown key {quoted(name)}",
                expected=f"one of {', '.join(known)}",
                hint=nearest(name, known),
            )
    return mapping
