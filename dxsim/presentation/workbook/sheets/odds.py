"""The sheet of odds: the probability of each target as fixed numbers, and what they rest on.

No formula draws futures, so these are the numbers of `dxsim ensemble` for the assumptions as they
were written; one cell says whether the share and GDP of the workbook are still theirs.
"""

from typing import TYPE_CHECKING

import numpy as np

from dxsim import __version__
from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target
from dxsim.presentation.text import uncertainty as said
from dxsim.presentation.text.messages import number, odds, percent
from dxsim.presentation.text.tables import target_in_words
from dxsim.presentation.text.words import basis_line
from dxsim.presentation.workbook.book import Book
from dxsim.presentation.workbook.rows import Timeline
from dxsim.presentation.workbook.styles import BAD, GOOD, NUMBERS
from dxsim.presentation.workbook.values import Numbers
from dxsim.presentation.workbook.words import Words

if TYPE_CHECKING:
    import xarray as xr

SHEET = "odds"
CHECK, TABLE = 4, 6
FAN = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""The quantiles of the share that are written."""
CLOSE = "1E-9"
"""Largest relative distance of the live share and GDP from those that were drawn around."""


def drawn(judged: Judged) -> "xr.Dataset | None":
    """Return the futures of a scenario, judged on the targets whose year is ahead.

    None where there are no such targets, or where errors are stated neither by the scenario nor
    by its producer's defaults.
    """
    result = judged.futures() if judged.ahead else None
    return result if result is not None and result.sizes["target"] else None


def write(
    timeline: Timeline,
    words: Words,
    numbers: Numbers,
    targets: tuple[Target, ...],
    futures: "xr.Dataset",
) -> None:
    """Write what was drawn, the probabilities with their ranges and bases, and the assumptions."""
    book, scenario, lang = timeline.book, numbers.scenario, words.lang
    facts = {"draws": number(futures.attrs["draws"], lang, 0), "seed": futures.attrs["seed"]}
    book.put(SHEET, (0, 0), words("odds_heading"), "heading")
    book.put(SHEET, (1, 0), words("odds_lead", version=__version__), "subtitle")
    title = words.other("ensemble.title", scenario=scenario.heading(lang), **facts)
    book.put(SHEET, (2, 0), title, "strong")
    book.put(SHEET, (3, 0), basis_line(scenario, lang), "subtitle")
    _check(timeline, words)
    columns = _probabilities(book, words, targets, futures)
    line = _notes(book, words, futures, columns)
    _fan(book, words, futures, line + 1)
    sheet = book.sheets[SHEET]
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, columns - 1, 13)
    sheet.freeze_panes(TABLE + 1, 1)


def _notes(book: Book, words: Words, futures: "xr.Dataset", columns: int) -> int:
    """Write under the table what the odds rest on; return the next free line."""
    lines = [words.other("ensemble.bases_note"), *said.ensemble_sentences(futures, words.lang)]
    line = TABLE + futures.sizes["target"] + 2
    book.line(SHEET, (line, 0), [words("section_odds_rest_on"), *[""] * (columns - 1)], "section")
    for offset, text in enumerate(lines, 1):
        book.merged(SHEET, (line + offset, 0), columns - 1, text, "text")
        letters = 56 + 14 * (columns - 1)
        book.sheets[SHEET].set_row(line + offset, 15 * (1 + len(text) // letters))
    return line + len(lines) + 1


def _fan(book: Book, words: Words, futures: "xr.Dataset", line: int) -> None:
    """Write the quantiles of the digital share by year, and the share of the scenario itself."""
    heads = [words.other("ensemble.column_year"), *(percent(q, words.lang, 0) for q in FAN)]
    heads.append(words.other("ensemble.column_scenario"))
    book.line(SHEET, (line, 0), [words("section_odds_fan"), *[""] * len(FAN), ""], "section")
    book.line(SHEET, (line + 1, 0), heads, "head")
    shares = futures["share"].sel(quantile=list(FAN)).values
    rows = np.vstack([shares, futures["scenario_share"].values]).T
    for offset, (year, row) in enumerate(zip(futures["year"].values, rows, strict=True), 2):
        book.put(SHEET, (line + offset, 0), int(year), "year_left")
        shown = [None if share != share else float(share) for share in row]
        book.line(SHEET, (line + offset, 1), shown, "share")


def _check(timeline: Timeline, words: Words) -> None:
    """Write whether the share and GDP of the workbook are those that the odds are of."""
    book, same, changed = timeline.book, words("odds_same"), words("odds_changed")
    tests = [_unchanged(timeline, key) for key in ("share.digital", "money.gdp")]
    formula = f'IF(AND({",".join(tests)}),"{same}","{changed}")'
    book.formula(SHEET, (CHECK, 0), formula, same, "check")
    for text, look in ((same, GOOD), (changed, BAD)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"'}
        rule |= {"format": book.file.add_format(look)}
        book.sheets[SHEET].conditional_format(CHECK, 0, CHECK, 0, rule)


def _unchanged(timeline: Timeline, key: str) -> str:
    """Return the formula of whether a row sums to what it did when the odds were drawn."""
    drawn_of = np.array(timeline.values[key], dtype=float)  # missing once exhausted
    live = timeline.filled(f"SUM([{key}:])", SHEET)
    return f"ABS({live}/{float(np.nansum(drawn_of))!r}-1)<{CLOSE}"


def _probabilities(
    book: Book, words: Words, targets: tuple[Target, ...], futures: "xr.Dataset"
) -> int:
    """Write a line a target: probability, range, each basis, sampling error; return the columns."""
    bases = [futures.attrs["assumptions"]["basis"], *map(str, futures["basis"].values)]
    heads = [words(f"head_{key}") for key in ("target", "odds", "odds_low", "odds_high")]
    heads += [words.other(f"ensemble.column_{name}") for name in bases]
    heads.append(words("head_sampling_error"))
    book.line(SHEET, (TABLE, 0), heads, "head")
    book.sheets[SHEET].set_row(TABLE, 45)
    look = book.style("share", num_format=_format(words.lang))
    known = {target.id: target for target in targets}
    for offset, name in enumerate(futures["target"].values, 1):
        one = futures.sel(target=name)
        values = [float(one[key]) for key in ("probability", "range_low", "range_high")]
        values += [values[0], *map(float, one["probability_by_basis"].values)]
        book.put(SHEET, (TABLE + offset, 0), target_in_words(known[str(name)], words.lang), "label")
        for column, value in enumerate((*values, float(one["sampling_error"])), 1):
            at = (TABLE + offset, column)
            if value != value:
                book.put(SHEET, at, words.other("verdict.not_evaluable"), "centred")
            elif column <= len(values):
                book.sheets[SHEET].write_number(*at, value, look)
            else:
                book.put(SHEET, at, value, "share")
    return len(heads)


def _format(lang: str) -> str:
    """Return the number format of a probability: near an end it says "<0.1%" or ">99.9%"."""
    low, high = odds(0.0, lang), odds(1.0, lang)
    return f'[<0.0005]"{low}";[>0.9995]"{high}";{NUMBERS["share"]}'
