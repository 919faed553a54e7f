"""Writes the sheet of programmes: numbers, planned values, then the rows of formulas."""

from collections.abc import Sequence

import numpy as np

from dxsim.model.programmes import present_value
from dxsim.presentation.workbook.book import Book
from dxsim.presentation.workbook.programmes.input_cells import (
    FIELDS,
    YEARS,
    Field,
    cell_name,
    fields_of,
    knots,
    plan_key,
    plan_of,
    planned_years,
)
from dxsim.presentation.workbook.rows import Section, Timeline
from dxsim.presentation.workbook.styles import BAD, GOOD
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.words import Words
from dxsim.scenario.programmes.records import Demand, Programme
from dxsim.scenario.writing import programme_text

SHEET = "programmes"
LEFT = 3
TABLE = 5
CHECK = 3
ON = 3
FIRST = ON + 1


def top(programmes: Sequence[Programme]) -> int:
    """Return the first line of the rows of formulas, after the tables of inputs."""
    return TABLE + 10 + 3 * len(programmes)


def write(timeline: Timeline, rows: Sequence[Section], words: Words, numbers: Numbers) -> None:
    """Write the sheet; the rows of formulas have their places already."""
    book, programmes = timeline.book, numbers.scenario.programmes
    book.put(SHEET, (0, 0), words("programmes_heading"), "heading")
    book.put(SHEET, (1, 0), words("programmes_lead"), "subtitle")
    book.put(SHEET, (2, 0), words("programmes_assumed"), "subtitle")
    _check(timeline, words)
    line = _numbers(timeline, words, numbers, TABLE)
    line = _plans(book, words, numbers, line + 1)
    _texts(book, words, programmes, line + 1)
    first = top(programmes) - 1
    book.line(SHEET, (first, 0), [words("head_quantity"), words("head_unit"), ""], "head_left")
    for k in range(timeline.years):
        year = timeline.filled("[year]", SHEET, k)
        book.formula(SHEET, (first, LEFT + k), year, int(numbers.years[k]), "head_year")
    timeline.write(SHEET, rows, with_how=True)
    sheet = book.sheets[SHEET]
    for column, width in ((0, 46), (1, 13), (2, 40)):
        sheet.set_column(column, column, width)
    sheet.set_column(LEFT, LEFT + max(timeline.years, len(FIELDS) + 2), 11)
    sheet.freeze_panes(0, 1)
    sheet.set_tab_color("#E0B400")
    book.widen(SHEET, 1)


def _check(timeline: Timeline, words: Words) -> None:
    """Write whether the path can hold the programmes as they are typed."""
    book, good, bad = timeline.book, words("programmes_fit"), words("programmes_unfit")
    counted = timeline.filled("SUM([unfit:])", SHEET)
    book.put(SHEET, (CHECK, 0), words("programmes_check"), "label")
    book.formula(SHEET, (CHECK, 2), f'IF({counted}=0,"{good}","{bad}")', good, "check")
    for criterion, look in (("=0", GOOD), (">0", BAD)):
        rule = {"type": "formula", "criteria": f"={counted}{criterion}"}
        rule |= {"format": book.file.add_format(look)}
        book.sheets[SHEET].conditional_format(CHECK, 2, CHECK, 2, rule)


def _numbers(timeline: Timeline, words: Words, numbers: Numbers, line: int) -> int:
    """Write a line of input cells for each programme; return the next free line."""
    book, programmes = timeline.book, numbers.scenario.programmes
    last = FIRST + len(FIELDS)
    book.line(SHEET, (line, 0), [words("section_programmes"), *[""] * last], "section")
    heads = [words(f"head_{key}") for key in ("programme", "component", "kind", "on")]
    heads += [words.other(f"programmes.parameter_{field.key}") for field in FIELDS]
    book.line(SHEET, (line + 1, 0), [*heads, words("head_present_value")], "head")
    book.sheets[SHEET].set_row(line + 1, 58)
    units = ["", "", "", words("unit_flag"), *(_unit(words, field) for field in FIELDS)]
    book.line(SHEET, (line + 2, 0), [*units, words.money], "unit_centred")
    for number, programme in enumerate(programmes, 1):
        at = line + 2 + number
        _named(book, (at, 0), cell_name(number, "name"), programme.heading(words.lang), "strong")
        book.put(SHEET, (at, 1), words.block(programme.component), "centred")
        group = getattr(programme, "group", None)
        kind = words(f"kind_{programme.kind}")
        book.put(SHEET, (at, 2), f"{kind} ({group})" if group else kind, "how")
        _input(book, words, (at, ON), (cell_name(number, "on"), 1), "flag", (0, 1))
        held = dict(fields_of(programme))
        for offset, field in enumerate(FIELDS):
            place, name = (at, FIRST + offset), cell_name(number, field.key)
            if field in held:
                _input(book, words, place, (name, held[field]), field.style, field.limits)
            else:
                _named(book, place, name, None, "plain")
        _present_value(timeline, (at, last), number, numbers)
    return line + 3 + len(programmes)


