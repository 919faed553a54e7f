"""Numeric parameters by path: read them all, and move any of them to a number or an array.

A path names a parameter as the scenario file does: `components.sectoral.growth.fade.from`,
`gdp.growth.path.2030`, `gdp.growth.steps.2025-2029`, `components.platform.base`, and a number of a
programme by the programme's name: `programmes.retail.realisation`. Rates and shares
are fractions, speeds log points a year, half-lives years, money trillions.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dxsim.data.arrays import Array
from dxsim.data.numerals import QuantityError
from dxsim.data.quantities import BASE_SHARE, INFLATION, RATE, Base, Quantity, money_base
from dxsim.data.yamlfile import InputError, Node, nearest, quoted
from dxsim.scenario.checks import check_numbers
from dxsim.scenario.citations import kept, numbers, sources_of
from dxsim.scenario.laws import PARAMETERS, Record
from dxsim.scenario.programmes import parameters as of_programmes
from dxsim.scenario.records import Scenario

Changes = Mapping[str, ArrayLike]
Leaf = tuple[tuple[str, ...], Any]
"""The keys of a number and the number, or the array that stands in its place."""
_BLOCKS = ("gdp", "non_digital", "components")


def numeric_parameters(scenario: Scenario) -> dict[str, float]:
    """Return every numeric assumption of a scenario by its path, in the order of the file.

    Examples
    --------
    >>> import dxsim as dx
    >>> dx.numeric_parameters(dx.load_scenario("baseline"))["components.platform.base"]
    0.012
    """
    return {".".join(keys): value for keys, value in _leaves(scenario)}


def number_sources(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the sources of every numeric assumption by its path; none for an assumption."""
    sources = {}
    for path in numeric_parameters(scenario):
        name, own = _block_and_path(path)
        if name == of_programmes.BLOCK:
            continue
        sources[path] = sources_of(scenario.blocks[name].sources, own)
    return sources


def _block_and_path(path: str) -> tuple[str, str]:
    """Return a block's key and a number's path within it."""
    keys = path.split(".")
    depth = 2 if keys[0] == "components" else 1
    return ".".join(keys[:depth]), ".".join(keys[depth:])


def parameter_value(scenario: Scenario, path: str) -> float:
    """Return a numeric parameter; an InputError names the nearest where there is none."""
    _keys(scenario, path)
    return numeric_parameters(scenario)[path]


def quantity(scenario: Scenario, path: str) -> Quantity:
    """Return the quantity of the parameter at a path; an unknown path is refused."""
    return _quantity(scenario, _keys(scenario, path))


def _quantity(scenario: Scenario, keys: tuple[str, ...]) -> Quantity:
    if keys[0] == of_programmes.BLOCK:
        return of_programmes.quantity_of(scenario.programmes, keys)
    if keys[-1] != "base":
        return _of_law(keys)
    base = _at(scenario, keys)
    assert isinstance(base, Base)
    return BASE_SHARE if base.unit == "gdp" else money_base(base.unit, of_gdp=keys[0] == "gdp")


def _of_law(keys: tuple[str, ...]) -> Quantity:
    """Return the quantity of a law's parameter, or of a rate for a year."""
    law = keys[3 if keys[0] == "components" else 2]
    result = PARAMETERS[law].get(keys[-1]) or PARAMETERS[law][law]
    assert result is not None
    return INFLATION if result == RATE and "deflator" in keys else result


def read_value(scenario: Scenario, path: str, text: str) -> float:
    """Return the value that a text states for a parameter, as a scenario file would.

    Raises
    ------
    InputError
        for an unknown path, and for a text that a file may not state there.
    """
    measured = quantity(scenario, path)
    try:
        value = measured.parse(text)
    except QuantityError as error:
        found, expected, hint = quoted(text), error.expected, error.hint
        raise InputError(
            scenario.place, key=path, found=found, expected=expected, hint=hint
        ) from None
    if not isinstance(value, Base):
        return float(value)
    own = _at(scenario, tuple(path.split(".")))
    if own is None:
        own = of_programmes.stated_at(scenario.programmes, tuple(path.split(".")))
    assert isinstance(own, Base)
    if value.unit != own.unit:
        raise InputError(scenario.place, key=path, found=quoted(text), expected=f"in {own.unit}")
    return float(value.value)


