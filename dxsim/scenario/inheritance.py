"""Inheritance: a scenario file is its parent's assumptions with the stated differences.

Mappings merge by key; `growth` and `deflator` are replaced whole, lists too; one that states only
`add` keeps the law below and adds to its rates. The name, title and
question belong to the file that states them. What an ancestor said is dropped where the file's
own closure or growth law leaves it without meaning. Where `extends` is a list its first entry is
the parent and what the others state is laid over it, see `dxsim.scenario.overlays`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dxsim.data import locations
from dxsim.data.files import folders_beside, followed, listed, original_of
from dxsim.data.scenario_files import names_a_scenario
from dxsim.data.yamlfile import InputError, Node, describe, nearest, quoted, read
from dxsim.scenario import overlays
from dxsim.scenario.additions import adds_only, laid_over
from dxsim.scenario.citations import beside_numbers, children, without_replaced
from dxsim.scenario.laws import RATIO_LAWS
from dxsim.scenario.names import BESIDE
from dxsim.scenario.validation import INTERNAL, STACKING

REPLACED_WHOLE = ("growth", "deflator")
OWN_KEYS = ("name", "title", "short", "question", "note")
LONGEST_CHAIN = 20


class Merged(NamedTuple):
    """A scenario's merged tree, and the files it was merged from, its own first."""

    tree: Node
    files: tuple[str, ...]


def resolve(path: Path, laid_over: Sequence[Path] = ()) -> Merged:
    """Return the merged tree of a scenario file, its parents and its overlays.

    Parameters
    ----------
    path
        the scenario file.
    laid_over
        files whose own statements are laid over the whole, in order.

    Raises
    ------
    InputError
        for unreadable files, a name that is not the file's stem, an unknown parent, a cycle, and
        overlays that set one assumption to different values.
    """
    merged = _resolved(path, ())
    return _stacked(merged, [_statements(file) for file in laid_over], ()) if laid_over else merged


def _resolved(path: Path, seen: tuple[Path, ...]) -> Merged:
    """Return a file over its parents; `seen` are the files that led here."""
    tree = beside_numbers(read(path))
    _check_name(tree, path)
    own, given = _without(tree, STACKING), tree.mapping("file")
    names = _parents(given)
    prefer = overlays.preferred(given.get("prefer"), [str(node.value) for node in names[1:]])
    if not names:
        return Merged(own, (own.file,))
    seen = (*seen, followed(path))
    merged = _resolved(_found(names[0], path, seen), seen)
    if names[1:]:
        stack = [_statements(_found(node, path, seen)) for node in names[1:]]
        merged = _stacked(merged, stack, prefer)
    return Merged(_over(merged.tree, own), (own.file, *merged.files))


def _stacked(below: Merged, stack: Sequence[Node], prefer: tuple[str, ...]) -> Merged:
    """Return a merged tree under overlays that agree among themselves or are decided between."""
    merged = below.tree
    for own in overlays.agreed(stack, prefer):
        merged = _over(merged, overlays.joined(merged, own))
    kept = {key: node for key, node in below.tree.mapping("file").items() if key in OWN_KEYS}
    everything = {**merged.mapping("file"), **kept}
    named = Node(everything, below.tree.file, below.tree.line, merged.key_lines)
    return Merged(named, (below.files[0], *(own.file for own in reversed(stack)), *below.files[1:]))


def _statements(path: Path) -> Node:
    """Return a file's own statements, without its parents' and without names.

    A file that states no assumption itself is refused: laid over, it would have no effect.
    """
    tree = beside_numbers(read(path))
    _check_name(tree, path)
    own = _without(tree, (*STACKING, *OWN_KEYS))
    if not own.mapping("file"):
        parents = [str(node.value) for node in _parents(tree.mapping("file"))]
        hint = f"lay over what it extends: {', '.join(parents[1:] or parents)}" if parents else ""
        found, expected = "no assumption of its own", "a file that states what to lay over"
        raise InputError(tree.file, found=found, expected=expected, hint=hint)
    return own


def _over(below: Node, own: Node) -> Node:
    """Return one file's statements over what stands below it."""
    _refuse_splice(below, own)
    _refuse_redating(below, own)
    return _without_meaning(_merge(below, own), own)


def _parents(given: dict[str, Node]) -> list[Node]:
    """Return the entries of `extends`, each a name."""
    node = given.get("extends")
    if node is None or node.value is None:
        return []
    entries = node.value if isinstance(node.value, list) else [node]
    seen: set[str] = set()
    for entry in entries:
        name = entry.text("extends")
        if name in seen:
            raise entry.error("extends", f"{quoted(name)} twice", "each name once")
        seen.add(name)
    if not entries:
        raise node.error("extends", "an empty list", "the name of a scenario, or several")
    return entries


def _check_name(tree: Node, path: Path) -> None:
    mapping = tree.mapping("file")
    for key in INTERNAL:
        if key in mapping:
            raise mapping[key].error(key, f"the unknown key {quoted(key)}", "a scenario key")
    name = mapping.get("name")
    if name is None:
        raise tree.error("name", "nothing", f"the file's stem, {quoted(path.stem)}")
    text = name.text("name")
    if not names_a_scenario(text):
        raise name.error("name", describe(name), "lower-case letters, digits and hyphens")
    if text != path.stem:
        original = original_of(path)
        hint = f"is the file a copy of {original.name}?" if original else ""
        raise name.error("name", quoted(text), f"the file's stem, {quoted(path.stem)}", hint)


