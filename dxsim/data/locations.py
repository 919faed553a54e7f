"""Where the parameter files are.

The project folder is `DXSIM_HOME` if set, else the nearest folder at or above the working folder
that holds `params/` with a country in it, else the one that comes with the package: the checkout it
is installed from, or the copy inside the installed package. In `params/` every country has a folder
of its own, known by its `country.yaml` or `data/`; `params/reference/` holds what countries share,
and `params/project.yaml` may say which country stands where none is chosen. A country or a
reference folder that the project lacks is read from the one that comes with the package.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from dxsim.data.yamlfile import InputError, nearest, only_keys, parse, quoted

PARAMS = "params"
NOTEBOOKS = "notebooks"
COUNTRY_FILE = "country.yaml"


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
def _project_dir(home: str | None, here: str) -> Path:
    folder = Path(here)
    candidates = [Path(home)] if home else [folder, *folder.parents, shipped_dir()]
    for folder in candidates:
        if _countries(folder):
            return folder
    raise InputError(
        str(candidates[0]),
        key="DXSIM_HOME" if home else None,
        found="no params folder with a country in it",
        expected="a dxsim project folder (set DXSIM_HOME or change to it)",
    )


@lru_cache(maxsize=1)
def shipped_dir() -> Path:
    """Return the folder with the parameters and notebooks that come with the package."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "shipped"
    return inside if (inside / PARAMS).is_dir() else package.parent


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        raise InputError(
            "working folder", found="one that is gone or closed", expected="a folder that is there"
        ) from None


def countries() -> list[str]:
    """Return the names of the countries that the project has data of, in alphabetical order."""
    return _countries(project_dir())


def known_countries() -> list[str]:
    """Return the countries that may be asked for: the project's own and those of the package."""
    home = os.environ.get("DXSIM_HOME")
    own = _countries(Path(home)) if home else countries()
    return sorted({*own, *_countries(shipped_dir())})


def _countries(project: Path) -> list[str]:
    marks = (COUNTRY_FILE, "data/")
    return sorted({p.parent.name for mark in marks for p in (project / PARAMS).glob(f"*/{mark}")})


def country() -> str:
    """Return the country worked on.

    It is `DXSIM_COUNTRY` if set, else the one whose folder one stands in, else the project's only
    one, else the one that `params/project.yaml` names.

    Raises
    ------
    InputError
        for a country that there is no data of, and where there are several to choose from.
    """
    return _country(project_dir(), os.environ.get("DXSIM_COUNTRY"), _working_folder())


def country_option() -> str:
    """Return the option by which a command names the country, nothing where it need not."""
    project, asked = project_dir(), country()
    try:
        usual = _country(project, None, str(project))
    except InputError:
        usual = ""
    return "" if asked == usual else f" --country {asked}"


@lru_cache(maxsize=32)
def _country(project: Path, wanted: str | None, here: str) -> str:
    params = (project / PARAMS).resolve()
    own = _countries(project)
    if wanted is None:
        place = Path(here).resolve()
        inside = place.relative_to(params).parts[:1] if place.is_relative_to(params) else ()
        wanted = inside[0] if inside and inside[0] in own else None
    known = own if wanted is None else sorted({*own, *_countries(shipped_dir())})
    if wanted in known:
        return wanted
    if wanted is None and len(own) == 1:
        return own[0]
    stated = _stated_country(project, own) if wanted is None else None
    if stated:
        return stated
    hint = nearest(wanted, known) if wanted else ""
    found = quoted(wanted) if wanted else "no country chosen"
    raise InputError("DXSIM_COUNTRY", found=found, expected=f"one of {', '.join(known)}", hint=hint)


def _stated_country(project: Path, own: list[str]) -> str | None:
    """Return the country that the project's own file names, None where there is no such file."""
    file = project / PARAMS / "project.yaml"
    if not file.is_file():
        return None
    cells = only_keys(parse(file.read_text(encoding="utf-8"), str(file)), "", ("country",))
    if "country" not in cells:
        return None
    name = cells["country"].text("country")
    if name not in own:
        expected = f"one of {', '.join(own)}"
        raise cells["country"].error("country", quoted(name), expected, nearest(name, own))
    return name


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """Work on another country within the block; the one before stands again after it."""
    before = os.environ.get("DXSIM_COUNTRY")
    os.environ["DXSIM_COUNTRY"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["DXSIM_COUNTRY"]
        else:
            os.environ["DXSIM_COUNTRY"] = before


def look_anew() -> None:
    """Forget which project and country were found, as for a process forked later."""
    _project_dir.cache_clear()
    _country.cache_clear()


def country_dir() -> Path:
    """Return the folder of the country's parameter files."""
    return _inside(country())


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
    return _inside("reference")


def country_file() -> Path:
    """Return the file with the country's names, currency, producers and components."""
    return _names(country_dir())


@lru_cache(maxsize=32)
def _names(folder: Path) -> Path:
    return folder / COUNTRY_FILE


def _inside(name: str) -> Path:
    """Return a folder of `params/`: the project's own, or else the one of the package."""
    own, shipped = _two_places(project_dir(), name)
    if own.is_dir():
        return own
    return shipped if shipped.is_dir() else own


@lru_cache(maxsize=32)
def _two_places(project: Path, name: str) -> tuple[Path, Path]:
    return project / PARAMS / name, shipped_dir() / PARAMS / name


def standing_project() -> Path:
    """Return the project folder one stands in or `DXSIM_HOME`, else the working folder."""
    here, home = Path(_working_folder()), os.environ.get("DXSIM_HOME")
    if home:
        return Path(home)
    project = project_dir()
    return project if here.resolve().is_relative_to(project.resolve()) else here


def own_folder(folder: Path) -> Path:
    """Return a folder that results may go to: never one inside the installed package.

    The working folder stands in for that.
    """
    inside = Path(__file__).resolve().parents[1] / "shipped"
    return Path(_working_folder()) if folder.resolve().is_relative_to(inside) else folder


def notebooks_dir() -> Path:
    """Return the folder of the notebooks: the project's own, or else those of the package."""
    own = project_dir() / NOTEBOOKS
    return own if own.is_dir() else shipped_dir() / NOTEBOOKS


def place(path: Path) -> str:
    """Return the place of a parameter file in the project, as `params/...`, parts by slashes."""
    own, shipped = project_dir() / PARAMS, shipped_dir() / PARAMS
    return f"{PARAMS}/{path.relative_to(own if path.is_relative_to(own) else shipped).as_posix()}"
