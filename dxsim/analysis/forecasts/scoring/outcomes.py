"""Scoring a forecast file against a table of what came out, or against the observations.

A row that fits no forecast, or states what another producer measured, is listed, not scored.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.analysis.forecasts.histories import releases_of, subject
from dxsim.analysis.forecasts.scoring.forecast_files import (
    LEAST,
    Forecast,
    producer_of,
    read_forecasts,
    series_of,
)
from dxsim.analysis.forecasts.scoring.outcome_rows import Outcome, plain, read_outcomes, same_unit
from dxsim.analysis.forecasts.scoring.scores import quantile_crps
from dxsim.data import records
from dxsim.data.locations import country_dir
from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError, nearest, quoted

if TYPE_CHECKING:
    import pandas as pd

MARK_COLUMN = "crps_{}"


def match(forecasts: list[Forecast], year: str, outcome: Outcome) -> Forecast | None:
    """Return the forecast that an outcome is about, or None.

    Series, year and producer must fit. A forecast that is alone in its series is also meant by a
    row that names no producer; so is one of a producer that only carries others' numbers, having
    no parts of its own, by a row that names another.
    """
    wanted = series_of(outcome.series.partition("/")[0])
    fits = [f for f in forecasts if f.series == wanted and outcome.year in ("", year)]
    stated = outcome.producer or outcome.series.partition("/")[2]
    producer = producer_of(stated)
    own = [f for f in fits if stated and _same(producer, producer_of(f.producer))]
    if own or len(fits) != 1:
        return next(iter(own), None)
    return fits[0] if not stated or not _measures(fits[0].producer) else None


def _same(producer: str, forecast: str) -> bool:
    """Return whether a producer is the forecast's, or the one that succeeded it."""
    known = producers().get(forecast)
    return producer == forecast or (known is not None and known.successor == producer)


def _measures(producer: str) -> bool:
    """Return whether a producer has parts of its own: others' numbers are not comparable."""
    known = producers().get(producer_of(producer))
    return known is not None and bool(known.parts)


def known_outcomes(year: str, forecasts: list[Forecast]) -> list[Outcome]:
    """Return the observations of a year that forecasts are about: the release that was forecast.

    What other producers measured comes after, to be listed.
    """
    own: list[Outcome] = []
    others: list[Outcome] = []
    for forecast in forecasts:
        about = subject(forecast.series, forecast.producer)
        meant = (about.producer, about.continued_by)
        every = records.releases_of(forecast.series)
        for found, known in ((own, releases_of(about)), (others, every)):
            by_producer: dict[str, list[float]] = {}
            for row in known:
                if row.year == int(year) and (row.producer in meant) == (found is own):
                    by_producer.setdefault(row.producer, []).append(row.value)
            for producer, values in by_producer.items():
                value = values[0 if forecast.release == "first" else -1]
                found.append(Outcome(forecast.series, producer, year, value, "", 0))
    if not own and not others:
        raise InputError(
            "outcomes",
            found=f"no observation of {year}",
            expected="a CSV file with series and value",
        )
    return own + others


def score(
    forecast_file: Path, outcomes_file: Path | None = None
) -> "tuple[pd.DataFrame, list[str]]":
    """Score a forecast file against a CSV file of outcomes, or against the observations.

    Returns
    -------
    tuple
        a table with one row a scored series (outcome, median, error, whether the 50, 80 and 90%
        intervals held it, the CRPS by its quantiles and that of each naive mark, all in the
        series' unit, and the gain on the mark named beforehand), and a list of the outcome rows
        that fit no forecast.
    """
    import pandas as pd

    year, forecasts = read_forecasts(forecast_file)
    rows, left = [], []
    scored: set[tuple[str, str]] = set()
    known = read_outcomes(outcomes_file) if outcomes_file else known_outcomes(year, forecasts)
    for outcome in known:
        matched = match(forecasts, year, outcome)
        _refuse_unreadable(outcome, forecasts)
        if matched is None or (matched.series, matched.producer) in scored:
            said = "scored already" if matched else _unfit(forecasts, year, outcome)
            left.append(f"{_place(outcome)} {outcome.year} ({said})")
            continue
        if not same_unit(outcome.unit, matched.unit):
            raise InputError(
                str(outcomes_file), line=outcome.line, key="unit", found=quoted(outcome.unit),
                expected=f"{matched.unit}, the unit of the forecast of {matched.series}",
            )  # fmt: skip
        _refuse_fraction(outcome, matched, str(outcomes_file))
        scored.add((matched.series, matched.producer))
        rows.append(_scored(matched, year, outcome.value))
    return pd.DataFrame(rows), left


