"""The names of what a scenario speaks of: components, and the blocks that growth belongs to."""

from typing import Literal, get_args

ID = r"^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$"
"""What the id of a bound or target looks like."""
ComponentName = Literal["ict", "platform", "sectoral"]
COMPONENTS: tuple[str, ...] = get_args(ComponentName)
BlockName = Literal["ict", "platform", "sectoral", "digital", "gdp", "non_digital"]
