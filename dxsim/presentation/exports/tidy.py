"""Results as tidy tables, a value a row, each row saying who measured it and on which basis."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from dxsim.analysis.judged import Given, judge
from dxsim.model.projection import as_dataset
from dxsim.model.trajectory import Trajectory
from dxsim.scenario.records import Scenario

if TYPE_CHECKING:
    import pandas as pd

UNITS = {
    "gdp": "money",
    "non_digital": "money",
    "digital": "money",
    "value_added": "money",
    "share": "share of GDP",
    "component_share": "share of GDP",
    "deflator": "index",
    "gdp_growth": "rate a year",
    "gdp_growth_real": "rate a year",
    "non_digital_growth": "rate a year",
    "non_digital_growth_real": "rate a year",
    "digital_growth": "rate a year",
    "component_growth": "rate a year",
    "contribution": "share of GDP of the year before",
}
COLUMNS = (
    "scenario", "producer", "stated_prices", "basis", "variable", "component", "year", "value",
    "unit", "version",
)  # fmt: skip


def tidy(scenarios: Given | Iterable[Given]) -> "pd.DataFrame":
    """Return the projections of scenarios, one row a variable, component and year.

    Shares and rates are fractions, money is in the unit named; a value is missing from the
    exhausted year on. `basis` says on which prices the value stands, `stated_prices` on which
    the scenario states its growth.
    """
    import pandas as pd

    frames = [rows for each in judge(scenarios, ()) for rows in _rows(each.scenario, each.path)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))


def _basis(variable: str) -> str:
    """Return on which prices a variable stands; an index of prices stands on none."""
    if variable == "deflator":
        return "price index"
    return "constant prices" if variable.endswith("_real") else "current prices"


def _rows(scenario: Scenario, path: Trajectory) -> "list[pd.DataFrame]":
    """Return the values of a scenario, a table for each variable."""
    import pandas as pd

    data = as_dataset(scenario, path)
    frames = []
    for name, kind in UNITS.items():
        values = data[name]
        parts = values["component"].values if "component" in values.dims else np.array([""])
        years = values["year"].values
        told = {
            "scenario": scenario.name,
            "producer": scenario.producer,
            "stated_prices": scenario.prices,
            "basis": _basis(name),
            "variable": name,
            "component": np.repeat(parts, len(years)),
            "year": np.tile(years.astype("int64"), len(parts)),
            "value": values.transpose(..., "year").values.ravel(),
            "unit": scenario.unit if kind == "money" else kind,
            "version": data.attrs["version"],
        }
        frames.append(pd.DataFrame(told))
    return frames
