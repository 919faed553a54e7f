"""Default errors of scenarios from the back-test: how far assumptions of this kind went wrong.

The method chosen for a scale gives a variance of its error that grows as `a h + b h^2` with the
horizon: `a` is the yearly shocks', `b` the persistent error's in mean growth. Both are multiplied
by the factor that fits the method's spreads to the back-test. What a total's error means for its
parts is not in the data: the parts get equal errors, correlated as assumed, such that the total
has the error found. The published total errs as far as totals were revised; its parts share that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dxsim.analysis.forecasts.backtest import class_prior, methods_for
from dxsim.analysis.forecasts.choice import Choice, choose, coverage, widened
from dxsim.analysis.forecasts.histories import Subject, known_history, subject
from dxsim.analysis.forecasts.methods import FAR, NEAR, Setting, growth_errors
from dxsim.analysis.forecasts.pooling import pool
from dxsim.analysis.forecasts.settings import ScenarioErrors, settings
from dxsim.data.observations import Date, day_of, releases
from dxsim.data.yamlfile import InputError, quoted
from dxsim.scenario.loading import Scenario, load_scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Spread:
    """Errors of one block, in log points: of mean growth a year, of a year, and their tails."""

    persistent_sd: float
    yearly_sd: float
    degrees_of_freedom: float


@dataclass(frozen=True, slots=True)
class Revisions:
    """Revisions of a producer's total: root mean square of their logs, and over how many years."""

    producer: str
    sd: float
    years: int


def spread_of(about: Subject, chosen: Choice, as_of: Date | None) -> Spread:
    """Return the persistent and yearly error that the chosen method states for a series."""
    history = known_history(about, as_of)
    setting = Setting(class_prior(about.scale), settings(), {})
    made = methods_for(about.scale)[chosen.method](history, [NEAR, FAR], setting)
    near, far = (widened(f, chosen.spread_factor) for f in made if f is not None)
    return Spread(*growth_errors(near, far), near.df)


def revisions_of(producer: str, as_of: Date | None = None) -> Revisions | None:
    """Return how far a producer's total share was revised, first release to latest.

    Only years published at least twice by a day tell of revisions; None where there is none.
    """
    import pandas as pd

    table = releases("digital_share", producer)
    if as_of is not None:
        table = table[table["known_since"] <= pd.Timestamp(day_of(as_of))]
    found = table.groupby("year")["value"].agg(["first", "last", "size"])
    again = found[found["size"] > 1]
    if again.empty:
        return None
    logs = np.log(again["last"] / again["first"])
    return Revisions(producer, math.sqrt(float(np.mean(logs**2))), len(again))


def base_revisions(producer: str, given: ScenarioErrors, as_of: Date | None) -> Revisions:
    """Return a producer's revisions or, by assumption, those of the one that stands for it."""
    own = revisions_of(producer, as_of)
    found = own or revisions_of(given.revised_as.get(producer, producer), as_of)
    if found is None:
        expected = f"a day by which the share that stands for {producer}'s had been revised"
        raise InputError("as_of", found=quoted(str(as_of)), expected=expected)
    return found


def part_factor(weights: np.ndarray, correlation: float) -> float:
    """Return a part's error relative to the total's, for equal, equally correlated parts."""
    squares = float(np.sum((weights / weights.sum()) ** 2))
    return 1 / math.sqrt(squares + correlation * (1 - squares))


def producer_errors(
    producer: str, scored: "pd.DataFrame", as_of: Date | None, given: ScenarioErrors
) -> dict[str, Any]:
    """Return the uncertainty of a producer's scenarios, in the shape of the defaults file."""
    share = spread_of(subject("digital_share", producer), choose(scored, "share"), as_of)
    gdp = spread_of(subject("gdp_nominal", "imf"), _gdp_choice(scored), as_of)
    scenario = load_scenario(given.scenarios[producer])
    parts, weights = list(scenario.components), base_weights(scenario)
    growth = _growth(share, part_factor(weights, given.between_parts), given.half_life)
    errors: dict[str, Any] = {name: dict(growth) for name in parts}
    for name, component in scenario.components.items():
        if component.carved_from:
            errors[name]["allocation_sd"] = _percent(given.platform_base)
    for name in parts:
        errors[name]["ceiling_sd"] = _percent(given.ceiling)
    rest = _growth(gdp, 1.0, given.half_life) | {"revision_sd": _percent(given.growth_revision)}
    errors |= {name: dict(rest) for name in ("gdp", "non_digital")}
    total = weights.sum() / scenario.gdp.base.value
    measured = base_revisions(producer, given, as_of).sd / (1 - total)
    return {
        "distribution": "student_t",
        "degrees_of_freedom": round(share.degrees_of_freedom),
        "fat_tails": given.fat_tails,
        "errors": errors,
        "measurement_sd": _percent(measured),
        "breaks": {"rate": given.breaks_rate, "sd": _percent(given.breaks_sd)},
        "correlation": _correlation(parts, given),
        "bases": _bases(producer, growth, as_of, given),
    }


