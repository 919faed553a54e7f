"""Figures as files: PDF, SVG and PNG that are the same for the same inputs, and their numbers.

A PDF carries title and language and shows its title in the window; its alternative text is the
subject. An SVG carries title, description and role; a PNG carries title and description.
"""

import contextlib
import io
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dxsim.data.files import write_several
from dxsim.data.yamlfile import InputError, quoted
from dxsim.presentation.figures.drawing.embedding import letters_alone
from dxsim.presentation.figures.drawing.lettering import refuse_unknown_letters
from dxsim.presentation.figures.drawing.picture_settings import settings_of
from dxsim.presentation.figures.drawing.style import styled
from dxsim.presentation.quoting import pointer

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Picture

FORMATS = ("pdf", "svg", "png")
PACKED = 3
"""How hard a PNG is packed, from 0 to 9: more takes twice as long and makes drawings no smaller."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Figure(NamedTuple):
    """A figure, its alternative text in the figure's language, and the numbers it shows."""

    figure: "Picture"
    alt: str
    table: "pd.DataFrame"

    @property
    def title(self) -> str:
        """The figure's finding, also where it is not drawn."""
        return str(self.figure.get_label())

    @property
    def note(self) -> str:
        """Source and basis that stand beside the figure; empty where they are drawn in it."""
        return settings_of(self.figure).note

    @property
    def lang(self) -> str:
        """The language of the figure's texts."""
        return settings_of(self.figure).lang

    def save(self, folder: str | Path, name: str, formats: Sequence[str] = FORMATS) -> list[Path]:
        """Write the figure with its numbers and its words beside it; see `save` below.

        Examples
        --------
        >>> import tempfile, dxsim as dx
        >>> figure = dx.figures.paths(dx.load_scenario("baseline"))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [file.name for file in figure.save(folder, "paths", ["svg"])]
        ['paths.svg', 'paths.csv', 'paths.txt']
        """
        return save(self, folder, name, formats)

    def bundle(self, picture: bytes) -> dict[str, object]:
        """Return representations in a notebook by media type; `picture` is the figure as PNG."""
        return {"image/png": picture, "text/plain": self.alt}

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return self.bundle(drawn(self, "png"))


def save(
    result: Figure, folder: str | Path, name: str, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Write a figure in several formats, its numbers as `name.csv`, its words as `name.txt`.

    Parameters
    ----------
    result
        what a figure function returned.
    folder
        where; it is made if need be.
    name
        the stem of the files: letters, digits, dot, hyphen, underscore.
    formats
        among "pdf", "svg", "png".

    Returns
    -------
    list of Path
        the files, each whole or absent.
    """
    if not _NAME.fullmatch(name):
        expected = "letters, digits, dot, hyphen and underscore, beginning with a letter or digit"
        raise InputError("figure", found=quoted(name), expected=expected)
    wrong = [kind for kind in formats if kind not in FORMATS]
    if wrong:
        raise InputError("format", found=quoted(wrong[0]), expected=f"one of {', '.join(FORMATS)}")
    folder = Path(folder)
    contents = [(folder / f"{name}.{kind}", drawn(result, kind)) for kind in formats]
    words = f"{result.title}\n\n{result.alt}\n\n{pointer(result.lang)}\n".encode()
    contents += [(folder / f"{name}.csv", numbers(result)), (folder / f"{name}.txt", words)]
    return write_several(contents)


def in_language(result: Figure, lang: str) -> Figure:
    """Return the same figure with its texts in another language, drawn anew."""
    if result.lang == lang:
        return result
    redraw = settings_of(result.figure).redraw
    assert redraw is not None, "every figure function is decorated with `styled`"
    again = redraw(lang=lang)
    assert isinstance(again, Figure)
    return again


def numbers(result: Figure) -> bytes:
    """Return the numbers of a figure as CSV, to the last digit."""
    return bytes(result.table.to_csv(index=False, lineterminator="\n").encode())


@styled
def drawn(result: Figure, kind: str) -> bytes:
    """Return a figure as the bytes of a "pdf", "svg" or "png" file.

    Raises
    ------
    InputError
        for a letter that the font has no form for.
    """
    _refuse_unknown_letters(result)
    if kind == "png":
        return _opaque_png(result)
    stream = io.BytesIO()
    with letters_alone() if kind == "pdf" else contextlib.nullcontext():
        result.figure.savefig(stream, format=kind, metadata=_metadata(result, kind))
    finish = {"pdf": _with_language, "svg": _with_description}
    return finish[kind](stream.getvalue(), result)


def _opaque_png(result: Figure) -> bytes:
    """Return a figure as PNG without a channel of transparency: it stands on paper.

    matplotlib writes one, which takes a third longer to pack.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    points, stream, about = io.BytesIO(), io.BytesIO(), PngInfo()
    result.figure.savefig(points, format="rgba")
    for name, text in _metadata(result, "png").items():
        about.add_text(name, str(text))
    size, dpi = result.figure.canvas.get_width_height(), result.figure.dpi
    picture = Image.frombuffer("RGBA", size, points.getvalue()).convert("RGB")
    picture.save(stream, "png", pnginfo=about, dpi=(dpi, dpi), compress_level=PACKED)
    return stream.getvalue()


def _refuse_unknown_letters(result: Figure) -> None:
    from matplotlib.text import Text

    for text in result.figure.findobj(Text):
        bold = text.get_fontweight() in ("bold", 700)
        refuse_unknown_letters([text.get_text()], "figure", bold=bold)


def _metadata(result: Figure, kind: str) -> dict[str, object]:
    """Return what a file says of itself, and where the rules of quoting a number stand."""
    where = pointer(result.lang)
    if kind == "pdf":
        nothing = dict.fromkeys(("CreationDate", "ModDate"))
        about = {"Title": result.title, "Subject": result.alt, "Keywords": where}
        return {**about, "Creator": "dxsim", **nothing}
    if kind == "svg":
        about = {"Title": result.title, "Language": result.lang, "Keywords": where}
        return {**about, "Creator": "dxsim", "Date": None}
    about = {"Title": result.title, "Description": result.alt, "Comment": where}
    return {**about, "Software": "dxsim"}


def _with_description(data: bytes, result: Figure) -> bytes:
    """Return an SVG with role, language and description for a screen reader."""
    text = data.decode()
    text = text.replace("<svg ", f'<svg role="img" xml:lang="{result.lang}" ', 1)
    description = f"</title>\n <desc>{escape(result.alt)}</desc>"
    return text.replace("</title>", description, 1).encode()


def _with_language(data: bytes, result: Figure) -> bytes:
    """Return a PDF with its language in the catalogue, whose window shows its title."""
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.Root.Lang = pikepdf.String(result.lang)
        file.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        file.save(stream, deterministic_id=True)
    return stream.getvalue()
