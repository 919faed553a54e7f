"""Scenarios as files again: the whole of one, or its differences from a parent.

What is written reads back as the same scenario, to the last digit.
"""

from collections.abc import Collection, Mapping

import yaml

from dxsim.data.files import Document
from dxsim.data.numerals import format_number, format_percent
from dxsim.data.quantities import Base, format_base
from dxsim.data.yamlfile import InputError
from dxsim.scenario.citations import ASSUMPTION, PARTS, Citations, part_of
from dxsim.scenario.inheritance import OWN_KEYS, REPLACED_WHOLE
from dxsim.scenario.laws import PARAMETERS, Record
from dxsim.scenario.names import BESIDE
from dxsim.scenario.parameters import holds_arrays
from dxsim.scenario.programmes.distributions import Beta, Draws, NormalRate, NormalRise
from dxsim.scenario.programmes.files import IN_PLACE
from dxsim.scenario.programmes.records import Programme
from dxsim.scenario.records import Scenario
from dxsim.scenario.texts import Words
from dxsim.scenario.validation import INTERNAL

_PLAIN_NUMBERS = {
    "ar1", "degrees_of_freedom", "correlation", "rate", "intensity_rise", "ramp", "fade", "weight",
    "units",
    *(
        key
        for stated in PARAMETERS.values()
        for key, quantity in stated.items()
        if quantity is not None and not quantity.look.in_per_cent
    ),
}  # fmt: skip


class _Writer(yaml.SafeDumper):
    """Writes texts without quotation marks wherever the strict reader takes them as texts."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0].endswith(":null")]
        for first, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


class _Lines(dict[str, str]):
    """A mapping written one line a key."""


_Writer.add_representer(
    _Lines, lambda writer, data: writer.represent_mapping("tag:yaml.org,2002:map", data, False)
)


def scenario_text(scenario: Scenario) -> str:
    """Return the parameter file of a scenario, complete in itself.

    Raises
    ------
    InputError
        where a parameter is an array: a file holds one scenario.

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.scenario_text(dx.load_scenario("baseline")).splitlines()[0]
    'name: baseline'
    """
    return _dumped(_tree(scenario))


def programme_text(programme: Programme) -> str:
    """Return the file of a programme, without what a scenario alone states of it."""
    tree = {key: value for key, value in _record_tree(programme).items() if key not in IN_PLACE}
    return _dumped(tree)


def differences(parent: Scenario, child: Scenario) -> str:
    """Return the smallest parameter file that extends `parent` and reads as `child`.

    Raises
    ------
    InputError
        where `child` lacks a component of `parent`, which no file of differences can say.

    Examples
    --------
    >>> import dxsim as dx
    >>> parent = dx.load_scenario("baseline")
    >>> child = dx.with_parameters(parent, {"components.platform.base": 0.015})
    >>> "1.5% of gdp" in dx.differences(parent, child)
    True
    """
    for name in parent.components:
        if name not in child.components:
            raise InputError(
                child.name,
                key=f"components.{name}",
                found="no such component",
                expected=f"every component of {parent.name}",
            )
    old, new = (_tree(_without_sources(one)) for one in (parent, child))
    changed = _changed({k: v for k, v in old.items() if k not in OWN_KEYS}, new)
    if child.producer != parent.producer:
        _restate_levels(changed, new, ())
    if child.base_year != parent.base_year:
        _restate_levels(changed, new, ("gdp", *BESIDE))
    _restate_sources(changed, parent, child)
    ordered = {key: new[key] for key in OWN_KEYS if key in new} | {"extends": parent.name}
    return _dumped(ordered | {key: value for key, value in changed.items() if key not in OWN_KEYS})


def _restate_levels(changed: Document, new: Document, others: Collection[str]) -> None:
    """Say the level of every component, and of the other blocks named, also where it is equal.

    A file may inherit no level of another producer or of another year.
    """
    for key in (*others, *(f"components.{name}" for name in new["components"])):
        block = _within(new, key)
        if "base" in block:
            _within(changed, key, make=True)["base"] = block["base"]


def _restate_sources(changed: Document, parent: Scenario, child: Scenario) -> None:
    """Say the sources of parts that are restated, and of those that are cited otherwise now."""
    for key, block in child.blocks.items():
        before = parent.blocks[key].sources if key in parent.blocks else {}
        stated = _within(changed, key)
        said: dict[str, tuple[str, ...]] = {}
        for part in (name for name in PARTS if getattr(block, name, None) is not None):
            old, new = (_of_part(cited, part) for cited in (before, block.sources))
            if stated.get(part) is not None:
                said |= new
            elif old != new:
                said |= new or {part: ()}
        if said:
            _within(changed, key, make=True)["sources"] = {
                cited: list(ids[1:] and ids) or "".join(ids) or ASSUMPTION
                for cited, ids in said.items()
            }


def _within(tree: Document, key: str, *, make: bool = False) -> Document:
    """Return the mapping at a block's key, empty where there is none; `make` puts it there."""
    own = tree
    for name in key.split("."):
        own = own.setdefault(name, {}) if make else (own.get(name) or {})
    return own


