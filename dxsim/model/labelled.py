"""Results as labelled data sets: every variable and label with its unit and a name in words.

Units: "fraction" is of one (a share, a probability), "fraction a year" a growth rate, "money" the
scenario's own unit, such as "trn VND".
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

MONEY = "money"
RATE = "fraction a year"
NAMES: Mapping[str, tuple[str, str]] = {
    "gdp": (MONEY, "GDP at current prices"),
    "non_digital": (MONEY, "GDP less digital value added, at current prices"),
    "digital": (MONEY, "digital value added at current prices"),
    "value_added": (MONEY, "value added of a component at current prices"),
    "share": ("fraction", "digital share of GDP"),
    "scenario_share": ("fraction", "digital share of GDP on the scenario's own path"),
    "component_share": ("fraction", "value added of a component as a share of GDP"),
    "deflator": ("base year = 1", "GDP deflator"),
    "gdp_growth": (RATE, "nominal growth of GDP"),
    "gdp_growth_real": (RATE, "growth of GDP after the GDP deflator"),
    "non_digital_growth": (RATE, "nominal growth of the rest of GDP"),
    "non_digital_growth_real": (RATE, "growth of the rest of GDP after the GDP deflator"),
    "digital_growth": (RATE, "nominal growth of digital value added"),
    "component_growth": (RATE, "nominal growth of a component"),
    "contribution": (RATE, "contribution of a component to nominal GDP growth"),
    "shrinks_in": ("true or false", "whether the rest of GDP falls in money"),
    "shrinks_in_real": ("true or false", "whether the rest of GDP falls after inflation"),
    "shrinks_from": ("year", "first year from which the rest of GDP falls to the end"),
    "shrinks_from_real": ("year", "the same after inflation"),
    "exhausted_in": ("year", "first year in which nothing is left for the rest of GDP"),
    "probability": ("fraction", "share of draws that reach a target"),
    "range_low": ("fraction", "lowest probability over the bases that could be defended"),
    "range_high": ("fraction", "highest probability over the bases that could be defended"),
    "probability_by_basis": ("fraction", "probability under each other basis"),
    "sampling_error": ("fraction", "standard error of a probability from the draws alone"),
    "shortfall": (
        "points, or the unit of the target",
        "mean distance from a target in the draws that miss it",
    ),
    "first_year": ("fraction", "share of draws in which a target is first reached in a year"),
    "never": ("fraction", "share of draws that never reach a target"),
    "exhausted": ("fraction", "share of draws in which nothing is left for the rest of GDP"),
    "joint_probability": ("fraction", "share of draws that reach every target"),
    "exhausted_draws": ("fraction", "share of draws that are exhausted by the end year"),
    **{
        f"{prefix}{name}": ("fraction", f"{words} index of a factor on {output}")
        for prefix, output in (("", "the share"), ("reached_", "whether a target is reached"))
        for name, words in {
            "first": "first-order Sobol",
            "first_half": "half-width (95%) of the first-order",
            "total": "total-order Sobol",
            "total_half": "half-width (95%) of the total-order",
        }.items()
    },
    "effective_draws": ("draws", "independent draws that the weighted ones are worth"),
    "effect_on_share": ("fraction", "what a programme alone adds to the digital share of GDP"),
    "effect_on_gdp": ("fraction", "what a programme alone adds to GDP, relative to GDP without"),
    "cost": (MONEY, "cost of a programme at base-year prices"),
    "coverage": ("fraction", "units covered by a programme among those it addresses"),
    "year": ("year", "calendar year, the base year first"),
    "quantile": ("fraction", "share of draws at or below a value"),
    **{
        label: ("name", words)
        for label, words in {
            "component": "component of the digital economy",
            "target": "target",
            "basis": "basis that could be defended",
            "factor": "uncertain quantity",
            "programme": "programme",
            "case": "without or with programmes",
        }.items()
    },
}


def labelled(
    variables: Mapping[str, object],
    coordinates: "Mapping[str, object] | xr.Coordinates",
    facts: Mapping[str, object],
) -> "xr.Dataset":
    """Return a result as a data set.

    Parameters
    ----------
    variables
        by name: dimensions and values.
    coordinates
        the labels of the dimensions.
    facts
        what the result says of itself; `unit` is that of money.

    Raises
    ------
    KeyError
        for a variable or a dimension without an entry in `NAMES`.
    """
    import xarray as xr

    dataset = xr.Dataset(variables, coordinates, facts)
    for name in dataset.variables:
        units, words = NAMES[str(name)]
        money = str(facts["unit"]) if units == MONEY else units
        dataset[name].attrs.update(units=money, long_name=words)
    return dataset
