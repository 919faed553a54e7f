"""The briefing: four to eight pages that a minister reads, in Vietnamese or English.

`write_briefing` sets the PDF; every sentence with a number in it is made by `sentences` from
results, and the template places what it is given as data, never as markup.
"""

from dxsim.presentation.briefing.document import (
    Briefing,
    compose,
    write_briefing,
    write_briefings,
)
from dxsim.presentation.briefing.material import Material

__all__ = ["Briefing", "Material", "compose", "write_briefing", "write_briefings"]
