"""The assumptions sheet: every input of the model in a named cell, with unit, note and source."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from dxsim.data.country import component_names
from dxsim.data.quantities import YEAR, Quantity
from dxsim.presentation.workbook.book import Book
from dxsim.presentation.workbook.input_cells import LANGUAGES, MEANT, TEXTS, Inputs, blocks
from dxsim.presentation.workbook.styles import BAD, GOOD, INPUTS
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.words import Words

SHEET = "assumptions"
LAST_TEXT_COLUMN = 9
WIDTH = 21
"""Last column of the table of base-year levels."""
LEAST_BOUND_ROWS = 6
CHOICES = {
    "prices": ("current", "constant"),
    "closure": ("gdp_given", "non_digital_given"),
}
_LEAST_STEP = 1e-9
MOST_MONEY = 1e12


def _limits(quantity: Quantity) -> tuple[str, float, float]:
    return ("integer" if quantity is YEAR else "decimal", quantity.least, quantity.high)


LIMITS = {kind: _limits(quantity) for kind, quantity in INPUTS.items()} | {
    "money": ("decimal", _LEAST_STEP, MOST_MONEY)
}


class Sheet:
    """Writes input cells: label, value, name, drop-down or limits."""

    def __init__(self, book: Book, words: Words, given: Inputs) -> None:
        self.book, self.words, self.given = book, words, given
        self.sheet = book.sheets[SHEET]
        self.places: dict[str, tuple[int, int]] = {}

    def cell(
        self,
        at: tuple[int, int],
        name: str,
        kind: str,
        style: str = "",
        quantity: Quantity | None = None,
    ) -> None:
        """Write one input cell with its name and limits: those of its kind, or of a quantity."""
        look = style or {"text": "input_text", "choice": "input_choice"}.get(kind, f"input_{kind}")
        self.book.put(SHEET, at, self.given.cells.get(name), look)
        self.book.name(name, SHEET, at)
        self.places[name] = at
        self.limit(at, kind, quantity=quantity)

    def limit(
        self,
        at: tuple[int, int],
        kind: str,
        last: tuple[int, int] | None = None,
        quantity: Quantity | None = None,
    ) -> None:
        """Hold a cell, or a range, to the numbers that the model takes."""
        if kind not in LIMITS:
            return
        limits = _limits(quantity) if quantity else LIMITS[kind]
        what, low, high = limits
        usual = self.words(f"error_{kind}")
        between = self.words("error_between", low=f"{low:g}", high=f"{high:g}")
        rule = {"validate": what, "criteria": "between", "minimum": low, "maximum": high}
        said = {
            "error_title": self.words("error_title"),
            "error_message": usual if limits == LIMITS[kind] else between,
        }
        self.sheet.data_validation(*at, *(last or at), rule | said)

    def choice(self, at: tuple[int, int], name: str, options: tuple[str, ...]) -> None:
        """Write an input cell with a drop-down."""
        self.cell(at, name, "choice")
        said = {
            "error_title": self.words("error_title"),
            "error_message": self.words("error_choice"),
        }
        self.sheet.data_validation(*at, *at, {"validate": "list", "source": list(options), **said})

    def text(self, at: tuple[int, int], name: str, last_column: int) -> None:
        """Write an input text over several columns."""
        self.book.merged(SHEET, at, last_column, self.given.cells.get(name), "input_text")
        self.book.name(name, SHEET, at)

    def section(self, line: int, heading: str, last_column: int) -> None:
        """Write the bar above a part of the sheet."""
        self.book.line(SHEET, (line, 0), [heading, *[""] * last_column], "section")


def write_top(sheet: Sheet, heading: str, width: int) -> None:
    """Write the title, the colour key and the place of the overall check."""
    book, words = sheet.book, sheet.words
    book.put(SHEET, (0, 0), heading, "heading")
    book.put(SHEET, (1, 0), words("assumptions_lead"), "subtitle")
    book.put(SHEET, (2, 0), words("key_input"), "input_text")
    book.put(SHEET, (2, 1), words("key_formula"), "unit_centred")
    sheet.sheet.set_column(0, 0, 38)
    sheet.sheet.set_column(1, 1, 15)
    sheet.sheet.set_column(2, 2, 20)
    sheet.sheet.set_column(3, width, 10.5)
    sheet.sheet.set_row(0, 24)
    book.widen(SHEET, 1)
    sheet.sheet.set_tab_color("#E0B400")


def write_general(sheet: Sheet, line: int, producers: tuple[str, ...]) -> int:
    """Write what holds for the whole scenario; return the next free line."""
    book, words = sheet.book, sheet.words
    sheet.section(line, words("section_general"), LAST_TEXT_COLUMN)
    ordered = [words.lang, *(lang for lang in LANGUAGES if lang != words.lang)]
    names = [
        "scenario_name",
        *(f"scenario_{t}_{lang}" for t in TEXTS for lang in ordered),
        "scenario_sources",
    ]
    for name in names:
        line += 1
        book.put(SHEET, (line, 0), words(f"input_{name}"), "label")
        sheet.text((line, 1), name, LAST_TEXT_COLUMN)
    for name, options in (("producer", producers), *CHOICES.items()):
        line += 1
        _labelled(sheet, line, name)
        sheet.choice((line, 1), name, options)
    for name in ("base_year", "end_year"):
        line += 1
        _labelled(sheet, line, name)
        sheet.cell((line, 1), name, "year")
    return line + 2


def _labelled(sheet: Sheet, line: int, name: str) -> None:
    sheet.book.put(SHEET, (line, 0), sheet.words(f"input_{name}"), "label")
    sheet.book.put(SHEET, (line, 2), sheet.words(f"about_{name}"), "how")


def write_bases(sheet: Sheet, line: int, numbers: Numbers) -> int:
    """Write the base-year levels with notes and sources; return the next free line."""
    book, words = sheet.book, sheet.words
    sheet.section(line, words("section_bases"), WIDTH)
    heads = ("block", "base_share", "base_money", "level", "share", "carved_from", "present")
    book.line(SHEET, (line + 1, 0), [words(f"head_{h}") for h in heads], "head")
    for column, last, head in ((7, 9, "sources"), (10, 15, "note_own"), (16, 21, "note_other")):
        book.merged(SHEET, (line + 1, column), last, words(f"head_{head}"), "head")
    units = [
        words("unit_choice"),
        words("unit_of_gdp"),
        words.money,
        words.money,
        words("unit_of_gdp"),
    ]
    book.line(
        SHEET,
        (line + 2, 0),
        ["", *units[1:], words("unit_choice"), words("unit_flag")],
        "unit_centred",
    )
    sheet.sheet.set_row(line + 1, 28)
    other = next(lang for lang in LANGUAGES if lang != words.lang)
    for offset, block in enumerate(blocks()):
        at = line + 3 + offset
        book.put(SHEET, (at, 0), words.block(block), "strong")
        sheet.text((at, 7), f"{block}_sources", 9)
        sheet.text((at, 10), f"{block}_note_{words.lang}", 15)
        sheet.text((at, 16), f"{block}_note_{other}", 21)
        sheet.sheet.set_row(at, 28)
        _base_row(sheet, at, block, numbers)
    end = line + 3 + len(blocks())
    book.put(SHEET, (end, 0), words("input_unit"), "label")
    sheet.cell((end, 1), "unit", "text")
    book.put(SHEET, (end, 2), words("about_unit"), "how")
    return end + 2


def _base_row(sheet: Sheet, line: int, block: str, numbers: Numbers) -> None:
    book, start, gdp = sheet.book, numbers.start, float(numbers.start.gdp)
    if block == "gdp":
        sheet.cell((line, 2), "gdp_base", "money", "input_exact_money")
        book.formula(SHEET, (line, 3), "gdp_base", gdp, "money")
        book.formula(SHEET, (line, 4), "gdp_base/gdp_base", 1.0, "share")
    elif block == "non_digital":
        rest = "gdp_base-" + "-".join(f"{c}_level" for c in component_names())
        book.formula(SHEET, (line, 3), rest, float(start.non_digital), "money")
        share = float(start.non_digital) / gdp
        book.formula(SHEET, (line, 4), f"({rest})/gdp_base", share, "share")
    else:
        _component_base(sheet, line, block, numbers)


def _component_base(sheet: Sheet, line: int, c: str, numbers: Numbers) -> None:
    book = sheet.book
    sheet.cell((line, 1), f"{c}_base_share", "ceiling")
    sheet.cell((line, 2), f"{c}_base_money", "money", "input_exact_money")
    level = float(numbers.start.components.get(c, 0.0))
    share = f"IF(COUNT({c}_base_share)=1,{c}_base_share*gdp_base,"
    book.formula(
        SHEET, (line, 3), f"{share}IF(COUNT({c}_base_money)=1,{c}_base_money,0))", level, "money"
    )
    book.name(f"{c}_level", SHEET, (line, 3))
    book.formula(SHEET, (line, 4), f"{c}_level/gdp_base", level / float(numbers.start.gdp), "share")
    book.name(f"{c}_share", SHEET, (line, 4))
    sheet.choice(
        (line, 5), f"{c}_carved_from", tuple(name for name in component_names() if name != c)
    )
    present = f"IF(COUNT({c}_base_share,{c}_base_money)>0,1,0)"
    book.formula(SHEET, (line, 6), present, int(c in numbers.scenario.components), "flag")
    book.name(f"{c}_present", SHEET, (line, 6))


def write_other(sheet: Sheet, line: int) -> int:
    """Write the bounds and the uncertainty, which travel with the scenario."""
    book, words = sheet.book, sheet.words
    sheet.section(line, words("section_other"), LAST_TEXT_COLUMN)
    heads = ("bound_id", "bound_of", "bound_first", "bound_last", "bound_min", "bound_max")
    book.line(SHEET, (line + 1, 0), [words(f"head_{h}") for h in heads], "head")
    bounds = padded(sheet.given.bounds)
    styles = ("input_text", "input_choice", "input_year", "input_year", "input_rate", "input_rate")
    first = line + 2
    for offset, bound in enumerate(bounds):
        for column, (value, style) in enumerate(zip(bound, styles, strict=True)):
            book.put(SHEET, (first + offset, column), value, style)
    last = first + len(bounds) - 1
    book.name("bounds", SHEET, (first, 0), (last, len(heads) - 1))
    options = [*component_names(), "digital", "gdp", "non_digital"]
    sheet.sheet.data_validation(first, 1, last, 1, {"validate": "list", "source": options})
    sheet.limit((first, 2), "year", (last, 3))
    sheet.limit((first, 4), "rate", (last, 5))
    book.put(SHEET, (last + 2, 0), words("input_uncertainty_text"), "label")
    text = sheet.given.cells["uncertainty_text"]
    book.merged(SHEET, (last + 2, 1), LAST_TEXT_COLUMN, text, "input_block")
    book.name("uncertainty_text", SHEET, (last + 2, 1))
    sheet.sheet.set_row(last + 2, max(30, 12 * (str(text or "").count("\n") + 2)))
    book.put(SHEET, (last + 3, 0), words(f"input_{MEANT}"), "label")
    sheet.text((last + 3, 1), MEANT, LAST_TEXT_COLUMN)
    return last + 5


def padded(bounds: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return the bounds with empty rows for more."""
    empty = (None,) * 6
    return [*bounds, *[empty] * max(2, LEAST_BOUND_ROWS - len(bounds))]


