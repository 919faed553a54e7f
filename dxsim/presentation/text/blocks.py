"""Form of the tables and sentences that a command's output, or a page, is made of.

Nothing here reads a scenario, so that what prints none need not load what does.
"""

import re
from collections.abc import Iterable, Sequence

from dxsim.presentation.text.messages import MISSING, say

Table = tuple[list[str], list[list[str]]]
"""The headers of a table, and its rows of as many texts each."""
Block = str | Table
"""One part of a command's output: a sentence or a table."""
_NUMERIC = re.compile(rf"[<>]?[+−-]?[\d.,]+\s?%?|{MISSING}")


def numeric_columns(table: Table) -> list[bool]:
    """Return for each column whether it holds numbers, percentages and years only."""
    header, rows = table
    return [all(_NUMERIC.fullmatch(row[at]) for row in rows) for at in range(len(header))]


def evidence_table(names: Sequence[str], rows: Iterable[Sequence[str]], lang: str) -> Table:
    """Return rows of evidence or of forecasts under the headers of the columns named."""
    header = [say(f"evidence.column_{name}", lang) for name in names]
    return header, [list(row) for row in rows]
