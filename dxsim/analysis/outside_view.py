"""Outside view: how fast digital-economy shares rose elsewhere, in log-odds a year.

The reference class is the set of episodes marked for it; beside it stand the broad measures, which
count digital activity in every industry. Every pace is computed from the shares in the data files.
Remembered shares may be listed but never count, nor do episodes of the country worked on. Plain
Python: a verdict reads a percentile in microseconds.
"""

from bisect import bisect_left
from statistics import median as _median

from dxsim.analysis.episodes import Episode, Scope, loaded
from dxsim.model.share_curves import expit, logit


def reference_class(scope: Scope = "all") -> tuple[Episode, ...]:
    """Return the episodes that count: all those marked, or the broad measures among them."""
    return loaded().counted[scope]


def paces(scope: Scope = "all") -> tuple[float, ...]:
    """Return the paces of the episodes that count, from the slowest to the fastest."""
    return loaded().paces[scope]


def percentile(speed: float, scope: Scope = "all") -> float:
    """Return the share of the counted episodes whose pace lies strictly below `speed`."""
    ordered = paces(scope)
    return bisect_left(ordered, speed) / len(ordered)


def median(scope: Scope = "all") -> float:
    """Return the median pace, log-odds a year."""
    return _median(paces(scope))


def band(share: float, years: int, tail: float = 0.1) -> tuple[float, float] | None:
    r"""Return where a share comes at the slow and at the fast end of the class, None without one.

    .. math:: s_t = \operatorname{expit}(\operatorname{logit} s_0 + q t)

    with the `tail` and `1 - tail` quantiles `q` of the paces of the class, log-odds a year, kept up
    for some `years`.
    """
    ordered = paces()
    if not ordered or not 0 < share < 1:
        return None
    start = logit(share)
    low, high = (expit(start + years * _quantile(ordered, q)) for q in (tail, 1 - tail))
    return low, high


def band_by_year(share: float, years: int) -> dict[str, list[float]]:
    """Return where a share comes in each of some years at the paces of the class.

    The first year is the present one; `p10` and `p90` are quantiles of the paces. Empty where there
    is no class.
    """
    edges = [band(share, after) for after in range(years)]
    known = [edge for edge in edges if edge is not None]
    if len(known) < years:
        return {}
    low, high = zip(*known, strict=True)
    return {"p10": list(low), "p90": list(high)}


def _quantile(ordered: tuple[float, ...], level: float) -> float:
    """Return a quantile of ordered values, linear between neighbours."""
    place = level * (len(ordered) - 1)
    below = min(int(place), len(ordered) - 2) if len(ordered) > 1 else 0
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def leave_one_out(scope: Scope = "all") -> dict[str, float]:
    """Return the median pace without each episode in turn, by the id of the one left out."""
    counted = reference_class(scope)
    return {out.id: _median(sorted(e.pace for e in counted if e.id != out.id)) for out in counted}


def percentile_range(speed: float, scope: Scope = "all") -> tuple[float, float]:
    """Return the lowest and highest percentile of `speed` when any one episode is left out."""
    counted = reference_class(scope)
    below = [sum(e.pace < speed for e in counted if e.id != out.id) for out in counted]
    return min(below) / (len(counted) - 1), max(below) / (len(counted) - 1)
