"""Sobol indices as a table and a sentence in either language."""

from typing import TYPE_CHECKING

from dxsim.analysis.uncertainty.indices import Importance
from dxsim.analysis.uncertainty.sensitivity import ranking
from dxsim.presentation.text.blocks import Table
from dxsim.presentation.text.messages import capital, percent, say
from dxsim.presentation.text.words import block_name

if TYPE_CHECKING:
    import xarray as xr

SMALL = 0.005
"""A total index below this is not worth a word in a sentence."""


def factor_name(factor: str, lang: str) -> str:
    """Return a factor such as `sectoral.persistent` in words."""
    block, kind = factor.split(".")
    named = block if kind == "programme" else block_name(block, lang)
    return say(f"sensitivity.factor_{kind}", lang, block=named)


def ranking_table(indices: "Importance | xr.Dataset", year: int, lang: str) -> Table:
    """Return the factors of a year's share with their indices, the most important first."""
    indices = Importance.of(indices)
    keys = ("factor", "total", "half", "first", "half")
    header = [say(f"sensitivity.column_{key}", lang) for key in keys]
    rows = []
    for name, total, half in ranking(indices, year):
        at = indices.factors.index(name), indices.years.index(year)
        cells = (total, half, float(indices.share.first[at]), float(indices.share.first_half[at]))
        rows.append([factor_name(name, lang), *(percent(cell, lang) for cell in cells)])
    return header, rows


def ranking_sentence(indices: "Importance | xr.Dataset", year: int, lang: str) -> str:
    """Return which errors matter most for the share of a year."""
    rows = [row for row in ranking(indices, year) if row[1] >= SMALL]
    if not rows:
        return say("sensitivity.none", lang, year=year)
    first = capital(factor_name(rows[0][0], lang))
    if len(rows) == 1:
        return say("sensitivity.sentence_one", lang, first=factor_name(rows[0][0], lang), year=year)
    fields = {
        "first": first,
        "first_total": percent(rows[0][1], lang, 0),
        "second": factor_name(rows[1][0], lang),
        "second_total": percent(rows[1][1], lang, 0),
    }
    return say("sensitivity.sentence", lang, year=year, **fields)


def target_years(indices: Importance, years: tuple[int, ...]) -> tuple[int, ...]:
    """Return those years that the indices cover, without repetition and in order."""
    return tuple(sorted(set(years).intersection(indices.years)))
