"""Printed lines of a command: tables and sentences, folded to a width or unfolded."""

from collections.abc import Iterable

from dxsim.presentation.terminal.folding import fold, wrapped
from dxsim.presentation.text.blocks import Block

BULLET = "- "


def folded(blocks: Iterable[Block], width: int | None, *, sentences: bool = False) -> list[str]:
    """Return tables and sentences as lines.

    Parameters
    ----------
    blocks
        sentences, which may hold line breaks, and tables, in order.
    width
        columns of the screen that no line of a table passes; None where nothing is folded.
    sentences
        whether sentences are broken at the width too, as on a screen, or keep a line each, as in
        a file that is searched.
    """
    lines = []
    for block in blocks:
        if not isinstance(block, str):
            lines += fold(block, width)
        elif width is None or not sentences:
            lines += block.split("\n")
        else:
            lines += [part for line in block.split("\n") for part in _broken(line, width)]
    return lines


def _broken(line: str, width: int) -> list[str]:
    """Return a sentence over as many lines as it needs, indented as it begins."""
    start = len(line) - len(line.lstrip())
    indent = start + (len(BULLET) if line[start:].startswith(BULLET) else 0)
    first, rest = line[:indent], line[indent:]
    parts = wrapped(rest, width - indent)
    return [first + parts[0], *(" " * indent + part for part in parts[1:])]
