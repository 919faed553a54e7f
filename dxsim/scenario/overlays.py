"""Overlays: assumptions laid over a scenario, such as a slowdown or a late programme.

Of an overlay only what its own file states is laid over; its parents are not. Overlays of one list
that set an assumption to different values are refused, unless `prefer` names the one that wins.
Additions to a growth rate (`add`) set nothing and add up.
`programmes` are joined by name: an entry adds to what an entry of that name says already.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from dxsim.data.yamlfile import InputError, Node, nearest, quoted
from dxsim.scenario.additions import adds_only
from dxsim.scenario.citations import without_replaced
from dxsim.scenario.validation import compared, plain

WHOLE = ("growth", "deflator")
SHARED = ("sources",)
"""Keys that overlays add to rather than set."""


def preferred(node: Node | None, names: Sequence[str]) -> tuple[str, ...]:
    """Return the overlays that `prefer` names, the strongest first.

    Parameters
    ----------
    node
        the value of `prefer`, None where the file has none.
    names
        the overlays of the file, the entries of `extends` after the first.

    Raises
    ------
    InputError
        for a name that is no overlay of this file.
    """
    if node is None or node.value is None:
        return ()
    if len(names) < 2:
        raise node.error("prefer", f"{len(names)} overlays", "two or more to choose between")
    chosen = []
    for entry in node.value if isinstance(node.value, list) else [node]:
        name = entry.text("prefer")
        if name not in names:
            expected = f"an overlay of this file: {', '.join(names)}"
            raise entry.error("prefer", quoted(name), expected, nearest(name, names))
        chosen.append(name)
    return tuple(chosen)


def agreed(stack: Sequence[Node], prefer: tuple[str, ...]) -> list[Node]:
    """Return the statements of overlays with every conflict decided by `prefer`.

    Raises
    ------
    InputError
        where two overlays set one assumption to different values and neither is preferred, and
        where `prefer` decides nothing.
    """
    rank = {name: place for place, name in enumerate(prefer)}
    lost: list[set[str]] = [set() for _ in stack]
    for later, own in enumerate(stack):
        for earlier in range(later):
            for key in _conflicts(stack[earlier], own):
                sides = sorted((earlier, later), key=lambda i: rank.get(_name(stack[i]), len(rank)))
                if _name(stack[sides[0]]) not in rank:
                    raise _conflict(stack[earlier], own, key)
                lost[sides[1]].add(key)
    if prefer and not any(lost):
        found = f"{', '.join(prefer)}, where no two overlays differ"
        raise InputError(stack[0].file, key="prefer", found=found, expected="no such key")
    return [_without(own, gone) for own, gone in zip(stack, lost, strict=True)]


def joined(below: Node, own: Node) -> Node:
    """Return an overlay's statements with its programmes joined to those below it."""
    before, added = below.mapping("file").get("programmes"), own.mapping("file").get("programmes")
    if before is None or added is None:
        return own
    if not (isinstance(before.value, list) and isinstance(added.value, list)):
        return own
    entries = {_programme(entry): entry for entry in before.value}
    for entry in added.value:
        name = _programme(entry)
        entries[name] = _refined(entries[name], entry) if name in entries else entry
    whole = Node(list(entries.values()), added.file, added.line)
    return Node({**own.mapping("file"), "programmes": whole}, own.file, own.line, own.key_lines)


def _programme(entry: Node) -> str:
    """Return the name of an entry of `programmes`: a text, or the `name` of a mapping."""
    named = entry.value.get("name") if isinstance(entry.value, dict) else entry
    return named.value if named is not None and isinstance(named.value, str) else ""


def _refined(before: Node, entry: Node) -> Node:
    """Return an entry of `programmes` with what an overlay changes of it."""
    if not isinstance(entry.value, dict):
        return before
    if not isinstance(before.value, dict):
        return entry
    lines = {**before.key_lines, **entry.key_lines}
    return Node({**before.value, **entry.value}, entry.file, entry.line, lines)


def _conflicts(first: Node, second: Node) -> list[str]:
    """Return the assumptions that two overlays set to different values."""
    one, other = dict(_leaves(first)), dict(_leaves(second))
    return [key for key in one if key in other and _shown(one[key]) != _shown(other[key])]


def _leaves(node: Node, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Yield every assumption a file states, by its key; growth and deflator are one each."""
    for key, child in node.mapping(prefix or "file").items():
        path = f"{prefix}.{key}" if prefix else key
        if key in SHARED or key == "note" or (key in WHOLE and adds_only(child)):
            continue
        if path == "programmes" and isinstance(child.value, list):
            for entry in child.value:
                if isinstance(entry.value, dict):
                    yield from _leaves(entry, f"{path}.{_programme(entry)}")
        elif isinstance(child.value, dict) and key not in WHOLE:
            yield from _leaves(child, path)
        else:
            yield path, child


def _shown(node: Node) -> object:
    """Return a value as it is compared: spaces and the order of keys do not matter."""
    return compared(plain(node))


def _conflict(first: Node, second: Node, key: str) -> InputError:
    place = dict(_leaves(second))[key]
    found = f"different values in {_name(first)} and {_name(second)}"
    expected = "one value, or prefer: with the name of the one that wins"
    return InputError(place.file, line=place.line, key=key, found=found, expected=expected)


def _name(own: Node) -> str:
    return Path(own.file).stem


def _without(own: Node, keys: set[str], prefix: str = "") -> Node:
    """Return statements without some assumptions."""
    if not keys:
        return own
    kept: dict[str, Node] = {}
    for key, child in own.mapping(prefix or "file").items():
        path = f"{prefix}.{key}" if prefix else key
        if path in keys:
            continue
        if path == "programmes" and isinstance(child.value, list):
            entries = [_without_entry(entry, keys) for entry in child.value]
            kept[key] = Node(entries, child.file, child.line)
        elif isinstance(child.value, dict) and key not in WHOLE:
            kept[key] = _without(child, keys, path)
        else:
            kept[key] = child
    gone = {key: own for key in own.mapping(prefix or "file") if key not in kept}
    return Node(without_replaced(kept, gone), own.file, own.line, own.key_lines)


def _without_entry(entry: Node, keys: set[str]) -> Node:
    if not isinstance(entry.value, dict):
        return entry
    return _without(entry, keys, f"programmes.{_programme(entry)}")
