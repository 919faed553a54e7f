"""Claims audit: the official figures recomputed from one another, check by check."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxsim.cases.viet_nam import activity, infrastructure, later, shares, targets
from dxsim.cases.viet_nam.record import (
    CHECKS,
    VERDICTS,
    Finding,
    Shown,
    Unknown,
    Verdict,
    evidence,
)
from dxsim.data.facts import facts
from dxsim.data.observations import Date

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VERDICTS", "Finding", "Shown", "Verdict", "Result", "audit", "audit_table"]
_REGISTERED = (activity, infrastructure, later, shares, targets)


@dataclass(frozen=True, slots=True)
class Result:
    """One check of the audit: what it cites and what it found.

    `key` names its sentence in the catalogue `claims`; `numbers` fill the sentence. `remembered`
    marks a verdict that rests on a number nobody has read again.
    """

    id: str
    key: str
    facts: tuple[str, ...]
    series: tuple[str, ...]
    verdict: Verdict
    numbers: dict[str, Shown]
    remembered: bool


def audit(as_of: Date | None = None) -> list[Result]:
    """Run every check with the observations known on a day (None: all there is).

    Facts are the claims under audit: they count whenever their document came out. A check whose
    observations were not yet known is not checkable, and its sentence says so.

    Examples
    --------
    >>> import dxsim as dx
    >>> next(result for result in dx.audit() if result.id == "C01").verdict
    'consistent'
    """
    known = evidence(as_of)
    return [_result(id, known) for id in sorted(CHECKS)]


def _result(id: str, known) -> Result:  # type: ignore[no-untyped-def]
    made = CHECKS[id]
    try:
        found, key = made.run(known), f"claims.{id.lower()}"
    except Unknown:
        found, key = Finding("not_checkable", {}), "claims.not_known_then"
    return Result(id, key, made.facts, made.series, found.verdict, found.numbers, found.remembered)


def audit_table(as_of: Date | None = None) -> "pd.DataFrame":
    """Return the audit as a tidy table: check, verdict, cited facts and series, documents."""
    import pandas as pd

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
