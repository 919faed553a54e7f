"""The outside view: shares since the start of every episode, with the targets' required paths."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis import episodes, outside_view
from dxsim.analysis.evidence.required_paths import Required, required_paths
from dxsim.analysis.forecasts.reference_class import episode_history
from dxsim.data.records import Date
from dxsim.model.share_curves import expit, logit
from dxsim.presentation.figures.drawing import (
    axis,
    canvas,
    labels,
    picture_settings,
    style,
    wording,
)
from dxsim.presentation.text.messages import number, percent, say
from dxsim.presentation.text.words import cite

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


TICKS = (0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5)


@style.styled
def pace(
    *, as_of: Date | None = None, lang: str = "en", size: str = "page", titled: bool = True
) -> canvas.Figure:
    """Draw the share against years since the start of every episode, and what the targets require.

    The axis of shares is spaced by log-odds, so that a constant speed is a straight line and
    slopes compare between episodes that started at different shares. Broad measures are bold.
    """
    table = episode_table()
    wanted = required_paths(as_of)
    words = _words(wanted, table, lang)
    figure = canvas.canvas(size, words.shown(titled=titled), lang)
    axes = figure.subplots()
    _draw_episodes(axes, table, lang)
    _draw_required(axes, wanted, lang, size)
    axes.set_xlim(0, longest(table, wanted) + 0.3)
    axis.per_cent(axes, lang)
    _log_odds_axis(axes, lang)
    return canvas.finish(figure, words.title, _alt(wanted, lang), _with_paths(table, wanted))


def episode_table() -> "pd.DataFrame":
    """Return every counted episode's shares: years since its start, share and its log-odds."""
    import pandas as pd

    frames = []
    several = Counter(e.measure.label["en"] for e in outside_view.reference_class())
    for episode in outside_view.reference_class():
        history = episode_history(episode)
        frames.append(
            pd.DataFrame({
                "episode": episode.id, "economy": _economy(episode, several, "en"),
                "economy_vi": _economy(episode, several, "vi"), "broad": episode.in_broad,
                "years": history.times - history.times[0],
                "share": 1 / (1 + np.exp(-history.values)), "log_odds": history.values,
                "year": history.times,
                "sources": f"{episode.start.source} {episode.end.source}",
            })
        )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _economy(episode: episodes.Episode, several: Mapping[str, int], lang: str) -> str:
    """Return the name of an episode's economy, with who measured it where another has the name."""
    measure = episode.measure
    name = measure.label[lang]
    told = several[measure.label["en"]] > 1 and measure.producer
    return f"{name} ({measure.producer})" if told else name


def longest(table: "pd.DataFrame", wanted: list[Required]) -> float:
    """Return the years that the longest episode or required path lasts."""
    return max([float(table["years"].max()), *(path.year - path.base_year for path in wanted)])


def _draw_episodes(axes: "Axes", table: "pd.DataFrame", lang: str) -> None:
    points = picture_settings.letter_size(axes)
    name = "economy" if lang == "en" else "economy_vi"
    for _, rows in table.groupby("episode", sort=False):
        broad = bool(rows["broad"].iloc[0])
        shade = style.INK if broad else style.QUIET
        width = points / (6 if broad else 11)
        axes.plot(
            rows["years"], rows["log_odds"], color=shade, linewidth=width, marker="o",
            markersize=width * 2.2,
        )  # fmt: skip
        end = rows.iloc[-1]
        axes.annotate(
            str(end[name]), (end["years"], end["log_odds"]),
            (points * 0.4, 0), va="center",
            textcoords="offset points", size=style.smaller(points, 0.85), color=shade,
            weight="bold" if broad else "normal", gid=labels.AMONG_LINES,
            path_effects=style.halo(),
        )  # fmt: skip


def _draw_required(axes: "Axes", wanted: list[Required], lang: str, size: str) -> None:
    points = picture_settings.letter_size(axes)
    last = max((path.year for path in wanted), default=0)
    names = []
    for path in wanted:
        years = path.year - path.base_year
        place = style.hue(path.producer)
        ends = [logit(path.base), logit(path.threshold)]
        axes.plot([0, years], ends, **style.line(place, size))
        if path.year == last:
            text = f"{style.short_name(path.producer, lang)}: {_goal(path, lang)}"
            names.append(labels.Label(years, ends[1], text, style.ink(place)))
    end = max((name.x for name in names), default=0.0)
    labels.label_ends(axes, [name._replace(x=end) for name in names], room=12)
    for path in {p.year: p for p in wanted if p.year < last}.values():
        axes.annotate(
            _goal(path, lang), (path.year - path.base_year, logit(path.threshold)),
            (points * 0.6, -points * 0.2), textcoords="offset points", va="center", weight="bold",
            size=points, color=style.INK, path_effects=style.halo(),
        )  # fmt: skip


def _goal(path: Required, lang: str) -> str:
    threshold = wording.round_percent(path.threshold, lang)
    return say("evidence.goal", lang, threshold=threshold, year=path.year)


def _log_odds_axis(axes: "Axes", lang: str) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter

    places = [logit(share) for share in TICKS]
    axes.yaxis.set_major_locator(FixedLocator(places))
    shown = FuncFormatter(lambda v, _: number(100 * expit(v), lang, 0))
    axes.yaxis.set_major_formatter(shown)
    axis.name_below(axes, say("evidence.pace_x", lang))


def _words(wanted: list[Required], table: "pd.DataFrame", lang: str) -> canvas.Words:
    over = sum(path.speed > outside_view.paces()[-1] for path in wanted)
    key = "evidence.pace_title" if wanted else "evidence.pace_title_none"
    title = say(key, lang, over=over, all=len(wanted), count=len(outside_view.paces()))
    cited = dict.fromkeys(cite(id, lang) for ids in table["sources"] for id in ids.split())
    constant = dict.fromkeys(
        episode.measure.label[lang]
        for episode in outside_view.reference_class()
        if episode.measure.prices == "constant"
    )
    told = "evidence.pace_source_constant" if constant else "evidence.pace_source"
    names = wording.listing(list(constant), lang)
    source = say(told, lang, sources=", ".join(cited), names=names)
    return canvas.Words(title, say("evidence.pace_subtitle", lang), source)


def _alt(wanted: list[Required], lang: str) -> str:
    items = [
        say(
            "evidence.pace_item", lang, producer=style.short_name(path.producer, lang),
            threshold=wording.round_percent(path.threshold, lang), year=path.year,
            speed=number(path.speed, lang, 3),
            below=percent(outside_view.percentile(path.speed), lang, 0),
        )
        for path in wanted
    ]  # fmt: skip
    return say(
        "evidence.pace_alt", lang, count=len(outside_view.paces()),
        median=number(outside_view.median(), lang, 3),
        broad=number(outside_view.median("broad"), lang, 3), items=" ".join(items),
    )  # fmt: skip


def _with_paths(table: "pd.DataFrame", wanted: list[Required]) -> "pd.DataFrame":
    import pandas as pd

    paths = pd.DataFrame([
        {"episode": f"required {p.producer} {wording.round_percent(p.threshold, 'en')} in {p.year}",
         "years": year - p.base_year, "share": share, "log_odds": logit(share),
         "year": year}
        for p in wanted
        for year, share in ((p.base_year, p.base), (p.year, p.threshold))
    ])  # fmt: skip
    return pd.concat([table.drop(columns="economy_vi"), paths], ignore_index=True)
