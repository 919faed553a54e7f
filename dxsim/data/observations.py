"""Observations with their vintages as tables: what was known of a number, and when.

A read with `as_of` sees only rows known on that day, and of each number the latest vintage among
them. Values stand in the unit their producer prints (shares and growth in per cent).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from dxsim.data.records import (
    Date,
    Observation,
    Observations,
    latest,
    outturns_of,
    releases_of,
    revisions_of,
    selection,
)

if TYPE_CHECKING:
    import pandas as pd

_TYPES = dict.fromkeys(Observation._fields, "str") | {
    "year": "int64", "value": "float64", "known_since": "datetime64[s]",
}  # fmt: skip


def observations(
    series: str | Iterable[str] | None = None,
    producer: str | None = None,
    as_of: Date | None = None,
    include_remembered: bool = False,
) -> "pd.DataFrame":
    """Return the latest vintage of every number, as a tidy table.

    Parameters
    ----------
    series
        a series id, several, or None for all.
    producer
        a producer id, or None for all.
    as_of
        the day of knowledge (`2025-02-28`, `2025-02`, `2025` or a date); None is today's file.
        A month counts to its last day.
    include_remembered
        also rows that nobody has read again.

    Returns
    -------
    pandas.DataFrame
        one row a (series, producer, period, variant, kind group), sorted; `year` is the period's
        last year and `known_since` a timestamp. Outturns (observation, estimate) are one kind
        group, so a later observation replaces an estimate; projections and targets stay beside it.

    Raises
    ------
    InputError
        for a wrong row (file, line, column), or an unknown series or producer.

    Examples
    --------
    >>> import dxsim as dx
    >>> shares = dx.observations("digital_share", "nso")
    >>> 2024 in set(shares["year"])
    True
    """
    wanted = series if series is None or isinstance(series, str) else tuple(series)
    return _table(latest(selection(wanted, producer, as_of, include_remembered)))


def revisions(series: str, year: int, producer: str | None = None) -> "pd.DataFrame":
    """Return every vintage of one year's outturn in the order in which it became known.

    Columns: known_since, value, unit, producer, kind, confidence, source, `change` on the vintage
    before (points of the unit), remark. A vintage that repeats the value before is kept.

    Examples
    --------
    >>> import dxsim as dx
    >>> vintages = dx.revisions("digital_share", 2024, "nso")
    >>> bool(vintages["known_since"].is_monotonic_increasing)
    True
    """
    rows = _table(revisions_of(series, year, producer))
    rows = rows.assign(change=rows["value"].diff())
    return rows[
        ["known_since", "value", "unit", "producer", "kind", "confidence", "source", "change",
         "remark"]
    ]  # fmt: skip


def releases(series: str, producer: str | None = None) -> "pd.DataFrame":
    """Return every vintage of the whole-year outturns of a series, in the order they were known."""
    return _table(releases_of(series, producer))


def yearly(
    series: str, producer: str, as_of: Date | None = None, include_remembered: bool = False
) -> "pd.Series":
    """Return the outturns of whole years as a series by year, latest vintage not after `as_of`."""
    single = outturns(series, producer, as_of, include_remembered)
    return single.set_index("year")["value"].rename(series)


def outturns(
    series: str, producer: str, as_of: Date | None = None, include_remembered: bool = False
) -> "pd.DataFrame":
    """Return the outturns of whole years, one row a year, see `records.outturns_of`."""
    return _table(outturns_of(series, producer, as_of, include_remembered))


def _table(rows: Observations) -> "pd.DataFrame":
    """Return records as a table, each column of the type it has where there are rows."""
    return _kept_table(rows).copy(deep=False)


@lru_cache(maxsize=256)
def _kept_table(rows: Observations) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=list(Observation._fields)).astype(_TYPES)
