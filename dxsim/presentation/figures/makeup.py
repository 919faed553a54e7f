"""The make-up of the digital economy against its two targets: sectoral part and ICT industry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dxsim.analysis.targets import Target, load_targets, metric, reaches, unsuitable
from dxsim.model.scenario import Scenario
from dxsim.presentation.figures import axis, several, style, wording
from dxsim.presentation.messages import percent, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
METRICS = {"left": "component_share_of_digital", "right": "part_share_of_gdp"}


@style.styled
def composition(
    scenarios: Scenario | Iterable[Scenario],
    *,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> style.Figure:
    """Draw the sectoral share of the digital economy and the ICT part of GDP by scenario.

    A scenario stands in a panel only where its producer publishes the part the target is about.
    """
    found = several.runs(scenarios)
    targets = {side: _targets(metric_name) for side, metric_name in METRICS.items()}
    series = {
        side: _series(found, several_targets[-1]) for side, several_targets in targets.items()
    }
    words = _words(found, targets["left"][-1], series["left"], lang)
    narrow = size == "column"
    figure = style.canvas(
        size, words if titled else words._replace(title=""), lang,
        height=150 if narrow else 115,
    )  # fmt: skip
    panels = figure.subplots(*((2, 1) if narrow else (1, 2)))
    for panel, side in zip(panels, METRICS, strict=True):
        _panel(panel, found, targets[side], series[side], lang)
        several.draw_lines(panel, series[side], found, lang, size)
        panel.set_title(
            say(f"figures.composition_{side}", lang), loc="left", weight="bold",
            size=style.SIZES[size].font,
        )  # fmt: skip
    alt = _alt(found, targets, series, lang)
    return style.finish(figure, words.title, alt, _table(found, targets, series))


def _targets(metric_name: str) -> list[Target]:
    """Return the targets on a metric, the last one being the one the figure is about."""
    return sorted((t for t in load_targets() if t.metric == metric_name), key=lambda t: t.year)


def _series(found: Sequence[several.Run], target: Target) -> dict[int, Array]:
    return {
        index: metric(run.scenario, target, run.path)
        for index, run in enumerate(found)
        if unsuitable(run.scenario, target) is None
    }


def _panel(
    axes: "Axes",
    found: Sequence[several.Run],
    targets: Sequence[Target],
    series: Mapping[int, Array],
    lang: str,
) -> None:
    tops = [float(np.nanmax(v)) for v in series.values()] + [t.threshold for t in targets]
    first = min(r.scenario.base_year for r in found)
    axes.set_xlim(first - 0.3, max(r.scenario.end_year for r in found) + 0.3)
    axes.set_ylim(0, min(1.0, max(tops) * 1.15))
    axis.thresholds(axes, targets, lang)
    axis.per_cent(axes, lang)


def _at_target(
    found: Sequence[several.Run], target: Target, series: Mapping[int, Array]
) -> dict[int, float]:
    values = {}
    for index, line in series.items():
        at = target.year - found[index].scenario.base_year
        if 0 <= at < line.size and np.isfinite(line[at]):
            values[index] = float(line[at])
    return values


def _words(
    found: Sequence[several.Run], target: Target, series: Mapping[int, Array], lang: str
) -> style.Words:
    values = _at_target(found, target, series)
    met = [i for i, value in values.items() if reaches(target, np.asarray(value))]
    share = wording.round_percent(target.threshold, lang)
    key = "figures.composition_title" if met else "figures.composition_title_none"
    title = say(key, lang, share=share, year=target.year, count=len(met), all=len(values))
    return style.Words(
        title=title,
        subtitle=say("figures.composition_subtitle", lang),
        source=style.basis([r.scenario for r in found], lang, [target.source]),
        warning=several.warning(found, lang),
    )


def _alt(
    found: Sequence[several.Run],
    targets: Mapping[str, Sequence[Target]],
    series: Mapping[str, Mapping[int, Array]],
    lang: str,
) -> str:
    fields: dict[str, str] = {}
    for side in METRICS:
        target = targets[side][-1]
        values = _at_target(found, target, series[side])
        texts = [
            say(
                "figures.scenario_value", lang, value=percent(value, lang),
                scenario=wording.short(found[index].scenario, lang),
            )
            for index, value in values.items()
        ]  # fmt: skip
        fields[side] = wording.target_list([target], lang)
        fields[f"{side}_values"] = "; ".join(texts)
    fields["warning"] = several.warning(found, lang)
    return say("figures.composition_alt", lang, **fields)


def _table(
    found: Sequence[several.Run],
    targets: Mapping[str, Sequence[Target]],
    series: Mapping[str, Mapping[int, Array]],
) -> "pd.DataFrame":
    import pandas as pd

    frames = [
        pd.DataFrame({
            "scenario": found[i].scenario.name, "producer": found[i].scenario.producer,
            "metric": f"{targets[side][-1].metric}:{targets[side][-1].of}",
            "year": found[i].path.years.astype(int), "value": values,
        })
        for side in METRICS
        for i, values in series[side].items()
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)
