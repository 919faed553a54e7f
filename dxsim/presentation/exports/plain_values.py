"""Results as plain values in the shapes the command line promises."""

from typing import TYPE_CHECKING, Any

from dxsim.data.arrays import finite, whole
from dxsim.model.projection import project
from dxsim.scenario.loading import Scenario

if TYPE_CHECKING:
    import xarray as xr


def projection_record(scenario: Scenario) -> dict[str, Any]:
    """Return a projection as plain values: lists by year, fractions, `None` where missing.

    Lists of growth and of contributions start in the year after the base year.
    """
    data = project(scenario)
    names = list(scenario.components)

    def series(name: str, component: str | None = None, first: int = 0) -> list[float | None]:
        values = data[name] if component is None else data[name].sel(component=component)
        return finite(values.values[first:])

    growth = {
        "gdp": series("gdp_growth", first=1),
        "gdp_real": series("gdp_growth_real", first=1),
        "non_digital": series("non_digital_growth", first=1),
        "non_digital_real": series("non_digital_growth_real", first=1),
        "digital": series("digital_growth", first=1),
    }
    digital = data["value_added"] / data["digital"]
    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "unit": scenario.unit,
        "years": [int(year) for year in data["year"]],
        "gdp": series("gdp"),
        "non_digital": series("non_digital"),
        "digital": series("digital"),
        "share": series("share"),
        "components": {name: series("value_added", name) for name in names},
        "component_share": {name: series("component_share", name) for name in names},
        "share_of_digital": {name: finite(digital.sel(component=name).values) for name in names},
        "growth": growth | {name: series("component_growth", name, 1) for name in names},
        "contribution_to_gdp_growth": {name: series("contribution", name, 1) for name in names},
        **_strain(data),
    }


def _strain(data: "xr.Dataset") -> dict[str, Any]:
    """Return the years in which the rest of GDP shrinks, since when it does, and its end."""
    years, ends = data["year"].values, ("shrinks_from", "shrinks_from_real", "exhausted_in")
    flags = {name: data[name].values for name in ("shrinks_in", "shrinks_in_real")}
    listed = {name: [int(year) for year in years[flag]] for name, flag in flags.items()}
    return {**listed, **{name: whole(data[name].item()) for name in ends}}
