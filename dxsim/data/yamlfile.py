"""Parameter files: a strict reading of YAML that remembers where everything stands.

Only mappings, lists and plain text are read: a tag is refused, so nothing in a file can build an
object, and what aliases repeat counts towards a limit. Every value keeps its file and line.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from yaml.events import AliasEvent, Event, ScalarEvent, SequenceStartEvent

MAX_BYTES = 256_000
MAX_DEPTH = 12
MAX_VALUES = 20_000
LONGEST_KEPT = 64_000
"""Characters of a text up to which its tree is kept."""
_LONGEST_MESSAGE = 1000
_SHOWN = 60
_YEAR = re.compile(r"(19|2\d)\d\d(-(19|2\d)\d\d)?")
"""A key that stands for a year or a range of years, not for the decimals of a number."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Controls, marks that turn the direction of writing or take no room, and what no page can hold."""
_ODD_SPACE = re.compile(
    r"^[ -]*([\xa0\u2000-\u200a\u202f\u205f\u3000])|^[\w .-]+:([\xa0\u3000])", re.M
)
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")
_TIGHT_YEARS = re.compile(r"[12]\d{3}")


class InputError(ValueError):
    """Wrong input, said in one line: file, line, key, what was found and what is expected.

    Examples
    --------
    >>> import dxsim as dx
    >>> try:
    ...     dx.load_scenario("baselin")
    ... except dx.InputError as refusal:
    ...     "baseline" in str(refusal)
    True
    """

    def __init__(
        self,
        file: str,
        *,
        line: int | None = None,
        key: str | None = None,
        found: str = "",
        expected: str = "",
        hint: str = "",
    ) -> None:
        self.file, self.line, self.key = file, line, key
        self.found, self.expected, self.hint = found, expected, hint
        super().__init__(self.said("found {}", "expected {}"))

    def said(
        self, found: str, expected: str, phrase: Callable[[str], str] = lambda text: text
    ) -> str:
        """Return the message in a language.

        `found` and `expected` are how it says what was found and what is expected, with {} for
        that; `phrase` puts each part into its words. An error without key, found and expected is
        one phrase, given in the place of the file.
        """
        if not (self.line or self.key or self.found or self.expected):
            return phrase(shown(self.file, _LONGEST_MESSAGE))
        place = f"{shown(self.file, 300)}:{self.line}" if self.line else shown(self.file, 300)
        parts = [place] + ([shown(self.key, 200)] if self.key else [])
        told = [found.format(phrase(self.found))] if self.found else []
        told += [expected.format(phrase(self.expected))] if self.expected else []
        text = ": ".join([*parts, ", ".join(told)])
        return f"{text} ({phrase(self.hint)})" if self.hint else text


def shown(text: str, width: int = _SHOWN) -> str:
    """Return a text fit for one line of a message: printable, of bounded length."""
    safe = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: width + 1])
    return safe if len(safe) <= width else safe[: width - 1] + "…"


def quoted(text: str) -> str:
    """Return a text as it is shown in a message, in quotation marks."""
    return f"'{shown(text)}'"


