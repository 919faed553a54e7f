"""Scenarios with a known error process, and what closed forms say of it."""

import numpy as np

from dxsim.scenario.loading import load_scenario
from dxsim.scenario.records import Scenario
from dxsim.scenario.uncertainty import Uncertainty


def with_errors(
    scenario: Scenario | str, correlation=None, freedom=None, measured="0%", breaks=None, **errors
) -> Scenario:
    """Return a scenario whose uncertainty is wholly stated here; blocks left out have none."""
    loaded = load_scenario(scenario) if isinstance(scenario, str) else scenario
    silent = {name: {} for name in (*loaded.components, loaded.aggregate)}
    stated = Uncertainty.model_validate(
        {
            "distribution": "normal" if freedom is None else "student_t",
            "degrees_of_freedom": freedom,
            "errors": silent | errors,
            "correlation": correlation or {},
            "measurement_sd": measured,
            "breaks": breaks or {"rate": 0, "sd": "0%"},
        }
    )
    return loaded.model_copy(update={"uncertainty": stated})


def cumulated_sd(
    persistent_sd: float, yearly_sd: float, ar1: float, years: int, half_life: float = np.inf
) -> float:
    """Return the standard deviation of the cumulated log deviation after some years.

    `Var x[h] = (W m)^2 + s^2 (h + 2 sum_{k<h} (h - k) ar1^k)`, `W = sum_{k<h} 0.5^(k/half_life)`.
    """
    lasting = float(np.sum(0.5 ** (np.arange(years) / half_life)))
    lags = np.arange(1, years)
    together = years + 2 * float(np.sum((years - lags) * ar1**lags))
    return float(np.sqrt((lasting * persistent_sd) ** 2 + yearly_sd**2 * together))
