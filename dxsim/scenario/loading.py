"""Scenarios: read from short YAML files of differences, validated, with every refusal placed.

The records are in `dxsim.scenario.records`; this module gives them and reads them.
"""

from collections.abc import Iterable
from pathlib import Path

from dxsim.data import locations
from dxsim.data.yamlfile import InputError, Node, nearest, quoted
from dxsim.scenario.checks import check
from dxsim.scenario.inheritance import resolve
from dxsim.scenario.names import COMPONENTS, BlockName, ComponentName
from dxsim.scenario.records import Block, Bound, Component, Gdp, Scenario, Text, Words
from dxsim.scenario.validation import input_error, plain

__all__ = [
    "COMPONENTS",
    "Block",
    "BlockName",
    "Bound",
    "Component",
    "ComponentName",
    "Gdp",
    "Scenario",
    "Text",
    "Words",
    "list_scenarios",
    "load_scenario",
    "load_scenarios",
    "scenario_path",
]


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Return the scenario of a name under `params/scenarios/` or of a file anywhere.

    Raises
    ------
    InputError
        with file, line, key, what was found and what is expected, for anything amiss.
    """
    path = scenario_path(name_or_path)
    merged = resolve(path)
    scenario = _validated(merged.tree, merged.files)
    check(scenario, merged.tree)
    return scenario


def list_scenarios() -> list[str]:
    """Return the names of the shipped scenarios, in alphabetical order; hidden files are none."""
    return sorted(path.stem for path in locations.scenarios_dir().glob("[!.]*.yaml"))


def load_scenarios(names: Iterable[str | Path] = ()) -> tuple[Scenario, ...]:
    """Return the scenarios named, or all that ship; an InputError where there is none."""
    wanted = tuple(names) or list_scenarios()
    if not wanted:
        folder = str(locations.scenarios_dir())
        raise InputError(folder, found="no scenario", expected="at least one .yaml file")
    return tuple(load_scenario(name) for name in wanted)


def scenario_path(name_or_path: str | Path) -> Path:
    """Return the file of a scenario given by name or path."""
    text = str(name_or_path)
    if text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text or Path(text).is_file():
        return Path(text)
    known = list_scenarios()
    if text in known:
        return locations.scenarios_dir() / f"{text}.yaml"
    raise InputError(
        "scenario",
        found=quoted(text),
        expected="a name under params/scenarios or a path to a .yaml file",
        hint=nearest(text, known) or f"known: {', '.join(known)}",
    )


def _validated(tree: Node, files: tuple[str, ...]) -> Scenario:
    from pydantic import ValidationError

    try:
        return Scenario.model_validate({**plain(tree), "origins": files})
    except ValidationError as error:
        raise input_error(error, tree, Scenario) from None
