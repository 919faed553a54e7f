"""The keys of texts that the package composes, read out of its code, with what their holes hold."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import dxsim

PACKAGE = Path(dxsim.__file__).parent
ASKS = {"say": "", "words": "workbook.", "other": "", "_said": "index."}
"""What is called with a key, and the area it puts before it."""
HOLE = "{}"

Values = frozenset[str] | None
"""Every value that an expression of the code can have; None where the code alone does not say."""


class Asked(NamedTuple):
    """A call with a composed key: its place, its template, and each key where all are known."""

    place: str
    template: str
    keys: Values


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the package's modules, parsed, by their files."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


@cache
def asked() -> tuple[Asked, ...]:
    """Return every call of the package with a composed key."""
    return tuple(one for path, tree in trees().items() for one in _Module(path, tree).asked())


@cache
def calls() -> dict[str, list[tuple[Path, ast.Call]]]:
    """Return the package's calls, each with its file, by the name of what is called."""
    found: dict[str, list[tuple[Path, ast.Call]]] = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found.setdefault(name, []).append((path, node))
    return found


def arguments(name: str, at: int, within: str = "") -> set[str]:
    """Return the texts that stand as the `at`-th argument in calls of a name in the package."""
    return {
        text
        for path, node in calls()[name]
        if path.is_relative_to(PACKAGE / within) and len(node.args) > at
        for text in _texts(node.args[at])
    }


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple):
        for one in node.elts:
            yield from _texts(one)


