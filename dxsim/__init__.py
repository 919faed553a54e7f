"""Reachable shares of the digital economy in GDP: projections, verdicts and their uncertainty.

Public names load their module when first used, so that importing the package stays cheap.
"""

import importlib
from typing import Any

__version__ = "1.0.0"

_HOMES = {
    "load_scenario": "dxsim.scenario.loading",
    "list_scenarios": "dxsim.data.scenario_files",
    "Scenario": "dxsim.scenario.loading",
    "project": "dxsim.model.projection",
    "simulate": "dxsim.model.projection",
    "factors_giving": "dxsim.model.inverse",
    "load_targets": "dxsim.analysis.targets",
    "assess": "dxsim.analysis.judged",
    "verdicts": "dxsim.analysis.judged",
    "with_parameters": "dxsim.scenario.parameters",
    "numeric_parameters": "dxsim.scenario.parameters",
    "with_carve_out": "dxsim.scenario.parameters",
    "scenario_text": "dxsim.scenario.writing",
    "differences": "dxsim.scenario.writing",
    "required_growth": "dxsim.analysis.backwards.solving",
    "required_parameter": "dxsim.analysis.backwards.solving",
    "required_start": "dxsim.analysis.backwards.start_year",
    "feasible": "dxsim.analysis.backwards.feasibility",
    "frontier": "dxsim.analysis.backwards.frontier",
    "tornado": "dxsim.analysis.backwards.tornado",
    "break_even": "dxsim.analysis.backwards.break_even_values",
    "verdict_map": "dxsim.analysis.backwards.break_even_values",
    "explain": "dxsim.analysis.base_years",
    "measures": "dxsim.analysis.backwards.decomposition",
    "shift_share": "dxsim.analysis.backwards.shift_share",
    "bridge": "dxsim.analysis.programmes.bridge",
    "programme_effects": "dxsim.analysis.programmes.effects",
    "programme_closings": "dxsim.analysis.programmes.effects",
    "load_programme": "dxsim.scenario.programmes.files",
    "list_programmes": "dxsim.scenario.programmes.files",
    "ensemble": "dxsim.analysis.uncertainty.ensemble",
    "sensitivity": "dxsim.analysis.uncertainty.sensitivity",
    "discover": "dxsim.analysis.uncertainty.discovery",
    "condition": "dxsim.analysis.uncertainty.condition",
    "Outcome": "dxsim.analysis.uncertainty.outcomes",
    "explore": "dxsim.presentation.explorer",
    "figures": "dxsim.presentation",
    "write_workbook": "dxsim.presentation.workbook",
    "read_workbook": "dxsim.presentation.workbook",
    "observations": "dxsim.data.observations",
    "revisions": "dxsim.data.observations",
    "source": "dxsim.data.sources",
    "audit": "dxsim.cases",
    "fit": "dxsim.analysis.forecasts.estimation",
    "run_backtest": "dxsim.analysis.forecasts.scoring.backtest",
    "past_verdicts": "dxsim.analysis.evidence.past_targets",
    "InputError": "dxsim.data.yamlfile",
}

__all__ = [*sorted(_HOMES), "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name, None)
    if value is None:  # a room of the package, such as `figures`
        value = importlib.import_module(f"{_HOMES[name]}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
