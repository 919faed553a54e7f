"""Facts kept with a picture besides its artists: language, letter size, how to redraw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.artist import Artist
    from matplotlib.figure import FigureBase


@dataclass
class PictureSettings:
    """Settings of one picture.

    Parameters
    ----------
    lang
        the language of its texts.
    font
        the size of its letters in points.
    bottom, top
        the edges of the room between the words, as fractions of the height.
    note
        source and basis, where they stand beside the picture and not in it.
    redraw
        draws the same figure with other keyword arguments, for example `lang`.
    """

    lang: str
    font: float
    bottom: float = 0.0
    top: float = 1.0
    note: str = ""
    redraw: Callable[..., object] | None = None


_SETTINGS: WeakKeyDictionary[FigureBase | None, PictureSettings] = WeakKeyDictionary()


def keep_settings(picture: FigureBase, settings: PictureSettings) -> None:
    """Keep a picture's settings for as long as the picture is kept."""
    _SETTINGS[picture] = settings


def settings_of(artist: Artist) -> PictureSettings:
    """Return the settings of a picture, or of the picture that axes stand in.

    Raises
    ------
    KeyError
        for a picture that `canvas` did not make.
    """
    return _SETTINGS[artist.figure]


def letter_size(artist: Artist) -> float:
    """Return the size of the letters of the picture that axes stand in, in points."""
    return settings_of(artist).font


def width_in_points(artist: Artist) -> float:
    """Return the width of the picture that axes stand in, in points."""
    picture = artist.figure
    assert picture is not None, "axes stand in a picture"
    return float(picture.bbox.width / picture.dpi * 72)


def height_between_words(artist: Artist) -> float:
    """Return the height between the words of the picture that axes stand in, in points."""
    picture, settings = artist.figure, settings_of(artist)
    assert picture is not None, "axes stand in a picture"
    return float((settings.top - settings.bottom) * picture.bbox.height / picture.dpi * 72)
