"""Where each assumption of a scenario was set, along its chain of parents."""

from pathlib import Path
from typing import NamedTuple

from dxsim.data.scenario_files import scenario_files
from dxsim.data.yamlfile import Node
from dxsim.scenario.inheritance import resolve
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario
from dxsim.scenario.validation import compared, plain

WHOLE = ("growth", "deflator", "bounds", "uncertainty", "programmes")
NOT_ASSUMPTIONS = ("name", "title", "short", "question", "note", "sources")


class Assumption(NamedTuple):
    """An assumption as it stands in a file: its value there, the file and the line."""

    value: object
    file: str
    line: int


class Difference(NamedTuple):
    """An assumption that two scenarios make differently; None where one makes none."""

    key: str
    first: Assumption | None
    second: Assumption | None


def assumptions(name_or_path: str | Path) -> dict[str, Assumption]:
    """Return every assumption of a scenario by its key, with the place that set it."""
    tree = resolve(*scenario_files(name_or_path)).tree
    collected: dict[str, Assumption] = {}
    _collect(tree, "", collected)
    return collected


def differing_assumptions(first: str | Path, second: str | Path) -> list[Difference]:
    """Return the assumptions in which two scenarios differ, in the order of the files."""
    load_scenario(first), load_scenario(second)
    ours, theirs = assumptions(first), assumptions(second)
    keys = [*ours, *(key for key in theirs if key not in ours)]
    pairs = [Difference(key, ours.get(key), theirs.get(key)) for key in keys]
    return [pair for pair in pairs if _value(pair.first) != _value(pair.second)]


def chain(scenario: Scenario) -> list[str]:
    """Return the names of a scenario and its parents, its own first."""
    return [Path(file).stem for file in scenario.origins]


def _value(assumption: Assumption | None) -> object:
    return None if assumption is None else compared(assumption.value)


def _collect(node: Node, prefix: str, assumptions: dict[str, Assumption]) -> None:
    for key, child in node.mapping(prefix or "file").items():
        path = f"{prefix}.{key}" if prefix else key
        if key in NOT_ASSUMPTIONS:
            continue
        if key in WHOLE or not isinstance(child.value, dict):
            assumptions[path] = Assumption(plain(child), child.file, child.line)
        else:
            _collect(child, path, assumptions)
