"""Drivers: the series that laws give before the closure ties components and GDP together.

Growth laws give levels, share laws shares of GDP, relative laws ratios to the rest of GDP; the
closure gives one aggregate. Everything is at current prices, time is the last axis.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dxsim.data.arrays import Array, Number
from dxsim.model import growth, share_curves
from dxsim.model.levels import Drivers, all_years, opening, released
from dxsim.model.programmes import programme_effects_of
from dxsim.model.refusals import refuse_falls, refuse_impossible, refuse_unknown
from dxsim.scenario.laws import GROWTH_LAWS, RATIO_LAWS, SHARE_LAWS, Law
from dxsim.scenario.records import Block, Component, Scenario

Rates = Mapping[str, Number]
"""Yearly growth by component or aggregate, each one number or an array."""


def ceiling_of(component: Component) -> Array:
    """Return the ceiling of a component's share of GDP under its law, infinite without one."""
    curve = _law(component).curve
    return np.asarray(np.inf if curve is None else curve.ceiling, dtype=float)


def drivers(
    scenario: Scenario,
    *,
    extra: Rates | None = None,
    known: tuple[Scenario, Drivers] | None = None,
) -> Drivers:
    """Return the drivers of a scenario; `extra` is that of `projection.simulate`.

    `known` is a scenario from which this one was made by moving numbers, with its drivers: those
    of blocks that neither moved nor rest on one that did are taken from there.

    Raises
    ------
    InputError
        where a scenario states growth of -100% or less, which leaves no level to go on from, and
        for a name in `extra` of which it states no growth.
    """
    extra = extra or {}
    refuse_unknown("extra", extra, (*scenario.components, scenario.aggregate))
    tied = [n for n, c in scenario.components.items() if n in extra and _law(c).kind in RATIO_LAWS]
    stated = {name: rate for name, rate in extra.items() if name not in tied}
    result = _Run(scenario, stated, known).drivers()
    if tied:
        own = _Run(scenario, {}).drivers() if stated else result
        result = _with_extra(result, released(own, tied), {name: extra[name] for name in tied})
    if not extra and result.aggregate.ndim == 1:
        refuse_falls(scenario, result.stated)
    if result.effects and not extra and result.aggregate.ndim == 1:
        refuse_impossible(scenario, result)
    return result


def _with_extra(moving: Drivers, free: Drivers, extra: Rates) -> Drivers:
    """Return drivers with released components on their realised growth path plus extra growth."""
    with np.errstate(all="ignore"):
        more = {name: growth.index(rate / (1 + free.stated[name])) for name, rate in extra.items()}
        levels = {name: free.grown[name] * factor for name, factor in more.items()}
    return replace(
        moving,
        grown={**moving.grown, **levels},
        shares={n: v for n, v in moving.shares.items() if n not in levels},
        ratios={n: v for n, v in moving.ratios.items() if n not in levels},
        stated={**moving.stated, **{name: free.stated[name] for name in levels}},
        lost=free.lost,
    )


