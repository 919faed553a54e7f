"""Where the parameter files are.

The project folder is `DXSIM_HOME` if set, else the nearest folder at or above the working folder
that holds `params/` with a country in it, else the checkout this package is installed from. In
`params/` every country has a folder of its own, known by its `data/`; `params/reference/` holds
what countries share.
"""

import os
from functools import lru_cache
from pathlib import Path

from dxsim.data.yamlfile import InputError, nearest, quoted

PARAMS = "params"


def project_dir() -> Path:
    """Return the folder that holds `params/`.

    Raises
    ------
    InputError
        where no such folder is found.
    """
    home = os.environ.get("DXSIM_HOME")
    return _project_dir(home, _working_folder())


@lru_cache(maxsize=8)
def _project_dir(home: str | None, here: Path) -> Path:
    checkout = Path(__file__).resolve().parents[2]
    candidates = [Path(home)] if home else [here, *here.parents, checkout]
    for folder in candidates:
        if any((folder / PARAMS).glob("*/data/")):
            return folder
    raise InputError(
        str(candidates[0]),
        key="DXSIM_HOME" if home else None,
        found="no params folder with a country in it",
        expected="a dxsim project folder (set DXSIM_HOME or change to it)",
    )


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:
        raise InputError(
            "working folder", found="one that is gone or closed", expected="a folder that is there"
        ) from None


def countries() -> list[str]:
    """Return the names of the countries that the project has data of, in alphabetical order."""
    return _countries(project_dir())


def _countries(project: Path) -> list[str]:
    return sorted(folder.parent.name for folder in (project / PARAMS).glob("*/data/"))


def country() -> str:
    """Return the country worked on.

    It is `DXSIM_COUNTRY` if set, else the one whose folder one stands in, else the project's only
    one.

    Raises
    ------
    InputError
        for a country the project has no data of, and where there are several to choose from.
    """
    return _country(project_dir(), os.environ.get("DXSIM_COUNTRY"), _working_folder())


@lru_cache(maxsize=32)
def _country(project: Path, wanted: str | None, here: Path) -> str:
    params = (project / PARAMS).resolve()
    known = _countries(project)
    if wanted is None:
        place = here.resolve()
        inside = place.relative_to(params).parts[:1] if place.is_relative_to(params) else ()
        wanted = inside[0] if inside and inside[0] in known else None
    if wanted in known:
        return wanted
    if wanted is None and len(known) == 1:
        return known[0]
    hint = nearest(wanted, known) if wanted else ""
    found = quoted(wanted) if wanted else "no country chosen"
    raise InputError("DXSIM_COUNTRY", found=found, expected=f"one of {', '.join(known)}", hint=hint)


def country_dir() -> Path:
    """Return the folder of the country's parameter files."""
    return project_dir() / PARAMS / country()


def data_dir() -> Path:
    """Return the folder of the country's observations and sources."""
    return country_dir() / "data"


def scenarios_dir() -> Path:
    """Return the folder of the country's scenarios."""
    return country_dir() / "scenarios"


def programmes_dir() -> Path:
    """Return the folder of the country's programmes."""
    return country_dir() / "programmes"


def overlays_dir() -> Path:
    """Return the folder of what may be laid over the country's scenarios."""
    return country_dir() / "overlays"


def reference_dir() -> Path:
    """Return the folder of the reference class abroad, which countries share."""
    return project_dir() / PARAMS / "reference"


def place(path: Path) -> str:
    """Return the place of a parameter file in the project, as `params/...`, parts by slashes."""
    return f"{PARAMS}/{path.relative_to(project_dir() / PARAMS).as_posix()}"