def _of_part(citations: Citations, part: str) -> dict[str, tuple[str, ...]]:
    return {key: ids for key, ids in citations.items() if part_of(key) == part}


def _changed(old: Document, new: Document) -> Document:
    changes: Document = {}
    for key, value in new.items():
        if key not in old:
            changes[key] = value
        elif value != old[key]:
            whole = key in REPLACED_WHOLE or not isinstance(value, dict)
            changes[key] = value if whole else _changed(old[key], value)
    return changes | {key: [] if key == "bounds" else None for key in old if key not in new}


def _without_sources(scenario: Scenario) -> Scenario:
    def bare(block: Record) -> Record:
        return block.model_copy(update={"sources": {}})

    update: dict[str, object] = {"gdp": bare(scenario.gdp)}
    update["components"] = {name: bare(part) for name, part in scenario.components.items()}
    for name in ("non_digital", *BESIDE):
        if getattr(scenario, name) is not None:
            update[name] = bare(getattr(scenario, name))
    return scenario.model_copy(update=update)


def _tree(scenario: Scenario) -> Document:
    if holds_arrays(scenario):
        expected = "plain numbers, as a file holds one scenario"
        raise InputError(scenario.name, found="a parameter that is an array", expected=expected)
    tree = _record_tree(scenario)
    spans = [*tree.get("bounds", ()), *tree.get("uncertainty", {}).get("events", ())]
    for bound in spans:
        bound["years"] = "-".join(str(year) for year in dict.fromkeys(bound["years"]))
    return tree


def _plain(value: object, key: str = "") -> object:
    if isinstance(value, Words):
        return value.en if value.en == value.vi else _Lines(en=value.en, vi=value.vi)
    if isinstance(value, Record):
        return _record_tree(value, key)
    if isinstance(value, Mapping):
        return {str(k): _plain(v, key) for k, v in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Base):
        return [_plain(item, key) for item in value]
    return None if value is None else _text(value, key)


def _record_tree(record: Record, key: str = "") -> Document:
    """Return the content of a record by the keys of a file, without what is empty."""
    fields = {info.alias or name: name for name, info in type(record).model_fields.items()}
    children = {k: getattr(record, name) for k, name in fields.items() if name not in INTERNAL}
    drawn = isinstance(record, Draws | Beta | NormalRate | NormalRise)
    return {
        k: _plain(v, key if drawn and k not in _PLAIN_NUMBERS else k)
        for k, v in children.items()
        if v is not None and v not in ((), {})
    }


def _text(value: object, key: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Base):
        return format_base(value)
    if isinstance(value, float) and key == "reach":
        return f"{format_percent(value)} of gdp"
    if isinstance(value, float):
        return format_number(value) if key in _PLAIN_NUMBERS else format_percent(value)
    return str(value)


def _dumped(tree: Document) -> str:
    return yaml.dump(
        dict(tree),
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=float("inf"),
    )
