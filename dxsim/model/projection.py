"""The projection: from a scenario to levels, shares and growth.

One road for all uses: a parameter of the scenario may be a number or an array (scenarios,
draws), `extra` adds to stated growth rates, `deviation` multiplies by cumulated log errors.
Identities `D = sum(V)`, `Y = D + N`, `s = D/Y` hold in every result to rounding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dxsim.data.yamlfile import InputError
from dxsim.model import closure, growth
from dxsim.model.scenario import Component, Scenario

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
Named = Mapping[str, Any]
FALL = 1e-12
"""Relative fall below which a year-on-year change of the rest of GDP is rounding."""


@dataclass(frozen=True)
class Trajectory:
    """Levels at current prices, in trillions; the last axis of every array is the year.

    From the first exhausted year on every level is missing (NaN). `deflator` is the GDP
    deflator, 1 in the base year.
    """

    years: Array
    gdp: Array
    non_digital: Array
    components: Mapping[str, Array]
    deflator: Array
    exhausted: NDArray[np.bool_]

    @cached_property
    def digital(self) -> Array:
        """Digital value added, the sum of the components."""
        return sum(self.components.values(), start=np.zeros(1))

    @cached_property
    def share(self) -> Array:
        """Digital share of GDP."""
        return self.digital / self.gdp

    @cached_property
    def exhausted_in(self) -> Array:
        """First year in which nothing is left for the rest of GDP, NaN where there is none."""
        return first_year(self.years, self.exhausted)

    @cached_property
    def shrinks_from(self) -> Array:
        """First year in which the rest of GDP falls in money, NaN where it never does."""
        return first_year(self.years[1:], falls(self.non_digital))

    @cached_property
    def shrinks_from_real(self) -> Array:
        """First year in which the rest of GDP falls after the GDP deflator, NaN where never."""
        return first_year(self.years[1:], falls(self.non_digital / self.deflator))


@dataclass(frozen=True)
class Opening:
    """Base-year levels in trillions: GDP, each component, and the rest of GDP."""

    gdp: Array
    components: Mapping[str, Array]
    non_digital: Array


def opening(scenario: Scenario, errors: Named | None = None) -> Opening:
    """Return the base-year levels.

    `errors` are log measurement errors of component levels: base GDP stays, the rest absorbs them.
    """
    errors = errors or {}
    gdp = np.asarray(scenario.gdp.base.value, dtype=float)
    components = {}
    for name, component in scenario.components.items():
        level = np.asarray(component.base.value, dtype=float)
        level = level * gdp if component.base.unit == "gdp" else level
        components[name] = level * np.exp(errors[name]) if name in errors else level
    return Opening(gdp, components, gdp - sum(components.values(), start=np.zeros(())))


def simulate(
    scenario: Scenario,
    *,
    extra: Named | None = None,
    deviation: Named | None = None,
    base_errors: Named | None = None,
    masked: bool = True,
) -> Trajectory:
    """Return the levels of a scenario.

    Parameters
    ----------
    scenario
        the assumptions; numbers may be arrays of a common leading shape.
    extra
        additions to the stated yearly growth rates of components, `gdp` or `non_digital`, each
        of a shape that broadcasts to (..., years after the base year).
    deviation
        cumulated log errors by component, `gdp` or `non_digital`, shape (..., years with the
        base year): growth-rate laws and the given aggregate times `exp(x)`, `V/N` times `exp(x)`
        for relative, `logit(s/K) + x` for logistic and gompertz.
    base_errors
        log measurement errors of the components' base levels, shape (...).
    masked
        whether levels are missing from the exhausted year on; a solver asks for the algebra
        without the mask.
    """
    return _Run(scenario, extra or {}, deviation or {}, base_errors or {}).trajectory(masked)


class _Run:
    """One pass of the model; holds what the equations share."""

    def __init__(self, scenario: Scenario, extra: Named, deviation: Named, errors: Named) -> None:
        self.scenario, self.extra, self.deviation = scenario, extra, deviation
        self.constant_prices = scenario.prices == "constant"
        self.years = np.arange(scenario.base_year, scenario.end_year + 1, dtype=float)
        self.elapsed = self.years - scenario.base_year
        self.base = opening(scenario, errors)
        assert scenario.gdp.deflator is not None
        self.inflation = growth.rates(scenario.gdp.deflator, scenario.base_year, self.years[1:])

    def trajectory(self, masked: bool) -> Trajectory:
        given = self.scenario.closure == "gdp_given"
        aggregate = self.aggregate()
        gdp_growth = growth.growth_of(aggregate) if given else None
        grown = {n: self.grown(n, c, gdp_growth) for n, c in self.by_law("grown")}
        shares = {n: self.share(n, c) for n, c in self.by_law("share")}
        ratios = {n: self.ratio(n, c) for n, c in self.by_law("relative")}
        parts = (_sum(grown), _sum(shares), _sum(ratios))
        if given:
            gdp, rest = aggregate, closure.rest_of_gdp(aggregate, *parts)
        else:
            gdp, rest = closure.gdp_from_rest(aggregate, *parts), aggregate
        levels = dict(grown)
        levels |= {name: share * gdp for name, share in shares.items()}
        levels |= {name: ratio * rest for name, ratio in ratios.items()}
        return self.result(gdp, rest, levels, closure.exhausted(rest, parts[1]), masked)

    def result(
        self, gdp: Array, rest: Array, levels: Named, gone: NDArray[np.bool_], masked: bool
    ) -> Trajectory:
        deflator = growth.index(self.inflation)
        shape = np.broadcast_shapes(
            gdp.shape, rest.shape, gone.shape, *(np.shape(v) for v in levels.values())
        )
        gone = np.broadcast_to(gone, shape)

        def kept(values: Array) -> Array:
            full = np.broadcast_to(values, shape)
            return np.where(gone, np.nan, full) if masked and gone.any() else full

        ordered = {name: kept(levels[name]) for name in self.scenario.components}
        return Trajectory(self.years, kept(gdp), kept(rest), ordered, deflator, gone)

    def by_law(self, group: str) -> list[tuple[str, Component]]:
        def group_of(component: Component) -> str:
            kind = component.growth.kind if component.growth else ""
            return {"logistic": "share", "gompertz": "share"}.get(kind, kind)

        wanted = {"share": ("share",), "relative": ("relative",)}.get(
            group, ("constant", "path", "steps", "fade", "gdp_multiple")
        )
        items = self.scenario.components.items()
        return [(name, component) for name, component in items if group_of(component) in wanted]

    def aggregate(self) -> Array:
        """Return the aggregate the closure gives: GDP or the rest of GDP."""
        scenario = self.scenario
        given = scenario.closure == "gdp_given"
        name, block = ("gdp", scenario.gdp) if given else ("non_digital", scenario.non_digital)
        start = self.base.gdp if given else self.base.non_digital
        assert block is not None and block.growth is not None
        stated = growth.rates(block.growth, scenario.base_year, self.years[1:])
        return self.level(name, start, stated, self.inflation_of(block), real=self.constant_prices)

    def inflation_of(self, block: Any) -> Array:  # noqa: ANN401 - any block
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
        levels = np.asarray(start)[..., np.newaxis] * growth.index(nominal)
        return levels * np.exp(self.deviation[name]) if name in self.deviation else levels

    def grown(self, name: str, component: Component, gdp_growth: Array | None) -> Array:
        """Return the levels of a component whose law is a growth rate."""
        law, real = component.growth, self.constant_prices
        assert law is not None
        if law.gdp_multiple is not None and gdp_growth is not None:
            of_real = law.gdp_multiple.of == "real"
            base = growth.real_growth(gdp_growth, self.inflation) if of_real else gdp_growth
            stated = growth.multiple_growth(law.gdp_multiple.times, base)
            real = real and of_real
        else:
            stated = growth.rates(law, self.scenario.base_year, self.years[1:])
        start = self.base.components[name]
        return self.level(name, start, stated, self.inflation_of(component), real=real)

    def ratio(self, name: str, component: Component) -> Array:
        """Return the ratio to the rest of GDP of a component under the relative law."""
        assert component.growth is not None and component.growth.relative is not None
        initial = self.base.components[name] / self.base.non_digital
        ratio = growth.relative_ratio(initial, component.growth.relative.speed, self.elapsed)
        return ratio * np.exp(self.deviation[name]) if name in self.deviation else ratio

    def share(self, name: str, component: Component) -> Array:
        """Return the share of GDP of a component under a logistic or Gompertz law."""
        law = component.growth
        assert law is not None
        curve, equation = (
            (law.logistic, growth.logistic_share)
            if law.logistic is not None
            else (law.gompertz, growth.gompertz_share)
        )
        assert curve is not None
        initial = self.base.components[name] / self.base.gdp
        share = equation(initial, curve.ceiling, curve.speed, self.elapsed)
        if name not in self.deviation:
            return share
        ceiling = np.asarray(curve.ceiling, dtype=float)[..., np.newaxis]
        return growth.shifted_log_odds(share, ceiling, self.deviation[name])


def _sum(parts: Named) -> Array:
    return sum(parts.values(), start=np.zeros(1))


def falls(levels: Array) -> NDArray[np.bool_]:
    """Return where a level is below the year before by more than rounding."""
    with np.errstate(invalid="ignore"):
        return levels[..., 1:] < levels[..., :-1] * (1 - FALL)


def first_year(years: Array, condition: NDArray[np.bool_]) -> Array:
    """Return the first year in which a condition holds, NaN where it never does."""
    hit = condition.any(axis=-1)
    return np.where(hit, years[condition.argmax(axis=-1)], np.nan)


def logit(share: Any) -> Array:  # noqa: ANN401 - number or array
    """Return the log-odds of a share: `ln(s/(1 - s))`."""
    share = np.asarray(share, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(share / (1 - share))


def project(scenario: Scenario, *, dim: str = "draw") -> "xr.Dataset":
    """Return levels, shares and growth of a scenario by year.

    Money is in trillions at current prices, shares and rates are fractions. Growth and
    contributions are missing in the base year; everything is missing from the exhausted year on.
    Where parameters are arrays, `dim` names their dimension.

    Raises
    ------
    InputError
        where the numbers leave what a computer can hold.
    """
    import xarray as xr

    path = simulate(scenario)
    refuse_overflow(scenario, path)
    lead = (dim,) if path.gdp.ndim > 1 else ()
    yearly, parts = (*lead, "year"), ("component", *lead, "year")
    levels = np.stack(list(path.components.values()))
    variables: dict[str, Any] = {
        "gdp": (yearly, path.gdp),
        "non_digital": (yearly, path.non_digital),
        "digital": (yearly, path.digital),
        "share": (yearly, path.share),
        "value_added": (parts, levels),
        "component_share": (parts, levels / path.gdp),
        "deflator": (("year",), np.broadcast_to(path.deflator, path.years.shape)),
        "gdp_growth": (yearly, yearly_growth(path.gdp)),
        "gdp_growth_real": (yearly, yearly_growth(path.gdp / path.deflator)),
        "non_digital_growth": (yearly, yearly_growth(path.non_digital)),
        "non_digital_growth_real": (yearly, yearly_growth(path.non_digital / path.deflator)),
        "digital_growth": (yearly, yearly_growth(path.digital)),
        "component_growth": (parts, yearly_growth(levels)),
        "contribution": (parts, contribution(levels, path.gdp)),
        "exhausted_in": (lead, path.exhausted_in),
        "shrinks_from": (lead, path.shrinks_from),
        "shrinks_from_real": (lead, path.shrinks_from_real),
    }
    coordinates = {"year": path.years.astype(int), "component": list(scenario.components)}
    return xr.Dataset(variables, coordinates, attributes(scenario))


def attributes(scenario: Scenario) -> dict[str, str]:
    """Return what every result says of itself: who measured, on which basis, in which unit."""
    from dxsim import __version__

    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "levels": "current prices",
        "closure": scenario.closure,
        "unit": scenario.unit,
        "version": __version__,
    }


def yearly_growth(levels: Array) -> Array:
    """Return growth on the year before, missing in the first year."""
    first = np.full((*levels.shape[:-1], 1), np.nan)
    return np.concatenate([first, growth.growth_of(levels)], axis=-1)


def contribution(levels: Array, gdp: Array) -> Array:
    """Return the contribution of components to GDP growth, `s[t-1] g[t]`, as fractions."""
    first = np.full((*levels.shape[:-1], 1), np.nan)
    change = (levels[..., 1:] - levels[..., :-1]) / gdp[..., :-1]
    return np.concatenate([first, change], axis=-1)


def refuse_overflow(scenario: Scenario, path: Trajectory) -> None:
    """Raise an InputError where a level left the range a computer holds."""
    smallest, largest = 1e-200, 1e200
    levels = {"gdp": path.gdp, "non_digital": path.non_digital, **path.components}
    for name, values in levels.items():
        alive = ~path.exhausted
        wrong = alive & ~((values > smallest) & (values < largest))
        if wrong.any():
            year = int(path.years[wrong.reshape(-1, wrong.shape[-1]).any(axis=0).argmax()])
            raise InputError(
                scenario.origins[0] if scenario.origins else scenario.name,
                key=name,
                found=f"a level beyond what can be computed in {year}",
                expected=f"levels from {smallest:g} to {largest:g} {scenario.unit}",
            )
