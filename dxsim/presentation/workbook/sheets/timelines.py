"""The two sheets with a column a year: the equations and the projection."""

from collections.abc import Sequence

from dxsim.analysis.targets import TOLERANCE
from dxsim.model.trajectory import FALL
from dxsim.presentation.workbook.book import Book
from dxsim.presentation.workbook.rows import Section, Timeline
from dxsim.presentation.workbook.styles import BAD, BEYOND, GOOD
from dxsim.presentation.workbook.values import Numbers, year_list
from dxsim.presentation.workbook.words import Words

EQUATIONS, PROJECTION = "equations", "projection"
TOP = 5
LAST_FACT = 6
"""Line of the last fact about the rest of GDP, above the projection."""
LEFT = {EQUATIONS: 3, PROJECTION: 2}


def place(timeline: Timeline, equations: Sequence[Section], projection: Sequence[Section]) -> None:
    """Give the rows of both sheets their places, so that formulas can refer to any of them."""
    timeline.place(EQUATIONS, equations, TOP, LEFT[EQUATIONS])
    timeline.place(PROJECTION, projection, TOP + 4, LEFT[PROJECTION])


def write_equations(
    timeline: Timeline, sections: Sequence[Section], words: Words, last_year: int
) -> None:
    """Write the equations sheet: constants, then every row."""
    book, sheet = timeline.book, timeline.book.sheets[EQUATIONS]
    book.put(EQUATIONS, (0, 0), words("equations_heading"), "heading")
    book.put(EQUATIONS, (1, 0), words("equations_lead"), "subtitle")
    constants = {"fall_tolerance": FALL, "target_tolerance": TOLERANCE, "last_year": last_year}
    for offset, (name, value) in enumerate(constants.items()):
        book.put(EQUATIONS, (2, 3 + 4 * offset), words(f"constant_{name}"), "how")
        book.put(EQUATIONS, (3, 3 + 4 * offset), value, "plain")
        book.name(name, EQUATIONS, (3, 3 + 4 * offset))
    timeline.write(EQUATIONS, sections, with_how=True)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 13)
    sheet.set_column(2, 2, 58)
    sheet.set_column(3, 2 + timeline.years, 11)
    year, _ = timeline.corner("year")
    sheet.freeze_panes(year + 1, 1)
    book.widen(EQUATIONS, 2)
    _grey_beyond(timeline, EQUATIONS, year, LEFT[EQUATIONS])


def _grey_beyond(timeline: Timeline, sheet: str, line: int, left: int) -> None:
    first = timeline.cell("year", "<", EQUATIONS, 1) if sheet == EQUATIONS else None
    cell = first or f"{chr(ord('A') + left)}{line + 1}"
    look = timeline.book.file.add_format(BEYOND)
    rule = {"type": "formula", "criteria": f"={cell}>end_year", "format": look}
    timeline.book.sheets[sheet].conditional_format(
        line, left, line, left + timeline.years - 1, rule
    )


def write_projection(
    timeline: Timeline, sections: Sequence[Section], words: Words, numbers: Numbers, heading: str
) -> None:
    """Write the projection sheet: what happens to the rest of GDP first, then every row."""
    book, sheet = timeline.book, timeline.book.sheets[PROJECTION]
    book.put(PROJECTION, (0, 0), words("projection_heading"), "heading")
    book.put(PROJECTION, (1, 0), heading, "subtitle")
    _strain(timeline, words, numbers)
    _verdict_on_rest(book, words, numbers)
    line = TOP + 3
    book.line(PROJECTION, (line, 0), [words("head_quantity"), words("head_unit")], "head_left")
    for k in range(timeline.years):
        formula = timeline.filled("[year]", PROJECTION, k)
        book.formula(
            PROJECTION, (line, LEFT[PROJECTION] + k), formula, int(numbers.years[k]), "head_year"
        )
    timeline.write(PROJECTION, sections)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 15)
    sheet.set_column(2, 1 + timeline.years, 10.5)
    sheet.freeze_panes(line + 1, 2)
    book.widen(PROJECTION, 2)
    _grey_beyond(timeline, PROJECTION, line, LEFT[PROJECTION])


def _strain(timeline: Timeline, words: Words, numbers: Numbers) -> None:
    """Write in which years the rest of GDP shrinks, since when without a break, and its end."""
    book, strain = timeline.book, numbers.trajectory.strain
    last = "INDEX([{0}:],1,COLUMNS([{0}:]))"
    formulas = {
        "exhausted_in": 'IF(SUM([gone:])=0,"",base_year-1+MATCH(1,[gone:],0))',
        "shrinks_in": last.format("falls_years"),
        "shrinks_in_real": last.format("falls_real_years"),
        "shrinks_from": last.format("falls_since"),
        "shrinks_from_real": last.format("falls_real_since"),
    }
    for line, (name, formula) in enumerate(formulas.items(), 2):
        value = getattr(strain, name)
        several = name in ("shrinks_in", "shrinks_in_real")
        shown = year_list(value) if several else value
        book.put(PROJECTION, (line, 0), words(name), "label")
        style = "list" if several else "year"
        book.formula(PROJECTION, (line, 1), timeline.filled(formula, PROJECTION), shown, style)
        book.name(name, PROJECTION, (line, 1))


def _verdict_on_rest(book: Book, words: Words, numbers: Numbers) -> None:
    sound = not numbers.trajectory.strain.years
    good, bad = words.other("verdict.sound"), words("rest_strained")
    lacking = words("check_incomplete")
    none = 'AND(exhausted_in="",shrinks_in="",shrinks_in_real="")'
    formula = f'IF({none},"{good}","{bad}")'
    formula = f'IF(assumptions_missing>0,"{lacking}",{formula})'
    book.formula(PROJECTION, (LAST_FACT + 1, 0), formula, good if sound else bad, "check")
    for criterion, look in ((none, GOOD), (f"NOT({none})", BAD)):
        rule = {
            "type": "formula",
            "criteria": f"=AND(NOT(ISERROR(exhausted_in)),{criterion})",
            "format": book.file.add_format(look),
        }
        line = LAST_FACT + 1
        book.sheets[PROJECTION].conditional_format(line, 0, line, 0, rule)
