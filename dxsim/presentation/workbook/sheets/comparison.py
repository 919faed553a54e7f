"""The comparison sheet: this workbook's scenario, live, beside others as fixed numbers.

A column a scenario; who measured it and what happens to the rest of GDP stand first.
"""

from collections.abc import Sequence

from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target
from dxsim.model.trajectory import Trajectory
from dxsim.presentation.workbook.rows import Timeline
from dxsim.presentation.workbook.sheets.verdicts import Board
from dxsim.presentation.workbook.styles import COLOURS
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.words import Words

SHEET = "comparison"
TOP, LEFT = 3, 2
FACTS = ("producer", "prices", "closure")
_DASHES = ("solid", "dash", "square_dot", "long_dash")


def write(
    timeline: Timeline,
    board: Board,
    words: Words,
    others: Sequence[Judged],
    targets: Sequence[Target],
) -> None:
    """Write facts, the value in each target's year, and shares by year; then the chart."""
    book, sheet = timeline.book, timeline.book.sheets[SHEET]
    book.put(SHEET, (0, 0), words("comparison_heading"), "heading")
    book.put(SHEET, (1, 0), words("comparison_lead"), "subtitle")
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, 1, 14)
    sheet.set_column(LEFT, LEFT + len(others), 22)
    sheet.set_row(TOP, 58)
    sheet.set_row(TOP + 1 + len(FACTS), 30)
    sheet.freeze_panes(TOP + 1, LEFT)
    lines = _labels(timeline, board.numbers, words, targets, len(others))
    _live(timeline, board, words, targets, lines)
    for offset, other in enumerate(others, 1):
        _fixed(timeline, board.numbers, words, (other, targets), (LEFT + offset, *lines))
    _chart(timeline, board.numbers, words, len(others), lines[1])


def _labels(
    timeline: Timeline, numbers: Numbers, words: Words, targets: Sequence[Target], others: int
) -> tuple[int, int]:
    """Write what stands in each line; return the first line of the targets and of the years."""
    book, bar = timeline.book, [""] * (LEFT + others)
    heads = [words("head_scenario"), words("head_unit")]
    book.line(SHEET, (TOP, 0), heads, "head_left")
    for offset, key in enumerate((*FACTS, "rest"), 1):
        book.put(SHEET, (TOP + offset, 0), words(f"head_{key}"), "label")
    line = TOP + len(FACTS) + 3
    book.line(SHEET, (line, 0), [words("section_comparison_verdicts"), *bar], "section")
    for offset, target in enumerate(targets, 1):
        book.put(SHEET, (line + offset, 0), target.title.get(words.lang), "label")
        book.put(SHEET, (line + offset, 1), words.measure_unit(target), "unit")
    years = line + len(targets) + 2
    book.line(SHEET, (years, 0), [words("section_comparison"), *bar], "section")
    for k, year in enumerate(numbers.years, 1):
        cell = timeline.cell("year", "", SHEET, k - 1)
        book.formula(SHEET, (years + k, 0), cell, int(year), "year_left")
        book.put(SHEET, (years + k, 1), words("unit_of_gdp"), "unit")
    return line + 1, years + 1


def _live(
    timeline: Timeline,
    board: Board,
    words: Words,
    targets: Sequence[Target],
    lines: tuple[int, int],
) -> None:
    book, scenario = timeline.book, board.numbers.scenario
    title = f"scenario_title_{words.lang}"
    heading = f'IF({title}="",scenario_name,{title})'
    book.formula(SHEET, (TOP, LEFT), heading, scenario.heading(words.lang), "head")
    for offset, name in enumerate(FACTS, 1):
        book.formula(SHEET, (TOP + offset, LEFT), name, getattr(scenario, name), "centred")
    strained = _strained(board.numbers.trajectory, words)
    at = (TOP + 1 + len(FACTS), LEFT)
    book.formula(SHEET, at, _strained_formula(words), strained, "centred")
    empty = words.other("verdict.not_evaluable")
    for offset, target in enumerate(targets):
        value, state = (_cell(board, key, offset) for key in ("value", "state"))
        shown = board.shown[target.id]["value"]
        text, value_shown = f'IF({value}="",{state},{value})', empty if shown is None else shown
        book.formula(SHEET, (lines[0] + offset, LEFT), text, value_shown, "share")
    for k, share in enumerate(timeline.values["share.digital"]):
        cell = timeline.cell("share.digital", "", SHEET, k)
        book.formula(SHEET, (lines[1] + k, LEFT), cell, share, "share")


