"""Scenarios with a known error process, for closed forms."""

from dxsim.model.scenario import Scenario, load_scenario
from dxsim.model.uncertainty import Uncertainty


def with_errors(scenario: Scenario | str, correlation=None, freedom=None, **errors) -> Scenario:
    """Return a scenario whose uncertainty is wholly stated here; blocks left out have none."""
    loaded = load_scenario(scenario) if isinstance(scenario, str) else scenario
    silent = {name: {} for name in (*loaded.components, loaded.aggregate)}
    stated = Uncertainty.model_validate(
        {
            "distribution": "normal" if freedom is None else "student_t",
            "degrees_of_freedom": freedom,
            "errors": silent | errors,
            "correlation": correlation or {},
        }
    )
    return loaded.model_copy(update={"uncertainty": stated})
