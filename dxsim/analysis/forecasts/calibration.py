"""Default errors of scenarios from the back-test: how far assumptions of this kind went wrong.

The method chosen for a scale gives a variance of its error that grows as `a h + b h^2` with the
horizon: `a` is the yearly shocks', `b` the persistent error's in mean growth. Both are multiplied
by the factor that fits the method's spreads to the back-test. What a total's error means for its
parts is not in the data: the parts get equal errors, correlated as assumed, such that the total
has the error found. Base levels of parts err independently, each so that the total errs as far as
totals were revised.
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
    weights = base_weights(scenario)
    factor = part_factor(weights, given.between_parts)
    growth = {
        "persistent_sd": _percent(share.persistent_sd * factor),
        "yearly_sd": _percent(share.yearly_sd * factor),
        "ar1": 0.0,
    }
    base = _percent(base_revisions(producer, given, as_of).sd * part_factor(weights, 0.0))
    parts = list(scenario.components)
    bases = {name: _percent(given.platform_base) if name == "platform" else base for name in parts}
    errors: dict[str, Any] = {name: growth | {"base_sd": bases[name]} for name in parts}
    rest = {"persistent_sd": _percent(gdp.persistent_sd), "yearly_sd": _percent(gdp.yearly_sd)}
    errors |= {name: rest | {"ar1": 0.0} for name in ("gdp", "non_digital")}
    return {
        "distribution": "student_t",
        "degrees_of_freedom": round(share.degrees_of_freedom),
        "errors": errors,
        "correlation": _correlation(parts, given),
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
        "# How far growth, yearly shocks and base levels may be off, by producer: standard\n"
        "# deviations of log deviations (3% is 0.03 log points), of V/N where a component follows\n"
        "# a relative law. A scenario's own `uncertainty:` replaces what it states. `ar1` is the\n"
        f"# autocorrelation of the yearly shocks. Made by: {command}\n"
    )
    body: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=96)
    return head + body
