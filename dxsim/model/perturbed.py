"""A path as ratios, odds, the given aggregate and a closure, and the levels that deviations give.

One rule for every growth law: a component deviates by the log of its ratio to the rest of GDP,
`r = V/N`, and becomes `r exp(x)`; where its law has a ceiling `K` its odds `o = s/(K - s)` become
`o exp(x)`. The given aggregate becomes `exp(x)` times its level, and the closure gives the levels.
So the laws are evaluated once, for the scenario's own path, and no deviation exhausts GDP. Time is
the last axis of every array.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dxsim.data.arrays import Array, Number
from dxsim.model import closure, share_curves
from dxsim.model.drivers import ceiling_of, drivers
from dxsim.model.levels import Drivers, Levels, released, total
from dxsim.model.on_demand import OnDemand
from dxsim.scenario.records import Scenario

Named = Mapping[str, Array]
BELOW_CEILING = 1 - 1e-9
"""Largest part of a ceiling, or of GDP, that a deviation leaves a share."""


@dataclass(frozen=True)
class Ratios:
    """A path in the terms in which it deviates, all that an engine needs to know of a scenario.

    `ratio` holds `V/N` by component under growth-rate and relative laws, `share` the share of GDP
    under laws with a ceiling, which `ceiling` holds, of shape (..., 1). `aggregate` is GDP or the
    rest of GDP, `base_gdp` GDP of the base year, `carved` the component that each carved-out one
    was carved from. Values are missing from the first `exhausted` year on.
    """

    gdp_given: bool
    order: tuple[str, ...]
    aggregate: Array
    base_gdp: Array
    ratio: Named
    share: Named
    ceiling: Named
    carved: Mapping[str, str]
    exhausted: NDArray[np.bool_]


@dataclass(frozen=True)
class Deviations:
    """Deviations of a draw: arrays of a common leading shape, empty where nothing deviates.

    `factor` is `exp(x)` by component and aggregate, shape (..., years), 1 where there is none;
    `ceiling` the error of the log-odds of a ceiling by component, shape (...); `allocation` the
    error of the log ratio of a carved-out component to its host, shape (...).
    """

    factor: Named = field(default_factory=dict)
    ceiling: Named = field(default_factory=dict)
    allocation: Named = field(default_factory=dict)


def ratios_of(scenario: Scenario, moving: Drivers) -> Ratios:
    """Return a scenario's path, programmes included, as ratios and shares."""
    levels = moving.levels()
    gone = levels.exhausted
    with np.errstate(all="ignore"):
        rest, gdp = (np.where(gone, np.nan, of) for of in (levels.non_digital, levels.gdp))
        ratio = {n: levels.components[n] / rest for n in moving.order if n not in moving.shares}
        share = {n: levels.components[n] / gdp for n in moving.shares}
    parts = scenario.components.items()
    return Ratios(
        gdp_given=moving.gdp_given,
        order=moving.order,
        aggregate=gdp if moving.gdp_given else rest,
        base_gdp=levels.gdp[..., :1],
        ratio={n: ratio[n] for n in moving.order if n in ratio},
        share={n: share[n] for n in moving.order if n in share},
        ceiling={n: ceiling_of(c)[..., np.newaxis] for n, c in parts if n in share},
        carved={n: c.carved_from for n, c in parts if c.carved_from in scenario.components},
        exhausted=gone,
    )


def below_ceilings(path: Ratios) -> Ratios:
    """Return a path whose shares stay below their ceilings, as where drawn programmes lift them."""
    share = {n: np.minimum(own, path.ceiling[n] * BELOW_CEILING) for n, own in path.share.items()}
    return replace(path, share=share) if share else path


def moved_ceiling(ceiling: Array, base: Array, error: Array) -> tuple[Array, Array]:
    """Return a ceiling whose log-odds err, and what the odds below it are multiplied by.

    The base share keeps its value, so its odds become `s0/(K' - s0)`; no error takes the ceiling
    down to the base share. A ceiling of all of GDP has no log-odds and stays.
    """
    with np.errstate(divide="ignore", over="ignore"):
        odds = ceiling / (1 - ceiling) * np.exp(error)
        moved = np.where(np.isinf(odds), ceiling, odds / (1 + odds))
    moved = np.maximum(moved, np.minimum(base / BELOW_CEILING, ceiling))
    return moved, (ceiling - base) / (moved - base)


def levels(path: Ratios, by: Deviations) -> Levels:
    """Return the levels of a path that deviates.

    With `R` the sum of the ratios and `S` of the shares, `N = Y (1 - S)/(1 + R)` where GDP is
    given and `Y = N (1 + R)/(1 - S)` where the rest is. GDP of the base year stays as it was
    measured: where the rest is given it takes up what the components deviate by there.
    """
    shares = _shares(path, by)
    of_rest = total(_times(own, by, name) for name, own in path.ratio.items())
    of_gdp = total(shares.values())
    aggregate = _times(path.aggregate, by, "gdp" if path.gdp_given else "non_digital")
    if path.gdp_given:
        gdp, rest = aggregate, closure.rest_of_gdp(aggregate, None, of_gdp, of_rest)
    else:
        rest = aggregate * _kept(path, aggregate, of_gdp, of_rest)
        gdp = closure.gdp_from_rest(rest, None, of_gdp, of_rest)

    def level(name: str) -> Array:
        return shares[name] * gdp if name in shares else _times(path.ratio[name], by, name) * rest

    components = OnDemand(path.order, level)
    digital = closure.digital(gdp, rest, None, of_gdp, of_rest)
    if by.allocation:
        parts = _allocated(path, by, components, gdp)
        components = OnDemand(path.order, parts)
    return Levels(gdp, rest, digital, components, path.exhausted)