def _growth(spread: Spread, factor: float, half_life: float) -> dict[str, Any]:
    return {
        "persistent_sd": _percent(spread.persistent_sd * factor),
        "half_life": half_life,
        "yearly_sd": _percent(spread.yearly_sd * factor),
        "ar1": 0.0,
    }


def _bases(
    producer: str, own: dict[str, Any], as_of: Date | None, given: ScenarioErrors
) -> dict[str, Any]:
    """Return the two posteriors of the pace: the series' own, pooled, and the class's alone."""
    scenario, prior = load_scenario(given.scenarios[producer]), class_prior("share")
    about, known = subject("digital_share", producer), settings()
    pooled = pool(known_history(about, as_of), prior, known.variance_prior_df, known.half_life)
    law = next(iter(scenario.components.values())).growth
    assert law is not None and law.relative is not None
    spread = Spread(prior.between_sd, prior.yearly_sd, known.variance_prior_df)
    factor = part_factor(base_weights(scenario), given.between_parts)
    return {
        "own_history": {"pace": round(pooled.mean, 4), **own, **given.basis_words["own_history"]},
        "reference_class": {
            "pace": law.relative.speed,
            **_growth(spread, factor, given.half_life),
            **given.basis_words["reference_class"],
        },
    }


def base_weights(scenario: Scenario) -> np.ndarray:
    """Return the components' base values, all in one unit."""
    gdp = scenario.gdp.base.value
    bases = [component.base for component in scenario.components.values()]
    return np.array([b.value * (gdp if b.unit == "gdp" else 1.0) for b in bases])


def _gdp_choice(scored: "pd.DataFrame") -> Choice:
    """Return the method for levels with the spread factor that GDP's own forecasts give it."""
    from dataclasses import replace

    from dxsim.analysis.forecasts.choice import spread_factor

    chosen = choose(scored, "level")
    own = scored[scored["subject"] == "gdp_nominal/imf"]
    return replace(chosen, spread_factor=spread_factor(own, "level", chosen.method))


def _correlation(parts: Sequence[str], given: ScenarioErrors) -> dict[str, dict[str, float]]:
    rest = dict.fromkeys(("gdp", "non_digital"), given.with_rest)
    return {
        name: dict.fromkeys(parts[place + 1 :], given.between_parts) | rest
        for place, name in enumerate(parts)
    }


def _percent(value: float) -> str:
    return f"{100 * value:.2f}%"


def calibrated_errors(scored: "pd.DataFrame", as_of: Date | None = None) -> dict[str, Any]:
    """Return the default errors of every producer's scenarios, as the defaults file holds them."""
    given = settings().scenario_errors
    return {name: producer_errors(name, scored, as_of, given) for name in sorted(given.scenarios)}


def revisions_taken(as_of: Date | None = None) -> dict[str, Revisions]:
    """Return by producer whose revisions its base levels are given: its own or another's."""
    given = settings().scenario_errors
    return {name: base_revisions(name, given, as_of) for name in sorted(given.scenarios)}


def pooled_coverage(scored: "pd.DataFrame") -> dict[str, float]:
    """Return how many outcomes the calibrated interval of the shares' method held."""
    share = choose(scored, "share")
    return coverage(scored, "share", share.method, settings().interval, share.spread_factor)


def errors_text(content: dict[str, Any], command: str) -> str:
    """Return the defaults file as text, headed by what it holds and the command that remakes it."""
    import yaml

    head = (
        "# How far growth, yearly shocks, published totals, allocations and ceilings may be off,\n"
        "# by producer: standard deviations of log deviations (3% is 0.03 log points), of ratios\n"
        "# of components to the rest of GDP or odds below a ceiling. A scenario's own\n"
        "# `uncertainty:` replaces what it states. `pace` is the mean yearly rise of a log ratio.\n"
        f"# Made by: {command}\n"
    )
    body: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=96)
    return head + body
