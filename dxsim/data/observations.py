"""Observations with their vintages: what was known of a number, and when.

A read with `as_of` sees only rows known on that day, and of each number the latest vintage among
them. Values stand in the unit their producer prints (shares and growth in per cent).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dxsim.data.files import listed, refuse_copies
from dxsim.data.locations import data_dir
from dxsim.data.sources import Producer, Series, Source, all_series, producers, sources
from dxsim.data.tablefile import Row, table_rows, table_text
from dxsim.data.vintages import parse_known, parse_period
from dxsim.data.yamlfile import InputError, nearest, quoted

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "series", "producer", "period", "variant", "value", "unit", "known_since", "kind",
    "confidence", "source", "remark",
)  # fmt: skip
KINDS = ("observation", "estimate", "projection", "target")
OUTTURNS = ("observation", "estimate")
CONFIDENCES = ("verified", "second-hand", "derived", "remembered")

Date = str | dt.date
Files = tuple[tuple[str, str], ...]
"""Files by name and text."""


class Selection(NamedTuple):
    """Which observations of which files are asked for; results are cached by it.

    `series` and `producer` are ids, None for all; `as_of` is the day of knowledge.
    """

    files: Files
    series: str | tuple[str, ...] | None = None
    producer: str | None = None
    as_of: dt.date | None = None
    include_remembered: bool = False


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
    return _latest(_asked(wanted, producer, as_of, include_remembered)).copy(deep=False)


@lru_cache(maxsize=256)
def _latest(asked: Selection) -> "pd.DataFrame":
    """Return the latest vintages of a selection."""
    table = _selected(asked)
    group = table["kind"].where(~table["kind"].isin(OUTTURNS), "outturn")
    keys = [table["series"], table["producer"], table["period"], table["variant"], group]
    latest = table.groupby(keys, sort=False).tail(1)
    return latest.sort_values(["series", "producer", "year", "period"]).reset_index(drop=True)


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
    table = releases(series, producer)
    rows = table[table["year"] == year].reset_index(drop=True)
    rows = rows.assign(change=rows["value"].diff())
    return rows[
        ["known_since", "value", "unit", "producer", "kind", "confidence", "source", "change",
         "remark"]
    ]  # fmt: skip


def releases(series: str, producer: str | None = None) -> "pd.DataFrame":
    """Return every vintage of the whole-year outturns of a series, in the order they were known."""
    return _releases(_asked(series, producer)).copy(deep=False)


@lru_cache(maxsize=256)
def _releases(asked: Selection) -> "pd.DataFrame":
    table = _selected(asked)
    whole = table["kind"].isin(OUTTURNS) & (table["period"] == table["year"].astype(str))
    return table[whole]


def yearly(
    series: str, producer: str, as_of: Date | None = None, include_remembered: bool = False
) -> "pd.Series":
    """Return the outturns of whole years as a series by year, latest vintage not after `as_of`."""
    single = outturns(series, producer, as_of, include_remembered)
    return single.set_index("year")["value"].rename(series)


def outturns(
    series: str, producer: str, as_of: Date | None = None, include_remembered: bool = False
) -> "pd.DataFrame":
    """Return the outturns of whole years, one row a year, latest vintage not after `as_of`.

    Of several variants of a year the plain one counts, else the one known last.
    """
    return _outturns(_asked(series, producer, as_of, include_remembered)).copy(deep=False)


@lru_cache(maxsize=256)
def _outturns(asked: Selection) -> "pd.DataFrame":
    """Return the outturns of whole years of a selection."""
    table = _latest(asked)
    whole = table[table["kind"].isin(OUTTURNS) & (table["period"] == table["year"].astype(str))]
    ranked = whole.assign(plain=whole["variant"] == "").sort_values(["plain", "known_since"])
    return ranked.drop_duplicates("year", keep="last").sort_values("year")


def _asked(
    series: str | tuple[str, ...] | None,
    producer: str | None,
    as_of: Date | None = None,
    include_remembered: bool = False,
) -> Selection:
    """Return a selection from the country's files; refuse ids that they do not know."""
    day = None if as_of is None else day_of(as_of)
    if series is not None:
        _all_known([series] if isinstance(series, str) else series, all_series(), "series")
    if producer is not None:
        _all_known([producer], producers(), "producer")
    return Selection(contents(), series, producer, day, include_remembered)


