"""The law tables of the assumptions sheet: which law, its parameters, rates for given years."""

from collections.abc import Collection

from dxsim.data.country import component_names
from dxsim.presentation.workbook.input_cells import GRIDS, PARAMETERS, Slot, absent, slots
from dxsim.presentation.workbook.sheets.assumptions import SHEET, Sheet, fixed
from dxsim.presentation.workbook.values import Numbers
from dxsim.scenario.laws import ADDITIONS, RATE_LAWS, SHARE_LAWS

FIRST_PARAMETER = 3
USED = FIRST_PARAMETER + len(PARAMETERS)
MISSING = USED + 1


def write_laws(sheet: Sheet, line: int, numbers: Numbers) -> tuple[int, dict[str, int]]:
    """Write the table of laws; return the next free line and the line of each slot."""
    book, words = sheet.book, sheet.words
    sheet.section(line, words("section_laws"), MISSING)
    groups = ["", words("head_law"), words("head_status"), *(p.law for p in PARAMETERS)]
    book.line(SHEET, (line + 1, 0), [*groups, words("head_used"), words("head_missing")], "head")
    keys = [words.other(f"laws.column_{p.key}") for p in PARAMETERS]
    book.line(SHEET, (line + 2, 0), ["", "", "", *keys, "", ""], "head")
    units = [words.unit(p.kind) for p in PARAMETERS]
    book.line(SHEET, (line + 3, 0), ["", "", "", *units], "unit_centred")
    for offset, height in ((1, 28), (2, 28), (3, 26)):
        sheet.sheet.set_row(line + offset, height)
    places = {}
    for offset, slot in enumerate(slots()):
        at = places[slot.name] = line + 4 + offset
        book.put(
            SHEET, (at, 0), words.slot(slot.name), "strong" if slot.part == "growth" else "label"
        )
        sheet.choice((at, 1), f"{slot.name}_law", slot.laws)
        _parameters(sheet, at, slot)
        _status(sheet, at, slot, numbers)
        if slot.block in absent(numbers.scenario):
            book.fold(SHEET, at)
    return line + 5 + len(slots()), places


def _parameters(sheet: Sheet, line: int, slot: Slot) -> None:
    for offset, parameter in enumerate(PARAMETERS):
        at = (line, FIRST_PARAMETER + offset)
        if parameter.law not in slot.laws:
            sheet.book.put(SHEET, at, None, "plain")
            continue
        name = f"{slot.name}_{parameter.suffix}"
        if parameter.kind == "basis":
            sheet.cell(at, name, "choice", "idle_basis")
            options = {"validate": "list", "source": ["nominal", "real"]}
            sheet.sheet.data_validation(*at, *at, options)
        else:
            idle = f"idle_{parameter.kind}"
            sheet.cell(at, name, parameter.kind, idle, parameter.quantity)
        needed = "" if parameter.kind == "basis" else "TRUE"
        _light(sheet, at, at, f'{fixed(line, 1)}="{parameter.law}"', needed)


def _light(
    sheet: Sheet, at: tuple[int, int], last: tuple[int, int], chosen: str, needed: str = ""
) -> None:
    """Colour cells that the chosen law uses; those it needs and lacks in red."""
    book = sheet.book
    if needed:
        cell = fixed(*at).replace("$", "")
        rule = {
            "type": "formula",
            "criteria": f"=AND({chosen},{needed},ISBLANK({cell}))",
            "format": book.style("lacking"),
            "stop_if_true": True,
        }
        sheet.sheet.conditional_format(*at, *last, rule)
    look = book.style("active")
    rule = {"type": "formula", "criteria": f"={chosen}", "format": look}
    sheet.sheet.conditional_format(*at, *last, rule)


def _status(sheet: Sheet, line: int, slot: Slot, numbers: Numbers) -> None:
    book, words, used = sheet.book, sheet.words, int(numbers.is_used(slot))
    book.formula(SHEET, (line, USED), used_formula(slot), used, "flag")
    book.name(f"{slot.name}_used", SHEET, (line, USED))
    book.formula(SHEET, (line, MISSING), missing_formula(slot), 0, "flag")
    book.name(f"{slot.name}_missing", SHEET, (line, MISSING))
    idle, full, lacking = words("status_unused"), words("status_complete"), words("status_missing")
    formula = (
        f'IF({slot.name}_used=0,"{idle}",IF({slot.name}_missing=0,"{full}",'
        f'"{lacking} "&{slot.name}_missing))'
    )
    book.formula(SHEET, (line, 2), formula, full if used else idle, "how")


