"""Blind forecasts: made by code from what was known on a day, written down, scored later.

A forecast file holds for each series the quantiles of the method that the back-test chose, and of
the naive marks it has to beat.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dxsim.analysis.forecasts.backtest import class_prior, methods_for, run_backtest
from dxsim.analysis.forecasts.choice import Choice, choose, coverage, spread_factor, widened
from dxsim.analysis.forecasts.histories import SCALES, Subject, known_history, restore, subjects
from dxsim.analysis.forecasts.methods import NAIVE, Setting
from dxsim.analysis.forecasts.origins import official_figures
from dxsim.analysis.forecasts.scores import Predictive
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.files import out_option
from dxsim.data.observations import Date, day_of
from dxsim.data.sources import series as series_info
from dxsim.data.yamlfile import InputError

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


@dataclass(frozen=True, slots=True)
class BlindForecast:
    """One series' forecast for a year: quantiles by probability, and those of the naive marks."""

    series: str
    producer: str
    unit: str
    method: str
    last_year: int
    quantiles: dict[float, float]
    marks: dict[str, dict[float, float]]


def forecast(subject: Subject, year: int, day: dt.date, scored: "pd.DataFrame") -> BlindForecast:
    """Return a series' forecast for a year from what was known on a day."""
    history = known_history(subject, day)
    if not history.times.size:
        expected = f"a day by which {subject.id} was known"
        raise InputError("as_of", found=str(day), expected=expected)
    ahead = year - history.last_time
    if ahead < 1:
        raise InputError(
            "year", found=str(year), expected=f"a year after {history.last_time:g}, the last known"
        )
    prior = class_prior(subject.scale)
    setting = Setting(prior, settings(), official_figures(subject, day))
    chosen = choose(scored, subject.scale)
    made = {}
    for name, method in methods_for(subject.scale).items():
        found = method(history, [ahead], setting)[0]
        if found is not None and (name == chosen.method or name in NAIVE):
            factor = spread_factor(scored, subject.scale, name)
            made[name] = quantiles(widened(found, factor), subject)
    own = made.pop(chosen.method)
    unit = series_info(subject.series).unit
    return BlindForecast(
        subject.series, subject.producer, unit, chosen.method, int(history.last_time), own, made
    )


def quantiles(made: Predictive, subject: Subject) -> dict[float, float]:
    """Return the quantiles of a forecast in the unit its series is printed in."""
    return {level: restore(made.quantile(level), subject.scale) for level in LEVELS}


def blind_forecasts(year: int, as_of: Date, scored: "pd.DataFrame | None" = None) -> dict[str, Any]:
    """Return a forecast file's content for a year from what was known on a day.

    The methods and their spreads are chosen on the whole back-test, whose origins and outcomes
    must all have been known on that day too.
    """
    day = day_of(as_of)
    table = run_backtest(day) if scored is None else scored
    made = [forecast(s, year, day, table) for s in subjects() if s.blind]
    return {
        "year": year,
        "as_of": day.isoformat(),
        "backtest": {scale: _record(choose(table, scale), table) for scale in SCALES},
        "forecasts": [_entry(found) for found in made],
    }


def forecast_text(content: dict[str, Any], out: str | None = None) -> str:
    """Return a forecast file's content as YAML, headed by the command that remakes it."""
    import yaml

    command = f"dxsim backtest --forecast {content['year']} --as-of {content['as_of']}"
    head = (
        f"# Forecast for {content['year']} with what was known on {content['as_of']}; made by\n"
        f"#   {command}{out_option(out)}\n"
        "# Quantiles in each series' unit. `marks` are the naive forecasts it has to beat;\n"
        "# `backtest` says how the method did against them, and on how many forecasts.\n"
    )
    return head + yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=110)


def _record(chosen: Choice, scored: "pd.DataFrame") -> dict[str, Any]:
    """Say how the method did over the back-test, beside the best naive mark."""
    level = settings().interval
    held = coverage(scored, chosen.scale, chosen.method, level, chosen.spread_factor)
    unseen = chosen.skill_unseen
    return {
        "method": chosen.method,
        "best_naive": chosen.best_naive,
        "crps_gain": f"{chosen.skill:.1%}",
        "crps_gain_unseen": "none" if unseen is None else f"{unseen:.1%}",
        "forecasts": chosen.forecasts,
        "series": chosen.series,
        "p_value": "none" if chosen.p_value is None else f"{chosen.p_value:.3f}",
        "spread_factor": round(chosen.spread_factor, 3),
        "coverage": f"{held['hits']} of {held['forecasts']} in the {level:.0%} interval",
    }


def _entry(found: BlindForecast) -> dict[str, Any]:
    def said(values: dict[float, float]) -> dict[str, float]:
        return {f"p{round(100 * p):02}": float(f"{v:.5g}") for p, v in values.items()}

    return {
        "series": found.series,
        "producer": found.producer,
        "unit": found.unit,
        "method": found.method,
        "last_known": found.last_year,
        "quantiles": said(found.quantiles),
        "marks": {name: said(values) for name, values in found.marks.items()},
    }
