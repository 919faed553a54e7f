"""Which errors matter: total and first-order Sobol indices as bars, largest first."""

from typing import TYPE_CHECKING

from dxsim.analysis.uncertainty.sensitivity import ranking
from dxsim.model.projection import simulate
from dxsim.presentation.figures.drawing import canvas, picture_settings, style, wording
from dxsim.presentation.text.messages import number, percent, say
from dxsim.presentation.text.uncertainty import assumptions_in_words
from dxsim.presentation.text.uncertainty.sensitivity import SMALL, factor_name, ranking_sentence
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes


@style.styled
def importance(
    scenario: Scenario,
    indices: "xr.Dataset",
    year: int,
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw what part of the variance of a year's digital share each kind of error brings.

    The bar is the total index, its dark part what the error brings alone, the line its 95%
    interval. Errors that bring next to nothing are left to the table.

    Parameters
    ----------
    scenario
        the one whose indices these are.
    indices
        what `dxsim.sensitivity` returned for it.
    year
        the year whose share is explained.
    lang, size, titled
        as for every figure.
    """
    words = _words(scenario, indices, year, lang)
    rows = [row for row in ranking(indices, year) if row[1] >= SMALL]
    form = style.size_named(size)
    height = 0.8 * form.font * (len(rows) + 5) * (1 + 40 / form.width)
    figure = canvas.canvas(size, words.shown(titled=titled), lang, height=height)
    axes = figure.subplots()
    _bars(axes, indices.sel(year=year), rows, lang)
    shown = table(indices, year)
    items = [f"{factor_name(name, lang)} {percent(total, lang)}" for name, total, _ in rows]
    alt = say(
        "sensitivity.alt", lang, scenario=scenario_label(scenario, lang), year=year,
        items=wording.listing(items, lang),
    )  # fmt: skip
    return canvas.finish(figure, words.title, alt, shown)


def table(indices: "xr.Dataset", year: int) -> "pd.DataFrame":
    """Return the indices of a year's share with their half-widths, the largest first."""
    names = ["first", "first_half", "total", "total_half"]
    rows = indices.sel(year=year)[names].to_dataframe()[names].reset_index()
    rows = rows.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)
    keys = ("scenario", "producer", "draws", "seed")
    shown: pd.DataFrame = rows.assign(year=year, **{key: indices.attrs[key] for key in keys})
    return shown


def _words(scenario: Scenario, indices: "xr.Dataset", year: int, lang: str) -> canvas.Words:
    draws = number(indices.attrs["draws"], lang, 0)
    return canvas.Words(
        title=ranking_sentence(indices, year, lang),
        subtitle=say("sensitivity.subtitle", lang, year=year),
        source=" ".join([
            style.basis([scenario], lang), assumptions_in_words(indices, lang)[0],
            say("sensitivity.note", lang),
            say("fan.draws", lang, draws=draws, seed=indices.attrs["seed"]),
        ]),
        warning=wording.warning(simulate(scenario).strain, lang),
    )  # fmt: skip


def _bars(axes: "Axes", at: "xr.Dataset", rows: list[tuple[str, float, float]], lang: str) -> None:
    from matplotlib.ticker import FuncFormatter

    points = picture_settings.letter_size(axes)
    places = list(range(len(rows)))
    for place, (name, total, half) in enumerate(rows):
        hue = style.place_of(name.split(".")[0])
        alone = max(0.0, min(float(at["first"].sel(factor=name)), total))
        axes.barh(place, total, height=0.62, color=style.colour(hue), alpha=0.45)
        axes.barh(place, alone, height=0.62, color=style.colour(hue))
        low, high = max(0.0, total - half), total + half
        axes.plot([low, high], [place, place], color=style.INK, linewidth=points / 8)
        axes.annotate(
            percent(total, lang, 0), (high, place), (points * 0.5, 0),
            textcoords="offset points", va="center", size=points, color=style.INK,
        )  # fmt: skip
    axes.set_yticks(places, [factor_name(name, lang) for name, _, _ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, max((total + half for _, total, half in rows), default=1.0) * 1.15)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v * 100, lang, 0)))
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.spines["left"].set_visible(False)