def _times(own: Array, by: Deviations, name: str) -> Array:
    return own * by.factor[name] if name in by.factor else own


def _shares(path: Ratios, by: Deviations) -> dict[str, Array]:
    """Return the shares of GDP of the components below a ceiling, in a draw.

    Together they stay below all of GDP, however many ceilings they have.
    """
    shares, ceilings = {}, []
    for name, own in path.share.items():
        ceiling = path.ceiling[name]
        moved, odds = ceiling, np.ones(1)
        if name in by.ceiling:
            error = np.asarray(by.ceiling[name])[..., np.newaxis]
            moved, odds = moved_ceiling(ceiling, own[..., :1], error)
        factor = by.factor.get(name, np.ones(1)) * odds
        shares[name] = share_curves.share_of_odds_times(own, ceiling, moved, factor)
        ceilings.append(moved)
    if shares and np.max(sum(ceilings)) >= BELOW_CEILING:
        together = sum(shares.values())
        fitting = np.minimum(1.0, BELOW_CEILING / together)
        shares = {name: share * fitting for name, share in shares.items()}
    return shares


def _kept(path: Ratios, aggregate: Array, of_gdp: Array | None, of_rest: Array | None) -> Array:
    """Return the factor on the given rest that keeps GDP of the base year."""
    first = (None if part is None else part[..., :1] for part in (of_gdp, of_rest))
    return closure.rest_of_gdp(path.base_gdp, None, *first) / aggregate[..., :1]


def _allocated(path: Ratios, by: Deviations, own: Named, gdp: Array) -> Callable[[str], Array]:
    """Return a function that gives a component's level after carve-outs are reallocated.

    The ratio of a carved-out component to its host is `exp(error)` times as high and their sum
    stays; neither passes its ceiling.
    """
    known: dict[str, Array] = {}

    def level(name: str) -> Array:
        if not known:
            known.update(own)
            for part, error in by.allocation.items():
                host = path.carved[part]
                both = known[part] + known[host]
                weight = known[part] * np.exp(np.asarray(error))[..., np.newaxis]
                most = _room(path, by, part, gdp)
                least = both - _room(path, by, host, gdp)
                taken = both * weight / (weight + known[host])
                known[part] = np.clip(taken, np.maximum(least, 0), np.minimum(most, both))
                known[host] = both - known[part]
        return known[name]

    return level


def _room(path: Ratios, by: Deviations, name: str, gdp: Array) -> Array:
    """Return the highest level a component may have: its ceiling, or no limit."""
    if name not in path.ceiling:
        return np.asarray(np.inf)
    ceiling = path.ceiling[name]
    if name in by.ceiling:
        error = np.asarray(by.ceiling[name])[..., np.newaxis]
        ceiling, _ = moved_ceiling(ceiling, path.share[name][..., :1], error)
    return ceiling * gdp


def deviating_drivers(
    scenario: Scenario, by: Deviations, extra: Mapping[str, Number] | None = None
) -> Drivers:
    """Return the drivers of a path that deviates, its components' levels as they are realised.

    Extra growth compounds on the path as it deviates. From the year on in which the scenario's own
    path is exhausted its own drivers stand.
    """
    own = drivers(scenario)
    if by == Deviations():
        return drivers(scenario, extra=extra) if extra else own
    with np.errstate(all="ignore"):
        moved = levels(ratios_of(scenario, own), by)
        drawn = replace(
            own,
            effects=(),
            aggregate=moved.gdp if own.gdp_given else moved.non_digital,
            grown={n: moved.components[n] for n in own.grown},
            shares={n: moved.components[n] / moved.gdp for n in own.shares},
            ratios={n: moved.components[n] / moved.non_digital for n in own.ratios},
        )
        kept = _where(moved.exhausted, own, drawn)
        if not extra:
            return kept
        more = drivers(scenario, extra=extra)
        tied = [name for name in more.grown if name not in own.grown]
        return _growing(released(kept, tied), released(own, tied), more)


def _where(gone: NDArray[np.bool_], own: Drivers, drawn: Drivers) -> Drivers:
    def group(name: str) -> dict[str, Array]:
        values, others = getattr(own, name), getattr(drawn, name)
        return {n: np.where(gone, values[n], others[n]) for n in others}

    return replace(
        drawn,
        aggregate=np.where(gone, own.aggregate, drawn.aggregate),
        grown=group("grown"),
        shares=group("shares"),
        ratios=group("ratios"),
    )


def _growing(drawn: Drivers, own: Drivers, more: Drivers) -> Drivers:
    """Return drawn drivers that grow beside the scenario's own as those with extra growth do."""
    grown = {n: level * more.grown[n] / own.grown[n] for n, level in drawn.grown.items()}
    return replace(drawn, aggregate=drawn.aggregate * more.aggregate / own.aggregate, grown=grown)
