"""The digital share of GDP in several scenarios, beside what each producer has published."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.judged import Given
from dxsim.analysis.targets import Target, cited, middle_year
from dxsim.presentation.figures.drawing import axis, canvas, scenario_lines, style, wording
from dxsim.presentation.figures.drawing.scenario_lines import Run
from dxsim.presentation.figures.scenarios.paths import history, measured
from dxsim.presentation.text.messages import say

if TYPE_CHECKING:
    import pandas as pd


@style.styled
def comparison(
    scenarios: Given | Iterable[Given],
    *,
    targets: Iterable[Target] | None = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
    noted: bool = True,
) -> canvas.Figure:
    """Draw the digital share of GDP of several scenarios against the targets.

    Colour tells the producer, dashes the scenario, a label at its end names each line; a path
    that is exhausted ends there. `targets` are by default those of the targets file.
    """
    runs = scenario_lines.runs(scenarios)
    goals = scenario_lines.share_targets(runs, targets)
    past = {r.scenario.producer: history(r.scenario) for r in runs}
    words = _words(runs, goals, lang)._replace(subtitle=measured(past.values(), lang))
    height = style.SIZES[size].height + (1.7 if size == "page" else 5) * len(runs)
    figure = canvas.canvas(
        size,
        words.shown(titled=titled, noted=noted),
        lang,
        height=height,
        least=20 + 3.2 * len(runs),
    )
    axes = figure.subplots()
    for known in past.values():
        axis.published(axes, known)
    scenario_lines.draw_lines(axes, {i: r.path.share for i, r in enumerate(runs)}, runs, lang, size)
    first = min([r.scenario.base_year for r in runs] + [y for p in past.values() for y in p.index])
    highest = max([float(np.nanmax(r.path.share)) for r in runs] + [t.threshold for t in goals])
    axes.set_xlim(first - 0.5, max(r.scenario.end_year for r in runs) + 0.3)
    axes.set_ylim(0, min(1.0, highest * 1.15))
    axis.thresholds(axes, goals, lang)
    axis.per_cent(axes, lang)
    return canvas.finish(figure, words.title, _alt(runs, goals, lang), _table(runs))


def _words(runs: Sequence[Run], targets: Sequence[Target], lang: str) -> canvas.Words:
    year = middle_year(targets, runs[0].scenario.end_year)
    ranges = scenario_lines.ranges(runs, year, lang)
    basis = style.basis([r.scenario for r in runs], lang, cited(targets))
    return canvas.Words(
        title=say("figures.comparison_title", lang, year=year, ranges=ranges),
        source=scenario_lines.note(runs, basis, lang),
        warning=scenario_lines.in_brief(runs, lang),
    )


def _alt(runs: Sequence[Run], targets: Sequence[Target], lang: str) -> str:
    year = middle_year(targets, runs[0].scenario.end_year)
    return say(
        "figures.comparison_alt", lang, count=len(runs), year=year,
        first=min(r.scenario.base_year for r in runs),
        last=max(r.scenario.end_year for r in runs),
        ranges=scenario_lines.ranges(runs, year, lang), targets=wording.target_list(targets, lang),
        warning=scenario_lines.warning(runs, lang),
    )  # fmt: skip


def _table(runs: Sequence[Run]) -> "pd.DataFrame":
    import pandas as pd

    frames = [
        pd.DataFrame({
            "scenario": r.scenario.name, "producer": r.scenario.producer,
            "year": r.path.years.astype(int), "digital_share": r.path.share,
        })
        for r in runs
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)
