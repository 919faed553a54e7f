"""The files that work on scenarios may read, and their places in the project."""

from collections.abc import Sequence
from pathlib import Path

from dxsim.data import locations
from dxsim.data.scenario_files import list_scenarios
from dxsim.data.yamlfile import InputError, quoted, read
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario


def input_files(scenarios: Sequence[Scenario]) -> dict[str, Path]:
    """Return the files that work on scenarios may read, the shipped scenarios among them.

    Raises
    ------
    InputError
        where two files would have one place in the project.
    """
    ours = {scenario.name for scenario in scenarios}
    folders = (locations.country_dir(), locations.reference_dir())
    result = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    files = {locations.place(path): path for path in result}
    files = {name: path for name, path in files.items() if not is_scenario(name)}
    shipped = [load_scenario(name) for name in list_scenarios() if name not in ours]
    for origin in (o for scenario in (*scenarios, *shipped) for o in scenario.files):
        path = Path(origin)
        if files.setdefault(place(origin), path).resolve() != path.resolve():
            found_twice = f"two files {quoted(path.name)}"
            raise InputError(origin, found=found_twice, expected="one file a name")
    return files


def place(origin: str) -> str:
    """Return the place in the project of a file that a scenario was read from.

    A parameter file of the country keeps its own; a file from elsewhere stands among the
    scenarios, the programmes, or among the overlays where it is no scenario by itself.
    """
    path = Path(origin).resolve()
    if path.is_relative_to(locations.country_dir().resolve()):
        own = path.relative_to(locations.country_dir().resolve())
        return locations.place(locations.country_dir() / own)
    keys = read(path).mapping("file")
    alone = "producer" in keys or "extends" in keys
    folder = locations.scenarios_dir() if alone else locations.overlays_dir()
    if not alone and "kind" in keys:
        folder = locations.programmes_dir()
    return locations.place(folder / path.name)


def is_scenario(name: str) -> bool:
    """Return whether a place in the project is that of a scenario of the country."""
    return name.startswith(f"{locations.place(locations.scenarios_dir())}/")
