"""A briefing of one's own: title, office, sections and figures from a file, checked like any other.

title: {en: The digital economy to 2030, vi: Kinh tế số đến năm 2030}
office: {en: Ministry of Planning, vi: Bộ Kế hoạch}
reference: 12/BC-KTS
date: 2026-11-30
scenarios: [nso-trend, baseline]
sections: [front, matrix, sure, assumptions, reproduction]
before: {sure: {en: How to read this., vi: Cách đọc.}}
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from dxsim.analysis.targets import Target
from dxsim.data.yamlfile import InputError, Node, nearest, quoted, read
from dxsim.presentation.figures.drawing.lettering import refuse_unknown_letters
from dxsim.presentation.text.messages import LANGUAGES
from dxsim.scenario.laws import Record
from dxsim.scenario.texts import Text, Words
from dxsim.scenario.validation import input_error, plain

Section = Literal[
    "front", "matrix", "answer", "figures", "takes", "sure", "record", "programmes", "rest",
    "definitions", "assumptions", "quoting", "reproduction",
]  # fmt: skip
FigureName = Literal["comparison", "fan", "required_vs_projected", "composition", "rest_of_economy"]
SECTIONS: tuple[Section, ...] = get_args(Section)
FIGURES: tuple[FigureName, ...] = get_args(FigureName)
PICTURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
"""Kinds of a logo, each with the bytes its files begin with."""
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class Layout(Record):
    """Settings of an office's own briefing; those left out are as shipped.

    `sections` and `figures` stand in the order in which they are printed, and leave out the
    others. `before` holds a paragraph to stand before all else of a section, under its heading.
    """

    title: Text = Words()
    office: Text = Words()
    author: Text = Words()
    reference: Annotated[str, Field(max_length=80)] = ""
    date: dt.date | None = None
    logo: str | None = None
    scenarios: Names | None = None
    targets: Names | None = None
    figures: tuple[FigureName, ...] = FIGURES
    sections: Annotated[tuple[Section, ...], Field(min_length=1)] = SECTIONS
    before: dict[Section, Text] = {}

    @field_validator("scenarios", "targets", "figures", "sections")
    @classmethod
    def _once(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for at, name in enumerate(names or ()):
            if names and name in names[:at]:
                raise PydanticCustomError("twice", "each name once, found it twice")
        return names


def section_of(figure: FigureName, printed: Iterable[Section]) -> Section | None:
    """Return the printed section that a figure stands in, None where there is none."""
    homes: dict[FigureName, Section] = {"fan": "front", "rest_of_economy": "rest"}
    printed = tuple(printed)
    for section in (homes.get(figure), "figures"):
        if section in printed:
            return section
    return None


def load_layout(path: str | Path) -> tuple[Layout, Path | None]:
    """Return a layout and the file of its logo.

    Raises
    ------
    InputError
        for anything amiss in the file, with its place.
    """
    file = Path(path)
    tree = read(file)
    try:
        layout = Layout.model_validate(plain(tree))
    except ValidationError as error:
        raise input_error(error, tree, Layout) from None
    _check(layout, tree, file)
    return layout, None if layout.logo is None else file.parent / layout.logo


def chosen_targets(
    targets: Sequence[Target], names: Iterable[str] | None, file: str
) -> list[Target]:
    """Return the targets of some ids in that order, all of them for None."""
    if names is None:
        return list(targets)
    known = {target.id: target for target in targets}
    for name in names:
        if name not in known:
            raise InputError(
                file, key="targets", found=quoted(name), expected="an id in the targets file",
                hint=nearest(name, known),
            )  # fmt: skip
    return [known[name] for name in names]


def _check(layout: Layout, tree: Node, file: Path) -> None:
    """Refuse what has no effect, what cannot be printed, and a logo that is no picture."""
    top = tree.mapping("file")
    unused = [name for name in layout.before if name not in layout.sections]
    if unused:
        expected = "a section that is printed"
        raise top["before"].error(f"before.{unused[0]}", quoted(unused[0]), expected)
    homeless = [name for name in layout.figures if section_of(name, layout.sections) is None]
    if homeless and "figures" in top:
        expected = "a figure of a section that is printed"
        raise top["figures"].error("figures", quoted(homeless[0]), expected)
    for key in ("title", "office", "author"):
        texts = [getattr(layout, key).get(lang) for lang in LANGUAGES]
        refuse_unknown_letters(texts, str(file), bold=True, key=key)
    if layout.logo is not None:
        _check_logo(layout.logo, top["logo"], file)


def _check_logo(name: str, node: Node, file: Path) -> None:
    expected = f"a picture file beside this one, ending in {', '.join(PICTURES)}"
    begins = PICTURES.get(Path(name).suffix.lower())
    picture = file.parent / name
    if Path(name).name != name or begins is None or not picture.is_file():
        raise node.error("logo", quoted(name), expected)
    with picture.open("rb") as stream:
        if stream.read(len(begins)) != begins:
            raise node.error("logo", f"{quoted(name)}, which is no such picture", expected)
