"""Scenarios by targets: which is reached, by how much, and at what price to the rest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dxsim.analysis.judged import Given
from dxsim.analysis.targets import Target, cited, load_targets
from dxsim.analysis.verdicts import Verdict
from dxsim.model.trajectory import Strain
from dxsim.presentation.figures import remarks
from dxsim.presentation.figures.drawing import (
    canvas,
    lettering,
    scenario_lines,
    style,
    wording,
)
from dxsim.presentation.figures.scenarios.matrix_layout import (
    HEADS,
    Grid,
    Places,
    fitted_grid,
    fitting_size,
)
from dxsim.presentation.figures.verdict_cells import (
    cell_text,
    columns,
    fitting,
    left_out,
    reasons,
    reasons_in_words,
    shade,
    spoken,
)
from dxsim.presentation.text.messages import capital, say
from dxsim.presentation.text.tables import rest_in_words
from dxsim.presentation.text.words import scenario_label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST = {"column": 4, "page": 9, "half": 9, "slide": 14}
"""Targets that a sheet has columns for in letters that can be read."""
AROUND = {"column": 90, "page": 75, "half": 75, "slide": 60}
"""Height of the texts around the rows, in millimetres: in a column they break into more lines."""


@style.styled
def verdict_matrix(
    scenarios: Given | Iterable[Given],
    *,
    targets: Iterable[Target] | None = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> canvas.Figure:
    """Draw the verdict of every target under every scenario, the producers one above the other.

    A cell says in a sign and in points what its shade says too. A heavy frame marks the judge;
    a hatched cell cannot be evaluated, its letter gives the reason. The last column says what
    happens to the rest of the economy. `targets` are by default those of the targets file.
    """
    runs = sorted(scenario_lines.runs(scenarios), key=lambda r: r.scenario.producer, reverse=True)
    goals = load_targets() if targets is None else tuple(targets)
    if not goals:
        return canvas.statement(size, say("figures.matrix_nothing", lang), lang)
    every = [run.judged.glances(goals) for run in runs]
    decided = columns(goals, (fact for row in every for fact in row))
    shown = fitting(decided, MOST[size])
    kept = {target.id for target in shown}
    facts = [[fact for fact in row if fact.target.id in kept] for row in every]
    words = _words(runs, shown, facts, _others(goals, decided, shown, lang), lang)
    height = AROUND[size] + 7.2 * (len(runs) + 2)
    figure = canvas.canvas(size, words.shown(titled=titled), lang, height=height)
    axes, width, tall = canvas.plate(figure)
    grid, places = fitted_grid(axes, (width, tall), runs, facts, lang)
    top = _heads(axes, grid, shown, tall, lang)
    _rows(axes, grid, places, runs, facts, top, lang)
    return canvas.finish(figure, words.title, _alt(runs, shown, facts, lang), _table(every))


def _others(
    goals: Sequence[Target], decided: Sequence[Target], shown: Sequence[Target], lang: str
) -> str:
    """Return how many targets have no column: undecided ones, and those there is no room for."""
    said = left_out(goals, decided, lang)
    more = len(decided) - len(shown)
    return f"{said} {say('figures.matrix_no_room', lang, count=more)}".strip() if more else said


def _words(
    runs: Sequence[scenario_lines.Run],
    targets: Sequence[Target],
    facts: Sequence[Sequence[Verdict]],
    others: str,
    lang: str,
) -> canvas.Words:
    flat = [f for row in facts for f in row]
    judged = [f for f in flat if f.judge and f.reached is not None and not f.over]
    reached = sum(1 for f in judged if f.reached)
    strained = sum(1 for f in judged if f.state == "strained")
    title = say(
        "figures.matrix_title_strained" if strained else "figures.matrix_title", lang,
        reached=reached, judged=len(judged), missed=len(judged) - reached, strained=strained,
    )  # fmt: skip
    key = say("figures.matrix_key", lang, reasons=reasons_in_words(flat, lang))
    basis = style.basis([r.scenario for r in runs], lang, cited(targets))
    said = " ".join(text for text in (key, others, basis) if text)
    return canvas.Words(title, say("figures.matrix_subtitle", lang), said)


def _heads(axes: "Axes", grid: Grid, goals: Sequence[Target], tall: float, lang: str) -> float:
    """Write what each column is about, upright where columns are narrow; return the rows' top."""
    texts = [wording.short_target(t, lang) for t in goals] + [say("figures.matrix_rest", lang)]
    size, head = grid.small, HEADS[grid.narrow]
    for column, text in enumerate(texts):
        wide = grid.remarks if column == len(goals) else grid.cell * 0.95
        lines = lettering.wrap(text, grid.font * head if grid.narrow else wide, size)
        axes.text(
            grid.names + column * grid.cell + wide / 2, tall - grid.font * head, "\n".join(lines),
            size=size, ha="center", va="bottom", linespacing=1.1, color=style.INK,
            rotation=90 if grid.narrow else 0,
        )  # fmt: skip
    return tall - grid.heads


