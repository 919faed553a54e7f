"""The comparison sheet: this workbook's scenario, live, beside others as fixed numbers."""

from collections.abc import Sequence
from typing import Any

from dxsim.analysis.targets import Target, verdicts
from dxsim.model.projection import simulate
from dxsim.model.scenario import Scenario
from dxsim.presentation.workbook.rows import Timeline
from dxsim.presentation.workbook.styles import COLOURS
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.verdicts import Board
from dxsim.presentation.workbook.words import Words

SHEET = "comparison"
TOP, LEFT = 4, 8


def write(
    timeline: Timeline,
    board: Board,
    words: Words,
    others: Sequence[Scenario],
    targets: Sequence[Target],
) -> None:
    """Write shares by year, then the verdicts, a line a scenario."""
    book, sheet = timeline.book, timeline.book.sheets[SHEET]
    book.put(SHEET, (0, 0), words("comparison_heading"), "heading")
    book.put(SHEET, (1, 0), words("comparison_lead"), "subtitle")
    heads = [words(f"head_{key}") for key in ("scenario", "producer", "prices", "closure", "rest")]
    book.line(
        SHEET,
        (TOP - 1, 0),
        [words("section_comparison"), *[""] * (LEFT - 1 + timeline.years)],
        "section",
    )
    book.line(SHEET, (TOP, 0), [*heads, *[""] * (LEFT - len(heads))], "head")
    for k in range(timeline.years):
        year = int(board.numbers.years[k])
        book.formula(SHEET, (TOP, LEFT + k), timeline.filled("[year]", SHEET, k), year, "head_year")
    _live(timeline, board.numbers, words)
    for offset, other in enumerate(others, 1):
        _static(timeline, board.numbers, words, other, TOP + 1 + offset)
    table = TOP + 4 + len(others)
    _verdicts(timeline, board, words, (others, targets), table)
    _chart(timeline, board.numbers, words, len(others), table + 5 + len(others))
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, LEFT - 1, 19)
    sheet.set_column(LEFT, LEFT + max(timeline.years, len(targets)), 10.5)
    sheet.set_row(table + 1, 58)
    sheet.freeze_panes(TOP + 1, 1)


def _live(timeline: Timeline, numbers: Numbers, words: Words) -> None:
    book, at, scenario = timeline.book, TOP + 1, numbers.scenario
    title = f"scenario_title_{words.lang}"
    heading = f'IF({title}="",scenario_name,{title})'
    book.formula(SHEET, (at, 0), heading, scenario.heading(words.lang), "strong")
    for column, name in enumerate(("producer", "prices", "closure"), 1):
        book.formula(SHEET, (at, column), name, getattr(scenario, name), "centred")
    strained = _strained(numbers.trajectory, words)
    formula = _strained_formula(words)
    book.formula(SHEET, (at, 4), formula, strained, "centred")
    for k in range(timeline.years):
        cell = timeline.filled("[share.digital]", SHEET, k)
        book.formula(SHEET, (at, LEFT + k), cell, timeline.values["share.digital"][k], "share")


def _strained_formula(words: Words) -> str:
    gone, falls, grows = (words(f"rest_{key}") for key in ("gone", "falls", "grows"))
    years = "shrinks_from,shrinks_from_real"
    shrinks = f'IF(COUNT({years})>0,"{falls} "&MIN({years}),"{grows}")'
    return f'IF(exhausted_in<>"","{gone} "&exhausted_in,{shrinks})'


def _strained(path: Any, words: Words) -> str:  # noqa: ANN401 - a trajectory
    if path.exhausted_in == path.exhausted_in:
        return f"{words('rest_gone')} {int(path.exhausted_in)}"
    years = [y for y in (path.shrinks_from, path.shrinks_from_real) if y == y]
    return f"{words('rest_falls')} {int(min(years))}" if years else words("rest_grows")


def _static(timeline: Timeline, numbers: Numbers, words: Words, other: Scenario, line: int) -> None:
    book, path = timeline.book, simulate(other)
    book.put(SHEET, (line, 0), other.heading(words.lang), "text")
    book.line(
        SHEET,
        (line, 1),
        [other.producer, other.prices, other.closure, _strained(path, words)],
        "centred",
    )
    shares = {int(y): float(s) for y, s in zip(path.years, path.share, strict=True) if s == s}
    row = [shares.get(int(year)) for year in numbers.years]
    book.line(SHEET, (line, LEFT), row, "share")


def _verdicts(
    timeline: Timeline,
    board: Board,
    words: Words,
    cast: tuple[Sequence[Scenario], Sequence[Target]],
    line: int,
) -> None:
    book, (others, targets) = timeline.book, cast
    bar = [words("section_comparison_verdicts"), *[""] * (LEFT - 1 + timeline.years)]
    book.line(SHEET, (line, 0), bar, "section")
    book.put(SHEET, (line + 1, 0), words("head_scenario"), "head")
    live = line + 2
    book.formula(
        SHEET, (live, 0), f"$A${TOP + 2}", board.numbers.scenario.heading(words.lang), "strong"
    )
    empty = words.other("verdict.not_evaluable")
    for offset, target in enumerate(targets):
        column = 1 + offset
        book.put(SHEET, (line + 1, column), target.title.get(words.lang), "head")
        value, state = (_cell(board, key, offset) for key in ("value", "state"))
        text = f'IF({value}="",{state},{value})'
        shown = board.shown[target.id]["value"]
        book.formula(SHEET, (live, column), text, empty if shown is None else shown, "share")
    for row, other in enumerate(others, 1):
        book.put(SHEET, (live + row, 0), other.heading(words.lang), "text")
        found = [judged["value"] for judged in verdicts([other], targets)]
        book.line(SHEET, (live + row, 1), [empty if v is None else v for v in found], "share")


def _cell(board: Board, key: str, offset: int) -> str:
    prefix = board.book.reference("verdicts", (0, 0)).split("!")[0]
    return f"{prefix}!{board.cell(key, 2 + offset)}"


def _chart(timeline: Timeline, numbers: Numbers, words: Words, others: int, line: int) -> None:
    file, name = timeline.book.file, timeline.book.sheet_names[SHEET]
    chart = file.add_chart({"type": "line"})
    last = LEFT + numbers.scenario.horizon
    for offset in range(others + 1):
        at = TOP + 1 + offset
        colour = COLOURS[offset % len(COLOURS)]
        dash = ("solid", "dash", "square_dot", "long_dash")[offset // len(COLOURS) % 4]
        chart.add_series(
            {
                "name": [name, at, 0],
                "categories": [name, TOP, LEFT, TOP, last],
                "values": [name, at, LEFT, at, last],
                "line": {"color": colour, "width": 2.25 if offset == 0 else 1.5, "dash_type": dash},
            }
        )
    chart.set_title({"name": words("section_comparison"), "name_font": {"size": 13}})
    chart.set_y_axis(
        {"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}}}
    )
    chart.set_legend({"position": "right", "font": {"size": 9}})
    chart.set_size({"width": 1080, "height": 420})
    timeline.book.sheets[SHEET].insert_chart(line, 0, chart)
