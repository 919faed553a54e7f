"""Which parameter file is read by which reader."""

from pathlib import Path

from dxsim.data import locations
from dxsim.data.yamlfile import read


def parameter_files() -> list[Path]:
    """Return the parameter files of the project: targets and scenarios."""
    params = locations.params_dir()
    return [params / "targets.yaml", *sorted((params / "scenarios").glob("*.yaml"))]


def check_file(path: Path) -> None:
    """Read a parameter file with the reader it is meant for; raise an InputError if it is wrong."""
    from dxsim.analysis.targets import load_targets
    from dxsim.model.scenario import load_scenario, scenario_path

    file = path if path.exists() else scenario_path(str(path))
    if "targets" in read(file).mapping("file"):
        load_targets(file)
    else:
        load_scenario(file)
