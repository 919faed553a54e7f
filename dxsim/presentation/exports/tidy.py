"""Results as tidy tables, a value a row, each row saying who measured it and on which basis."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dxsim.analysis.judged import Given, judge
from dxsim.data.files import Document
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

    frames = [_rows(each.scenario, each.path) for each in judge(scenarios, ())]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))


def _basis(variable: str) -> str:
    """Return on which prices a variable stands; an index of prices stands on none."""
    if variable == "deflator":
        return "price index"
    return "constant prices" if variable.endswith("_real") else "current prices"


def _rows(scenario: Scenario, path: Trajectory) -> "pd.DataFrame":
    import pandas as pd

    data = as_dataset(scenario, path)
    frames = []
    for name, kind in UNITS.items():
        frame = data[[name]].to_dataframe().reset_index().rename(columns={name: "value"})
        frame["variable"] = name
        frame["unit"] = scenario.unit if kind == "money" else kind
        frame["basis"] = _basis(name)
        if "component" not in frame:
            frame["component"] = ""
        frames.append(frame)
    rows = pd.concat(frames, ignore_index=True)
    identity: Document = {
        "scenario": scenario.name,
        "producer": scenario.producer,
        "stated_prices": scenario.prices,
        "version": data.attrs["version"],
    }
    rows["year"] = rows["year"].astype("int64")
    return rows.assign(**identity)[list(COLUMNS)]
