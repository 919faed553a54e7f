"""Targets: read from their file, chosen among, and what each measures on a path."""

from dxsim.analysis.targets.choice import (
    cited,
    find_target,
    main_target,
    middle_target,
    middle_year,
)
from dxsim.analysis.targets.files import as_target, load_targets
from dxsim.analysis.targets.judging import (
    TOLERANCE,
    Money,
    Question,
    judged,
    metric,
    question,
    reaches,
    tolerance,
    unjudged,
    unsuitable,
)
from dxsim.analysis.targets.records import Target

__all__ = [
    "Money",
    "Question",
    "TOLERANCE",
    "Target",
    "as_target",
    "cited",
    "find_target",
    "judged",
    "load_targets",
    "main_target",
    "metric",
    "middle_target",
    "middle_year",
    "question",
    "reaches",
    "tolerance",
    "unjudged",
    "unsuitable",
]