def _selected(asked: Selection) -> "pd.DataFrame":
    import pandas as pd

    if isinstance(asked.series, str):
        table = _of_series(asked.files, asked.series)
    else:
        table = _read(asked.files)
        table = table if asked.series is None else table[table["series"].isin(asked.series)]
    if asked.producer is not None:
        table = table[table["producer"] == asked.producer]
    if asked.as_of is not None:
        table = table[table["known_since"] <= pd.Timestamp(asked.as_of)]
    if not asked.include_remembered:
        table = table[table["confidence"] != "remembered"]
    return table


def day_of(as_of: Date) -> dt.date:
    """Return a day of knowledge as a date, or raise an InputError where there is no such day."""
    try:
        return parse_known(as_of)
    except ValueError:
        raise InputError(
            "as_of",
            found=quoted(str(as_of)),
            expected="a date, such as 2025-02-28, 2025-02 or 2025",
        ) from None


def _all_known(wanted: Iterable[str], known: Iterable[str], what: str) -> None:
    known = list(known)
    for id in wanted:
        if id not in known:
            raise InputError(
                what, found=quoted(id), expected=f"a known {what}", hint=nearest(id, known)
            )


def contents() -> Files:
    """Return name and text of every file of observations, for what is kept of them."""
    folder = data_dir() / "observations"
    files = listed(folder, ".csv")
    if not files:
        raise InputError(str(folder), found="no CSV file", expected="files of observations")
    refuse_copies(files)
    return tuple((str(file), table_text(file)) for file in files)


@lru_cache(maxsize=256)
def _of_series(files: Files, series: str) -> "pd.DataFrame":
    table = _read(files)
    return table[table["series"] == series]


@lru_cache(maxsize=4)
def _read(files: Files) -> "pd.DataFrame":
    """Return the rows of files given by name and text: what is kept is kept of this content."""
    import pandas as pd

    rows = [row for file, text in files for row in table_rows(text, file, COLUMNS)]
    _refuse_twice(rows)
    known = _Known(all_series(), producers(), sources())
    table = pd.DataFrame([_checked(row, known) for row in rows])
    table["known_since"] = pd.to_datetime(table["known_since"])
    return table.sort_values("known_since", kind="stable")


class _Known(NamedTuple):
    """The ids that a row may name."""

    series: Mapping[str, Series]
    producers: Mapping[str, Producer]
    sources: Mapping[str, Source]


def _checked(row: Row, known_ids: _Known) -> dict[str, object]:
    """Return a row's cells as values, each checked against what it must be."""
    id = row.one_of("series", known_ids.series)
    unit = row.one_of("unit", [known_ids.series[id].unit])
    period = row.parsed(
        "period", parse_period, "a period such as 2023, 2020-2022, 2023-H1 or 2023-08"
    )
    known = row.parsed("known_since", parse_known, "a date, a month or a year, such as 2025-01-06")
    return {
        "series": id,
        "producer": row.one_of("producer", known_ids.producers),
        "year": period.year,
        "period": row["period"],
        "variant": row["variant"],
        "value": row.number("value"),
        "unit": unit,
        "known_since": known,
        "kind": row.one_of("kind", KINDS),
        "confidence": row.one_of("confidence", CONFIDENCES),
        "source": row.one_of("source", known_ids.sources),
        "remark": row["remark"],
    }


def _refuse_twice(rows: list[Row]) -> None:
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        columns = ("series", "producer", "period", "variant", "known_since", "kind")
        key = tuple(row[column] for column in columns)
        if key in seen:
            first = seen[key]
            place = "" if first.file == row.file else f" of {first.file}"
            raise row.error(
                "known_since", "one row a vintage", f"first on line {first.line}{place}"
            )
        seen[key] = row
