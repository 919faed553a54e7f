"""The workbook's texts in one language."""

import re

from dxsim.analysis.metrics import METRICS
from dxsim.analysis.targets import Target
from dxsim.presentation.text.messages import capital, catalogue, say, unit
from dxsim.presentation.text.words import block_name, measured_name
from dxsim.presentation.workbook.input_cells import Slot, slots
from dxsim.presentation.workbook.rows import Row

_UNITS = {
    "rate": "unit_rate",
    "growth": "unit_rate",
    "share": "unit_share",
    "ceiling": "unit_share",
    "year": "unit_year",
    "flag": "unit_flag",
    "index": "unit_index",
    "positive": "unit_years",
    "number": "unit_times",
    "speed": "unit_speed",
    "list": "unit_years_listed",
    "basis": "unit_none",
}


def _slots() -> dict[str, Slot]:
    return {slot.name: slot for slot in slots()}


class Words:
    """Looks up texts of the catalogue `workbook` in a language; `money` is the unit of money."""

    def __init__(self, lang: str, money: str) -> None:
        self.lang, self.money = lang, unit(money, lang)

    def __call__(self, key: str, **fields: object) -> str:
        """Return a text of the workbook's catalogue."""
        return say(f"workbook.{key}", self.lang, **fields)

    def other(self, key: str, **fields: object) -> str:
        """Return a text of another catalogue."""
        return say(key, self.lang, **fields)

    def block(self, name: str) -> str:
        """Return the name of a block."""
        return capital(block_name(name, self.lang))

    def slot(self, name: str) -> str:
        """Return the name of a slot, such as "ICT: growth"."""
        slot = _slots()[name]
        return self(f"slot_{slot.part}", block=self.block(slot.block))

    def unit(self, kind: str) -> str:
        """Return the unit of a kind of number."""
        return self.money if kind in ("money", "exact_money") else self(_UNITS[kind])

    def row(
        self,
        key: str,
        formula: str,
        *,
        first: str | None = "same",
        style: str = "money",
        unit: str = "",
    ) -> Row:
        """Return a row whose label, unit and explanation the catalogue holds."""
        stem, _, detail = re.sub("^own\\.", "own_", key).partition(".")
        label = self(f"row_{stem}", block=self._detail(detail)) if detail else self(f"row_{stem}")
        how = f"workbook.how_{stem}"
        said = say(how, self.lang) if how in catalogue(self.lang) else ""
        return Row(key, label, unit or self.unit(style), formula, first, style, said)

    def _detail(self, detail: str) -> str:
        return self.slot(detail) if detail in _slots() else self.block(detail)

    def measure_unit(self, target: Target) -> str:
        """Return the unit of what a target measures."""
        if target.unit == "rate":
            return self("unit_rate")
        within = METRICS[target.metric].within_digital
        return self("unit_of_digital" if within else "unit_of_gdp")

    def measure(self, target: Target) -> str:
        """Return a target's measure in words."""
        named = target.what.get(self.lang) if target.what else None
        of = named or measured_name(target.measured, self.lang)
        return self.other(f"metrics.sheet_{target.metric}", of=of)