class _Run:
    """One pass of the model; holds what the equations share."""

    def __init__(
        self, scenario: Scenario, extra: Rates, known: tuple[Scenario, Drivers] | None = None
    ) -> None:
        self.scenario, self.extra = scenario, extra
        self.before: Scenario | None = None
        self.known: Drivers | None = None
        if known is not None and not extra:
            self.before, self.known = known
        self.constant_prices = scenario.prices == "constant"
        self.years = all_years(scenario)
        self.elapsed = self.years - scenario.base_year
        self.base = opening(scenario)
        assert scenario.gdp.deflator is not None
        self.inflation = growth.rates(scenario.gdp.deflator, scenario.base_year, self.years[1:])

    def drivers(self) -> Drivers:
        given = self.scenario.closure == "gdp_given"
        aggregate = self.aggregate()
        grown, stated, shares, ratios = self.unmoved_components()
        for name, component in self.scenario.components.items():
            kind = _law(component).kind
            if name in grown or name in shares or name in ratios:
                continue
            if kind in SHARE_LAWS:
                shares[name] = self.share(name, component)
            elif kind in GROWTH_LAWS:
                stated[name], real = self.stated(component, aggregate if given else None)
                prices, start = self.inflation_of(component), self.base.components[name]
                grown[name] = self.level(name, start, stated[name], prices, real=real)
            else:
                ratios[name] = self.ratio(name, component)
        order = tuple(self.scenario.components)
        grown, stated, shares, ratios = (
            {name: of[name] for name in order if name in of}
            for of in (grown, stated, shares, ratios)
        )
        deflator = growth.index(self.inflation)
        effects = programme_effects_of(self.scenario.programmes, self.years)
        return Drivers(given, order, aggregate, grown, shares, ratios, deflator, stated, effects)

    def unmoved_components(self) -> tuple[dict[str, Array], ...]:
        """Return what is known of components that rest on no block that moved, by group of law.

        Levels and shares rest on the component's own block and on that of GDP, ratios on the base
        levels of all components too.
        """
        if self.known is None or self.before is None or self.scenario.gdp is not self.before.gdp:
            return {}, {}, {}, {}
        own, other = self.scenario.components, self.before.components
        same = [name for name in own if own[name] is other[name]]
        known, all_bases = self.known, self.has_known_bases()
        groups = known.grown, known.stated, known.shares, known.ratios if all_bases else {}
        return tuple({n: of[n] for n in same if n in of} for of in groups)

    def has_known_bases(self) -> bool:
        """Return whether no base level of a component moved."""
        before = self.before
        return before is not None and all(
            component.base is before.components[name].base
            for name, component in self.scenario.components.items()
        )

    def aggregate(self) -> Array:
        """Return the aggregate the closure gives: GDP or the rest of GDP."""
        scenario, before = self.scenario, self.before
        given = scenario.closure == "gdp_given"
        if before is not None and self.known is not None and scenario.gdp is before.gdp:
            unmoved = scenario.non_digital is before.non_digital and self.has_known_bases()
            if given or unmoved:
                return self.known.aggregate
        name, block = ("gdp", scenario.gdp) if given else ("non_digital", scenario.non_digital)
        start = self.base.gdp if given else self.base.non_digital
        assert block is not None and block.growth is not None
        stated = growth.rates(block.growth, scenario.base_year, self.years[1:])
        return self.level(name, start, stated, self.inflation_of(block), real=self.constant_prices)

    def inflation_of(self, block: Block) -> Array:
        if block is self.scenario.gdp:
            return self.inflation
        if block.deflator is None:
            return np.zeros(1)
        return growth.rates(block.deflator, self.scenario.base_year, self.years[1:])

    def level(
        self, name: str, start: Array, stated: Array, inflation: Array, *, real: bool
    ) -> Array:
        """Return nominal levels from stated growth, which is real or nominal."""
        rates = stated + self.extra[name] if name in self.extra else stated
        nominal = growth.nominal_growth(rates, inflation) if real else rates
        return np.asarray(np.asarray(start)[..., np.newaxis] * growth.index(nominal))

    def stated(self, component: Component, gdp: Array | None) -> tuple[Array, bool]:
        """Return the growth a component's law states, and whether it is real growth."""
        law, real = _law(component), self.constant_prices
        if law.gdp_multiple is None or gdp is None:
            return growth.rates(law, self.scenario.base_year, self.years[1:]), real
        of_real, gdp_growth = law.gdp_multiple.of == "real", growth.growth_of(gdp)
        base = growth.real_growth(gdp_growth, self.inflation) if of_real else gdp_growth
        rates = growth.multiple_growth(law.gdp_multiple.times, base)
        if law.add is not None:
            rates = rates + growth.added_growth(law.add, self.years[1:])
        return rates, real and of_real

    def ratio(self, name: str, component: Component) -> Array:
        """Return the ratio to the rest of GDP of a component under the relative law."""
        law = _law(component).relative
        assert law is not None
        initial = self.base.components[name] / self.base.non_digital
        return growth.relative_ratio(initial, law.speed, self.elapsed)

    def share(self, name: str, component: Component) -> Array:
        """Return the share of GDP of a component under a law that is a curve of it."""
        law, initial = _law(component), self.base.components[name] / self.base.gdp
        assert law.curve is not None
        equation = share_curves.CURVES[law.kind].equation
        return equation(initial, **dict(law.curve), elapsed=self.elapsed)


def _law(component: Component) -> Law:
    assert component.growth is not None
    return component.growth
