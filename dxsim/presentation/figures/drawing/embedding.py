"""Fonts as a PDF embeds them: the letters it shows, without tables that no reader of PDFs uses."""

import contextlib
from collections.abc import Iterator
from typing import Any

LAYOUT_TABLES = ("GDEF", "GPOS", "GSUB")
"""Rules for setting text: a PDF holds every letter at its place already. Cutting them down to the
letters shown took half of the time of drawing and writing a figure."""


@contextlib.contextmanager
def letters_alone() -> Iterator[None]:
    """Have matplotlib embed subsets of fonts without their layout tables, for the time of a block.

    It has no setting for that, so that the font is handed to it without them.
    """
    from fontTools import subset

    load = subset.load_font

    def without_layout(*args: Any, **more: Any) -> Any:
        font = load(*args, **more)
        for name in LAYOUT_TABLES:
            if name in font:
                del font[name]
        return font

    subset.load_font = without_layout
    try:
        yield
    finally:
        subset.load_font = load
