"""Files of scenarios: which one a name stands for, and which names there are.

Nothing of a file is read here, so that a name that is wrong is refused before any library loads.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from dxsim.data import locations
from dxsim.data.files import folders_beside, listed
from dxsim.data.yamlfile import InputError, nearest, quoted

LAID_OVER = "+"
"""Mark between a scenario and its overlays, as in `baseline+slowdown`."""
LONGEST_NAME = 64
_SCENARIO = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def names_a_scenario(text: str) -> bool:
    """Return whether a text can be a scenario's name: lower-case letters, digits and hyphens."""
    return len(text) <= LONGEST_NAME and _SCENARIO.fullmatch(text) is not None


def scenario_files(name_or_path: str | Path) -> tuple[Path, tuple[Path, ...]]:
    """Return the file of a scenario, and the files laid over it, in order."""
    first, *others = named_parts(str(name_or_path))
    path = scenario_path(first)
    known = {
        file.stem: file
        for folder in (locations.overlays_dir(), *reversed(folders_beside(path)))
        for file in listed(folder, ".yaml")
    }
    return path, tuple(known.get(name) or _overlay_path(name, known) for name in others)


def _overlay_path(name: str, known: Iterable[str]) -> Path:
    """Return the file of an overlay that stands neither beside the scenario nor among overlays."""
    try:
        return scenario_path(name)
    except InputError as error:
        if hint := nearest(name, known):
            raise InputError(
                "scenario", found=error.found, expected="an overlay or a scenario", hint=hint
            ) from None
        raise


def list_overlays() -> list[str]:
    """Return the names of the shipped overlays, in alphabetical order."""
    return [path.stem for path in listed(locations.overlays_dir(), ".yaml")]


def named_parts(text: str) -> list[str]:
    """Return the scenario and the overlays that a text names; a file may have the sign in it."""
    found, *rest = text.split(LAID_OVER)
    parts = []
    for piece in rest:
        if names_a_scenario(found) or Path(found).is_file():
            parts.append(found)
            found = piece
        else:
            found = f"{found}{LAID_OVER}{piece}"
    return [*parts, found]


def list_scenarios() -> list[str]:
    """Return the names of the shipped scenarios, in alphabetical order; hidden files are none.

    Examples
    --------
    >>> import dxsim as dx
    >>> "baseline" in dx.list_scenarios()
    True
    """
    return [path.stem for path in listed(locations.scenarios_dir(), ".yaml")]


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
        expected="a name among the country's scenarios or a path to a .yaml file",
        hint=nearest(text, known) or f"known: {', '.join(known)}",
    )
