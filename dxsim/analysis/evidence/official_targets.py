"""Official targets on a digital-economy share of GDP worldwide: the pace each needed, its outcome.

The pace is in log-odds a year, from the share known when the target was set to the target. The list
holds what could be verified, not a sample; measures differ, so paces are compared, not levels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dxsim.data.locations import reference_dir
from dxsim.data.records import CONFIDENCES
from dxsim.data.sources import Source, sources
from dxsim.data.tables.tablefile import Row, table_rows, table_text
from dxsim.model.share_curves import pace

COLUMNS = (
    "target", "economy_en", "economy_vi", "scope", "year", "share", "sense", "set_by",
    "start_year", "start_share", "status", "known_since", "confidence", "source", "remark",
)  # fmt: skip
STATUSES = ("reached", "missed", "open", "unknown")
DECIDED = ("reached", "missed")


@dataclass(frozen=True, slots=True)
class OfficialTarget:
    """A target some government set: shares as fractions; None where no start or year is known."""

    id: str
    economy: dict[str, str]
    year: int | None
    share: float
    start_year: int | None
    start_share: float | None
    status: str
    source: str

    @property
    def needed(self) -> float | None:
        """Log-odds a year from the start to the target; None without a start or a year."""
        if self.year is None or self.start_year is None or self.start_share is None:
            return None
        return pace(self.start_share, self.share, self.year - self.start_year)


class Met(NamedTuple):
    """Of the decided targets that needed at least some pace: how many there are, how many met."""

    decided: int
    met: int


def official_targets() -> tuple[OfficialTarget, ...]:
    """Return the targets of the reference class's list; empty where it has none.

    Raises
    ------
    InputError
        for a wrong row, with its place.
    """
    path = reference_dir() / "targets.csv"
    return _read(table_text(path), str(path)) if path.is_file() else ()


def met_at(speed: float) -> Met:
    """Return how many decided targets needed at least `speed` (log-odds a year), and were met."""
    hard = [t for t in official_targets() if t.status in DECIDED and (t.needed or 0.0) >= speed]
    return Met(len(hard), sum(t.status == "reached" for t in hard))


@lru_cache(maxsize=4)
def _read(text: str, file: str) -> tuple[OfficialTarget, ...]:
    targets: dict[str, OfficialTarget] = {}
    known = sources()
    for row in table_rows(text, file, COLUMNS):
        if row["target"] in targets:
            raise row.error("target", "each target once")
        targets[row["target"]] = _target(row, known)
    return tuple(targets.values())


def _target(row: Row, known: Mapping[str, Source]) -> OfficialTarget:
    row.one_of("confidence", CONFIDENCES)
    start = _share(row, "start_share") if row["start_share"] else None
    first, year = (_year(row, name) for name in ("start_year", "year"))
    if first is not None and year is not None and first >= year:
        raise row.error("start_year", "a year before the target's")
    return OfficialTarget(
        row["target"], {"en": row["economy_en"], "vi": row["economy_vi"]}, year,
        _share(row, "share"), first, start, row.one_of("status", STATUSES),
        row.one_of("source", known),
    )  # fmt: skip


def _share(row: Row, column: str) -> float:
    share = row.number(column) / 100
    if not 0 < share < 1:
        raise row.error(column, "a share of GDP between 0 and 100")
    return share


def _year(row: Row, column: str) -> int | None:
    if not row[column]:
        return None
    return row.parsed(column, int, "a year")
