"""The names of what a scenario speaks of: components, and the blocks that growth belongs to."""

from typing import Literal

ID = r"^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$"
"""What the id of a bound or target looks like."""
COMPONENTS = ("ict", "platform", "sectoral")
ComponentName = Literal["ict", "platform", "sectoral"]
BlockName = Literal["ict", "platform", "sectoral", "digital", "gdp", "non_digital"]
