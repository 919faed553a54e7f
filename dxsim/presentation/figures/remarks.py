"""Remarks on the rest of the economy beside a row of the verdict matrix."""

from collections.abc import Sequence
from typing import NamedTuple

from dxsim.analysis.verdicts import Verdict
from dxsim.model.trajectory import Strain
from dxsim.presentation.figures.drawing import lettering
from dxsim.presentation.text.messages import say
from dxsim.presentation.text.tables import years_in_short, years_in_words

LEADING = 1.25
"""Height of a line of remarks, in sizes of its letters."""
_STEPS = 30


class Remark(NamedTuple):
    """A remark in lines beside the cells, and one under them where a column is too narrow."""

    beside: list[str]
    below: str
    warns: bool


def rest_in_short(strain: Strain, lang: str) -> list[str]:
    """Describe the strain on the rest of the economy in a few words, a line each."""
    return in_short(strain, lang) or [say("figures.matrix_grows", lang)]


def in_short(strain: Strain, lang: str, *, narrow: bool = False) -> list[str]:
    """Return in which years the rest shrinks or is exhausted, a line each; none where it grows."""
    style, years_of = ("mark", years_in_short) if narrow else ("matrix", years_in_words)
    years = {
        "real": years_of(strain.shrinks_in_real, strain.shrinks_from_real, lang),
        "money": years_of(strain.shrinks_in, strain.shrinks_from, lang),
        "exhausted": strain.exhausted_in,
    }
    return [
        say(f"figures.{style}_{key}", lang, years=value) for key, value in years.items() if value
    ]


def remark(fact: Verdict, lang: str, room: float, size: float) -> Remark:
    """Return the remark on a row for a column of some room, both in points.

    A statement is never broken: where one does not fit beside the cells, all stand under them.
    """
    grows = [say("figures.matrix_grows", lang)]
    for narrow in (False, True):
        said = in_short(fact.strain, lang, narrow=narrow) or grows
        if said == grows or all(lettering.width(text, size) <= room for text in said):
            return Remark(said, "", said != grows)
    return Remark([say("figures.matrix_shrinks", lang)], "; ".join(said), True)


def heights(
    remarks: Sequence[Remark], names: Sequence[float], heads: int, room: float, size: float
) -> list[float]:
    """Return the height of each row, so that rows and as many heads fill a room, in points.

    A row is as high as the others unless its remark or its name (`names`: the height it takes)
    needs more. The last item is a head's height.
    """
    beside = [len(r.beside) * size * LEADING for r in remarks]
    needed = [max(both) for both in zip(beside, names, strict=True)]
    under = [size * LEADING if r.below else 0.0 for r in remarks]
    count, row = len(remarks) + heads, 0.0
    for _ in range(_STEPS):
        row = (room - sum(under) - sum(max(0.0, need - row) for need in needed)) / count
    return [*(max(row, need) + more for need, more in zip(needed, under, strict=True)), row]
