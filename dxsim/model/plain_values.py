"""Results as plain values in the shapes the command line promises."""

from dxsim.data.arrays import finite, whole
from dxsim.model.projection import measured, refuse_overflow, simulate
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.records import Scenario


def projection_record(scenario: Scenario) -> dict[str, object]:
    """Return a projection as plain values: lists by year, fractions, `None` where missing.

    Lists of growth and of contributions start in the year after the base year.
    """
    path = simulate(scenario)
    refuse_overflow(scenario, path)
    record = {name: values for name, (_, values) in measured(path).items()}
    place = {name: place for place, name in enumerate(scenario.components)}

    def series(name: str, component: str | None = None, first: int = 0) -> list[float | None]:
        values = record[name] if component is None else record[name][place[component]]
        return finite(values[first:])

    growth = {
        "gdp": series("gdp_growth", first=1),
        "gdp_real": series("gdp_growth_real", first=1),
        "non_digital": series("non_digital_growth", first=1),
        "non_digital_real": series("non_digital_growth_real", first=1),
        "digital": series("digital_growth", first=1),
    }
    of_digital = record["value_added"] / path.digital
    return {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "prices": scenario.prices,
        "unit": scenario.unit,
        "years": [int(year) for year in path.years],
        "gdp": series("gdp"),
        "non_digital": series("non_digital"),
        "digital": series("digital"),
        "share": series("share"),
        "components": {name: series("value_added", name) for name in place},
        "component_share": {name: series("component_share", name) for name in place},
        "share_of_digital": {name: finite(of_digital[place[name]]) for name in place},
        "growth": growth | {name: series("component_growth", name, 1) for name in place},
        "contribution_to_gdp_growth": {name: series("contribution", name, 1) for name in place},
        **_strain(path),
    }


def _strain(path: Trajectory) -> dict[str, object]:
    """Return the years in which the rest of GDP shrinks, since when it does, and its end."""
    flags = {"shrinks_in": path.shrinks, "shrinks_in_real": path.shrinks_real}
    listed = {name: [int(year) for year in path.years[flag]] for name, flag in flags.items()}
    ends = ("shrinks_from", "shrinks_from_real", "exhausted_in")
    return {**listed, **{name: whole(getattr(path, name).item()) for name in ends}}