def _strained_formula(words: Words) -> str:
    gone, falls, grows = (words(f"rest_{key}") for key in ("gone", "falls", "grows"))
    first = 'MIN(IF({0}="",9999,VALUE(LEFT({0},4))),IF({1}="",9999,VALUE(LEFT({1},4))))'
    money, real = "shrinks_in", "shrinks_in_real"
    first = first.format(money, real)
    shrinks = f'IF(AND({money}="",{real}=""),"{grows}","{falls} "&{first})'
    return f'IF(exhausted_in<>"","{gone} "&exhausted_in,{shrinks})'


def _strained(path: Trajectory, words: Words) -> str:
    strain = path.strain
    if strain.exhausted_in is not None:
        return f"{words('rest_gone')} {strain.exhausted_in}"
    return f"{words('rest_falls')} {strain.years[0]}" if strain.years else words("rest_grows")


def _fixed(
    timeline: Timeline,
    numbers: Numbers,
    words: Words,
    cast: tuple[Judged, Sequence[Target]],
    place: tuple[int, int, int],
) -> None:
    book, (judged, targets), (column, values, years) = timeline.book, cast, place
    other, path, empty = judged.scenario, judged.path, words.other("verdict.not_evaluable")
    book.put(SHEET, (TOP, column), other.heading(words.lang), "head")
    facts = [*(getattr(other, name) for name in FACTS), _strained(path, words)]
    for offset, fact in enumerate(facts, 1):
        book.put(SHEET, (TOP + offset, column), fact, "centred")
    for offset, target in enumerate(targets):
        measured = judged.on(target).value
        value = empty if measured is None else measured
        book.put(SHEET, (values + offset, column), value, "share")
    shares = {int(y): float(s) for y, s in zip(path.years, path.share, strict=True) if s == s}
    for k, year in enumerate(numbers.years):
        book.put(SHEET, (years + k, column), shares.get(int(year)), "share")


def _cell(board: Board, key: str, offset: int) -> str:
    prefix = board.book.reference("verdicts", (0, 0)).split("!")[0]
    return f"{prefix}!{board.cell(key, 2 + offset)}"


def _chart(timeline: Timeline, numbers: Numbers, words: Words, others: int, first: int) -> None:
    file, name = timeline.book.file, timeline.book.sheet_names[SHEET]
    chart, last = file.add_chart({"type": "line"}), first + numbers.scenario.horizon
    line, left = timeline.corner("chart.digital")  # the live share, #N/A where a path has ended
    live = [timeline.book.sheet_names["chart"], line, left, line, left + numbers.scenario.horizon]
    for offset in range(others + 1):
        column, colour = LEFT + offset, COLOURS[offset % len(COLOURS)]
        dash = _DASHES[(offset + offset // len(COLOURS)) % len(_DASHES)]  # grey print tells too
        width = 1.5 if offset else 2.5
        chart.add_series(
            {
                "name": [name, TOP, column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column] if offset else live,
                "line": {"color": colour, "width": width, "dash_type": dash},
            }
        )
    chart.show_na_as_empty_cell()
    chart.show_blanks_as("span")  # unstated, LibreOffice draws them as 0; they stand at the end
    chart.set_title({"name": words("section_comparison"), "name_font": {"size": 13}})
    grid = {"visible": True, "line": {"color": "#E1E5EA"}}
    chart.set_y_axis({"num_format": "0%", "major_gridlines": grid})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 900, "height": 480})
    below, sheet = first + len(numbers.years) + 1, timeline.book.sheets[SHEET]
    sheet.set_h_pagebreaks([below])
    sheet.insert_chart(below, 0, chart)
