"""Code that belongs to one country: a folder a country, named as its parameters are.

A country without such a folder has no claims audit; nothing else differs.
"""

import importlib
import importlib.util
from types import ModuleType
from typing import TYPE_CHECKING

from dxsim.cases.results import Result
from dxsim.data.locations import country
from dxsim.data.records import Date, day_of

if TYPE_CHECKING:
    import pandas as pd


def audit(as_of: Date | None = None) -> list[Result]:
    """Return the claims audit of the country worked on; empty where it has none.

    Parameters
    ----------
    as_of
        the day up to which observations are read; None is all there is.

    Examples
    --------
    >>> import dxsim as dx
    >>> found = dx.audit()
    >>> found[0].id, found[0].verdict
    ('C01', 'consistent')
    """
    day = None if as_of is None else day_of(as_of)
    case = _case()
    return case.audit(day) if case else []


def audit_table(as_of: Date | None = None) -> "pd.DataFrame":
    """Return the audit as a tidy table: check, verdict, cited facts and series, documents."""
    import pandas as pd

    from dxsim.data.facts import facts

    known = facts()
    rows = [
        {
            "check": result.id,
            "verdict": result.verdict,
            "facts": " ".join(result.facts),
            "series": " ".join(result.series),
            "documents": " ".join(sorted({known[id].document for id in result.facts})),
            "remembered": result.remembered,
        }
        for result in audit(as_of)
    ]
    return pd.DataFrame(rows)


def _case() -> ModuleType | None:
    name = f"{__name__}.{country().replace('-', '_')}"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None
