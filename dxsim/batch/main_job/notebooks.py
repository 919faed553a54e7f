"""The notebooks of a run, and the values of the parameters they declare."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from types import UnionType

from dxsim.batch.notebook_parameters import declared_kinds
from dxsim.data import locations
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.scenario.defaults import MOST_DRAWS

SET_BY_RUN = ("scenario", "scenarios", "lang", "out_dir")
_KINDS: dict[str, tuple[type | UnionType, str]] = {
    "int": (int, "a whole number"),
    "float": (int | float, "a number, such as 2.5"),
    "bool": (bool, "true or false"),
}


def notebooks() -> list[Path]:
    """Return the project's notebooks in order."""
    return sorted(locations.notebooks_dir().glob("[0-9][0-9]_*.ipynb"))


def notebook_parameters(texts: Mapping[str, str]) -> dict[str, object]:
    """Return values for notebooks' own parameters, each of the kind its notebook declares.

    Raises
    ------
    InputError
        for a name that no notebook declares, and a text that is no value of its kind.
    """
    kinds = {name: kind for path in notebooks() for name, kind in declared_kinds(path).items()}
    free = sorted(set(kinds) - set(SET_BY_RUN))
    for name in texts:
        if name not in free:
            expected = f"a parameter that a notebook declares: {', '.join(free) or 'none'}"
            hint = "set by an option of run" if name in SET_BY_RUN else nearest(name, free)
            raise InputError("--parameter", found=quoted(name), expected=expected, hint=hint)
    return {name: _value(name, text, kinds[name]) for name, text in texts.items()}


def _value(name: str, text: str, kind: str) -> object:
    if kind == "str":
        return text
    if kind == "list[str]":
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    plain = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if kind not in _KINDS:
        return value if plain else text
    takes, expected = _KINDS[kind]
    if not plain or not isinstance(value, takes) or isinstance(value, bool) != (kind == "bool"):
        raise InputError("--parameter", key=name, found=quoted(text), expected=expected)
    if name == "draws" and isinstance(value, int) and not 1 <= value <= MOST_DRAWS:
        expected = f"1 to {MOST_DRAWS} draws"
        raise InputError("--parameter", key=name, found=quoted(text), expected=expected)
    return value
