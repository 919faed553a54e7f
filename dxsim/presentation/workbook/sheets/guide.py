"""The first sheet: what the workbook is, how to use it, what the laws say, who measured what."""

from collections.abc import Sequence

from dxsim import __version__
from dxsim.analysis.evidence.facts_used import base_days
from dxsim.analysis.targets import Target, cited
from dxsim.data.sources import producers, sources
from dxsim.presentation import quoting
from dxsim.presentation.text.standing import known_line
from dxsim.presentation.workbook.book import Book
from dxsim.presentation.workbook.sheets.projection import has_formula
from dxsim.presentation.workbook.words import Words
from dxsim.scenario.laws import LAWS
from dxsim.scenario.records import Scenario

SHEET = "guide"


def write(book: Book, words: Words, scenario: Scenario, targets: Sequence[Target]) -> None:
    """Write the guide."""
    sheet = book.sheets[SHEET]
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 58)
    sheet.set_column(2, 2, 64)
    book.put(SHEET, (0, 0), words("guide_heading"), "heading")
    book.put(SHEET, (1, 0), scenario.heading(words.lang), "strong")
    line = _facts(book, words, scenario, 3)
    line = _table(book, words("section_steps_of_use"), _how(words), line)
    quoted = [(str(n), rule, "") for n, rule in enumerate(quoting.rules(words.lang), 1)]
    line = _table(book, quoting.heading(words.lang), quoted, line)
    line = _table(book, words("section_sheets"), _sheets(book, words), line)
    laws = [
        (law, words.other(f"laws.about_{law}"), words.other(f"laws.equation_{law}")) for law in LAWS
    ]
    line = _table(book, words("section_law_list"), laws, line)
    closures = [(key, words(f"closure_{key}"), "") for key in ("gdp_given", "non_digital_given")]
    line = _table(book, words("section_closures"), closures, line)
    left_out = [
        (target.title.get(words.lang), words("no_formula"), "")
        for target in targets
        if not has_formula(target)
    ]
    if left_out:
        line = _table(book, words("section_left_out"), left_out, line)
    _table(book, words("section_sources"), _sources(scenario, targets, words.lang), line)


def _facts(book: Book, words: Words, scenario: Scenario, line: int) -> int:
    measured = producers()[scenario.producer]
    basis = words.other(f"verdict.basis_{scenario.prices}")
    facts = [
        (
            words("fact_question"),
            scenario.question.get(words.lang) if scenario.question else "",
            "",
        ),
        (words("fact_producer"), measured.names[words.lang], measured.method[words.lang]),
        (words("fact_basis"), basis, ""),
        (words("fact_unit"), words.money, ""),
        (words("fact_note"), scenario.note.get(words.lang) if scenario.note else "", ""),
        (words("fact_version"), f"dxsim {__version__}", words("fact_version_more")),
    ]
    day = max(base_days(scenario), default=None)
    if day is not None:
        facts.insert(
            -1, (words("fact_known"), known_line(day, words.lang), words("fact_known_more"))
        )
    return _table(book, words("section_facts"), facts, line)


def _table(book: Book, heading: str, rows: Sequence[tuple[str, str, str]], line: int) -> int:
    book.line(SHEET, (line, 0), [heading, "", ""], "section")
    for offset, (first, second, third) in enumerate(rows, 1):
        book.put(SHEET, (line + offset, 0), first, "strong")
        book.put(SHEET, (line + offset, 1), second, "text")
        book.put(SHEET, (line + offset, 2), third, "note")
        longest = max(len(second) / 62, len(third) / 68, len(first) / 30)
        book.sheets[SHEET].set_row(line + offset, 15 * (int(longest) + 1))
    return line + len(rows) + 2


def _how(words: Words) -> list[tuple[str, str, str]]:
    return [(words(f"use_{n}"), words(f"use_{n}_text"), "") for n in range(1, 6)]


def _sheets(book: Book, words: Words) -> list[tuple[str, str, str]]:
    return [
        (name, words(f"about_{key}"), "") for key, name in book.sheet_names.items() if key != SHEET
    ]


def _sources(
    scenario: Scenario, targets: Sequence[Target], lang: str
) -> list[tuple[str, str, str]]:
    ids = [*scenario.sources, *cited(targets)]
    known = sources()
    return [
        (
            id,
            f"{known[id].title[lang]} ({known[id].publisher[lang]}, {known[id].year})",
            known[id].address[lang],
        )
        for id in dict.fromkeys(ids)
    ]
