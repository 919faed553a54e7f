"""Blind forecasts: made by code from what was known on a day, written down, scored later.

A forecast file holds for each series the quantiles of the method published for its scale, and of
the naive marks it has to beat, and says which release it forecasts. Parts of a total, and a level
made of rates, come from the draws of what they are made of.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.forecasts.aggregation import growth_draws, level_draws, part_draws, ranks
from dxsim.analysis.forecasts.distributions import Predictive
from dxsim.analysis.forecasts.histories import (
    SCALES,
    Scale,
    Subject,
    restore,
    subject,
    subjects,
    values_of,
)
from dxsim.analysis.forecasts.information_set import InformationSet, information_set
from dxsim.analysis.forecasts.measurement import Release
from dxsim.analysis.forecasts.scoring.backtest import run_backtest
from dxsim.analysis.forecasts.scoring.coverage import Record, record
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.arrays import Array
from dxsim.data.files import Document, out_option
from dxsim.data.locations import country_option
from dxsim.data.records import Date, day_of, outturns_of
from dxsim.data.sources import producers
from dxsim.data.sources import series as series_info

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
SPLIT, COMPOUNDED = "split", "compounded"


@dataclass(frozen=True, slots=True)
class BlindForecast:
    """One series' forecast for a year: quantiles by probability, and those of the naive marks.

    `mark` is the naive mark named beforehand; `revision_sd` the spread of a revision, on the scale
    the series moves on.
    """

    series: str
    producer: str
    unit: str
    method: str
    mark: str
    release: Release
    last_year: int
    revision_sd: float
    quantiles: dict[float, float]
    marks: dict[str, dict[float, float]]


def forecasts(year: int, day: dt.date, release: Release = "first") -> list[BlindForecast]:
    """Return the forecasts of every series asked for, for a year from what was known on a day."""
    wanted = [about for about in subjects() if about.blind]
    drawn = _Draws(year, day, release)
    return [_forecast(drawn.start(about), *drawn.of(about)) for about in wanted]


class _Draws:
    """Draws of the series of one forecast in their printed unit, each made once."""

    def __init__(self, year: int, day: dt.date, release: Release) -> None:
        self._year, self._day, self._release = year, day, release
        self._starts: dict[str, InformationSet] = {}
        self._made: dict[str, tuple[str, Array]] = {}

    def start(self, about: Subject) -> InformationSet:
        """Return the start of a series."""
        if about.id not in self._starts:
            self._starts[about.id] = information_set(about, self._year, self._day, self._release)
        return self._starts[about.id]

    def of(self, about: Subject) -> tuple[str, Array]:
        """Return the method and the draws of a series."""
        if about.id not in self._made:
            if not about.made_from:
                self._made[about.id] = self._single(about)
            elif about.scale == "share":
                self._split(about)
            else:
                self._made[about.id] = COMPOUNDED, self._compounded(about)
        return self._made[about.id]

    def _single(self, about: Subject) -> tuple[str, Array]:
        method = settings().published[about.scale]
        made = self.start(about).made_by(method)
        assert made is not None  # the published methods forecast every history
        return method, printed(made.draws(ranks(_stream(about))), about.scale)

    def _split(self, about: Subject) -> None:
        """Draw the total that a series is part of, and all its parts."""
        parts = [s for s in subjects() if s.made_from == about.made_from
                 and s.producer == about.producer]  # fmt: skip
        _, total = self.of(subject(about.made_from[0], about.producer))
        drawn = part_draws(total, [self.start(part) for part in parts], _stream(parts[0]))
        for part, row in zip(parts, drawn, strict=True):
            self._made[part.id] = SPLIT, row

    def _compounded(self, about: Subject) -> Array:
        growth = []
        for name in about.made_from:
            rate = subject(name, about.producer)
            _, own = self.of(rate)
            growth.append(growth_draws(self.start(rate), own, _stream(rate) + 1))
        return level_draws(self.start(about), growth, _stream(about))


def _stream(about: Subject) -> int:
    """Return the stream of random ranks of a series: by its name, whatever the others are."""
    return int.from_bytes(about.id.encode(), "little") % 2**31


def printed(values: Array, scale: Scale) -> Array:
    """Convert values from a series' working scale (log-odds, logs) to its printed unit."""
    return np.array([restore(float(value), scale) for value in values])


