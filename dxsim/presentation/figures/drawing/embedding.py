"""Fonts as a PDF embeds them: by groups of letters, without tables that no reader of PDFs uses."""

import contextlib
import io
from collections.abc import Iterator
from functools import lru_cache

LAYOUT_TABLES = ("GDEF", "GPOS", "GSUB")
"""Rules for setting text: a PDF holds every letter at its place already."""
LETTER_GROUPS = (
    frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\u00a0–—‘’“”…−×·≈≤≥°"),
    frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư")
    | frozenset(map(chr, range(0x1EA0, 0x1EFA))),
)
"""Letters that are embedded together as soon as one of them is shown: the plain ones, those of
Vietnamese. Cutting a font down takes a third of the time of writing a figure as PDF; so it is
done once for all figures of a language, for some kilobytes more in each."""


@contextlib.contextmanager
def letters_alone() -> Iterator[None]:
    """Have matplotlib embed fonts as `embedded_font` cuts them, for the time of a block.

    It has no setting for that, so that the two functions it cuts a font with are exchanged.
    """
    from matplotlib.backends import _backend_pdf_ps as fonts

    cut, as_file = fonts.get_glyphs_subset, fonts.font_as_file

    def kept(file: str, shown: str) -> contextlib.nullcontext[bytes]:
        return contextlib.nullcontext(embedded_font(str(file), whole_groups(shown)))

    fonts.get_glyphs_subset, fonts.font_as_file = kept, io.BytesIO
    try:
        yield
    finally:
        fonts.get_glyphs_subset, fonts.font_as_file = cut, as_file


def whole_groups(shown: str) -> str:
    """Return letters with those of their groups, each once and in order.

    Examples
    --------
    >>> whole_groups("Đ")[:8]
    'ÀÁÂÃÈÉÊÌ'
    """
    letters = set(shown)
    return "".join(sorted(letters.union(*(g for g in LETTER_GROUPS if not letters.isdisjoint(g)))))


@lru_cache(maxsize=32)
def embedded_font(file: str, letters: str) -> bytes:
    """Return a font's file cut down to letters, without its layout tables."""
    from fontTools import subset

    options = subset.Options(recommended_glyphs=True)
    options.drop_tables += LAYOUT_TABLES
    cut, stream = subset.Subsetter(options), io.BytesIO()
    with subset.load_font(file, options) as font:
        cut.populate(text=letters)
        cut.subset(font)
        font.save(stream, reorderTables=False)
    return stream.getvalue()