def write_check(sheet: Sheet, problems: str, count: int) -> None:
    """Write, at the top, whether every assumption that is needed is there."""
    book, words = sheet.book, sheet.words
    formula = f"{problems}+" + "+".join(
        f"IF(COUNT({c}_base_share,{c}_base_money)=2,1,0)" for c in component_names()
    )
    formula += "+IF(" + "+".join(f"{c}_share" for c in component_names()) + ">=1,1,0)"
    formula += "+IF(AND(end_year>base_year,end_year<=last_year),0,1)"
    book.put(SHEET, (3, 0), words("check"), "label")
    book.formula(SHEET, (3, 1), formula, count, "flag")
    book.name("assumptions_missing", SHEET, (3, 1))
    good, bad = words("check_good"), words("check_bad")
    said = good if count == 0 else bad
    book.formula(SHEET, (3, 2), f'IF(assumptions_missing=0,"{good}","{bad}")', said, "check")
    for criteria, look in (("=", GOOD), (">", BAD)):
        rule = {
            "type": "cell",
            "criteria": criteria,
            "value": 0,
            "format": book.file.add_format(look),
        }
        sheet.sheet.conditional_format(3, 1, 3, 1, rule)


def fixed(line: int, index: int) -> str:
    """Return the absolute reference of a cell on the same sheet."""
    return str(xl_rowcol_to_cell(line, index, row_abs=True, col_abs=True))
