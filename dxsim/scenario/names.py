"""The names of what a scenario speaks of: components, and the blocks that growth belongs to."""

import re
from typing import Literal, get_args

ID = r"^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$"
"""What the id of a bound or target looks like."""
ComponentName = Literal["ict", "platform", "sectoral"]
COMPONENTS: tuple[str, ...] = get_args(ComponentName)
BlockName = Literal["ict", "platform", "sectoral", "digital", "gdp", "non_digital"]
_SCENARIO = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 64


def names_a_scenario(text: str) -> bool:
    """Return whether a text can be a scenario's name: lower-case letters, digits and hyphens."""
    return len(text) <= LONGEST_NAME and _SCENARIO.fullmatch(text) is not None
