"""Files of the country that each notebook needs; without them the notebook is left out."""

from collections.abc import Callable

from dxsim.analysis.forecasts.histories import subjects
from dxsim.analysis.targets import load_targets
from dxsim.data.locations import data_dir
from dxsim.data.scenario_files import list_scenarios
from dxsim.data.sources import all_series
from dxsim.scenario.assumed_errors.completion import states_errors
from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario

SHARE = "digital_share"
OF_NOTEBOOK = {
    "01_evidence": ("observations",),
    "04_backwards": ("targets",),
    "05_how_sure": ("targets", "errors", "forecasts"),
    "07_forecast": ("observations", "forecasts"),
    "08_programmes": ("programmes", "targets", "errors"),
}


def missing(notebook: str, chosen: Scenario) -> str | None:
    """Return the first need of a notebook that the country's files do not meet, None where all are.

    Parameters
    ----------
    notebook
        its file's stem.
    chosen
        the scenario of the single-scenario pages.
    """
    there: dict[str, Callable[[], bool]] = {
        "observations": lambda: SHARE in all_series() and (data_dir() / "observations").is_dir(),
        "targets": lambda: bool(load_targets()),
        "errors": lambda: states_errors(chosen),
        "forecasts": lambda: bool(subjects()),
        "programmes": lambda: any(load_scenario(name).programmes for name in list_scenarios()),
    }
    return next((need for need in OF_NOTEBOOK.get(notebook, ()) if not there[need]()), None)
