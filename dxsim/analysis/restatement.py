"""The same scenario said otherwise: another growth law, closure, price basis or producer.

A switch of law or closure keeps the path as closely as the new form allows, so that what follows
is the effect of the assumptions moved afterwards and not of the switch.
"""

from typing import SupportsFloat

import numpy as np

from dxsim.data.arrays import Array
from dxsim.data.yamlfile import InputError, Node, nearest, quoted
from dxsim.model import growth
from dxsim.model.projection import simulate
from dxsim.model.share_curves import CURVES
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.checks import check
from dxsim.scenario.citations import of_other_parts
from dxsim.scenario.laws import (
    GROWTH_LAWS,
    LAWS,
    RATE_LAWS,
    RATIO_LAWS,
    Fade,
    GdpMultiple,
    Law,
    Relative,
)
from dxsim.scenario.records import Block, Scenario, StatedBlock

HEADROOM = 1.5
"""Ceiling of a saturation curve that replaces another law, as a multiple of the largest share."""
HIGHEST_CEILING = 0.95
_DIGITS = 6


def laws_for(scenario: Scenario, block: str) -> tuple[str, ...]:
    """Return the growth laws a block may have: `gdp`, `non_digital` or a component's name."""
    if block not in scenario.components:
        return RATE_LAWS
    given = scenario.closure == "gdp_given"
    return LAWS if given else tuple(law for law in LAWS if law != "gdp_multiple")


def with_law(scenario: Scenario, block: str, kind: str) -> Scenario:
    """Return the scenario with a block's growth under another law that keeps its path's end.

    Parameters
    ----------
    scenario
        the assumptions, plain numbers.
    block
        `gdp`, `non_digital` or a component's name.
    kind
        the law wanted; its parameters follow from the block's realised growth up to the last
        year before exhaustion. Rates are rounded to a millionth.

    Raises
    ------
    InputError
        for a law the block cannot have.
    """
    allowed = laws_for(scenario, block)
    if kind not in allowed:
        expected = f"one of {', '.join(allowed)}"
        raise InputError(
            block, key="growth", found=quoted(kind), expected=expected, hint=nearest(kind, allowed)
        )
    if current(scenario, block).kind == kind:
        return scenario
    law = _Realised(scenario, block, simulate(scenario.without_programmes())).law(kind)
    update: dict[str, object] = {"growth": law}
    if kind in RATIO_LAWS:
        update["deflator"] = None
    elif scenario.prices == "constant" and _block(scenario, block).deflator is None:
        update["deflator"] = scenario.gdp.deflator
    return checked(_with_block(scenario, block, update))


def with_closure(scenario: Scenario, closure: str) -> Scenario:
    """Return the scenario under the other closure, with the same path.

    What was given before now follows; what followed is given by its realised growth. A component
    tied to GDP growth gets its realised growth path where GDP itself follows.
    """
    if closure == scenario.closure:
        return scenario
    path = simulate(scenario.without_programmes())
    given = "gdp" if closure == "gdp_given" else "non_digital"
    law = _Realised(scenario, given, path).law("path")
    if given == "gdp":
        gdp = _with(scenario.gdp, {"growth": law})
        return checked(
            scenario.model_copy(update={"closure": closure, "gdp": gdp, "non_digital": None})
        )
    components = dict(scenario.components)
    for name, component in components.items():
        if component.growth is not None and component.growth.gdp_multiple is not None:
            change: dict[str, object] = {"growth": _Realised(scenario, name, path).law("path")}
            if scenario.prices == "constant":
                change["deflator"] = component.deflator or scenario.gdp.deflator
            components[name] = _with(component, change)
    deflator = scenario.gdp.deflator if scenario.prices == "constant" else None
    update: dict[str, object] = {
        "closure": closure,
        "gdp": _with(scenario.gdp, {"growth": None}),
        "non_digital": Block(growth=law, deflator=deflator),
        "components": components,
    }
    return checked(scenario.model_copy(update=update))


def with_prices(scenario: Scenario, prices: str) -> Scenario:
    """Return the scenario with the same rates read on the other price basis.

    A block whose rates become real takes the GDP deflator where it has none of its own.
    """
    if prices == scenario.prices:
        return scenario
    real = prices == "constant"

    def read(block: StatedBlock) -> StatedBlock:
        law = block.growth
        takes = real and law is not None and law.kind in GROWTH_LAWS
        deflator = (block.deflator or scenario.gdp.deflator) if takes else None
        return _with(block, {"deflator": deflator})

    components = {name: read(component) for name, component in scenario.components.items()}
    rest = read(scenario.non_digital) if scenario.non_digital is not None else None
    update = {"prices": prices, "components": components, "non_digital": rest}
    return checked(scenario.model_copy(update=update))


def with_producer(scenario: Scenario, donor: Scenario) -> Scenario:
    """Return the scenario on another producer's measure: its levels with its own growth.

    Levels of one producer never meet the trend of another, so the components come whole from
    `donor`, a scenario of that producer with the same base year. GDP and horizon stay.
    """
    if donor.base_year != scenario.base_year:
        raise InputError(
            donor.name,
            key="base_year",
            found=str(donor.base_year),
            expected=str(scenario.base_year),
        )
    same = with_prices(donor, scenario.prices)
    moved = scenario.model_copy(update={"producer": donor.producer, "components": same.components})
    for name, component in moved.components.items():
        law = component.growth
        if law is not None and law.kind not in laws_for(moved, name):
            moved = _with_block(
                moved,
                name,
                {"growth": _Realised(same, name, simulate(same.without_programmes())).law("path")},
            )
    return checked(moved)


