"""What happens to the rest of the economy, as the verdict matrix remarks it beside a row."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dxsim.presentation.figures.drawing import lettering
from dxsim.presentation.text.messages import say

Facts = Mapping[str, Any]
LEADING = 1.25
"""Height of a line of remarks, in sizes of its letters."""
_STEPS = 30


class Remark(NamedTuple):
    """A remark in lines beside the cells, and one under them where a column is too narrow."""

    beside: list[str]
    below: str
    warns: bool


def rest_in_short(fact: Facts, lang: str, *, narrow: bool = False) -> list[str]:
    """Return what happens to the rest of the economy in a few words, a line each."""
    style_of = "mark" if narrow else "matrix"
    texts = [
        say(f"figures.{style_of}_{key}", lang, year=fact[name])
        for key, name in (
            ("real", "shrinks_from_real"),
            ("money", "shrinks_from"),
            ("exhausted", "exhausted_in"),
        )
        if fact[name] is not None
    ]
    return texts or [say("figures.matrix_grows", lang)]


def remark(fact: Facts, lang: str, room: float, size: float) -> Remark:
    """Return the remark on a row for a column of some room, both in points.

    A statement is never broken: where one does not fit beside the cells, all stand under them.
    """
    grows = [say("figures.matrix_grows", lang)]
    for narrow in (False, True):
        said = rest_in_short(fact, lang, narrow=narrow)
        if said == grows or all(lettering.width(text, size) <= room for text in said):
            return Remark(said, "", said != grows)
    return Remark([say("figures.matrix_shrinks", lang)], "; ".join(said), True)


def heights(remarks: Sequence[Remark], heads: int, room: float, size: float) -> list[float]:
    """Return the height of each row, so that rows and as many heads fill a room, in points.

    A row is as high as the others unless its remark needs more. The last item is a head's height.
    """
    needed = [len(r.beside) * size * LEADING for r in remarks]
    under = [size * LEADING if r.below else 0.0 for r in remarks]
    count, row = len(remarks) + heads, 0.0
    for _ in range(_STEPS):
        row = (room - sum(under) - sum(max(0.0, need - row) for need in needed)) / count
    return [*(max(row, need) + more for need, more in zip(needed, under, strict=True)), row]
