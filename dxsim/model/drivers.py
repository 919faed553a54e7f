"""What moves on its own before the closure ties components and GDP together.

Growth laws give levels, share laws shares of GDP, relative laws ratios to the rest of GDP; the
closure gives one aggregate. Everything is at current prices, time is the last axis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array
from dxsim.data.numerals import format_percent
from dxsim.data.yamlfile import InputError, nearest, quoted
from dxsim.model import closure, growth
from dxsim.model.on_demand import OnDemand
from dxsim.model.programmes import Effect, programme_effects_of
from dxsim.scenario.laws import GROWTH_LAWS, RATE_LAWS, RATIO_LAWS, SHARE_LAWS, Law
from dxsim.scenario.loading import Block, Component, Scenario

Named = Mapping[str, Any]


@dataclass(frozen=True)
class Opening:
    """Base-year levels in trillions: GDP, each component, and the rest of GDP."""

    gdp: Array
    components: Mapping[str, Array]
    non_digital: Array


def opening(scenario: Scenario) -> Opening:
    """Return the base-year levels."""
    gdp = np.asarray(scenario.gdp.base.value, dtype=float)
    components: dict[str, Array] = {}
    for name, component in scenario.components.items():
        level = np.asarray(component.base.value, dtype=float)
        components[name] = level * gdp if component.base.unit == "gdp" else level
    return Opening(gdp, components, gdp - sum(components.values(), start=np.zeros(())))


def ceiling_of(component: Component) -> Array:
    """Return the ceiling of a component's share of GDP under its law, infinite without one."""
    curve = _law(component).curve
    return np.asarray(np.inf if curve is None else curve.ceiling, dtype=float)


class Levels(NamedTuple):
    """Levels in trillions at current prices, and whether the rest of GDP is exhausted."""

    gdp: Array
    non_digital: Array
    digital: Array
    components: Mapping[str, Array]
    exhausted: NDArray[np.bool_]


@dataclass(frozen=True)
class Drivers:
    """The given aggregate (GDP or the rest of it) and the components, by the group of their law.

    `grown` holds levels, `shares` shares of GDP, `ratios` ratios to the rest of GDP; `stated` the
    yearly growth, before extra growth, that the laws of `grown` state; `order` the names
    of the components as the scenario lists them, `deflator` the GDP deflator, 1 in the base year;
    `effects` is what programmes add to the levels the closure makes; `lost` are years in which a
    component has no growth of its own, as nothing was left where it was realised.
    """

    gdp_given: bool
    order: tuple[str, ...]
    aggregate: Array
    grown: Mapping[str, Array]
    shares: Mapping[str, Array]
    ratios: Mapping[str, Array]
    deflator: Array
    stated: Mapping[str, Array]
    effects: tuple[Effect, ...] = ()
    lost: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1, dtype=bool))

    def levels(self) -> Levels:
        """Return the levels the closure makes of the drivers."""
        return self.levels_of(self.aggregate, self.grown)

    def levels_of(self, aggregate: Array, grown: Mapping[str, Array]) -> Levels:
        """Return the levels with another given aggregate and other components that grow."""
        groups = total(grown), total(self.shares), total(self.ratios)
        if self.gdp_given:
            gdp, rest = aggregate, closure.rest_of_gdp(aggregate, *groups)
        else:
            gdp, rest = closure.gdp_from_rest(aggregate, *groups), aggregate

        def level(name: str) -> Array:
            if name in grown:
                return grown[name]
            return self.shares[name] * gdp if name in self.shares else self.ratios[name] * rest

        digital, gone = closure.digital(gdp, rest, *groups), closure.exhausted(rest, groups[1])
        gone = gone | self.lost if self.lost.any() else gone
        found = Levels(gdp, rest, digital, OnDemand(self.order, level), gone)
        return with_effects(found, self.effects) if self.effects else found


def released(moving: Drivers, names: Sequence[str]) -> Drivers:
    """Return the drivers with ratio-law components growing as they do on this path.

    Their levels are those of the path without programmes, which are computed on it afterwards.
    """
    own = replace(moving, effects=()).levels()
    levels = {name: own.components[name] for name in names}
    with np.errstate(all="ignore"):
        realised = {name: growth.growth_of(level) for name, level in levels.items()}
    return replace(
        moving,
        grown={**moving.grown, **levels},
        shares={n: v for n, v in moving.shares.items() if n not in levels},
        ratios={n: v for n, v in moving.ratios.items() if n not in levels},
        stated={**moving.stated, **realised},
        lost=own.exhausted,
    )


def with_effects(levels: Levels, effects: Sequence[Effect]) -> Levels:
    """Return levels with what programmes add: `V + Y dV`, `N + Y (dY - dV)` and their sum.

    Exhausted are the years in which the path without programmes is, and those from the first in
    which programmes leave nothing of the rest of GDP.
    """
    added: dict[str, Array] = {}
    more_gdp, more_digital = np.zeros(1), np.zeros(1)
    for effect in effects:
        level = levels.components[effect.component]
        digital = effect.digital(levels.gdp, level)
        added[effect.component] = added.get(effect.component, np.zeros(1)) + digital
        more_gdp = more_gdp + effect.gdp(levels.gdp, level)
        more_digital = more_digital + digital
    rest = levels.non_digital + (more_gdp - more_digital)
    components = OnDemand(
        list(levels.components),
        lambda name: (
            levels.components[name] + added[name] if name in added else levels.components[name]
        ),
    )
    with np.errstate(invalid="ignore"):
        gone = np.logical_or.accumulate(levels.exhausted | (rest <= 0), axis=-1)
    return Levels(levels.gdp + more_gdp, rest, levels.digital + more_digital, components, gone)


