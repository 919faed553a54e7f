"""Cached values of every row of formulas, before any recalculation: the model's numbers.

Nothing is calculated here that the model can say: rates come from its laws, levels from its
trajectory, and what stands between them is read back out of the levels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dxsim.analysis.judged import Judged
from dxsim.analysis.targets import Target, metric, reaches
from dxsim.data.arrays import Array
from dxsim.data.country import component_names
from dxsim.model import growth
from dxsim.model.drivers import drivers
from dxsim.model.levels import opening
from dxsim.model.projection import contribution, simulate, yearly_growth
from dxsim.model.trajectory import falls
from dxsim.presentation.workbook.input_cells import Slot, absent, blocks, slots
from dxsim.presentation.workbook.programmes.values import programme_values
from dxsim.presentation.workbook.sheets.equations import NO_KNOT
from dxsim.scenario.laws import GROWTH_LAWS, Law
from dxsim.scenario.records import Block

Values = dict[str, list[Any]]


class Numbers:
    """The numbers behind the formulas of a scenario, over all years of the workbook."""

    def __init__(self, judged: Judged, last_year: int) -> None:
        scenario = judged.scenario
        self.judged, self.scenario = judged, scenario
        self.longer = scenario.model_copy(update={"end_year": last_year})
        with np.errstate(all="ignore"):
            self.path = simulate(self.longer, masked=False)
            self.drivers = drivers(self.longer)
            self.own = replace(self.drivers, effects=()).levels()
        self.years = self.path.years
        self.start = opening(scenario)
        self.alive = ~self.path.exhausted & (self.years <= scenario.end_year)
        self.trajectory = judged.path
        levels = {
            c: self.path.components.get(c, np.zeros(len(self.years))) for c in component_names()
        }
        self.levels: Mapping[str, Array] = levels

    def block(self, name: str) -> Block | None:
        """Return a block of the scenario, or None where it has no such block."""
        if name in component_names():
            return self.scenario.components.get(name)
        return getattr(self.scenario, name)

    def law(self, slot: Slot) -> Law | None:
        """Return the law that stands in a slot."""
        block = self.block(slot.block)
        return getattr(block, slot.part) if block else None

    def is_used(self, slot: Slot) -> bool:
        """Return whether the scenario's closure, prices and laws make use of a slot."""
        constant, given = self.scenario.prices == "constant", self.scenario.closure == "gdp_given"
        if slot.block == "gdp":
            return slot.part == "deflator" or given
        if slot.block == "non_digital":
            return not given and (slot.part == "growth" or constant)
        law = self.law(Slot(slot.block, "growth"))
        if law is None or slot.part == "growth":
            return law is not None
        nominal = law.gdp_multiple is not None and law.gdp_multiple.of == "nominal"
        return constant and law.kind in GROWTH_LAWS and not nominal

    def rates(self, slot: Slot) -> Array | None:
        """Return the rates of a slot's simple law from the first projected year, or None."""
        law = self.law(slot)
        if law is None or not self.is_used(slot):
            return None
        return growth.rates(law, self.scenario.base_year, self.years[1:]) + np.zeros(
            len(self.years) - 1
        )


def equation_values(numbers: Numbers) -> Values:
    """Return the values of the rows of the equations sheet."""
    values: Values = {"year": numbers.years.astype(int).tolist()}
    values["elapsed"] = list(range(len(numbers.years)))
    for block in blocks():
        values[f"inflation.{block}"] = _late(numbers.rates(Slot(block, "deflator")), numbers)
    values["deflator"] = list(numbers.path.deflator)
    for block, level in (("gdp", numbers.own.gdp), ("non_digital", numbers.own.non_digital)):
        values |= _aggregate(numbers, block, level)
    for c in component_names():
        values |= _component(numbers, c)
    values |= _closure(numbers, values) | _knots(numbers)
    return values | programme_values(numbers.longer) if numbers.scenario.programmes else values


def _late(rates: Array | None, numbers: Numbers) -> list[Any]:
    return [None, *(rates if rates is not None else [None] * (len(numbers.years) - 1))]


def _aggregate(numbers: Numbers, block: str, level: Array) -> Values:
    used = numbers.is_used(Slot(block, "growth"))
    nominal = growth.growth_of(level) if used else None
    values: Values = {
        f"stated.{block}": _late(numbers.rates(Slot(block, "growth")), numbers),
        f"nominal.{block}": _late(nominal, numbers),
        f"given.{block}": list(level) if used else [None] * len(level),
    }
    if block == "gdp":
        real = growth.growth_of(level / numbers.path.deflator) if used else None
        values["real.gdp"] = _late(real, numbers)
    return values


def _component(numbers: Numbers, c: str) -> Values:
    nothing, driven = np.zeros(len(numbers.years)), numbers.drivers
    grown = driven.grown.get(c)
    nominal = stated = None
    if grown is not None:
        nominal = stated = growth.growth_of(grown)
        inflation = numbers.rates(Slot(c, "deflator"))
        stated = nominal if inflation is None else growth.real_growth(nominal, inflation)
    return {
        f"stated.{c}": _late(stated, numbers),
        f"nominal.{c}": _late(nominal, numbers),
        f"grown.{c}": list(nothing if grown is None else grown),
        f"ratio.{c}": list(driven.ratios.get(c, nothing)),
        f"curve.{c}": list(driven.shares.get(c, nothing)),
        f"level.{c}": list(numbers.levels[c]),
    }


