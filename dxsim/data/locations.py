"""Where the parameter files are.

The project folder is `DXSIM_HOME` if set, else the nearest folder at or above the working folder
that holds `params/data`, else the checkout this package is installed from.
"""

import os
from functools import lru_cache
from pathlib import Path

from dxsim.data.yamlfile import InputError


def project_dir() -> Path:
    """Return the folder that holds `params/`.

    Raises
    ------
    InputError
        where no such folder is found.
    """
    home = os.environ.get("DXSIM_HOME")
    try:
        here = Path.cwd()
    except OSError:
        raise InputError(
            "working folder", found="one that is gone or closed", expected="a folder that is there"
        ) from None
    return _project_dir(home, here)


@lru_cache(maxsize=8)
def _project_dir(home: str | None, here: Path) -> Path:
    checkout = Path(__file__).resolve().parents[2]
    candidates = [Path(home)] if home else [here, *here.parents, checkout]
    for folder in candidates:
        if (folder / "params" / "data").is_dir():
            return folder
    raise InputError(
        str(candidates[0]),
        key="DXSIM_HOME" if home else None,
        found="no params/data folder",
        expected="a dxsim project folder (set DXSIM_HOME or change to it)",
    )


def params_dir() -> Path:
    """Return the folder of the parameter files."""
    return project_dir() / "params"


def data_dir() -> Path:
    """Return the folder of the observations and sources."""
    return params_dir() / "data"


def scenarios_dir() -> Path:
    """Return the folder of the shipped scenarios."""
    return params_dir() / "scenarios"


def programmes_dir() -> Path:
    """Return the folder of the shipped programmes."""
    return params_dir() / "programmes"


def overlays_dir() -> Path:
    """Return the folder of the shipped overlays, laid over a scenario rather than read alone."""
    return params_dir() / "overlays"
