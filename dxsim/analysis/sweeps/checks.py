"""Whether a scenario could state what a sweep makes of it: its ends, and its worst points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from dxsim.data.yamlfile import InputError, Node
from dxsim.model.levels import opening
from dxsim.scenario.parameters import numeric_parameters, with_parameters
from dxsim.scenario.records import Scenario

Points = Mapping[str, NDArray[np.float64]]


def refuse_extremes(scenario: Scenario, points: Points, node: Node) -> None:
    """Hold the smallest and the largest value of each parameter to the checks of a scenario."""
    for path, values in points.items():
        for value in {float(values.min()), float(values.max())}:
            _check(scenario, {path: value}, node)


def refuse_impossible(scenario: Scenario, points: Points, node: Node) -> None:
    """Hold the points with the largest base shares, and the least room below a ceiling, to them."""
    for row in _worst(with_parameters(scenario, points)):
        _check(scenario, {path: float(values[row]) for path, values in points.items()}, node)


def _worst(scenario: Scenario) -> set[int]:
    """Return the points at which the components are largest, and each is nearest its ceiling."""
    start, known = opening(scenario), numeric_parameters(scenario)
    gdp = np.asarray(scenario.gdp.base.value, dtype=float)
    shares = {name: np.asarray(level / gdp) for name, level in start.components.items()}
    rows = [int(np.argmax(sum(shares.values(), start=np.zeros(1))))]
    for name, share in shares.items():
        for path in (p for p in known if p.startswith(f"components.{name}.growth.")):
            if path.endswith(".ceiling"):
                rows.append(int(np.argmin(np.asarray(known[path]) - share)))
    return set(rows)


def _check(scenario: Scenario, values: Mapping[str, float], node: Node) -> None:
    try:
        with_parameters(scenario, values)
    except InputError as wrong:  # named the scenario's file; the fault stands in the sweep's
        raise _in_sweep(wrong, values, node) from None


def _in_sweep(wrong: InputError, paths: Iterable[str], node: Node) -> InputError:
    key = wrong.key or ", ".join(paths)
    return InputError(
        node.file, line=node.line, key=f"vary.{key}", found=wrong.found, expected=wrong.expected,
        hint=wrong.hint,
    )  # fmt: skip
