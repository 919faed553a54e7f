"""The briefing: four to eight pages that a minister reads, in Vietnamese or English.

`write_briefing` writes it as PDF, Word or slides from one composed form. Every sentence with a
number in it is made by `sentences` and `front` from results, and the writers place what they are
given as data, never as markup.
"""

from dxsim.presentation.briefing.content import Briefing
from dxsim.presentation.briefing.document import (
    compose,
    content,
    made_from,
    write_briefing,
    write_briefings,
)
from dxsim.presentation.briefing.results import BriefingResults

__all__ = [
    "Briefing",
    "BriefingResults",
    "compose",
    "content",
    "made_from",
    "write_briefing",
    "write_briefings",
]
