"""The digital share as each producer has published it, vintage by vintage."""

from typing import TYPE_CHECKING

from dxsim.analysis.evidence.required_paths import publishers
from dxsim.analysis.evidence.standing import SERIES
from dxsim.data.observations import releases
from dxsim.data.records import Date, day_of
from dxsim.data.sources import producers
from dxsim.presentation.figures.drawing import axis, canvas, labels, style
from dxsim.presentation.text.messages import capital, percent, say
from dxsim.presentation.text.words import cite, rate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

PAIR = 2


@style.styled
def history(
    *, as_of: Date | None = None, lang: str = "en", size: str = "page", titled: bool = True
) -> canvas.Figure:
    """Draw the digital share of GDP by year for every producer, each vintage a dot.

    The line joins the latest vintage of each year; a hollow dot is a value since revised. The
    producers' lines are never joined.
    """
    table = vintages(as_of)
    words = _words(table, lang)
    figure = canvas.canvas(size, words.shown(titled=titled), lang)
    axes = figure.subplots()
    ends = [_draw(axes, rows, lang, size) for _, rows in table.groupby("producer")]
    labels.label_ends(axes, ends)
    axes.set_ylim(0, float(table["share"].max()) * 1.15)
    axis.per_cent(axes, lang)
    return canvas.finish(figure, words.title, _alt(table, lang), table)


def vintages(as_of: Date | None = None) -> "pd.DataFrame":
    """Return every vintage of the producers' digital shares known on a day, as fractions.

    Columns: producer, year, share, known_since, latest (whether no later vintage replaced it),
    source.
    """
    import pandas as pd

    frames = []
    for producer in publishers(as_of):
        released = releases(SERIES, producer)
        if as_of is not None:
            released = released[released["known_since"] <= pd.Timestamp(day_of(as_of))]
        frames.append(released)
    table = pd.concat(frames, ignore_index=True)
    latest = ~table.duplicated(["producer", "year"], keep="last")
    table = table.assign(share=table["value"] / 100, latest=latest)
    return table[["producer", "year", "share", "known_since", "latest", "source"]]


def _draw(axes: "Axes", rows: "pd.DataFrame", lang: str, size: str) -> labels.Label:
    """Draw one producer's vintages, and return the label of the last."""
    producer = str(rows["producer"].iloc[0])
    place = style.hue(producer)
    newest = rows[rows["latest"]].sort_values("year")
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
    return labels.Label(float(last["year"]), float(last["share"]), text, style.ink(place))


def common_year(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the latest vintages of the last year that several producers state, highest first.

    It is empty where no two producers state the same year.
    """
    newest = table[table["latest"]]
    shared = newest[newest.duplicated("year", keep=False)]
    return shared[shared["year"] == shared["year"].max()].sort_values("share", ascending=False)


def _words(table: "pd.DataFrame", lang: str) -> canvas.Words:
    compared = common_year(table)
    title = say("evidence.history_title_none", lang)
    if len(compared):
        most, least = compared.iloc[0], compared.iloc[-1]
        key = "history_title" if len(compared) == PAIR else "history_title_many"
        title = say(
            f"evidence.{key}", lang, count=len(compared), year=int(most["year"]),
            most=rate(most["share"], lang), high=style.short_name(most["producer"], lang),
            least=rate(least["share"], lang), low=style.short_name(least["producer"], lang),
            ratio=percent(most["share"] / least["share"] - 1, lang, 0),
        )  # fmt: skip
    return canvas.Words(title, say("evidence.history_subtitle", lang), source_line(table, lang))


def source_line(table: "pd.DataFrame", lang: str, *, real_growth: bool = False) -> str:
    """Return who measured, the price basis, and the sources of a table's rows.

    `real_growth` is whether growth at constant prices stands among the shares.
    """
    by = ", ".join(producers()[p].names[lang] for p in dict.fromkeys(table["producer"]))
    cited = ", ".join(dict.fromkeys(cite(id, lang) for id in table["source"]))
    key = "current_real_growth" if real_growth else "current"
    basis = capital(say(f"verdict.basis_{key}", lang))
    return say("evidence.source_line", lang, producers=by, basis=basis, sources=cited)


def _alt(table: "pd.DataFrame", lang: str) -> str:
    items = []
    for producer, rows in table[table["latest"]].sort_values("year").groupby("producer"):
        values = ", ".join(
            f"{year} {percent(share, lang, 2)}"
            for year, share in zip(rows["year"], rows["share"], strict=True)
        )
        items.append(f"{style.short_name(str(producer), lang)}: {values}")
    return say("evidence.history_alt", lang, values="; ".join(items))
