"""How the number of one year changed from release to release."""

from typing import TYPE_CHECKING

from dxsim.data import observations, sources
from dxsim.data.country import load_country
from dxsim.presentation.figures.drawing import axis, canvas, lettering, picture_settings, style
from dxsim.presentation.figures.evidence.history import source_line
from dxsim.presentation.text.messages import number, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SHOWN = ("digital_share", "gdp_real_growth")


@style.styled
def revisions(
    year: int = 2022, *, lang: str = "en", size: str = "page", titled: bool = True
) -> canvas.Figure:
    """Draw every vintage of a year's digital share (default producer) and real GDP growth.

    Each value is a step that holds from the day it became known until the next. A series that the
    country has nothing of is left out.
    """
    import pandas as pd

    producers, known = (load_country().default_producer, None), sources.all_series()
    tables = {
        series: observations.revisions(series, year, producer).assign(series=series)
        for series, producer in zip(SHOWN, producers, strict=True)
        if series in known
    }
    tables = {series: rows for series, rows in tables.items() if len(rows)}
    if not tables:
        return canvas.statement(size, say("evidence.revisions_nothing", lang, year=year), lang)
    table = pd.concat(tables.values(), ignore_index=True)
    words = _words(tables, table, year, lang)
    figure = canvas.canvas(size, words.shown(titled=titled), lang)
    panels = figure.subplots(1, len(tables), squeeze=False)
    for place, (axes, (series, rows)) in enumerate(zip(panels.flat, tables.items(), strict=True)):
        _draw(axes, rows, series, (place + 1) * 2, lang)
    return canvas.finish(figure, words.title, _alt(tables, year, lang), table)


def _draw(axes: "Axes", rows: "pd.DataFrame", series: str, place: int, lang: str) -> None:
    from matplotlib.dates import DateFormatter, YearLocator

    points = picture_settings.letter_size(axes)
    info = sources.series(series)
    axes.step(rows["known_since"], rows["value"], where="post", color=style.ink(place))
    axes.plot(rows["known_since"], rows["value"], "o", color=style.ink(place))
    for day, value in zip(rows["known_since"], rows["value"], strict=True):
        axes.annotate(
            number(value, lang, 2), (day, value), (0, points * 0.7), textcoords="offset points",
            ha="center", va="bottom", size=points, bbox=style.BEHIND,
        )  # fmt: skip
    heading = f"{info.label[lang]} ({unit_in_words(info.unit, lang)})"
    across = picture_settings.width_in_points(axes) / 2 - points * 4
    lines = lettering.wrap(heading, across, points)
    axes.set_title("\n".join(lines), loc="left", color=style.QUIET)
    low, high = float(rows["value"].min()), float(rows["value"].max())
    room = (high - low or 1) * 0.35
    axes.set_ylim(low - room, high + room)
    axes.margins(x=0.12)
    axis.ticks(axes.yaxis, lang)
    axes.xaxis.set_major_locator(YearLocator())
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    axes.grid(axis="y")


def unit_in_words(unit: str, lang: str) -> str:
    """Return a series' unit as a reader writes it."""
    key = {"% of GDP": "unit_share", "%": "unit_percent"}.get(unit)
    return say(f"evidence.{key}", lang) if key else unit


def _path(rows: "pd.DataFrame", lang: str) -> str:
    return ", ".join(number(value, lang, 2) for value in rows["value"])


def _words(
    tables: "dict[str, pd.DataFrame]", table: "pd.DataFrame", year: int, lang: str
) -> canvas.Words:
    if len(tables) == len(SHOWN):
        share, growth = (tables[series] for series in SHOWN)
        title = say(
            "evidence.revisions_title", lang, year=year, share=_path(share, lang),
            growth=_path(growth, lang),
        )  # fmt: skip
    else:
        title = _values(tables, lang)
    source = source_line(table, lang, real_growth=True)
    return canvas.Words(title, say("evidence.revisions_subtitle", lang), source)


def _values(tables: "dict[str, pd.DataFrame]", lang: str) -> str:
    return "; ".join(
        f"{sources.series(series).label[lang]}: {_path(rows, lang)}"
        for series, rows in tables.items()
    )


def _alt(tables: "dict[str, pd.DataFrame]", year: int, lang: str) -> str:
    return say("evidence.revisions_alt", lang, year=year, values=_values(tables, lang))
