"""The briefing as a PDF, set by Typst: tagged, in PDF/A-2a and PDF/UA-1."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.elements import Element, floated, leading, numbered
from dxsim.presentation.figures.drawing.lettering import FONT, FONTS, refuse_unknown_letters
from dxsim.presentation.figures.drawing.saving import drawn
from dxsim.presentation.text.messages import say

TEMPLATE = Path(__file__).with_name("template.typ")


def pdf_bytes(briefing: Briefing) -> bytes:
    """Return the PDF of a briefing; the same inputs give the same bytes.

    Raises
    ------
    InputError
        for a letter that the font has no form for.
    typst.TypstError
        where a title or an alternative text is missing, among others.
    """
    import typst

    data = {
        "lang": briefing.lang, "title": briefing.title, "subtitle": briefing.subtitle,
        "author": briefing.author, "office": briefing.office, "issued": briefing.issued,
        "logo": _logo(briefing.logo), "footer": briefing.footer, "font": FONT,
        "figure": say("briefing.figure", briefing.lang),
        "groups": _groups(numbered(briefing.elements, briefing.lang)),
    }  # fmt: skip
    refuse_unknown_letters(_printed(data), "briefing")
    pages = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        ),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=dt.datetime.combine(briefing.date, dt.time(), dt.UTC),
    )
    assert isinstance(pages, bytes)
    return pages


def _groups(elements: Sequence[Element]) -> list[list[Mapping[str, Any]]]:
    """Return what is set as one, in order; each element knows whether it leads into the next."""
    leads = iter(leading(elements))
    return [
        [{**_set(element), "leads": next(leads)} for element in group]
        for group in floated(elements)
    ]


def _set(element: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an element as JSON can hold it: a figure as SVG."""
    if element["kind"] != "figure":
        return element
    return {**element, "picture": drawn(element["picture"], "svg").decode()}


def _logo(logo: Path | None) -> dict[str, Any] | None:
    """Return a picture file as a list of its bytes, with its kind."""
    if logo is None:
        return None
    kind = {".jpeg": "jpg"}.get(logo.suffix.lower(), logo.suffix.lower()).lstrip(".")
    return {"picture": list(logo.read_bytes()), "format": kind}


def _printed(data: Any) -> Iterator[str]:
    """Yield every text that the template prints; pictures have refused unknown letters before."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key != "picture":
                yield from _printed(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _printed(value)
