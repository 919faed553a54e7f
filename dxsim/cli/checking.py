"""Which parameter file is read by which reader."""

from pathlib import Path

from dxsim.data import locations
from dxsim.data.files import listed
from dxsim.data.yamlfile import read


def parameter_files() -> list[Path]:
    """Return the parameter files of the project: targets, scenarios and what they name, sweeps."""
    params = locations.country_dir()
    folders = ("scenarios", "programmes", "overlays", "sweeps")
    several = (listed(params / name, ".yaml") for name in folders)
    return [params / "targets.yaml", *(path for paths in several for path in paths)]


def check_file(path: Path) -> None:
    """Read a parameter file with the reader it is meant for; raise an InputError if it is wrong."""
    from dxsim.analysis.sweeps.definition import load_sweep
    from dxsim.analysis.targets import load_targets
    from dxsim.model.projection import check_levels
    from dxsim.scenario.loading import LAID_OVER, list_scenarios, load_scenario, scenario_path
    from dxsim.scenario.programmes.files import load_programme

    file = path if path.exists() else scenario_path(str(path))
    keys = read(file).mapping("file")
    if "targets" in keys:
        load_targets(file)
    elif "sweep" in keys:
        load_sweep(file)
    elif "kind" in keys:
        load_programme(file)
    elif file.parent.resolve() == locations.overlays_dir().resolve():  # nothing on its own
        load_scenario(LAID_OVER.join((list_scenarios()[0], str(file))))
    else:
        check_levels(load_scenario(file))
