"""Growth required against growth projected, and against what happened abroad."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dxsim.analysis import outside_view
from dxsim.analysis.judged import Given
from dxsim.analysis.targets import Target, find_target, load_targets, middle_target
from dxsim.analysis.verdicts import ALL, Verdict
from dxsim.presentation.figures.drawing import (
    axis,
    canvas,
    lettering,
    picture_settings,
    scenario_lines,
    style,
)
from dxsim.presentation.figures.drawing.scenario_lines import Run
from dxsim.presentation.text.messages import MISSING, number, say, signed
from dxsim.presentation.text.words import cite, scenario_label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ABOVE = 0.35
"""Rows by which the episodes abroad stand off, so that the names of the marks fit between."""

TIGHT = 1.1
"""Height of a row, in sizes of its letters, below which lines lie on one another."""

SMALL = 0.0005
"""Extra growth below which one decimal of a point would say nothing: its sign is the verdict."""


@style.styled
def required_vs_projected(
    scenarios: Given | Iterable[Given],
    *,
    target: str | None = None,
    targets: Iterable[Target] | None = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
    noted: bool = True,
) -> canvas.Figure:
    """Draw by scenario the log-odds speed a target on the digital share needs, and has.

    The episodes abroad stand above on the same scale, their medians as lines; the extra growth
    needed a year stands at the right. `target` is an id, by default the target whose year is
    the middle one of `targets` (those of the targets file).
    """
    runs = scenario_lines.runs(scenarios)
    goal = _goal(runs, target, load_targets() if targets is None else tuple(targets))
    if goal is None:
        return canvas.statement(size, say("figures.required_nothing", lang), lang)
    judged = [run for run in reversed(runs) if _required(run, goal)]
    facts = [run.judged.on(goal) for run in judged]
    words = _words(judged, goal, facts, lang)
    figure = canvas.canvas(
        size,
        words.shown(titled=titled, noted=noted),
        lang,
        height=76 + 5.5 * len(judged),
        least=38 + 3 * len(judged),
    )
    axes = figure.subplots()
    _reference(axes, len(judged), lang)
    for row, (run, fact) in enumerate(zip(judged, facts, strict=True)):
        _row(axes, row, run, fact, size)
    _axes(axes, judged, facts, lang)
    return canvas.finish(figure, words.title, _alt(judged, goal, facts, lang), _table(facts))


def _goal(runs: Sequence[Run], target: str | None, targets: Sequence[Target]) -> Target | None:
    """Return the target asked for, or the middle one; None where none requires a speed."""
    named = targets if target is None else [find_target(targets, target)]
    known = scenario_lines.share_targets(runs, named)
    return middle_target([t for t in known if any(_required(run, t) for run in runs)])


def _required(run: Run, goal: Target) -> bool:
    """Return whether a target requires a speed of a scenario: none does whose year is over."""
    return run.judged.on(goal).speed.required is not None


def _words(
    judged: Sequence[Run], goal: Target, facts: Sequence[Verdict], lang: str
) -> canvas.Words:
    enough = sum(1 for fact in facts if fact.reached)
    basis = style.basis([r.scenario for r in judged], lang, goal.sources)
    none, one = "" if enough else "_none", "_one" if len(facts) == 1 else ""
    return canvas.Words(
        title=say(
            f"figures.required_title{none}{one}",
            lang,
            target=goal.title.get(lang),
            count=enough,
            all=len(facts),
        ),
        subtitle=say("figures.required_subtitle", lang),
        source=scenario_lines.note(judged, f"{basis} {abroad(lang)}", lang),
        warning=scenario_lines.in_brief(judged, lang),
    )


def abroad(lang: str) -> str:
    """Return from which publications the episodes abroad are known."""
    ids = [s for e in outside_view.reference_class() for s in (e.start.source, e.end.source)]
    cited = dict.fromkeys(cite(source, lang) for source in ids)
    return say("figures.abroad", lang, sources=", ".join(cited))


def _reference(axes: "Axes", rows: int, lang: str) -> None:
    """Draw the episodes abroad in a row above the scenarios, and their medians as lines."""
    points = picture_settings.letter_size(axes)
    paces = outside_view.paces()
    axes.plot(
        paces, [rows + ABOVE] * len(paces), linestyle="none", marker="|", markersize=points * 1.4,
        markeredgewidth=points / 6, color=style.QUIET,
    )  # fmt: skip
    for scope, key, dashes in (("all", "median_abroad", 2), ("broad", "median_broad", 1)):
        speed = outside_view.median("broad" if scope == "broad" else "all")
        axes.plot(
            [speed, speed], [-0.7, rows + ABOVE + 0.45], color=style.QUIET, zorder=0,
            linewidth=points / 9, linestyle=style.LINES[dashes],
        )  # fmt: skip
        axes.annotate(
            f"{say(f'figures.{key}', lang)} {number(speed, lang, 3)}", (speed, rows + ABOVE + 0.45),
            (0, points * (0.1 if scope == "broad" else 1.3)), textcoords="offset points",
            ha="left" if scope == "broad" else "right", va="bottom",
            size=style.smaller(points, 0.85), color=style.QUIET,
        )  # fmt: skip


def _row(axes: "Axes", row: int, run: Run, fact: Verdict, size: str) -> None:
    points, shade = style.SIZES[size].font, style.ink(run.hue)
    speeds = _pair(fact)
    if "projected" in speeds:
        axes.plot([*speeds.values()], [row, row], color=shade, linewidth=points / 8)
        axes.plot(speeds["projected"], row, marker="o", markersize=points * 0.7, color=shade)
    axes.plot(
        speeds["required"], row, marker="D", markersize=points * 0.75, color=style.PAPER,
        markeredgecolor=shade, markeredgewidth=points / 6,
    )  # fmt: skip


def _pair(fact: Verdict) -> dict[str, float]:
    """Return the speeds that a row marks: the one required, and the one projected where it is."""
    speeds = {"projected": fact.speed.projected, "required": fact.speed.required}
    return {key: speed for key, speed in speeds.items() if speed is not None}


def _axes(axes: "Axes", judged: Sequence[Run], facts: Sequence[Verdict], lang: str) -> None:
    from matplotlib.ticker import MaxNLocator

    points = picture_settings.letter_size(axes)
    small = min(points, _row_height(axes, len(judged)))
    axes.set_ylim(-0.7, len(judged) + ABOVE + 2.0)
    axes.set_yticks(
        [*range(len(judged)), len(judged) + ABOVE],
        [*(scenario_label(r.scenario, lang) for r in judged),
         say("figures.reference_count", lang, count=len(outside_view.paces()))],
    )  # fmt: skip
    axes.tick_params(axis="y", length=0, labelsize=small)
    axes.spines["left"].set_visible(False)
    most = 6 if points > style.SIZES["column"].font else 3
    axes.xaxis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 5, 10]))
    axis.ticks(axes.xaxis, lang)
    axes.grid(axis="x")
    axes.margins(x=0.08)
    for row, fact in enumerate(facts):
        axes.annotate(
            _extra(fact, lang), (1, row), (points * 1.5, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", ha="left", size=small, annotation_clip=False,
        )  # fmt: skip
    heading = lettering.wrap(say("figures.growth_needed", lang), points * 9, points)
    axes.annotate(
        "\n".join(heading), (1, len(judged) + ABOVE + 0.4), (points * 1.5, 0),
        xycoords=("axes fraction", "data"), textcoords="offset points", va="bottom", ha="left",
        size=style.smaller(points, 0.85), color=style.QUIET, annotation_clip=False, linespacing=1.1,
    )  # fmt: skip


def _row_height(axes: "Axes", rows: int) -> float:
    """Return the height of a row in points, less what keeps two lines of letters apart."""
    ticks = 2 * picture_settings.letter_size(axes)
    return (picture_settings.height_between_words(axes) - ticks) / (rows + ABOVE + 2.7) / TIGHT


def _extra(fact: Verdict, lang: str) -> str:
    needed = fact.helpful(ALL)
    if needed is None:
        return MISSING
    return signed(needed * 100, lang, 1 if abs(needed) >= SMALL else 2)


def _alt(judged: Sequence[Run], goal: Target, facts: Sequence[Verdict], lang: str) -> str:
    items = [
        say(
            "figures.required_item", lang, scenario=scenario_label(run.scenario, lang),
            required=number(fact.speed.required, lang, 3),
            projected=number(fact.speed.projected, lang, 3), growth=_extra(fact, lang),
        )
        for run, fact in zip(judged, facts, strict=True)
    ]  # fmt: skip
    return say(
        "figures.required_alt", lang, target=goal.title.get(lang), items=" ".join(items),
        median=number(outside_view.median(), lang, 3),
        broad=number(outside_view.median("broad"), lang, 3), count=len(outside_view.paces()),
        warning=scenario_lines.warning(judged, lang),
    )  # fmt: skip


def _table(facts: Sequence[Verdict]) -> "pd.DataFrame":
    import pandas as pd

    rows = [
        {
            "scenario": f.scenario, "producer": f.producer, "target": f.target.id,
            "required_speed": f.speed.required, "projected_speed": f.speed.projected,
            "required_growth": f.additions[ALL], "percentile": f.speed.percentile,
            "percentile_broad": f.speed.percentile_broad,
        }
        for f in facts
    ]  # fmt: skip
    return pd.DataFrame(rows)