def used_formula(slot: Slot) -> str:
    """Return the formula that is 1 where closure, prices and law make use of a slot."""
    if slot.block == "gdp":
        return "1" if slot.part == "deflator" else 'IF(closure="gdp_given",1,0)'
    if slot.block == "non_digital":
        given = 'closure="non_digital_given"'
        both = f'AND({given},prices="constant")'
        return f"IF({both if slot.part == 'deflator' else given},1,0)"
    c = slot.block
    if slot.part == "growth":
        return f"{c}_present"
    laws = ",".join(f'{c}_growth_law="{law}"' for law in RATE_LAWS)
    multiple = f'AND({c}_growth_law="gdp_multiple",{c}_growth_gdp_multiple_of="real")'
    return f'IF(AND({c}_present=1,prices="constant",OR({laws},{multiple})),1,0)'


def missing_formula(slot: Slot) -> str:
    """Return the formula that counts what a used slot's law still lacks."""
    s = slot.name
    years = f"SUMPRODUCT((grid_years>base_year)*(grid_years<=end_year)*ISNUMBER({s}_steps))"
    early = f"SUMPRODUCT((grid_years<=base_year)*ISNUMBER({s}_path))"
    lacking = {
        "constant": _uncounted(s, "constant"),
        "path": f"IF(COUNT({s}_path)=0,1,0)+{early}",
        "steps": f"end_year-base_year-{years}",
        "fade": _uncounted(s, "fade"),
    }
    if slot.block in component_names() and slot.part == "growth":
        times = f"{s}_gdp_multiple_times"
        lacking["gdp_multiple"] = f'IF(closure="gdp_given",1-COUNT({times}),1)'
        lacking["relative"] = _uncounted(s, "relative")
        for law in SHARE_LAWS:
            ceiling = f"{s}_{law}_ceiling"
            low = f"IF(COUNT({ceiling})=0,0,IF({ceiling}<={slot.block}_share,1,0))"
            lacking[law] = f"{_uncounted(s, law)}+{low}"
    formula = "1"
    for law, count in reversed(lacking.items()):
        formula = f'IF({s}_law="{law}",{count},{formula})'
    return f"IF({s}_used=0,0,{formula})"


def _uncounted(slot: str, law: str) -> str:
    """Return the formula that counts the parameters of a law that have no number."""
    cells = [f"{slot}_{p.suffix}" for p in PARAMETERS if p.law == law]
    return f"{len(cells)}-COUNT({','.join(cells)})"


def write_grids(
    sheet: Sheet, line: int, years: range, places: dict[str, int], folded: Collection[str] = ()
) -> int:
    """Write the tables of rates for given years, some blocks folded; return the next free line."""
    book, words, left = sheet.book, sheet.words, FIRST_PARAMETER
    last = left + len(years) - 1
    for grid in GRIDS:
        sheet.section(line, words(f"section_{grid}_grid"), max(last, MISSING))
        book.put(SHEET, (line + 1, 0), words(f"about_{grid}"), "head_left")
        book.line(SHEET, (line + 1, 1), [words("head_law"), words("unit_rate")], "head")
        book.line(SHEET, (line + 1, left), list(years), "head_year")
        if grid == GRIDS[0]:
            book.name("grid_years", SHEET, (line + 1, left), (line + 1, last))
        for offset, slot in enumerate(slots()):
            at = line + 2 + offset
            book.put(SHEET, (at, 0), words.slot(slot.name), "label")
            law = f"{slot.name}_law"
            book.formula(SHEET, (at, 1), f'{law}&""', sheet.given.cells[law] or "", "how")
            _grid_row(sheet, at, f"{slot.name}_{grid}", years)
            condition = _uses(grid, fixed(places[slot.name], 1), fixed(at, left))
            year = fixed(line + 1, left).replace("$", "", 1)
            within = f"{year}<={fixed(*sheet.places['end_year'])}"
            needed = within if grid == "steps" else ""
            _light(sheet, (at, left), (at, last), condition, needed)
            if slot.block in folded:
                book.fold(SHEET, at)
        line += 3 + len(slots())
    return line


def _uses(grid: str, law: str, cell: str) -> str:
    """Return the condition under which a cell of a table of rates counts."""
    if grid == ADDITIONS:
        return f"ISNUMBER({cell.replace('$', '')})"
    return f'{law}="{grid}"'


def _grid_row(sheet: Sheet, line: int, name: str, years: range) -> None:
    row = sheet.given.rows.get(name, {})
    sheet.book.line(SHEET, (line, FIRST_PARAMETER), [row.get(year) for year in years], "idle_rate")
    last = (line, FIRST_PARAMETER + len(years) - 1)
    sheet.book.name(name, SHEET, (line, FIRST_PARAMETER), last)
    sheet.limit((line, FIRST_PARAMETER), "rate", last)


def missing_total() -> str:
    """Return the formula that adds up what all laws lack."""
    return "+".join(f"{slot.name}_missing" for slot in slots())