def current(scenario: Scenario, block: str) -> Law:
    """Return a block's growth law."""
    law = _block(scenario, block).growth
    assert law is not None
    return law


def checked(scenario: Scenario) -> Scenario:
    """Return the scenario if it holds together, else raise the InputError of the first fault."""
    file = scenario.place
    check(scenario, Node(None, file, 0))
    return scenario


def _block(scenario: Scenario, block: str) -> Block:
    stated: Block | None = scenario.components.get(block)
    stated = stated or (scenario.gdp if block == "gdp" else scenario.non_digital)
    if stated is None:
        raise InputError(
            scenario.name, key=block, found="nothing", expected="a part of the scenario"
        )
    return stated


def _with_block(scenario: Scenario, block: str, update: dict[str, object]) -> Scenario:
    moved = _with(_block(scenario, block), update)
    if block in scenario.components:
        return scenario.model_copy(update={"components": {**scenario.components, block: moved}})
    return scenario.model_copy(update={block: moved})


def _with(block: StatedBlock, update: dict[str, object]) -> StatedBlock:
    """Return a block with parts replaced; their sources do not support what stands there now."""
    cited = of_other_parts(block.sources, update)
    return block.model_copy(update={**update, "sources": cited})


def _rounded(value: SupportsFloat) -> float:
    return round(float(value), _DIGITS)


class _Realised:
    """The realised path of a block up to the last year before exhaustion, to restate by a law."""

    def __init__(self, scenario: Scenario, block: str, path: Trajectory) -> None:
        alive = int((~path.exhausted).sum())
        self.scenario, self.block = scenario, block
        self.years = path.years[:alive].astype(int)
        self.rest, self.gdp = path.non_digital[:alive], path.gdp[:alive]
        level = {"gdp": path.gdp, "non_digital": path.non_digital}.get(block)
        self.level = (path.components[block] if level is None else level)[:alive]
        if alive < 2:
            expected = "a path with a year of growth"
            raise InputError(scenario.name, key=block, found="an exhausted path", expected=expected)

    def law(self, kind: str) -> Law:
        if kind in CURVES:
            return Law.model_validate({kind: self.curve(kind)})
        parameters = {
            "constant": self.constant,
            "path": self.path,
            "steps": self.steps,
            "fade": self.fade,
            "gdp_multiple": self.multiple,
            "relative": self.relative,
        }[kind]()
        return Law.model_validate({kind: parameters})

    @property
    def elapsed(self) -> int:
        return int(self.years[-1] - self.years[0])

    def stated(self) -> Array:
        """Return growth as the scenario states it: after its deflator at constant prices."""
        nominal = growth.growth_of(self.level)
        if self.scenario.prices == "current":
            return nominal
        deflator = _block(self.scenario, self.block).deflator if self._exists() else None
        law = deflator or self.scenario.gdp.deflator
        assert law is not None
        years = self.years[1:].astype(float)
        return growth.real_growth(nominal, growth.rates(law, self.scenario.base_year, years))

    def _exists(self) -> bool:
        return self.block != "non_digital" or self.scenario.non_digital is not None

    def mean(self, rates: Array) -> float:
        return _rounded(np.exp(np.log1p(rates).mean()) - 1)

    def constant(self) -> float:
        return self.mean(self.stated())

    def path(self) -> dict[int, float]:
        """Return the growth rates of about six years spread evenly over the horizon."""
        rates, last = self.stated(), len(self.years) - 2
        at = sorted({round(step) for step in np.linspace(0, last, min(6, last + 1))})
        return {int(self.years[1:][i]): _rounded(rates[i]) for i in at}

    def steps(self) -> dict[str, float]:
        """Return mean growth over thirds of the horizon; the last third runs to the end."""
        rates, years = self.stated(), self.years[1:]
        pieces = [piece for piece in np.array_split(np.arange(len(rates)), 3) if piece.size]
        by_year = {}
        for piece in pieces:
            first, last = int(years[piece[0]]), int(years[piece[-1]])
            last = self.scenario.end_year if piece is pieces[-1] else last
            by_year[f"{first}-{last}" if first < last else str(first)] = self.mean(rates[piece])
        return by_year

    def fade(self) -> Fade:
        rates = self.stated()
        return Fade(
            start=_rounded(rates[0]),
            end=_rounded(rates[-1]),
            half_life=_rounded(max(1.0, self.elapsed / 4)),
        )

    def multiple(self) -> GdpMultiple:
        """Return the ratio of mean nominal growth to that of GDP."""
        own = np.exp(np.log(self.level[-1] / self.level[0]) / self.elapsed) - 1
        gdp = np.exp(np.log(self.gdp[-1] / self.gdp[0]) / self.elapsed) - 1
        if abs(gdp) < 10.0**-_DIGITS:
            expected = "GDP that grows, to be a multiple of"
            raise InputError(
                self.scenario.name, key=self.block, found="GDP without growth", expected=expected
            )
        return GdpMultiple(times=_rounded(own / gdp), of="nominal")

    def relative(self) -> Relative:
        ratio = self.level / self.rest
        return Relative(speed=_rounded(np.log(ratio[-1] / ratio[0]) / self.elapsed))

    def curve(self, kind: str) -> dict[str, float]:
        """Return the curve through the first and the last share, with headroom above both."""
        share = self.level / self.gdp
        ceiling = _rounded(min(HIGHEST_CEILING, HEADROOM * share.max()))
        first, last = share[[0, -1]] / ceiling
        result = CURVES[kind].between(first, last, self.elapsed)
        return {"ceiling": ceiling} | {key: _rounded(value) for key, value in result.items()}