def file_on_record(outcomes_file: Path) -> Path:
    """Return the forecast on the record of the latest year that a table of outcomes is about.

    The first one on the record where the table names no year that was forecast.
    """
    folder = country_dir() / "forecasts"
    known = {path.stem: path for path in folder.glob("[0-9][0-9][0-9][0-9].yaml")}
    if not known:
        raise InputError(str(folder), found="no forecast", expected="a forecast file, 2025.yaml")
    years = {outcome.year for outcome in read_outcomes(outcomes_file)} & known.keys()
    return known[max(years or {min(known)})]


def _place(outcome: Outcome) -> str:
    """Return where a row stands, or by whom an observation is."""
    if outcome.line:
        return f"line {outcome.line}: {outcome.series}"
    return f"{outcome.series} {outcome.value:g} by {outcome.producer}"


def _refuse_unreadable(outcome: Outcome, forecasts: list[Forecast]) -> None:
    """Refuse a row of a series that is forecast where its year or value cannot be read."""
    name = series_of(outcome.series.partition("/")[0])
    if outcome.error is not None and any(f.series == name for f in forecasts):
        raise outcome.error


def _refuse_fraction(outcome: Outcome, forecast: Forecast, file: str) -> None:
    """Ask about a fraction where per cents are expected: a hundred times it is nearer by far.

    A per-cent sign on the value itself says that it is meant as it stands.
    """
    value = outcome.value
    if not forecast.unit.startswith("%") or outcome.signed or not 0 < abs(value) <= 1:
        return
    middle = sorted(forecast.quantiles.values())[len(forecast.quantiles) // 2]
    if abs(100 * value - middle) < abs(value - middle):
        raise InputError(
            file, line=outcome.line, key="value", found=f"{value:.12g}, which reads as a fraction",
            expected=f"a value in {forecast.unit}",
            hint=f"did you mean {100 * value:.12g}? (as it stands it is written {value:.12g}%)",
        )  # fmt: skip


def _unfit(forecasts: list[Forecast], year: str, outcome: Outcome) -> str:
    """Return why a row fits no forecast: its producer's is not there, or no such series."""
    name = outcome.series.partition("/")[0]
    measured = [
        f.producer for f in forecasts
        if f.series == series_of(name) and outcome.year in ("", year)
    ]  # fmt: skip
    if measured:
        return f"measured by another producer than the forecast: {', '.join(measured)}"
    return nearest(plain(name), [f.series for f in forecasts]) or "no such forecast"


def _scored(forecast: Forecast, year: str, outcome: float) -> dict[str, object]:
    q = forecast.quantiles
    held = {
        f"in_{round(100 * (1 - 2 * low))}": q[low] <= outcome <= q[round(1 - low, 2)]
        for low in (0.25, 0.10, 0.05)
        if low in q and round(1 - low, 2) in q
    }
    own = quantile_crps(q, outcome)
    marks = {MARK_COLUMN.format(n): quantile_crps(m, outcome) for n, m in forecast.marks.items()}
    best = min(marks.values(), default=None)
    named = marks.get(MARK_COLUMN.format(forecast.mark), best)
    return {
        "series": forecast.series,
        "producer": forecast.producer,
        "year": year,
        "method": forecast.method,
        "outcome": outcome,
        "median": q.get(0.5),
        "error": outcome - q[0.5] if 0.5 in q else None,
        **held,
        "crps": own,
        **marks,
        "mark": forecast.mark,
        "skill": None if named is None or named < LEAST else 1 - own / named,
    }
