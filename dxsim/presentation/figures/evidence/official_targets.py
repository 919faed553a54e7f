"""Official targets worldwide against the pace each needed, by what became of them."""

from typing import TYPE_CHECKING

from dxsim.analysis import outside_view
from dxsim.analysis.evidence.official_targets import (
    DECIDED,
    STATUSES,
    OfficialTarget,
    official_targets,
)
from dxsim.data.country import load_country
from dxsim.presentation.figures.drawing import axis, canvas, style
from dxsim.presentation.text.messages import number, percent, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_MARKS = {"reached": "o", "missed": "X", "open": "D", "unknown": "s"}
_ROOM = 0.3  # of a row, between targets whose paces lie close together


@style.styled
def official_pace(*, lang: str = "en", size: str = "page", titled: bool = True) -> canvas.Figure:
    """Draw the pace that each official target needs, a row for each status.

    The line is the fastest pace that any broad measure of the reference class has kept. Only the
    targets of the country worked on are named; marks of decided targets are full.
    """
    promises = with_pace()
    fastest = outside_view.paces("broad")[-1]
    words = _words(promises, fastest, lang)
    figure = canvas.canvas(size, words.shown(titled=titled), lang, height=95)
    axes = figure.subplots()
    for row, status in enumerate(STATUSES):
        _row(axes, [t for t in promises if t.status == status], row, lang)
    axes.axvline(fastest, color="0.35", linewidth=1, linestyle=(0, (4, 2)))
    axes.set_yticks(
        range(len(STATUSES)),
        [
            say(f"promises.status_{s}", lang, count=sum(t.status == s for t in promises))
            for s in STATUSES
        ],
    )
    axes.set_ylim(len(STATUSES) - 0.5, -0.5)
    axis.name_below(axes, say("promises.axis", lang))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, lang, 2))
    alt = say("promises.alt", lang, title=words.title, warning=say("promises.warning", lang))
    return canvas.finish(figure, words.title, alt, table(promises))


def with_pace() -> list[OfficialTarget]:
    """Return the official targets whose start and year are known, the slowest first."""
    known = [t for t in official_targets() if t.needed is not None]
    return sorted(known, key=lambda t: t.needed or 0.0)


def table(promises: list[OfficialTarget]) -> "pd.DataFrame":
    """Return the targets as rows: year and share, start, pace needed in log-odds, status."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "year": t.year, "share": t.share, "start_year": t.start_year,
                "start_share": t.start_share, "needed": t.needed, "status": t.status,
            }
            for t in promises
        ]
    )  # fmt: skip


def _row(axes: "Axes", promises: list[OfficialTarget], row: int, lang: str) -> None:
    own = load_country().name["en"]
    for place, target in enumerate(promises):
        at = row + _ROOM * (place % 3 - 1) / 2
        decided, here = target.status in DECIDED, target.economy["en"] == own
        colour = style.PALETTE[0] if here else "0.35"
        axes.plot(
            [target.needed or 0.0], [at], _MARKS[target.status], color=colour, markersize=6,
            markerfacecolor=colour if decided else "white",
        )  # fmt: skip
        if here:
            text = f"{percent(target.share, lang)}, {target.year}"
            axes.annotate(
                text, (target.needed or 0.0, at), xytext=(6, 0), textcoords="offset points",
                color=style.ink(0), va="center",
            )  # fmt: skip


def _words(promises: list[OfficialTarget], fastest: float, lang: str) -> canvas.Words:
    over = sum((t.needed or 0.0) > fastest for t in promises)
    return canvas.Words(
        title=say(
            "promises.title", lang, over=over, all=len(promises), fastest=number(fastest, lang, 3)
        ),
        subtitle=say("promises.subtitle", lang),
        source=say("promises.source", lang),
        warning=say("promises.warning", lang),
    )