def _forecast(start: InformationSet, method: str, draws: Array) -> BlindForecast:
    about = start.about
    marks = {name: quantiles(made, about.scale) for name, made in start.marks().items()}
    own = {level: float(np.quantile(draws, level)) for level in LEVELS}
    return BlindForecast(
        about.series, _producer(start), series_info(about.series).unit, method,
        settings().marks[about.scale], start.release, int(start.history.last_time),
        start.setting.revision_sd, own, marks,
    )  # fmt: skip


def _producer(start: InformationSet) -> str:
    """Return who measures a series now: the successor, once a year of its own is known."""
    about = start.about
    successor = producers()[about.producer].successor
    if successor != about.continued_by or not successor:
        return about.producer
    own = outturns_of(about.series, about.producer)[-1:]
    return successor if own and start.history.last_time > own[0].year else about.producer


def quantiles(made: Predictive, scale: Scale) -> dict[float, float]:
    """Return the quantiles of a forecast in the unit its series is printed in."""
    return {level: restore(made.quantile(level), scale) for level in LEVELS}


def blind_forecasts(
    year: int, as_of: Date, scored: "pd.DataFrame | None" = None, release: Release = "first"
) -> Document:
    """Return a forecast file's content for a year from what was known on a day.

    `scored` is the back-test up to that day, which is run where it is not given.
    """
    day = day_of(as_of)
    table = run_backtest(day) if scored is None else scored
    return {
        "year": year,
        "as_of": day.isoformat(),
        "release": release,
        "made": "afterwards" if came_out(year) else "beforehand",
        "backtest": {scale: _record(record(table, scale)) for scale in SCALES},
        "forecasts": [_entry(found) for found in forecasts(year, day, release)],
    }


def came_out(year: int) -> bool:
    """Return whether the data hold the outcome of a year of any series that is forecast."""
    return any(row.year == year for s in subjects() if s.blind for row in values_of(s))


def forecast_text(content: Document, out: str | None = None) -> str:
    """Return a forecast file's content as YAML, headed by the command that remakes it."""
    import yaml

    mature = " --release mature" if content["release"] == "mature" else ""
    command = f"dxsim{country_option()} backtest --forecast {content['year']}"
    command += f" --as-of {content['as_of']}{mature}"
    afterwards = (
        f"# MADE AFTERWARDS: when this was written, outcomes of {content['year']} were known.\n"
        if content["made"] == "afterwards" else ""
    )  # fmt: skip
    head = (
        f"# Forecast for {content['year']} with what was known on {content['as_of']}; made by\n"
        f"#   {command}{out_option(out)}\n{afterwards}"
        "# Quantiles in each series' unit, of the release named. `marks` are the naive forecasts;\n"
        "# `mark` is the one it has to beat. `backtest` says how the method did, and on how much.\n"
    )
    return head + yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=110)


def _record(record: Record) -> Document:
    """Say how the published method did over the back-test, beside the mark it has to beat."""
    gain, held = record.gain_band, record.held
    return {
        "method": record.method,
        "mark": record.mark,
        "forecasts": held.forecasts,
        "series": held.series,
        "crps": float(f"{record.crps:.4g}"),
        "log_score": round(record.log_score, 2),
        "crps_gain": f"{record.gain:.1%}",
        "crps_gain_range": "none" if gain is None else f"{gain[0]:.0%} to {gain[1]:.0%}",
        "coverage": f"{held.coverage:.0%} by series in the {held.level:.0%} interval "
        f"({held.hits} of {held.forecasts})",
        "coverage_range": "none"
        if held.band is None
        else f"{held.band[0]:.0%} to {held.band[1]:.0%}",
    }


def _entry(forecast: BlindForecast) -> Document:
    def said(values: dict[float, float]) -> dict[str, float]:
        return {f"p{round(100 * p):02}": float(f"{v:.5g}") for p, v in values.items()}

    return {
        "series": forecast.series,
        "producer": forecast.producer,
        "unit": forecast.unit,
        "release": forecast.release,
        "method": forecast.method,
        "mark": forecast.mark,
        "last_known": forecast.last_year,
        "revision_sd": round(forecast.revision_sd, 4),
        "quantiles": said(forecast.quantiles),
        "marks": {name: said(values) for name, values in forecast.marks.items()},
    }