def drivers(
    scenario: Scenario,
    *,
    extra: Named | None = None,
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
    found = _Run(scenario, stated, known).drivers()
    if tied:
        own = _Run(scenario, {}).drivers() if stated else found
        found = _with_extra(found, released(own, tied), {name: extra[name] for name in tied})
    if not extra and found.aggregate.ndim == 1:
        refuse_falls(scenario, found.stated)
    if found.effects and not extra and found.aggregate.ndim == 1:
        refuse_impossible(scenario, found)
    return found


def refuse_falls(scenario: Scenario, stated: Named) -> None:
    """Raise an InputError where a law states growth of -100% or less in a year.

    `stated` holds yearly growth by component, shape (..., years after the base year). A multiple
    of GDP growth states such growth where GDP falls by much, any other law only with what is
    added to its rate.
    """
    years = all_years(scenario)[1:]
    given = {f"components.{name}.growth": rates for name, rates in stated.items()}
    for key, rates in (given | _added_to(scenario)).items():
        wrong = (rates <= -1).reshape(-1, rates.shape[-1]).any(axis=0)
        if wrong.any():
            at = int(wrong.argmax())
            lowest = float(rates.reshape(-1, rates.shape[-1])[:, at].min())
            raise InputError(
                scenario.place,
                key=key,
                found=f"growth of {format_percent(round(lowest, 6))} in {int(years[at])}",
                expected="growth above -100% in every year",
            )


def _added_to(scenario: Scenario) -> dict[str, Array]:
    """Return the yearly rates of every law of growth rates that has additions, by its key."""
    years, found = all_years(scenario)[1:], {}
    for name, block in scenario.blocks.items():
        for part, law in (("growth", block.growth), ("deflator", block.deflator)):
            if law is not None and law.add is not None and law.kind in RATE_LAWS:
                found[f"{name}.{part}"] = growth.rates(law, scenario.base_year, years)
    return found


def refuse_unknown(what: str, given: Named, known: Sequence[str]) -> None:
    """Raise an InputError for a name in `given` that is none of those known."""
    for name in given:
        if name not in known:
            expected = f"one of {', '.join(known)}" if known else "none here"
            raise InputError(what, found=quoted(name), expected=expected, hint=nearest(name, known))


def _with_extra(moving: Drivers, free: Drivers, extra: Named) -> Drivers:
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


def refuse_impossible(scenario: Scenario, own: Drivers) -> None:
    """Raise an InputError where programmes leave no path: past a ceiling, or nothing left.

    Refused are a component lifted to the ceiling of its law or lowered to nothing, and a rest of
    GDP that programmes use up in a year in which the path without them has some left.
    """
    bare, whole = replace(own, effects=()).levels(), own.levels()
    alive, years = ~bare.exhausted, all_years(scenario)
    for name, component in scenario.components.items():
        level, curve = whole.components[name], component.growth
        limits = curve.curve if curve is not None else None
        if limits is not None:
            over = alive & (level >= np.asarray(limits.ceiling)[..., np.newaxis] * whole.gdp)
            _refuse_in(scenario, years, over, f"{name} at its ceiling or above it")
        _refuse_in(scenario, years, alive & (level <= 0), f"nothing left of {name}")
    _refuse_in(scenario, years, whole.exhausted & alive, "nothing left of the rest of GDP")


def _refuse_in(scenario: Scenario, years: Array, wrong: NDArray[np.bool_], found: str) -> None:
    if wrong.any():
        year = int(years[wrong.reshape(-1, wrong.shape[-1]).any(axis=0).argmax()])
        names = ", ".join(programme.name for programme in scenario.programmes)
        raise InputError(
            scenario.place,
            key="programmes",
            found=f"{found} in {year} with {names}",
            expected="programmes that the path can hold",
        )


def all_years(scenario: Scenario) -> Array:
    """Return the years of a scenario, the base year first."""
    return np.array(scenario.calendar, dtype=float)


def gdp_deflator(scenario: Scenario) -> Array:
    """Return the GDP deflator, 1 in the base year."""
    assert scenario.gdp.deflator is not None
    years = all_years(scenario)[1:]
    return growth.index(growth.rates(scenario.gdp.deflator, scenario.base_year, years))


class _Run:
    """One pass of the model; holds what the equations share."""

    def __init__(
        self, scenario: Scenario, extra: Named, known: tuple[Scenario, Drivers] | None = None
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
        equation = growth.CURVES[law.kind].equation
        return equation(initial, **dict(law.curve), elapsed=self.elapsed)


def _law(component: Component) -> Law:
    assert component.growth is not None
    return component.growth


def total(parts: Mapping[str, Array]) -> Array | None:
    """Return the sum of some levels or ratios, None where there are none.

    From the second sum on it is added up in place: large arrays cost what their memory costs.
    """
    if not parts:
        return None
    found, *others = parts.values()
    own = False
    for other in others:
        own = own and found.shape == np.broadcast_shapes(found.shape, other.shape)
        found, own = np.add(found, other, out=found if own else None), True
    return found
