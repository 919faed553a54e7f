"""Scenarios by targets: which is reached, by how much, and at what price to the rest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dxsim.analysis.targets import Target, load_targets
from dxsim.analysis.verdicts import verdict
from dxsim.model.scenario import Scenario
from dxsim.presentation.figures import lettering, several, sheet, style, wording
from dxsim.presentation.messages import say, signed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Facts = Mapping[str, Any]
MARKS = {True: "✓", False: "✗"}
FULL_SHADE = 15.0
"""Gap in points at which a cell has its full shade."""
NARROW = 5.5
"""Width of a cell below which heads stand upright, in sizes of the letters."""
HEADS = {False: 6.5, True: 11.0}
"""Height of the column heads in sizes of the letters, in wide and in narrow columns."""


class Grid(NamedTuple):
    """Where rows and columns stand: width of the names, of a cell, height of a row, in points."""

    names: float
    cell: float
    row: float
    font: float

    @property
    def narrow(self) -> bool:
        """Whether a cell has no room for a line of words."""
        return self.cell < self.font * NARROW


@style.styled
def verdict_matrix(
    scenarios: Scenario | Iterable[Scenario],
    *,
    targets: Iterable[Target] | None = None,
    lang: str = "en",
    size: str = "page",
    titled: bool = True,
) -> sheet.Figure:
    """Draw the verdict of every target under every scenario, the producers one above the other.

    A cell says in a sign and in points what its shade says too. A heavy frame marks the judge;
    a hatched cell cannot be evaluated, its letter gives the reason. The last column says what
    happens to the rest of the economy. `targets` are by default those of the targets file.
    """
    found = sorted(several.runs(scenarios), key=lambda r: r.scenario.producer, reverse=True)
    goals = load_targets() if targets is None else tuple(targets)
    facts = [[verdict(r.scenario, t, r.path, solve=False) for t in goals] for r in found]
    words = _words(found, goals, facts, lang)
    height = 60 + 7.2 * (len(found) + 2)
    figure = sheet.canvas(size, words if titled else words._replace(title=""), lang, height=height)
    axes, width, tall = sheet.plate(figure)
    rows = len(found) + len({r.scenario.producer for r in found})
    grid = _grid(axes, (width, tall), rows, len(goals))
    top = _heads(axes, grid, goals, tall, lang)
    _rows(axes, grid, found, facts, top, lang)
    return sheet.finish(figure, words.title, _alt(found, goals, facts, lang), _table(facts))


def reasons(facts: Iterable[Facts]) -> dict[str, str]:
    """Return a letter for each reason why something could not be evaluated, by message key."""
    found = dict.fromkeys(f["reason"] for f in facts if f["reason"])
    return dict(zip(found, "abcdefgh", strict=False))


def _words(
    found: Sequence[several.Run],
    targets: Sequence[Target],
    facts: Sequence[Sequence[Facts]],
    lang: str,
) -> sheet.Words:
    flat = [f for row in facts for f in row]
    judged = [f for f in flat if f["judge"] and f["reached"] is not None]
    reached = sum(1 for f in judged if f["reached"])
    title = say(
        "figures.matrix_title", lang, reached=reached, judged=len(judged),
        missed=len(judged) - reached,
    )  # fmt: skip
    key = say("figures.matrix_key", lang, reasons=_reason_list(flat, lang))
    basis = style.basis([r.scenario for r in found], lang, dict.fromkeys(t.source for t in targets))
    return sheet.Words(title, say("figures.matrix_subtitle", lang), f"{key} {basis}")


def _reason_list(facts: Sequence[Facts], lang: str) -> str:
    years = sorted({f["exhausted_in"] for f in facts if f["reason"] == "exhausted"})
    texts = [
        say(
            "figures.matrix_reason", lang, mark=mark,
            reason=say(f"verdict.{reason}", lang, year=wording.listing(map(str, years), lang)),
        )
        for reason, mark in reasons(facts).items()
    ]  # fmt: skip
    return "; ".join(texts) or "–"


def _grid(axes: "Axes", room: tuple[float, float], rows: int, targets: int) -> Grid:
    """Return the grid in a room of some width and height, in points."""
    width, tall = room
    font = axes.figure._dxsim_font * 0.95  # type: ignore[union-attr]
    names = min(width * 0.27, font * 13.5)
    cell = (width - names) / (targets + 1.4)
    head = font * (HEADS[cell < font * NARROW] + 0.2)
    return Grid(names, cell, (tall - head) / rows, font)


def _heads(axes: "Axes", grid: Grid, targets: Sequence[Target], tall: float, lang: str) -> float:
    """Write what each column is about, upright where columns are narrow; return the rows' top."""
    texts = [wording.short_target(t, lang) for t in targets] + [say("figures.matrix_rest", lang)]
    size, head = grid.font * 0.82, HEADS[grid.narrow]
    for column, text in enumerate(texts):
        wide = grid.cell * (1.35 if column == len(targets) else 0.95)
        lines = lettering.wrap(text, grid.font * head if grid.narrow else wide, size)
        axes.text(
            grid.names + column * grid.cell + wide / 2, tall - grid.font * head, "\n".join(lines),
            size=size, ha="center", va="bottom", linespacing=1.1, color=style.INK,
            rotation=90 if grid.narrow else 0,
        )  # fmt: skip
    return tall - grid.font * (head + 0.2)


