r"""Metrics of targets, each as weights on the levels of a path.

A measure has a top and a bottom, both linear in the levels with weights that no level moves
(price indexes, persons, the exchange rate), and one of three forms:

.. math::
    \text{ratio: } \frac1n \sum_{u=t-n+1}^{t} \frac{A_u}{B_u} \qquad
    \text{growth: } g(A) = (A_t/A_{t-n})^{1/n} - 1 \qquad
    \text{multiple: } g(A)/g(B)

with :math:`A = \sum a_k L_k`, :math:`B = \sum b_k L_k` and `n` the years of the span, 1 for a
single year. Judging, solving, feasibility and counting all start from this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

import numpy as np

from dxsim.data.arrays import Array, Number
from dxsim.data.country import component_names
from dxsim.model import growth
from dxsim.model.levels import all_years, gdp_deflator, opening
from dxsim.scenario.names import AGGREGATES
from dxsim.scenario.records import Scenario

Weights = Mapping[str, Number]
"""Weight by level (components, "digital", "gdp", "non_digital"; "one" is a constant): numbers, or
arrays of shape (..., years)."""
Form = Literal["ratio", "growth", "multiple", "none"]
Unit = Literal["share", "rate", "times", "money"]
MetricName = Literal[
    "digital_share_of_gdp",
    "part_share_of_gdp",
    "component_share_of_digital",
    "growth",
    "labour_productivity_growth",
    "gdp_per_head",
    "gdp_growth_multiple",
    "unmodelled",
]
Holder = Literal["own", "total", "part", "rate", "gdp_rate"]
"""A published series: one called as the metric, the digital share of GDP, the share of a part, the
growth rate of what a target is of, or that of GDP."""
Prices = Literal["real", "nominal"]
_TRILLION = 1e12


class Measure(NamedTuple):
    """The measure of a target: metric, component or aggregate, price basis, span of years.

    `currency` is that of a value per head; `base` holds years and shares of GDP of a part that is
    narrower than what it is of, `speed` how fast the log of their ratio rises a year. Two targets
    with equal measures share their values.
    """

    metric: MetricName
    of: str | None = None
    prices: Prices | None = None
    span: int = 1
    currency: str = ""
    base: tuple[tuple[int, float], ...] = ()
    speed: float = 0.0


@dataclass(frozen=True)
class Metric:
    """One metric: its form and unit, what it may be of, and its weights on the levels.

    `of` names aggregates, and `PARTS` where it may be any component; nothing where it is of no
    part. `top` and `bottom` return weights for a scenario and a measure; `needs` names blocks that
    a scenario must state; `series` says which published series hold its top and, where that is
    published too, its bottom; `priced` that a target states its price basis, `within_digital` that
    growth of all components together moves nothing, only that of one.
    """

    form: Form
    unit: Unit
    of: tuple[str, ...] = ()
    top: Callable[[Scenario, Measure], Weights] = field(default=lambda _, __: {"gdp": 1.0})
    bottom: Callable[[Scenario, Measure], Weights] = field(default=lambda _, __: {"gdp": 1.0})
    needs: tuple[str, ...] = ()
    series: tuple[Holder, Holder | None] = ("own", None)
    priced: bool = False
    within_digital: bool = False

    @property
    def of_digital_total(self) -> bool:
        """Whether it measures the digital economy as a whole."""
        return self.top is _digital

    @property
    def of_published_part(self) -> bool:
        """Whether it measures a part as published, with what was carved out of it put back."""
        return self.top is _part


def published_part(scenario: Scenario, part: str) -> tuple[str, ...]:
    """Return the components of a published part: itself and all that was carved out of it.

    What was carved out of a carve-out is put back too.
    """
    result = [part]
    for name in result:
        carved = (n for n, c in scenario.components.items() if c.carved_from == name)
        result += [n for n in carved if n not in result]
    return tuple(result)


def price_index(scenario: Scenario, name: str) -> Array:
    """Return the price index of a component or aggregate, 1 in the base year.

    A component has its own deflator where the scenario states one; all else is measured in the
    prices of GDP.
    """
    component = scenario.components.get(name)
    if component is None or component.deflator is None:
        return gdp_deflator(scenario)
    years = all_years(scenario)[1:]
    return growth.index(growth.rates(component.deflator, scenario.base_year, years))


def _part(scenario: Scenario, measure: Measure) -> Weights:
    fraction = narrower(scenario, measure)
    return dict.fromkeys(published_part(scenario, str(measure.of)), fraction)


def narrower(scenario: Scenario, measure: Measure) -> float | Array:
    r"""Return which fraction of a published part its narrower part is: 1 where none is meant.

    .. math:: f_t = e^{v (t - t_0)} b(t_0) / s(t_0)

    with the narrower part's share of GDP `b` (linear between the years of `base`, flat outside) and
    that of the published part `s`, both in the base year `t_0`, and the `speed` `v`: a number where
    both grow alike, else one for every year of the scenario.
    """
    if not measure.base:
        return 1.0
    years, shares = zip(*measure.base, strict=True)
    start = opening(scenario)
    whole = sum(start.components[name] for name in published_part(scenario, str(measure.of)))
    fraction = float(np.interp(scenario.base_year, years, shares) * start.gdp / whole)
    if not measure.speed:
        return fraction
    return fraction * np.exp(measure.speed * (all_years(scenario) - scenario.base_year))


def _itself(_: Scenario, measure: Measure) -> Weights:
    return {str(measure.of): 1.0}


def _digital(_: Scenario, __: Measure) -> Weights:
    return {"digital": 1.0}


def _priced(scenario: Scenario, measure: Measure) -> Weights:
    return _in_prices(scenario, str(measure.of), measure)


def _gdp_priced(scenario: Scenario, measure: Measure) -> Weights:
    return _in_prices(scenario, "gdp", measure)


def _in_prices(scenario: Scenario, name: str, measure: Measure) -> Weights:
    real = measure.prices == "real"
    return {name: 1 / price_index(scenario, name) if real else 1.0}


def _per_worker(scenario: Scenario, _: Measure) -> Weights:
    return {"gdp": 1 / (gdp_deflator(scenario) * beside_levels(scenario, "employment"))}


def _per_head(scenario: Scenario, measure: Measure) -> Weights:
    heads = beside_levels(scenario, "population")
    own = scenario.currency == measure.currency
    price = 1.0 if own else beside_levels(scenario, "exchange_rate")
    return {"gdp": _TRILLION / (heads * price)}


def _one(_: Scenario, __: Measure) -> Weights:
    return {"one": 1.0}


def beside_levels(scenario: Scenario, name: str) -> Array:
    """Return employment, population (persons) or the exchange rate by year of a scenario.

    Raises
    ------
    ValueError
        where the scenario does not state it; `missing_block` asks first.
    """
    block = getattr(scenario, name)
    if block is None:
        raise ValueError(f"{scenario.name} states no {name}")
    rates = growth.rates(block.growth, scenario.base_year, all_years(scenario)[1:])
    return growth.index(rates + np.zeros(scenario.horizon)) * block.base.value


PARTS = "components"
_ANY = (PARTS, *AGGREGATES)
METRICS: Mapping[str, Metric] = {
    "digital_share_of_gdp": Metric("ratio", "share", top=_digital, series=("total", None)),
    "part_share_of_gdp": Metric("ratio", "share", (PARTS,), _part, series=("part", None)),
    "component_share_of_digital": Metric(
        "ratio",
        "share",
        (PARTS,),
        _itself,
        _digital,
        series=("part", "total"),
        within_digital=True,
    ),
    "growth": Metric("growth", "rate", _ANY, _priced, series=("rate", None), priced=True),
    "labour_productivity_growth": Metric("growth", "rate", top=_per_worker, needs=("employment",)),
    "gdp_per_head": Metric("ratio", "money", top=_per_head, bottom=_one, needs=("population",)),
    "gdp_growth_multiple": Metric(
        "multiple",
        "times",
        tuple(name for name in _ANY if name != "gdp"),
        _priced,
        _gdp_priced,
        series=("rate", "gdp_rate"),
        priced=True,
    ),
    "unmodelled": Metric("none", "share"),
}
assert set(METRICS) == set(get_args(MetricName))


def allowed_of(metric: str) -> tuple[str | None, ...]:
    """Return of what a metric may be, (None,) where it is of no part."""
    named = METRICS[metric].of
    parts = component_names() if PARTS in named else ()
    return (*parts, *(name for name in named if name != PARTS)) or (None,)


def missing_block(scenario: Scenario, measure: Measure) -> str | None:
    """Return the first block that a measure needs and a scenario does not state, or None."""
    missing = [n for n in METRICS[measure.metric].needs if getattr(scenario, n) is None]
    if measure.currency and measure.currency not in _currencies(scenario):
        missing.append("exchange_rate")
    return next(iter(missing), None)


def _currencies(scenario: Scenario) -> tuple[str, ...]:
    """Return the currencies a scenario can state money in: its own, and that of its rate."""
    rate = scenario.exchange_rate
    return (scenario.currency, *([rate.base.unit.split(" per ")[1]] if rate else []))


def years_before(measure: Measure) -> int:
    """Return how many years before its own a measure looks back on."""
    return measure.span if METRICS[measure.metric].form != "ratio" else measure.span - 1
