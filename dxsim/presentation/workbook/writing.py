"""Puts the sheets together."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dxsim import __version__
from dxsim.analysis.judged import Given, Judged, judge
from dxsim.analysis.targets import Target
from dxsim.data.files import write_atomic
from dxsim.data.sources import producers
from dxsim.presentation.text.messages import language
from dxsim.presentation.text.words import basis_line
from dxsim.presentation.workbook import laws, values
from dxsim.presentation.workbook.book import Book
from dxsim.presentation.workbook.input_cells import SPARE_YEARS, Inputs, absent, inputs, slots
from dxsim.presentation.workbook.programmes import equations as programme_rows
from dxsim.presentation.workbook.programmes import sheet as programme_sheet
from dxsim.presentation.workbook.rows import Timeline
from dxsim.presentation.workbook.sheets import (
    assumptions,
    chart,
    comparison,
    equations,
    guide,
    odds,
    projection,
    timelines,
)
from dxsim.presentation.workbook.sheets.projection import has_formula
from dxsim.presentation.workbook.sheets.verdicts import Board
from dxsim.presentation.workbook.styles import money_format
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.words import Words

SHEETS = (
    "guide", "assumptions", "programmes", "projection", "verdicts", "odds", "chart", "comparison",
    "equations",
)  # fmt: skip


def write_workbook(
    scenario: Given,
    path: str | Path,
    lang: str = "en",
    targets: Sequence[Target] | None = None,
    compare: Sequence[Given] = (),
) -> Path:
    """Write a scenario as a live spreadsheet and return its path.

    The arguments are those of `workbook_bytes`; the file is written whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> import dxsim as dx
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dx.write_workbook(dx.load_scenario("baseline"), f"{folder}/baseline.xlsx").name
    'baseline.xlsx'
    """
    return write_atomic(Path(path), workbook_bytes(scenario, lang, targets, compare))


def workbook_bytes(
    scenario: Given,
    lang: str = "en",
    targets: Sequence[Target] | None = None,
    compare: Sequence[Given] = (),
) -> bytes:
    """Return a scenario as an Excel file that is the model, its odds beside it as fixed numbers.

    Parameters
    ----------
    scenario
        the assumptions it opens with, as read or judged; every one can be changed in it.
    lang
        "en" or "vi".
    targets
        by default those it was judged on, or else those of the country's `targets.yaml`.
    compare
        other scenarios, whose shares and verdicts stand beside it as fixed numbers.

    Raises
    ------
    InputError
        for an unknown language, or numbers beyond what can be computed.
    """
    lang = language(lang)
    own, *others = (judge(each, targets)[0].held_to(targets) for each in (scenario, *compare))
    return _content(Numbers(own, own.scenario.end_year + SPARE_YEARS), others, lang)


def _content(numbers: Numbers, others: Sequence[Judged], lang: str) -> bytes:
    scenario, known = numbers.scenario, numbers.judged.targets
    words, given = Words(lang, scenario.unit), inputs(scenario)
    computed = tuple(target for target in known if has_formula(target))
    futures = odds.drawn(numbers.judged)
    left_out = {"programmes": not scenario.programmes, "odds": futures is None}
    keys = [key for key in SHEETS if not left_out.get(key)]
    names = {key: words(f"sheet_{key}") for key in keys}
    book = Book(names, money_format(float(numbers.path.gdp[0])))
    guide.write(book, words, scenario, known)
    _assumptions(book, words, given, numbers)
    timeline = _model(book, words, numbers, computed, others)
    if futures is not None:
        odds.write(timeline, words, numbers, known, futures)
    book.sheets["assumptions"].activate()
    heading = scenario.heading(lang)
    return book.content({"title": heading, "author": "dxsim", "comments": f"dxsim {__version__}"})


def _assumptions(book: Book, words: Words, given: Inputs, numbers: Numbers) -> None:
    sheet = assumptions.Sheet(book, words, given)
    scenario = numbers.scenario
    last = max(int(numbers.years[-1]), given.last_knot)
    years = range(scenario.base_year + 1, last + 1)
    width = max(laws.FIRST_PARAMETER + len(years), assumptions.WIDTH)
    assumptions.write_top(sheet, words("assumptions_heading"), width)
    known = tuple(name for name, producer in producers().items() if producer.parts)
    line = assumptions.write_general(sheet, 5, known)
    line = assumptions.write_bases(sheet, line, numbers)
    line, places = laws.write_laws(sheet, line, numbers)
    line = laws.write_grids(sheet, line, years, places, absent(scenario))
    assumptions.write_other(sheet, line)
    assumptions.write_check(sheet, laws.missing_total(), 0)
    book.sheets["assumptions"].freeze_panes(4, 1)


def _model(
    book: Book,
    words: Words,
    numbers: Numbers,
    targets: Sequence[Target],
    compare: Sequence[Judged],
) -> Timeline:
    with np.errstate(all="ignore"):
        result = values.equation_values(numbers) | values.result_values(numbers)
        result |= values.target_values(numbers, targets) | chart.values(numbers, targets)
    gone = absent(numbers.scenario)
    not_there = gone | {slot.name for slot in slots() if slot.block in gone}
    timeline = Timeline(book, len(numbers.years), result, not_there)
    programmes = numbers.scenario.programmes
    rows = equations.sections(words, bool(programmes)), projection.sections(words, targets)
    timelines.place(timeline, *rows)
    if programmes:
        added = programme_rows.sections(words, programmes)
        timeline.place(
            programme_sheet.SHEET, added, programme_sheet.top(programmes), programme_sheet.LEFT
        )
        programme_sheet.write(timeline, added, words, numbers)
    drawn = chart.sections(words, targets)
    timeline.place(chart.SHEET, drawn, chart.TABLE, chart.LEFT)
    last_year = int(numbers.years[-1])
    heading = words("projection_lead", basis=basis_line(numbers.scenario, words.lang))
    timelines.write_projection(timeline, rows[1], words, numbers, heading)
    board = Board(timeline, words, numbers, result)
    board.write(targets)
    chart.write(timeline, drawn, words, numbers, targets)
    comparison.write(timeline, board, words, compare, targets)
    timelines.write_equations(timeline, rows[0], words, last_year)
    return timeline
