"""Sources beside the numbers they support.

A block (`gdp`, a component) holds its sources by what they support: `base`, `growth`, `deflator`,
or one number of a law (`growth.fade.from`, `growth.path.2025-2029`). A list supports every number
that the block states in that file, a list at the top of the file every number of the file that
cites nothing itself. A number that no source supports is an assumption; `assumption` says so.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from dxsim.data.numerals import QuantityError
from dxsim.data.quantities import parse_years
from dxsim.data.yamlfile import Node, nearest, quoted
from dxsim.scenario.additions import ADD, adds_only

ASSUMPTION = "assumption"
"""Stands in place of a source's id."""
PARTS = ("base", "growth", "deflator")
Citations = Mapping[str, tuple[str, ...]]
KnownSources = Callable[[], Mapping[str, object]]
"""A function that returns the sources by id, read where the first is asked for."""


def beside_numbers(tree: Node) -> Node:
    """Return a file's tree with each source beside what it supports, none at the top.

    Raises
    ------
    InputError
        for an unknown source, and for sources of something that is no part of a block.
    """
    from dxsim.data.sources import sources

    known = cache(sources)
    top = dict(tree.mapping("file"))
    shared = _ids(top.pop("sources", None), "sources", known)
    for name, node in top.items():
        if name == "components" and isinstance(node.value, dict):
            own = {
                part: _cited(block, shared, f"components.{part}", known)
                for part, block in node.value.items()
            }
            top[name] = _with(node, own)
        else:
            top[name] = _cited(node, shared, name, known)
    return _with(tree, top)


def without_replaced(inherited: Mapping[str, Node], own: Mapping[str, Node]) -> dict[str, Node]:
    """Return a block's inherited keys without the sources of the numbers that a file replaces."""
    result = dict(inherited)
    if "sources" in result and isinstance(result["sources"].value, dict):
        added = [part for part in PARTS if adds_only(own.get(part))]
        cited = {part_of(key) for key in children(own.get("sources"))}
        replaced = {*own, *cited}.difference(added)
        left = {k: n for k, n in result["sources"].value.items() if part_of(k) not in replaced}
        result["sources"] = _with(result["sources"], left)
    return result


def part_of(key: str) -> str:
    """Return the part of a block that a citation belongs to: `growth.fade.from` is `growth`."""
    return key.partition(".")[0]


def supports(key: str, path: str) -> bool:
    """Return whether a citation's key covers a number's path within its block."""
    if path == key or path.startswith(f"{key}."):
        return True
    head, _, last = path.rpartition(".")
    stem, _, years = key.rpartition(".")
    if head != stem or not last.isdigit() or "-" not in years:
        return False
    try:
        first, final = parse_years(years)
    except QuantityError:
        return False
    return first <= int(last) <= final


def numbers(block: object) -> list[str]:
    """Return every number of a block by its path within it."""
    numbered = ["base"] if getattr(block, "base", None) is not None else []
    for part in ("growth", "deflator"):
        law = getattr(block, part)
        if law is None:
            continue
        numbered += [f"{part}.{ADD}.{year}" for year in law.add or ()]
        stated = law.model_dump(by_alias=True)[law.kind]
        if not isinstance(stated, dict):
            numbered.append(f"{part}.{law.kind}")
            continue
        numbered += [f"{part}.{law.kind}.{k}" for k, v in stated.items() if not isinstance(v, str)]
    return numbered


def sources_of(citations: Citations, path: str) -> tuple[str, ...]:
    """Return the sources of a number by its path within the block; none for an assumption."""
    covering = [key for key in citations if supports(key, path)]
    return citations[max(covering, key=len)] if covering else ()


def kept(citations: Citations, paths: Iterable[str], moved: str) -> dict[str, tuple[str, ...]]:
    """Return a block's citations once the number at `moved` is replaced.

    Parameters
    ----------
    citations
        the block's sources by what they support.
    paths
        every number of the block, by its path within it.
    moved
        the path of the number that is replaced.
    """
    result: dict[str, tuple[str, ...]] = {}
    rest = [path for path in paths if path != moved]
    for key, ids in citations.items():
        if supports(key, moved):
            result |= {p: ids for p in rest if supports(key, p) and sources_of(citations, p) == ids}
        else:
            result[key] = ids
    return result


def telling(citations: Citations) -> dict[str, tuple[str, ...]]:
    """Return citations without those that name no source, but where they except a number."""

    def told(key: str) -> bool:
        wider = (other for other in citations if other != key and supports(other, key))
        return bool(citations[key]) or any(citations[other] for other in wider)

    return {key: ids for key, ids in citations.items() if told(key)}


def of_other_parts(citations: Citations, replaced: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return a block's citations without those of parts that are replaced or dropped."""
    gone = set(replaced)
    return {key: ids for key, ids in citations.items() if part_of(key) not in gone}


def _cited(block: Node, shared: list[Node] | None, name: str, known: KnownSources) -> Node:
    if not isinstance(block.value, dict):
        return block
    cells = dict(block.value)
    stated = [_what_is_stated(part, cells[part]) for part in PARTS if part in cells]
    added = [key for key in stated if key not in PARTS]
    if "sources" not in cells and not (stated and shared) and not added:
        return block
    own = cells.get("sources")
    if own is not None and isinstance(own.value, dict):
        entries = {
            key: _ids(node, f"{name}.sources.{key}", known) for key, node in own.value.items()
        }
        for key, node in own.value.items():
            if part_of(key) not in PARTS:
                hint = nearest(key, PARTS)
                expected = f"what a source supports: {', '.join(PARTS)}, or a number of them"
                raise node.error(f"{name}.sources.{key}", quoted(key), expected, hint)
    else:
        ids = _ids(own, f"{name}.sources", known)
        entries = {} if ids is None else dict.fromkeys(stated or PARTS, ids)
    mentioned = {part_of(key) for key in entries}
    unsaid = [key for key in stated if part_of(key) not in mentioned]
    entries |= {key: shared or [] for key in unsaid if shared or key in added}
    place = own or block
    cells["sources"] = Node(
        {key: Node(ids or [], place.file, place.line) for key, ids in entries.items()},
        place.file,
        place.line,
    )
    return _with(block, cells)


def _what_is_stated(part: str, node: Node) -> str:
    """Return the key of what a file states of a part: all of it, or what it adds to its rate."""
    return f"{part}.{ADD}" if adds_only(node) else part


def _ids(node: Node | None, key: str, known: KnownSources) -> list[Node] | None:
    """Return the known sources a node names: none for an assumption, None where nothing is said."""
    if node is None or node.value is None:
        return None
    listed = node.value if isinstance(node.value, list) else [node]
    result = [one for one in listed if one.text(key) != ASSUMPTION]
    for one in result:
        if one.text(key) not in known():
            hint = nearest(one.text(key), known())
            expected = f"a source in sources.yaml, or {ASSUMPTION}"
            raise one.error(key, quoted(one.text(key)), expected, hint)
    return result


def children(node: Node | None) -> dict[str, Node]:
    """Return the mapping that a node holds, empty where it holds none."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _with(node: Node, value: Mapping[str, Node]) -> Node:
    return Node(dict(value), node.file, node.line, node.key_lines)