def with_parameters(scenario: Scenario, changes: Changes) -> Scenario:
    """Return the scenario with the parameters of some paths moved.

    Parameters
    ----------
    scenario
        the assumptions to start from.
    changes
        values by path. A number is held to the limits of the file reader, and the scenario that
        results to its checks; an array (scenarios, draws) is taken as it is.

    Raises
    ------
    InputError
        for an unknown path, with the nearest spelling, and for a number beyond its limits.

    Examples
    --------
    >>> import dxsim as dx
    >>> path = "components.platform.base"
    >>> moved = dx.with_parameters(dx.load_scenario("baseline"), {path: 0.015})
    >>> moved.components["platform"].base.value
    0.015
    """
    moved, numbers_only = scenario, True
    for path, value in changes.items():
        keys, new = _keys(scenario, path), np.asarray(value, dtype=float)
        if new.ndim:
            numbers_only = False
        else:
            _refuse_beyond_limits(scenario, keys, float(new))
        if keys[0] == of_programmes.BLOCK:
            moved = _with_programme(moved, keys, new)
            continue
        if new.ndim:
            moved = _moved(moved, keys, new)
            continue
        if not np.array_equal(parameter_value(moved, path), new):
            moved = _uncited(_moved(moved, keys, float(new)), path)
    if numbers_only and moved.programmes is not scenario.programmes:
        of_programmes.refuse_contradictions(moved.programmes, scenario.place)
    if numbers_only and _bounded(changes) and not holds_arrays(moved):
        check_numbers(moved, Node(None, scenario.place, 0))
    return moved


def _with_programme(moved: Scenario, keys: tuple[str, ...], new: Array) -> Scenario:
    """Return a scenario with a number of one of its programmes moved."""
    value = new if new.ndim else float(new)
    result = of_programmes.moved_programmes(moved.programmes, keys, value)
    return moved.model_copy(update={"programmes": result})


def _uncited(moved: Scenario, path: str) -> Scenario:
    """Return a scenario whose number at `path` was replaced without the sources of the old one."""
    name, own = _block_and_path(path)
    block = moved.blocks[name]
    if not sources_of(block.sources, own):
        return moved
    left = kept(block.sources, numbers(block), own)
    return _moved(moved, (*name.split("."), "sources"), left)


def _bounded(paths: Iterable[str]) -> bool:
    """Return whether some of the paths are base levels or ceilings, which bound each other."""
    return any(path.endswith((".base", ".ceiling")) for path in paths)


def with_carve_out(scenario: Scenario, name: str, base: ArrayLike) -> Scenario:
    """Return the scenario with a carved-out component's base moved and the published total kept.

    Parameters
    ----------
    scenario
        the assumptions; component `name` says which one it is `carved_from`.
    name
        the carved-out component, such as "platform".
    base
        its new base in its own unit (a fraction of GDP, or trillions); an array moves many.

    Raises
    ------
    InputError
        where `name` is no carved-out component, or more is carved out than there is.

    Examples
    --------
    >>> import dxsim as dx
    >>> scenario = dx.load_scenario("baseline")
    >>> moved = dx.with_carve_out(scenario, "platform", 0.02)
    >>> shares = [float(dx.simulate(s).share[0]) for s in (scenario, moved)]
    >>> abs(shares[0] - shares[1]) < 1e-12
    True
    """
    component = scenario.components.get(name)
    if component is None or component.carved_from is None:
        carved = [n for n, c in scenario.components.items() if c.carved_from]
        expected = f"a carved-out component: {', '.join(carved) or 'none here'}"
        raise InputError(scenario.place, key="carved_from", found=quoted(name), expected=expected)
    source = scenario.components[component.carved_from].base
    gdp = np.asarray(scenario.gdp.base.value)
    added = np.asarray(base, dtype=float) - component.base.value
    if component.base.unit != source.unit:
        added = added * gdp if component.base.unit == "gdp" else added / gdp
    changes = {
        f"components.{name}.base": base,
        f"components.{component.carved_from}.base": source.value - added,
    }
    return with_parameters(scenario, changes)


