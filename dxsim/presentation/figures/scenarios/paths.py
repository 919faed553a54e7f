"""Component paths of one scenario, stacked as shares of GDP against the targets."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.targets import Target, cited, judged, load_targets
from dxsim.data.observations import yearly
from dxsim.data.sources import all_series, unpublished_components
from dxsim.model.projection import simulate
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.figures.drawing import axis, canvas, labels, style, wording
from dxsim.presentation.text.messages import interval, number, percent, say
from dxsim.presentation.text.tables import rest_in_words
from dxsim.presentation.text.uncertainty import assumptions_in_words
from dxsim.presentation.text.words import scenario_label
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes

BANDS = ((0.05, 0.95), (0.1, 0.9), (0.25, 0.75))
"""Pairs of quantiles laid over the components where futures are given, the widest first."""


@style.styled
def paths(
    scenario: Scenario,
    *,
    targets: Iterable[Target] | None = None,
    compare: Scenario | Sequence[Scenario] | None = None,
    futures: "xr.Dataset | None" = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw the components of a scenario as shares of GDP, stacked, against the targets.

    The history published by the same producer stands before it, and beside it where years of the
    path are over. Years in which the rest of the economy begins to shrink, or is exhausted, are
    named; the path ends where it is exhausted.
    `targets` are by default those of the targets file; the totals of `compare` are broken lines;
    the bands of `futures`, what `dxsim.ensemble` returned for the scenario, lie over all of it.
    """
    path = simulate(scenario)
    targets, past = share_targets(scenario, targets), history(scenario)
    words = canvas.Words(
        title=_title(scenario, path, targets, lang),
        subtitle=measured([past], lang),
        source=" ".join([style.basis([scenario], lang, cited(targets)), *_rests_on(futures, lang)]),
        warning=wording.warning(path.strain, lang),
    )
    figure = canvas.canvas(size, words.shown(titled=titled), lang)
    axes = figure.subplots()
    others = [compare] if isinstance(compare, Scenario) else compare or ()
    ghost = [_ghost(axes, other, place, lang) for place, other in enumerate(others)]
    _draw_parts(axes, path, lang, ghost)
    axis.published(axes, past)
    _limits(axes, scenario, path, targets, past)
    _make_room(axes, [*(label.y for label in ghost), *_draw_bands(axes, futures)])
    axis.thresholds(axes, targets, lang)
    axis.events(axes, path)
    axis.per_cent(axes, lang)
    alt = _alt(scenario, path, targets, lang)
    return canvas.finish(figure, words.title, alt, _table(scenario, path, past, futures))


def share_targets(scenario: Scenario, targets: Iterable[Target] | None = None) -> list[Target]:
    """Return the targets on the digital share that a scenario is judged on."""
    known = judged(scenario, load_targets() if targets is None else targets)
    return [t for t in known if t.is_digital_share]


def measured(past: "Iterable[pd.Series]", lang: str) -> str:
    """Name the measure of a figure of shares, and its dots if it has any."""
    dotted = any(len(known) for known in past)
    return say(f"figures.share_of_gdp{'_published' if dotted else ''}", lang)


def history(scenario: Scenario) -> "pd.Series":
    """Return the published digital shares of a scenario's producer, years after its base too."""
    import pandas as pd

    if "digital_share" not in all_series():
        return pd.Series(dtype=float)
    try:
        return yearly("digital_share", scenario.producer) / 100
    except ValueError:
        return pd.Series(dtype=float)


def milestones(scenario: Scenario, path: Trajectory, targets: list[Target]) -> dict[int, float]:
    """Return the digital share in the years of the targets, or at the end, where it exists."""
    years = sorted({t.year for t in targets}) or [scenario.end_year]
    shares = {year: float(path.share[year - scenario.base_year]) for year in years}
    return {year: share for year, share in shares.items() if np.isfinite(share)}


def _title(scenario: Scenario, path: Trajectory, targets: list[Target], lang: str) -> str:
    ends = path.strain.exhausted_in
    heading = scenario.heading(lang)
    if ends is not None:
        return say("figures.paths_ends", lang, scenario=heading, year=ends)
    values = wording.by_year(milestones(scenario, path, targets), lang)
    return say("figures.paths_title", lang, scenario=heading, values=values)


def _alt(scenario: Scenario, path: Trajectory, targets: list[Target], lang: str) -> str:
    return say(
        "figures.paths_alt", lang, scenario=scenario.heading(lang),
        first=scenario.base_year, last=scenario.end_year,
        values=wording.by_year(milestones(scenario, path, targets), lang),
        targets=wording.target_list(targets, lang), warning=rest_in_words(path.strain, lang),
    )  # fmt: skip


