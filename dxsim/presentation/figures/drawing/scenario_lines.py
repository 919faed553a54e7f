"""Lines of several scenarios in a figure: paths, line styles, labels and warnings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dxsim.analysis.judged import Given, Judged, judge
from dxsim.analysis.targets import Target, load_targets, unjudged
from dxsim.data.arrays import Array
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.figures.drawing import labels, picture_settings, style, wording
from dxsim.presentation.text.messages import percent, say
from dxsim.presentation.text.tables import years_in_words
from dxsim.presentation.text.words import scenario_label, scenario_labels
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes


FEW = 2
"""Scenarios whose years of strain fit the warning above a figure."""


class Run(NamedTuple):
    """A judged scenario with its place among those of the same producer."""

    judged: Judged
    place: int

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.judged.scenario

    @property
    def path(self) -> Trajectory:
        """Its projection."""
        return self.judged.path

    @property
    def hue(self) -> int:
        """The place of the producer's colour in the palette."""
        return style.hue(self.scenario.producer)


def runs(scenarios: Given | Iterable[Given]) -> list[Run]:
    """Return one scenario or several on their paths, in their order."""
    seen: dict[str, int] = {}
    several = []
    for each in judge(scenarios, ()):
        place = seen.get(each.scenario.producer, 0)
        seen[each.scenario.producer] = place + 1
        several.append(Run(each, place))
    return several


def judged(all_runs: Sequence[Run], targets: Iterable[Target]) -> list[Target]:
    """Return the targets that some of the scenarios are judged on."""
    return [t for t in targets if any(unjudged(r.scenario, t) is None for r in all_runs)]


def share_targets(all_runs: Sequence[Run], targets: Iterable[Target] | None = None) -> list[Target]:
    """Return the targets on the digital share that some of the scenarios are judged on.

    They are taken from `targets`, by default from the targets file.
    """
    known = load_targets() if targets is None else targets
    return [t for t in judged(all_runs, known) if t.is_digital_share]


def line(run: Run, size: str) -> style.Look:
    """Return the line of a scenario: colour by producer, dashes by its place among them."""
    dashes = style.LINES[run.place % len(style.LINES)]
    return style.line(run.hue, size, linestyle=dashes)


def draw_lines(
    axes: "Axes", series: Mapping[int, Array], all_runs: Sequence[Run], lang: str, size: str
) -> None:
    """Draw one series a scenario, by its index, and name each line at its end.

    Scenarios whose series are the same to rounding share a line and a label.
    """
    groups: list[list[int]] = []
    for index in series:
        same = [g for g in groups if _same(series[g[0]], series[index])]
        same[0].append(index) if same else groups.append([index])
    names = []
    for group in groups:
        run, values = all_runs[group[0]], series[group[0]]
        alive = np.flatnonzero(np.isfinite(values))
        if not alive.size:
            continue
        axes.plot(run.path.years, values, **line(run, size))
        last = alive[-1]
        text = scenario_labels([all_runs[i].scenario for i in group], lang)
        names.append(labels.Label(run.path.years[last], values[last], text, style.ink(run.hue)))
    points = picture_settings.letter_size(axes)
    labels.label_ends(axes, names, room=15, size=style.smaller(points, 0.9))


def _same(first: Array, second: Array) -> bool:
    return first.shape == second.shape and np.allclose(first, second, 1e-9, equal_nan=True)


def in_brief(all_runs: Sequence[Run], lang: str) -> str:
    """Return in how many scenarios the rest of the economy shrinks: the warning above a figure.

    Of a few scenarios it is the whole warning; else that stands in the note, see `note`.
    """
    if not _is_long(all_runs):
        return warning(all_runs, lang)
    strained = [run for run in all_runs if run.path.strain.years]
    gone = sum(run.path.strain.exhausted_in is not None for run in strained)
    key = "warn_brief_gone" if gone else "warn_brief"
    return say(f"figures.{key}", lang, count=len(strained), all=len(all_runs), gone=gone)


def note(all_runs: Sequence[Run], basis: str, lang: str) -> str:
    """Return a basis with the whole warning before it where a figure has it in brief."""
    return f"{warning(all_runs, lang)} {basis}" if _is_long(all_runs) else basis


def _is_long(all_runs: Sequence[Run]) -> bool:
    return sum(bool(run.path.strain.years) for run in all_runs) > FEW


def warning(all_runs: Sequence[Run], lang: str) -> str:
    """Return in which scenarios the rest of the economy shrinks or is exhausted."""
    shrinking, gone = [], []
    for run in all_runs:
        name, strain = scenario_label(run.scenario, lang), run.path.strain
        money = years_in_words(strain.shrinks_in, strain.shrinks_from, lang)
        real = years_in_words(strain.shrinks_in_real, strain.shrinks_from_real, lang)
        if money or real:
            key = "warn_real" if not money else "warn_item" if not real else "warn_both"
            shrinking.append(say(f"figures.{key}", lang, scenario=name, years=money, real=real))
        if strain.exhausted_in is not None:
            gone.append(say("figures.warn_gone", lang, scenario=name, year=strain.exhausted_in))
    texts = []
    if shrinking:
        texts.append(say("figures.warn_list", lang, items="; ".join(shrinking)))
    if gone:
        texts.append(say("figures.warn_exhausted", lang, items="; ".join(gone)))
    return " ".join(texts)


def ranges(all_runs: Sequence[Run], year: int, lang: str) -> str:
    """Return the lowest and highest digital share of a year by producer, in words."""
    by_producer: dict[str, list[float]] = {}
    for run in all_runs:
        at = year - run.scenario.base_year
        inside = 0 <= at <= run.scenario.horizon
        if inside and np.isfinite(run.path.share[at]):
            by_producer.setdefault(run.scenario.producer, []).append(float(run.path.share[at]))
    texts = []
    for producer, values in sorted(by_producer.items(), reverse=True):
        low, high = percent(min(values), lang), percent(max(values), lang)
        key = "figures.range" if low != high else "figures.range_one"
        name = style.short_name(producer, lang)
        texts.append(say(key, lang, low=low, high=high, producer=name))
    return wording.listing(texts, lang)
