"""The composed briefing: words, tables and figures in order, in no format yet."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from dxsim.presentation.briefing.elements import Element


@dataclass(frozen=True)
class Briefing:
    """A composed briefing, from which PDF, Word and slides are made.

    `date` is the day it is issued, by default the day up to which facts were known: files carry
    it, so that their bytes do not depend on the day they are made. `issued` says it in words, with
    the reference number.
    """

    lang: str
    title: str
    subtitle: str
    author: str
    office: str
    issued: str
    logo: Path | None
    footer: str
    date: dt.date
    elements: tuple[Element, ...]

    @property
    def texts(self) -> list[str]:
        """Every sentence and every cell of a table, in order."""
        texts: list[str] = []
        for element in self.elements:
            if element["kind"] == "cards":
                texts += [item["text"] for item in element["items"]]
            elif element["kind"] == "table":
                texts += [*element["header"], *(cell for row in element["rows"] for cell in row)]
            else:
                texts += [element["text"]] if "text" in element else element.get("items", [])
        return texts
