"""Reliability of the back-test: how often outcomes fell below each stated probability."""

from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.forecasts.scoring.coverage import by_series, record, rows_of, share_band
from dxsim.presentation.figures.drawing import axis, canvas, style
from dxsim.presentation.text.messages import percent, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
SCALES = ("share", "level", "rate")


@style.styled
def reliability(
    scored: "pd.DataFrame", *, lang: str = "en", size: str = "page", titled: bool = True
) -> canvas.Figure:
    """Draw the frequency with which outcomes lay below each forecast quantile.

    A reliable forecast lies on the diagonal. Frequencies are averaged over series, and the bars
    are 95% intervals over series, which are what is independent; none where series are too few.
    """
    table = reliability_table(scored)
    words = _words(scored, lang)
    figure = canvas.canvas(size, words.shown(titled=titled), lang)
    panels = figure.subplots(1, len(SCALES), sharey=True)
    for place, (axes, scale) in enumerate(zip(panels, SCALES, strict=True)):
        _draw(axes, table[table["scale"] == scale], place * 2 + 1, lang)
        axes.set_title(say(f"evidence.scale_{scale}", lang), loc="left", color=style.QUIET)
    panels[0].set_ylabel(say("evidence.reliability_y", lang), color=style.QUIET)
    panels[1].set_xlabel(say("evidence.reliability_x", lang), color=style.QUIET)
    return canvas.finish(figure, words.title, _alt(table, lang), table)


def reliability_table(scored: "pd.DataFrame") -> "pd.DataFrame":
    """Return stated and observed frequencies of the published method of each scale, by level."""
    import pandas as pd

    rows = []
    for scale in SCALES:
        method = record(scored, scale).method
        own = rows_of(scored, scale, method)
        for level in LEVELS:
            below = own["pit"] <= level
            low, high = share_band(own, below) or (None, None)
            observed, series = by_series(own, below), own["subject"].nunique()
            rows.append((scale, method, level, observed, low, high, len(own), series))
    columns = ["scale", "method", "stated", "observed", "low", "high", "forecasts", "series"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})


def _draw(axes: "Axes", rows: "pd.DataFrame", place: int, lang: str) -> None:
    axes.plot([0, 1], [0, 1], color=style.FAINT, linewidth=0.8, zorder=1)
    ends = rows[["low", "high"]].to_numpy().T
    bars = np.nan_to_num(np.abs(ends - rows["observed"].to_numpy()))
    axes.errorbar(
        rows["stated"], rows["observed"], yerr=bars, fmt=style.MARKERS[place % 6],
        color=style.ink(place), linewidth=0.8, capsize=2,
    )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(-0.02, 1.02))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    for side in (axes.xaxis, axes.yaxis):
        axis.ticks(side, lang, 100)


def _words(scored: "pd.DataFrame", lang: str) -> canvas.Words:
    records = [record(scored, scale) for scale in SCALES]
    gains = ", ".join(
        say(
            "evidence.gain_item", lang, scale=say(f"evidence.scale_{c.scale}", lang),
            gain=percent(c.gain, lang, 0), count=c.held.forecasts,
        )
        for c in records
    )  # fmt: skip
    return canvas.Words(
        say("evidence.reliability_title", lang, gains=gains),
        say("evidence.reliability_subtitle", lang),
        say("evidence.reliability_source", lang, series=scored["subject"].nunique()),
    )


def _alt(table: "pd.DataFrame", lang: str) -> str:
    items = []
    for scale, rows in table.groupby("scale", sort=False):
        values = ", ".join(
            f"{percent(s, lang, 0)} → {percent(o, lang, 0)}"
            for s, o in zip(rows["stated"], rows["observed"], strict=True)
        )
        items.append(f"{say(f'evidence.scale_{scale}', lang)}: {values}")
    return say("evidence.reliability_alt", lang, values="; ".join(items))