class _Module:
    def __init__(self, path: Path, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.parents = {c: node for node in ast.walk(tree) for c in ast.iter_child_nodes(node)}
        self.asking: list[tuple[ast.AST, str]] = []

    def asked(self) -> Iterator[Asked]:
        for node in ast.walk(self.tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for key in self.composed(node.args[0]) if name in ASKS else ():
                template = ASKS[name] + "".join(
                    str(p.value) if isinstance(p, ast.Constant) else HOLE for p in key.values
                )
                place = f"{self.path.relative_to(PACKAGE)}:{node.lineno}"
                keys = self.joined(key)
                yield Asked(place, template, keys and frozenset(ASKS[name] + each for each in keys))

    def composed(self, key: ast.AST) -> Iterator[ast.JoinedStr]:
        """Yield the composed texts that a key is, or that its name was given."""
        if isinstance(key, ast.JoinedStr):
            yield key
        elif isinstance(key, ast.IfExp):
            yield from self.composed(key.body)
            yield from self.composed(key.orelse)
        elif isinstance(key, ast.Name):
            for node in ast.walk(self.around(key)):
                given = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "")
                if given == key.id and not isinstance(node.value, ast.Name):
                    yield from self.composed(node.value)

    def joined(self, node: ast.JoinedStr) -> Values:
        keys = frozenset({""})
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            values = self.values(inner)
            if values is None:
                return None
            keys = frozenset(key + value for key in keys for value in values)
        return keys

    def values(self, node: ast.AST) -> Values:
        """Return every text that an expression can be."""
        if isinstance(node, ast.Constant):
            return frozenset({str(node.value)})
        if isinstance(node, ast.JoinedStr):
            return self.joined(node)
        if isinstance(node, ast.IfExp):
            return _union([self.values(node.body), self.values(node.orelse)])
        if isinstance(node, ast.Name):
            return self.named(node)
        if isinstance(node, ast.Subscript) or _is_get(node):
            table = node.value if isinstance(node, ast.Subscript) else node.func.value
            more = node.args[1:] if isinstance(node, ast.Call) else []
            table = self.constant(table)
            held = table.values if isinstance(table, ast.Dict) else [None]
            return _union([self.values(one) if one else None for one in [*held, *more]])
        return None

    def constant(self, node: ast.AST) -> ast.AST:
        """Return the literal that a name stands for in the module, else the expression itself."""
        if not isinstance(node, ast.Name):
            return node
        for one in self.tree.body:
            targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
            if any(isinstance(t, ast.Name) and t.id == node.id for t in targets):
                return one.value
        for one in ast.walk(self.around(node)):
            if isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") == node.id:
                return one.value
        return node

    def around(self, node: ast.AST) -> ast.AST:
        """Return the function that an expression stands in, else the module."""
        while node in self.parents and not isinstance(node, ast.FunctionDef):
            node = self.parents[node]
        return node

    def named(self, name: ast.Name) -> Values:
        """Return every text that a name can stand for where it is read, besides itself."""
        place = (self.around(name), name.id)
        if place in self.asking:
            return frozenset()
        self.asking.append(place)
        try:
            return self.bound(name)
        finally:
            self.asking.pop()

    def bound(self, name: ast.Name) -> Values:
        near = self.nearest_loop(name)
        if near:
            return _union(near)
        found = []
        for node in ast.walk(self.around(name)):
            if isinstance(node, ast.arg) and node.arg == name.id:
                return None
            if isinstance(node, ast.For):
                found += self.looped(node.target, node.iter, name.id)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    found += self.assigned(target, node.value, name.id)
        if not found:
            own = self.constant(name)
            return None if own is name else self.values(own)
        return _union(found)

    def nearest_loop(self, name: ast.Name) -> list[Values]:
        """Return what the innermost loop around a name gives it, nothing where none does."""
        node: ast.AST = name
        while node in self.parents and not isinstance(node, ast.FunctionDef):
            node = self.parents[node]
            loops = [node] if isinstance(node, ast.For) else getattr(node, "generators", [])
            found = [v for loop in loops for v in self.looped(loop.target, loop.iter, name.id)]
            if found:
                return found
        return []

    def assigned(self, target: ast.AST, value: ast.AST, name: str) -> list[Values]:
        if isinstance(target, ast.Name):
            return [self.values(value)] if target.id == name else []
        if isinstance(target, ast.Tuple):
            at = [k for k, t in enumerate(target.elts) if getattr(t, "id", "") == name]
            if not at:
                return []
            several = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            if all(isinstance(one, ast.Tuple) for one in several):
                return [self.values(one.elts[at[0]]) for one in several]
            return [None]
        return []

    def looped(self, target: ast.AST, items: ast.AST, name: str) -> list[Values]:
        """Return what a name is in a loop over a literal: its items, or a part of each."""
        items = self.constant(items)
        if isinstance(items, ast.IfExp):
            several = (self.looped(target, one, name) for one in (items.body, items.orelse))
            return [values for found in several for values in found]
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        at = [k for k, part in enumerate(parts) if getattr(part, "id", "") == name]
        if not at:
            return []
        if isinstance(items, ast.Call) and getattr(items.func, "attr", "") == "items":
            table = self.constant(items.func.value)
            pairs = (
                (table.keys, table.values) if isinstance(table, ast.Dict) else ((None,), (None,))
            )
            return [self.values(one) if one else None for one in pairs[at[0]]]
        if isinstance(items, ast.Dict):
            return [self.values(key) for key in items.keys]
        part = at[0] if isinstance(target, ast.Tuple) else None
        listed = isinstance(items, ast.Tuple | ast.List | ast.Set)
        return [self.item(one, part) for one in items.elts] if listed else [None]

    def item(self, one: ast.AST, part: int | None) -> Values:
        """Return an item of a literal, or a part of it where the loop takes it apart."""
        if part is None:
            return self.starred(one)
        return self.values(one.elts[part]) if isinstance(one, ast.Tuple) else None

    def starred(self, one: ast.AST) -> Values:
        if not isinstance(one, ast.Starred):
            return self.values(one)
        inner = self.constant(one.value)
        if isinstance(inner, ast.Tuple | ast.List):
            return _union([self.values(each) for each in inner.elts])
        return None


def _is_get(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get"


def _union(several: list[Values]) -> Values:
    if any(values is None for values in several):
        return None
    return frozenset().union(*several)
