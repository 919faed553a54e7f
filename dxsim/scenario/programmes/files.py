"""Programme files: read, changed in place by a scenario, validated, every refusal placed."""

from collections.abc import Sequence
from pathlib import Path

from dxsim.data import locations
from dxsim.data.files import listed
from dxsim.data.scenario_files import names_a_scenario
from dxsim.data.yamlfile import InputError, Node, describe, nearest, quoted, read
from dxsim.scenario.programmes.changes import contradiction, followed, number_of
from dxsim.scenario.programmes.draws import drawn_parameters
from dxsim.scenario.programmes.records import ASSUMPTION, KINDS, PLANS, Demand, Programme
from dxsim.scenario.validation import input_error, known_keys, plain

IDENTITY = ("kind", "component", "group")
IN_PLACE = {"delay": "lag", "scale": "the plan itself"}
"""Keys that a scenario alone states, and what a programme's own file states instead."""


def load_programme(name_or_path: str | Path) -> Programme:
    """Return the programme of a name under the country's `programmes/` or of a file anywhere.

    Raises
    ------
    InputError
        with file, line, key, what was found and what is expected, for anything amiss.

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.load_programme(dx.list_programmes()[0]).kind in ("adoption", "demand", "domestic_value")
    True
    """
    text = str(name_or_path)
    if text.endswith((".yaml", ".yml")) or "/" in text or Path(text).is_file():
        return _validated(_from_file(Path(text)))
    return _validated(_from_file(_named(text, (), None)))


def list_programmes() -> list[str]:
    """Return the names of the shipped programmes, in alphabetical order.

    Examples
    --------
    >>> import dxsim as dx
    >>> len(dx.list_programmes()) > 0
    True
    """
    return [path.stem for path in listed(locations.programmes_dir(), ".yaml")]


def programmes_of(entries: Node, folders: Sequence[Path]) -> tuple[Programme, ...]:
    """Return the programmes that a scenario names.

    Parameters
    ----------
    entries
        the value of `programmes`: names, or mappings with a `name` and what is changed in place. A
        mapping with a `kind` is a programme complete in itself.
    folders
        where files are looked for before the country's own folder.
    """
    programmes: dict[str, Programme] = {}
    for index, entry in enumerate(entries.sequence("programmes")):
        programme = _entry(entry, f"programmes.{index}", folders)
        if programme.name in programmes:
            found_twice = f"{quoted(programme.name)} twice"
            raise entry.error(f"programmes.{index}", found_twice, "each programme once")
        programmes[programme.name] = programme
    return tuple(programmes.values())


