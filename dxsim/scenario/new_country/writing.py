"""A new country's folder, written from a template to be filled in, and a project of one's own."""

import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from string import Template

from dxsim.data.files import write_atomic
from dxsim.data.locations import (
    NOTEBOOKS,
    PARAMS,
    country,
    country_dir,
    known_countries,
    notebooks_dir,
)
from dxsim.data.yamlfile import InputError, quoted

TEMPLATE = Path(str(files("dxsim.scenario.new_country") / "template"))
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RESERVED = "reference"
_HIDDEN = shutil.ignore_patterns(".*", "__pycache__")


def new_pack(name: str, folder: Path) -> Path:
    """Write a country's folder with placeholder numbers that project at once.

    Parameters
    ----------
    name
        the country's id: lower-case letters, digits and hyphens.
    folder
        the project folder, whose `params/` gets it; the folder is made where it is not there.

    Returns
    -------
    Path
        the country's folder.

    Raises
    ------
    InputError
        for a name that cannot be one or is taken, and where the folder is there already.
    """
    if not _NAME.fullmatch(name) or name == _RESERVED:
        expected = "lower-case letters and digits, parts joined by hyphens, such as new-zealand"
        raise InputError("country", found=quoted(name), expected=expected)
    if name in known_countries():
        found = f"{quoted(name)}, a country there is already"
        raise InputError("country", found=found, expected="another name")
    place = folder / PARAMS / name
    if place.exists():
        raise InputError(str(place), found="something there already", expected="a new folder")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".aside-") as aside:
        whole = Path(aside) / name
        for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
            text = Template(source.read_text(encoding="utf-8"))
            target = whole / source.relative_to(TEMPLATE)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, text.safe_substitute(name=_title(name)).encode())
        whole.rename(place)
    return place


def new_project(folder: Path) -> None:
    """Copy the notebooks and the files of the country worked on into a project folder.

    The reference class abroad stays with the package. Nothing is written over.

    Raises
    ------
    InputError
        where the folder holds parameters or notebooks already.
    """
    for name in (PARAMS, NOTEBOOKS):
        if (folder / name).exists():
            expected = f"a folder without {name}/"
            raise InputError(str(folder / name), found="something there already", expected=expected)
    folder.mkdir(parents=True, exist_ok=True)
    own, source = country(), country_dir()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".aside-") as aside:
        whole = Path(aside)
        shutil.copytree(source, whole / PARAMS / own)
        stated = f"# The country worked on where none is chosen.\ncountry: {own}\n"
        write_atomic(whole / PARAMS / "project.yaml", stated.encode())
        shutil.copytree(notebooks_dir(), whole / NOTEBOOKS, ignore=_HIDDEN)
        for name in (PARAMS, NOTEBOOKS):
            (whole / name).rename(folder / name)


def _title(name: str) -> str:
    return " ".join(part.capitalize() for part in name.split("-"))
