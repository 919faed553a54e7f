"""Placeholders left in a country's files, line by line."""

from pathlib import Path
from typing import NamedTuple

from dxsim.data import locations
from dxsim.data.tables.tablefile import MAX_BYTES
from dxsim.data.text_cache import cached_text
from dxsim.data.yamlfile import InputError, shown
from dxsim.scenario.records import Scenario

MARK = "PLACEHOLDER"
_ENDINGS = (".yaml", ".csv")


class Placeholder(NamedTuple):
    """A line that still holds a placeholder: its file, its number from 1, what belongs there.

    `wanted` is what the mark says, or the line itself where it says nothing.
    """

    file: Path
    line: int
    wanted: str


def placeholders(files: list[Path] | None = None) -> list[Placeholder]:
    """Return the lines with the mark in some files, by default all of the country's."""
    if files is None:
        places = locations.country_dir().rglob("*")
        files = sorted(path for path in places if path.suffix in _ENDINGS and path.is_file())
    return [
        Placeholder(file, number, _wanted(line))
        for file in files
        for number, line in enumerate(_lines(file), start=1)
        if MARK in line
    ]


def _wanted(line: str) -> str:
    before, _, said = line.partition(MARK)
    return said.strip(" :\"'") or shown(before.strip(" #,\"'"))


def of_scenario(scenario: Scenario) -> list[Placeholder]:
    """Return the placeholders of the files that a scenario was read from."""
    return placeholders([Path(origin) for origin in scenario.origins if Path(origin).is_file()])


def refuse_placeholders() -> None:
    """Refuse to print pages on a country whose files still hold placeholders.

    Raises
    ------
    InputError
        that names the first such line and how many more there are.
    """
    places = placeholders()
    if places:
        first, more = places[0], len(places) - 1
        raise InputError(
            str(first.file), line=first.line,
            found=f"a placeholder, and {more} more in the country's files" if more
            else "a placeholder",
            expected="numbers of the country (dxsim check lists every placeholder)",
        )  # fmt: skip


def _lines(file: Path) -> list[str]:
    text = cached_text(file, max_bytes=MAX_BYTES)
    return text.splitlines() if MARK in text else []