def _unit(words: Words, field: Field) -> str:
    if field.in_money:
        return words("unit_million", money=words.money.partition(" ")[2] or words.money)
    if field.key in ("lag", "delay"):
        return words("unit_years")
    if field.key == "units":
        return words("unit_units")
    if field.key == "reach":
        return words("unit_of_gdp")
    rate = field.key in ("productivity", "discount")
    return words("unit_part") if field.style == "rate" and not rate else words.unit(field.style)


def _named(book: Book, at: tuple[int, int], name: str, value: object, style: str) -> None:
    book.put(SHEET, at, value, style)
    book.name(name, SHEET, at)


def _input(
    book: Book, words: Words, at: tuple[int, int], cell: tuple[str, object], look: str,
    limits: tuple[float, float],
) -> None:  # fmt: skip
    """Write an input cell: its name and value, its style, the least and largest value."""
    name, value = cell
    _named(book, at, name, value, f"input_{look}")
    low, high = limits
    rule = {
        "validate": "integer" if look == "flag" else "decimal", "criteria": "between",
        "minimum": low, "maximum": high, "error_title": words("error_title"),
        "error_message": words("error_between", low=f"{low:g}", high=f"{high:g}"),
    }  # fmt: skip
    book.sheets[SHEET].data_validation(*at, *at, rule)


def _present_value(timeline: Timeline, at: tuple[int, int], number: int, numbers: Numbers) -> None:
    """Write what a programme costs up to the end year, in money of the base year."""
    programme = numbers.scenario.programmes[number - 1]
    formula = (
        f"SUMPRODUCT(([year:]<=end_year)*[cost.{number}:]"
        f"/(1+N({cell_name(number, 'discount')}))^[elapsed:])"
    )
    cost = getattr(programme, "cost", None)
    yearly = np.array(timeline.values[f"cost.{number}"][: numbers.scenario.horizon + 1])
    shown = float(present_value(yearly, cost.discount if cost is not None else 0.0))
    timeline.book.formula(SHEET, at, timeline.filled(formula, SHEET), shown, "money")


def _plans(book: Book, words: Words, numbers: Numbers, line: int) -> int:
    """Write the planned values by year, the years as they are known; return the next free line."""
    scenario = numbers.scenario
    years = planned_years(scenario, int(numbers.years[-1]))
    last = LEFT + len(years) - 1
    book.line(SHEET, (line, 0), [words("section_plans"), *[""] * last], "section")
    book.line(SHEET, (line + 1, 0), [words("head_programme"), words("head_unit"), ""], "head_left")
    book.line(SHEET, (line + 1, LEFT), list(years), "head_year")
    book.name(YEARS, SHEET, (line + 1, LEFT), (line + 1, last))
    for number, programme in enumerate(scenario.programmes, 1):
        at, plan = line + 1 + number, knots(plan_of(programme))
        book.put(SHEET, (at, 0), programme.heading(words.lang), "label")
        money = isinstance(programme, Demand)
        book.put(SHEET, (at, 1), words.money if money else words("unit_part"), "unit")
        book.put(SHEET, (at, 2), words.other(f"programmes.parameter_{plan_key(programme)}"), "how")
        for offset, year in enumerate(years):
            style = "input_money" if money else "input_rate"
            book.put(SHEET, (at, LEFT + offset), plan.get(year), style)
        book.name(cell_name(number, "plan"), SHEET, (at, LEFT), (at, last))
    return line + 2 + len(scenario.programmes)


def _texts(book: Book, words: Words, programmes: Sequence[Programme], line: int) -> None:
    """Write the rest of each programme's file in one cell: titles, sources, distributions."""
    book.line(SHEET, (line, 0), [words("section_programme_files"), *[""] * LEFT], "section")
    for number, programme in enumerate(programmes, 1):
        book.put(SHEET, (line + number, 0), programme.heading(words.lang), "label")
        text = programme_text(programme)
        _named(book, (line + number, 1), cell_name(number, "text"), text, "input_folded")
        book.sheets[SHEET].set_row(line + number, 15)
