"""Claims audit: the official figures recomputed from one another, check by check."""

from dxsim.cases.results import VERDICTS, Finding, Result, Shown, Verdict
from dxsim.cases.viet_nam import activity, infrastructure, later, shares, targets
from dxsim.cases.viet_nam.record import CHECKS, Evidence, Unknown, evidence
from dxsim.data.records import Date

__all__ = ["CHECKS", "VERDICTS", "Finding", "Result", "Shown", "Verdict", "audit"]
_REGISTERED = (activity, infrastructure, later, shares, targets)


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


def _result(id: str, known: Evidence) -> Result:
    made = CHECKS[id]
    try:
        result, key = made.run(known), f"claims.{id.lower()}"
    except Unknown:
        result, key = Finding("not_checkable", {}), "claims.not_known_then"
    return Result(
        id, key, made.facts, made.series, result.verdict, result.numbers, result.remembered
    )
