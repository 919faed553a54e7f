"""The fan: where the digital share of GDP may go, with the targets and their odds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis import outside_view
from dxsim.analysis.targets import Target, cited, load_targets
from dxsim.model.trajectory import Strain
from dxsim.presentation.figures.drawing import (
    axis,
    canvas,
    labels,
    picture_settings,
    style,
    wording,
)
from dxsim.presentation.figures.scenarios.paths import history
from dxsim.presentation.text.messages import number, percent, say
from dxsim.presentation.text.uncertainty import (
    apart_in,
    assumptions_in_words,
    basis_in_words,
    centre_in_words,
    odds_and_range,
    outcomes_in_words,
)
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes

BANDS = ((0.05, 0.95), (0.1, 0.9), (0.2, 0.8), (0.25, 0.75), (0.35, 0.65))
"""Pairs of quantiles, the widest band first; each is drawn over the one before."""
LABELLED = {0.05: "quantile", 0.25: "quantile", 0.5: "median", 0.75: "quantile", 0.95: "quantile"}
"""The quantiles named at their ends, and how."""


@style.styled
def fan(
    scenario: Scenario,
    futures: "xr.Dataset",
    *,
    targets: Iterable[Target] | None = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
    noted: bool = True,
) -> canvas.Figure:
    """Draw the bands in which the digital share lies year by year, after the published past.

    Parameters
    ----------
    scenario
        the one whose futures these are.
    futures
        what `dxsim.ensemble`, or given outcomes `dxsim.condition`, returned for it.
    targets
        those it was asked about; by default those of the targets file.
    lang, size, titled, noted
        as for every figure.
    """
    known = load_targets() if targets is None else targets
    targets = [t for t in known if t.id in futures["target"].values and _on_share(t)]
    words = _words(scenario, futures, targets, lang)
    figure = canvas.canvas(size, words.shown(titled=titled, noted=noted), lang)
    axes = figure.subplots()
    past = history(scenario)
    _limits(axes, scenario, futures, targets, past)
    _bands(axes, scenario, futures)
    abroad = _class_band(futures)
    for edge in abroad.values():
        axes.plot(
            futures["year"].values, edge, color=style.QUIET, linestyle=":", linewidth=1, zorder=4
        )
    axis.published(axes, past)
    axis.thresholds(axes, targets, lang)
    axis.per_cent(axes, lang)
    _name_quantiles(axes, scenario, futures, lang)
    numbers = table(futures).assign(**abroad)
    return canvas.finish(figure, words.title, _alt(scenario, futures, targets, lang), numbers)


def _class_band(futures: "xr.Dataset") -> dict[str, list[float]]:
    """Return by year where the base share comes at the paces of the class; nothing without one.

    The keys name the columns of the numbers beside the figure.
    """
    start = float(futures["share"].sel(quantile=0.5)[0])
    edges = outside_view.band_by_year(start, futures.sizes["year"])
    return {f"class_{level}": edge for level, edge in edges.items()}


def table(futures: "xr.Dataset") -> "pd.DataFrame":
    """Return the numbers of a fan: quantiles, the scenario's own share, exhausted futures."""
    import pandas as pd

    names = ("scenario", "producer", "draws", "seed")
    quantiles = {
        f"p{round(100 * level):02d}": futures["share"].sel(quantile=level).values
        for level in futures["quantile"].values
    }
    columns = {"year": futures["year"].values, **quantiles}
    own = [name for name in ("scenario_share", "exhausted") if name in futures]
    columns |= {name: futures[name].values for name in own}
    return pd.DataFrame(columns).assign(**{name: futures.attrs[name] for name in names})


def _on_share(target: Target) -> bool:
    return target.is_digital_share


def _limits(
    axes: "Axes",
    scenario: Scenario,
    futures: "xr.Dataset",
    targets: list[Target],
    past: "pd.Series",
) -> None:
    first = min([scenario.base_year, *past.index])
    edges = [max(edge) for edge in _class_band(futures).values()]
    highest = max([float(np.nanmax(futures["share"])), *edges, *(t.threshold for t in targets)])
    axes.set_xlim(first - 0.5, scenario.end_year + 0.3)
    axes.set_ylim(0, min(1.0, highest * 1.12))


def _bands(axes: "Axes", scenario: Scenario, futures: "xr.Dataset") -> None:
    years, place = futures["year"].values, style.hue(scenario.producer)
    for depth, (low, high) in enumerate(BANDS):
        axes.fill_between(
            years, futures["share"].sel(quantile=low), futures["share"].sel(quantile=high),
            facecolor=_tint(place, (depth + 1) / (len(BANDS) + 1)), edgecolor="none", zorder=2,
        )  # fmt: skip
    points = picture_settings.letter_size(axes)
    middle = futures["share"].sel(quantile=0.5)
    axes.plot(years, middle, color=style.INK, linewidth=points / 10, linestyle=style.LINES[1],
              zorder=3)  # fmt: skip
    if apart_in(futures):
        axes.plot(
            years, futures["scenario_share"], color=style.INK, linewidth=points / 10, zorder=3
        )