def with_totals_kept(scenario: Scenario, changes: Changes) -> Scenario:
    """Return the scenario with assumptions moved, published totals kept.

    As `with_parameters`, but the base of a carved-out component takes from the component it was
    carved from, so that nothing is counted twice; see `with_carve_out`.
    """
    carved = {
        f"components.{name}.base": name
        for name, component in scenario.components.items()
        if component.carved_from is not None
    }
    plain = {path: value for path, value in changes.items() if path not in carved}
    moved = with_parameters(scenario, plain) if plain else scenario
    for path, value in changes.items():
        if path in carved:
            moved = with_carve_out(moved, carved[path], value)
    return moved


def holds_arrays(scenario: Scenario) -> bool:
    """Return whether any parameter of a scenario is an array."""
    return any(isinstance(v, np.ndarray) and v.ndim > 0 for _, v in _leaves(scenario))


def _leaves(scenario: Scenario) -> list[Leaf]:
    leaves: list[Leaf] = []
    for name in _BLOCKS:
        _collect(leaves, (name,), getattr(scenario, name))
    return leaves + list(of_programmes.programme_leaves(scenario.programmes))


def _collect(leaves: list[Leaf], keys: tuple[str, ...], value: object) -> None:
    """Add every number below some keys, with its keys, to a list."""
    if isinstance(value, Base):
        leaves.append((keys, value.value))
    elif isinstance(value, float | np.ndarray):
        leaves.append((keys, value))
    elif isinstance(value, Record):
        names = _names(type(value))
        for field, child in vars(value).items():
            if child is not None and not isinstance(child, str):
                _collect(leaves, (*keys, names[field]), child)
    elif isinstance(value, dict):
        for key, child in value.items():
            _collect(leaves, (*keys, str(key)), child)


def _keys(scenario: Scenario, path: str) -> tuple[str, ...]:
    keys = tuple(path.split("."))
    if keys[0] in _BLOCKS and isinstance(_at(scenario, keys), Base | float | np.ndarray):
        return keys
    programmes = of_programmes.programme_leaves(scenario.programmes)
    if keys[0] == of_programmes.BLOCK and any(keys == own for own, _ in programmes):
        return keys
    known = numeric_parameters(scenario)
    expected = "a numeric parameter of the scenario, such as " + next(iter(known))
    found, hint = quoted(path), nearest(path, known)
    raise InputError(scenario.place, key="parameter", found=found, expected=expected, hint=hint)


def _at(holder: object, keys: tuple[str, ...]) -> object:
    """Return the value at a sequence of keys, None if there is none."""
    for key in keys:
        if isinstance(holder, dict):
            holder = next((v for k, v in holder.items() if str(k) == key), None)
        elif isinstance(holder, Record):
            holder = getattr(holder, _fields(type(holder)).get(key, ""), None)
        else:
            return None
    return holder


@lru_cache(maxsize=64)
def _fields(record: type[Record]) -> dict[str, str]:
    """Return the name of each field by the key a file gives it."""
    return {info.alias or name: name for name, info in record.model_fields.items()}


@lru_cache(maxsize=64)
def _names(record: type[Record]) -> dict[str, str]:
    """Return the key a file gives each field."""
    return {field: key for key, field in _fields(record).items()}


def _moved(scenario: Scenario, keys: tuple[str, ...], value: object) -> Scenario:
    changed = _replaced(getattr(scenario, keys[0]), keys[1:], value)
    return scenario.model_copy(update={keys[0]: changed})


def _replaced(holder: object, keys: tuple[str, ...], value: object) -> object:
    if not keys:
        return holder.at(value) if isinstance(holder, Base) else value
    if isinstance(holder, dict):
        key = next(known for known in holder if str(known) == keys[0])
        return {**holder, key: _replaced(holder[key], keys[1:], value)}
    assert isinstance(holder, Record)
    field = _fields(type(holder))[keys[0]]
    return holder.model_copy(update={field: _replaced(getattr(holder, field), keys[1:], value)})


def _refuse_beyond_limits(scenario: Scenario, keys: tuple[str, ...], value: float) -> None:
    measured = _quantity(scenario, keys)
    try:
        measured.parse(measured.text(value))
    except QuantityError as error:
        key, found, expected = ".".join(keys), f"{value:g}", error.expected
        raise InputError(scenario.place, key=key, found=found, expected=expected) from None
