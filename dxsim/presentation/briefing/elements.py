"""Elements of a page: plain records that the PDF, Word and slide writers each set."""

import re
from collections.abc import Iterable, Mapping, Sequence

from dxsim.analysis.verdicts import Verdict
from dxsim.data.files import Document
from dxsim.presentation.figures.drawing.saving import Figure
from dxsim.presentation.figures.verdict_cells import cell_text, shade
from dxsim.presentation.text.blocks import Table, numeric_columns
from dxsim.presentation.text.messages import say

Element = Document
WHOLE_ROWS, WHOLE_LETTERS = 9, 2000
"""Most rows, and most letters, of a table that is kept on one page."""
TALL_CELL = 800
"""Letters of a cell whose row may go on overleaf."""


def heading(text: str, level: int = 1) -> Element:
    """Return a heading; it also becomes a bookmark."""
    return {"kind": "heading", "level": level, "text": text}


def paragraph(text: str) -> Element:
    """Return a paragraph."""
    return {"kind": "paragraph", "text": text}


def bullets(texts: Iterable[str], *, fine: bool = False, leads: bool = False) -> Element:
    """Return a list of sentences, `fine` in small letters: notes on what stands above.

    One that `leads` has to stand on one page with the next element.
    """
    items = [text for text in texts if text]
    return {"kind": "list", "items": items, "fine": fine, "leading": leads}


def small(text: str) -> Element:
    """Return a remark in small letters."""
    return {"kind": "small", "text": text}


def cards(statements: Iterable[tuple[str, str]]) -> Element:
    """Return large numbers, each with the sentence under it."""
    items = [{"number": number, "text": text} for number, text in statements]
    return {"kind": "cards", "items": items}


def page_break() -> Element:
    """Return the end of a page."""
    return {"kind": "pagebreak"}


def picture(result: Figure, caption: str) -> list[Element]:
    """Return a figure under its finding, with caption, source and alternative text."""
    figure = {
        "kind": "figure", "title": result.title, "caption": caption, "alt": result.alt,
        "note": result.note, "picture": result,
    }  # fmt: skip
    return [heading(result.title, 2), figure]


def table(content: Table, widths: Sequence[float] | None = None, *, whole: bool = False) -> Element:
    """Return a table of texts; columns of numbers stand to the right.

    It goes on overleaf where it has many rows or letters, unless it is to stay `whole`.
    """
    header, rows = content
    wide = list(widths) if widths else [0.0] * len(header)
    right = numeric_columns(content) if rows else [False] * len(header)
    letters = [len(cell) for row in rows for cell in row]
    tall = max(letters, default=0) > TALL_CELL and not whole
    long = not whole and (tall or len(rows) > WHOLE_ROWS or sum(letters) > WHOLE_LETTERS)
    return {
        "kind": "table", "header": header, "rows": rows, "widths": wide, "right": right,
        "long": long, "tall": tall,
    }  # fmt: skip


def leading(several: Sequence[Element]) -> list[bool]:
    """Return for each element whether it has to stand on one page with the next.

    A heading and a paragraph lead into what follows; so does a remark in small letters between a
    heading and a table or figure, and a list that says so. Nothing leads into the end of a page,
    and only a heading into another of level 1.
    """
    leads: list[bool] = []
    for at, element in enumerate(several):
        next_kind = several[at + 1]["kind"] if at + 1 < len(several) else "pagebreak"
        if element["kind"] == "heading":
            leads.append(next_kind != "pagebreak")
        elif element["kind"] == "paragraph":
            above = next_kind == "heading" and several[at + 1]["level"] == 1
            leads.append(next_kind != "pagebreak" and not above)
        elif element["kind"] == "small":
            shown = next_kind in ("table", "matrix", "figure")
            leads.append(shown and bool(leads) and leads[-1])
        else:
            leads.append(bool(element.get("leading")) and next_kind != "pagebreak")
    return leads


def floated(several: Sequence[Element]) -> list[list[Element]]:
    """Group elements: a figure with the finding above it, every other element alone.

    A figure and the finding above it are one, which may stand behind the text after it where the
    page has no room for it. Before the end of a page, at the very end, and where nothing stands
    between it and the heading of its part, it stays in its place.
    So are tables of verdicts with what stands between them and the remark below: they fit a page.
    """
    groups: list[list[Element]] = []
    for at, element in enumerate(several):
        next_kind = several[at + 1]["kind"] if at + 1 < len(several) else "pagebreak"
        last = groups[-1] if groups else []
        headed = bool(last) and last[-1]["kind"] == "heading" and last[-1]["level"] > 1
        tabled = bool(last) and last[0]["kind"] == "matrix" and last[-1]["kind"] != "small"
        shown = element["kind"] in ("matrix", "small") or next_kind == "matrix"
        opened = len(groups) > 1 and groups[-2][-1]["kind"] == "heading"
        moves = headed and not opened and next_kind != "pagebreak"
        if (element["kind"] == "figure" and moves) or (tabled and shown):
            last.append(element)
        else:
            groups.append([element])
    return groups


def numbered(several: Sequence[Element], lang: str) -> list[Element]:
    """Return the elements with figures numbered, each sentence of their sources given once."""
    seen: dict[str, int] = {}
    result: list[Element] = []
    for element in several:
        if element["kind"] != "figure":
            result.append(element)
            continue
        number = sum(b["kind"] == "figure" for b in result) + 1
        sentences = [text for text in re.split(r"(?<=\.) ", element["note"]) if text]
        fresh = [text for text in sentences if text not in seen]
        before = sorted({seen[text] for text in sentences if text in seen})
        if before:
            fresh.append(say("briefing.note_as", lang, figures=", ".join(map(str, before))))
        seen |= {text: number for text in sentences if text not in seen}
        result.append({**element, "number": number, "note": " ".join(fresh)})
    return result


def matrix(
    heads: Sequence[str],
    names: Sequence[str],
    facts: Sequence[Sequence[Verdict]],
    rests: Sequence[str] | None,
    letters: Mapping[str, str],
    lang: str,
) -> Element:
    """Return the verdict matrix as a table: sign and gap in each cell, shade and frame beside.

    `rests` say what happens to the rest of the economy in a column of their own, None for no such
    column; `letters` stand for the reasons why something could not be evaluated.
    """
    rows = [
        {
            "name": name,
            "cells": [
                {"text": cell_text(f, letters, lang), "fill": shade(f), "judge": f.judge}
                for f in row
            ],
            "rest": [] if rests is None else [rests[at]],
        }
        for at, (name, row) in enumerate(zip(names, facts, strict=True))
    ]
    return {"kind": "matrix", "heads": list(heads), "rows": rows}
