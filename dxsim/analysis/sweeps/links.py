"""Parameters of a sweep that move with another one.

    vary:
      components.ict.growth.constant:
        from: 10%
        to: 20%
        count: 5
        with:
          - components.platform.growth.constant          # takes the same value
          - components.sectoral.growth.constant: {from: 20%, to: 30%}

`with` is one parameter, or several: each takes the values of the one it is linked to, or moves over
a range of its own in step with it. A list of values in step has one value for each.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from dxsim.analysis.sweeps.checks import refuse_extremes
from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError, Node, only_keys, quoted
from dxsim.scenario.parameters import quantity, read_value
from dxsim.scenario.records import Scenario


def with_linked(scenario: Scenario, free: Mapping[str, Array], vary: Node) -> dict[str, Array]:
    """Return the points with those of the linked parameters.

    Parameters
    ----------
    scenario
        the scenario that is swept.
    free
        the values of each varied parameter, one a point.
    vary
        the mapping `vary` of the sweep's file.

    Raises
    ------
    InputError
        for an unknown parameter, one that moves twice, values of another kind, and a list of
        another length than that of the values it is in step with.
    """
    result = dict(free)
    for path, node in vary.mapping("vary").items():
        if not isinstance(node.value, dict) or "with" not in node.value:
            continue
        for linked, stated in _links(node.value["with"], f"vary.{path}.with"):
            key = f"vary.{path}.with"
            if linked in result:
                raise node.value["with"].error(key, f"{quoted(linked)} twice", "each moved once")
            result[linked] = _values(scenario, path, linked, free[path], stated, node)
    tied = {path: values for path, values in result.items() if path not in free}
    if tied:
        refuse_extremes(scenario, tied, vary)
    return result


def stated_value(scenario: Scenario, path: str, text: str, node: Node) -> float:
    """Return the value of a parameter that a text of the sweep's file states."""
    try:
        return read_value(scenario, path, text)
    except InputError as wrong:  # named the scenario's file; the fault stands in the sweep's
        raise _in_sweep(wrong, path, node) from None


def _in_sweep(wrong: InputError, path: str, node: Node) -> InputError:
    return InputError(
        node.file, line=node.line, key=f"vary.{path}", found=wrong.found, expected=wrong.expected,
        hint=wrong.hint,
    )  # fmt: skip


def _links(node: Node, key: str) -> Iterator[tuple[str, Node | None]]:
    """Yield each linked parameter, with the range or list it states for it, if any."""
    entries = node.value if isinstance(node.value, list) else [node]
    for entry in entries:
        if isinstance(entry.value, dict):
            yield from entry.mapping(key).items()
        else:
            yield entry.text(key), None


def _values(
    scenario: Scenario, path: str, linked: str, values: Array, stated: Node | None, main: Node
) -> Array:
    place = stated or main.mapping(path)["with"]
    try:
        kinds = [quantity(scenario, one) for one in (path, linked)]
    except InputError as wrong:
        raise _in_sweep(wrong, f"{path}.with", place) from None
    if stated is None:
        if kinds[0] != kinds[1]:
            found = f"{quoted(linked)}, which is measured otherwise"
            raise place.error(f"vary.{path}.with", found, "a range of its own, with from and to")
        return values
    if isinstance(stated.value, list):
        own = [stated_value(scenario, linked, item.text(linked), stated) for item in stated.value]
        return _in_order(np.array(own), values, path, linked, stated)
    key = f"vary.{path}.with.{linked}"
    parts = only_keys(stated, key, ("from", "to"))
    for end in ("from", "to"):
        if end not in parts:
            raise stated.error(f"{key}.{end}", "nothing", "a value")
    first, last = (
        stated_value(scenario, linked, parts[end].text(linked), parts[end])
        for end in ("from", "to")
    )
    return np.asarray(first + (last - first) * _part_of_range(scenario, path, values, main))


def _in_order(own: Array, values: Array, path: str, linked: str, stated: Node) -> Array:
    """Return a list's values, each where the parameter it is linked to has its own of that place.

    Values count by their first appearance; where they repeat, a list as long as all of them goes
    with them one by one.
    """
    unique, first = np.unique(values, return_index=True)
    order = np.argsort(first)
    if len(own) == len(unique):
        place = np.empty(len(unique), dtype=int)
        place[order] = np.arange(len(unique))
        return np.asarray(own[place[np.searchsorted(unique, values)]])
    if len(own) == len(values):
        return own
    found, expected = f"{len(own)} values", f"{len(unique)}, one for each of {path}"
    raise stated.error(f"vary.{path}.with.{linked}", found, expected)


def _part_of_range(scenario: Scenario, path: str, values: Array, main: Node) -> Array:
    """Return how far along its range, from 0 to 1, each value of a parameter is."""
    parts = main.mapping(path)
    if "from" in parts:
        low, high = (
            stated_value(scenario, path, parts[end].text(path), main) for end in ("from", "to")
        )
    else:
        low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
