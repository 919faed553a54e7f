"""Cached values of the rows of programmes, before any recalculation: the model's numbers."""

from dataclasses import replace
from typing import Any

import numpy as np

from dxsim.analysis.programmes.effects import costs
from dxsim.data.arrays import Array
from dxsim.data.country import component_names
from dxsim.model.cohorts import fade_out, over_cohorts, productivity_gain, ramp_up
from dxsim.model.drivers import drivers
from dxsim.model.levels import Levels, gdp_deflator
from dxsim.model.programmes import (
    coverages,
    plan_since_base,
    programme_effects_of,
    realised_coverage,
)
from dxsim.presentation.workbook.programmes.input_cells import knots, plan_of
from dxsim.presentation.workbook.sheets.equations import NO_KNOT
from dxsim.scenario.programmes.records import Adoption, Demand, Programme
from dxsim.scenario.records import Scenario

Values = dict[str, list[Any]]


def own_levels(longer: Scenario) -> Levels:
    """Return the levels without programmes of a scenario that reaches to the last year shown."""
    with np.errstate(all="ignore"):
        return replace(drivers(longer.without_programmes()), effects=()).levels()


def programme_values(longer: Scenario) -> Values:
    """Return the values of every row of the sheet of programmes, of `own.` rows too."""
    years, own = np.array(longer.calendar, dtype=float), own_levels(longer)
    effects = programme_effects_of(longer.programmes, years)
    values = _own(own, len(years)) | _groups(longer, years)
    deflator = gdp_deflator(longer)
    added = {c: np.zeros(len(years)) for c in component_names()}
    added_gdp, spent = np.zeros(len(years)), np.zeros(len(years))
    known = costs(longer)
    for number, (programme, effect) in enumerate(
        zip(longer.programmes, effects, strict=True), start=1
    ):
        level = own.components[programme.component]
        more, more_gdp = (
            np.asarray(of(own.gdp, level)) + np.zeros(len(years))
            for of in (effect.digital, effect.gdp)
        )
        cost = np.nan_to_num(known[programme.name]) + 0 * deflator
        values |= _programme(longer, number, programme, years)
        values |= {f"more.{number}": list(more), f"more_gdp.{number}": list(more_gdp)}
        shares = (own.digital + more) / (own.gdp + more_gdp) - own.digital / own.gdp
        values |= {f"more_share.{number}": list(shares), f"cost.{number}": list(cost)}
        added[programme.component] = added[programme.component] + more
        added_gdp, spent = added_gdp + more_gdp, spent + cost
    digital = own.digital + sum(added.values())
    share = digital / (own.gdp + added_gdp) - own.digital / own.gdp
    whole = {"added_gdp": added_gdp, "added_share": share, "cost_total": spent}
    whole |= {f"added.{c}": more for c, more in added.items()}
    unfit = {"unfit": [0] * len(years)}
    return values | {key: list(series) for key, series in whole.items()} | unfit


def _own(own: Levels, years: int) -> Values:
    result: Values = {"own.gdp": list(own.gdp), "own.rest": list(own.non_digital)}
    for c in component_names():
        level = own.components[c] if c in own.components else np.zeros(years)
        result[f"own.level.{c}"] = list(level)
    return result


def _groups(longer: Scenario, years: Array) -> Values:
    """Return by what the coverages of each group are multiplied, year by year."""
    covered = {p.name: _covered(p, years) for p in longer.programmes if isinstance(p, Adoption)}
    held = coverages(longer.programmes, years)
    groups: Values = {}
    for programme in longer.programmes:
        if not isinstance(programme, Adoption) or programme.group is None:
            continue
        alone, key = covered[programme.name], f"fit.{programme.group}"
        with np.errstate(all="ignore"):
            fit = np.where(alone > 0, held[programme.name] / alone, 1.0)
        groups[key] = list(np.minimum(fit, groups.get(key, np.ones(len(years)))))
    return groups


def _covered(programme: Adoption, years: Array) -> Array:
    planned = plan_since_base(programme.coverage, int(years[0]), years, programme.years_late)
    return realised_coverage(planned, programme.carried_out)


def _programme(longer: Scenario, number: int, programme: Programme, years: Array) -> Values:
    result = _planned(programme, number, "plan", years, programme.years_late)
    if isinstance(programme, Demand) and programme.public:
        result |= _planned(programme, number, "spent", years, programme.delay)
    if isinstance(programme, Adoption):
        reached = coverages(longer.programmes, years)[programme.name]
        newly, age = np.diff(reached, prepend=0.0), years - years[0]
        ramp = ramp_up(age, programme.ramp)
        gain = productivity_gain(programme.productivity, ramp, fade_out(age, programme.fade))
        rise = programme.intensity_rise * programme.intensity
        result |= {
            f"covered.{number}": list(_covered(programme, years)),
            f"reached.{number}": list(reached),
            f"newly.{number}": list(newly),
            f"gain.{number}": list(over_cohorts(newly, gain)),
            f"risen.{number}": list(over_cohorts(newly, rise * ramp)),
        }
    return result


def _planned(programme: Programme, number: int, stem: str, years: Array, late: int) -> Values:
    plan = plan_of(programme)
    when = np.maximum(years - late, years[0])
    before = [max((k for k in knots(plan) if k <= year), default=0) for year in when]
    after = [min((k for k in knots(plan) if k >= year), default=NO_KNOT) for year in when]
    return {
        f"{stem}_when.{number}": when.astype(int).tolist(),
        f"{stem}_before.{number}": before,
        f"{stem}_after.{number}": after,
        f"{stem}.{number}": list(plan.at(when)),
    }
