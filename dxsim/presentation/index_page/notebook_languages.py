"""An executed notebook in one language: its texts and its outputs.

A text of a notebook stands in the first language, and under each of its lines the same in the
second in italics; an output holds the other languages as `presentation.notebooks.languages` says.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dxsim.presentation.notebooks.languages import media_type
from dxsim.presentation.text.messages import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

_IN_ITALICS = re.compile(r"\*(?![*\s])(.*[^*\s])\*")
_HEADING = re.compile(r"#{1,6} ")


def in_language(notebook: "NotebookNode", lang: str) -> "NotebookNode":
    """Return a notebook with its texts and outputs in a language, as far as it holds them in it."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = text_in_language(cell.source, lang)
        for output in cell.get("outputs", []):
            if media_type(lang) in output.get("data", {}):
                output.data = output.data[media_type(lang)]
    return notebook


def text_in_language(text: str, lang: str) -> str:
    """Return the lines of a text that are in a language, and those that stand in one only.

    An italic line under a line is the same in the second language.
    """
    return "\n".join(
        line if second is None or lang == LANGUAGES[0] else second
        for line, second in line_pairs(text)
    )


def line_pairs(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield each line with the same in the second language, None where there is none.

    A heading in the second language gets the marks of the line above it.
    """
    lines = iter([*text.split("\n"), ""])
    line = next(lines)
    for below in lines:
        second = _IN_ITALICS.fullmatch(below.strip())
        if second is None or not line.strip() or _IN_ITALICS.fullmatch(line.strip()):
            yield line, None
            line = below
            continue
        heading = _HEADING.match(line)
        yield line, (heading[0] if heading else "") + second[1]
        line = next(lines, "")
