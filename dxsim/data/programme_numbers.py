"""Numbers on programmes: reach, coverage, intensity, realisation, effects and costs, with sources.

A row is a number that somebody published, or that follows from such numbers, or an assumption;
`confidence` says which. Programme files name the rows that their numbers rest on.
"""

from dataclasses import dataclass
from functools import lru_cache

from dxsim.data.locations import data_dir
from dxsim.data.tables.tablefile import Row, table_rows, table_text

COLUMNS = (
    "id", "programme", "parameter", "value", "low", "high", "unit", "period", "place", "title",
    "publisher", "published", "address", "confidence", "remark",
)  # fmt: skip
GRADES = ("verified", "second-hand", "derived", "assumption")


@dataclass(frozen=True, slots=True)
class ProgrammeNumber:
    """A number with its range in the unit printed, who published it and how sure it is.

    `low` and `high` are None where no range is known. `confidence` is "verified" (read in a stored
    copy), "second-hand", "derived" (arithmetic on such numbers) or "assumption".
    """

    id: str
    programme: str
    parameter: str
    value: float
    low: float | None
    high: float | None
    unit: str
    period: str
    place: str
    title: str
    publisher: str
    published: str
    address: str
    confidence: str
    remark: str


def programme_numbers() -> dict[str, ProgrammeNumber]:
    """Return every number by id, none where the country has no such table."""
    path = data_dir() / "programme_numbers.csv"
    return _read(table_text(path), str(path)) if path.is_file() else {}


@lru_cache(maxsize=4)
def _read(text: str, file: str) -> dict[str, ProgrammeNumber]:
    numbers: dict[str, ProgrammeNumber] = {}
    for row in table_rows(text, file, COLUMNS):
        if row["id"] in numbers:
            raise row.error("id", "each number once")
        numbers[row["id"]] = _number(row)
    return numbers


def _number(row: Row) -> ProgrammeNumber:
    low, high = (row.number(name) if row[name] else None for name in ("low", "high"))
    texts = {name: row[name] for name in COLUMNS if name not in ("value", "low", "high")}
    row.one_of("confidence", GRADES)
    if not row["title"] and row["confidence"] != "assumption":
        raise row.error("title", "what the number was read in")
    return ProgrammeNumber(value=row.number("value"), low=low, high=high, **texts)