def _closure(numbers: Numbers, values: Values) -> Values:
    path, within = numbers.path, numbers.years <= numbers.scenario.end_year
    kept = np.where(numbers.alive, path.non_digital, np.nan)
    flags: dict[str, Any] = {
        "alive": numbers.alive,
        "gone": path.exhausted & within,
        "falls": [False, *falls(kept)],
        "falls_real": [False, *falls(kept / path.deflator)],
    }
    totals = {
        f"total_{part}": list(np.sum([values[f"{part}.{c}"] for c in component_names()], axis=0))
        for part in ("grown", "curve", "ratio")
    }
    levels = {"rest": list(path.non_digital), "gdp": list(path.gdp)}
    rows = {key: [int(f) for f in flag] for key, flag in flags.items()}
    years: list[int] = values["year"]
    for key in ("falls", "falls_real"):
        rows |= _spells(key, years, rows[key], rows["alive"])
    return {**totals, **levels, **rows}


def year_list(years: Sequence[int]) -> str:
    """Return years as a cell lists them."""
    return ", ".join(map(str, years))


def _spells(key: str, years: list[int], falling: list[int], alive: list[int]) -> Values:
    """Return the years in which the rest fell so far, and since when it falls without a break."""
    listed, since = [""], [""]
    for year, falls_now, lives in zip(years[1:], falling[1:], alive[1:], strict=True):
        before = listed[-1]
        listed.append(", ".join(filter(None, [before, str(year)])) if falls_now else before)
        unbroken = since[-1] or str(year) if falls_now else ""
        since.append(unbroken if lives else since[-1])
    return {f"{key}_years": listed, f"{key}_since": [int(y) if y else "" for y in since]}


def _knots(numbers: Numbers) -> Values:
    values: Values = {}
    years = numbers.years[1:]
    for slot in slots():
        law = numbers.law(slot)
        knots = sorted(law.path) if law and law.path else []
        before = [max((k for k in knots if k <= year), default=0) for year in years]
        after = [min((k for k in knots if k >= year), default=NO_KNOT) for year in years]
        path = growth.path_growth(law.path, years) if law and law.path else None
        values[f"before.{slot.name}"] = [None, *before]
        values[f"after.{slot.name}"] = [None, *after]
        values[f"path.{slot.name}"] = _late(path, numbers)
    return values


def result_values(numbers: Numbers) -> Values:
    """Return the values of the rows of the projection sheet, missing once exhausted."""
    levels, deflator = _kept(numbers), numbers.path.deflator
    gdp, digital = levels["gdp"], levels["digital"]
    shown: dict[str, Array] = {"deflator_shown": np.where(numbers.alive, deflator, np.nan)}
    for name, level in levels.items():
        shown |= {f"money.{name}": level, f"growth.{name}": yearly_growth(level)}
        shown[f"contribution.{name}"] = contribution(level, gdp)
    for name in ("digital", *component_names()):
        shown |= {f"share.{name}": levels[name] / gdp, f"part.{name}": levels[name] / digital}
    for name in ("gdp", "non_digital"):
        shown[f"real_growth.{name}"] = yearly_growth(levels[name] / deflator)
    shown["identity"] = np.round(1 - (digital + levels["non_digital"]) / gdp, 12)
    values: Values = {key: list(series) for key, series in shown.items()}
    for name in ("digital", *component_names()):
        drawn = shown[f"share.{name}"]
        values[f"chart.{name}"] = ["#N/A" if np.isnan(share) else share for share in drawn]
    return values | _absent(numbers, values)


def _kept(numbers: Numbers) -> dict[str, Array]:
    """Return every level by name, missing after the end year and once exhausted."""
    digital = np.sum(list(numbers.levels.values()), axis=0)
    levels = {"gdp": numbers.path.gdp, "non_digital": numbers.path.non_digital, "digital": digital}
    levels |= numbers.levels
    return {name: np.where(numbers.alive, level, np.nan) for name, level in levels.items()}


def _absent(numbers: Numbers, values: Values) -> Values:
    """Return the rows of components that the scenario does not have, empty."""
    lacking = absent(numbers.scenario)
    gone = {key: "#N/A" if key.startswith("chart.") else None for key in values}
    empty = {c: [key for key in values if key.endswith(f".{c}")] for c in lacking}
    return {key: [gone[key]] * len(numbers.years) for keys in empty.values() for key in keys}


def target_values(numbers: Numbers, targets: Sequence[Target]) -> Values:
    """Return the yearly measure of each target, and whether it is met, missing once exhausted."""
    values: Values = {}
    spare = len(numbers.years) - len(numbers.trajectory.years)
    for target in targets:
        measured: Array = np.full(len(numbers.trajectory.years), np.nan)
        if target.of not in component_names() or target.of in numbers.scenario.components:
            measured = metric(numbers.scenario, target, numbers.trajectory)
        met = reaches(target, measured)
        values[f"measure.{target.id}"] = [*measured, *[None] * spare]
        values[f"met.{target.id}"] = [int(m) for m in met] + [0] * spare
    return values
