"""Shares and log-odds speeds of scenarios of several countries, one beside another.

Definitions of the digital economy differ by country, so levels of the share are not ranked; the
log-odds speed from the base year compares what starts at different shares.
"""

import math
from collections.abc import Sequence

from dxsim.analysis.targets import load_targets
from dxsim.data import locations
from dxsim.data.country import load_country
from dxsim.data.files import Document
from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model.projection import simulate
from dxsim.model.share_curves import pace
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import MISSING, number, percent, say
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario

BETWEEN = ":"
"""Mark between a country and its scenario, as in `malaysia:baseline`."""
STEP = 5


def side_by_side(names: Sequence[str], lang: str) -> list[Document]:
    """Return scenarios of several countries as plain values, one record a scenario.

    Parameters
    ----------
    names
        `country:scenario`, a country alone (its default scenario) or a scenario of the country
        worked on.
    lang
        "en" or "vi".

    Returns
    -------
    list of dict
        country, scenario, producer and title; `years` (every fifth year after the base year and
        the last), `share` (a fraction) and `speed` (log-odds a year since the base year) in them,
        null where the path is exhausted; `targets` on the share with their thresholds.
    """
    return [_record(name, lang) for name in names]


def _record(name: str, lang: str) -> Document:
    country, scenario = _placed(name)
    with locations.working_on(country):
        loaded = load_scenario(scenario)
        who = producers().get(loaded.producer)
        return {
            "country": country,
            "country_name": load_country().name[lang],
            "scenario": loaded.name,
            "title": loaded.heading(lang),
            "producer": loaded.producer,
            "producer_name": who.short[lang] if who else loaded.producer,
            "base_year": loaded.base_year,
            **_path(loaded),
            "targets": [
                {"target": t.id, "year": t.year, "threshold": t.threshold}
                for t in load_targets()
                if t.is_digital_share and loaded.producer in t.producers
            ],
        }


def _placed(name: str) -> tuple[str, str | None]:
    """Return the country and the scenario that a name means; None is the default scenario."""
    country, between, scenario = name.partition(BETWEEN)
    known = locations.known_countries()
    if between and country not in known:
        expected = f"one of {', '.join(known)}"
        raise InputError("country", found=quoted(country), expected=expected,
                         hint=nearest(country, known))  # fmt: skip
    if between:
        return country, scenario
    return (name, None) if name in known else (locations.country(), name)


def _path(scenario: Scenario) -> Document:
    path = simulate(scenario)
    share = [float(s) if math.isfinite(s) else None for s in path.share]
    first = scenario.base_year
    fifth = [year for year in range(first + 1, scenario.end_year) if year % STEP == 0]
    years = [first, *fifth, scenario.end_year]
    shown = [share[year - first] for year in years]
    start = share[0]
    speeds = [
        None if s is None or start is None or year == first else pace(start, s, year - first)
        for year, s in zip(years, shown, strict=True)
    ]
    return {"years": years, "share": shown, "speed": speeds}


def comparison_table(records: Sequence[Document], lang: str) -> Table:
    """Return the scenarios as rows; by year the share of GDP and, in brackets, its speed."""
    years = sorted({year for one in records for year in one["years"]})
    heads = ("country", "scenario", "producer")
    header = [*(say(f"compare.column_{name}", lang) for name in heads), *map(str, years)]
    rows = []
    for one in records:
        by_year = dict(zip(one["years"], zip(one["share"], one["speed"], strict=True), strict=True))
        cells = [_cell(by_year[year], lang) if year in by_year else MISSING for year in years]
        rows.append([one["country_name"], one["title"], one["producer_name"], *cells])
    return header, rows


def _cell(pair: tuple[float | None, float | None], lang: str) -> str:
    share, speed = pair
    text = percent(share, lang)
    return text if speed is None else f"{text} ({number(speed, lang, 3)})"