def _rows(
    axes: "Axes",
    grid: Grid,
    found: Sequence[several.Run],
    facts: Sequence[Sequence[Facts]],
    top: float,
    lang: str,
) -> None:
    letters = reasons(f for row in facts for f in row)
    y, producer = top, ""
    for run, row in zip(found, facts, strict=True):
        if run.scenario.producer != producer:
            producer, y = run.scenario.producer, y - grid.row
            axes.text(
                0, y + grid.row * 0.3, lettering.capital(style.full_name(producer, lang)),
                size=grid.font, weight="bold", color=style.ink(run.hue), va="center",
            )  # fmt: skip
        y -= grid.row
        name = lettering.wrap(wording.short(run.scenario, lang), grid.names, grid.font * 0.9)
        axes.text(
            0, y + grid.row / 2, "\n".join(name), size=grid.font * 0.9, va="center", linespacing=1.0
        )
        for column, fact in enumerate(row):
            _cell(axes, grid, (grid.names + column * grid.cell, y), fact, letters, lang)
        text = rest_in_short(row[0], lang, narrow=grid.narrow)
        size = grid.font * 0.82
        if len(text) * size * 1.25 > grid.row:
            marks = "; ".join(rest_in_short(row[0], lang, narrow=True))
            text = lettering.wrap(marks, grid.cell * 1.6, size)
            size = min(size, grid.row / len(text) / 1.25)
        x, room = grid.names + len(row) * grid.cell + grid.font * 0.3, grid.cell * 1.4
        axes.text(
            x, y + grid.row / 2, "\n".join(text), size=_fitting(text, room, size),
            va="center", linespacing=1.0,
            color=style.WARNING if text != [say("figures.matrix_grows", lang)] else style.QUIET,
        )  # fmt: skip


def _fitting(lines: Sequence[str], room: float, size: float) -> float:
    """Return the size at which lines fit a room, at most the wanted one."""
    widest = max(lettering.width(text, 1.0) for text in lines)
    return min(size, room / widest)


def rest_in_short(fact: Facts, lang: str, *, narrow: bool = False) -> list[str]:
    """Return what happens to the rest of the economy in a few words, a line each."""
    style_of = "mark" if narrow else "matrix"
    texts = [
        say(f"figures.{style_of}_{key}", lang, year=fact[name])
        for key, name in (
            ("real", "shrinks_from_real"),
            ("money", "shrinks_from"),
            ("exhausted", "exhausted_in"),
        )
        if fact[name] is not None
    ]
    return texts or [say("figures.matrix_grows", lang)]


def cell_text(fact: Facts, letters: Mapping[str, str], lang: str) -> str:
    """Return a verdict as a sign and its gap in points, or the letter of its reason."""
    if fact["reached"] is None:
        return letters[fact["reason"]]
    return f"{MARKS[fact['reached']]} {signed(fact['gap_pp'], lang)}"


def shade(fact: Facts) -> str:
    """Return the fill of a cell: blue where reached, red where missed, deeper with the gap."""
    from matplotlib.colors import to_hex, to_rgb

    if fact["reached"] is None:
        return style.PAPER
    full = to_rgb("#9dbdff" if fact["reached"] else "#ffb3a7")
    depth = 0.25 + 0.75 * min(abs(fact["gap_pp"]) / FULL_SHADE, 1.0)
    red, green, blue = (1 - depth * (1 - c) for c in full)
    return str(to_hex((red, green, blue)))


def _cell(
    axes: "Axes",
    grid: Grid,
    corner: tuple[float, float],
    fact: Facts,
    letters: Mapping[str, str],
    lang: str,
) -> None:
    from matplotlib.patches import Rectangle

    x, y = corner
    gap = grid.font * 0.14
    empty = fact["reached"] is None
    axes.add_patch(
        Rectangle(
            (x + gap, y + gap), grid.cell - 2 * gap, grid.row - 2 * gap, facecolor=shade(fact),
            edgecolor=style.INK if fact["judge"] else style.FAINT,
            linewidth=grid.font / 6 if fact["judge"] else 0.4, hatch="////" if empty else None,
        )
    )  # fmt: skip
    text = cell_text(fact, letters, lang)
    size = _fitting([text], grid.cell - grid.font * 0.7, grid.font * 0.9)
    axes.text(
        x + grid.cell / 2, y + grid.row / 2, text, size=size, ha="center", va="center_baseline",
        bbox=style.BEHIND if empty else None,
    )  # fmt: skip


def _alt(
    found: Sequence[several.Run],
    targets: Sequence[Target],
    facts: Sequence[Sequence[Facts]],
    lang: str,
) -> str:
    items = []
    for run, row in zip(found, facts, strict=True):
        cells = [
            f"{wording.short_target(t, lang)}: {spoken(f, lang)}"
            for t, f in zip(targets, row, strict=True)
        ]
        name = wording.short(run.scenario, lang)
        rest = wording.rest(run.path, lang)
        items.append(
            say("figures.matrix_item", lang, scenario=name, cells="; ".join(cells), rest=rest)
        )
    return say(
        "figures.matrix_alt", lang, rows=len(found), columns=len(targets), items=" ".join(items)
    )


def spoken(fact: Facts, lang: str) -> str:
    """Return a verdict in words: reached or missed with its gap, or why it is not evaluable."""
    if fact["reached"] is None:
        reason = say(f"verdict.{fact['reason']}", lang, year=fact["exhausted_in"])
        return f"{say('verdict.not_evaluable', lang)} ({reason})"
    state = say("verdict.reached" if fact["reached"] else "verdict.missed", lang)
    return f"{state} {signed(fact['gap_pp'], lang)}"


def _table(facts: Sequence[Sequence[Facts]]) -> "pd.DataFrame":
    import pandas as pd

    keys = (
        "scenario", "producer", "target", "year", "threshold", "value", "gap_pp", "reached",
        "reason", "judge", "shrinks_from", "shrinks_from_real", "exhausted_in",
    )  # fmt: skip
    return pd.DataFrame([{key: f[key] for key in keys} for row in facts for f in row])
