"""The keys and columns of data files, noted while the readers read the shipped ones."""

import contextlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dxsim.analysis.sweeps.definition import load_sweep, sweeps_dir
from dxsim.cli import checking
from dxsim.data import locations
from dxsim.data.country import load_country
from dxsim.data.files import listed
from dxsim.data.observations import observations


class Asked(NamedTuple):
    """What a reader knows at a place of a file: the names of keys or columns."""

    file: str
    place: str
    names: tuple[str, ...]


def readers_page() -> str:
    """Return a section a data file: its reader's words, and every key or column it knows."""
    lines: list[str] = []
    for shown, file, reader in _files():
        asked = [one for one in _noted(reader) if Path(one.file).resolve() == file.resolve()]
        lines += [f"## `{shown}`", "", _first_line(reader), ""]
        lines += ["| place | keys or columns |", "|---|---|"]
        for place, names in _distinct(asked):
            lines.append(f"| {place} | {', '.join(f'`{name}`' for name in names)} |")
        lines.append("")
    return "\n".join(lines)


def _files() -> Iterator[tuple[str, Path, Callable[[], object]]]:
    """Yield every data file with the name it is shown by and its reader."""
    country = locations.country_dir()
    yield "country.yaml", country / "country.yaml", load_country
    sweep = listed(sweeps_dir(), ".yaml")[0]
    yield "sweeps/*.yaml", sweep, lambda: load_sweep(sweep)
    table = listed(country / "data" / "observations", ".csv")[0]
    yield "data/observations/*.csv", table, observations
    for file, reader in checking._readers().items():
        if file.name != "uncertainty.yaml":  # its records have a page of their own
            inside = file.is_relative_to(country)
            shown = file.relative_to(country if inside else locations.reference_dir().parent)
            yield shown.as_posix(), file, reader


def _first_line(reader: Callable[[], object]) -> str:
    if reader.__name__ == "<lambda>":
        return "A sweep; a shipped one is read here."
    return inspect.cleandoc(reader.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _distinct(asked: list[Asked]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each set of names once, with the first place it was asked for."""
    seen: set[tuple[str, ...]] = set()
    for _, place, names in asked:
        if names not in seen:
            seen.add(names)
            yield (f"under `{place}`" if place else "at the top"), names


def _noted(reader: Callable[[], object]) -> list[Asked]:
    """Return what a reader asks of the files it reads, its memory of them emptied first."""
    notes: list[Asked] = []
    with _noting(notes):
        reader()
    return notes


@contextlib.contextmanager
def _noting(notes: list[Asked]) -> Iterator[None]:
    """Note each call of `only_keys` and `table_rows` inside the block."""
    from dxsim.data import yamlfile
    from dxsim.data.tables import tablefile

    def keys(node: Any, key: str, known: Any) -> Any:
        names = tuple(known)
        notes.append(Asked(node.file, key, names))
        return only_keys(node, key, names)

    def rows(text: str, file: str, columns: Any) -> Any:
        names = tuple(columns)
        notes.append(Asked(file, "", names))
        return table_rows(text, file, names)

    only_keys, table_rows = yamlfile.only_keys, tablefile.table_rows
    with contextlib.ExitStack() as undo:
        _replace(undo, only_keys, keys)
        _replace(undo, table_rows, rows)
        yield


def _replace(undo: contextlib.ExitStack, old: Any, new: Any) -> None:
    """Put one function in place of another in every module of the package; forget what is kept."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("dxsim."):
            continue
        for attribute, value in list(vars(module).items()):
            if value is old:
                setattr(module, attribute, new)
                undo.callback(setattr, module, attribute, old)
            if hasattr(value, "cache_clear"):
                value.cache_clear()
