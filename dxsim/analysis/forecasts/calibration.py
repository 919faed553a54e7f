"""Default errors of scenarios from the posterior of the share: how far growth may be off.

The posterior of a producer's share gives the spread of its mean gain (the persistent error) and of
a year's shock; those of GDP come from the same posterior of its real growth and deflator. What a
total's error means for its parts is not in the data: the parts get equal errors, correlated as
assumed, such that the total has the error found. The published total errs as far as a first release
is revised; its parts share that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dxsim.analysis.forecasts.estimation import setting_of
from dxsim.analysis.forecasts.histories import known_history, subject, subjects
from dxsim.analysis.forecasts.measurement import Revisions, revisions
from dxsim.analysis.forecasts.methods import belief_of
from dxsim.analysis.forecasts.pooling import Belief
from dxsim.analysis.forecasts.rates import past_belief
from dxsim.analysis.forecasts.scoring.coverage import Held, held
from dxsim.analysis.forecasts.settings import ScenarioErrors, settings
from dxsim.data.files import Document
from dxsim.data.records import Date, day_of
from dxsim.data.sources import producers
from dxsim.data.yamlfile import InputError
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd

Basis = Literal["own_history", "reference_class"]
METHODS: dict[Basis, str] = {"own_history": "pooled", "reference_class": "class_pace"}
"""Method of the grid whose belief each basis of a scenario is."""
SHARE = "digital_share"


@dataclass(frozen=True, slots=True)
class Spread:
    """A posterior of growth, in log points a year: its pace, errors of mean and year, tails."""

    pace: float
    persistent_sd: float
    yearly_sd: float
    degrees_of_freedom: float


def share_spread(producer: str, basis: Basis = "own_history", as_of: Date | None = None) -> Spread:
    """Return pace and errors of a producer's share on log-odds, by its own history or its class."""
    about = subject(SHARE, producer)
    setting = setting_of(about, as_of)
    return _spread(belief_of(METHODS[basis], known_history(about, as_of), setting))


def gdp_spread(as_of: Date | None = None) -> Spread:
    """Return pace and errors of nominal GDP's growth: of its rates, which err independently.

    Raises
    ------
    InputError
        where no level that is forecast is made from rates.
    """
    level = next((s for s in subjects() if s.scale == "level" and s.made_from), None)
    if level is None:
        raise InputError(
            "forecasts/series.csv", found="no level made from rates",
            expected="GDP at current prices with made_from: its real growth and its prices",
        )  # fmt: skip
    spreads = []
    for name in level.made_from:
        rate = subject(name, level.producer)
        spreads.append(_spread(past_belief(known_history(rate, as_of), setting_of(rate, as_of))))
    return Spread(
        sum(part.pace for part in spreads),
        math.hypot(*(part.persistent_sd for part in spreads)),
        math.hypot(*(part.yearly_sd for part in spreads)),
        spreads[0].degrees_of_freedom,
    )


def _spread(belief: Belief) -> Spread:
    return Spread(belief.mean, belief.persistent_sd, belief.yearly_sd, belief.shock_df)


def share_revisions(producer: str, as_of: Date | None = None) -> Revisions:
    """Return how far first releases of a producer's total share are revised, on log-odds."""
    day = None if as_of is None else day_of(as_of)
    return revisions(subject(SHARE, producer), settings(), day)


def part_factor(weights: np.ndarray, correlation: float) -> float:
    """Return a part's error relative to the total's, for equal, equally correlated parts."""
    squares = float(np.sum((weights / weights.sum()) ** 2))
    return 1 / math.sqrt(squares + correlation * (1 - squares))


def weighing_scenarios() -> dict[str, str]:
    """Return by producer the scenario whose base shares weigh the errors of the parts."""
    return {id: p.weighing_scenario for id, p in producers().items() if p.weighing_scenario}


def producer_errors(producer: str, as_of: Date | None, given: ScenarioErrors) -> Document:
    """Return the uncertainty of a producer's scenarios, in the shape of the defaults file."""
    scenario, known = load_scenario(weighing_scenarios()[producer]), settings()
    factor = part_factor(base_weights(scenario), given.between_parts)
    bases = {basis: share_spread(producer, basis, as_of) for basis in METHODS}
    own, parts = bases["own_history"], list(scenario.components)
    half_life = given.half_life["own_history"]
    errors = {name: _growth(own, factor, half_life) for name in parts}
    for name, component in scenario.components.items():
        if component.carved_from:
            errors[name]["allocation_sd"] = _percent(given.carved_base)
    for name in parts:
        errors[name]["ceiling_sd"] = _percent(given.ceiling)
    rest = _growth(gdp_spread(as_of), 1.0, half_life)
    rest["revision_sd"] = _percent(given.growth_revision)
    errors |= {name: dict(rest) for name in ("gdp", "non_digital")}
    return {
        "distribution": "student_t",
        "degrees_of_freedom": round(own.degrees_of_freedom),
        "fat_tails": given.fat_tails,
        "errors": errors,
        "measurement_sd": _percent(share_revisions(producer, as_of).sd),
        "breaks": {"rate": known.break_rate, "sd": _percent(known.break_sd)},
        "correlation": _correlation(parts, given),
        "provenance": given.kinds,
        "bases": {
            basis: {"pace": round(found.pace, 4)}
            | _growth(found, factor, given.half_life[basis])
            | given.basis_words[basis]
            for basis, found in bases.items()
        },
    }


def _growth(spread: Spread, factor: float, half_life: float | None) -> Document:
    fading = {} if half_life is None else {"half_life": half_life}
    return {
        "persistent_sd": _percent(spread.persistent_sd * factor),
        **fading,
        "yearly_sd": _percent(spread.yearly_sd * factor),
        "ar1": 0.0,
    }


def base_weights(scenario: Scenario) -> np.ndarray:
    """Return the components' base values, all in one unit."""
    gdp = scenario.gdp.base.value
    bases = [component.base for component in scenario.components.values()]
    return np.array([b.value * (gdp if b.unit == "gdp" else 1.0) for b in bases])


def _correlation(parts: Sequence[str], given: ScenarioErrors) -> dict[str, dict[str, float]]:
    rest = dict.fromkeys(("gdp", "non_digital"), given.with_rest)
    return {
        name: dict.fromkeys(parts[place + 1 :], given.between_parts) | rest
        for place, name in enumerate(parts)
    }


def _percent(value: float) -> str:
    return f"{100 * value:.2f}%"


def calibrated_errors(as_of: Date | None = None) -> Document:
    """Return the default errors of every producer's scenarios, as the defaults file holds them."""
    given = settings().scenario_errors
    return {name: producer_errors(name, as_of, given) for name in sorted(weighing_scenarios())}


def revisions_taken(as_of: Date | None = None) -> dict[str, Revisions]:
    """Return by producer how far its totals are taken to be revised."""
    return {name: share_revisions(name, as_of) for name in sorted(weighing_scenarios())}


def posterior_coverage(scored: "pd.DataFrame") -> Held:
    """Return how many outcomes of shares the interval of the posterior that is used here held."""
    return held(scored, "share", METHODS["own_history"])


def errors_text(content: Document, command: str) -> str:
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
