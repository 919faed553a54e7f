"""The names of what a scenario speaks of: components, and the blocks that growth belongs to."""

from typing import Literal

COMPONENTS = ("ict", "platform", "sectoral")
ComponentName = Literal["ict", "platform", "sectoral"]
BlockName = Literal["ict", "platform", "sectoral", "digital", "gdp", "non_digital"]