def programme_files(entries: Node, folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the files of the programmes that a scenario names, those written in it left out."""
    files = []
    for index, entry in enumerate(entries.sequence("programmes")):
        given = entry.value if isinstance(entry.value, dict) else {"name": entry}
        if "kind" not in given:
            name = given["name"].text("programmes")
            files.append(str(_named(name, folders, entry, f"programmes.{index}")))
    return tuple(files)


def _entry(entry: Node, key: str, folders: Sequence[Path]) -> Programme:
    if not isinstance(entry.value, dict):
        name = entry.text(key)
        return _validated(_from_file(_named(name, folders, entry, key)))
    named = entry.value.get("name")
    if named is None:
        raise entry.error(f"{key}.name", "nothing", "the name of a programme")
    name = named.text(f"{key}.name")
    if "kind" in entry.value:
        if not names_a_scenario(name):
            expected = "lower-case letters, digits and hyphens"
            raise named.error(f"{key}.name", describe(named), expected)
        return _validated(entry)
    whole = _from_file(_named(name, folders, named, f"{key}.name"))
    before = _validated(whole)
    _refuse_unknown(entry, key, type(before))
    changed = _validated(_changed(whole, entry))
    return followed(before, changed, _restated(entry))


def _restated(entry: Node) -> tuple[str, ...]:
    """Return the numbers whose distribution or evidence an entry states itself."""
    stated = entry.mapping("programmes")
    return tuple(
        f"{key}.{name}"
        for key in ("uncertainty", "evidence")
        if key in stated
        for name in stated[key].mapping(key)
    )


def _named(name: str, folders: Sequence[Path], place: Node | None, key: str = "programme") -> Path:
    """Return the file of a programme's name."""
    places = [*folders, locations.programmes_dir()]
    if names_a_scenario(name):
        for folder in places:
            if (folder / f"{name}.yaml").is_file() and _is_programme(folder / f"{name}.yaml"):
                return folder / f"{name}.yaml"
    known = sorted({path.stem for folder in places for path in listed(folder, ".yaml")})
    expected = "a programme beside the scenario or in the country's programmes"
    hint = nearest(name, known)
    if place is not None:
        raise place.error(key, quoted(name), expected, hint)
    raise InputError("programme", found=quoted(name), expected=expected, hint=hint)


def _is_programme(path: Path) -> bool:
    """Return whether a file beside the scenario is a programme and not another scenario."""
    return "producer" not in read(path).mapping("file")


def _from_file(path: Path) -> Node:
    tree = read(path)
    mapping = tree.mapping("file")
    name = mapping.get("name")
    if name is None:
        raise tree.error("name", "nothing", f"the file's stem, {quoted(path.stem)}")
    if name.text("name") != path.stem or not names_a_scenario(path.stem):
        raise name.error("name", describe(name), f"the file's stem, {quoted(path.stem)}")
    for key, instead in IN_PLACE.items():
        if key in mapping:
            expected = f"{instead}; a scenario states a {key} in place"
            raise mapping[key].error(key, f"the key {quoted(key)}", expected)
    return tree


def _changed(whole: Node, entry: Node, top: bool = True) -> Node:
    """Return a programme's tree with what an entry changes in place."""
    merged = dict(whole.mapping("file"))
    for key, node in entry.mapping("programmes").items():
        before = merged.get(key)
        deep = (
            before is not None
            and isinstance(before.value, dict)
            and isinstance(node.value, dict)
            and key not in PLANS
            and (top or key == "cost")
        )
        merged[key] = _changed(before, node, top=False) if deep and before else node
    lines = {**whole.key_lines, **entry.key_lines}
    return Node(merged, entry.file, entry.line, lines)


def _refuse_unknown(entry: Node, key: str, kind: type[Programme]) -> None:
    """Refuse keys that cannot be changed in place."""
    known = [name for name in known_keys(kind, []) if name not in (*IDENTITY, "title", "sources")]
    for name, node in entry.mapping(key).items():
        if name not in known:
            line = entry.key_lines.get(name, node.line)
            raise InputError(
                node.file, line=line, key=f"{key}.{name}", found=f"the unknown key {quoted(name)}",
                expected=f"one of {', '.join(known)}", hint=nearest(name, known),
            )  # fmt: skip


def _validated(tree: Node) -> Programme:
    """Return the record of a programme's tree."""
    from pydantic import ValidationError

    mapping = tree.mapping("programme")
    kind = mapping.get("kind")
    if kind is None:
        raise tree.error("kind", "nothing", f"one of {', '.join(KINDS)}")
    word = kind.text("kind")
    if word not in KINDS:
        raise kind.error("kind", quoted(word), f"one of {', '.join(KINDS)}", nearest(word, KINDS))
    try:
        result = KINDS[word].model_validate(plain(tree))
    except ValidationError as error:
        raise input_error(error, tree, KINDS[word]) from None
    _check(result, tree)
    return result


def _check(programme: Programme, tree: Node) -> None:
    """Refuse what no key alone shows to be wrong."""
    from dxsim.data import sources

    mapping = tree.mapping("programme")
    known = sources.sources() if programme.sources else {}
    for word in programme.sources:
        if word not in known:
            expected, hint = "a source of the country's data", nearest(word, known)
            raise mapping["sources"].error("sources", quoted(word), expected, hint)
    if (wrong := contradiction(programme)) is not None:
        plan, _, year = wrong.key.partition(".path.")
        place = _year_node(mapping[plan], int(year)) if year else mapping[wrong.key]
        raise place.error(wrong.key, wrong.found, wrong.expected)
    if isinstance(programme, Demand):
        _refuse_mixed(programme, mapping["spending"])
    _refuse_idle_draws(programme, mapping)
    _refuse_unknown_evidence(programme, mapping)


def _refuse_idle_draws(programme: Programme, mapping: dict[str, Node]) -> None:
    """Refuse the distribution of a number that the programme does not state."""
    for _, name in drawn_parameters([programme]):
        if number_of(programme, name) is None:
            place = mapping["uncertainty"].mapping("uncertainty")[name]
            expected = f"{name} stated beside it"
            raise place.error(f"uncertainty.{name}", "a distribution alone", expected)


def _refuse_unknown_evidence(programme: Programme, mapping: dict[str, Node]) -> None:
    """Refuse evidence of a number that the programme does not have, or that no table holds."""
    from dxsim.data.facts import facts
    from dxsim.data.programme_numbers import programme_numbers

    rows = [*programme_numbers(), *facts()] if programme.evidence else []
    for name, row in programme.evidence.items():
        place = mapping["evidence"].mapping("evidence")[name]
        if number_of(programme, name) is None and name not in PLANS:
            hint = nearest(name, known_keys(type(programme), []))
            raise place.error(f"evidence.{name}", quoted(name), "a number of this programme", hint)
        if row != ASSUMPTION and row not in rows:
            expected = f"{ASSUMPTION}, or a row of programme_numbers.csv or facts.csv"
            raise place.error(f"evidence.{name}", quoted(row), expected, nearest(row, rows))


def _refuse_mixed(programme: Demand, node: Node) -> None:
    units = {amount.unit: year for year, amount in programme.spending.path.items()}
    if len(units) > 1:
        first, other = list(units)[:2]
        place = _year_node(node, units[other])
        raise place.error(f"spending.path.{units[other]}", other, f"one currency, {first}")


def _year_node(node: Node, year: int) -> Node:
    path = node.mapping("path").get("path", node)
    return path.value.get(str(year), path) if isinstance(path.value, dict) else path
