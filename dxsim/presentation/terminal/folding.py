"""A table as lines of text: whole where it fits, else folded so that no line passes a width.

What folds, in this order, until the lines fit: a column with the same text in every row is said
once above the table; texts and headings are broken over several lines; the last columns, which
hold what is secondary, go under their row as "heading: text". Nothing is left out but cells
without a value.
"""

from collections.abc import Sequence

from rich.cells import cell_len

from dxsim.presentation.text.blocks import Table, numeric_columns
from dxsim.presentation.text.messages import MISSING

GAP = "  "
INDENT = 4
"""Columns by which what is folded under a row stands in from its beginning."""
NARROW, ROOMY = 14, 26
"""Widths that a column of texts is not broken below, and that the first one is not."""
LONGEST = 40
"""Width from which a single word is broken."""


def fold(table: Table, width: int | None) -> list[str]:
    """Return the lines of a table, none wider than `width` columns; unfolded where it is None."""
    header, rows = table
    whole = list(range(len(header)))
    natural = [_widest([header[at], *(row[at] for row in rows)]) for at in whole]
    if width is None or _total(natural) <= width:
        return _lines(table, whole, natural)
    same = [at for at in whole if len(rows) > 1 and len({row[at] for row in rows}) == 1]
    same = same if len(same) < len(whole) - 1 else []
    shown = [at for at in whole if at not in same]
    least = _least_widths(table, shown[0])
    under: list[int] = []
    while len(shown) > 1 and _total([least[at] for at in shown]) > width:
        under.insert(0, shown.pop())
    widths = _shared([least[at] for at in shown], [natural[at] for at in shown], width)
    above = _pairs(header, rows[0], same, width, 0) if same else []
    return [*above, *([""] if above else []), *_lines(table, shown, widths, under, width)]


def _least_widths(table: Table, first: int) -> list[int]:
    """Return the width below which each column is not broken: numbers whole, texts readable."""
    header, rows = table
    least = []
    for at, numeric in enumerate(numeric_columns(table)):
        cells = [row[at] for row in rows]
        if numeric:
            least.append(max(_widest(cells), _longest_word([header[at]])))
            continue
        readable = min(ROOMY if at == first else NARROW, _widest(cells))
        least.append(max(readable, min(LONGEST, _longest_word([header[at], *cells]))))
    return least


def _shared(least: list[int], natural: list[int], width: int) -> list[int]:
    """Return widths that fill the line: columns grow a step at a time until each is whole."""
    widths = [min(one, width) for one in least]
    room = width - _total(widths)
    while room > 0 and (short := [at for at, one in enumerate(widths) if one < natural[at]]):
        narrowest = max(short, key=lambda at: natural[at] / widths[at])
        widths[narrowest] += 1
        room -= 1
    return widths


def _lines(
    table: Table,
    shown: Sequence[int],
    widths: Sequence[int],
    under: Sequence[int] = (),
    width: int = 0,
) -> list[str]:
    """Return heading, rule and rows of the columns shown, each row with what is folded under it."""
    header, rows = table
    numeric = numeric_columns(table)
    sides = [numeric[at] for at in shown]
    lines = _row([header[at] for at in shown], widths, sides)
    lines.append(GAP.join("-" * one for one in widths))
    for row in rows:
        lines += _row([row[at] for at in shown], widths, sides)
        lines += _pairs(header, row, under, width, INDENT)
    return lines


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    """Return a row as lines, its texts broken at their columns' widths, numbers to the right."""
    columns = [wrapped(cell, one) for cell, one in zip(cells, widths, strict=True)]
    height = max(map(len, columns))
    padded = [
        [_placed(part, one, right) for part in [*parts, *[""] * (height - len(parts))]]
        for parts, one, right in zip(columns, widths, numeric, strict=True)
    ]
    return [GAP.join(line).rstrip() for line in zip(*padded, strict=True)]


def _placed(text: str, width: int, right: bool) -> str:
    room = " " * (width - cell_len(text))
    return room + text if right else text + room


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in parts that a column of a width holds, broken between words if it can be."""
    parts, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            parts.append(line)
        *pieces, line = _pieces(word, width)
        parts += pieces
    return [*parts, line]


def _pieces(word: str, width: int) -> list[str]:
    """Return a word in pieces that a column of a width holds."""
    pieces = [""]
    for char in word:
        if cell_len(pieces[-1] + char) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _pairs(
    header: Sequence[str], row: Sequence[str], columns: Sequence[int], width: int, indent: int
) -> list[str]:
    """Return columns of a row as "heading: text", those without a value left out."""
    said = "; ".join(f"{header[at]}: {row[at]}" for at in columns if row[at] not in ("", MISSING))
    start = " " * indent
    return [start + part for part in wrapped(said, width - indent)] if said else []


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _widest(texts: Sequence[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _longest_word(texts: Sequence[str]) -> int:
    return _widest([word for text in texts for word in text.split(" ")])