def _tint(place: int, strength: float) -> str:
    """Return a colour of the palette mixed with the paper; 1 is the full colour."""
    from matplotlib.colors import to_hex, to_rgb

    mixed = [1 - strength * (1 - part) for part in to_rgb(style.colour(place))]
    return str(to_hex((mixed[0], mixed[1], mixed[2])))


def _name_quantiles(axes: "Axes", scenario: Scenario, futures: "xr.Dataset", lang: str) -> None:
    """Name the edges of two bands and the median, where both edges live to the last year."""
    shade = style.ink(style.hue(scenario.producer))
    ends = futures["share"].isel(year=-1)
    names = []
    for level, key in LABELLED.items():
        value, other = (float(ends.sel(quantile=q, method="nearest")) for q in (level, 1 - level))
        if np.isfinite(value + other):
            text = say(f"fan.{key}", lang, level=percent(level, lang, 0))
            colour = style.INK if key == "median" else shade
            names.append(labels.Label(float(ends["year"]), value, text, colour))
    if apart_in(futures) == scenario.end_year:
        text, own = say("fan.scenario", lang), float(futures["scenario_share"][-1])
        names.append(labels.Label(float(ends["year"]), own, text, style.INK))
    for key, edge in _class_band(futures).items():
        text = say("fan.abroad", lang, level=percent(int(key[-2:]) / 100, lang, 0))
        names.append(labels.Label(float(ends["year"]), edge[-1], text, style.QUIET))
    labels.label_ends(axes, names, room=9)


def _given(futures: "xr.Dataset", lang: str) -> list[str]:
    """State the outcomes conditioned on and the effective number of draws, if any."""
    return outcomes_in_words(futures, lang) if "outcomes" in futures.attrs else []


def _words(
    scenario: Scenario, futures: "xr.Dataset", targets: list[Target], lang: str
) -> canvas.Words:
    return canvas.Words(
        title=_title(scenario, futures, targets, lang),
        subtitle=" ".join([*_given(futures, lang), say("fan.subtitle", lang)]),
        source=" ".join([
            style.basis([scenario], lang, cited(targets)),
            basis_in_words(futures, lang),
            assumptions_in_words(futures, lang)[0],
            *centre_in_words(futures, lang),
            say("fan.draws", lang, draws=number(futures.attrs["draws"], lang, 0),
                seed=futures.attrs["seed"]),
        ]),
        warning=wording.warning(Strain.of(futures.attrs), lang),
    )  # fmt: skip


def _title(scenario: Scenario, futures: "xr.Dataset", targets: list[Target], lang: str) -> str:
    """Return the chance of every target ahead; two that ask the same of a year are told once."""
    later: dict[tuple[int, float, bool], Target] = {}
    for target in sorted(targets, key=lambda t: t.year):
        if target.year > scenario.base_year + 1:
            asked = (target.year, target.threshold, target.sense == "at_most")
            later.setdefault(asked, target)
    name = scenario_label(scenario, lang)
    if not later:
        return say("fan.title_plain", lang, scenario=name)
    said = [_chance(futures.sel(target=t.id), t, lang) for t in later.values()]
    return say("fan.title", lang, scenario=name, odds=wording.listing(said, lang))


def _chance(one: "xr.Dataset", target: Target, lang: str) -> str:
    """Return the odds of a target and their range over the bases that could be defended."""
    threshold = wording.threshold(target, lang)
    if np.isnan(float(one["probability"])):
        return say("fan.odds_ended", lang, threshold=threshold, year=target.year)
    said, ends = odds_and_range(one, lang)
    return say("fan.odds", lang, threshold=threshold, year=target.year, odds=said, range=ends)


def _alt(scenario: Scenario, futures: "xr.Dataset", targets: list[Target], lang: str) -> str:
    milestones = sorted({t.year for t in targets} | {scenario.end_year})
    ranges = []
    for year in milestones:
        low, high = (futures["share"].sel(year=year, quantile=q).item() for q in (0.05, 0.95))
        fields = {"low": percent(low, lang), "high": percent(high, lang)}
        ranges.append(say("fan.range", lang, year=year, **fields))
    described = say(
        "fan.alt", lang, scenario=scenario_label(scenario, lang),
        ranges=wording.listing(ranges, lang), title=_title(scenario, futures, targets, lang),
        warning=wording.warning(Strain.of(futures.attrs), lang),
    )  # fmt: skip
    return " ".join([*_given(futures, lang), described])