def _rows(
    axes: "Axes",
    grid: Grid,
    places: Places,
    runs: Sequence[scenario_lines.Run],
    facts: Sequence[Sequence[Verdict]],
    top: float,
    lang: str,
) -> None:
    letters = reasons(f for row in facts for f in row)
    y, producer, head = top, "", places.head
    for run, row, name, beside, height in zip(runs, facts, *places[:3], strict=True):
        if run.scenario.producer != producer:
            producer, y = run.scenario.producer, y - head
            axes.text(
                0, y + head * 0.3, capital(style.full_name(producer, lang)),
                size=grid.font, weight="bold", color=style.ink(run.hue), va="center",
            )  # fmt: skip
        y -= height
        lowest = y + (grid.small * remarks.LEADING if beside.below else 0.0)
        middle, tall = (lowest + y + height) / 2, y + height - lowest
        axes.text(
            0,
            middle,
            "\n".join(name),
            size=style.smaller(grid.font, 0.9),
            va="center",
            linespacing=1.0,
        )
        for column, fact in enumerate(row):
            _cell(axes, grid, (grid.names + column * grid.cell, lowest, tall), fact, letters, lang)
        _remark(axes, grid, (grid.names + len(row) * grid.cell, middle, y), beside)


def _remark(
    axes: "Axes", grid: Grid, place: tuple[float, float, float], said: remarks.Remark
) -> None:
    """Write a remark beside a row's middle, and its statements under the row."""
    right, middle, foot = place
    shade = style.WARNING if said.warns else style.QUIET
    axes.text(
        right + grid.font * 0.3, middle, "\n".join(said.beside), va="center", linespacing=1.1,
        color=shade, size=fitting_size(said.beside, grid.remarks - grid.font * 0.3, grid.small),
    )  # fmt: skip
    if said.below:
        axes.text(
            right + grid.remarks, foot + grid.small * 0.2, said.below, ha="right", va="bottom",
            color=shade, size=fitting_size([said.below], right + grid.remarks, grid.small),
        )  # fmt: skip


def _cell(
    axes: "Axes",
    grid: Grid,
    place: tuple[float, float, float],
    fact: Verdict,
    letters: Mapping[str, str],
    lang: str,
) -> None:
    from matplotlib.patches import Rectangle

    x, y, tall = place
    gap = grid.font * 0.14
    empty = fact.final.reached is None
    axes.add_patch(
        Rectangle(
            (x + gap, y + gap), grid.cell - 2 * gap, tall - 2 * gap, facecolor=shade(fact),
            edgecolor=style.INK if fact.judge else style.FAINT,
            linewidth=grid.font / 6 if fact.judge else 0.4, hatch="////" if empty else None,
        )
    )  # fmt: skip
    text = cell_text(fact, letters, lang)
    size = fitting_size([text], grid.cell - grid.font * 0.7, style.smaller(grid.font, 0.9))
    axes.text(
        x + grid.cell / 2, y + tall / 2, text, size=size, ha="center", va="center_baseline",
        bbox=style.BEHIND if empty else None,
    )  # fmt: skip


def _alt(
    runs: Sequence[scenario_lines.Run],
    targets: Sequence[Target],
    facts: Sequence[Sequence[Verdict]],
    lang: str,
) -> str:
    items = []
    for run, row in zip(runs, facts, strict=True):
        cells = [
            f"{wording.short_target(t, lang)}: {spoken(f, lang)}"
            for t, f in zip(targets, row, strict=True)
        ]
        name = scenario_label(run.scenario, lang)
        rest = rest_in_words(run.path.strain, lang)
        items.append(
            say("figures.matrix_item", lang, scenario=name, cells="; ".join(cells), rest=rest)
        )
    return say(
        "figures.matrix_alt", lang, rows=len(runs), columns=len(targets), items=" ".join(items)
    )


def _table(facts: Sequence[Sequence[Verdict]]) -> "pd.DataFrame":
    import pandas as pd

    keys = (
        "scenario", "producer", "target", "year", "threshold", "value", "gap_pp", "reached",
        "reason", "judge", "over", *Strain._fields,
    )  # fmt: skip
    return pd.DataFrame(
        [
            {key: record[key] for key in keys} | {"published": f.final.value if f.over else None}
            for row in facts
            for f, record in ((f, f.record()) for f in row)
        ]
    )