def hidden(text: str) -> str:
    """Return how the first character is called that no value may hold, or an empty text."""
    found = _HIDDEN.search(text)
    return f"the hidden character U+{ord(found[0]):04X}" if found else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" with the nearest known spelling, or an empty text."""
    close = difflib.get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


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


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Return a parameter file's text, refusing what cannot be one with a clear line.

    Letters and their marks are composed (NFC), whichever way the file has them.
    """
    name = str(path)
    try:
        if not path.is_file():
            other = "no plain file" if path.exists() else "no such file"
            what = "a folder" if path.is_dir() else other
            raise InputError(name, found=what, expected="a parameter file")
        size = path.stat().st_size
        if size > max_bytes:
            found = f"{size / 1e6:.1f} MB"
            raise InputError(name, found=found, expected=f"at most {max_bytes / 1e6:.2f} MB")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            name, line=line, found="bytes that are not UTF-8 text", expected="UTF-8 text",
            hint="in Notepad: Save as, encoding UTF-8",
        ) from None  # fmt: skip
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(name, found=shown(reason), expected="a readable file") from None
    if not text.strip():
        raise InputError(name, found="an empty file", expected="a parameter file")
    return composed(text)


def composed(text: str) -> str:
    """Return a text with letters and their marks composed (NFC), as all texts are compared."""
    return unicodedata.normalize("NFC", text)


def read(path: Path) -> Node:
    """Return the tree of a parameter file.

    Raises
    ------
    InputError
        for a file that is missing, empty, too large, not UTF-8, not YAML, or that holds
        duplicate keys, tabs, tags, several documents or more than 20,000 values.
    """
    return parse(read_text(path), str(path))


def parse(text: str, file: str) -> Node:
    """Return the tree of a parameter file's text; `file` names it in messages.

    Trees of texts that are not long are kept: nobody changes a node, whoever wants another tree
    makes one.
    """
    return _parsed(text, file) if len(text) <= LONGEST_KEPT else _parse(text, file)


@lru_cache(maxsize=128)
def _parsed(text: str, file: str) -> Node:
    return _parse(text, file)


def _parse(text: str, file: str) -> Node:
    import yaml

    _refuse_odd_spaces(text, file)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = yaml.parse(text, Loader=loader)
        node = _Builder(file, may_hide="\\" in text or bool(hidden(text))).document(events)
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, file) from None
    if node.value is None:
        raise InputError(file, found="an empty file", expected="a parameter file")
    return node


def _refuse_odd_spaces(text: str, file: str) -> None:
    """Refuse what YAML takes otherwise than it looks.

    A space that is none in the indentation or right after a key's colon is a letter to it, and a
    line or paragraph separator within a text a line break.
    """
    if found := _ODD_BREAK.search(text):
        seen, expected = "mark U+{:04X}, which YAML takes for a line break", "a plain line break"
    elif found := _ODD_SPACE.search(text):
        seen, expected = "space U+{:04X}, which looks like a plain one", "plain spaces (U+0020)"
    else:
        return
    place = found.start(found.lastindex or 0)
    line, said = text.count("\n", 0, place) + 1, seen.format(ord(text[place]))
    raise InputError(file, line=line, found=f"the {said}", expected=expected)


def _syntax_line(error: Exception, text: str) -> int | None:
    """Return the line that a parser names, else that of the first character it cannot read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return int(mark.line) + 1
    unseen = _HIDDEN.search(text)
    return text.count("\n", 0, unseen.start()) + 1 if unseen else None


def _syntax_error(error: Exception, text: str, file: str) -> InputError:
    line = _syntax_line(error, text)
    lines = text.splitlines()
    source = lines[line - 1] if line and line <= len(lines) else ""
    if "\t" in source[: len(source) - len(source.lstrip())] or "'\\t'" in str(error):
        return InputError(file, line=line, found="a tab", expected="spaces for indentation")
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    if "nesting depth" in str(problem):  # newer parsers stop before `_node` counts
        deep, most = "values nested too deeply", f"at most {MAX_DEPTH} levels"
        return InputError(file, line=line, found=deep, expected=most)
    return InputError(file, line=line, found=shown(str(problem), 120), expected="valid YAML")


class _Builder:
    """Builds the tree from YAML events, refusing what a parameter file has no use for."""

    def __init__(self, file: str, *, may_hide: bool) -> None:
        self.file = file
        self.may_hide = (
            may_hide  # a text that holds nothing hidden, and no escape, has no such value
        )
        self.values = 0
        self.anchors: dict[str, tuple[Node, int]] = {}

    def document(self, events: "Iterator[Event]") -> Node:
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
        line = _line(event)
        if _is_sequence(event):
            return self._sequence(event, events, depth)
        if not _is_scalar(event):
            return self._mapping(events, line, depth)
        if self.may_hide and (problem := hidden(event.value)):
            raise self._refuse(event, problem, "text that can be seen")
        null = not event.style and event.value in ("", "~", "null")
        return Node(None if null else event.value, self.file, line)

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
        found: dict[str, Node] = {}
        lines: dict[str, int] = {}
        laid_under: list[Node] = []
        while type(event := next(events)).__name__ != "MappingEndEvent":
            if not _is_scalar(event):
                raise self._refuse(event, "a key that is not a single word", "a plain key")
            key_node = self._node(event, events, depth + 1)
            key = key_node.value if isinstance(key_node.value, str) else ""
            if key in found:
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
                raise self._cut_in_two(event, key, found)
            lines[key], found[key] = key_node.line, value
        for other in laid_under:
            for key, value in other.mapping("<<").items():
                found.setdefault(key, value)
                lines.setdefault(key, other.key_lines.get(key, value.line))
        return Node(found, self.file, line, lines)

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
