"""A fit as a scenario: the parent's assumptions with the fitted law and its errors."""

import numpy as np

from dxsim.analysis.forecasts.calibration import base_weights, part_factor, weighing_scenarios
from dxsim.analysis.forecasts.estimation import Fit
from dxsim.analysis.forecasts.settings import settings
from dxsim.data.country import load_country
from dxsim.data.yamlfile import InputError, quoted
from dxsim.model.growth import growth_of
from dxsim.model.share_curves import logit
from dxsim.scenario.assumed_errors.defaults import default_uncertainty
from dxsim.scenario.citations import of_other_parts
from dxsim.scenario.laws import SHARE_LAWS, Law
from dxsim.scenario.records import Scenario, StatedBlock
from dxsim.scenario.texts import Words
from dxsim.scenario.uncertainty import Errors, Uncertainty

SERIES = ("digital_share", "gdp_nominal")


def fitted_scenario(fit: Fit, parent: Scenario, name: str, words: dict[str, Words]) -> Scenario:
    """Return a parent's scenario with a fitted law in place of its own.

    Parameters
    ----------
    fit
        of the digital share (its law goes to every component) or of nominal GDP.
    parent
        of the same producer where the fit is of a share.
    name
        the new scenario's name.
    words
        its `title`, `question` and `note`.

    Raises
    ------
    InputError
        where the fit is of another series, or the parent of another producer.
    """
    if fit.series not in SERIES:
        raise InputError("series", found=quoted(fit.series), expected=" or ".join(SERIES))
    own = {"name": name, "origins": (), **words}
    if fit.series == "gdp_nominal":
        law = Law.model_validate(_gdp_law(fit))
        return parent.model_copy(update=own | {"gdp": _fitted(parent.gdp, law, fit)})
    if fit.producer != parent.producer:
        raise InputError(
            "parent", found=f"{parent.name} of {parent.producer}",
            expected=f"a scenario of {fit.producer}",
        )  # fmt: skip
    laws = component_laws(fit, parent)
    components = {
        part: _fitted(component, Law.model_validate(laws[part]), fit)
        for part, component in parent.components.items()
    }
    update = {"components": components, "uncertainty": _uncertainty(fit, parent)}
    return parent.model_copy(update=own | update)


def parent_of(fit: Fit) -> str:
    """Return the shipped scenario that a producer's errors are weighed by: a fit's parent.

    Where the producer states none it is the country's default scenario.
    """
    return weighing_scenarios().get(fit.producer, load_country().default_scenario)


def component_laws(fit: Fit, parent: Scenario) -> dict[str, dict[str, object]]:
    """Return the law of every component that gives the total the fitted path."""
    parts = list(parent.components)
    if fit.law == "relative":
        return {part: {"relative": {"speed": _rounded(fit.gain)}} for part in parts}
    if fit.law == "path":
        growth = digital_growth(fit, parent)
        return {part: {"path": growth} for part in parts}
    weights = base_weights(parent)
    shares = weights / weights.sum()
    return {
        part: {fit.law: {"ceiling": _rounded((fit.ceiling or 0) * w), "speed": _rounded(fit.speed)}}
        for part, w in zip(parts, shares, strict=True)
    }


def digital_growth(fit: Fit, parent: Scenario) -> dict[int, float]:
    """Return digital growth by year that moves the share by the fitted gains, given GDP's path.

    Each year takes the gain fitted for it; an InputError where the fit has none.
    """
    from dxsim.model.projection import simulate

    first, beyond = fit.last + 1, fit.last + 1 + len(fit.gains)
    years = range(parent.base_year + 1, parent.end_year + 1)
    if years.start < first or years.stop > beyond:
        raise InputError(
            "parent", found=f"{parent.name}, {parent.base_year} to {parent.end_year}",
            expected=f"years within {fit.last} to {beyond - 1}, which the fit has gains for",
        )  # fmt: skip
    gdp = np.asarray(simulate(parent).gdp, float)
    start = base_weights(parent).sum() / gdp[0]
    gains = fit.gains[years.start - first : years.stop - first]
    odds = logit(float(start)) + np.concatenate([[0.0], np.cumsum(gains)])
    level = gdp / (1 + np.exp(-odds))
    growth = growth_of(level)
    return {year: _rounded(g) for year, g in zip(years, growth, strict=True)}


def _gdp_law(fit: Fit) -> dict[str, object]:
    if fit.law == "path":
        years = range(fit.last + 1, fit.last + 1 + len(fit.gains))
        return {"path": {y: _rounded(np.expm1(g)) for y, g in zip(years, fit.gains, strict=True)}}
    return {"constant": _rounded(np.expm1(fit.gain))}


def _uncertainty(fit: Fit, parent: Scenario) -> Uncertainty:
    """Return the fit's errors for every part, so that the total has them.

    The allocation of a carve-out errs as by default; a ceiling too, where the fit has one.
    """
    factor = part_factor(base_weights(parent), settings().scenario_errors.between_parts)
    defaults = default_uncertainty().producers.get(parent.producer, Uncertainty()).errors
    errors = {
        part: defaults.get(part, Errors()).model_copy(
            update={
                "persistent_sd": _rounded(fit.persistent_sd * factor),
                "yearly_sd": _rounded(fit.yearly_sd * factor),
            }
            | ({} if component.carved_from else {"allocation_sd": 0.0})
            | ({} if fit.law in SHARE_LAWS else {"ceiling_sd": 0.0})
            | ({} if _rounded(fit.persistent_sd * factor) else {"half_life": None})
        )
        for part, component in parent.components.items()
    }
    return Uncertainty(basis="path", errors=errors)


def _fitted(block: StatedBlock, law: Law, fit: Fit) -> StatedBlock:
    """Return a block with a fitted law, which the observations it was fitted to support."""
    cited = of_other_parts(block.sources, ["growth"]) | {"growth": fit.sources}
    return block.model_copy(update={"growth": law, "sources": cited})


def _rounded(value: float | None) -> float:
    """Return four decimals, which is more than any fit on so little data can claim."""
    return round(float(value or 0.0), 4)
