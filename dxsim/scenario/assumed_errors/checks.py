"""Whether an uncertainty can hold: known blocks, errors with something to move, correlations."""

from collections.abc import Iterable
from typing import NamedTuple

from dxsim.scenario.assumed_errors.correlation import is_positive_definite, nearest_correlation
from dxsim.scenario.laws import SHARE_LAWS
from dxsim.scenario.names import GIVEN_AGGREGATES
from dxsim.scenario.uncertainty import Errors, Event, Uncertainty


class Problem(NamedTuple):
    """Fault of an uncertainty mapping: key within it, found, expected, hint."""

    key: str
    found: str
    expected: str
    hint: str = ""


def first_problem(
    stated: Uncertainty,
    allowed: Iterable[str],
    carved: Iterable[str] | None = None,
    limited: Iterable[str] | None = None,
) -> Problem | None:
    """Return the first thing that cannot hold, or None.

    Parameters
    ----------
    stated
        the errors.
    allowed
        the blocks that have errors of their own: the components, and the aggregate that the
        closure gives.
    carved, limited
        the components carved from another, and those whose law has a ceiling; others have no
        error of allocation or of a ceiling. None where that is not known, as for defaults.
    """
    student = stated.distribution == "student_t"
    if student != (stated.degrees_of_freedom is not None):
        found = "nothing" if student else "degrees of freedom"
        expected = "a number such as 5" if student else "none: only student_t has them"
        return Problem("degrees_of_freedom", found, expected)
    allowed = list(allowed)
    for name, errors in stated.errors.items():
        if name not in allowed:
            return Problem(f"errors.{name}", f"'{name}'", f"one of {', '.join(allowed)}")
        problem = _without_effect(name, errors, carved, limited)
        if problem is not None:
            return problem
    event = _wrong_event(stated.events, allowed)
    return event or _wrong_pair(stated, allowed) or _impossible(stated, allowed)


def _wrong_event(events: Iterable[Event], allowed: list[str]) -> Problem | None:
    """Return an event of nothing that errs, one without effect, or one told twice, or None."""
    seen: set[str] = set()
    for place, event in enumerate(events):
        key = f"events.{place}"
        if event.id in seen:
            return Problem(f"{key}.id", f"'{event.id}' twice", "an id used once")
        seen.add(event.id)
        if event.of not in allowed:
            return Problem(f"{key}.of", f"'{event.of}'", f"one of {', '.join(allowed)}")
        if event.size == 0 and event.size_sd == 0:
            return Problem(f"{key}.size", "0%", "a size, or a spread around it in size_sd")
    return None


def _without_effect(
    name: str, errors: Errors, carved: Iterable[str] | None, limited: Iterable[str] | None
) -> Problem | None:
    """Return the error of a block that has nothing to move, or None."""
    needs = {
        "allocation_sd": (carved, "none: only a component with carved_from has an allocation"),
        "ceiling_sd": (limited, f"none: only {' and '.join(SHARE_LAWS)} have a ceiling"),
    }
    for key, (having, expected) in needs.items():
        without = name in GIVEN_AGGREGATES or (having is not None and name not in having)
        if getattr(errors, key) and without:
            return Problem(f"errors.{name}.{key}", f"{getattr(errors, key):.2%}", expected)
    if errors.half_life is not None and not errors.persistent_sd:
        return Problem(f"errors.{name}.half_life", "no persistent_sd", "one that can fade")
    return None


def _wrong_pair(stated: Uncertainty, allowed: list[str]) -> Problem | None:
    seen: set[frozenset[str]] = set()
    for one, row in (stated.correlation or {}).items():
        for other in row:
            key = f"correlation.{one}.{other}"
            wrong = next((name for name in (one, other) if name not in allowed), None)
            if wrong is not None:
                return Problem(key, f"'{wrong}'", f"one of {', '.join(allowed)}")
            if one == other or frozenset((one, other)) in seen:
                return Problem(key, "a pair twice or a block with itself", "each pair once")
            seen.add(frozenset((one, other)))
    return None


def _impossible(stated: Uncertainty, names: list[str]) -> Problem | None:
    matrix = stated.matrix(names)
    if is_positive_definite(matrix):
        return None
    nearest = nearest_correlation(matrix)
    pairs = [
        f"{one}-{other} {nearest[names.index(one), names.index(other)]:.3f}"
        for one, row in (stated.correlation or {}).items()
        for other in row
    ]
    found = "correlations that cannot hold together (not positive definite)"
    hint = f"the nearest that can: {', '.join(pairs)}"
    return Problem("correlation", found, "a positive definite correlation matrix", hint)
