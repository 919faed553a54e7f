"""Facts: the quantities stated in the two official documents, each with its pointer.

Every number keeps the unit it was rounded to, so that a rounding band follows from how it was
printed and not from a guess.
"""

from dataclasses import dataclass
from functools import lru_cache

from dxsim.data.locations import data_dir
from dxsim.data.sources import sources
from dxsim.data.tables.tablefile import Row, table_rows, table_text
from dxsim.data.yamlfile import InputError, nearest, quoted

COLUMNS = (
    "id", "indicator", "period", "value", "numbers", "steps", "unit", "kind", "producer",
    "document", "pointer", "remark",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement with its numbers in the unit printed, and the rounding unit of each."""

    id: str
    indicator: str
    period: str
    value: str
    numbers: tuple[float, ...]
    steps: tuple[float, ...]
    unit: str
    kind: str
    producer: str
    document: str
    pointer: str


def facts() -> dict[str, Fact]:
    """Return every fact by id, none where the country has no such table."""
    path = data_dir() / "facts.csv"
    return _facts(table_text(path), str(path)) if path.is_file() else {}


def fact(id: str) -> Fact:
    """Return one fact; an InputError names the nearest id when it is unknown."""
    result = facts()
    if id not in result:
        raise InputError(
            "facts", found=quoted(id), expected="a fact's id", hint=nearest(id, result)
        )
    return result[id]


@lru_cache(maxsize=4)
def _facts(text: str, file: str) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for row in table_rows(text, file, COLUMNS):
        if row["id"] in facts:
            raise row.error("id", "each fact once")
        facts[row["id"]] = _fact(row)
    return facts


def _fact(row: Row) -> Fact:
    row.one_of("document", sources())
    numbers = row.parsed("numbers", _decimals, "numbers separated by semicolons")
    steps = row.parsed("steps", _decimals, "rounding units separated by semicolons")
    if len(numbers) != len(steps) or min(steps, default=1) <= 0:
        raise row.error("steps", f"{len(numbers)} positive rounding units")
    texts = {name: row[name] for name in COLUMNS if name not in ("numbers", "steps", "remark")}
    return Fact(numbers=numbers, steps=steps, **texts)


def _decimals(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(";")) if text else ()
