"""What each producer has published of the digital share, vintage by vintage."""

from typing import TYPE_CHECKING

from dxsim.data.observations import Date, day_of, releases
from dxsim.data.sources import producers
from dxsim.presentation.figures import axis, labels, lettering, sheet, style
from dxsim.presentation.messages import percent, say
from dxsim.presentation.words import cite

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

PRODUCERS = ("mic", "nso")


@style.styled
def history(
    *, as_of: Date | None = None, lang: str = "en", size: str = "page", titled: bool = True
) -> sheet.Figure:
    """Draw the digital share of GDP by year for both producers, each vintage a dot.

    The line joins the latest vintage of each year; a hollow dot is a value since revised. The two
    producers' lines are never joined.
    """
    table = vintages(as_of)
    words = _words(table, lang)
    figure = sheet.canvas(size, words if titled else words._replace(title=""), lang)
    axes = figure.subplots()
    for producer in PRODUCERS:
        _draw(axes, table[table["producer"] == producer], producer, lang, size)
    axes.set_ylim(0, float(table["share"].max()) * 1.15)
    axis.per_cent(axes, lang)
    return sheet.finish(figure, words.title, _alt(table, lang), table)


def vintages(as_of: Date | None = None) -> "pd.DataFrame":
    """Return every vintage of both producers' digital share known on a day, as fractions.

    Columns: producer, year, share, known_since, latest (whether no later vintage replaced it),
    source.
    """
    import pandas as pd

    frames = []
    for producer in PRODUCERS:
        found = releases("digital_share", producer)
        if as_of is not None:
            found = found[found["known_since"] <= pd.Timestamp(day_of(as_of))]
        frames.append(found)
    table = pd.concat(frames, ignore_index=True)
    latest = ~table.duplicated(["producer", "year"], keep="last")
    table = table.assign(share=table["value"] / 100, latest=latest)
    return table[["producer", "year", "share", "known_since", "latest", "source"]]


def _draw(axes: "Axes", rows: "pd.DataFrame", producer: str, lang: str, size: str) -> None:
    place = style.PRODUCER[producer]
    newest = rows[rows["latest"]].sort_values("year")
    if newest.empty:
        return
    axes.plot(
        newest["year"], newest["share"], marker=style.MARKERS[place % 2], zorder=3,
        **style.line(place, size),
    )  # fmt: skip
    older = rows[~rows["latest"]]
    axes.plot(
        older["year"], older["share"], linestyle="none", marker=style.MARKERS[place % 2],
        markerfacecolor=style.PAPER, markeredgecolor=style.ink(place), zorder=2,
    )  # fmt: skip
    last = newest.iloc[-1]
    text = f"{style.short_name(producer, lang)} {percent(last['share'], lang, 2)}"
    labels.label_ends(
        axes, [labels.Label(float(last["year"]), float(last["share"]), text, style.ink(place))]
    )


def _latest(table: "pd.DataFrame", producer: str) -> "pd.Series":
    rows = table[(table["producer"] == producer) & table["latest"]]
    return rows.sort_values("year").iloc[-1]


def _words(table: "pd.DataFrame", lang: str) -> sheet.Words:
    mic, nso = (_latest(table, producer) for producer in PRODUCERS)
    title = say(
        "evidence.history_title", lang, year=int(nso["year"]), mic=percent(mic["share"], lang),
        nso=percent(nso["share"], lang, 2), ratio=percent(mic["share"] / nso["share"] - 1, lang, 0),
    )  # fmt: skip
    return sheet.Words(title, say("evidence.history_subtitle", lang), source_line(table, lang))


def source_line(table: "pd.DataFrame", lang: str, *, real_growth: bool = False) -> str:
    """Return who measured, the price basis, and the sources of a table's rows.

    `real_growth` is whether growth at constant prices stands among the shares.
    """
    by = ", ".join(producers()[p].names[lang] for p in dict.fromkeys(table["producer"]))
    cited = ", ".join(dict.fromkeys(cite(id, lang) for id in table["source"]))
    key = "current_real_growth" if real_growth else "current"
    basis = lettering.capital(say(f"verdict.basis_{key}", lang))
    return say("evidence.source_line", lang, producers=by, basis=basis, sources=cited)


def _alt(table: "pd.DataFrame", lang: str) -> str:
    items = []
    for producer in PRODUCERS:
        rows = table[(table["producer"] == producer) & table["latest"]].sort_values("year")
        values = ", ".join(
            f"{year} {percent(share, lang, 2)}"
            for year, share in zip(rows["year"], rows["share"], strict=True)
        )
        items.append(f"{style.short_name(producer, lang)}: {values}")
    return say("evidence.history_alt", lang, values="; ".join(items))