def _ghost(axes: "Axes", compare: Scenario, place: int, lang: str) -> labels.Label:
    """Draw the digital share of a scenario compared with; return its label."""
    path = simulate(compare)
    alive = np.isfinite(path.share)
    years, shares = path.years[alive], path.share[alive]
    dashes = style.LINES[1 + place % (len(style.LINES) - 1)]
    axes.plot(
        years, shares, color=style.INK, linewidth=1.5, linestyle=dashes, zorder=4,
        path_effects=style.halo(),
    )  # fmt: skip
    return labels.Label(years[-1], float(shares[-1]), scenario_label(compare, lang), style.QUIET)


def _draw_bands(axes: "Axes", futures: "xr.Dataset | None") -> list[float]:
    """Lay the bands of the futures over the components; return how high they reach."""
    if futures is None:
        return []
    share, years = futures["share"], futures["year"].values
    for low, high in BANDS:
        axes.fill_between(
            years, share.sel(quantile=low), share.sel(quantile=high),
            facecolor=style.INK, alpha=0.16, edgecolor="none", zorder=3,
        )  # fmt: skip
    return [float(np.nanmax(share.sel(quantile=BANDS[0][1])))]


def _rests_on(futures: "xr.Dataset | None", lang: str) -> list[str]:
    """Describe the bands: probabilities, number of draws, assumptions."""
    if futures is None:
        return []
    bands = ", ".join(interval(percent(a, lang, 0), percent(b, lang, 0)) for a, b in BANDS)
    draws, seed = (futures.attrs[key] for key in ("draws", "seed"))
    shown = say("explorer.fan_words", lang, bands=bands, draws=number(draws, lang, 0), seed=seed)
    return [shown, assumptions_in_words(futures, lang)[0]]


def _make_room(axes: "Axes", heights: list[float]) -> None:
    highest = max(heights, default=0.0)
    axes.set_ylim(0, max(axes.get_ylim()[1], min(1.0, highest * 1.18)))


def _draw_parts(axes: "Axes", path: Trajectory, lang: str, ghost: list[labels.Label]) -> None:
    alive = np.isfinite(path.share)
    years, floor, names = path.years[alive], np.zeros(int(alive.sum())), list(ghost)
    for name, levels in path.components.items():
        place = style.place_of(name)
        top = floor + (levels / path.gdp)[alive]
        axes.fill_between(
            years, floor, top, facecolor=style.colour(place), edgecolor=style.PAPER,
            hatch=style.HATCHES[place], linewidth=0.8,
        )  # fmt: skip
        text = wording.component(name, lang, assumed=name in unpublished_components())
        names.append(
            labels.Label(years[-1], float(floor[-1] + top[-1]) / 2, text, style.ink(place))
        )
        floor = top
    axes.plot(years, floor, color=style.INK, linewidth=1.0)
    early = years[-1] < path.years[-1]
    labels.label_ends(axes, names, room=7 if early else 11, behind=True)


def _limits(
    axes: "Axes", scenario: Scenario, path: Trajectory, targets: list[Target], past: "pd.Series"
) -> None:
    first = min([scenario.base_year, *past.index])
    highest = max([float(np.nanmax(path.share)), *(t.threshold for t in targets)])
    axes.set_xlim(first - 0.5, scenario.end_year + 0.3)
    axes.set_ylim(0, min(1.0, highest * 1.18))


def _table(
    scenario: Scenario, path: Trajectory, past: "pd.Series", futures: "xr.Dataset | None" = None
) -> "pd.DataFrame":
    import pandas as pd

    columns = {f"{name}_share": v / path.gdp for name, v in path.components.items()}
    table = pd.DataFrame({"year": path.years.astype(int), **columns, "digital_share": path.share})
    if futures is not None:
        for level in sorted({level for pair in BANDS for level in pair}):
            table[f"p{round(100 * level):02d}"] = futures["share"].sel(quantile=level).values
    published = table["year"].map(past.to_dict())
    earlier = past[past.index < scenario.base_year]
    before = pd.DataFrame({"year": earlier.index, "published_share": earlier.to_numpy()})
    table = pd.concat([before, table.assign(published_share=published)], ignore_index=True)
    return table.assign(scenario=scenario.name, producer=scenario.producer).sort_values("year")
