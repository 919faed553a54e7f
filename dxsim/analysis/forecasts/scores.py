"""Scores of forecasts: closed-form CRPS, log score, coverage, and a paired comparison.

A predictive distribution is a Student-t with a location and a scale on the scale on which it was
made (log-odds for shares, logs for levels); infinite degrees of freedom make it normal.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_PAIRS = 8  # a paired test on fewer differences says nothing


@dataclass(frozen=True, slots=True)
class Predictive:
    """A Student-t predictive distribution: location, scale, degrees of freedom."""

    loc: float
    scale: float
    df: float = math.inf

    def quantile(self, probability: float) -> float:
        """Return a quantile."""
        from scipy.special import ndtri, stdtrit

        normal = math.isinf(self.df)
        z = ndtri(probability) if normal else stdtrit(self.df, probability)
        return self.loc + self.scale * float(z)

    def cdf(self, outcome: float) -> float:
        """Return the probability of an outcome at or below the one given."""
        return _cdf((outcome - self.loc) / self.scale, self.df)

    @property
    def sd(self) -> float:
        """Standard deviation (infinite where df is 2 or less)."""
        if math.isinf(self.df):
            return self.scale
        return self.scale * math.sqrt(self.df / (self.df - 2)) if self.df > 2 else math.inf


def _cdf(z: float, df: float) -> float:
    from scipy.special import ndtr, stdtr

    return float(ndtr(z) if math.isinf(df) else stdtr(df, z))


def _log_density(z: float, df: float) -> float:
    """Log density of the standard Student-t, or of the normal where df is infinite."""
    if math.isinf(df):
        return -0.5 * (z * z + math.log(2 * math.pi))
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    return constant - (df + 1) / 2 * math.log1p(z * z / df)


def crps(forecast: Predictive, outcome: float) -> float:
    """Return the continuous ranked probability score, in the units of the forecast.

    Closed forms for the normal and for the Student-t with more than one degree of freedom
    (Jordan, Krueger and Lerch 2019, Journal of Statistical Software 90(12)).
    """
    z = (outcome - forecast.loc) / forecast.scale
    return forecast.scale * (
        _crps_normal(z) if math.isinf(forecast.df) else _crps_t(z, forecast.df)
    )


def _crps_normal(z: float) -> float:
    density = math.exp(_log_density(z, math.inf))
    return z * (2 * _cdf(z, math.inf) - 1) + 2 * density - 1 / math.sqrt(math.pi)


def _crps_t(z: float, df: float) -> float:
    from scipy.special import betaln

    tail = math.exp(betaln(0.5, df - 0.5) - 2 * betaln(0.5, df / 2))
    spread = 2 * math.exp(_log_density(z, df)) * (df + z * z) / (df - 1)
    return z * (2 * _cdf(z, df) - 1) + spread - 2 * math.sqrt(df) / (df - 1) * tail


def log_score(forecast: Predictive, outcome: float) -> float:
    """Return minus the log predictive density at the outcome (lower is better)."""
    z = (outcome - forecast.loc) / forecast.scale
    return math.log(forecast.scale) - _log_density(z, forecast.df)


def quantile_score(quantiles: dict[float, float], outcome: float) -> float:
    """Return the mean quantile score: twice the mean pinball loss over stated quantiles.

    Every quantile counts alike, so it is near the CRPS only where they are evenly spaced.
    """
    losses = [(p - (outcome < q)) * (outcome - q) for p, q in quantiles.items()]
    return 2 * sum(losses) / len(losses)


def binomial_interval(hits: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) interval of a proportion; (0, 1) without trials."""
    if trials == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest

    found = binomtest(hits, trials).proportion_ci(confidence_level=level, method="exact")
    return float(found.low), float(found.high)


@dataclass(frozen=True, slots=True)
class Paired:
    """A paired comparison of two loss series: their mean difference and its p-value.

    `p_value` is None where the pairs are too few to say anything.
    """

    pairs: int
    difference: float
    p_value: float | None


def diebold_mariano(losses: Sequence[float], others: Sequence[float], horizon: int = 1) -> Paired:
    """Compare two methods' losses on the same origins (negative difference: the first is better).

    The Diebold-Mariano statistic with the correction of Harvey, Leybourne and Newbold (1997) for
    small samples and overlapping horizons, two-sided. Pairs from one series share their shocks,
    so the p-value flatters a difference that comes from a few series.
    """
    difference: NDArray[np.float64] = np.asarray(losses, float) - np.asarray(others, float)
    n = len(difference)
    mean = float(difference.mean()) if n else 0.0
    if n < max(LEAST_PAIRS, 2 * horizon) or np.allclose(difference, mean):
        return Paired(n, mean, None)
    from scipy.stats import t

    centred = difference - mean
    lags = range(1, horizon)
    variance = centred @ centred / n + 2 * sum(centred[k:] @ centred[:-k] / n for k in lags)
    if variance <= 0:
        return Paired(n, mean, None)
    shrink = math.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    statistic = shrink * mean / math.sqrt(variance / n)
    return Paired(n, mean, float(2 * t.sf(abs(statistic), n - 1)))
