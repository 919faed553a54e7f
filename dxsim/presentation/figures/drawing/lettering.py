"""Texts measured and broken into lines, by the widths of the font itself; letters it has not."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dxsim.data.yamlfile import InputError, quoted
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FONT = "Source Sans 3"
"""The font of figures and briefings; it has every Vietnamese letter in every weight."""
FONTS = Path(__file__).parents[2] / "fonts"
"""The folder of its files, one a weight, with their licence (SIL Open Font License 1.1)."""
LATIN = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x1EA0, 0x1EFA))))
LATIN |= frozenset("ƠơƯư–—‘’“”„…−")
"""Letters of the languages of Europe and of Vietnamese, which the font has in every weight."""
_UNITS = 100.0
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")


def plain(text: str) -> str:
    """Return a text on one line, without control characters; unbreakable spaces stay."""
    shown = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
    return " ".join(word for word in shown.split(" ") if word)


@cache
def font_file(bold: bool = False) -> Path:
    """Return the file of the font in one weight, once matplotlib knows all of them."""
    from matplotlib.font_manager import fontManager

    for file in sorted(FONTS.glob("*.ttf")):
        fontManager.addfont(file)
    return FONTS / f"SourceSans3-{'Bold' if bold else 'Regular'}.ttf"


@cache
def _font(bold: bool) -> "FT2Font":
    from matplotlib.font_manager import get_font

    return get_font(font_file(bold))


@cache
def _advance(character: str, bold: bool) -> float:
    font = _font(bold)
    font.set_size(_UNITS, 72)
    glyph = font.load_glyph(font.get_char_index(ord(character)))
    return float(glyph.linearHoriAdvance) / 65536 / _UNITS


@cache
def _has(character: str, bold: bool) -> bool:
    if character in LATIN or unicodedata.category(character) in _INVISIBLE:
        return True  # known without loading the font
    return _font(bold).get_char_index(ord(character)) != 0


def refuse_unknown_letters(
    texts: Iterable[str], place: str, *, bold: bool = False, key: str | None = None
) -> None:
    """Raise an InputError that names the first letter for which the font has no form.

    Parameters
    ----------
    texts
        what is to be printed.
    place, key
        what the message names: a file and a key in it, or what is being made.
    bold
        whether the texts are printed in bold, which has fewer letters.
    """
    for text in texts:
        for character in text:
            if not _has(character, bold):
                code = f"U+{ord(character):04X}"
                raise InputError(
                    place, key=key,
                    found=f"the letter {quoted(character)} ({code}) in {quoted(text)}",
                    expected=f"letters that the font of figures and briefings has ({FONT})",
                )  # fmt: skip


def refuse_unprintable(scenarios: Iterable[Scenario]) -> None:
    """Refuse scenarios with a title that no figure could print; the message names the file."""
    for scenario in scenarios:
        for key, words in (("title", scenario.title), ("short", scenario.short)):
            texts = [words.get(lang) for lang in LANGUAGES] if words else []
            place = scenario.place
            refuse_unknown_letters(texts, place, bold=True, key=key)


def width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a text in points, set in so many points."""
    return sum(_advance(character, bold) for character in text) * points


def wrap(text: str, room: float, points: float, *, bold: bool = False) -> list[str]:
    """Return a text broken between words into lines no wider than `room` points.

    A word wider than the room is broken within.
    """
    lines: list[str] = []
    for word in plain(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, points, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, room, points, bold)
    return lines


def _pieces(word: str, room: float, points: float, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, points, bold=bold) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