def _found(node: Node, child: Path, seen: tuple[Path, ...]) -> Path:
    """Return the file of an entry of `extends`, beside its child or among the shipped."""
    name = node.text("extends")
    folders = [*folders_beside(child), locations.scenarios_dir(), locations.overlays_dir()]
    if not names_a_scenario(name):
        raise node.error("extends", quoted(name), "the name of a scenario, without .yaml")
    for folder in folders:
        candidate = folder / f"{name}.yaml"
        if candidate.is_file():
            break
    else:
        known = sorted({path.stem for folder in folders for path in listed(folder, ".yaml")})
        expected = "a scenario or overlay beside this file or under params"
        raise node.error("extends", quoted(name), expected, nearest(name, known))
    if followed(candidate) in seen:
        names = " extends ".join([*(path.stem for path in seen), name])
        raise node.error("extends", f"a cycle ({names})", "a chain of parents that ends")
    if len(seen) >= LONGEST_CHAIN:
        raise node.error("extends", f"{len(seen)} parents", f"at most {LONGEST_CHAIN}")
    return candidate


def _without(node: Node, keys: tuple[str, ...]) -> Node:
    mapping = {k: v for k, v in node.mapping("file").items() if k not in keys}
    return Node(mapping, node.file, node.line, node.key_lines)


def _merge(parent: Node, child: Node, depth: int = 0) -> Node:
    if not (isinstance(parent.value, dict) and isinstance(child.value, dict)):
        return child
    inherited = {k: v for k, v in parent.value.items() if depth or k not in OWN_KEYS}
    inherited = without_replaced(inherited, child.value)
    merged = dict(inherited)
    for key, node in child.value.items():
        if key in REPLACED_WHOLE and adds_only(node) and key in inherited:
            merged[key] = laid_over(inherited[key], node)
        elif key in REPLACED_WHOLE or key not in inherited:
            merged[key] = node
        else:
            merged[key] = _merge(inherited[key], node, depth + 1)
    return Node(merged, child.file, child.line, {**parent.key_lines, **child.key_lines})


def _without_meaning(tree: Node, child: Node) -> Node:
    """Drop what was inherited and has no meaning under the child's own closure or law."""
    top: dict[str, Node | None] = dict(tree.mapping("file"))
    own = child.mapping("file")
    closure = own.get("closure")
    if closure is not None and closure.value == "gdp_given" and "non_digital" not in own:
        top.pop("non_digital", None)
    if closure is not None and closure.value == "non_digital_given":
        top["gdp"] = _drop_inherited(top.get("gdp"), own.get("gdp"), "growth")
    components = top.get("components")
    if components is not None and isinstance(components.value, dict):
        own_components = children(own.get("components"))
        kept = {
            name: _law_without_deflator(node, own_components.get(name))
            for name, node in components.value.items()
        }
        top["components"] = Node(kept, components.file, components.line, components.key_lines)
    if any("growth" in children(part) for part in children(own.get("components")).values()):
        top["uncertainty"] = _drop_inherited(
            top.get("uncertainty"), own.get("uncertainty"), "basis"
        )
    return Node(
        {k: v for k, v in top.items() if v is not None}, tree.file, tree.line, tree.key_lines
    )


def _law_without_deflator(block: Node, own: Node | None) -> Node:
    law = children(children(own).get("growth"))
    if any(name in law for name in RATIO_LAWS):
        return _drop_inherited(block, own, "deflator") or block
    return block


def _drop_inherited(block: Node | None, own: Node | None, key: str) -> Node | None:
    if block is None or key in children(own) or not isinstance(block.value, dict):
        return block
    kept = {k: v for k, v in block.value.items() if k != key}
    kept = without_replaced(kept, {key: block})
    return Node(kept, block.file, block.line, block.key_lines)


def _refuse_splice(parent: Node, child: Node) -> None:
    """Refuse a new producer without its own levels: no level meets the trend of another."""
    inherited, own = parent.mapping("file"), child.mapping("file")
    producer = own.get("producer")
    if producer is None or "producer" not in inherited:
        return
    if producer.value == inherited["producer"].value or not _measures(str(producer.value)):
        return
    restated = children(own.get("components"))
    for name in children(inherited.get("components")):
        if "base" not in children(restated.get(name)):
            found = f"the level of {quoted(str(inherited['producer'].value))}"
            expected = f"a base measured by {quoted(str(producer.value))}"
            raise producer.error(f"components.{name}.base", found, expected)


def _measures(producer: str) -> bool:
    from dxsim.data.sources import producers

    known = producers()
    return producer in known and bool(known[producer].parts)


def _refuse_redating(parent: Node, child: Node) -> None:
    """Refuse another base year over levels that were inherited: they are those of their year."""
    inherited, own = parent.mapping("file"), child.mapping("file")
    year, was = own.get("base_year"), inherited.get("base_year")
    if year is None or was is None or str(year.value) == str(was.value):
        return
    restated = children(own.get("components"))
    blocks = {"gdp": (inherited.get("gdp"), own.get("gdp"))}
    left_out = [name for name, node in own.items() if node.value is None]
    blocks |= {n: (inherited.get(n), own.get(n)) for n in BESIDE if n not in left_out}
    for name, block in children(inherited.get("components")).items():
        blocks[f"components.{name}"] = (block, restated.get(name))
    for key, (before, now) in blocks.items():
        if "base" in children(before) and "base" not in children(now):
            found = f"the level of {was.value} inherited into base year {year.value}"
            raise year.error(f"{key}.base", found, f"the level of {year.value} in this file")
