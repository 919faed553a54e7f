"""The make-up of the digital economy against its two targets: sectoral part and ICT industry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.judged import Given
from dxsim.analysis.targets import Target, load_targets, metric, reaches, unsuitable
from dxsim.data.arrays import Array
from dxsim.presentation.figures.drawing import axis, canvas, scenario_lines, style, wording
from dxsim.presentation.figures.drawing.scenario_lines import Run
from dxsim.presentation.text.messages import capital, percent, say
from dxsim.presentation.text.words import block_name, scenario_label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LEAST = 55.0
"""Least height of a panel, millimetres."""
AROUND = 60.0
"""Height of what stands around the panels, millimetres."""
METRICS = {"left": "component_share_of_digital", "right": "part_share_of_gdp"}


@style.styled
def composition(
    scenarios: Given | Iterable[Given],
    *,
    targets: Iterable[Target] | None = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
    noted: bool = True,
) -> canvas.Figure:
    """Draw the sectoral share of the digital economy and the ICT part of GDP by scenario.

    A scenario stands in a panel only where its producer publishes the part the target is about,
    a panel only where some of `targets` (by default those of the targets file) are about it.
    """
    runs = scenario_lines.runs(scenarios)
    goals = _goals(runs, load_targets() if targets is None else targets)
    if not goals:
        return canvas.statement(size, say("figures.composition_nothing", lang), lang)
    series = {side: _series(runs, about[-1]) for side, about in goals.items()}
    words = _words(runs, goals, series, lang)
    tall = [_height(lines, size) for lines in series.values()]
    stacked = size == "column" or (size not in style.FIXED and max(tall) > LEAST)
    figure = canvas.canvas(
        size, words.shown(titled=titled, noted=noted), lang,
        height=AROUND + (sum(tall) if stacked else max(tall)),
    )  # fmt: skip
    form = {"nrows": len(goals), "height_ratios": tall} if stacked else {"ncols": len(goals)}
    panels = figure.subplots(**form, squeeze=False)
    for panel, side in zip(panels.flat, goals, strict=True):
        _panel(panel, runs, goals[side], series[side], lang)
        scenario_lines.draw_lines(panel, series[side], runs, lang, size)
        panel.set_title(
            _heading(side, goals[side][-1], lang), loc="left", weight="bold",
            size=style.SIZES[size].font,
        )  # fmt: skip
    alt = _alt(runs, goals, series, lang)
    return canvas.finish(figure, words.title, alt, _table(runs, goals, series))


def _height(series: Mapping[int, Array], size: str) -> float:
    """Return the height of a panel in millimetres in which the name of every line has room."""
    line = style.SIZES[size].font * 1.6 / (72 * style.MM)
    return max(LEAST, len(series) * line)


def _heading(side: str, target: Target, lang: str) -> str:
    part = block_name(target.of or "digital", lang)
    return capital(say(f"figures.composition_{side}", lang, part=part))


def _goals(runs: Sequence[Run], targets: Iterable[Target]) -> dict[str, list[Target]]:
    """Return by panel the targets that some scenario is judged on; the last is what it is about."""
    known = sorted(scenario_lines.judged(runs, targets), key=lambda t: t.year)
    found_by = {side: [t for t in known if t.metric == name] for side, name in METRICS.items()}
    return {
        side: [t for t in about if t.of == about[-1].of]
        for side, about in found_by.items()
        if about
    }


def _series(runs: Sequence[Run], target: Target) -> dict[int, Array]:
    return {
        index: metric(run.scenario, target, run.path)
        for index, run in enumerate(runs)
        if unsuitable(run.scenario, target) is None
    }


def _panel(
    axes: "Axes",
    runs: Sequence[Run],
    targets: Sequence[Target],
    series: Mapping[int, Array],
    lang: str,
) -> None:
    tops = [float(np.nanmax(v)) for v in series.values()] + [t.threshold for t in targets]
    first = min(r.scenario.base_year for r in runs)
    axes.set_xlim(first - 0.3, max(r.scenario.end_year for r in runs) + 0.3)
    highest = max(tops) * 1.15
    # only a part on a base of its own may grow beyond GDP
    axes.set_ylim(0, highest if max(tops) > 1 else min(1.0, highest))
    axis.thresholds(axes, targets, lang)
    axis.per_cent(axes, lang)


def _at_target(
    runs: Sequence[Run], target: Target, series: Mapping[int, Array]
) -> dict[int, float]:
    values = {}
    for index, line in series.items():
        at = target.year - runs[index].scenario.base_year
        if 0 <= at < line.size and np.isfinite(line[at]):
            values[index] = float(line[at])
    return values


def _words(
    runs: Sequence[Run],
    targets: Mapping[str, Sequence[Target]],
    series: Mapping[str, Mapping[int, Array]],
    lang: str,
) -> canvas.Words:
    side, about = next(iter(targets.items()))
    target = about[-1]
    values = _at_target(runs, target, series[side])
    met = [i for i, value in values.items() if reaches(target, np.asarray(value))]
    none, one = "" if met else "_none", "_one" if len(values) == 1 else ""
    key = (
        f"figures.composition_title{none}{one}" if values else "figures.composition_title_unjudged"
    )
    title = target.title.get(lang)
    basis = style.basis([r.scenario for r in runs], lang, target.sources)
    return canvas.Words(
        title=say(key, lang, target=title, count=len(met), all=len(values)),
        subtitle=_subtitle(runs, lang),
        source=scenario_lines.note(runs, basis, lang),
        warning=scenario_lines.in_brief(runs, lang),
    )


def _subtitle(runs: Sequence[Run], lang: str) -> str:
    """Describe the parts shown and which are carved out of published ones."""
    parts = dict.fromkeys(
        name for run in runs for name, part in run.scenario.components.items() if part.carved_from
    )
    if not parts:
        return say("figures.composition_subtitle", lang)
    named = wording.listing([block_name(name, lang) for name in parts], lang)
    return say("figures.composition_subtitle_parts", lang, parts=named)


def _alt(
    runs: Sequence[Run],
    targets: Mapping[str, Sequence[Target]],
    series: Mapping[str, Mapping[int, Array]],
    lang: str,
) -> str:
    said = []
    for side, about in targets.items():
        target = about[-1]
        values = _at_target(runs, target, series[side])
        shown = [
            say(
                "figures.scenario_value", lang, value=percent(value, lang),
                scenario=scenario_label(runs[index].scenario, lang),
            )
            for index, value in values.items()
        ]  # fmt: skip
        said.append(
            say(
                "figures.composition_alt", lang, heading=_heading(side, target, lang),
                target=wording.target_list([target], lang), values="; ".join(shown),
            )
        )  # fmt: skip
    return " ".join([*said, scenario_lines.warning(runs, lang)])


def _table(
    runs: Sequence[Run],
    targets: Mapping[str, Sequence[Target]],
    series: Mapping[str, Mapping[int, Array]],
) -> "pd.DataFrame":
    import pandas as pd

    frames = [
        pd.DataFrame({
            "scenario": runs[i].scenario.name, "producer": runs[i].scenario.producer,
            "metric": f"{targets[side][-1].metric}:{targets[side][-1].of}",
            "year": runs[i].path.years.astype(int), "value": values,
        })
        for side in targets
        for i, values in series[side].items()
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)
