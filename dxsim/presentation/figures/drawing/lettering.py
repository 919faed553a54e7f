"""Texts measured and broken into lines, by the widths of the font itself."""

from functools import cache
from typing import Any

_UNITS = 100.0


def plain(text: str) -> str:
    """Return a text on one line, without control characters; unbreakable spaces stay."""
    shown = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
    return " ".join(word for word in shown.split(" ") if word)


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


@cache
def _font(bold: bool) -> Any:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    weight = "bold" if bold else "normal"
    return get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))


@cache
def _advance(character: str, bold: bool) -> float:
    font = _font(bold)
    font.set_size(_UNITS, 72)
    glyph = font.load_glyph(font.get_char_index(ord(character)))
    return float(glyph.linearHoriAdvance) / 65536 / _UNITS


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
